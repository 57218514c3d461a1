#include "views/statistics/statistics_headline.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace rolloutscope {
namespace {

constexpr int lineHeight = 20;
constexpr int wordGap = 5;
constexpr int valueGap = 20;
constexpr int verticalPadding = 3;

QFont valueFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QString count(std::uint64_t number)
{
    return QString::fromStdString(formatCount(number));
}

QString duration(UnixMs begin, UnixMs end)
{
    return QString::fromStdString(
        formatDuration(static_cast<std::int64_t>(static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(begin))));
}

QString tr(const char* text)
{
    return StatisticsHeadline::tr(text);
}

HeadlineValue stretchOf(const StretchStatistics& statistics)
{
    if (!statistics.range)
        return {.value = tr("Whole rollout"), .word = duration(statistics.begin, statistics.end)};
    const UnixMs first = statistics.loaded->relations.firstMoment();
    return {.value = tr("%1 – %2").arg(duration(first, statistics.begin), duration(first, statistics.end)),
            .word = QString::fromStdString(formatDuration(std::llround(statistics.range->length()))),
            .help = tr("Begin and end since the rollout's first moment, and length")};
}

} // namespace

std::vector<HeadlineValue> headlineOf(const StretchStatistics& statistics)
{
    const RangeStatistics& numbers = statistics.numbers;
    const double cached = numbers.inputTokens > 0 ? 100.0 * static_cast<double>(numbers.cachedTokens) /
                                                        static_cast<double>(numbers.inputTokens)
                                                  : 0;
    return {
        stretchOf(statistics),
        {.value = count(numbers.agentsThatWorked),
         .word = numbers.agentsThatWorked == 1 ? tr("agent worked") : tr("agents worked"),
         .help = tr("Agents with a model call, a tool other than wait_agent, or a code cell")},
        {.value = tr("%1 %").arg(std::lround(numbers.waitShare() * 100)),
         .word = tr("waiting"),
         .help = tr("What part of the agents' time was waiting for other agents")},
        {.value = count(numbers.inputTokens),
         .word = tr("tokens in"),
         .help = tr("Input tokens of all model calls, cached ones included")},
        {.value = count(numbers.cachedTokens),
         .word = tr("cached (%1 %)").arg(std::lround(cached)),
         .help = tr("Input tokens that came from the cache")},
        {.value = count(numbers.outputTokens),
         .word = tr("tokens out"),
         .help = tr("Output tokens of all model calls, reasoning included")},
        {.value = count(statistics.failures),
         .word = statistics.failures == 1 ? tr("failure") : tr("failures"),
         .alarming = statistics.failures > 0,
         .help = tr("Calls that failed; a command counts once, with its tool call")},
    };
}

StatisticsHeadline::StatisticsHeadline(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void StatisticsHeadline::setValues(std::vector<HeadlineValue> values, const QString& hint)
{
    values_ = std::move(values);
    hint_ = hint;
    setAccessibleName(text());
    updateGeometry();
    update();
}

void StatisticsHeadline::setStale(bool stale)
{
    stale_ = stale;
    update();
}

QString StatisticsHeadline::text() const
{
    QStringList parts;
    for (const HeadlineValue& value : values_)
        parts << value.value + u' ' + value.word;
    if (!hint_.isEmpty())
        parts << hint_;
    return parts.join(QStringLiteral(" · "));
}

std::pair<std::vector<StatisticsHeadline::Laid>, int> StatisticsHeadline::layOut(int width) const
{
    const QFontMetrics valueMetrics(valueFont());
    const QFontMetrics wordMetrics(baseFont());
    std::vector<Laid> laid;
    int x = 0;
    int y = verticalPadding;
    const auto place = [&](int valueWidth, int wordWidth) {
        const int needed = valueWidth + (valueWidth > 0 ? wordGap : 0) + wordWidth;
        if (x > 0 && x + needed > width) {
            x = 0;
            y += lineHeight;
        }
        const int wordAt = x + (valueWidth > 0 ? valueWidth + wordGap : 0);
        laid.push_back({QRect(x, y, std::min(valueWidth, width - x), lineHeight),
                        QRect(wordAt, y, std::max(0, std::min(wordWidth, width - wordAt)), lineHeight)});
        x += needed + valueGap;
    };
    for (const HeadlineValue& value : values_)
        place(valueMetrics.horizontalAdvance(value.value) + 1, wordMetrics.horizontalAdvance(value.word) + 1);
    if (!hint_.isEmpty())
        place(0, wordMetrics.horizontalAdvance(hint_) + 1);
    return {std::move(laid), y + lineHeight + verticalPadding};
}

int StatisticsHeadline::heightForWidth(int width) const
{
    return layOut(width).second;
}

QSize StatisticsHeadline::sizeHint() const
{
    return {600, heightForWidth(std::max(width(), 600))};
}

QSize StatisticsHeadline::minimumSizeHint() const
{
    return {120, lineHeight + 2 * verticalPadding};
}

bool StatisticsHeadline::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto laid = layOut(width()).first;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (laid[i].value.united(laid[i].word).contains(help->pos()) && !values_[i].help.isEmpty()) {
            QToolTip::showText(help->globalPos(), plainToolTip(values_[i].help), this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

void StatisticsHeadline::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    const auto laid = layOut(width()).first;
    const auto draw = [&](const QRect& box, const QString& text, const QFont& font, const QColor& color) {
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, box.width()));
    };
    for (std::size_t i = 0; i < values_.size(); ++i) {
        const QColor strong = values_[i].alarming ? theme.failure : theme.text;
        draw(laid[i].value, values_[i].value, valueFont(), stale_ ? theme.dimText : strong);
        draw(laid[i].word, values_[i].word, baseFont(), theme.dimText);
    }
    if (!hint_.isEmpty())
        draw(laid.back().word, hint_, baseFont(), theme.dimText);
}

} // namespace rolloutscope
