#include "views/bookmarks/bookmark_store.h"

#include "views/document/background.h"

#include <QDateTime>
#include <QStandardPaths>
#include <QTimer>
#include <QUndoCommand>
#include <QUuid>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace rolloutscope {
namespace {

constexpr int saveDelayMs = 400;
constexpr int undoLimit = 500;

UnixMs now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

/// Bookmarks before and after one step of a person.
class BookmarkStore::Change : public QUndoCommand {
public:
    Change(BookmarkStore* store, const QString& text, States before, States after)
        : QUndoCommand(text), store_(store), before_(std::move(before)), after_(std::move(after))
    {
    }
    void undo() override { store_->apply(before_); }
    void redo() override { store_->apply(after_); }

private:
    BookmarkStore* store_;
    States before_;
    States after_;
};

BookmarkStore::BookmarkStore(QString folder, QObject* parent) : QObject(parent), folder_(std::move(folder))
{
    undo_.setUndoLimit(undoLimit);
    saveTimer_ = new QTimer(this);
    saveTimer_->setSingleShot(true);
    saveTimer_->setInterval(saveDelayMs);
    connect(saveTimer_, &QTimer::timeout, this, &BookmarkStore::startSync);
    connect(&sync_, &QFutureWatcherBase::finished, this, [this] {
        if (syncing_)
            takeSync(sync_.result());
    });
}

BookmarkStore::~BookmarkStore()
{
    leave();
}

QString BookmarkStore::defaultFolder()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    return data.isEmpty() ? QString() : data + QStringLiteral("/bookmarks");
}

void BookmarkStore::setTrace(LoadedTracePtr loaded)
{
    const RolloutIdentity rollout = loaded ? identityOf(*loaded) : RolloutIdentity{};
    if (rollout != rollout_ || !rollout.known()) {
        leave();
        rollout_ = rollout;
        entries_.clear();
        base_.clear();
        undo_.clear();
        lastProblem_.clear();
        loaded_ = std::move(loaded);
        rebuild();
        startSync();
    } else {
        loaded_ = std::move(loaded);
        if (entries_.empty())
            return;
        rebuild();
    }
    emit changed();
}

const Bookmark* BookmarkStore::find(const std::string& id) const
{
    const auto found = placeOfId_.find(id);
    return found == placeOfId_.end() ? nullptr : &sorted_[found->second];
}

const Bookmark* BookmarkStore::at(ObjectRef object) const
{
    const auto found = placeOfObject_.find(object);
    return found == placeOfObject_.end() ? nullptr : &sorted_[found->second];
}

const Bookmark* BookmarkStore::nextAfter(UnixMs moment) const
{
    const auto found = std::partition_point(moments_.begin(), moments_.end(),
                                            [&](const std::optional<UnixMs>& at) { return at && *at <= moment; });
    return found == moments_.end() || !*found ? nullptr : &sorted_[static_cast<std::size_t>(found - moments_.begin())];
}

const Bookmark* BookmarkStore::lastBefore(UnixMs moment) const
{
    const auto found = std::partition_point(moments_.begin(), moments_.end(),
                                            [&](const std::optional<UnixMs>& at) { return at && *at < moment; });
    return found == moments_.begin() ? nullptr : &sorted_[static_cast<std::size_t>(found - moments_.begin()) - 1];
}

ObjectRef BookmarkStore::objectOf(const Bookmark& bookmark) const
{
    if (!loaded_ || bookmark.isMoment())
        return {};
    return findObject(loaded_->trace, bookmark.kind, bookmark.objectId);
}

std::optional<UnixMs> BookmarkStore::momentOf(const Bookmark& bookmark) const
{
    if (const ObjectRef object = objectOf(bookmark); object.valid()) {
        if (const auto window = windowOf(loaded_->trace, object))
            return window->startedAt;
    }
    return bookmark.at;
}

std::string BookmarkStore::add(ObjectRef object, const QString& note, int color)
{
    if (!loaded_ || !exists(loaded_->trace, object))
        return {};
    Bookmark bookmark;
    bookmark.kind = object.kind;
    bookmark.objectId = objectId(loaded_->trace, object);
    if (const auto window = windowOf(loaded_->trace, object))
        bookmark.at = window->startedAt;
    bookmark.note = fittingNote(note);
    bookmark.color = std::clamp(color, 0, bookmarkColorCount - 1);
    return addNew(std::move(bookmark), tr("Add bookmark"));
}

std::string BookmarkStore::addMoment(UnixMs moment, const QString& note, int color)
{
    if (!loaded_)
        return {};
    Bookmark bookmark;
    bookmark.at = moment;
    bookmark.note = fittingNote(note);
    bookmark.color = std::clamp(color, 0, bookmarkColorCount - 1);
    return addNew(std::move(bookmark), tr("Add bookmark"));
}

std::string BookmarkStore::addNew(Bookmark bookmark, const QString& text)
{
    if (entries_.size() >= maxBookmarks) {
        emit reported(tr("A rollout has room for %L1 bookmarks.").arg(maxBookmarks));
        return {};
    }
    bookmark.id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    bookmark.createdAt = now();
    const std::string id = bookmark.id;
    undo_.push(new Change(this, text, {{id, std::nullopt}}, {{id, std::move(bookmark)}}));
    return id;
}

std::string BookmarkStore::toggle(ObjectRef object)
{
    if (const Bookmark* bookmark = at(object)) {
        remove({bookmark->id});
        return {};
    }
    return add(object);
}

void BookmarkStore::edit(const std::string& id, const QString& note, int color)
{
    const Bookmark* before = find(id);
    if (before == nullptr)
        return;
    Bookmark after = *before;
    after.note = fittingNote(note);
    after.color = std::clamp(color, 0, bookmarkColorCount - 1);
    if (after != *before)
        undo_.push(new Change(this, tr("Edit bookmark"), {{id, *before}}, {{id, std::move(after)}}));
}

void BookmarkStore::setColor(const std::vector<std::string>& ids, int color)
{
    States before;
    States after;
    for (const std::string& id : ids) {
        const Bookmark* bookmark = find(id);
        if (bookmark == nullptr || bookmark->color == color || color < 0 || color >= bookmarkColorCount)
            continue;
        before.emplace_back(id, *bookmark);
        after.emplace_back(id, *bookmark);
        after.back().second->color = color;
    }
    if (!after.empty())
        undo_.push(new Change(this, tr("Colour bookmarks"), std::move(before), std::move(after)));
}

void BookmarkStore::remove(const std::vector<std::string>& ids)
{
    States before;
    States after;
    for (const std::string& id : ids) {
        if (const Bookmark* bookmark = find(id)) {
            before.emplace_back(id, *bookmark);
            after.emplace_back(id, std::nullopt);
        }
    }
    if (!after.empty())
        undo_.push(new Change(this, tr("Remove bookmarks"), std::move(before), std::move(after)));
}

void BookmarkStore::apply(const States& states)
{
    const UnixMs changedAt = now();
    for (const auto& [id, state] : states) {
        if (!state) {
            entries_.erase(id);
            continue;
        }
        Bookmark& entry = entries_[id];
        const UnixMs before = std::max(entry.changedAt, state->changedAt);
        entry = *state;
        entry.changedAt = std::max(changedAt, before + 1); // clocks step back; a later change stays the later one
    }
    rebuild();
    saveTimer_->start();
    emit changed();
}

void BookmarkStore::rebuild()
{
    struct Row {
        const Bookmark* bookmark;
        ObjectRef object;
        std::optional<UnixMs> moment;
    };
    std::vector<Row> rows;
    rows.reserve(entries_.size());
    for (const auto& [id, bookmark] : entries_)
        rows.push_back({&bookmark, objectOf(bookmark), momentOf(bookmark)});
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        if (a.moment.has_value() != b.moment.has_value())
            return a.moment.has_value();
        if (a.moment != b.moment)
            return *a.moment < *b.moment;
        return a.bookmark->createdAt < b.bookmark->createdAt;
    });
    sorted_.clear();
    moments_.clear();
    placeOfId_.clear();
    placeOfObject_.clear();
    for (const Row& row : rows) {
        placeOfId_.emplace(row.bookmark->id, sorted_.size());
        if (row.object.valid())
            placeOfObject_.emplace(row.object, sorted_.size());
        moments_.push_back(row.moment);
        sorted_.push_back(*row.bookmark);
    }
}

void BookmarkStore::startSync()
{
    saveTimer_->stop();
    if (!hasFile())
        return;
    if (syncing_) {
        syncAgain_ = true;
        return;
    }
    syncing_ = true;
    submitted_ = entries_;
    sync_.setFuture(fileInBackground([path = keptFilePath(folder_, rollout_), rollout = rollout_, base = base_,
                                      mine = submitted_] { return syncBookmarkFile(path, rollout, base, mine); }));
}

void BookmarkStore::takeSync(const SyncedBookmarks& result)
{
    syncing_ = false;
    report(result.problem);
    if (result.good) {
        base_ = result.bookmarks;
        // Meanwhile a person may have gone on.
        BookmarkMap merged = mergeBookmarks(submitted_, entries_, base_);
        if (merged != entries_) {
            entries_ = std::move(merged);
            rebuild();
            emit changed();
        }
        if (entries_ != base_)
            saveTimer_->start();
    }
    submitted_.clear();
    if (std::exchange(syncAgain_, false))
        startSync();
}

void BookmarkStore::leave()
{
    saveTimer_->stop();
    syncAgain_ = false;
    const bool wasSyncing = std::exchange(syncing_, false);
    if (!hasFile() || (entries_ == base_ && !wasSyncing))
        return;
    // Files are written one after the other: what is on its way has arrived when this begins.
    std::ignore = fileInBackground([path = keptFilePath(folder_, rollout_), rollout = rollout_, base = base_,
                                    mine = entries_, submitted = submitted_,
                                    last = wasSyncing ? sync_.future() : QFuture<SyncedBookmarks>()]() mutable {
        if (last.resultCount() > 0 && last.result().good) {
            base = last.result().bookmarks;
            mine = mergeBookmarks(submitted, mine, base);
        }
        if (mine == base)
            return;
        if (const SyncedBookmarks synced = syncBookmarkFile(path, rollout, base, mine); !synced.problem.isEmpty())
            qWarning("%s", qUtf8Printable(synced.problem));
    });
    sync_.setFuture({});
    submitted_.clear();
}

void BookmarkStore::report(const QString& problem)
{
    // The same one comes with every attempt to write.
    if (!problem.isEmpty() && problem != lastProblem_)
        emit reported(problem);
    lastProblem_ = problem;
}

} // namespace rolloutscope
