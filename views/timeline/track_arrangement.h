// Which agents' tracks a person wants to see, in which order and how: sorted, moved, pinned, hidden, filtered, folded.
// A value that names agents by their recorded ids, so that it outlives the model it was made with.
#pragma once

#include "views/timeline/track_layout.h"

#include <QString>

#include <string>
#include <unordered_set>
#include <vector>

namespace rolloutscope {

enum class TrackSort : std::uint8_t {
    Spawn,    // parents before children, siblings by start
    Start,    // siblings too are sorted by these, the largest first; parents stay above their children
    Duration, // of the agent's life
    Tokens,   // input and output of its calls
    Failures,
    Manual, // as they were dragged
};

struct TrackArrangement {
    TrackSort sort = TrackSort::Spawn;
    std::vector<std::string> order;  // for TrackSort::Manual; who is not in it follows the agent that spawned it
    std::vector<std::string> pinned; // in the order in which they stand
    std::unordered_set<std::string> hidden;
    std::unordered_set<std::string> collapsed;
    QString filter;                // words in path, nickname, role or model
    std::optional<Stretch> onlyIn; // Unix ms: only agents that worked, or waited, in this time

    [[nodiscard]] bool isCollapsed(const AgentThread& thread) const { return collapsed.contains(thread.id); }
    [[nodiscard]] bool isPinned(const AgentThread& thread) const;
    [[nodiscard]] bool leavesOut() const { return !hidden.empty() || !filter.isEmpty() || onlyIn.has_value(); }

    void setCollapsed(const std::string& id, bool collapse);
    void setPinned(const std::string& id, bool pin);
    /// Puts a shown track, with those below it that it spawned, before another one; past the end: last.
    void move(const TimelineModel& model, const TrackLayout& layout, std::uint32_t track, std::uint32_t beforeRow);

    [[nodiscard]] TrackLayout::Order orderOf(const TimelineModel& model) const;
    [[nodiscard]] std::vector<bool> collapsedFlags(const TimelineModel& model) const;
};

/// Whether anything but its turns overlaps a stretch of positions.
[[nodiscard]] bool worksIn(const TimelineTrack& track, Stretch stretch);

} // namespace rolloutscope
