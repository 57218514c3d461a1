#include "views/timeline/lane_spans.h"

namespace rolloutscope {

LaneSpans LaneSpans::share() const
{
    LaneSpans copy(crowded_);
    copy.entries_ = entries_.share();
    return copy;
}

LaneSpans::Entry LaneSpans::entryAfter(std::uint32_t at, const SpanData& span) const
{
    Entry entry{.span = span, .latestEnd = span.end, .counts = countsBefore(at)};
    if (at > 0)
        entry.latestEnd = std::max(entries_[at - 1].latestEnd, span.end);
    entry.counts.failed += span.outcome == Outcome::Failed ? 1 : 0;
    entry.counts.cancelled += span.outcome == Outcome::Cancelled ? 1 : 0;
    entry.counts.running += span.outcome == Outcome::Running ? 1 : 0;
    entry.counts.succeeded += span.outcome == Outcome::Succeeded ? 1 : 0;
    return entry;
}

void LaneSpans::append(const SpanData& span)
{
    entries_.push_back(entryAfter(size(), span));
}

void LaneSpans::replace(std::uint32_t at, const SpanData& span)
{
    entries_[at] = entryAfter(at, span);
    for (std::uint32_t after = at + 1; after < size(); ++after)
        entries_[after] = entryAfter(after, std::as_const(entries_)[after].span);
}

std::optional<std::uint32_t> LaneSpans::find(std::int64_t begin, ObjectRef object) const
{
    const SpanData wanted{.begin = begin, .object = object};
    const std::uint32_t at =
        partitionPoint(0, size(), [&](const Entry& entry) { return comesBefore(entry.span, wanted); });
    if (at == size() || entries_[at].span.begin != begin || entries_[at].span.object != object)
        return std::nullopt;
    return at;
}

std::uint32_t LaneSpans::firstReaching(double time) const
{
    return partitionPoint(0, size(), [&](const Entry& entry) { return static_cast<double>(entry.latestEnd) < time; });
}

std::uint32_t LaneSpans::firstFrom(std::uint32_t from, std::uint32_t last, double time) const
{
    const auto before = [&](const Entry& entry) { return static_cast<double>(entry.span.begin) < time; };
    // Most often the next span is far enough away already; otherwise widen the search step by step.
    std::uint32_t low = from;
    std::uint32_t stride = 1;
    while (low < last && before(entries_[low])) {
        if (last - low <= stride)
            break;
        if (!before(entries_[low + stride]))
            break;
        low += stride;
        stride *= 2;
    }
    if (low >= last || !before(entries_[low]))
        return low;
    const std::uint32_t high = last - low <= stride ? last : low + stride + 1;
    return partitionPoint(low, high, before);
}

Outcome LaneSpans::worstOf(std::uint32_t first, std::uint32_t count) const
{
    const Counts from = countsBefore(first);
    const Counts to = countsBefore(first + count);
    if (to.failed != from.failed)
        return Outcome::Failed;
    if (to.cancelled != from.cancelled)
        return Outcome::Cancelled;
    if (to.running != from.running)
        return Outcome::Running;
    return to.succeeded != from.succeeded ? Outcome::Succeeded : Outcome::None;
}

std::uint32_t LaneSpans::worstIn(std::uint32_t first, std::uint32_t count) const
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
    // The counter steps up at the span looked for.
    const std::uint32_t start = countsBefore(first).*counted;
    return partitionPoint(first, first + count, [&](const Entry& entry) { return entry.counts.*counted == start; });
}

std::uint32_t LaneSpans::failureFrom(std::uint32_t at) const
{
    const std::uint32_t start = countsBefore(at).failed;
    return partitionPoint(at, size(), [&](const Entry& entry) { return entry.counts.failed == start; });
}

std::uint32_t LaneSpans::failureBefore(std::uint32_t at) const
{
    const std::uint32_t count = countsBefore(at).failed;
    if (count == 0)
        return size();
    return partitionPoint(0, at, [&](const Entry& entry) { return entry.counts.failed < count; });
}

SpanMark LaneSpans::mark(std::uint32_t first, std::uint32_t last, std::int64_t openUntil) const
{
    const std::uint32_t count = last - first;
    const SpanData& single = entries_[first].span;
    SpanMark mark{.first = first,
                  .count = count,
                  .shown = first,
                  .begin = single.begin,
                  .end = single.end,
                  .worst = single.outcome,
                  .open = single.open};
    if (count > 1) {
        mark.shown = worstIn(first, count);
        mark.end = entries_[last - 1].latestEnd;
        mark.worst = entries_[mark.shown].span.outcome;
        mark.open = entries_[last - 1].span.open;
    }
    mark.end = std::max(std::min(mark.end, openUntil), mark.begin);
    return mark;
}

} // namespace rolloutscope
