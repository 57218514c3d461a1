#include "views/prompt/growth_chart.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace rolloutscope {
namespace {

constexpr int side = 10;         // px beside the plot
constexpr int head = 20;         // px above it, for the scale
constexpr int foot = 4;          // px below it, for the mark of the current call
constexpr double widestBar = 28; // px
constexpr double headroom = 1.08;

// From the bottom up.
constexpr PromptCategory order[] = {
    PromptCategory::Instructions,  PromptCategory::Tools,     PromptCategory::Summary,   PromptCategory::User,
    PromptCategory::AgentMessages, PromptCategory::Assistant, PromptCategory::Reasoning, PromptCategory::ToolCalls,
    PromptCategory::ToolOutput,    PromptCategory::Images};
static_assert(std::size(order) == promptCategoryCount);

} // namespace

GrowthChart::GrowthChart(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAccessibleName(tr("Growth of the context"));
}

void GrowthChart::setGrowth(GrowthReadingPtr growth)
{
    growth_ = std::move(growth);
    hovered_.reset();
    update();
}

void GrowthChart::setCall(InferenceIndex call)
{
    call_ = call;
    update();
}

void GrowthChart::setNote(const QString& note)
{
    note_ = note;
    update();
}

void GrowthChart::setUnit(Unit unit)
{
    unit_ = unit;
    update();
}

QSize GrowthChart::sizeHint() const
{
    return {240, 104};
}

QSize GrowthChart::minimumSizeHint() const
{
    return {80, 104};
}

QRectF GrowthChart::plot() const
{
    return QRectF(rect()).adjusted(side, head, -side, -foot);
}

double GrowthChart::totalOf(const GrowthReading::Point& point) const
{
    return static_cast<double>(unit_ == Unit::Tokens ? point.totalTokens() : point.size.total());
}

double GrowthChart::top() const
{
    double most = 1;
    for (const GrowthReading::Point& point : growth_->points)
        most = std::max(most, totalOf(point));
    // The window belongs into the picture unless the calls would shrink to nothing.
    if (unit_ == Unit::Tokens && growth_->window > 0 && static_cast<double>(growth_->window) < 4 * most)
        most = std::max(most, static_cast<double>(growth_->window));
    return most * headroom;
}

QRectF GrowthChart::barOf(std::size_t point) const
{
    if (!growth_ || point >= growth_->points.size())
        return {};
    const QRectF area = plot();
    const double step = std::min(widestBar, area.width() / static_cast<double>(growth_->points.size()));
    const double height = totalOf(growth_->points[point]) / top() * area.height();
    const double gap = step > 5 ? 1.0 : 0.0;
    return {area.left() + static_cast<double>(point) * step, area.bottom() - height, std::max(1.0, step - gap), height};
}

std::optional<std::size_t> GrowthChart::pointAt(double x) const
{
    if (!growth_ || growth_->points.empty())
        return std::nullopt;
    const QRectF area = plot();
    const double step = std::min(widestBar, area.width() / static_cast<double>(growth_->points.size()));
    const double at = std::floor((x - area.left()) / step);
    if (at < 0 || at >= static_cast<double>(growth_->points.size()))
        return std::nullopt;
    return largestAt(static_cast<std::size_t>(at));
}

std::size_t GrowthChart::largestAt(std::size_t point) const
{
    const double step = plot().width() / static_cast<double>(growth_->points.size());
    if (step >= 1)
        return point;
    const auto perColumn = static_cast<std::size_t>(std::ceil(1 / step));
    const std::size_t first = point / perColumn * perColumn;
    const std::size_t end = std::min(first + perColumn, growth_->points.size());
    std::size_t largest = first;
    for (std::size_t i = first; i < end; ++i) {
        if (totalOf(growth_->points[i]) > totalOf(growth_->points[largest]))
            largest = i;
    }
    return largest;
}

std::optional<std::size_t> GrowthChart::current() const
{
    if (!growth_)
        return std::nullopt;
    const auto found = std::find_if(growth_->points.begin(), growth_->points.end(),
                                    [this](const GrowthReading::Point& point) { return point.size.call == call_; });
    return found == growth_->points.end() ? std::nullopt
                                          : std::optional(static_cast<std::size_t>(found - growth_->points.begin()));
}

QString GrowthChart::unitText(double value) const
{
    const auto whole = static_cast<std::uint64_t>(std::llround(value));
    return QString::fromStdString(unit_ == Unit::Tokens ? formatCount(whole) + " tokens" : formatBytes(whole));
}

void GrowthChart::paintBar(QPainter& painter, std::size_t point) const
{
    const Theme& theme = Theme::of(palette());
    const GrowthReading::Point& shown = growth_->points[point];
    const PromptBytes& values = unit_ == Unit::Tokens ? shown.tokens : shown.size.bytes;
    const QRectF bar = barOf(point);
    const double total = totalOf(shown);
    double bottom = bar.bottom();
    for (const PromptCategory category : order) {
        const auto value = static_cast<double>(values[static_cast<std::size_t>(category)]);
        if (value <= 0)
            continue;
        const double height = value / total * bar.height();
        painter.fillRect(QRectF(bar.left(), bottom - height, bar.width(), height), colorOf(theme, category));
        bottom -= height;
    }
    if (!shown.size.isWhole)
        painter.fillRect(bar, QBrush(theme.ground, Qt::BDiagPattern));
    if (shown.size.afterCompaction) {
        painter.setPen(QPen(theme.compaction, 1, Qt::DashLine));
        const double x = std::round(bar.left()) - 0.5;
        painter.drawLine(QPointF(x, plot().top()), QPointF(x, plot().bottom()));
    }
}

void GrowthChart::paintScale(QPainter& painter) const
{
    const Theme& theme = Theme::of(palette());
    const QRectF area = plot();
    double most = 0;
    for (const GrowthReading::Point& point : growth_->points)
        most = std::max(most, totalOf(point));
    painter.setFont(smallFont());
    painter.setPen(theme.dimText);
    const QRectF line(area.left(), 0, area.width(), head);
    const QString left = tr("up to %1").arg(unitText(most));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, left);
    if (unit_ != Unit::Tokens || growth_->window == 0)
        return;
    const double y = area.bottom() - static_cast<double>(growth_->window) / top() * area.height();
    const bool isSeen = y >= area.top();
    const double share = most / static_cast<double>(growth_->window) * 100;
    const QString window = tr("window %1 (%2 % used)")
                               .arg(QString::fromStdString(formatCount(growth_->window)))
                               .arg(share, 0, 'f', share < 10 ? 1 : 0);
    const int room = static_cast<int>(area.width()) - painter.fontMetrics().horizontalAdvance(left) - 12;
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(window, Qt::ElideRight, std::max(0, room)));
    if (isSeen) {
        painter.setPen(QPen(theme.failure, 1, Qt::DashLine));
        painter.drawLine(QPointF(area.left(), std::round(y) + 0.5), QPointF(area.right(), std::round(y) + 0.5));
    }
}

void GrowthChart::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.ground);
    if (!growth_ || growth_->points.empty()) {
        painter.setPen(theme.dimText);
        painter.setFont(smallFont());
        painter.drawText(rect().adjusted(side, 0, -side, 0), Qt::AlignCenter | Qt::TextWordWrap, note_);
        return;
    }
    const QRectF area = plot();
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), theme.line);
    const double step = area.width() / static_cast<double>(growth_->points.size());
    const std::size_t every = step >= 1 ? 1 : static_cast<std::size_t>(std::ceil(1 / step));
    for (std::size_t point = 0; point < growth_->points.size(); point += every)
        paintBar(painter, largestAt(point));
    paintScale(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    if (const auto now = current()) {
        const QRectF bar = barOf(*now);
        painter.fillRect(QRectF(bar.left() - 1, area.bottom() + 1, bar.width() + 2, foot - 1), theme.selection);
        painter.setPen(QPen(theme.selection, 1.5));
        painter.drawRect(bar.adjusted(-1, -1, 1, 0));
    }
    if (hovered_) {
        painter.setPen(QPen(theme.text, 1));
        painter.drawRect(barOf(*hovered_).adjusted(-0.5, -0.5, 0.5, 0.5));
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme.selection);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

QString GrowthChart::toolTipOf(std::size_t point) const
{
    const GrowthReading::Point& shown = growth_->points[point];
    const LoadedTrace& loaded = *growth_->loaded;
    QStringList lines{QString::fromStdString(objectTitle(loaded.trace, loaded.relations, shown.size.call))};
    if (shown.input > 0)
        lines += tr("%1 tokens in, %2 from the cache")
                     .arg(QString::fromStdString(formatCount(shown.input)),
                          QString::fromStdString(formatCount(shown.cached)));
    else
        lines += tr("about %1 (not recorded)").arg(unitText(static_cast<double>(shown.totalTokens())));
    lines += QString::fromStdString(formatBytes(shown.size.total())) + QStringLiteral(" · ") +
             QString::fromStdString(formatCounted(shown.size.items, "item", "items"));
    const PromptBytes& values = unit_ == Unit::Tokens ? shown.tokens : shown.size.bytes;
    const double total = std::max(1.0, totalOf(shown));
    for (auto category = std::rbegin(order); category != std::rend(order); ++category) {
        const std::uint64_t value = values[static_cast<std::size_t>(*category)];
        if (value > 0)
            lines +=
                QStringLiteral("%1: %2 (%3 %)")
                    .arg(QLatin1String(toWord(*category)), (unit_ == Unit::Tokens ? QStringLiteral("≈ ") : QString()) +
                                                               unitText(static_cast<double>(value)))
                    .arg(static_cast<double>(value) / total * 100, 0, 'f', 0);
    }
    if (shown.size.afterCompaction)
        lines += tr("after a compaction");
    if (!shown.size.isWhole)
        lines += tr("incomplete: a payload is missing, or what came before is not recorded");
    return plainToolTip(lines.join(u'\n'));
}

bool GrowthChart::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const auto point = pointAt(help->pos().x()))
            QToolTip::showText(help->globalPos(), toolTipOf(*point), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void GrowthChart::choose(std::size_t point)
{
    emit callChosen(growth_->points[point].size.call);
}

void GrowthChart::mousePressEvent(QMouseEvent* event)
{
    if (const auto point = pointAt(event->position().x()); point && event->button() == Qt::LeftButton)
        choose(*point);
}

void GrowthChart::mouseMoveEvent(QMouseEvent* event)
{
    const auto point = pointAt(event->position().x());
    if (point != hovered_) {
        hovered_ = point;
        setCursor(point ? Qt::PointingHandCursor : Qt::ArrowCursor);
        update();
    }
}

void GrowthChart::leaveEvent(QEvent*)
{
    hovered_.reset();
    update();
}

void GrowthChart::keyPressEvent(QKeyEvent* event)
{
    const auto now = current();
    if (!growth_ || growth_->points.empty())
        return QWidget::keyPressEvent(event);
    const std::size_t last = growth_->points.size() - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return choose(now && *now > 0 ? *now - 1 : 0);
    case Qt::Key_Right:
        return choose(now ? std::min(last, *now + 1) : last);
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(last);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace rolloutscope
