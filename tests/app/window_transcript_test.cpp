// File → Export Transcript: whose and how is asked, remembered, and written in the background.
#include "tests/app/program.h"

#include "app/dialogs/transcript_dialog.h"
#include "app/window/message_bar.h"
#include "app/window/transcript_flow.h"
#include "app/window/window_actions.h"
#include "core/insight/describe.h"
#include "views/actions/action_registry.h"
#include "views/statistics/statistics_view.h"
#include "views/transcript/transcript_view.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QRadioButton>

using namespace rolloutscope;
using namespace rolloutscope::test;

class WindowTranscriptTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    static QByteArray read(const QString& name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void isWrittenAsChosen()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        const QString file = folder_.filePath(QStringLiteral("a.html"));
        const ThreadIndex last = program.document()->loaded()->relations.threadsInSpawnOrder().back();
        program.document()->select(last);
        TranscriptChoice offered;
        program.window->transcripts()->choose = [&](const LoadedTrace&, const TranscriptChoice& first, InferenceIndex,
                                                    const QString&) {
            offered = first;
            TranscriptChoice chosen = first;
            chosen.format = TranscriptFormat::Html;
            chosen.redact = true;
            chosen.file = file;
            return chosen;
        };
        program.window->actions()->exportTranscript->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!program.window->messages()->text().isEmpty(), 20'000);
        QVERIFY2(program.window->messages()->text().contains(QStringLiteral("Written")),
                 qPrintable(program.window->messages()->text()));
        QCOMPARE(offered.agent, last); // that of the selection
        const QByteArray html = read(file);
        QVERIFY(html.startsWith("<!DOCTYPE html>") && html.contains("</html>"));
        QVERIFY(html.contains("are masked by well-known patterns"));
        // As it was the last time.
        program.document()->clearSelection();
        program.window->actions()->exportTranscript->trigger();
        QCOMPARE(offered.redact, true);
        QCOMPARE(offered.format, TranscriptFormat::Html);
        QCOMPARE(offered.agent, program.document()->loaded()->relations.threadsInSpawnOrder().front());
    }

    void whatCannotBeWrittenIsSaid()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        program.window->transcripts()->choose = [&](const LoadedTrace&, const TranscriptChoice& first, InferenceIndex,
                                                    const QString&) {
            TranscriptChoice chosen = first;
            chosen.file = folder_.filePath(QStringLiteral("no/such/a.md"));
            return chosen;
        };
        program.window->actions()->exportTranscript->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!program.window->messages()->text().isEmpty(), 20'000);
        QVERIFY(program.window->messages()->text().contains(QStringLiteral("was not written")));
    }

    void theDialogOffersEveryAgent()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        const LoadedTracePtr loaded = program.document()->loaded();
        TranscriptChoice first;
        first.agent = loaded->relations.threadsInSpawnOrder().back();
        first.format = TranscriptFormat::Json;
        TranscriptDialog dialog(loaded->trace, loaded->relations, first, {}, program.window.get());
        QCOMPARE(dialog.findChild<QComboBox*>()->count(), static_cast<int>(loaded->trace.threads.size()));
        QCOMPARE(dialog.choice().agent, first.agent);
        QCOMPARE(dialog.choice().format, TranscriptFormat::Json);
        QVERIFY(!dialog.choice().redact);
        dialog.findChildren<QRadioButton*>()[1]->click();
        dialog.findChild<QCheckBox*>()->click();
        QCOMPARE(dialog.choice().format, TranscriptFormat::Markdown);
        QVERIFY(dialog.choice().redact);
    }

    void thePromptOfACallIsWritten()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        const LoadedTracePtr loaded = program.document()->loaded();
        const InferenceIndex call{1};
        program.document()->select(call);
        const QString file = folder_.filePath(QStringLiteral("prompt.md"));
        program.window->transcripts()->choose = [&](const LoadedTrace& trace, const TranscriptChoice& first,
                                                    InferenceIndex offered, const QString&) {
            TranscriptDialog dialog(trace.trace, trace.relations, first, offered, program.window.get());
            TranscriptChoice chosen = dialog.choice(); // the call that is selected
            chosen.format = TranscriptFormat::Markdown;
            chosen.file = file;
            return chosen;
        };
        program.window->actions()->exportTranscript->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!program.window->messages()->text().isEmpty(), 20'000);
        const QByteArray text = read(file);
        QVERIFY(text.contains("Prompt of " +
                              QByteArray::fromStdString(objectTitle(loaded->trace, loaded->relations, call))));
        QVERIFY(text.contains("Settings"));
        QVERIFY(text.contains(QByteArray::fromStdString(loaded->trace.inferenceCalls[call].model)));
    }

    void copiesRememberTheirMasking()
    {
        Program program;
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        TranscriptView* view = program.window->currentPage()->transcript();
        QVERIFY(!view->redacts());
        view->actions()->action(QStringLiteral("transcript.redact"))->trigger();
        QVERIFY(program.window->currentPage()->statistics()->redacts()); // one choice for all copies
        program.restart();
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        QVERIFY(program.window->currentPage()->transcript()->redacts());
        QVERIFY(program.window->currentPage()->statistics()->redacts());
        program.window->currentPage()->statistics()->actions()->action(QStringLiteral("statistics.redact"))->trigger();
        QVERIFY(!program.window->currentPage()->transcript()->redacts());
    }

    void nothingIsWrittenWithoutAFile()
    {
        Program program;
        QVERIFY(!program.window->actions()->exportTranscript->isEnabled());
        program.open({QStringLiteral(ROLLOUTSCOPE_SAMPLE)}, 1);
        program.window->transcripts()->choose = [&](const LoadedTrace&, const TranscriptChoice&, InferenceIndex,
                                                    const QString&) { return TranscriptChoice{}; };
        program.window->actions()->exportTranscript->trigger();
        QVERIFY(program.window->messages()->text().isEmpty());
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowTranscriptTest>(argc, argv);
}
#include "window_transcript_test.moc"
