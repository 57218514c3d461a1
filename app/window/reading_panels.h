// The panels to read in: transcript, prompt, tool at runtime (tabs of the inspector's side) and search (a tab of the
// outline's), with the actions that open them.
#pragma once

#include "core/trace/trace.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <vector>

class QAction;
class QDockWidget;
class QMainWindow;

namespace rolloutscope {

class ActionRegistry;
class PromptView;
class SearchView;
class ToolView;
class TraceDocument;
class TranscriptView;

class ReadingPanels : public QObject {
    Q_OBJECT
public:
    /// The actions' keys work in the window of `page`.
    ReadingPanels(TraceDocument* document, QMainWindow* workspace, QDockWidget* outline, QDockWidget* inspector,
                  QWidget* page);

    [[nodiscard]] TranscriptView* transcript() const { return transcript_; }
    [[nodiscard]] PromptView* prompt() const { return prompt_; }
    [[nodiscard]] ToolView* tool() const { return tool_; }
    [[nodiscard]] SearchView* search() const { return search_; }
    /// That show and hide Transcript, Prompt, Search and Tool, in this order.
    [[nodiscard]] QList<QAction*> switches() const;
    /// The actions of the panels, and those that open them.
    [[nodiscard]] std::vector<const ActionRegistry*> registries() const;

    // Of what is selected in the document.
    void showTranscript();
    void showPrompt();
    void showTool();
    /// For the text that is marked where one reads, if that is a line.
    void showSearch();
    /// Where the text came from that is marked where one reads, or where one read before going to a menu or the guide.
    void showOrigin();

signals:
    void payloadRequested(rolloutscope::PayloadIndex payload, quint64 offset, quint64 length);
    /// Something that a person may want to know and need not answer.
    void noticed(const QString& message);
    /// The keyboard goes back to where one looked.
    void left();

private:
    void addPanels(QDockWidget* outline, QDockWidget* inspector);
    void addActions(QWidget* page);
    [[nodiscard]] QString markedText() const;

    QMainWindow* workspace_;
    ActionRegistry* actions_ = nullptr;
    TranscriptView* transcript_ = nullptr;
    PromptView* prompt_ = nullptr;
    ToolView* tool_ = nullptr;
    SearchView* search_ = nullptr;
    QDockWidget* transcriptDock_ = nullptr;
    QDockWidget* promptDock_ = nullptr;
    QDockWidget* toolDock_ = nullptr;
    QDockWidget* searchDock_ = nullptr;
    QPointer<QWidget> lastInside_; // that had the keyboard
};

} // namespace rolloutscope
