// The button for the graph's filter: a menu of what is shown, which stays open while entries are switched.
#pragma once

#include "views/graph/graph_filter.h"

#include <QToolButton>

#include <utility>

namespace rolloutscope::graph {

class GraphFilterButton : public QToolButton {
    Q_OBJECT
public:
    explicit GraphFilterButton(QWidget* parent);

    [[nodiscard]] const GraphFilter& filter() const { return filter_; }
    void setFilter(const GraphFilter& filter);

signals:
    void filterChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fillMenu();
    void showState();

    GraphFilter filter_;
    std::vector<std::pair<QAction*, FilterEntry>> entries_;
    QAction* all_ = nullptr;
};

} // namespace rolloutscope::graph
