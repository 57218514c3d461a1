#include "core/insight/concurrency.h"

#include <algorithm>

namespace rolloutscope {

void Concurrency::addChanges(const WorkShare& agent, std::vector<Change>& changes)
{
    for (const WorkShare::Segment& segment : agent.segments()) {
        if (segment.activity == Activity::Waiting)
            continue;
        changes.push_back({segment.begin, 1});
        changes.push_back({segment.end, -1});
    }
}

void Concurrency::build(std::vector<Change>&& changes)
{
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.at < b.at; });
    int working = 0;
    for (auto change = changes.begin(); change != changes.end();) {
        const std::int64_t at = change->at;
        for (; change != changes.end() && change->at == at; ++change)
            working += change->change;
        if (working != (steps_.empty() ? 0 : steps_.back().working))
            steps_.push_back({at, working});
    }
    if (steps_.empty())
        return;
    const std::size_t count = steps_.size();
    maxima_.resize(count * 2);
    for (std::size_t i = 0; i < count; ++i)
        maxima_[count + i] = steps_[i].working;
    for (std::size_t i = count - 1; i > 0; --i)
        maxima_[i] = std::max(maxima_[2 * i], maxima_[2 * i + 1]);
}

Concurrency::Concurrency(std::span<const WorkShare> agents)
{
    std::vector<Change> changes;
    for (const WorkShare& agent : agents)
        addChanges(agent, changes);
    build(std::move(changes));
}

Concurrency Concurrency::of(const RolloutTrace& trace, const Relations& relations, UnixMs openEndsAt,
                            const std::atomic<bool>* cancelled)
{
    std::vector<Change> changes;
    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed))
            return {};
        addChanges(WorkShare(workOf(trace, relations, thread, openEndsAt)), changes);
    }
    Concurrency concurrency;
    concurrency.build(std::move(changes));
    return concurrency;
}

int Concurrency::most(double begin, double end) const
{
    // The step that holds at begin, if there is one, and all that follow before end.
    auto first = std::upper_bound(steps_.begin(), steps_.end(), begin,
                                  [](double at, const Step& step) { return at < static_cast<double>(step.at); });
    const auto after = std::lower_bound(first, steps_.end(), end,
                                        [](const Step& step, double at) { return static_cast<double>(step.at) < at; });
    if (first != steps_.begin())
        --first;
    const std::size_t count = steps_.size();
    int most = 0;
    auto from = count + static_cast<std::size_t>(first - steps_.begin());
    auto to = count + static_cast<std::size_t>(after - steps_.begin());
    for (; from < to; from /= 2, to /= 2) {
        if (from % 2 == 1)
            most = std::max(most, maxima_[from++]);
        if (to % 2 == 1)
            most = std::max(most, maxima_[--to]);
    }
    return most;
}

} // namespace rolloutscope
