// The outline: agents as the tree of spawns, with their turns, inference calls and tools; filter box on top.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

namespace rolloutscope {

class ActionRegistry;
struct OutlineMatches;

class OutlineView : public QWidget {
    Q_OBJECT
public:
    explicit OutlineView(TraceDocument* document, QWidget* parent = nullptr);
    ~OutlineView() override;
    void focusFilter();
    void setFilter(const QString& text);
    [[nodiscard]] QString filter() const;
    /// True when the rows are those of the filter's text: no search is running.
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] const ActionRegistry* actions() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Private;
    struct Prepared;

    void takeTrace(TraceChange change);
    void prepare(bool stays);
    void showPrepared(Prepared&& prepared, bool stays);
    [[nodiscard]] std::vector<ObjectRef> expandedObjects() const;
    void showSelection();
    void startFilter();
    void applyMatches(std::shared_ptr<const OutlineMatches> matches);
    void openFirstLevels();
    void openMatches();
    void updateNote();
    void addActions();

    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
