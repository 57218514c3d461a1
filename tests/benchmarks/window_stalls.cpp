// window_stalls BUNDLE…: opens each bundle in a window of its own and says when its stages are there and how long the
// GUI thread was away from its event loop at most, in wall time and in processor time of that thread.
#include "app/bundle_page.h"
#include "app/main_window.h"
#include "app/window/theme_controller.h"
#include "views/document/trace_document.h"
#include "views/graph/graph_view.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string_view>

using namespace rolloutscope;

namespace {

double threadCpuMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// Opens one bundle and follows what happens until nothing is left to do.
void measure(const QString& path)
{
    const QTemporaryDir home;
    QSettings settings(home.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    ThemeController themes(*qobject_cast<QApplication*>(QCoreApplication::instance()), settings);
    MainWindow window(settings, themes);
    window.resize(1600, 900);
    window.show();
    QEventLoop loop;
    QTimer::singleShot(500, &loop, &QEventLoop::quit);
    loop.exec();

    QElapsedTimer clock;
    qint64 tick = 0;
    double cpu = 0;
    double longestCpu = 0;
    qint64 longest = 0;
    qint64 longestAt = 0;
    qint64 spineAt = -1;
    qint64 timelineAt = -1;
    qint64 wholeAt = -1;
    QTimer ticks;
    QObject::connect(&ticks, &QTimer::timeout, &window, [&] {
        const qint64 now = clock.elapsed();
        const double cpuNow = threadCpuMs();
        if (now - tick > longest) {
            longest = now - tick;
            longestAt = now;
        }
        longestCpu = std::max(longestCpu, cpuNow - cpu);
        tick = now;
        cpu = cpuNow;
        const BundlePage* page = window.currentPage();
        if (page == nullptr)
            return;
        if (timelineAt < 0 && page->timeline()->canvas()->model())
            timelineAt = now;
        if (wholeAt >= 0 && now - wholeAt > 4000)
            loop.quit();
    });
    clock.start();
    cpu = threadCpuMs();
    window.openPaths({path});
    ticks.start(2);
    QTimer connecting;
    QObject::connect(&connecting, &QTimer::timeout, &window, [&] {
        if (window.currentPage() == nullptr)
            return;
        connecting.stop();
        const TraceDocument* document = window.currentPage()->document();
        QObject::connect(document, &TraceDocument::traceChanged, &window, [&, document] {
            const bool whole = document->loaded()->stage == TraceStage::Whole;
            if (whole && wholeAt < 0)
                wholeAt = clock.elapsed();
            else if (!whole && spineAt < 0)
                spineAt = clock.elapsed();
        });
    });
    connecting.start(0);
    loop.exec();
    std::printf("%s: spine %lld ms, timeline %lld ms, whole %lld ms; longest gap %lld ms (until %lld ms), %.0f ms of "
                "processor time\n",
                qPrintable(path), spineAt, timelineAt, wholeAt, longest, longestAt, longestCpu);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "--layout-process")
        return runLayoutProcess();
    QApplication application(argc, argv);
    for (const QString& path : QCoreApplication::arguments().mid(1))
        measure(path);
    return 0;
}
