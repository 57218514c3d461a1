// The outline's tree widget: its columns give way when the panel is narrow, its keys, and a note when it is empty.
#pragma once

#include <QTreeView>

namespace rolloutscope {

class OutlineTreeView : public QTreeView {
    Q_OBJECT
public:
    explicit OutlineTreeView(QWidget* parent = nullptr);

    /// Shown in place of rows; empty for none.
    void setNote(const QString& note);
    [[nodiscard]] QString note() const { return note_; }
    void setModel(QAbstractItemModel* model) override;

signals:
    /// Double click or Enter.
    void goRequested(const QModelIndex& index);
    /// Right click on a row, or the menu key on the current one; `globalPosition` is on the screen.
    void menuRequested(const QModelIndex& index, QPoint globalPosition);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;

private:
    void fitColumns();

    QString note_;
};

} // namespace rolloutscope
