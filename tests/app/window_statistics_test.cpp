// The statistics as a panel of the window: they come when a stretch is selected, and stay away when they were closed.
#include "tests/app/program.h"

#include "views/statistics/statistics_source.h"
#include "views/statistics/statistics_view.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QDockWidget>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

QString samplePath()
{
    return QFileInfo(QStringLiteral(ROLLOUTSCOPE_SAMPLE)).canonicalFilePath();
}

/// Wide enough for the timeline between its neighbours.
void openSample(Program& program)
{
    program.window->resize(1600, 900);
    program.open({samplePath()}, 1);
    const TimelineCanvas* canvas = program.window->currentPage()->timeline()->canvas();
    QTRY_VERIFY(canvas->model() != nullptr && canvas->regions().tracks.width() > 200);
    QTest::qWait(20); // the panels take their places
}

QAction* toggleOf(const BundlePage* page)
{
    return page->dockActions().at(4);
}

/// Shift+drag across the middle of the timeline, as a mouse does.
void selectStretch(TimelineCanvas* canvas)
{
    const QRect tracks = canvas->regions().tracks;
    const QPoint from(tracks.left() + tracks.width() / 4, tracks.center().y());
    QTest::mousePress(canvas, Qt::LeftButton, Qt::ShiftModifier, from);
    for (int step = 1; step <= 4; ++step)
        QTest::mouseMove(canvas, from + QPoint(step * tracks.width() / 8, 0));
    QTest::mouseRelease(canvas, Qt::LeftButton, Qt::ShiftModifier, from + QPoint(tracks.width() / 2, 0));
}

} // namespace

class WindowStatisticsTest : public QObject {
    Q_OBJECT
private slots:
    void aFirstStretchOpensThePanelAndLaterOnesLeaveItClosed()
    {
        Program program;
        openSample(program);
        BundlePage* page = program.window->currentPage();
        TimelineCanvas* canvas = page->timeline()->canvas();
        QVERIFY(!page->statistics()->isVisible());
        QCOMPARE(page->statistics()->source()->runs(), 0);

        selectStretch(canvas);
        QVERIFY(program.document()->range().has_value());
        QVERIFY(page->statistics()->isVisible());
        QVERIFY(toggleOf(page)->isChecked());
        QTRY_VERIFY(page->statistics()->source()->current());
        QVERIFY(page->statistics()->source()->current()->range == program.document()->range());

        toggleOf(page)->trigger();
        QVERIFY(!page->statistics()->isVisible());
        program.document()->setRange(std::nullopt);
        selectStretch(canvas);
        QVERIFY(program.document()->range().has_value());
        QVERIFY(!page->statistics()->isVisible());

        // Not in the next run either.
        program.window->close();
        program.restart();
        openSample(program);
        page = program.window->currentPage();
        canvas = page->timeline()->canvas();
        selectStretch(canvas);
        QVERIFY(program.document()->range().has_value());
        QVERIFY(!page->statistics()->isVisible());
    }

    void behindAnotherTabNothingIsComputed()
    {
        Program program;
        openSample(program);
        const BundlePage* page = program.window->currentPage();
        toggleOf(page)->trigger();
        const StatisticsSource* source = page->statistics()->source();
        QTRY_VERIFY(source->current());
        program.window->currentPage()->showBookmarks();
        QTest::qWait(20);
        const int before = source->runs();
        const auto first = static_cast<double>(program.document()->loaded()->relations.firstMoment());
        program.document()->setRange(TimeRange{.begin = first, .end = first + 1'000});
        QTest::qWait(150);
        QCOMPARE(source->runs(), before);
        toggleOf(page)->trigger(); // closes it, and opens it in front
        toggleOf(page)->trigger();
        QTRY_VERIFY(source->current()->range.has_value());
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowStatisticsTest>(argc, argv);
}

#include "window_statistics_test.moc"
