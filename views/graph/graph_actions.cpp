#include "views/graph/graph_actions.h"

#include "views/actions/action_registry.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QWidget>

#include <algorithm>

namespace rolloutscope::graph {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("GraphView", text);
}

class Maker {
public:
    explicit Maker(QWidget* view) : view_(view), registry_(new ActionRegistry(view)) {}

    [[nodiscard]] ActionRegistry* registry() const { return registry_; }
    [[nodiscard]] QString group() const { return words("Graph"); }

    QAction* add(const char* id, const QString& text, const QString& help, const QList<QKeySequence>& keys = {},
                 bool checkable = false)
    {
        return registry_->add({.id = QLatin1String(id),
                               .group = group(),
                               .text = text,
                               .help = help,
                               .keys = keys,
                               .checkable = checkable,
                               .context = Qt::WidgetWithChildrenShortcut});
    }

    template <typename Actions>
    void oneOf(const Actions& actions)
    {
        auto* group = new QActionGroup(view_);
        for (QAction* action : actions) {
            action->setCheckable(true);
            group->addAction(action);
        }
        actions.front()->setChecked(true);
    }

private:
    QWidget* view_;
    ActionRegistry* registry_;
};

void addLevels(Maker& maker, GraphActions& made)
{
    made.levels = {
        maker.add("graph.agents", words("Agents"),
                  words("A node for each agent, and how information moved between them"), {Qt::Key_1}),
        maker.add("graph.turns", words("Turns"), words("Every agent with its turns: what began each, and what it sent"),
                  {Qt::Key_2}),
        maker.add("graph.work", words("Work"), words("The calls and tools inside the selected agent or turn"),
                  {Qt::Key_3}),
        maker.add("graph.flow", words("Flow"),
                  words("Where the information of the selected object came from, and where it went"), {Qt::Key_4}),
    };
    maker.oneOf(made.levels);
    made.directions = {
        maker.add("graph.flowBoth", words("Flow: Both Ways"), words("What it could have known, and where it went")),
        maker.add("graph.flowBack", words("Flow: Backwards"), words("All that the object could have known")),
        maker.add("graph.flowForth", words("Flow: Forwards"), words("Who saw it, and in which answers it ended")),
    };
    maker.oneOf(made.directions);
}

void addFolding(Maker& maker, GraphActions& made)
{
    made.only =
        maker.add("graph.only", words("Only This Agent or Turn"), words("The work of the selected agent or turn alone"),
                  {Qt::SHIFT | Qt::Key_Return, Qt::SHIFT | Qt::Key_Enter});
    made.fold =
        maker.add("graph.fold", words("Fold"), words("Fold the turn, the agent or the agents around the selection"));
    made.neighbours.front() =
        maker.add("graph.everything", words("All Nodes"), words("Not only the neighbours of a node"));
    static constexpr std::array<const char*, mostHops> ids{"graph.within1", "graph.within2", "graph.within3",
                                                           "graph.within4"};
    for (int hops = 1; hops <= mostHops; ++hops) {
        made.neighbours[static_cast<std::size_t>(hops)] =
            maker.add(ids[static_cast<std::size_t>(hops) - 1], words("Neighbours Within %1").arg(hops),
                      words("Only what is at most %1 edges from the selected node").arg(hops));
    }
    maker.oneOf(made.neighbours);
    made.fewer = maker.add("graph.fewerNeighbours", words("Fewer Neighbours"),
                           words("Only what is closer to the selected node"), {Qt::Key_BracketLeft});
    made.more = maker.add("graph.moreNeighbours", words("More Neighbours"),
                          words("Also what is farther from the selected node"), {Qt::Key_BracketRight});
}

void addArrangements(Maker& maker, GraphActions& made)
{
    made.arrangements = {
        maker.add("graph.ranked", words("By Cause"), words("Each edge leads to a later rank"), {Qt::Key_5}),
        maker.add("graph.sequence", words("Sequence"), words("Agents as columns, time downwards, a row for each step"),
                  {Qt::Key_6}),
        maker.add("graph.sequenceToScale", words("Sequence to Scale"),
                  words("Agents as columns, time downwards and to scale"), {Qt::Key_7}),
    };
    maker.oneOf(made.arrangements);
}

} // namespace

GraphActions makeGraphActions(QWidget* view)
{
    Maker maker(view);
    GraphActions made;
    made.registry = maker.registry();
    addLevels(maker, made);
    addFolding(maker, made);
    addArrangements(maker, made);
    made.chain = maker.add("graph.chain", words("Critical Chain"),
                           words("The chain of causes that decided when the rollout ended"), {Qt::Key_X}, true);
    made.chainTo =
        maker.add("graph.chainTo", words("Critical Chain to Selection"),
                  words("The chain of causes that decided when the selected object ended"), {Qt::SHIFT | Qt::Key_X});
    made.find =
        maker.add("graph.find", words("Find in Graph"), words("Find objects by words and terms"), {Qt::Key_Slash});
    made.fit = maker.add("graph.fit", words("Fit Graph"), words("Show the whole graph"), {Qt::Key_F});
    made.zoomToMarked = maker.add("graph.zoomToMarked", words("Zoom to Marked Nodes"),
                                  words("Zoom to the marked nodes, or else to the selected one"), {Qt::Key_Z});
    made.zoomIn = maker.add("graph.zoomIn", words("Zoom In Graph"), words("Zoom in"), {Qt::Key_Plus, Qt::Key_Equal});
    made.zoomOut = maker.add("graph.zoomOut", words("Zoom Out Graph"), words("Zoom out"), {Qt::Key_Minus});

    const QString group = maker.group();
    made.registry->addHint(group, words("Wheel"), words("Zoom at the cursor"));
    made.registry->addHint(group, words("Drag, Shift+Wheel"), words("Move the picture"));
    made.registry->addHint(group, words("Shift+drag, Ctrl+click"), words("Mark nodes"));
    made.registry->addHint(group, words("Escape"),
                           words("Clear the marks, the selection, the playhead: one after the other"));
    made.registry->addHint(group, words("Arrow keys"), words("Go to the node in that direction"));
    made.registry->addHint(group, words("Enter, double click"),
                           words("Unfold an agent into its turns, a turn into its work; or fold it again"));
    made.registry->addHint(group, words("Backspace"), words("Fold what the selection is part of"));
    made.registry->addHint(group, words("Alt+Left"), words("Undo: back to how the graph was before"));
    made.registry->addHint(group, words("Right click, Menu"), words("What can be done with a node"));
    return made;
}

void showScope(const GraphActions& actions, const GraphScope& scope)
{
    actions.levels[static_cast<std::size_t>(scope.level)]->setChecked(true);
    actions.arrangements[static_cast<std::size_t>(scope.arrangement)]->setChecked(true);
    actions.directions[static_cast<std::size_t>(scope.direction)]->setChecked(true);
    actions.neighbours[static_cast<std::size_t>(std::clamp(scope.hops, 0, mostHops))]->setChecked(true);
    actions.chain->setChecked(scope.chain);
    for (QAction* direction : actions.directions)
        direction->setEnabled(scope.level == GraphLevel::Flow);
    actions.fewer->setEnabled(scope.hops != 1);
    actions.more->setEnabled(scope.hops > 0);
}

} // namespace rolloutscope::graph
