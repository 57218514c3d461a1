// The executable: the hidden verb and the command line first (they need no display), then the window.
#include "app/cli/command_line.h"
#include "app/main_window.h"
#include "app/usage.h"
#include "app/window/theme_controller.h"
#include "views/graph/graph_view.h"
#include "views/theme/icons.h"

#include <QApplication>
#include <QSettings>

int main(int argc, char** argv)
{
    using namespace rolloutscope;
    // Settings and bookmarks lie where these say, for the verbs as for the window.
    QCoreApplication::setApplicationName(QStringLiteral("rolloutscope"));
    QCoreApplication::setOrganizationName(QStringLiteral("rolloutscope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ROLLOUTSCOPE_VERSION));
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);

    const LaunchPlan plan = planLaunch(arguments);
    switch (plan.kind) {
    case LaunchPlan::Kind::LayoutProcess:
        return runLayoutProcess();
    case LaunchPlan::Kind::CommandLine:
        return runCommandLine(arguments);
    case LaunchPlan::Kind::Print:
        print(plan);
        return plan.exitCode;
    case LaunchPlan::Kind::Window:
        break;
    }

    QApplication application(argc, argv);
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Rolloutscope"));
    QGuiApplication::setDesktopFileName(QStringLiteral("rolloutscope"));
    QGuiApplication::setWindowIcon(applicationIcon());
    QSettings settings;
    ThemeController themes(application, settings);
    MainWindow window(settings, themes);
    window.show();
    window.openPaths(plan.paths);
    return QApplication::exec();
}
