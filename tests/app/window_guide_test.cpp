// The guide: its keys and links are those of the actions, and what it says leads to the answers.
#include "app/dialogs/guide_window.h"
#include "app/window/command_flow.h"
#include "app/window/message_bar.h"
#include "core/insight/describe.h"
#include "tests/app/program.h"
#include "views/actions/action_registry.h"
#include "views/prompt/prompt_model.h"
#include "views/prompt/prompt_view.h"
#include "views/search/search_view.h"

#include <QAction>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QTextBrowser>

#include <algorithm>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

QAction* actionOf(const Program& program, const QString& id)
{
    for (const ActionRegistry* registry : program.window->commands()->registries()) {
        if (QAction* action = registry->action(id))
            return action;
    }
    return nullptr;
}

} // namespace

class WindowGuideTest : public QObject {
    Q_OBJECT

private slots:
    void keysAreThoseOfTheActions()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        static const QRegularExpression placeholder(QStringLiteral("\\{([A-Za-z.]+)\\|([^}]+)\\}"));
        int keys = 0;
        for (auto found = placeholder.globalMatch(guideSource()); found.hasNext(); ++keys) {
            const QRegularExpressionMatch match = found.next();
            const QAction* action = actionOf(program, match.captured(1));
            QVERIFY2(action != nullptr, qPrintable(match.captured(1)));
            // What stands where no bundle is open is the first key.
            QCOMPARE(match.captured(2), action->shortcut().toString(QKeySequence::NativeText));
        }
        QVERIFY(keys > 10);
    }

    void linksRunActions()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        static const QRegularExpression link(QStringLiteral("\\(action:([A-Za-z.]+)\\)"));
        int links = 0;
        for (auto found = link.globalMatch(guideSource()); found.hasNext(); ++links) {
            const QString id = found.next().captured(1);
            QVERIFY2(actionOf(program, id) != nullptr, qPrintable(id));
        }
        QVERIFY(links > 5);

        actionOf(program, QStringLiteral("help.guide"))->trigger();
        auto* guide = program.window->findChild<GuideWindow*>();
        QVERIFY(guide != nullptr && guide->isVisible());
        emit guide->text()->anchorClicked(QUrl(QStringLiteral("action:view.showPrompt")));
        QTRY_VERIFY(program.window->currentPage()->prompt()->isVisible());
        // What is no action of the program is not followed.
        emit guide->text()->anchorClicked(QUrl(QStringLiteral("https://example.invalid/")));
        QVERIFY(program.window->messages()->text().isEmpty());
        // What cannot be done now is said.
        program.document()->clearSelection();
        QVERIFY(!actionOf(program, QStringLiteral("edit.copyId"))->isEnabled());
        emit guide->text()->anchorClicked(QUrl(QStringLiteral("action:edit.copyId")));
        QVERIFY(program.window->messages()->text().contains(QStringLiteral("Copy Id")));
    }

    void whatIsMarkedIsKnownFromTheGuide()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        const LoadedTracePtr loaded = program.document()->loaded();
        const auto& calls = loaded->relations.inferenceCalls(loaded->relations.rootThreads().front());
        program.document()->select(calls[1]);
        actionOf(program, QStringLiteral("view.showPrompt"))->trigger();
        PromptView* prompt = program.window->currentPage()->prompt();
        QTRY_VERIFY(!prompt->shownText().isEmpty());
        auto* body = prompt->findChild<QPlainTextEdit*>();
        QVERIFY(body != nullptr);
        body->setFocus();
        QTRY_VERIFY(body->hasFocus());
        body->selectAll();
        actionOf(program, QStringLiteral("help.guide"))->trigger();
        auto* guide = program.window->findChild<GuideWindow*>();
        guide->activateWindow();
        guide->text()->setFocus();
        QTRY_VERIFY(guide->text()->hasFocus()); // as a click on a link does
        emit guide->text()->anchorClicked(QUrl(QStringLiteral("action:view.origin")));
        QVERIFY2(program.window->messages()->text().isEmpty(), qPrintable(program.window->messages()->text()));
        const auto* found = program.window->currentPage()->findChild<SearchView*>();
        QVERIFY(found != nullptr);
        QTRY_VERIFY(found->isVisible());
    }

    void isThereWithoutABundle()
    {
        Program program;
        actionOf(program, QStringLiteral("help.guide"))->trigger();
        const auto* guide = program.window->findChild<GuideWindow*>();
        QVERIFY(guide != nullptr);
        QVERIFY(guide->text()->toPlainText().contains(QStringLiteral("Ctrl+P")));
        QVERIFY(!guide->text()->toPlainText().contains(u'{'));
    }

    void aToolLeadsToItsRequest()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        const LoadedTracePtr loaded = program.document()->loaded();
        const RolloutTrace& trace = loaded->trace;
        ToolIndex asked;
        ToolIndex nested;
        for (std::uint32_t i = 0; i < trace.toolCalls.size(); ++i) {
            if (!asked && loaded->relations.askedBy(ToolIndex{i}))
                asked = ToolIndex{i};
            if (!nested && loaded->relations.callerCell(ToolIndex{i}))
                nested = ToolIndex{i};
        }
        QVERIFY(asked && nested);
        program.document()->select(asked);
        actionOf(program, QStringLiteral("timeline.selectParent"))->trigger();
        QCOMPARE(program.document()->selection(), ObjectRef(loaded->relations.askedBy(asked)));
        program.document()->select(nested);
        actionOf(program, QStringLiteral("timeline.selectParent"))->trigger();
        QCOMPARE(program.document()->selection(), ObjectRef(loaded->relations.callerCell(nested)));
    }

    void thePromptShowsWhatIsNew()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        const LoadedTracePtr loaded = program.document()->loaded();
        const auto& calls = loaded->relations.inferenceCalls(loaded->relations.rootThreads().front());
        QVERIFY(calls.size() > 1);
        program.document()->select(calls[1]);
        actionOf(program, QStringLiteral("view.showPrompt"))->trigger();
        const PromptView* prompt = program.window->currentPage()->prompt();
        QTRY_VERIFY(prompt->model()->reading() && prompt->model()->reading()->prompt->call == calls[1]);
        QVERIFY(prompt->model()->reading()->diff->count(PromptChange::Added) > 0);
        QVERIFY(!prompt->cacheText().isEmpty());
    }

    void aFailureIsFound()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        actionOf(program, QStringLiteral("timeline.nextFailure"))->trigger();
        const LoadedTracePtr loaded = program.document()->loaded();
        QCOMPARE(outcomeOf(loaded->trace, program.document()->selection()), Outcome::Failed);
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowGuideTest>(argc, argv);
}
#include "window_guide_test.moc"
