// The table of the statistics: keeps what is chosen in it while numbers come and go.
#pragma once

#include "views/statistics/statistics_model.h"

#include <QTreeView>

namespace rolloutscope {

class StatisticsTableDelegate;

class StatisticsTable : public QTreeView {
    Q_OBJECT
public:
    explicit StatisticsTable(QWidget* parent = nullptr);

    [[nodiscard]] StatisticsModel* statistics() const { return model_; }
    void setStatistics(StretchStatisticsPtr statistics);
    void setStale(bool stale);
    /// The chosen one of the statistics' rows; none if nothing is chosen, or it does not occur in this stretch.
    [[nodiscard]] std::optional<std::size_t> chosenPlace() const;
    /// Its group and name; a choice outlasts stretches in which it does not occur.
    [[nodiscard]] std::optional<std::pair<StatisticGroup, std::string>> chosen() const { return chosen_; }
    /// The selected rows as one sees them.
    [[nodiscard]] QString selectedText() const;

signals:
    void chosenChanged();

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void keep();
    void restore();

    StatisticsModel* model_;
    StatisticsTableDelegate* delegate_;
    std::optional<std::pair<StatisticGroup, std::string>> chosen_;
    std::vector<std::pair<StatisticGroup, std::string>> kept_; // selected rows while the model starts anew
    int keptScroll_ = 0;
    bool resetting_ = false;
};

} // namespace rolloutscope
