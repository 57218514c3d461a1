#include "core/insight/moments.h"

#include <algorithm>
#include <tuple>

namespace rolloutscope {
namespace {

constexpr std::uint64_t noSeq = std::numeric_limits<std::uint64_t>::max();

/// Where a recording gives no number there is none; 0 stands for that in a window.
std::optional<std::uint64_t> known(std::uint64_t seq)
{
    return seq == 0 ? std::nullopt : std::optional(seq);
}

/// A moment and where it stands among those of its millisecond.
struct Placed {
    Moment moment;
    bool endsAtOnce = false; // what began in the same millisecond

    [[nodiscard]] auto key() const
    {
        const bool ends = moment.kind == MomentKind::Ends;
        const int rank = !ends ? 1 : endsAtOnce ? 2 : 0;
        const int kind = static_cast<int>(moment.object.kind); // what contains others has the smaller one
        return std::tuple(moment.at, moment.seq.value_or(noSeq), rank, ends ? -kind : kind, moment.object.index);
    }
    bool operator<(const Placed& other) const { return key() < other.key(); }
};

class MomentCollector {
public:
    explicit MomentCollector(const std::atomic<bool>* cancelled) : cancelled_(cancelled) {}

    template <typename T>
    void addAll(const Table<T>& table)
    {
        for (std::uint32_t i = 0; i < table.size() && !isCancelled(i); ++i)
            add(Index<T>{i}, table[Index<T>{i}].execution);
    }

    void addAll(const Table<Compaction>& table)
    {
        for (std::uint32_t i = 0; i < table.size() && !isCancelled(i); ++i) {
            const CompactionIndex index{i};
            placed_.push_back({{table[index].installedAt, {}, index, MomentKind::Happens}});
        }
    }

    void addAll(const Table<InteractionEdge>& table)
    {
        for (std::uint32_t i = 0; i < table.size() && !isCancelled(i); ++i) {
            const EdgeIndex index{i};
            const InteractionEdge& edge = table[index];
            const bool takesTime = edge.endedAt && *edge.endedAt > edge.startedAt;
            placed_.push_back({{edge.startedAt, {}, index, takesTime ? MomentKind::Begins : MomentKind::Happens}});
            if (takesTime)
                placed_.push_back({{*edge.endedAt, {}, index, MomentKind::Ends}});
        }
    }

    [[nodiscard]] std::vector<Moment> take()
    {
        std::vector<Moment> moments;
        if (cancelled_ != nullptr && *cancelled_)
            return moments;
        std::sort(placed_.begin(), placed_.end());
        moments.reserve(placed_.size());
        for (const Placed& placed : placed_)
            moments.push_back(placed.moment);
        return moments;
    }

private:
    void add(ObjectRef object, const ExecutionWindow& window)
    {
        const std::optional<std::uint64_t> begins = known(window.startedSeq);
        placed_.push_back({{window.startedAt, begins, object, MomentKind::Begins}});
        if (!window.endedAt)
            return;
        // A clock that was set back must not let something end before it began.
        const UnixMs end = std::max(window.startedAt, *window.endedAt);
        const bool atOnce = end == window.startedAt;
        std::optional<std::uint64_t> ends = window.endedSeq ? known(*window.endedSeq) : std::nullopt;
        if (atOnce && ends && (!begins || *ends < *begins))
            ends = begins;
        placed_.push_back({{end, ends, object, MomentKind::Ends}, atOnce});
    }

    [[nodiscard]] bool isCancelled(std::uint32_t at) const
    {
        return cancelled_ != nullptr && at % 4096 == 0 && *cancelled_;
    }

    const std::atomic<bool>* cancelled_;
    std::vector<Placed> placed_;
};

/// Whether the end of what an object is part of lies behind: an interrupted turn never says that its tools ended.
bool isLeftBehind(const RolloutTrace& trace, ObjectRef object, UnixMs startedAt, UnixMs at, std::uint64_t seq)
{
    const auto ended = [&](const ExecutionWindow& around) {
        if (!around.endedAt || *around.endedAt < startedAt)
            return false;
        return *around.endedAt < at || (*around.endedAt == at && around.endedSeq.value_or(0) <= seq);
    };
    const TurnIndex turn = turnOf(trace, object);
    const ThreadIndex thread = threadOf(trace, object);
    return (object.kind != ObjectKind::Turn && trace.turns.contains(turn) && ended(trace.turns[turn].execution)) ||
           (object.kind != ObjectKind::Thread && trace.threads.contains(thread) &&
            ended(trace.threads[thread].execution));
}

/// What never ends would keep all that follows from being idle.
bool works(const RolloutTrace& trace, ObjectRef object)
{
    switch (object.kind) {
    case ObjectKind::ToolCall: {
        const ToolCall& tool = trace.toolCalls[object.toolCall()];
        return tool.kind.name != ToolKindName::WaitAgent && tool.execution.endedAt;
    }
    case ObjectKind::InferenceCall:
        return trace.inferenceCalls[object.inferenceCall()].execution.endedAt.has_value();
    case ObjectKind::CodeCell:
        return trace.codeCells[object.codeCell()].execution.endedAt.has_value();
    case ObjectKind::CompactionRequest:
        return trace.compactionRequests[object.compactionRequest()].execution.endedAt.has_value();
    default:
        return false;
    }
}

} // namespace

Moments::Moments(const RolloutTrace& trace, const std::atomic<bool>* cancelled)
{
    MomentCollector collector(cancelled);
    collector.addAll(trace.threads);
    collector.addAll(trace.turns);
    collector.addAll(trace.inferenceCalls);
    collector.addAll(trace.toolCalls);
    collector.addAll(trace.codeCells);
    collector.addAll(trace.terminalOperations);
    collector.addAll(trace.compactions);
    collector.addAll(trace.compactionRequests);
    collector.addAll(trace.edges);
    moments_ = collector.take();
    findIdleTime(trace);
}

void Moments::findIdleTime(const RolloutTrace& trace)
{
    idleAfter_.reserve(moments_.size());
    std::int64_t working = 0;
    for (const Moment& moment : moments_) {
        if (works(trace, moment.object))
            working += moment.kind == MomentKind::Begins ? 1 : -1;
        idleAfter_.push_back(working == 0);
    }
}

std::optional<std::size_t> Moments::next(UnixMs after) const
{
    const auto found = std::upper_bound(moments_.begin(), moments_.end(), after,
                                        [](UnixMs at, const Moment& moment) { return at < moment.at; });
    return found == moments_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - moments_.begin()));
}

std::optional<std::size_t> Moments::previous(UnixMs before) const
{
    const auto found = std::lower_bound(moments_.begin(), moments_.end(), before,
                                        [](const Moment& moment, UnixMs at) { return moment.at < at; });
    return found == moments_.begin() ? std::nullopt
                                     : std::optional(static_cast<std::size_t>(found - moments_.begin()) - 1);
}

std::optional<std::size_t> Moments::lastUntil(UnixMs at) const
{
    const std::optional<std::size_t> later = next(at);
    const std::size_t count = later.value_or(moments_.size());
    return count == 0 ? std::nullopt : std::optional(count - 1);
}

std::optional<std::size_t> Moments::placeOf(const Moment& moment) const
{
    const std::optional<std::size_t> last = lastUntil(moment.at);
    for (std::size_t at = last ? *last + 1 : 0; at > 0 && moments_[at - 1].at == moment.at; --at) {
        if (moments_[at - 1].object == moment.object && moments_[at - 1].kind == moment.kind)
            return at - 1;
    }
    return last;
}

Presence presenceAt(const RolloutTrace& trace, ObjectRef object, UnixMs at, std::uint64_t seq)
{
    const std::optional<ExecutionWindow> window = windowOf(trace, object);
    if (!window)
        return Presence::Over;
    // Where no number is known, the whole millisecond counts.
    const auto isBehind = [&](UnixMs moment, std::uint64_t number) {
        return moment < at || (moment == at && number <= seq);
    };
    if (!isBehind(window->startedAt, window->startedSeq))
        return Presence::NotYet;
    if (window->endedAt)
        return isBehind(*window->endedAt, window->endedSeq.value_or(0)) ? Presence::Over : Presence::Running;
    return isLeftBehind(trace, object, window->startedAt, at, seq) ? Presence::Over : Presence::Running;
}

Presence presenceAt(const RolloutTrace& trace, ObjectRef object, const Moment& moment)
{
    return presenceAt(trace, object, moment.at, moment.seq.value_or(noSeq));
}

} // namespace rolloutscope
