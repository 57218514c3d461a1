#include "app/window/play_actions.h"

#include "views/actions/action_registry.h"
#include "views/document/playback.h"
#include "views/document/trace_document.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>

#include <array>

namespace rolloutscope {

PlayActions::PlayActions(TraceDocument* document, QWidget* owner, std::function<UnixMs()> here)
    : QObject(owner),
      document_(document),
      registry_(new ActionRegistry(owner)),
      menu_(new QMenu(tr("&Playback"), owner))
{
    const auto add = [&](const char* id, const QString& text, const QString& help, const QKeySequence& key) {
        QAction* action = registry_->add({.id = QLatin1String(id),
                                          .group = tr("Playback"),
                                          .text = text,
                                          .help = help,
                                          .keys = {key},
                                          .context = Qt::WidgetWithChildrenShortcut});
        menu_->addAction(action);
        return action;
    };
    QAction* toggle = add("play.toggle", tr("&Play or Pause"),
                          tr("Show how the rollout happened, from the playhead or from what is in sight on"),
                          Qt::CTRL | Qt::Key_Space);
    connect(toggle, &QAction::triggered, document_->playback(), &Playback::toggle);
    const QAction* step =
        add("play.step", tr("&Step"), tr("Go to the next thing that begins or ends, of any agent"), Qt::Key_Period);
    connect(step, &QAction::triggered, document_, [this] { document_->stepPlayhead(1); });
    const QAction* back =
        add("play.stepBack", tr("Step &Back"), tr("Go to the thing before that began or ended"), Qt::Key_Comma);
    connect(back, &QAction::triggered, document_, [this] { document_->stepPlayhead(-1); });
    const QAction* move =
        add("play.here", tr("Put the Playhead &Here"),
            tr("To the moment under the cursor, or else to where the selection begins"), Qt::CTRL | Qt::Key_Period);
    connect(move, &QAction::triggered, document_, [this, at = std::move(here)] { document_->setPlayhead(at()); });
    const QAction* stop = add("play.stop", tr("S&top"), tr("Show the whole rollout again, without a playhead"),
                              Qt::CTRL | Qt::SHIFT | Qt::Key_Space);
    connect(stop, &QAction::triggered, document_->playback(), &Playback::stop);
    menu_->addSeparator();
    addSpeeds(menu_);
    connect(document_, &TraceDocument::traceChanged, this, &PlayActions::update);
    connect(document_, &TraceDocument::playheadChanged, this, &PlayActions::update);
    update();
}

void PlayActions::addSpeeds(QMenu* menu)
{
    struct Choice {
        const char* id;
        PlaySpeed speed;
    };
    using Unit = PlaySpeed::Unit;
    constexpr std::array<Choice, 6> choices{{{"play.events2", {Unit::EventsPerSecond, 2}},
                                             {"play.events8", {Unit::EventsPerSecond, 8}},
                                             {"play.events32", {Unit::EventsPerSecond, 32}},
                                             {"play.realTime", {Unit::TimesReal, 1}},
                                             {"play.realTime10", {Unit::TimesReal, 10}},
                                             {"play.realTime60", {Unit::TimesReal, 60}}}};
    auto* group = new QActionGroup(this);
    for (const auto& [id, speed] : choices) {
        const bool byEvents = speed.unit == Unit::EventsPerSecond;
        const QString text = byEvents           ? tr("%1 Events a Second").arg(speed.value)
                             : speed.value == 1 ? tr("As Fast as It Happened")
                                                : tr("%1 Times as Fast as It Happened").arg(speed.value);
        QAction* action = registry_->add({.id = QLatin1String(id),
                                          .group = tr("Playback"),
                                          .text = text,
                                          .help = byEvents ? tr("Play so many things that begin or end in a second")
                                                           : tr("Play in recorded time, without idle stretches"),
                                          .checkable = true,
                                          .context = Qt::WidgetWithChildrenShortcut});
        group->addAction(action);
        action->setChecked(speed == document_->playback()->speed());
        connect(action, &QAction::triggered, document_,
                [document = document_, chosen = speed] { document->playback()->setSpeed(chosen); });
        menu->addAction(action);
    }
}

void PlayActions::update()
{
    const bool hasTrace = document_->loaded() != nullptr;
    for (const char* id : {"play.toggle", "play.step", "play.stepBack", "play.here"})
        registry_->action(QLatin1String(id))->setEnabled(hasTrace);
    registry_->action(QStringLiteral("play.stop"))->setEnabled(document_->playhead().has_value());
}

} // namespace rolloutscope
