// The lanes of one track. A span takes the first lane of its kind that is free when it begins, so that lanes grow at
// their ends. What does not change is shared by the contents of successive models.
#pragma once

#include "views/timeline/lane_spans.h"

#include <array>
#include <vector>

namespace rolloutscope {

enum class LaneKind : std::uint8_t {
    Turns,
    Inference,
    Tools, // asked for by the model
    CodeCells,
    CellTools,        // called by code cells
    TerminalSessions, // those that outlive the call that made them
    Terminal,
};
inline constexpr std::size_t laneKinds = static_cast<std::size_t>(LaneKind::Terminal) + 1;

class TrackContent {
public:
    [[nodiscard]] TrackContent share() const;

    [[nodiscard]] const std::vector<LaneSpans>& lanes(LaneKind kind) const
    {
        return lanes_[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::uint32_t laneCount() const;
    [[nodiscard]] std::size_t spanCount() const;
    /// Failed calls, tools and cells; a failed turn is that of its call, a failed command that of its tool.
    [[nodiscard]] std::uint32_t failures() const;

    struct Place {
        std::uint32_t lane = 0; // of its kind
        std::uint32_t at = 0;
    };
    [[nodiscard]] std::optional<Place> find(LaneKind kind, std::int64_t begin, ObjectRef object) const;
    [[nodiscard]] const SpanData& span(LaneKind kind, Place place) const { return lanes(kind)[place.lane][place.at]; }

    /// False if spans of the kind come after this one already.
    [[nodiscard]] bool append(LaneKind kind, const SpanData& span);
    /// By one of the same begin and object. False if it does not fit where the other was.
    [[nodiscard]] bool replace(LaneKind kind, Place place, const SpanData& span);

    template <typename Use>
    void forEachSpan(Use use) const
    {
        for (std::size_t kind = 0; kind < laneKinds; ++kind) {
            for (const LaneSpans& lane : lanes_[kind]) {
                for (std::uint32_t at = 0; at < lane.size(); ++at)
                    use(static_cast<LaneKind>(kind), lane[at]);
            }
        }
    }

private:
    std::array<std::vector<LaneSpans>, laneKinds> lanes_;
    std::array<SpanData, laneKinds> latest_{}; // of each kind, the last in order
};

} // namespace rolloutscope
