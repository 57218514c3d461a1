#include "views/timeline/span_store.h"

namespace rolloutscope {

void SpanStore::reserve(std::size_t count)
{
    spans_.reserve(count);
    latestEnd_.reserve(count);
    before_.reserve(count + 1);
}

SpanRange SpanStore::append(std::span<const SpanData> sorted, bool crowded)
{
    const SpanRange range{.first = size(), .count = static_cast<std::uint32_t>(sorted.size()), .crowded = crowded};
    std::int64_t latest = sorted.empty() ? 0 : sorted.front().end;
    for (const SpanData& span : sorted) {
        latest = std::max(latest, span.end);
        spans_.push_back(span);
        latestEnd_.push_back(latest);
        Counts counts = before_.back();
        counts.failed += span.outcome == Outcome::Failed ? 1 : 0;
        counts.cancelled += span.outcome == Outcome::Cancelled ? 1 : 0;
        counts.running += span.outcome == Outcome::Running ? 1 : 0;
        counts.succeeded += span.outcome == Outcome::Succeeded ? 1 : 0;
        before_.push_back(counts);
    }
    return range;
}

SpanIndex SpanStore::firstReaching(const SpanRange& lane, double time) const
{
    const auto begin = latestEnd_.begin() + lane.first;
    const auto found = std::lower_bound(begin, begin + lane.count, time, [](std::int64_t end, double wanted) {
        return static_cast<double>(end) < wanted;
    });
    return static_cast<SpanIndex>(found - latestEnd_.begin());
}

SpanIndex SpanStore::firstFrom(SpanIndex from, SpanIndex last, double time) const
{
    const auto before = [&](const SpanData& span) { return static_cast<double>(span.begin) < time; };
    // Most often the next span is far enough away already; otherwise widen the search step by step.
    SpanIndex low = from;
    std::uint32_t stride = 1;
    while (low < last && before(spans_[low])) {
        if (last - low <= stride)
            break;
        if (!before(spans_[low + stride]))
            break;
        low += stride;
        stride *= 2;
    }
    if (low >= last || !before(spans_[low]))
        return low;
    const SpanIndex high = last - low <= stride ? last : low + stride + 1;
    const auto found = std::partition_point(spans_.begin() + low, spans_.begin() + high, before);
    return static_cast<SpanIndex>(found - spans_.begin());
}

Outcome SpanStore::worstOf(SpanIndex first, std::uint32_t count) const
{
    const Counts& from = before_[first];
    const Counts& to = before_[first + count];
    if (to.failed != from.failed)
        return Outcome::Failed;
    if (to.cancelled != from.cancelled)
        return Outcome::Cancelled;
    if (to.running != from.running)
        return Outcome::Running;
    return to.succeeded != from.succeeded ? Outcome::Succeeded : Outcome::None;
}

SpanIndex SpanStore::worstIn(SpanIndex first, std::uint32_t count) const
{
    std::uint32_t Counts::*counted = nullptr;
    switch (worstOf(first, count)) {
    case Outcome::Failed:
        counted = &Counts::failed;
        break;
    case Outcome::Cancelled:
        counted = &Counts::cancelled;
        break;
    case Outcome::Running:
        counted = &Counts::running;
        break;
    case Outcome::Succeeded:
        counted = &Counts::succeeded;
        break;
    case Outcome::None:
        return first;
    }
    // The counter steps up right after the span looked for.
    const std::uint32_t start = before_[first].*counted;
    const auto begin = before_.begin() + first + 1;
    const auto found =
        std::partition_point(begin, begin + count, [&](const Counts& counts) { return counts.*counted == start; });
    return static_cast<SpanIndex>(found - before_.begin()) - 1;
}

SpanMark SpanStore::mark(SpanIndex first, SpanIndex last) const
{
    const std::uint32_t count = last - first;
    SpanMark mark{.first = first,
                  .count = count,
                  .shown = first,
                  .begin = spans_[first].begin,
                  .end = spans_[first].end,
                  .worst = spans_[first].outcome,
                  .open = spans_[first].open};
    if (count > 1) {
        mark.shown = worstIn(first, count);
        mark.end = std::max(latestEnd_[last - 1], mark.begin);
        mark.worst = spans_[mark.shown].outcome;
        mark.open = spans_[last - 1].open;
    }
    return mark;
}

} // namespace rolloutscope
