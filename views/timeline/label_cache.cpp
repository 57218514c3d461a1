#include "views/timeline/label_cache.h"

#include <QTextLayout>

#include <algorithm>

namespace rolloutscope {
namespace {

const QChar ellipsis(0x2026);

bool runsBothWays(const QString& text)
{
    return std::any_of(text.begin(), text.end(), [](QChar character) {
        const QChar::Direction direction = character.direction();
        return direction == QChar::DirR || direction == QChar::DirAL || character.isSurrogate();
    });
}

} // namespace

LabelCache::LabelCache(const QFont& font)
    : font_(font), metrics_(font), ellipsisWidth_(metrics_.horizontalAdvance(ellipsis))
{
}

LabelCache::Label LabelCache::layOut(QString text) const
{
    Label label;
    label.text = std::move(text);
    if (runsBothWays(label.text)) {
        label.width = metrics_.horizontalAdvance(label.text);
        return label;
    }
    QTextLayout layout(label.text, font_);
    layout.beginLayout();
    const QTextLine line = layout.createLine();
    layout.endLayout();
    label.ends.reserve(static_cast<std::size_t>(label.text.size()));
    for (int i = 1; i <= label.text.size(); ++i)
        label.ends.push_back(line.isValid() ? static_cast<float>(line.cursorToX(i)) : 0.0F);
    label.width = label.ends.empty() ? 0 : label.ends.back();
    return label;
}

const QStaticText* LabelCache::prepared(Label& label, qsizetype key, const QString& text) const
{
    const auto found = label.cuts.find(key);
    if (found != label.cuts.end())
        return &found->second;
    QStaticText shown(text);
    shown.setTextFormat(Qt::PlainText);
    shown.prepare({}, font_);
    return &label.cuts.emplace(key, std::move(shown)).first->second;
}

const QStaticText* LabelCache::cut(Label& label, double width) const
{
    constexpr qsizetype fewest = 3;
    if (label.text.isEmpty())
        return nullptr;
    if (label.width <= width)
        return prepared(label, label.text.size(), label.text);
    if (label.ends.empty()) {
        // Keyed by eighths of the width, away from the numbers of characters.
        constexpr qsizetype widthKeys = 1'000'000;
        const auto eighths = static_cast<qsizetype>(width / 8);
        const QString elided = metrics_.elidedText(label.text, Qt::ElideRight, static_cast<double>(eighths) * 8);
        return elided.size() <= fewest ? nullptr : prepared(label, widthKeys + eighths, elided);
    }
    const auto end = std::upper_bound(label.ends.begin(), label.ends.end(), static_cast<float>(width - ellipsisWidth_));
    qsizetype kept = end - label.ends.begin();
    while (kept > 0 && label.text.at(kept - 1).isSpace())
        --kept;
    return kept < fewest ? nullptr : prepared(label, kept, label.text.left(kept) + ellipsis);
}

} // namespace rolloutscope
