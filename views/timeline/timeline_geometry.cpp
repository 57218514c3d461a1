#include "views/timeline/timeline_geometry.h"

#include "core/insight/context_window.h"
#include "core/insight/streaming.h"
#include "core/insight/waits.h"
#include "views/document/loaded_trace.h"
#include "views/timeline/track_details.h"

#include <cmath>
#include <cstdlib>
#include <unordered_set>

namespace rolloutscope {
namespace {

// Boxes reach at most this far out of the window: far enough for rounded corners to stay outside.
constexpr int outside = 8;
constexpr int leastBoxWidth = 2;
constexpr int leastStreamWidth = 8; // below it the two parts of a call cannot be told apart

class GeometryBuilder {
public:
    explicit GeometryBuilder(const GeometryInput& input) : in_(input), model_(*input.model), layout_(*input.layout) {}

    TimelineGeometry build()
    {
        out_.ticks = axisTicks(in_.scale.visible(in_.width), in_.scale.msPerPixel, in_.clock, model_.folds());
        out_.contentBegin = pixel(model_.content().begin);
        out_.contentEnd = pixel(model_.content().end);
        addFolds();
        if (layout_.rowCount() == 0 || in_.height <= 0)
            return std::move(out_);
        out_.stickyHeight = layout_.stickyHeight();
        std::uint32_t row = layout_.rowAt(in_.scrollY + out_.stickyHeight);
        if (out_.stickyHeight > 0) {
            std::uint32_t stuck = 0;
            for (; stuck < layout_.rowCount() && layout_.sticky(layout_.trackAtRow(stuck)); ++stuck)
                addTrack(layout_.trackAtRow(stuck));
            row = std::max(row, stuck);
        }
        for (; row < layout_.rowCount(); ++row) {
            const std::uint32_t track = layout_.trackAtRow(row);
            if (layout_.inView(track, in_.scrollY).top >= in_.height)
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

    void addFolds()
    {
        const Stretch seen = in_.scale.visible(in_.width);
        const auto length = static_cast<double>(model_.folds().foldedLength());
        for (const TimeFold& fold : model_.folds().folds()) {
            const auto at = static_cast<double>(fold.at);
            if (at + length < seen.begin || at > seen.end)
                continue;
            const int x = pixel(at);
            // Folds that share a pixel are one band.
            if (!out_.folds.empty() && x < out_.folds.back().x + out_.folds.back().width) {
                out_.folds.back().hidden += fold.hidden();
                continue;
            }
            out_.folds.push_back({.x = x, .width = std::max(pixel(at + length) - x, 3), .hidden = fold.hidden()});
        }
    }

    void addTrack(std::uint32_t index)
    {
        const TimelineTrack& track = model_.tracks()[index];
        const Row row = layout_.inView(index, in_.scrollY);
        sticky_ = layout_.sticky(index);
        out_.tracks.push_back({.track = index,
                               .y = row.top,
                               .height = row.height,
                               .collapsed = layout_.collapsed(index),
                               .sticky = sticky_});
        addLife(index, track, row);
        for (std::uint32_t lane = track.firstLane; lane < track.firstLane + track.laneCount; ++lane)
            addLane(index, lane);
        if (layout_.collapsed(index))
            addSummary(index, row);
        else if (layout_.counter(model_, index).height > 0)
            addCounter(index);
        addMarks(track, row.top, row.height);
    }

    [[nodiscard]] const TrackDetails* detailsOf(std::uint32_t track) const
    {
        return in_.details ? in_.details(track) : nullptr;
    }

    void addSummary(std::uint32_t index, const Row& row)
    {
        const TrackDetails* details = detailsOf(index);
        if (details == nullptr || row.top >= in_.height || row.bottom() <= 0)
            return;
        out_.summaries.push_back({.track = index,
                                  .y = row.top + (TrackLayout::collapsedHeight - 1 - TrackLayout::summaryHeight) / 2,
                                  .height = TrackLayout::summaryHeight,
                                  .sticky = sticky_,
                                  .work = &details->work});
    }

    void addCounter(std::uint32_t index)
    {
        Row row = layout_.counter(model_, index);
        if (!sticky_)
            row.top -= in_.scrollY;
        const TrackDetails* details = detailsOf(index);
        if (details == nullptr || row.top >= in_.height || row.bottom() <= 0)
            return;
        const ContextCounter& counter = details->context;
        CounterBand band{.track = index, .y = row.top, .height = row.height, .most = counter.most(), .sticky = sticky_};
        if (in_.windows != nullptr)
            band.window = in_.windows->of(model_.tracks()[index].thread);
        // Far from the window it would only flatten the bars.
        constexpr std::uint64_t nearWindow = 3;
        band.full = band.most;
        if (band.window <= nearWindow * band.most)
            band.full = std::max(band.full, band.window);
        out_.counters.push_back(band);
        if (band.full == 0)
            return;
        const auto xOf = [&](std::size_t at) {
            return pixel(static_cast<double>(model_.positionOf(counter.points()[at].at)));
        };
        const auto heightOf = [&](std::uint64_t tokens) {
            return static_cast<int>(
                std::lround(static_cast<double>(tokens) / static_cast<double>(band.full) * (row.height - 2)));
        };
        // From the call before the window on, as its bar may reach in.
        std::size_t at = counter.firstFrom(model_.unixAt(in_.scale.timeAt(0)));
        at = at > 0 ? at - 1 : 0;
        while (at < counter.points().size()) {
            const int x = xOf(at);
            if (x > in_.width)
                break;
            const std::size_t next =
                std::max(at + 1, counter.firstFrom(model_.unixAt(in_.scale.timeAt(x + markGrain))));
            const ContextPoint& largest = counter.points()[counter.largestIn(at, next)];
            const int end = next < counter.points().size()
                                ? xOf(next)
                                : pixel(static_cast<double>(model_.positionOf(largest.until)));
            out_.counterBars.push_back({.track = index,
                                        .x = x,
                                        .width = std::max(end - x, 2),
                                        .bottom = row.bottom(),
                                        .height = std::max(heightOf(largest.input), 1),
                                        .cachedHeight = heightOf(largest.cached),
                                        .call = largest.call,
                                        .afterCompaction = counter.points()[at].afterCompaction,
                                        .sticky = sticky_});
            at = next;
        }
    }

    void addLife(std::uint32_t index, const TimelineTrack& track, const Row& row)
    {
        const int y = layout_.collapsed(index)
                          ? row.middle()
                          : row.top + TrackLayout::padding + TrackLayout::laneHeight(LaneKind::Turns) / 2;
        const auto add = [&](double begin, double end, bool gap) {
            const int left = pixel(begin);
            const int right = pixel(end);
            if (right > 0 && left < in_.width && right > left + 1)
                out_.lives.push_back({.x = left, .width = right - left - 1, .y = y, .gap = gap, .sticky = sticky_});
        };
        auto from = static_cast<double>(track.begin);
        for (const TimelineGap& gap : track.gaps) {
            add(from, static_cast<double>(gap.begin), false);
            add(static_cast<double>(gap.begin), static_cast<double>(gap.end), true);
            from = static_cast<double>(gap.end);
        }
        add(from, static_cast<double>(track.end), false);
    }

    [[nodiscard]] Row laneInView(std::uint32_t track, std::uint32_t lane) const
    {
        Row row = layout_.lane(model_, track, lane);
        if (!layout_.sticky(track))
            row.top -= in_.scrollY;
        return row;
    }

    void addLane(std::uint32_t track, std::uint32_t index)
    {
        const TimelineLane& lane = model_.lanes()[index];
        const bool summary = layout_.collapsed(track);
        // A summary is painted from the shares of work; of single spans only those that failed or were found are boxes.
        if (summary && (lane.kind == LaneKind::Terminal || lane.kind == LaneKind::TerminalSessions ||
                        lane.kind == LaneKind::Turns || (lane.spans->failures() == 0 && in_.hits == nullptr)))
            return;
        const Row row = laneInView(track, index);
        if (row.top >= in_.height || row.bottom() <= 0)
            return;
        lane.spans->forEachMark(in_.scale, in_.width, model_.openUntil(), [&](const SpanMark& mark) {
            const bool hit = isHit(index, mark);
            const bool failed = mark.worst == Outcome::Failed;
            if (summary && !failed && !hit)
                return;
            SpanBox box = boxFor(lane, mark);
            box.y = row.top;
            box.height = row.height;
            box.track = track;
            box.laneIndex = index;
            box.summary = summary;
            box.sticky = sticky_;
            box.hit = hit;
            if (box.x + box.width <= 0 || box.x >= in_.width)
                return;
            (failed ? failed_ : out_.boxes).push_back(box);
        });
    }

    [[nodiscard]] bool isHit(std::uint32_t lane, const SpanMark& mark) const
    {
        if (in_.hits == nullptr)
            return false;
        const auto found = std::lower_bound(in_.hits->begin(), in_.hits->end(), SpanIndex{lane, mark.first});
        return found != in_.hits->end() && found->lane == lane && mark.holds(found->at);
    }

    [[nodiscard]] SpanBox boxFor(const TimelineLane& lane, const SpanMark& mark) const
    {
        const SpanData& shown = (*lane.spans)[mark.shown];
        const double left = in_.scale.pixelAt(static_cast<double>(mark.begin));
        const double right = in_.scale.pixelAt(static_cast<double>(mark.end));
        SpanBox box;
        box.x = static_cast<int>(std::floor(std::max(left, -1.0 * outside)));
        // A pixel of ground between neighbours that are wide enough to spare it.
        const double gap = right - left >= ownMarkWidth ? 1 : 0;
        const int end = static_cast<int>(std::lround(std::min(right, in_.width + 1.0 * outside) - gap));
        box.width = std::max(end - box.x, leastBoxWidth);
        box.mark = mark;
        box.object = shown.object;
        box.role = shown.role;
        box.lane = lane.kind;
        box.category = model_.categories().of(model_.trace(), in_.mode, shown, model_.openUntil());
        box.narrow = right - left < ownMarkWidth;
        box.fades = mark.open;
        box.streamX = box.x - 1;
        if (shown.role == ColorRole::Inference && mark.count == 1 && box.width >= leastStreamWidth) {
            if (const auto first =
                    firstOutputAt(model_.trace(), model_.loaded().relations, shown.object.inferenceCall()))
                box.streamX = pixel(static_cast<double>(model_.positionOf(*first)));
        }
        return box;
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
                                  .count = static_cast<std::uint32_t>(next - mark),
                                  .sticky = sticky_});
            mark = next;
        }
    }

    [[nodiscard]] double heightOf(const ArrowEnd& end) const
    {
        const TimelineTrack& track = model_.tracks()[end.track];
        if (track.laneCount == 0 || layout_.collapsed(end.track))
            return layout_.inView(end.track, in_.scrollY).middle();
        return laneInView(end.track, end.span == noSpan ? track.firstLane : end.span.lane).middle();
    }

    /// False when the arrow lies outside the window, or one of its tracks is not shown.
    bool addLine(const ArrowEnd& begin, const ArrowEnd& end, ArrowLine line)
    {
        if (!layout_.shows(begin.track) || !layout_.shows(end.track))
            return false;
        const double fromX = in_.scale.pixelAt(static_cast<double>(begin.time));
        const double toX = in_.scale.pixelAt(static_cast<double>(end.time));
        if (std::max(fromX, toX) < 0 || std::min(fromX, toX) > in_.width)
            return false;
        const Row from = layout_.inView(begin.track, in_.scrollY);
        const Row to = layout_.inView(end.track, in_.scrollY);
        if (std::max(from.bottom(), to.bottom()) < 0 || std::min(from.top, to.top) > in_.height)
            return false;
        const auto bounded = [&](double x) { return std::clamp(x, -100.0, in_.width + 100.0); };
        line.fromX = bounded(fromX);
        line.fromY = heightOf(begin);
        line.toX = bounded(toX);
        line.toY = heightOf(end);
        out_.arrows.push_back(line);
        return true;
    }

    bool addArrow(const TimelineArrow& arrow, bool ofSelection)
    {
        return addLine(arrow.from, arrow.to, {.edge = arrow.edge, .ofSelection = ofSelection});
    }

    /// From a result to the waits that it ended, which the recording does not tell.
    void addWaits()
    {
        if (in_.waits == nullptr)
            return;
        const auto link = [&](ToolIndex wait, EdgeIndex result) {
            const SpanIndex span = model_.spanOf(wait);
            const auto at = model_.arrowsAt(result, 1);
            if (span == noSpan || at.empty())
                return;
            const ArrowEnd end{.track = model_.lanes()[span.lane].track, .span = span, .time = model_.span(span).end};
            addLine(model_.arrows()[at.front()].from, end, {.edge = result, .ofSelection = true, .inferred = true});
        };
        if (const ToolIndex tool = in_.selection.toolCall()) {
            if (const EdgeIndex result = in_.waits->resultOf(tool))
                link(tool, result);
        } else if (const EdgeIndex edge = in_.selection.edge()) {
            for (const ToolIndex wait : in_.waits->waitsEndedBy(edge))
                link(wait, edge);
        }
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
        if (in_.selection.valid() && exists(model_.trace(), in_.selection))
            addWaits();
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
        if (!place.track || !place.time || !layout_.shows(*place.track))
            return;
        const Row row = layout_.inView(*place.track, in_.scrollY);
        const double x = in_.scale.pixelAt(place.time->begin);
        if (x >= 0 && x <= in_.width && row.bottom() > 0 && row.top < in_.height)
            out_.moments.push_back({.x = pixel(place.time->begin), .top = row.top, .bottom = row.bottom() - 1});
    }

    const GeometryInput& in_;
    const TimelineModel& model_;
    const TrackLayout& layout_;
    TimelineGeometry out_;
    std::vector<SpanBox> failed_;
    bool sticky_ = false; // of the track at hand
};

} // namespace

TimelineGeometry buildGeometry(const GeometryInput& input)
{
    return GeometryBuilder(input).build();
}

namespace {

/// Whether a part of a track is what one sees at a height: scrolled tracks lie below the pinned ones.
bool isOnTop(bool sticky, int y, int stickyHeight)
{
    return sticky == (y < stickyHeight);
}

} // namespace

const SpanBox* TimelineGeometry::boxAt(int x, int y) const
{
    constexpr int help = 2; // px
    const SpanBox* near = nullptr;
    for (auto box = boxes.rbegin(); box != boxes.rend(); ++box) {
        if (!isOnTop(box->sticky, y, stickyHeight))
            continue;
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
        if (isOnTop(mark.sticky, y, stickyHeight) && std::abs(x - mark.x) <= 4 && y >= mark.top && y < mark.bottom)
            return &mark;
    }
    return nullptr;
}

const SpanBox* TimelineGeometry::boxOf(SpanIndex span) const
{
    for (auto box = boxes.rbegin(); box != boxes.rend(); ++box) {
        if (box->laneIndex == span.lane && box->mark.holds(span.at))
            return &*box;
    }
    return nullptr;
}

const TrackBox* TimelineGeometry::trackBoxAt(int y) const
{
    for (const TrackBox& box : tracks) {
        if (isOnTop(box.sticky, y, stickyHeight) && y >= box.y && y < box.y + box.height)
            return &box;
    }
    return nullptr;
}

const CounterBar* TimelineGeometry::counterAt(int x, int y) const
{
    for (const CounterBar& bar : counterBars) {
        if (isOnTop(bar.sticky, y, stickyHeight) && x >= bar.x && x < bar.x + bar.width && y < bar.bottom &&
            y >= bar.bottom - TrackLayout::counterHeight)
            return &bar;
    }
    return nullptr;
}

double arrowBend(const ArrowLine& arrow)
{
    return std::clamp(std::abs(arrow.toX - arrow.fromX) / 2, 18.0, 60.0);
}

const ArrowLine* TimelineGeometry::arrowAt(int x, int y) const
{
    constexpr double reach = 4; // px
    constexpr int steps = 24;
    for (auto arrow = arrows.rbegin(); arrow != arrows.rend(); ++arrow) {
        const double bend = arrowBend(*arrow);
        if (x < std::min(arrow->fromX, arrow->toX - bend) - reach ||
            x > std::max(arrow->fromX + bend, arrow->toX) + reach || y < std::min(arrow->fromY, arrow->toY) - reach ||
            y > std::max(arrow->fromY, arrow->toY) + reach)
            continue;
        double lastX = arrow->fromX;
        double lastY = arrow->fromY;
        for (int step = 1; step <= steps; ++step) {
            const double t = static_cast<double>(step) / steps;
            const double u = 1 - t;
            const double atX = u * u * u * arrow->fromX + 3 * u * u * t * (arrow->fromX + bend) +
                               3 * u * t * t * (arrow->toX - bend) + t * t * t * arrow->toX;
            const double atY = (u * u * u + 3 * u * u * t) * arrow->fromY + (3 * u * t * t + t * t * t) * arrow->toY;
            // Distance to the piece of the curve.
            const double dx = atX - lastX;
            const double dy = atY - lastY;
            const double length = dx * dx + dy * dy;
            const double along =
                length > 0 ? std::clamp(((x - lastX) * dx + (y - lastY) * dy) / length, 0.0, 1.0) : 0.0;
            if (std::hypot(x - (lastX + along * dx), y - (lastY + along * dy)) <= reach)
                return &*arrow;
            lastX = atX;
            lastY = atY;
        }
    }
    return nullptr;
}

SpanIndex summarySpanAt(const TimelineModel& model, std::uint32_t track, const TimeScale& scale, int x)
{
    const double from = scale.timeAt(x);
    const double to = scale.timeAt(x + 1);
    const TimelineTrack& shown = model.tracks()[track];
    SpanIndex turn = noSpan;
    for (std::uint32_t lane = shown.firstLane; lane < shown.firstLane + shown.laneCount; ++lane) {
        const LaneSpans& spans = *model.lanes()[lane].spans;
        const std::uint32_t at = spans.firstReaching(from);
        if (at == spans.size() || static_cast<double>(spans[at].begin) > to)
            continue;
        if (model.lanes()[lane].kind != LaneKind::Turns)
            return {lane, at};
        turn = {lane, at};
    }
    return turn;
}

} // namespace rolloutscope
