// Searches everything that models could see in a rollout, and on demand all payload files. Hits come while it runs, in
// the order of the rollout: first conversation items, then what requests begin with, or payload files.
#pragma once

#include "core/bundle/bundle.h"
#include "core/search/needle.h"
#include "core/trace/object_ref.h"

#include <atomic>
#include <functional>
#include <vector>

namespace rolloutscope {

/// A place that matches, with the line around it.
struct SearchHit {
    std::string line;            // cut to about 300 bytes around the match; JSON escapes as they are
    std::size_t matchBegin = 0;  // bytes, in the line
    std::size_t matchLength = 0; // may be cut with the line
    std::uint64_t offset = 0;    // bytes, in the item's text or in the payload
    std::uint64_t length = 0;
};

/// What was found in one object.
struct SearchGroup {
    ObjectRef object;            // the item; of a payload what it belongs to (an absent one: the rollout)
    PayloadIndex payload;        // absent: in the item's own text
    std::string part = {};       // of a request, where it is known: `instructions`, `tool exec_command`
    std::vector<SearchHit> hits; // the first of them
    std::uint64_t count = 0;     // of all
};

struct SearchProgress {
    std::uint64_t objectsDone = 0;
    std::uint64_t objectsTotal = 0; // items, and payloads where they are searched
    std::uint64_t bytesDone = 0;
    std::uint64_t hits = 0; // found so far
};

struct SearchOptions {
    bool payloads = false;
    bool framesFirst = false; // instructions and schemas before the items, as models read them
    std::size_t hitsPerGroup = 50;
    std::size_t mostHits = 20'000;                   // kept in all; the rest is counted
    std::int64_t timeLimitMs = 60'000;               // then it ends, and says so
    unsigned threads = 0;                            // 0: as many as there are cores, at most 4
    std::size_t pieceBytes = std::size_t{32} << 20U; // of a long text: between pieces a search can end
    const std::atomic<bool>* cancelled = nullptr;
    /// Called on the searching thread; may be called without groups, for the progress.
    std::function<void(std::vector<SearchGroup>&&, const SearchProgress&)> report = {};
};

struct SearchSummary {
    SearchProgress progress;
    std::uint64_t unreadable = 0; // payload files
    bool cancelled = false;
    bool timedOut = false;
    bool more = false; // hits were counted and not kept
};

/// Of items: messages, code, names and arguments of calls (whole, from their payload), outputs, reasoning; of requests
/// the instructions and tool schemas, each where it came first. With payloads these are among the files. Uses several
/// threads; returns when all of them are done.
[[nodiscard]] SearchSummary searchTrace(const Bundle& bundle, const RolloutTrace& trace, const Needle& needle,
                                        const SearchOptions& options);

} // namespace rolloutscope
