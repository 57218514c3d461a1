// Paints an object's fields: heading, label and value rows, lists of links. Values are selected with the mouse, rows
// and links are reached with the keyboard.
#pragma once

#include "views/inspector/field_rows.h"

#include <QAbstractScrollArea>

#include <memory>
#include <optional>

namespace rolloutscope::inspector {

class FieldsPane : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit FieldsPane(QWidget* parent = nullptr);
    ~FieldsPane() override;

    void setDetails(ObjectDetails details);
    /// Nothing is selected: what to do.
    void setHint(const QString& hint);

    [[nodiscard]] const ObjectDetails& details() const { return details_; }
    [[nodiscard]] const std::vector<FieldRow>& rows() const { return rows_; }
    /// Height that all rows take.
    [[nodiscard]] int contentHeight() const { return contentHeight_; }
    /// A point on the text of a link, in the viewport; nothing when it is not in sight.
    [[nodiscard]] std::optional<QPoint> pointOfLink(ObjectRef link) const;
    [[nodiscard]] std::optional<QPoint> pointOfToggle(std::size_t section) const;
    [[nodiscard]] QString selectedText() const;
    [[nodiscard]] QString currentValue() const;

    void copy() const;
    void copyId() const;

signals:
    void contentHeightChanged(int height);
    void linkActivated(rolloutscope::ObjectRef object);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Laid; // a row with its place and laid out text
    struct Hit {
        int row = -1;
        int cursor = -1; // in the row's text; -1: beside it
        int span = -1;   // with a link
    };

    void rebuild();
    void layOut();
    [[nodiscard]] Hit hitAt(QPoint position) const;
    void activate(const Hit& hit);
    void toggle(const FieldRow& row);
    void moveCurrent(int by);
    void moveLink(int by);
    [[nodiscard]] bool isReachable(int row) const;
    void showRow(int row);
    [[nodiscard]] QRect badgeRect(const Laid& laid) const;
    void paintRow(QPainter& painter, int row, int top) const;

    ObjectDetails details_;
    QString hint_;
    FoldState folds_;
    std::vector<FieldRow> rows_;
    std::vector<std::unique_ptr<Laid>> laid_;
    int contentHeight_ = 0;
    int labelWidth_ = 0;
    int current_ = -1; // row of the keyboard
    int currentLink_ = 0;
    Hit pressed_;
    Hit hovered_;
    int selectionRow_ = -1;
    int anchor_ = 0;
    int caret_ = 0;
};

} // namespace rolloutscope::inspector
