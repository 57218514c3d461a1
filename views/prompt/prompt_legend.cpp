#include "views/prompt/prompt_legend.h"

#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace rolloutscope {
namespace {

constexpr int side = 10;
constexpr int row = 16;
constexpr int swatch = 8;
constexpr int between = 12;

} // namespace

PromptLegend::PromptLegend(QWidget* parent) : QWidget(parent)
{
    setFont(smallFont());
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void PromptLegend::setBytes(const PromptBytes& bytes)
{
    entries_.clear();
    const double total = static_cast<double>(std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0}));
    std::vector<std::size_t> order(promptCategoryCount);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return bytes[a] > bytes[b]; });
    for (const std::size_t i : order) {
        if (bytes[i] == 0)
            continue;
        const double share = static_cast<double>(bytes[i]) / total * 100;
        const auto category = static_cast<PromptCategory>(i);
        entries_.push_back(
            {category, QLatin1String(toWord(category)) +
                           (share < 1 ? QStringLiteral(" < 1 %") : QStringLiteral(" %1 %").arg(share, 0, 'f', 0))});
    }
    updateGeometry();
    update();
}

template <typename Place>
int PromptLegend::layOut(int width, Place&& place) const
{
    const QFontMetrics measure(font());
    int x = side;
    int y = 2;
    for (const Entry& entry : entries_) {
        const int needed = swatch + 5 + measure.horizontalAdvance(entry.text);
        if (x > side && x + needed > width - side) {
            x = side;
            y += row;
        }
        place(entry, QRect(x, y, needed, row));
        x += needed + between;
    }
    return entries_.empty() ? 0 : y + row + 4;
}

int PromptLegend::heightForWidth(int width) const
{
    return layOut(width, [](const Entry&, const QRect&) {});
}

QSize PromptLegend::sizeHint() const
{
    return {200, heightForWidth(std::max(200, width()))};
}

void PromptLegend::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    layOut(width(), [&](const Entry& entry, const QRect& box) {
        painter.fillRect(QRect(box.left(), box.center().y() - swatch / 2 + 1, swatch, swatch),
                         colorOf(theme, entry.category));
        painter.setPen(theme.dimText);
        painter.drawText(box.adjusted(swatch + 5, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         entry.text);
    });
}

} // namespace rolloutscope
