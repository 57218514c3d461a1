// What one event of each subject costs the reduction, and that the cost of one does not grow with how many there are:
// bundles of a single kind of work, small and eight times as large.
#include "tests/support/bundle_builder.h"

#include <benchmark/benchmark.h>

#include <functional>
#include <string>

namespace {

using namespace rolloutscope;
using namespace rolloutscope::test;

using Make = std::function<void(BundleBuilder&, int)>;

void reduceOnly(benchmark::State& state, const Make& make)
{
    BundleBuilder builder;
    builder.start();
    const auto count = static_cast<int>(state.range(0));
    for (int i = 0; i < count; ++i)
        make(builder, i);
    const Bundle bundle = builder.open();
    std::uint64_t events = 0;
    for (auto _ : state)
        events += reduce(bundle, {}).progress.events;
    state.SetItemsProcessed(static_cast<std::int64_t>(events));
}

Json generic()
{
    return {{"type", "generic"}, {"label", "tool"}};
}

void startTool(BundleBuilder& bundle, const std::string& id, const Json& kind, const Json& invocation = nullptr)
{
    bundle.inTurn({{"type", "tool_call_started"},
                   {"tool_call_id", id},
                   {"model_visible_call_id", "call-" + id},
                   {"requester", {{"type", "model"}}},
                   {"kind", kind},
                   {"summary", generic()},
                   {"invocation_payload", invocation}});
}

void endTool(BundleBuilder& bundle, const std::string& id)
{
    bundle.inTurn({{"type", "tool_call_ended"}, {"tool_call_id", id}, {"status", "completed"}});
}

void tools(BundleBuilder& bundle, int i)
{
    const std::string id = "tool" + std::to_string(i);
    startTool(bundle, id, {{"type", "web"}});
    endTool(bundle, id);
}

void terminals(BundleBuilder& bundle, int i)
{
    const std::string id = "tool" + std::to_string(i);
    startTool(bundle, id, {{"type", "exec_command"}});
    bundle.inTurn({{"type", "tool_call_runtime_started"},
                   {"tool_call_id", id},
                   {"runtime_payload", bundle.payload({{"command", {"ls", "-l"}}, {"cwd", "/"}, {"process_id", "7"}},
                                                      "tool_runtime_event")}});
    bundle.inTurn(
        {{"type", "tool_call_runtime_ended"},
         {"tool_call_id", id},
         {"status", "completed"},
         {"runtime_payload",
          bundle.payload(
              {{"stdout", "out"}, {"stderr", ""}, {"formatted_output", "out"}, {"exit_code", 0}, {"process_id", "7"}},
              "tool_runtime_event")}});
    endTool(bundle, id);
}

/// Every request repeats the last twenty messages and adds one.
void conversation(BundleBuilder& bundle, int i)
{
    Json input = Json::array();
    for (int before = std::max(0, i - 20); before <= i; ++before)
        input.push_back(userMessage("message " + std::to_string(before)));
    const std::string call = "call" + std::to_string(i);
    bundle.request(call.c_str(), input);
    bundle.response(call.c_str(), Json::array({assistantMessage("answer " + std::to_string(i))}));
}

void agents(BundleBuilder& bundle, int i)
{
    const std::string id = "00000000-0000-7000-8000-" + std::to_string(100'000'000'000 + i);
    bundle.thread(id.c_str(), ("/root/agent_" + std::to_string(i)).c_str());
    bundle.event({{"type", "agent_result_observed"},
                  {"edge_id", "edge" + std::to_string(i)},
                  {"child_thread_id", id},
                  {"child_codex_turn_id", "turn"},
                  {"parent_thread_id", BundleBuilder::root},
                  {"message", "result " + std::to_string(i)},
                  {"carried_payload", nullptr}});
}

BENCHMARK_CAPTURE(reduceOnly, tools, tools)->Arg(1000)->Arg(8000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reduceOnly, terminals, terminals)->Arg(1000)->Arg(8000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reduceOnly, conversation, conversation)->Arg(500)->Arg(4000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reduceOnly, agents, agents)->Arg(1000)->Arg(8000)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
