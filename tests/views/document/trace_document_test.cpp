// TraceDocument: the selection's history, loading in the background, failure and cancelling.
#include "tests/views/outline/outline_trace.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::OutlineTrace;

namespace {

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

const char* const manifest = R"({"schema_version":1,"trace_id":"t","rollout_id":"r","root_thread_id":"a",
"started_at_unix_ms":1700000000000,"raw_event_log":"trace.jsonl","payloads_dir":"payloads"})";

QByteArray logLine(int seq, const char* payload)
{
    return QStringLiteral(R"({"schema_version":1,"seq":%1,"wall_time_unix_ms":%2,"rollout_id":"r","payload":%3})")
               .arg(seq)
               .arg(1'700'000'000'000LL + seq)
               .arg(QString::fromUtf8(payload))
               .toUtf8() +
           '\n';
}

struct Fixture {
    TraceDocument document;
    ThreadIndex root;
    TurnIndex first;
    TurnIndex second;

    Fixture()
    {
        OutlineTrace trace;
        root = trace.thread("/root");
        first = trace.turn(root);
        second = trace.turn(root);
        document.setTrace(trace.load());
    }
};

} // namespace

class TraceDocumentTest : public QObject {
    Q_OBJECT
private slots:
    void publishesTheWholeTime()
    {
        Fixture fixture;
        const auto& relations = fixture.document.loaded()->relations;
        QCOMPARE(fixture.document.visibleTime().begin, static_cast<double>(relations.firstMoment()));
        QCOMPARE(fixture.document.visibleTime().end, static_cast<double>(relations.lastMoment()));
        QCOMPARE(fixture.document.state(), TraceDocument::State::Ready);
    }

    void goesBackAndForward()
    {
        Fixture fixture;
        TraceDocument& document = fixture.document;
        QVERIFY(!document.canGoBack());
        document.select(fixture.root);
        document.select(fixture.first);
        document.select(fixture.second);
        document.goBack();
        QCOMPARE(document.selection(), ObjectRef(fixture.first));
        document.goBack();
        QCOMPARE(document.selection(), ObjectRef(fixture.root));
        document.goBack(); // to where one began
        QVERIFY(!document.selection().valid());
        QVERIFY(!document.canGoBack());
        document.goForward();
        document.goForward();
        QCOMPARE(document.selection(), ObjectRef(fixture.first));
        QVERIFY(document.canGoForward());
    }

    void newChoiceAfterBackForgetsWhatWasAhead()
    {
        Fixture fixture;
        TraceDocument& document = fixture.document;
        document.select(fixture.root);
        document.select(fixture.first);
        document.goBack();
        document.select(fixture.second);
        QVERIFY(!document.canGoForward());
        document.goBack();
        QCOMPARE(document.selection(), ObjectRef(fixture.root));
    }

    void backFromNothingReturnsToTheLastChoice()
    {
        Fixture fixture;
        TraceDocument& document = fixture.document;
        document.select(fixture.first);
        document.clearSelection();
        QVERIFY(!document.selection().valid());
        QVERIFY(document.canGoBack());
        document.goBack();
        QCOMPARE(document.selection(), ObjectRef(fixture.first));
    }

    void sameChoiceIsNoNews()
    {
        Fixture fixture;
        QSignalSpy changes(&fixture.document, &TraceDocument::selectionChanged);
        fixture.document.select(fixture.first);
        fixture.document.select(fixture.first);
        QCOMPARE(changes.size(), 1);
    }

    void objectThatDoesNotExistClears()
    {
        Fixture fixture;
        fixture.document.select(fixture.first);
        fixture.document.select(ObjectRef(ObjectKind::ToolCall, 99));
        QVERIFY(!fixture.document.selection().valid());
    }

    void historyIsBounded()
    {
        Fixture fixture;
        TraceDocument& document = fixture.document;
        for (int i = 0; i < 1'000; ++i) {
            document.select(fixture.first);
            document.select(fixture.second);
        }
        int steps = 0;
        while (document.canGoBack() && steps < 5'000) {
            document.goBack();
            ++steps;
        }
        QVERIFY(steps >= 100 && steps < 1'000);
    }

    void revealSelectsAndAsksTheViews()
    {
        Fixture fixture;
        QSignalSpy reveals(&fixture.document, &TraceDocument::revealRequested);
        fixture.document.reveal(fixture.second);
        fixture.document.reveal(fixture.second);
        QCOMPARE(fixture.document.selection(), ObjectRef(fixture.second));
        QCOMPARE(reveals.size(), 2);
        fixture.document.reveal(ObjectRef());
        QCOMPARE(reveals.size(), 2);
    }

    void newTraceKeepsTheSelectedObjectByItsId()
    {
        Fixture fixture;
        fixture.document.select(fixture.second);
        OutlineTrace other;
        const ThreadIndex root = other.thread("/root");
        other.thread("/root/more", root);
        other.turn(root);
        const TurnIndex same = other.turn(root);
        fixture.document.setTrace(other.load());
        QCOMPARE(fixture.document.selection(), ObjectRef(same));
    }

    void loadsInTheBackground()
    {
        QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("manifest.json")), manifest);
        write(folder.filePath(QStringLiteral("trace.jsonl")),
              logLine(1, R"({"type":"rollout_started","trace_id":"t","root_thread_id":"a"})") +
                  logLine(2, R"({"type":"thread_started","thread_id":"a","agent_path":"/root"})"));
        TraceDocument document;
        QSignalSpy changed(&document, &TraceDocument::traceChanged);
        document.open(folder.path());
        QCOMPARE(document.state(), TraceDocument::State::Loading);
        QCOMPARE(changed.size(), 0);
        QVERIFY(changed.wait());
        QCOMPARE(document.state(), TraceDocument::State::Ready);
        QCOMPARE(document.loaded()->trace.threads.size(), std::size_t{1});
        QVERIFY(document.loaded()->bytesRead > 0);
    }

    void failureNamesFileAndReason_data()
    {
        QTest::addColumn<QByteArray>("manifestText");
        QTest::addColumn<bool>("withLog");
        QTest::addColumn<QString>("file");
        QTest::newRow("no manifest") << QByteArray() << true << "manifest.json";
        QTest::newRow("broken manifest") << QByteArray("{") << true << "manifest.json";
        QTest::newRow("no log") << QByteArray(manifest) << false << "trace.jsonl";
    }
    void failureNamesFileAndReason()
    {
        QFETCH(QByteArray, manifestText);
        QFETCH(bool, withLog);
        QFETCH(QString, file);
        QTemporaryDir folder;
        if (!manifestText.isEmpty())
            write(folder.filePath(QStringLiteral("manifest.json")), manifestText);
        if (withLog)
            write(folder.filePath(QStringLiteral("trace.jsonl")), "");
        TraceDocument document;
        QSignalSpy failed(&document, &TraceDocument::loadFailed);
        document.open(folder.path());
        QVERIFY(failed.wait());
        QCOMPARE(document.state(), TraceDocument::State::Failed);
        QVERIFY2(document.error().contains(file), qPrintable(document.error()));
        QVERIFY(document.error().size() > file.size() + 5);
    }

    void cancelReturnsToBefore()
    {
        QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("manifest.json")), manifest);
        write(folder.filePath(QStringLiteral("trace.jsonl")), "");
        TraceDocument document;
        QSignalSpy changed(&document, &TraceDocument::traceChanged);
        QSignalSpy cancelled(&document, &TraceDocument::loadCancelled);
        document.open(folder.path());
        document.cancelLoading();
        QCOMPARE(cancelled.size(), 1);
        QCOMPARE(document.state(), TraceDocument::State::Empty);
        QTest::qWait(150);
        QCOMPARE(changed.size(), 0); // what the abandoned job found is dropped

        Fixture fixture;
        const LoadedTracePtr before = fixture.document.loaded();
        fixture.document.open(folder.path());
        fixture.document.cancelLoading();
        QCOMPARE(fixture.document.loaded(), before);
        QCOMPARE(fixture.document.state(), TraceDocument::State::Ready);
    }

    void goesWithoutWaitingForItsJob()
    {
        QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("manifest.json")), manifest);
        QByteArray log;
        for (int i = 1; i < 50'000; ++i)
            log += logLine(i, R"({"type":"nothing_known","text":"x"})");
        write(folder.filePath(QStringLiteral("trace.jsonl")), log);
        QElapsedTimer clock;
        {
            TraceDocument document;
            document.open(folder.path());
            clock.start();
        }
        QVERIFY2(clock.elapsed() < 50, qPrintable(QStringLiteral("waited %1 ms").arg(clock.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TraceDocumentTest)
#include "trace_document_test.moc"
