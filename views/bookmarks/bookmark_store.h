// The bookmarks of one rollout: what views ask, and how they change them, with undo. Follows the trace of its document;
// reads and writes the rollout's file in the background. Lives on the GUI thread.
#pragma once

#include "views/bookmarks/bookmark_file.h"
#include "views/document/loaded_trace.h"

#include <QFutureWatcher>
#include <QObject>
#include <QUndoStack>

#include <unordered_map>
#include <vector>

class QTimer;

namespace rolloutscope {

class BookmarkStore : public QObject {
    Q_OBJECT
public:
    /// `folder` holds a file for every rollout that has bookmarks; it is made when the first one is written.
    explicit BookmarkStore(QString folder, QObject* parent = nullptr);
    /// What is not written yet goes to disk in the background: nobody waits for it.
    ~BookmarkStore() override;

    /// The folder of the person who runs the program.
    [[nodiscard]] static QString defaultFolder();

    /// Another rollout brings its own bookmarks; more of the same one only moves what is known of their objects.
    void setTrace(LoadedTracePtr loaded);
    [[nodiscard]] const LoadedTracePtr& loaded() const { return loaded_; }

    /// By moment, then by age; those without any moment last. Valid until the next change.
    [[nodiscard]] const std::vector<Bookmark>& bookmarks() const { return sorted_; }
    /// Null when there is none (any more). Valid until the next change, as what the next three give.
    [[nodiscard]] const Bookmark* find(const std::string& id) const;
    /// The bookmark of an object.
    [[nodiscard]] const Bookmark* at(ObjectRef object) const;
    /// The first one after, the last one before a moment (Unix ms).
    [[nodiscard]] const Bookmark* nextAfter(UnixMs moment) const;
    [[nodiscard]] const Bookmark* lastBefore(UnixMs moment) const;

    /// Invalid for a moment, and while the trace does not hold the object.
    [[nodiscard]] ObjectRef objectOf(const Bookmark& bookmark) const;
    /// The begin of an object; what it was when it was marked while the trace does not hold it.
    [[nodiscard]] std::optional<UnixMs> momentOf(const Bookmark& bookmark) const;

    // Each of these is one step for undo. Those that add give the new bookmark's id; empty when there is none: the
    // object does not exist, or there are maxBookmarks already.
    std::string add(ObjectRef object, const QString& note = {}, int color = 0);
    std::string addMoment(UnixMs moment, const QString& note = {}, int color = 0);
    /// Marks the object, or removes its bookmark; gives the id when one was added.
    std::string toggle(ObjectRef object);
    void edit(const std::string& id, const QString& note, int color);
    void setColor(const std::vector<std::string>& ids, int color);
    void remove(const std::vector<std::string>& ids);
    [[nodiscard]] QUndoStack* undoStack() { return &undo_; }

    /// Takes over what other windows wrote meanwhile, and writes what is new here.
    void refresh() { startSync(); }
    /// The file is being read or written.
    [[nodiscard]] bool isSyncing() const { return syncing_; }
    /// Everything here is on disk, and nothing is on its way.
    [[nodiscard]] bool isInStep() const { return !syncing_ && entries_ == base_; }

signals:
    /// Bookmarks, or what is known of their objects.
    void changed();
    /// Something about the file that a person should know.
    void reported(const QString& message);

private:
    class Change;
    using States = std::vector<std::pair<std::string, std::optional<Bookmark>>>; // none: removed

    std::string addNew(Bookmark bookmark, const QString& text);
    void apply(const States& states);
    void rebuild();
    void startSync();
    void takeSync(const SyncedBookmarks& result);
    void report(const QString& problem);
    /// Gives up the rollout: what is not on disk yet goes there in the background.
    void leave();
    [[nodiscard]] bool hasFile() const { return !folder_.isEmpty() && rollout_.known(); }

    QString folder_;
    LoadedTracePtr loaded_;
    RolloutIdentity rollout_;
    BookmarkMap entries_;
    BookmarkMap base_;      // what the file held when it was last in step
    BookmarkMap submitted_; // what the running synchronisation was given
    std::vector<Bookmark> sorted_;
    std::vector<std::optional<UnixMs>> moments_; // of sorted_
    std::unordered_map<std::string, std::size_t> placeOfId_;
    std::unordered_map<ObjectRef, std::size_t> placeOfObject_;
    QUndoStack undo_;
    QTimer* saveTimer_ = nullptr;
    QFutureWatcher<SyncedBookmarks> sync_;
    bool syncing_ = false;
    bool syncAgain_ = false;
    QString lastProblem_;
};

} // namespace rolloutscope
