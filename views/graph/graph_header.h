// The row above the graph: its title, the levels, how it is arranged, what is shown, and a running layout with its
// Cancel; below it the way back from the work of one agent.
#pragma once

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;

namespace rolloutscope::graph {

struct GraphActions;

class GraphHeader : public QWidget {
    Q_OBJECT
public:
    GraphHeader(const GraphActions& actions, QWidget* parent);

    /// One more control, right of the levels.
    void addControl(QWidget* control);

    /// `5 agents · 9 edges`; may be empty.
    void setSummary(const QString& text);
    [[nodiscard]] QString summary() const;
    /// The way from the agents to what is shown; the last one is where one is. Empty: at the top.
    void setTrail(const QStringList& steps);

signals:
    void stepClicked(int step);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* row_;
    QLabel* summary_;
    QWidget* trail_;
    QHBoxLayout* trailLayout_;
};

} // namespace rolloutscope::graph
