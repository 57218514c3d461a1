#include "views/graph/hover_fade.h"

#include <QApplication>
#include <QStyle>

namespace rolloutscope::graph {

HoverFade::HoverFade(std::function<void()> changed) : changed_(std::move(changed))
{
    animation_.setDuration(durationMs);
    animation_.setStartValue(0.0);
    animation_.setEndValue(1.0);
    QObject::connect(&animation_, &QVariantAnimation::valueChanged, &animation_, [this](const QVariant& value) {
        setStrength(from_ + ((hovers_ ? 1 : 0) - from_) * value.toDouble());
    });
}

void HoverFade::setHovered(int node, int edge)
{
    hovers_ = node >= 0 || edge >= 0;
    if (hovers_) {
        node_ = node;
        edge_ = edge;
    }
    const double wanted = hovers_ ? 1 : 0;
    animation_.stop();
    if (wanted == strength_ || QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) <= 0) {
        setStrength(wanted);
        return;
    }
    from_ = strength_;
    animation_.start();
}

void HoverFade::forget()
{
    animation_.stop();
    hovers_ = false;
    setStrength(0);
}

void HoverFade::setStrength(double strength)
{
    strength_ = strength;
    if (strength_ <= 0 && !hovers_)
        node_ = edge_ = -1;
    changed_();
}

} // namespace rolloutscope::graph
