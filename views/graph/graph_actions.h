// The graph's actions and the keys of its picture, for menus, the command palette and the key sheet.
#pragma once

class QAction;
class QWidget;

namespace rolloutscope {
class ActionRegistry;
}

namespace rolloutscope::graph {

struct GraphActions {
    ActionRegistry* registry = nullptr;
    QAction* agents = nullptr; // of the two levels one is checked
    QAction* work = nullptr;
    QAction* fit = nullptr;
    QAction* zoomIn = nullptr;
    QAction* zoomOut = nullptr;
};

/// What they do is connected by the view.
[[nodiscard]] GraphActions makeGraphActions(QWidget* view);

} // namespace rolloutscope::graph
