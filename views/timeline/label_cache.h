// Labels laid out once: texts with the position of every character, and the cut texts that fit a width. What is drawn
// again costs a look-up.
#pragma once

#include <QFont>
#include <QFontMetricsF>
#include <QStaticText>
#include <QString>

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace rolloutscope {

class LabelCache {
public:
    explicit LabelCache(const QFont& font);

    [[nodiscard]] const QFont& font() const { return font_; }
    [[nodiscard]] double lineHeight() const { return metrics_.height(); }

    /// The text of `key` (made by `make` when it is new) cut to a width; null when not even a few letters fit.
    template <typename Make>
    const QStaticText* fitting(std::uint64_t key, double width, Make make)
    {
        return cut(labelOf(key, make), width);
    }
    /// As fitting(), but null when the text has to be cut.
    template <typename Make>
    const QStaticText* whole(std::uint64_t key, double width, Make make)
    {
        Label& label = labelOf(key, make);
        return label.width <= width ? cut(label, width) : nullptr;
    }
    void clear() { labels_.clear(); }

private:
    static constexpr std::size_t maxLabels = 20'000;

    struct Label {
        QString text;
        std::vector<float> ends; // x after each character; empty when characters run both ways
        double width = 0;
        std::unordered_map<qsizetype, QStaticText> cuts; // by number of characters kept, or by width
    };

    template <typename Make>
    Label& labelOf(std::uint64_t key, Make make)
    {
        auto found = labels_.find(key);
        if (found == labels_.end()) {
            if (labels_.size() >= maxLabels)
                labels_.clear();
            found = labels_.emplace(key, layOut(make())).first;
        }
        return found->second;
    }
    [[nodiscard]] Label layOut(QString text) const;
    const QStaticText* cut(Label& label, double width) const;
    const QStaticText* prepared(Label& label, qsizetype key, const QString& text) const;

    QFont font_;
    QFontMetricsF metrics_;
    double ellipsisWidth_ = 0;
    std::unordered_map<std::uint64_t, Label> labels_;
};

} // namespace rolloutscope
