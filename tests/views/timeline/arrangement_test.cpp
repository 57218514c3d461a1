// How agents are arranged: kept between runs, and undone.
#include "tests/views/timeline/shown_timeline.h"
#include "tests/views/timeline/trace_builder.h"
#include "views/actions/action_registry.h"
#include "views/timeline/arrangement_file.h"
#include "views/timeline/arrangement_keeper.h"
#include "views/timeline/legend_bar.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

std::string idOf(const LoadedTracePtr& loaded, std::uint32_t thread)
{
    return loaded->trace.threads[{thread}].id;
}

KeptArrangement someArrangement()
{
    KeptArrangement kept;
    TrackArrangement& arrangement = kept.agents;
    arrangement.sort = TrackSort::Manual;
    arrangement.order = {"b", "a"};
    arrangement.pinned = {"c"};
    arrangement.hidden = {"d"};
    arrangement.collapsed = {"a", "b"};
    arrangement.filter = QStringLiteral("words");
    kept.hidden[static_cast<std::size_t>(ColorMode::Status)] = categoryBit(3) | categoryBit(63);
    return kept;
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
        const std::optional<KeptArrangement> read = readArrangement(path);
        QVERIFY(read);
        QCOMPARE(read->agents.sort, TrackSort::Manual);
        QCOMPARE(read->agents.order, someArrangement().agents.order);
        QCOMPARE(read->agents.pinned, someArrangement().agents.pinned);
        QCOMPARE(read->agents.hidden, someArrangement().agents.hidden);
        QCOMPARE(read->agents.collapsed, someArrangement().agents.collapsed);
        QVERIFY(read->agents.filter.isEmpty());
        QCOMPARE(read->hidden, someArrangement().hidden);
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
        file.write(R"({"format":"rolloutscope-arrangement","version":1,"sort":7,"hidden":[1,"x"],"order":"y",)"
                   R"("hidden_categories":{"kind":[2,-1,64,"x",1e9],"status":3,"colour":[1]}})");
        file.close();
        const std::optional<KeptArrangement> odd = readArrangement(path);
        QVERIFY(odd);
        QCOMPARE(odd->agents.sort, TrackSort::Spawn);
        QCOMPARE(odd->agents.hidden.size(), 1U);
        QVERIFY(odd->agents.order.empty());
        QCOMPARE(odd->hidden, HiddenCategories{categoryBit(2)});
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

    void whatTheLegendHidStaysHidden()
    {
        const QTemporaryDir folder;
        const SmallRollout rollout;
        const auto inference = static_cast<std::uint8_t>(ColorRole::Inference);
        {
            TraceDocument document;
            TimelineView view(&document);
            view.keepArrangements(folder.path());
            document.setTrace(rollout.builder.publish());
            view.waitUntilReady();
            QTest::mouseClick(view.legend()->buttonOf(inference), Qt::LeftButton);
            QVERIFY(view.canvas()->model()->spanOf(rollout.first) == noSpan);
            // Opened anew, and another rollout in between.
            TraceBuilder other;
            other.trace.traceId = "another";
            other.inference(other.thread("/root", 0, 10), 1, 2);
            document.setTrace(other.publish());
            view.waitUntilReady();
            QCOMPARE(view.legend()->hidden(), CategorySet{0});
            document.setTrace(rollout.builder.publish());
            view.waitUntilReady();
            QCOMPARE(view.legend()->hidden(), categoryBit(inference));
        }
        TraceDocument document;
        TimelineView view(&document);
        view.keepArrangements(folder.path());
        document.setTrace(rollout.builder.publish());
        view.waitUntilReady();
        QVERIFY(view.canvas()->model()->spanOf(rollout.first) == noSpan);
        QVERIFY(view.canvas()->model()->spanOf(rollout.command) != noSpan);
        QTest::mouseClick(view.legend()->buttonOf(inference), Qt::LeftButton);
        QVERIFY(view.canvas()->model()->spanOf(rollout.first) != noSpan);
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
