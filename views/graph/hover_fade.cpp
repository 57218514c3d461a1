#include "views/graph/hover_fade.h"

#include <QApplication>
#include <QStyle>

namespace rolloutscope::graph {

HoverFade::HoverFade(std::function<void()> changed) : changed_(std::move(changed))
{
    animation_.setDuration(durationMs);
    QObject::connect(&animation_, &QVariantAnimation::valueChanged, &animation_,
                     [this](const QVariant& value) { setStrength(value.toDouble()); });
}

void HoverFade::setHovered(int node, int edge)
{
    const bool hovers = node >= 0 || edge >= 0;
    if (hovers) {
        node_ = node;
        edge_ = edge;
    }
    const double wanted = hovers ? 1 : 0;
    animation_.stop();
    if (wanted == strength_ || QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) <= 0) {
        setStrength(wanted);
        return;
    }
    animation_.setStartValue(strength_);
    animation_.setEndValue(wanted);
    animation_.start();
}

void HoverFade::forget()
{
    animation_.stop();
    setStrength(0);
}

void HoverFade::setStrength(double strength)
{
    strength_ = strength;
    if (strength_ <= 0)
        node_ = edge_ = -1;
    changed_();
}

} // namespace rolloutscope::graph
