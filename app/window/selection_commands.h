// What can be done with the selected object of the page in front: copies of it, and the menu that views ask for.
#pragma once

#include "views/document/trace_document.h"

#include <QObject>

#include <functional>

namespace rolloutscope {

class BundlePage;
class WindowActions;

/// The link to the document's selection, with the time in sight when that is a part of the rollout and the object is in
/// it; empty when nothing is selected.
[[nodiscard]] QString linkToSelection(const TraceDocument& document);

class SelectionCommands : public QObject {
    Q_OBJECT
public:
    /// `currentPage` gives the page in front, or null.
    SelectionCommands(WindowActions* actions, std::function<BundlePage*()> currentPage, QObject* parent);

    /// Shows the menu that the page's views ask for.
    void serve(BundlePage* page);

private:
    void connectCopies();
    void showMenu(BundlePage* page, ObjectRef object, QPoint place, const QList<QAction*>& viewActions);

    WindowActions* actions_;
    std::function<BundlePage*()> currentPage_;
};

} // namespace rolloutscope
