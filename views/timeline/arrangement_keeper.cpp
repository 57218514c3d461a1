#include "views/timeline/arrangement_keeper.h"

#include "views/document/background.h"
#include "views/document/rollout_identity.h"
#include "views/timeline/timeline_canvas.h"

#include <QStandardPaths>
#include <QUndoCommand>

#include <tuple>
#include <utility>

namespace rolloutscope {
namespace {

constexpr int saveDelayMs = 500;
constexpr int mostSteps = 200;

/// What is kept and undone.
TrackArrangement lasting(TrackArrangement arrangement)
{
    arrangement.filter.clear();
    arrangement.onlyIn.reset();
    return arrangement;
}

bool isSame(const TrackArrangement& a, const TrackArrangement& b)
{
    return a.sort == b.sort && a.order == b.order && a.pinned == b.pinned && a.hidden == b.hidden &&
           a.collapsed == b.collapsed;
}

QString nameOf(const TrackArrangement& before, const TrackArrangement& after)
{
    if (before.hidden != after.hidden)
        return ArrangementKeeper::tr("Hide or Show Agents");
    if (before.pinned != after.pinned)
        return ArrangementKeeper::tr("Pin Agent");
    if (before.collapsed != after.collapsed)
        return ArrangementKeeper::tr("Fold Agent");
    return before.sort == after.sort ? ArrangementKeeper::tr("Move Agent") : ArrangementKeeper::tr("Sort Agents");
}

} // namespace

class ArrangementKeeper::Step : public QUndoCommand {
public:
    Step(ArrangementKeeper* keeper, TrackArrangement before, TrackArrangement after)
        : QUndoCommand(nameOf(before, after)), keeper_(keeper), before_(std::move(before)), after_(std::move(after))
    {
    }
    void undo() override { keeper_->apply(before_); }
    void redo() override
    {
        if (std::exchange(isDone_, true))
            keeper_->apply(after_);
    }

private:
    ArrangementKeeper* keeper_;
    TrackArrangement before_, after_;
    bool isDone_ = false; // the person did it the first time
};

ArrangementKeeper::ArrangementKeeper(TimelineCanvas* canvas, QString folder)
    : QObject(canvas), canvas_(canvas), folder_(std::move(folder))
{
    undo_.setUndoLimit(mostSteps);
    saveDelay_.setSingleShot(true);
    saveDelay_.setInterval(saveDelayMs);
    connect(&saveDelay_, &QTimer::timeout, this, &ArrangementKeeper::save);
    connect(canvas, &TimelineCanvas::arrangementChanged, this, &ArrangementKeeper::noteChange);
}

ArrangementKeeper::~ArrangementKeeper()
{
    finishSaving();
}

QString ArrangementKeeper::defaultFolder()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    return data.isEmpty() ? QString() : data + QStringLiteral("/arrangements");
}

void ArrangementKeeper::leave()
{
    finishSaving();
    listens_ = false;
    path_.clear();
    undo_.clear();
}

void ArrangementKeeper::takeUp()
{
    listens_ = true;
    const auto& model = canvas_->model();
    if (!path_.isEmpty() || !model)
        return;
    known_ = {.agents = lasting(canvas_->arrangement()), .hidden = {}};
    if (folder_.isEmpty())
        return;
    path_ = keptFilePath(folder_, identityOf(model->loaded()));
    if (std::optional<KeptArrangement> kept = readArrangement(path_)) {
        known_.hidden = kept->hidden;
        apply(std::move(kept->agents));
    }
    saveDelay_.stop(); // it is on disk already
}

void ArrangementKeeper::noteChange()
{
    TrackArrangement now = lasting(canvas_->arrangement());
    if (!listens_ || isSame(now, known_.agents))
        return;
    TrackArrangement before = std::exchange(known_.agents, now);
    undo_.push(new Step(this, std::move(before), std::move(now)));
    saveSoon();
}

void ArrangementKeeper::setHiddenCategories(const HiddenCategories& hidden)
{
    if (!listens_ || hidden == known_.hidden)
        return;
    known_.hidden = hidden;
    saveSoon();
}

void ArrangementKeeper::apply(TrackArrangement arrangement)
{
    known_.agents = arrangement;
    arrangement.filter = canvas_->arrangement().filter;
    arrangement.onlyIn = canvas_->arrangement().onlyIn;
    const bool listened = std::exchange(listens_, false);
    canvas_->setArrangement(std::move(arrangement));
    listens_ = listened;
    saveSoon();
}

void ArrangementKeeper::saveSoon()
{
    if (!path_.isEmpty())
        saveDelay_.start();
}

void ArrangementKeeper::save()
{
    if (saving_.isRunning()) { // one after the other
        saveDelay_.start();
        return;
    }
    saving_ = runInBackground([path = path_, kept = known_] { return writeArrangement(path, kept); });
}

void ArrangementKeeper::finishSaving()
{
    saving_.waitForFinished();
    if (!saveDelay_.isActive())
        return;
    saveDelay_.stop();
    std::ignore = writeArrangement(path_, known_);
}

} // namespace rolloutscope
