// What a query finds in a trace, in order of time. Immutable once made; made on any thread.
#pragma once

#include "views/document/loaded_trace.h"
#include "views/find/object_query.h"

#include <QString>

#include <functional>
#include <vector>

namespace rolloutscope {

struct FindHit {
    ObjectRef object;
    UnixMs begin = 0;
    UnixMs end = 0; // unfinished work: the trace's last moment
    /// What the timeline has a place for: the object itself; for a conversation item the inference call that gave it,
    /// else the first that saw it, else (no call did) the compaction that made it, its turn or its agent.
    ObjectRef shownOn;
    bool operator==(const FindHit&) const = default;
};

struct FindHits {
    LoadedTracePtr loaded;        // that the objects are of
    QString text;                 // of the query
    std::vector<FindHit> hits;    // by begin, then by object
    std::vector<ObjectRef> shown; // every `shownOn` once, sorted
    /// More may come: the search still runs.
    bool complete = false;

    /// Whether a hit is shown on this object of the timeline. O(log n).
    [[nodiscard]] bool isShownOn(ObjectRef object) const;
    /// The place of the first hit that comes not before this object at this moment (Unix ms). O(log n).
    [[nodiscard]] std::size_t firstNotBefore(UnixMs moment, ObjectRef object) const;
};
using FindHitsPtr = std::shared_ptr<const FindHits>;

/// All agents, turns, calls, tools, code cells, terminal operations, compactions and conversation items that match.
/// What is found so far goes to `publish` now and then (soon, then ever less often; may be empty). Null when cancelled.
[[nodiscard]] FindHitsPtr findHits(const LoadedTracePtr& loaded, const QString& text,
                                   const std::function<bool()>& isCancelled,
                                   const std::function<void(FindHitsPtr)>& publish = {});

/// Objects that another search found, as hits of no query. Those without a place in time are left out.
[[nodiscard]] FindHitsPtr hitsOf(const LoadedTracePtr& loaded, const std::vector<ObjectRef>& objects);

} // namespace rolloutscope
