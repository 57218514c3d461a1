// Where and at what a person looked, for going back and forward: one history for selection, time, scrolling, filter,
// selected range and what the graph shows. Plain values. What changes step by step (a zoom, a drag) becomes one entry
// when it comes to rest.
#pragma once

#include "core/trace/object_ref.h"
#include "views/document/graph_scope.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace rolloutscope {

/// A stretch of time in Unix ms, fractions allowed (a deep zoom is finer than a millisecond).
struct TimeRange {
    double begin = 0;
    double end = 0;
    [[nodiscard]] double length() const { return end - begin; }
    bool operator==(const TimeRange&) const = default;
};

/// What is at the top of the tracks: an agent, and how far its track is scrolled out (px).
struct ScrollAnchor {
    std::string threadId;
    int offset = 0;
    bool operator==(const ScrollAnchor&) const = default;
};

struct ViewState {
    ObjectRef selection;
    TimeRange visibleTime;
    std::optional<TimeRange> range; // selected stretch of time
    QString trackFilter;
    ScrollAnchor scroll;
    graph::GraphScope graph;

    /// Whether one would call it the same place: differences of a few pixels do not count.
    [[nodiscard]] bool isSamePlace(const ViewState& other) const;
};

class ViewHistory {
public:
    static constexpr std::size_t most = 200;

    /// Starts anew at a place.
    void reset(ViewState start);
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    /// Goes to a new place; what was ahead is forgotten. Nothing if it is the same place.
    void push(const ViewState& state);
    /// The present place is seen differently without anybody having gone anywhere.
    void replacePresent(const ViewState& state);

    /// `now` is where one is, which need not be an entry yet.
    [[nodiscard]] bool canGoBack(const ViewState& now) const;
    [[nodiscard]] bool canGoForward() const { return at_ + 1 < entries_.size(); }
    /// Where one comes to. `now` can be gone forward to afterwards.
    [[nodiscard]] ViewState back(const ViewState& now);
    [[nodiscard]] ViewState forward();

    /// Objects by their references in another copy of the trace; an invalid one where it is gone.
    template <typename Map>
    void mapObjects(Map map)
    {
        for (ViewState& entry : entries_) {
            entry.selection = map(entry.selection);
            entry.graph = graph::mapped(std::move(entry.graph), map);
        }
    }

private:
    std::vector<ViewState> entries_;
    std::size_t at_ = 0;
};

} // namespace rolloutscope
