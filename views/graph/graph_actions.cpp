#include "views/graph/graph_actions.h"

#include "views/actions/action_registry.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QWidget>

namespace rolloutscope::graph {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("GraphView", text);
}

} // namespace

GraphActions makeGraphActions(QWidget* view)
{
    GraphActions made;
    made.registry = new ActionRegistry(view);
    const QString group = words("Graph");
    const auto add = [&](const char* id, const char* text, const char* help, const QList<QKeySequence>& keys) {
        return made.registry->add({.id = QLatin1String(id),
                                   .group = group,
                                   .text = words(text),
                                   .help = words(help),
                                   .keys = keys,
                                   .context = Qt::WidgetWithChildrenShortcut});
    };
    made.agents = add("graph.agents", QT_TRANSLATE_NOOP("GraphView", "Agents"),
                      QT_TRANSLATE_NOOP("GraphView", "A node for each agent, and how information moved between them"),
                      {Qt::Key_1});
    made.work =
        add("graph.work", QT_TRANSLATE_NOOP("GraphView", "Work"),
            QT_TRANSLATE_NOOP("GraphView", "The calls and tools inside the selected agent or turn"), {Qt::Key_2});
    made.fit = add("graph.fit", QT_TRANSLATE_NOOP("GraphView", "Fit Graph"),
                   QT_TRANSLATE_NOOP("GraphView", "Show the whole graph"), {Qt::Key_F});
    made.zoomIn = add("graph.zoomIn", QT_TRANSLATE_NOOP("GraphView", "Zoom In Graph"),
                      QT_TRANSLATE_NOOP("GraphView", "Zoom in"), {Qt::Key_Plus, Qt::Key_Equal});
    made.zoomOut = add("graph.zoomOut", QT_TRANSLATE_NOOP("GraphView", "Zoom Out Graph"),
                       QT_TRANSLATE_NOOP("GraphView", "Zoom out"), {Qt::Key_Minus});
    auto* levels = new QActionGroup(view);
    for (QAction* action : {made.agents, made.work}) {
        action->setCheckable(true);
        levels->addAction(action);
    }
    made.agents->setChecked(true);

    made.registry->addHint(group, words("Wheel"), words("Zoom at the cursor"));
    made.registry->addHint(group, words("Drag, Shift+Wheel"), words("Move the picture"));
    made.registry->addHint(group, words("Arrow keys"), words("Go to the node in that direction"));
    made.registry->addHint(group, words("Enter, double click"), words("Open the work of an agent or turn"));
    made.registry->addHint(group, words("Backspace"), words("Back to what it is part of"));
    made.registry->addHint(group, words("Right click, Menu"), words("What can be done with a node"));
    return made;
}

} // namespace rolloutscope::graph
