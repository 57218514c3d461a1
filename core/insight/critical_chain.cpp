#include "core/insight/critical_chain.h"

#include "core/insight/chain_causes.h"

#include <algorithm>

namespace rolloutscope {
namespace {

ChainTime timeOf(const RolloutTrace& trace, ObjectRef object)
{
    switch (object.kind) {
    case ObjectKind::InferenceCall:
    case ObjectKind::Compaction:
    case ObjectKind::CompactionRequest:
        return ChainTime::Inference;
    case ObjectKind::ToolCall:
        return trace.toolCalls[object.toolCall()].kind.name == ToolKindName::WaitAgent ? ChainTime::Waiting
                                                                                       : ChainTime::Tool;
    default:
        return ChainTime::Tool;
    }
}

/// Goes back in time; what it finds is in reverse.
class Walk {
public:
    Walk(const RolloutTrace& trace, const Relations& relations, const Readings& readings, const Waits& waits)
        : trace_(trace), relations_(relations), causes_(trace, relations, readings, waits)
    {
    }

    CriticalChain to(ObjectRef object)
    {
        if (object.valid()) {
            if (!windowOf(trace_, object))
                return {};
            // What is sent or said is there when it is, not when all that it came from is over.
            const bool isMoment =
                object.kind == ObjectKind::InteractionEdge || object.kind == ObjectKind::ConversationItem;
            walk(causes_.standInFor(object), isMoment ? causes_.startOf(object) : causes_.endOf(object),
                 threadOf(trace_, object));
        } else {
            const ThreadIndex root = rootThread();
            walk(root ? causes_.lastIn(root) : ObjectRef(), relations_.lastMoment(), root);
        }
        std::reverse(chain_.steps.begin(), chain_.steps.end());
        for (const ChainStep& step : chain_.steps)
            chain_.totals[static_cast<std::size_t>(step.time)] += step.to - step.from;
        return std::move(chain_);
    }

private:
    [[nodiscard]] ThreadIndex rootThread() const
    {
        const auto& roots = relations_.rootThreads();
        return roots.empty() ? ThreadIndex() : roots.front();
    }

    void walk(ObjectRef object, UnixMs end, ThreadIndex agent)
    {
        begin_ = std::min(relations_.firstMoment(), end);
        now_ = end;
        causes_.beginAt(object);
        while (object.valid() && exists(trace_, object)) {
            agent = threadOf(trace_, object);
            idleUntil(causes_.endOf(object), agent);
            if (const auto inside = causes_.inside(object, now_)) {
                step(object, inside->at, inside->why);
                object = inside->object;
                continue;
            }
            const auto before = causes_.before(object);
            step(object, causes_.startOf(object), before ? before->why : ChainReason::First);
            if (before)
                idleUntil(before->at, agent);
            object = before ? before->object : ObjectRef();
        }
        idleUntil(begin_, agent);
    }

    void step(ObjectRef object, UnixMs from, ChainReason why)
    {
        from = std::clamp(from, begin_, now_);
        chain_.steps.push_back(
            {.object = object, .from = from, .to = now_, .why = why, .time = timeOf(trace_, object)});
        now_ = from;
    }

    void idleUntil(UnixMs from, ThreadIndex agent)
    {
        from = std::clamp(from, begin_, now_);
        if (from == now_)
            return;
        const ObjectRef object = agent ? ObjectRef(agent) : ObjectRef();
        if (!chain_.steps.empty() && chain_.steps.back().why == ChainReason::Idle &&
            chain_.steps.back().object == object)
            chain_.steps.back().from = from;
        else
            chain_.steps.push_back(
                {.object = object, .from = from, .to = now_, .why = ChainReason::Idle, .time = ChainTime::Idle});
        now_ = from;
    }

    const RolloutTrace& trace_;
    const Relations& relations_;
    ChainCauses causes_;
    CriticalChain chain_;
    UnixMs begin_ = 0;
    UnixMs now_ = 0; // up to here the chain is known
};

} // namespace

CriticalChain criticalChain(const RolloutTrace& trace, const Relations& relations, const Readings& readings,
                            const Waits& waits, ObjectRef object)
{
    return Walk(trace, relations, readings, waits).to(object);
}

const char* toWord(ChainReason reason)
{
    switch (reason) {
    case ChainReason::First:
        return "";
    case ChainReason::AskedFor:
        return "asked for by";
    case ChainReason::AfterTool:
    case ChainReason::AfterCall:
        return "after";
    case ChainReason::InCell:
        return "in one code cell with";
    case ChainReason::SawOutput:
        return "saw the output of";
    case ChainReason::Delivered:
        return "got a message from";
    case ChainReason::Spawned:
        return "started by";
    case ChainReason::WaitedFor:
        return "waited for";
    case ChainReason::Idle:
        return "idle after";
    }
    return "";
}

const char* toWord(ChainTime time)
{
    switch (time) {
    case ChainTime::Inference:
        return "inference";
    case ChainTime::Tool:
        return "tools";
    case ChainTime::Waiting:
        return "waiting for agents";
    case ChainTime::Idle:
        return "idle";
    }
    return "";
}

} // namespace rolloutscope
