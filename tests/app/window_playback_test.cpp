// Playing a rollout in the window: keys, menu and what goes along.
#include "tests/app/program.h"

#include "app/window/command_flow.h"
#include "views/actions/action_registry.h"
#include "views/document/playback.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QLineEdit>
#include <QMenu>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

struct Played {
    QTemporaryDir root;
    Program program;

    Played()
    {
        program.open({makeBundle(root, QStringLiteral("one"))}, 1);
        program.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(program.window.get()));
    }
    [[nodiscard]] BundlePage& page() const { return *program.window->currentPage(); }
    [[nodiscard]] const std::optional<Playhead>& playhead() const { return program.document()->playhead(); }
    [[nodiscard]] QAction* action(const char* id) const
    {
        for (const ActionRegistry* registry : page().registries()) {
            if (QAction* found = registry->action(QLatin1String(id)))
                return found;
        }
        return nullptr;
    }
};

} // namespace

class WindowPlaybackTest : public QObject {
    Q_OBJECT

private slots:
    void keysStepInTimelineAndGraph()
    {
        const Played played;
        QWidget* canvas = played.page().timeline()->canvas();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Period);
        QTRY_VERIFY(played.playhead() && played.playhead()->last);
        QTest::keyClick(canvas, Qt::Key_Period);
        QTest::keyClick(canvas, Qt::Key_Period);
        const Playhead third = *played.playhead();
        QTest::keyClick(canvas, Qt::Key_Comma);
        QVERIFY(*played.playhead() != third);
        played.page().graph()->setFocus();
        QTRY_VERIFY(QApplication::focusWidget() != nullptr &&
                    played.page().graph()->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Period);
        QCOMPARE(*played.playhead(), third);
    }

    void typingIsNotStepping()
    {
        const Played played;
        auto* filter = played.page().timeline()->findChild<QLineEdit*>(QStringLiteral("trackFilter"));
        QVERIFY(filter);
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("a.b,"));
        QCOMPARE(filter->text(), QStringLiteral("a.b,"));
        QTest::qWait(20);
        QVERIFY(!played.playhead());
    }

    void itPlaysAndStops()
    {
        const Played played;
        QWidget* canvas = played.page().timeline()->canvas();
        canvas->setFocus();
        QVERIFY(!played.action("play.stop")->isEnabled());
        played.program.document()->playback()->setSpeed({.value = 0.01}); // it does not come to its end meanwhile
        QTest::keyClick(canvas, Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(played.program.document()->playback()->isPlaying());
        QTRY_VERIFY(played.playhead().has_value());
        QTest::keyClick(canvas, Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(!played.program.document()->playback()->isPlaying());
        QVERIFY(played.action("play.stop")->isEnabled());
        QTest::keyClick(canvas, Qt::Key_Space, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!played.playhead());
    }

    void theMenuHasSpeeds()
    {
        const Played played;
        QVERIFY(played.page().playMenu()->actions().contains(played.action("play.step")));
        QVERIFY(played.action("play.events8")->isChecked());
        played.action("play.realTime10")->trigger();
        QCOMPARE(played.program.document()->playback()->speed(),
                 (PlaySpeed{.unit = PlaySpeed::Unit::TimesReal, .value = 10}));
        QVERIFY(!played.action("play.events8")->isChecked());
    }

    void aKeyMeansOneThingInTimelineAndGraph()
    {
        const Played played;
        QSet<QString> others;
        for (const ActionRegistry* registry : played.program.window->commands()->registries()) {
            for (const QAction* action : registry->actions()) {
                if (action->objectName().startsWith(QStringLiteral("play.")))
                    continue;
                for (const QKeySequence& key : action->shortcuts())
                    others.insert(key.toString());
            }
        }
        for (const char* id : {"play.toggle", "play.step", "play.stepBack", "play.here", "play.stop"}) {
            QVERIFY2(!played.action(id)->shortcut().isEmpty(), id);
            QVERIFY2(!others.contains(played.action(id)->shortcut().toString()), id);
        }
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowPlaybackTest>(argc, argv);
}
#include "window_playback_test.moc"
