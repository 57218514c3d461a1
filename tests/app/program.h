// A whole program for tests: window, theme and settings of its own.
#pragma once

#include "tests/app/bundle_folder.h"

#include "app/bundle_page.h"
#include "app/main_window.h"
#include "app/window/theme_controller.h"
#include "views/graph/graph_view.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

#include <memory>
#include <string_view>

namespace rolloutscope::test {

/// A window with settings of its own.
struct Program {
    QTemporaryDir home;
    QSettings settings{home.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    ThemeController themes{*qobject_cast<QApplication*>(QCoreApplication::instance()), settings};
    std::unique_ptr<MainWindow> window;

    Program() { restart(); }

    void restart()
    {
        window.reset();
        window = std::make_unique<MainWindow>(settings, themes);
        window->show();
    }

    [[nodiscard]] bool isReady(int pages) const
    {
        if (window->pageCount() != pages)
            return false;
        for (int i = 0; i < pages; ++i) {
            if (window->pageAt(i)->document()->state() != TraceDocument::State::Ready)
                return false;
        }
        return true;
    }

    void open(const QStringList& paths, int pages)
    {
        window->openPaths(paths);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(pages), 20'000);
    }

    [[nodiscard]] TraceDocument* document() const { return window->currentPage()->document(); }
};

/// A test's main(): the program is its own layout process, as the real one is.
template <typename Test>
int runTest(int argc, char** argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "--layout-process")
        return runLayoutProcess();
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true); // bookmarks stay away from those of the person who tests
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace rolloutscope::test
