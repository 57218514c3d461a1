// The row below the graph: what the colours of its edges mean, and a quiet word about the picture (what was left out,
// why it is a simple one). Hidden when there is nothing to say.
#pragma once

#include "views/graph/graph_picture.h"

#include <QWidget>

namespace rolloutscope::graph {

class GraphFooter : public QWidget {
    Q_OBJECT
public:
    explicit GraphFooter(QWidget* parent);

    /// Null: no picture.
    void describe(const GraphPicture* picture);
    [[nodiscard]] QString remark() const { return remark_; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<GraphEdgeKind> kinds_; // those inside of an agent; the others have labels
    QString remark_;
};

} // namespace rolloutscope::graph
