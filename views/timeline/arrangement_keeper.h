// Keeps the arrangement of agents and what is hidden in the legend between runs, and undoes a person's steps with
// agents. Belongs to a canvas; lives on the GUI
// thread, writes in the background.
#pragma once

#include "views/timeline/arrangement_file.h"

#include <QFuture>
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

    [[nodiscard]] const HiddenCategories& hiddenCategories() const { return known_.hidden; }
    void setHiddenCategories(const HiddenCategories& hidden);

private:
    class Step;

    void noteChange();
    void apply(TrackArrangement arrangement);
    void saveSoon();
    void save();
    /// What is not on disk yet is there afterwards.
    void finishSaving();

    TimelineCanvas* canvas_;
    QString folder_;
    QString path_; // of the rollout at hand
    KeptArrangement known_;
    QFuture<QString> saving_;
    QUndoStack undo_;
    QTimer saveDelay_;
    bool listens_ = true;
};

} // namespace rolloutscope
