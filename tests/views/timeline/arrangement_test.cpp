// How agents are arranged: kept between runs, and undone.
#include "tests/views/timeline/shown_timeline.h"
#include "tests/views/timeline/trace_builder.h"
#include "views/actions/action_registry.h"
#include "views/timeline/arrangement_file.h"
#include "views/timeline/arrangement_keeper.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

std::string idOf(const LoadedTracePtr& loaded, std::uint32_t thread)
{
    return loaded->trace.threads[{thread}].id;
}

TrackArrangement someArrangement()
{
    TrackArrangement arrangement;
    arrangement.sort = TrackSort::Manual;
    arrangement.order = {"b", "a"};
    arrangement.pinned = {"c"};
    arrangement.hidden = {"d"};
    arrangement.collapsed = {"a", "b"};
    arrangement.filter = QStringLiteral("words");
    return arrangement;
}

} // namespace

class ArrangementTest : public QObject {
    Q_OBJECT
private slots:
    void filesHoldWhatLasts()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("new/a.json"));
        QVERIFY(!readArrangement(path));
        QCOMPARE(writeArrangement(path, someArrangement()), QString());
        const std::optional<TrackArrangement> read = readArrangement(path);
        QVERIFY(read);
        QCOMPARE(read->sort, TrackSort::Manual);
        QCOMPARE(read->order, someArrangement().order);
        QCOMPARE(read->pinned, someArrangement().pinned);
        QCOMPARE(read->hidden, someArrangement().hidden);
        QCOMPARE(read->collapsed, someArrangement().collapsed);
        QVERIFY(read->filter.isEmpty());
        // The usual arrangement needs no file.
        QCOMPARE(writeArrangement(path, {}), QString());
        QVERIFY(!QFile::exists(path));
    }

    void otherFilesCountAsNone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.json"));
        for (const char* text : {"", "{", "[]", "{\"format\":\"other\",\"version\":1}",
                                 "{\"format\":\"rolloutscope-arrangement\",\"version\":2}"}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            QVERIFY(!readArrangement(path));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"format":"rolloutscope-arrangement","version":1,"sort":7,"hidden":[1,"x"],"order":"y"})");
        file.close();
        const std::optional<TrackArrangement> odd = readArrangement(path);
        QVERIFY(odd);
        QCOMPARE(odd->sort, TrackSort::Spawn);
        QCOMPARE(odd->hidden.size(), 1U);
        QVERIFY(odd->order.empty());
    }

    void anotherRunFindsItAsItWasLeft()
    {
        const QTemporaryDir folder;
        const LoadedTracePtr loaded = SmallRollout().builder.publish();
        {
            TraceDocument document;
            TimelineCanvas canvas(&document);
            ArrangementKeeper keeper(&canvas, folder.path());
            document.setTrace(loaded);
            keeper.leave();
            canvas.setModel(TimelineModel::build(loaded), false);
            keeper.takeUp();
            QVERIFY(!keeper.undoStack()->canUndo());
            canvas.setAllCollapsed(true);
            canvas.setSort(TrackSort::Tokens);
            QCOMPARE(keeper.undoStack()->count(), 2);
        }
        TraceDocument document;
        TimelineCanvas canvas(&document);
        ArrangementKeeper keeper(&canvas, folder.path());
        document.setTrace(loaded);
        canvas.setModel(TimelineModel::build(loaded), false);
        keeper.takeUp();
        QCOMPARE(canvas.arrangement().sort, TrackSort::Tokens);
        QVERIFY(canvas.arrangement().collapsed.contains(idOf(loaded, 0)));
        QVERIFY(!keeper.undoStack()->canUndo()); // nobody did that here
        // Another rollout is arranged as usual.
        TraceBuilder other;
        other.trace.traceId = "another";
        other.thread("/root", 0, 10);
        keeper.leave();
        canvas.setModel(TimelineModel::build(other.publish()), false);
        keeper.takeUp();
        QVERIFY(canvas.arrangement().collapsed.empty());
    }

    void stepsAreUndone()
    {
        const LoadedTracePtr loaded = SmallRollout().builder.publish();
        TraceDocument document;
        document.setTrace(loaded);
        TimelineView view(&document);
        view.resize(900, 500);
        view.show();
        view.waitUntilReady();
        TimelineCanvas* canvas = view.canvas();
        QAction* undo = view.actions()->action(QStringLiteral("timeline.undoArrangement"));
        QAction* redo = view.actions()->action(QStringLiteral("timeline.redoArrangement"));
        QVERIFY(undo && redo && !undo->isEnabled());
        const std::size_t collapsed = canvas->arrangement().collapsed.size();
        document.select(ThreadIndex{1});
        canvas->hideTrack();
        QVERIFY(canvas->arrangement().hidden.contains(idOf(loaded, 1)));
        canvas->setAllCollapsed(true);
        undo->trigger();
        QCOMPARE(canvas->arrangement().collapsed.size(), collapsed);
        undo->trigger();
        QVERIFY(canvas->arrangement().hidden.empty());
        QVERIFY(!undo->isEnabled());
        redo->trigger();
        QVERIFY(canvas->arrangement().hidden.contains(idOf(loaded, 1)));
        undo->trigger();
    }
};

QTEST_MAIN(ArrangementTest)
#include "arrangement_test.moc"
