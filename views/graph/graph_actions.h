// The graph's actions and the keys of its picture, for menus, the command palette and the key sheet.
#pragma once

#include "views/document/graph_scope.h"

#include <QList>

#include <array>

class QAction;
class QWidget;

namespace rolloutscope {
class ActionRegistry;
}

namespace rolloutscope::graph {

inline constexpr int mostHops = 4; // of "only neighbours within N"

struct GraphActions {
    ActionRegistry* registry = nullptr;
    std::array<QAction*, 4> levels{};                // by GraphLevel; of them one is checked
    std::array<QAction*, 3> arrangements{};          // by Arrangement; of them one is checked
    std::array<QAction*, mostHops + 1> neighbours{}; // everything, within 1, 2, …; of them one is checked
    std::array<QAction*, 3> directions{};            // by FlowDirection; of them one is checked
    QAction* only = nullptr;
    QAction* fold = nullptr;
    QAction* fewer = nullptr;
    QAction* more = nullptr;
    QAction* chain = nullptr;   // checkable: to the end of the rollout
    QAction* chainTo = nullptr; // to the selected object
    QAction* find = nullptr;
    QAction* zoomToMarked = nullptr;
    QAction* fit = nullptr;
    QAction* zoomIn = nullptr;
    QAction* zoomOut = nullptr;
};

/// What they do is connected by the view.
[[nodiscard]] GraphActions makeGraphActions(QWidget* view);
/// Checks and enables them as the scope says.
void showScope(const GraphActions& actions, const GraphScope& scope);

} // namespace rolloutscope::graph
