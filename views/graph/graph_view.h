// The graph: agents and the edges between them, or the work inside one thread or turn, laid out by Graphviz in a
// process of its own. Shows and sets the document's selection.
#pragma once

#include "views/document/trace_document.h"
#include "views/graph/graph_level.h"

#include <QWidget>

#include <memory>

class QAction;

namespace rolloutscope {

class ActionRegistry;

class GraphView : public QWidget {
    Q_OBJECT
public:
    explicit GraphView(TraceDocument* document, QWidget* parent = nullptr);
    ~GraphView() override;

    [[nodiscard]] GraphLevel level() const;
    void setLevel(GraphLevel level);
    /// The work of this thread or turn.
    void showWork(ObjectRef threadOrTurn);
    /// The thread or turn whose work is shown, or would be; invalid at the level of agents.
    [[nodiscard]] ObjectRef workScope() const;
    /// True when a picture (or the note that stands for it) is up to date: no layout is running.
    [[nodiscard]] bool isSettled() const;
    /// Agents level, work level, fit, zoom in, zoom out, up: with texts, shortcuts and tooltips. Their shortcuts work
    /// while the graph has the focus.
    [[nodiscard]] QList<QAction*> viewActions() const;
    /// The same, and the keys that are no actions.
    [[nodiscard]] const ActionRegistry* actions() const;

signals:
    /// Each time when isSettled() has become true.
    void settled();
    void levelChanged(rolloutscope::GraphLevel level);

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

/// The hidden verb's body: reads a layout request from standard input, writes the layout to standard output
/// (JSON both ways). Returns the process's exit code. Uses Graphviz; never call it in the GUI's process.
[[nodiscard]] int runLayoutProcess();

} // namespace rolloutscope
