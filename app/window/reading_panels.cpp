#include "app/window/reading_panels.h"

#include "app/window/panel_dock.h"
#include "views/actions/action_registry.h"
#include "views/inspector/byte_view.h"
#include "views/prompt/prompt_view.h"
#include "views/search/search_view.h"
#include "views/tool/tool_view.h"
#include "views/transcript/transcript_canvas.h"
#include "views/transcript/transcript_view.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QMainWindow>
#include <QPlainTextEdit>
#include <QTextDocumentFragment>

namespace rolloutscope {
namespace {

/// Of a widget with text; empty for any other.
QString selectedText(QWidget* widget)
{
    if (const auto* text = qobject_cast<const QPlainTextEdit*>(widget))
        return text->textCursor().selection().toPlainText();
    if (const auto* line = qobject_cast<const QLineEdit*>(widget))
        return line->selectedText();
    if (auto* entries = qobject_cast<transcript::TranscriptCanvas*>(widget))
        return entries->markedText();
    if (const auto* bytes = qobject_cast<const inspector::ByteView*>(widget))
        return bytes->selectedText();
    return {};
}

/// In a panel that floats, too.
bool isInside(const QWidget* widget, const QWidget* outer)
{
    while (widget != nullptr && widget != outer)
        widget = widget->parentWidget();
    return widget != nullptr;
}

void show(QDockWidget* dock)
{
    dock->show();
    dock->raise();
}

} // namespace

ReadingPanels::ReadingPanels(TraceDocument* document, QMainWindow* workspace, QDockWidget* outline,
                             QDockWidget* inspector, QWidget* page)
    : QObject(page),
      workspace_(workspace),
      transcript_(new TranscriptView(document)),
      prompt_(new PromptView(document)),
      tool_(new ToolView(document)),
      search_(new SearchView(document))
{
    addPanels(outline, inspector);
    addActions(page);
    connect(transcript_, &TranscriptView::payloadRequested, this, &ReadingPanels::payloadRequested);
    connect(prompt_, &PromptView::payloadRequested, this, &ReadingPanels::payloadRequested);
    connect(tool_, &ToolView::payloadRequested, this, &ReadingPanels::payloadRequested);
    connect(search_, &SearchView::payloadRequested, this, &ReadingPanels::payloadRequested);
    connect(search_, &SearchView::itemOpened, this, [this](ObjectRef item, const QString& text, int nth) {
        show(transcriptDock_); // the keyboard stays
        transcript_->showText(item, text, nth);
    });
    connect(search_, &SearchView::left, this, &ReadingPanels::left);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget* /*left*/, QWidget* now) {
        if (now != nullptr && isInside(now, workspace_))
            lastInside_ = now;
    });
}

/// Hidden at first; what cannot be seen does not read.
void ReadingPanels::addPanels(QDockWidget* outline, QDockWidget* inspector)
{
    const auto add = [this](auto* view, const QString& name, const char* objectName, const QString& entry,
                            Qt::DockWidgetArea area, QDockWidget* beside) {
        QDockWidget* dock = addPanelDock(workspace_, view, name, QLatin1String(objectName), area);
        workspace_->tabifyDockWidget(beside, dock);
        dock->hide();
        dock->toggleViewAction()->setText(entry);
        return dock;
    };
    constexpr auto right = Qt::RightDockWidgetArea;
    transcriptDock_ = add(transcript_, tr("Transcript"), "transcript", tr("&Transcript"), right, inspector);
    promptDock_ = add(prompt_, tr("Prompt"), "prompt", tr("Pro&mpt"), right, transcriptDock_);
    toolDock_ = add(tool_, tr("Tool"), "tool", tr("T&ool"), right, promptDock_);
    searchDock_ = add(search_, tr("Search"), "search", tr("&Search"), Qt::LeftDockWidgetArea, outline);
    inspector->raise();
    outline->raise();
    connect(transcriptDock_, &QDockWidget::visibilityChanged, transcript_, &TranscriptView::setInSight);
    connect(promptDock_, &QDockWidget::visibilityChanged, prompt_, &PromptView::setInSight);
    connect(toolDock_, &QDockWidget::visibilityChanged, tool_, &ToolView::setInSight);
}

void ReadingPanels::addActions(QWidget* page)
{
    actions_ = new ActionRegistry(page);
    const auto add = [this](const char* id, const QString& text, const QString& help, QKeyCombination key,
                            void (ReadingPanels::*act)()) {
        const QAction* action = actions_->add(
            {.id = QLatin1String(id), .group = tr("View"), .text = text, .help = help, .keys = {QKeySequence(key)}});
        connect(action, &QAction::triggered, this, act);
    };
    add("view.showInTranscript", tr("Show in Transcript"), tr("Read the conversation around the selected object"),
        Qt::CTRL | Qt::Key_T, &ReadingPanels::showTranscript);
    add("view.showPrompt", tr("Show Prompt"),
        tr("Read what the model of the selected call saw, and what changed in it"), Qt::CTRL | Qt::Key_P,
        &ReadingPanels::showPrompt);
    add("view.showTool", tr("Show Tool at Runtime"),
        tr("Read what the selected tool did beside what the model got of it"), Qt::CTRL | Qt::Key_U,
        &ReadingPanels::showTool);
    add("view.searchEverywhere", tr("Search Everywhere"),
        tr("Find words in everything that models saw, and in payload files"), Qt::CTRL | Qt::SHIFT | Qt::Key_F,
        &ReadingPanels::showSearch);
    add("view.origin", tr("Where Did This Text Come From?"),
        tr("The first item that holds the selected text, and every later one"), Qt::CTRL | Qt::SHIFT | Qt::Key_O,
        &ReadingPanels::showOrigin);
}

QList<QAction*> ReadingPanels::switches() const
{
    return {transcriptDock_->toggleViewAction(), promptDock_->toggleViewAction(), searchDock_->toggleViewAction(),
            toolDock_->toggleViewAction()};
}

std::vector<const ActionRegistry*> ReadingPanels::registries() const
{
    return {actions_, transcript_->actions(), prompt_->actions(), search_->actions(), tool_->actions()};
}

void ReadingPanels::showTranscript()
{
    show(transcriptDock_);
    transcript_->setFocus(Qt::OtherFocusReason);
}

void ReadingPanels::showPrompt()
{
    show(promptDock_);
    prompt_->setFocus(Qt::OtherFocusReason);
}

void ReadingPanels::showTool()
{
    show(toolDock_);
    tool_->setFocus(Qt::OtherFocusReason);
}

void ReadingPanels::showSearch()
{
    show(searchDock_);
    if (const QString text = markedText(); !text.isEmpty() && !text.contains(u'\n'))
        search_->search({.text = text.toStdString()}, false);
    search_->startTyping();
}

/// The guide, a menu or the palette may have the keyboard while they ask for it.
QString ReadingPanels::markedText() const
{
    const QString text = selectedText(QApplication::focusWidget());
    return text.isEmpty() ? selectedText(lastInside_) : text;
}

void ReadingPanels::showOrigin()
{
    const QString text = markedText();
    if (text.trimmed().isEmpty()) {
        emit noticed(tr("Select some text first, in the prompt, the transcript or a payload: then this finds where it "
                        "came from."));
        return;
    }
    show(searchDock_);
    search_->searchOrigin(text);
}

} // namespace rolloutscope
