// The tree of a payload: names and values in colours by type, copying of values and paths.
#pragma once

#include "views/inspector/json_tree_model.h"

#include <QTimer>
#include <QTreeView>

class QAction;

namespace rolloutscope::inspector {

class JsonTreeView : public QTreeView {
    Q_OBJECT
public:
    explicit JsonTreeView(QWidget* parent = nullptr);

    void setContent(const PayloadContentPtr& content);
    /// Selects the value at this position of the file, as soon as its row is there.
    void reveal(std::uint64_t offset);
    [[nodiscard]] JsonTreeModel& jsonModel() { return *model_; }

    /// Folds everything below this many levels, and unfolds what is above, as far as it is not too much.
    void unfoldToLevel(int level);

    void copyValue();
    void copyPath();

signals:
    /// A value to be read as text: `path` names it.
    void textRequested(const QModelIndex& index, const QString& path);
    /// An image's literal begins here.
    void imageRequested(const QModelIndex& index);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;

private:
    void open(const QModelIndex& index);
    void fitColumn();
    void updateActions();

    JsonTreeModel* model_;
    QAction* copyValue_;
    QAction* copyPath_;
    QAction* showText_;
    QAction* showImage_;
    QList<QAction*> levels_;
    QTimer fitTimer_;
};

} // namespace rolloutscope::inspector
