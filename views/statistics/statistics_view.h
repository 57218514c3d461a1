// The panel with the numbers of the selected stretch of time, and what is behind each of them. Without a stretch they
// are those of the whole rollout. Nothing is computed while it is out of sight.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

namespace rolloutscope {

class ActionRegistry;
class ObjectListView;
class StatisticsSource;
class StatisticsTable;

class StatisticsView : public QWidget {
    Q_OBJECT
public:
    explicit StatisticsView(TraceDocument* document, QWidget* parent = nullptr);
    ~StatisticsView() override;

    [[nodiscard]] ActionRegistry* actions() const;
    /// Whether a visible panel is in front: one behind another tab is not.
    void setInSight(bool inSight);

    [[nodiscard]] StatisticsSource* source() const;
    [[nodiscard]] StatisticsTable* table() const;
    [[nodiscard]] ObjectListView* list() const;
    /// What the headline says, as plain text.
    [[nodiscard]] QString headline() const;

    /// What is copied has secrets masked.
    void setRedacts(bool redacts);
    [[nodiscard]] bool redacts() const;

signals:
    /// A person chose so.
    void redactsChanged(bool redacts);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Private;

    void build();
    void registerActions();
    void showNumbers();
    void showStale();
    void showList();
    void showScopes();
    void showRange();
    void go(ObjectRef object, bool reveal);
    void setActive(bool active);
    void enableCopies();
    void copy();
    void copyObjects(bool asCsv);
    void showTableMenu(const QPoint& position);
    void showListMenu(const QPoint& position);

    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
