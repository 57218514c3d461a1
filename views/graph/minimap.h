// The whole picture in a corner, with the part that is in sight; a click or drag goes there.
#pragma once

#include <QPixmap>
#include <QTransform>
#include <QWidget>

namespace rolloutscope::graph {

class GraphCanvas;

class Minimap : public QWidget {
    Q_OBJECT
public:
    explicit Minimap(GraphCanvas* canvas);
    /// The picture is another one, or looks different: it is drawn anew when it is next seen.
    void drawAnew();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] QTransform toMap() const;
    void goTo(QPointF place);
    void drawPicture();

    GraphCanvas* canvas_;
    QPixmap drawn_;
};

} // namespace rolloutscope::graph
