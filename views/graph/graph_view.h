// The graph: agents and the edges between them, unfolded into turns and into work as far as a person wants, or the flow
// of one object's information; laid out by Graphviz in a process of its own. Shows and sets the document's selection
// and scope.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <functional>
#include <memory>

namespace rolloutscope {

class ActionRegistry;
namespace graph {
struct GraphPicture;
struct GraphFileRequest;
} // namespace graph

class GraphView : public QWidget {
    Q_OBJECT
public:
    explicit GraphView(TraceDocument* document, QWidget* parent = nullptr);
    ~GraphView() override;

    /// What is shown is the document's (TraceDocument::graphScope()): these change it as a step of its own.
    [[nodiscard]] GraphLevel level() const;
    void setLevel(GraphLevel level);
    /// Shows an object in the graph: selects it, unfolds what hides it, and brings it into sight.
    void showObject(ObjectRef object);
    /// Where its information came from and went to.
    void showFlow(ObjectRef object);
    /// True when a picture (or the note that stands for it) is up to date: no layout is running.
    [[nodiscard]] bool isSettled() const;
    /// All actions, with the keys that are none. Their shortcuts work while the graph has the focus.
    [[nodiscard]] const ActionRegistry* actions() const;
    /// What is on screen; null while nothing is.
    [[nodiscard]] std::shared_ptr<const graph::GraphPicture> picture() const;
    /// To take the picture along as it is on screen, or all of it.
    [[nodiscard]] graph::GraphFileRequest fileRequest(bool whole) const;

    /// How the timeline shows objects, so that the graph does too: the colour of an object's kind, status, … (invalid:
    /// none of its own), and whether the legend hides it.
    struct Looks {
        std::function<QColor(const RolloutTrace&, ObjectRef)> colorOf;
        std::function<bool(const RolloutTrace&, ObjectRef)> isHidden;
    };
    void setLooks(Looks looks);
    /// Whether the wheel alone zooms; otherwise it scrolls, and zooms with Ctrl.
    void setWheelZooms(bool zooms);

signals:
    /// Each time when isSettled() has become true.
    void settled();
    /// A person wants to look for something.
    void findRequested();

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

/// The hidden verb's body: reads a layout request from standard input, writes the layout to standard output
/// (JSON both ways). Returns the process's exit code. Uses Graphviz; never call it in the GUI's process.
[[nodiscard]] int runLayoutProcess();

} // namespace rolloutscope
