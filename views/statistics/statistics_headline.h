// What a stretch of time comes to, in one line of values with their words; it breaks where the line is too short.
#pragma once

#include "views/statistics/statistics_source.h"

#include <QWidget>

#include <vector>

namespace rolloutscope {

/// A number, and the word for it.
struct HeadlineValue {
    QString value;
    QString word;
    bool alarming = false;
    QString help = {};
};

/// The stretch, agents, waiting, tokens, failures.
[[nodiscard]] std::vector<HeadlineValue> headlineOf(const StretchStatistics& statistics);

class StatisticsHeadline : public QWidget {
    Q_OBJECT
public:
    explicit StatisticsHeadline(QWidget* parent = nullptr);

    /// The hint stands at the end, dim.
    void setValues(std::vector<HeadlineValue> values, const QString& hint);
    /// Drawn as what it was.
    void setStale(bool stale);
    /// All that is shown, as one line of plain text.
    [[nodiscard]] QString text() const;

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Laid {
        QRect value;
        QRect word;
    };
    /// Where the values stand, and at last the hint (its word), in this width; and the height they take.
    [[nodiscard]] std::pair<std::vector<Laid>, int> layOut(int width) const;

    std::vector<HeadlineValue> values_;
    QString hint_;
    bool stale_ = false;
};

} // namespace rolloutscope
