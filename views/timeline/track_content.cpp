#include "views/timeline/track_content.h"

namespace rolloutscope {
namespace {

// More lanes of one kind than this nobody reads; the rest shares a crowded lane.
constexpr std::size_t maxTurnLanes = 3;
constexpr std::size_t maxWorkLanes = 24;

std::size_t mostLanes(LaneKind kind)
{
    return kind == LaneKind::Turns ? maxTurnLanes : maxWorkLanes;
}

/// Whether a span may follow another in its lane. Spans may touch; two empty ones at the same moment may not: one would
/// hide the other at every zoom.
bool follows(const SpanData& span, const SpanData& before)
{
    const bool bothEmpty = span.end <= span.begin && before.end <= before.begin;
    return bothEmpty ? before.end < span.begin : before.end <= span.begin;
}

} // namespace

TrackContent TrackContent::share() const
{
    TrackContent copy;
    copy.latest_ = latest_;
    for (std::size_t kind = 0; kind < laneKinds; ++kind) {
        copy.lanes_[kind].reserve(lanes_[kind].size());
        for (const LaneSpans& lane : lanes_[kind])
            copy.lanes_[kind].push_back(lane.share());
    }
    return copy;
}

std::uint32_t TrackContent::laneCount() const
{
    std::size_t count = 0;
    for (const auto& lanes : lanes_)
        count += lanes.size();
    return static_cast<std::uint32_t>(count);
}

std::size_t TrackContent::spanCount() const
{
    std::size_t count = 0;
    for (const auto& lanes : lanes_) {
        for (const LaneSpans& lane : lanes)
            count += lane.size();
    }
    return count;
}

std::uint32_t TrackContent::failures() const
{
    std::uint32_t failures = 0;
    for (const LaneKind kind : {LaneKind::Inference, LaneKind::Tools, LaneKind::CodeCells, LaneKind::CellTools}) {
        for (const LaneSpans& lane : lanes(kind))
            failures += lane.failures();
    }
    return failures;
}

std::optional<TrackContent::Place> TrackContent::find(LaneKind kind, std::int64_t begin, ObjectRef object) const
{
    const auto& ofKind = lanes(kind);
    for (std::uint32_t lane = 0; lane < ofKind.size(); ++lane) {
        if (const auto at = ofKind[lane].find(begin, object))
            return Place{lane, *at};
    }
    return std::nullopt;
}

bool TrackContent::append(LaneKind kind, const SpanData& span)
{
    auto& ofKind = lanes_[static_cast<std::size_t>(kind)];
    SpanData& latest = latest_[static_cast<std::size_t>(kind)];
    if (!ofKind.empty() && !comesBefore(latest, span))
        return false;
    latest = span;
    const std::size_t most = mostLanes(kind);
    const auto free = std::find_if(ofKind.begin(), ofKind.end(), [&](const LaneSpans& lane) {
        return !lane.crowded() && follows(span, lane.back());
    });
    if (free != ofKind.end()) {
        free->append(span);
        return true;
    }
    if (ofKind.size() <= most)
        ofKind.emplace_back(ofKind.size() == most);
    ofKind.back().append(span);
    return true;
}

bool TrackContent::replace(LaneKind kind, Place place, const SpanData& span)
{
    LaneSpans& lane = lanes_[static_cast<std::size_t>(kind)][place.lane];
    if (!lane.crowded() && place.at + 1 < lane.size() && !follows(std::as_const(lane)[place.at + 1], span))
        return false;
    lane.replace(place.at, span);
    return true;
}

} // namespace rolloutscope
