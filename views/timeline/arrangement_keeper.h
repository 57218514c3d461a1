// Keeps the arrangement of agents between runs, and undoes a person's steps. Belongs to a canvas; lives on the GUI
// thread, writes in the background.
#pragma once

#include "views/timeline/track_arrangement.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

namespace rolloutscope {

class TimelineCanvas;

class ArrangementKeeper : public QObject {
    Q_OBJECT
public:
    /// `folder`: where the files lie; empty: nothing is kept.
    ArrangementKeeper(TimelineCanvas* canvas, QString folder);
    ~ArrangementKeeper() override;

    [[nodiscard]] static QString defaultFolder();
    /// For rollouts that are taken up from now on.
    void setFolder(const QString& folder) { folder_ = folder; }
    [[nodiscard]] QUndoStack* undoStack() { return &undo_; }

    /// The canvas gets another rollout: what it changes by itself is no step of a person.
    void leave();
    /// It has it: arranges it as it was left. Nothing if it is the same rollout that has grown.
    void takeUp();

private:
    class Step;

    void noteChange();
    void apply(TrackArrangement arrangement);
    void save();

    TimelineCanvas* canvas_;
    QString folder_;
    QString path_; // of the rollout at hand
    TrackArrangement known_;
    QUndoStack undo_;
    QTimer saveDelay_;
    bool listens_ = true;
};

} // namespace rolloutscope
