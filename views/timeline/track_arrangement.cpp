#include "views/timeline/track_arrangement.h"

#include "views/document/agent_words.h"
#include "views/document/loaded_trace.h"

#include <QStringList>

#include <algorithm>
#include <unordered_map>

namespace rolloutscope {
namespace {

/// What tracks are sorted by; larger comes first.
std::int64_t weightOf(const TimelineModel& model, const TimelineTrack& track, TrackSort sort)
{
    switch (sort) {
    case TrackSort::Start:
        return -track.begin;
    case TrackSort::Duration:
        return track.end - track.begin;
    case TrackSort::Tokens: {
        std::uint64_t tokens = 0;
        for (const InferenceIndex call : model.loaded().relations.inferenceCalls(track.thread)) {
            if (const auto& usage = model.trace().inferenceCalls[call].usage)
                tokens += usage->input + usage->output;
        }
        return static_cast<std::int64_t>(tokens);
    }
    case TrackSort::Failures:
        return track.failures;
    case TrackSort::Spawn:
    case TrackSort::Manual:
        break;
    }
    return 0;
}

class Orderer {
public:
    Orderer(const TimelineModel& model, const TrackArrangement& arrangement)
        : model_(model), arrangement_(arrangement), count_(static_cast<std::uint32_t>(model.tracks().size()))
    {
    }

    TrackLayout::Order order()
    {
        std::vector<std::uint32_t> all = sorted();
        const std::vector<bool> kept = keptTracks();
        std::unordered_map<std::string, std::size_t> pinned;
        for (const std::string& id : arrangement_.pinned)
            pinned.emplace(id, pinned.size());
        TrackLayout::Order order;
        std::vector<std::pair<std::size_t, std::uint32_t>> first;
        for (const std::uint32_t track : all) {
            if (const auto found = pinned.find(idOf(track)); found != pinned.end())
                first.emplace_back(found->second, track);
        }
        std::sort(first.begin(), first.end());
        for (const auto& [place, track] : first)
            order.tracks.push_back(track);
        order.pinned = static_cast<std::uint32_t>(first.size());
        for (const std::uint32_t track : all) {
            if (kept[track] && !pinned.contains(idOf(track)))
                order.tracks.push_back(track);
        }
        return order;
    }

private:
    [[nodiscard]] const AgentThread& threadOf(std::uint32_t track) const
    {
        return model_.trace().threads[model_.tracks()[track].thread];
    }
    [[nodiscard]] const std::string& idOf(std::uint32_t track) const { return threadOf(track).id; }
    [[nodiscard]] std::optional<std::uint32_t> parentOf(std::uint32_t track) const
    {
        return model_.trackOf(model_.loaded().relations.parentThread(model_.tracks()[track].thread));
    }

    [[nodiscard]] std::vector<std::uint32_t> sorted() const
    {
        std::vector<std::uint32_t> all(count_);
        for (std::uint32_t track = 0; track < count_; ++track)
            all[track] = track;
        switch (arrangement_.sort) {
        case TrackSort::Spawn:
            return all;
        case TrackSort::Manual:
            return manual(all);
        default:
            return byWeight();
        }
    }

    /// The tree of spawns with heavier siblings first.
    [[nodiscard]] std::vector<std::uint32_t> byWeight() const
    {
        std::vector<std::int64_t> weights(count_);
        std::vector<std::vector<std::uint32_t>> children(count_);
        std::vector<std::uint32_t> pending;
        for (std::uint32_t track = 0; track < count_; ++track) {
            weights[track] = weightOf(model_, model_.tracks()[track], arrangement_.sort);
            if (const auto parent = parentOf(track))
                children[*parent].push_back(track);
            else
                pending.push_back(track);
        }
        // The next one is taken from the back.
        const auto heaviestLast = [&](std::vector<std::uint32_t>& tracks) {
            std::reverse(tracks.begin(), tracks.end());
            std::stable_sort(tracks.begin(), tracks.end(),
                             [&](std::uint32_t a, std::uint32_t b) { return weights[a] < weights[b]; });
        };
        heaviestLast(pending);
        std::vector<std::uint32_t> order;
        order.reserve(count_);
        while (!pending.empty()) {
            const std::uint32_t track = pending.back();
            pending.pop_back();
            order.push_back(track);
            heaviestLast(children[track]);
            pending.insert(pending.end(), children[track].begin(), children[track].end());
        }
        return order;
    }

    /// As dragged. Whoever came later follows the agent that spawned it.
    [[nodiscard]] std::vector<std::uint32_t> manual(const std::vector<std::uint32_t>& spawnOrder) const
    {
        std::unordered_map<std::string, std::uint32_t> trackOfId;
        for (const std::uint32_t track : spawnOrder)
            trackOfId.emplace(idOf(track), track);
        std::vector<bool> placed(count_);
        std::vector<std::uint32_t> known;
        for (const std::string& id : arrangement_.order) {
            const auto found = trackOfId.find(id);
            if (found != trackOfId.end() && !placed[found->second]) {
                placed[found->second] = true;
                known.push_back(found->second);
            }
        }
        std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> followers; // of a known track, in spawn order
        std::vector<std::uint32_t> strangers;
        for (const std::uint32_t track : spawnOrder) {
            if (placed[track])
                continue;
            auto above = parentOf(track);
            while (above && !placed[*above])
                above = parentOf(*above);
            if (above)
                followers[*above].push_back(track);
            else
                strangers.push_back(track);
        }
        std::vector<std::uint32_t> order;
        for (const std::uint32_t track : known) {
            order.push_back(track);
            if (const auto found = followers.find(track); found != followers.end())
                order.insert(order.end(), found->second.begin(), found->second.end());
        }
        order.insert(order.end(), strangers.begin(), strangers.end());
        return order;
    }

    [[nodiscard]] std::vector<bool> keptTracks() const
    {
        std::vector<bool> kept(count_, true);
        const QStringList words = filterWords(arrangement_.filter);
        if (!words.isEmpty()) {
            for (std::uint32_t track = 0; track < count_; ++track)
                kept[track] = matchesWords(threadOf(track), words);
            // Spawn order has parents before children: from the end, whoever is kept keeps the one above.
            for (std::uint32_t track = count_; track-- > 0;) {
                if (const auto parent = parentOf(track); kept[track] && parent)
                    kept[*parent] = true;
            }
        }
        if (arrangement_.onlyIn) {
            const Stretch stretch{model_.positionOf(arrangement_.onlyIn->begin),
                                  model_.positionOf(arrangement_.onlyIn->end)};
            for (std::uint32_t track = 0; track < count_; ++track)
                kept[track] = kept[track] && worksIn(model_.tracks()[track], stretch);
        }
        if (!arrangement_.hidden.empty()) {
            for (std::uint32_t track = 0; track < count_; ++track)
                kept[track] = kept[track] && !arrangement_.hidden.contains(idOf(track));
        }
        return kept;
    }

    const TimelineModel& model_;
    const TrackArrangement& arrangement_;
    const std::uint32_t count_;
};

} // namespace

bool worksIn(const TimelineTrack& track, Stretch stretch)
{
    for (std::size_t kind = 0; kind < laneKinds; ++kind) {
        if (static_cast<LaneKind>(kind) == LaneKind::Turns)
            continue;
        for (const LaneSpans& lane : track.content->lanes(static_cast<LaneKind>(kind))) {
            const std::uint32_t at = lane.firstReaching(stretch.begin);
            if (at < lane.size() && static_cast<double>(lane[at].begin) <= stretch.end)
                return true;
        }
    }
    return false;
}

bool TrackArrangement::isPinned(const AgentThread& thread) const
{
    return std::find(pinned.begin(), pinned.end(), thread.id) != pinned.end();
}

void TrackArrangement::setCollapsed(const std::string& id, bool collapse)
{
    if (collapse)
        collapsed.insert(id);
    else
        collapsed.erase(id);
}

void TrackArrangement::setPinned(const std::string& id, bool pin)
{
    std::erase(pinned, id);
    if (pin)
        pinned.push_back(id);
}

void TrackArrangement::move(const TimelineModel& model, const TrackLayout& layout, std::uint32_t track,
                            std::uint32_t beforeRow)
{
    const auto idOf = [&](std::uint32_t of) { return model.trace().threads[model.tracks()[of].thread].id; };
    const std::uint32_t row = layout.rowOf(track);
    if (layout.pinned(track)) {
        // Pinned tracks are moved among themselves, one by one.
        const std::string id = idOf(track);
        std::string before;
        if (beforeRow < layout.rowCount() && layout.pinned(layout.trackAtRow(beforeRow)))
            before = idOf(layout.trackAtRow(beforeRow));
        if (before == id)
            return;
        std::erase(pinned, id);
        pinned.insert(std::find(pinned.begin(), pinned.end(), before), id);
        return;
    }
    std::unordered_set<std::uint32_t> taken{model.tracks()[track].thread.value};
    std::uint32_t end = row + 1;
    for (; end < layout.rowCount(); ++end) {
        const ThreadIndex thread = model.tracks()[layout.trackAtRow(end)].thread;
        // Parents stand above, unless they are filtered out or were dragged away: then it is an agent of its own.
        if (!taken.contains(model.loaded().relations.parentThread(thread).value))
            break;
        taken.insert(thread.value);
    }
    if (beforeRow >= row && beforeRow <= end)
        return;
    // What is not shown at the moment keeps its place behind what it follows now.
    std::string target;
    if (beforeRow < layout.rowCount())
        target = idOf(layout.trackAtRow(beforeRow));
    std::vector<std::string> block;
    for (std::uint32_t at = row; at < end; ++at)
        block.push_back(idOf(layout.trackAtRow(at)));
    TrackArrangement all = *this;
    all.filter.clear();
    all.onlyIn.reset();
    all.hidden.clear();
    all.pinned.clear();
    std::vector<std::string> ids;
    for (const std::uint32_t each : all.orderOf(model).tracks)
        ids.push_back(idOf(each));
    const std::unordered_set<std::string> moved(block.begin(), block.end());
    std::erase_if(ids, [&](const std::string& id) { return moved.contains(id); });
    const auto place = target.empty() ? ids.end() : std::find(ids.begin(), ids.end(), target);
    ids.insert(place, block.begin(), block.end());
    order = std::move(ids);
    sort = TrackSort::Manual;
}

TrackLayout::Order TrackArrangement::orderOf(const TimelineModel& model) const
{
    return Orderer(model, *this).order();
}

std::vector<bool> TrackArrangement::collapsedFlags(const TimelineModel& model) const
{
    std::vector<bool> flags(model.tracks().size());
    if (collapsed.empty())
        return flags;
    for (std::size_t track = 0; track < flags.size(); ++track)
        flags[track] = isCollapsed(model.trace().threads[model.tracks()[track].thread]);
    return flags;
}

} // namespace rolloutscope
