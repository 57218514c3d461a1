#include "views/timeline/timeline_geometry.h"

#include <cmath>
#include <cstdlib>
#include <unordered_set>

namespace rolloutscope {
namespace {

// Boxes reach at most this far out of the window: far enough for rounded corners to stay outside.
constexpr int outside = 8;
constexpr int leastBoxWidth = 2;

class GeometryBuilder {
public:
    explicit GeometryBuilder(const GeometryInput& input) : in_(input), model_(*input.model), layout_(*input.layout) {}

    TimelineGeometry build()
    {
        out_.ticks = axisTicks(in_.scale.visible(in_.width), in_.scale.msPerPixel);
        out_.contentBegin = pixel(model_.content().begin);
        out_.contentEnd = pixel(model_.content().end);
        if (layout_.trackCount() == 0 || in_.height <= 0)
            return std::move(out_);
        const std::uint32_t first = layout_.trackAt(in_.scrollY);
        for (std::uint32_t track = first; track < layout_.trackCount(); ++track) {
            if (layout_.track(track).top >= in_.scrollY + in_.height)
                break;
            addTrack(track);
        }
        out_.boxes.insert(out_.boxes.end(), failed_.begin(), failed_.end());
        addArrows();
        addMoments();
        return std::move(out_);
    }

private:
    [[nodiscard]] int pixel(double time) const
    {
        const double x = std::clamp(in_.scale.pixelAt(time), -1.0 * outside, in_.width + 1.0 * outside);
        return static_cast<int>(std::lround(x));
    }

    void addTrack(std::uint32_t index)
    {
        const TimelineTrack& track = model_.tracks()[index];
        const Row row = layout_.track(index);
        const int top = row.top - in_.scrollY;
        out_.tracks.push_back({.track = index, .y = top, .height = row.height, .collapsed = layout_.collapsed(index)});
        addLife(index, track);
        for (std::uint32_t lane = track.firstLane; lane < track.firstLane + track.laneCount; ++lane)
            addLane(index, lane);
        addMarks(track, top, row.height);
    }

    void addLife(std::uint32_t index, const TimelineTrack& track)
    {
        const int y = (layout_.collapsed(index) ? layout_.track(index).middle()
                                                : layout_.track(index).top + TrackLayout::padding +
                                                      TrackLayout::laneHeight(LaneKind::Turns) / 2) -
                      in_.scrollY;
        const auto add = [&](double begin, double end, bool gap) {
            const int left = pixel(begin);
            const int right = pixel(end);
            if (right > 0 && left < in_.width && right > left + 1)
                out_.lives.push_back({.x = left, .width = right - left - 1, .y = y, .gap = gap});
        };
        auto from = static_cast<double>(track.begin);
        for (const TimelineGap& gap : track.gaps) {
            add(from, static_cast<double>(gap.begin), false);
            add(static_cast<double>(gap.begin), static_cast<double>(gap.end), true);
            from = static_cast<double>(gap.end);
        }
        add(from, static_cast<double>(track.end), false);
    }

    void addLane(std::uint32_t track, std::uint32_t index)
    {
        const TimelineLane& lane = model_.lanes()[index];
        const bool summary = layout_.collapsed(track);
        // What a command's terminal did is its tool's time: the summary shows it once.
        if (summary && lane.kind == LaneKind::Terminal)
            return;
        const Row row = layout_.lane(model_, track, index);
        const int y = row.top - in_.scrollY;
        if (y >= in_.height || y + row.height <= 0)
            return;
        model_.spans().forEachMark(lane.spans, in_.scale, in_.width, [&](const SpanMark& mark) {
            const SpanData& shown = model_.spans()[mark.shown];
            const double left = in_.scale.pixelAt(static_cast<double>(mark.begin));
            const double right = in_.scale.pixelAt(static_cast<double>(mark.end));
            SpanBox box;
            box.x = static_cast<int>(std::floor(std::max(left, -1.0 * outside)));
            // A pixel of ground between neighbours that are wide enough to spare it.
            const double gap = right - left >= ownMarkWidth ? 1 : 0;
            const int end = static_cast<int>(std::lround(std::min(right, in_.width + 1.0 * outside) - gap));
            box.width = std::max(end - box.x, leastBoxWidth);
            box.y = y;
            box.height = row.height;
            box.mark = mark;
            box.object = shown.object;
            box.role = shown.role;
            box.lane = lane.kind;
            box.track = track;
            box.narrow = right - left < ownMarkWidth;
            box.fades = mark.open;
            box.summary = summary;
            if (box.x + box.width <= 0 || box.x >= in_.width)
                return;
            // In a summary the turns are the ground that everything else lies on.
            const bool onTop = mark.worst == Outcome::Failed && !(summary && lane.kind == LaneKind::Turns);
            (onTop ? failed_ : out_.boxes).push_back(box);
        });
    }

    void addMarks(const TimelineTrack& track, int top, int height)
    {
        const Stretch seen = in_.scale.visible(in_.width);
        auto mark =
            std::lower_bound(track.marks.begin(), track.marks.end(), seen.begin,
                             [](const TimelineMark& a, double time) { return static_cast<double>(a.time) < time; });
        while (mark != track.marks.end() && static_cast<double>(mark->time) <= seen.end) {
            const double apart = static_cast<double>(mark->time) + ownMarkWidth * in_.scale.msPerPixel;
            const auto next = std::partition_point(mark + 1, track.marks.end(), [&](const TimelineMark& a) {
                return static_cast<double>(a.time) < apart;
            });
            out_.marks.push_back({.x = pixel(static_cast<double>(mark->time)),
                                  .top = top,
                                  .bottom = top + height - 1,
                                  .compaction = mark->compaction,
                                  .count = static_cast<std::uint32_t>(next - mark)});
            mark = next;
        }
    }

    [[nodiscard]] double heightOf(const ArrowEnd& end) const
    {
        const TimelineTrack& track = model_.tracks()[end.track];
        if (track.laneCount == 0 || layout_.collapsed(end.track))
            return layout_.track(end.track).middle() - in_.scrollY;
        const std::uint32_t lane = end.span == noSpan ? track.firstLane : model_.laneOf(end.span);
        return layout_.lane(model_, end.track, lane).middle() - in_.scrollY;
    }

    /// False when the arrow lies outside the window.
    bool addArrow(const TimelineArrow& arrow, bool ofSelection)
    {
        const double fromX = in_.scale.pixelAt(static_cast<double>(arrow.from.time));
        const double toX = in_.scale.pixelAt(static_cast<double>(arrow.to.time));
        if (std::max(fromX, toX) < 0 || std::min(fromX, toX) > in_.width)
            return false;
        const Row from = layout_.track(arrow.from.track);
        const Row to = layout_.track(arrow.to.track);
        if (std::max(from.bottom(), to.bottom()) < in_.scrollY || std::min(from.top, to.top) > in_.scrollY + in_.height)
            return false;
        const auto bounded = [&](double x) { return std::clamp(x, -100.0, in_.width + 100.0); };
        out_.arrows.push_back({.fromX = bounded(fromX),
                               .fromY = heightOf(arrow.from),
                               .toX = bounded(toX),
                               .toY = heightOf(arrow.to),
                               .edge = arrow.edge,
                               .ofSelection = ofSelection});
        return true;
    }

    void addArrows()
    {
        std::vector<std::size_t> ofSelection;
        if (in_.selection.valid() && exists(model_.trace(), in_.selection))
            ofSelection = model_.arrowsAt(in_.selection, maxSelectionArrows);
        if (in_.allArrows) {
            const std::unordered_set<std::size_t> apart(ofSelection.begin(), ofSelection.end());
            // Arrows that would lie on each other are drawn once.
            std::unordered_set<std::uint64_t> drawn;
            const Stretch seen = in_.scale.visible(in_.width);
            const auto& arrows = model_.arrows();
            for (std::size_t i = model_.firstArrowReaching(seen.begin); i < arrows.size(); ++i) {
                if (static_cast<double>(arrows[i].begin()) > seen.end)
                    break;
                if (apart.contains(i))
                    continue;
                if (out_.arrows.size() >= maxArrows) {
                    out_.arrowsLeftOut = true;
                    break;
                }
                if (!addArrow(arrows[i], false))
                    continue;
                const ArrowLine& line = out_.arrows.back();
                const auto cell = [](double value) {
                    return static_cast<std::uint64_t>(std::lround(value / 3)) & 0xFFFFU;
                };
                const std::uint64_t key =
                    cell(line.fromX) << 48U | cell(line.fromY) << 32U | cell(line.toX) << 16U | cell(line.toY);
                if (!drawn.insert(key).second)
                    out_.arrows.pop_back();
            }
        }
        for (const std::size_t i : ofSelection)
            addArrow(model_.arrows()[i], true);
    }

    void addMoments()
    {
        switch (in_.selection.kind) {
        case ObjectKind::ConversationItem:
        case ObjectKind::Compaction:
            break;
        default:
            return;
        }
        const TimelinePlace place = model_.placeOf(in_.selection);
        if (!place.track || !place.time)
            return;
        const Row row = layout_.track(*place.track);
        const double x = in_.scale.pixelAt(place.time->begin);
        if (x >= 0 && x <= in_.width && row.bottom() > in_.scrollY && row.top < in_.scrollY + in_.height)
            out_.moments.push_back({.x = pixel(place.time->begin),
                                    .top = row.top - in_.scrollY,
                                    .bottom = row.bottom() - 1 - in_.scrollY});
    }

    const GeometryInput& in_;
    const TimelineModel& model_;
    const TrackLayout& layout_;
    TimelineGeometry out_;
    std::vector<SpanBox> failed_;
};

} // namespace

TimelineGeometry buildGeometry(const GeometryInput& input)
{
    return GeometryBuilder(input).build();
}

const SpanBox* TimelineGeometry::boxAt(int x, int y) const
{
    constexpr int help = 2; // px
    const SpanBox* near = nullptr;
    for (auto box = boxes.rbegin(); box != boxes.rend(); ++box) {
        if (box->contains(x, y))
            return &*box;
        const bool inReach = box->narrow && y >= box->y && y < box->y + box->height && x >= box->x - help &&
                             x < box->x + box->width + help;
        if (inReach && near == nullptr)
            near = &*box;
    }
    return near;
}

const MarkBox* TimelineGeometry::markAt(int x, int y) const
{
    for (const MarkBox& mark : marks) {
        if (std::abs(x - mark.x) <= 4 && y >= mark.top && y < mark.bottom)
            return &mark;
    }
    return nullptr;
}

const SpanBox* TimelineGeometry::boxOf(SpanIndex span) const
{
    for (auto box = boxes.rbegin(); box != boxes.rend(); ++box) {
        if (span >= box->mark.first && span < box->mark.first + box->mark.count)
            return &*box;
    }
    return nullptr;
}

} // namespace rolloutscope
