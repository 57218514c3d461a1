// Where the keys lead: to the span before or after, above or below, and to what asked for it.
#pragma once

#include "views/timeline/track_layout.h"

namespace rolloutscope {

/// The span before (-1) or after (+1) in the same lane; noSpan at the lane's end.
[[nodiscard]] SpanIndex neighbourInLane(const TimelineModel& model, SpanIndex span, int direction);
/// The span nearest in time in the next lane above (-1) or below (+1) that can be seen; collapsed tracks are skipped.
[[nodiscard]] SpanIndex neighbourAcrossLanes(const TimelineModel& model, const TrackLayout& layout, SpanIndex span,
                                             int direction);
/// The span of a lane whose middle is nearest to a moment.
[[nodiscard]] SpanIndex nearestInLane(const TimelineModel& model, std::uint32_t lane, double time);
/// Where to start without a selection: the first span in or after the visible time, in the track's calls if it has any.
[[nodiscard]] SpanIndex firstSpanOf(const TimelineModel& model, std::uint32_t track, double time);
/// What asked for an object: a tool's inference call or code cell, a command's tool, a call's turn, a turn's thread,
/// a thread's parent.
[[nodiscard]] ObjectRef parentOf(const TimelineModel& model, ObjectRef object);

/// The failed call, tool or cell that began after (+1) or before (-1) an object, over all agents; from nothing the
/// first or the last one. Invalid when there is none.
[[nodiscard]] ObjectRef nextFailure(const TimelineModel& model, ObjectRef from, int direction);
/// Along messages between agents: from an object to the message that it sent (+1) or that reached it (-1), from a
/// message to where it went or came from. Invalid when there is nothing further.
[[nodiscard]] ObjectRef alongMessages(const TimelineModel& model, ObjectRef object, int direction);

} // namespace rolloutscope
