// The list of objects behind a number: a click picks one, a double click or Enter goes there. Rows that are selected
// stay so while the list is renewed.
#pragma once

#include "views/statistics/object_list_model.h"

#include <QTableView>

#include <unordered_set>

namespace rolloutscope {

class ObjectListDelegate;

class ObjectListView : public QTableView {
    Q_OBJECT
public:
    explicit ObjectListView(QWidget* parent = nullptr);

    [[nodiscard]] ObjectListModel* objects() const { return model_; }
    /// The objects of a row of the statistics; none without a place.
    void showObjects(const StretchStatisticsPtr& statistics, std::optional<std::size_t> place);
    void setStale(bool stale);
    /// Of the selected rows, as they stand.
    [[nodiscard]] std::vector<ObjectRef> selectedObjects() const;
    [[nodiscard]] std::vector<ObjectRef> allObjects() const;

signals:
    /// Objects of objects()->loaded().
    void picked(rolloutscope::ObjectRef object);
    void goRequested(rolloutscope::ObjectRef object);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void keep();
    void restore();
    [[nodiscard]] std::size_t selectedCount() const;
    [[nodiscard]] std::vector<int> selectedRowNumbers() const;

    ObjectListModel* model_;
    ObjectListDelegate* delegate_;
    std::optional<std::pair<StatisticGroup, std::string>> shown_;
    bool another_ = false; // what is shown next is another list
    // While the model starts anew.
    LoadedTracePtr keptLoaded_;
    std::unordered_set<ObjectRef> kept_;
    ObjectRef keptCurrent_;
    int keptScroll_ = 0;
};

} // namespace rolloutscope
