// What plays a rollout: step, play, stop and how fast, with their keys in timeline and graph; the menu of it.
#pragma once

#include "core/trace/trace.h"

#include <QObject>

#include <functional>

class QMenu;
class QWidget;

namespace rolloutscope {

class ActionRegistry;
class TraceDocument;

class PlayActions : public QObject {
    Q_OBJECT
public:
    /// The keys work in `owner` and what is inside it. `here` tells the moment that one points at (Unix ms).
    PlayActions(TraceDocument* document, QWidget* owner, std::function<UnixMs()> here);

    [[nodiscard]] ActionRegistry* registry() const { return registry_; }
    [[nodiscard]] QMenu* menu() const { return menu_; }

private:
    void addSpeeds(QMenu* menu);
    void update();

    TraceDocument* document_;
    ActionRegistry* registry_;
    QMenu* menu_;
};

} // namespace rolloutscope
