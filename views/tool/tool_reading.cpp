#include "views/tool/tool_reading.h"

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr std::size_t mostBytes = 2'000'000; // of a text that is shown

qsizetype placeOf(std::string_view text, std::uint64_t bytes)
{
    return parseAnsi(text.substr(0, static_cast<std::size_t>(bytes))).text.size();
}

} // namespace

std::string_view shownPart(std::string_view text)
{
    std::size_t end = std::min(text.size(), mostBytes);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

ToolReadingPtr readTool(const LoadedTracePtr& loaded, std::shared_ptr<const Readings> readings, ToolIndex tool)
{
    auto shown = std::make_shared<ToolReading>();
    shown->loaded = loaded;
    shown->readings = readings ? std::move(readings) : std::make_shared<const Readings>(loaded->trace);
    auto traces = std::make_shared<ToolTraces>(
        readToolTraces(loaded->bundle, loaded->trace, loaded->relations, shown->readings.get(), tool));
    std::string output = traces->out;
    if (!traces->err.empty()) {
        if (!output.empty() && output.back() != '\n')
            output += '\n';
        output += (output.empty() ? "" : "\n") + std::string("stderr:\n") + traces->err;
    }
    shown->output = parseAnsi(shownPart(output));
    shown->model = parseAnsi(shownPart(traces->model));
    const OutputComparison& seen = traces->comparison;
    if (seen.shown == OutputShown::Cut && seen.missingEnd <= std::min(traces->out.size(), mostBytes) &&
        seen.placeEnd <= mostBytes) {
        shown->missing = {placeOf(output, seen.missingBegin), placeOf(output, seen.missingEnd)};
        shown->inItsPlace = {placeOf(traces->model, seen.placeBegin), placeOf(traces->model, seen.placeEnd)};
    }
    shown->traces = std::move(traces);
    return shown;
}

ToolIndex toolOf(const LoadedTrace& loaded, ObjectRef object)
{
    const RolloutTrace& trace = loaded.trace;
    if (!exists(trace, object))
        return {};
    if (const ToolIndex tool = object.toolCall())
        return tool;
    if (const OperationIndex operation = object.operation())
        return trace.terminalOperations[operation].tool;
    if (object.kind != ObjectKind::ConversationItem)
        return {};
    for (const Producer& producer : trace.items[object.item()].producedBy) {
        if (const auto* tool = std::get_if<ToolIndex>(&producer))
            return *tool;
    }
    // A request of the model names no tool: the tool names it.
    for (const ToolIndex tool : loaded.relations.toolCalls(trace.items[object.item()].thread)) {
        const auto& items = trace.toolCalls[tool].callItems;
        if (std::find(items.begin(), items.end(), object.item()) != items.end())
            return tool;
    }
    return {};
}

} // namespace rolloutscope
