#include "core/export/prompt_export.h"

#include "core/insight/describe.h"
#include "core/prompt/cache_reading.h"
#include "core/prompt/readable_part.h"

#include <nlohmann/json.hpp>

namespace rolloutscope {
namespace {

std::string settingsJson(const Prompt& prompt)
{
    std::string json;
    for (const PromptSetting& setting : prompt.settings)
        json += (json.empty() ? "{" : ",") +
                nlohmann::json(setting.name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + ":" +
                setting.json;
    return json.empty() ? json : indentedJson(json + "}");
}

} // namespace

TranscriptContents contentsOfPrompt(const RolloutTrace& trace, const Relations& relations, const Prompt& prompt)
{
    TranscriptContents contents;
    if (!trace.inferenceCalls.contains(prompt.call))
        return contents;
    const InferenceCall& call = trace.inferenceCalls[prompt.call];
    contents.thread = call.thread;
    contents.turns = false;
    contents.title = "Prompt of " + objectTitle(trace, relations, prompt.call);
    if (call.thread)
        contents.title += " of " + objectTitle(trace, relations, call.thread);
    contents.facts.push_back({"Model", call.model});
    contents.facts.push_back({"Call", call.id});
    if (call.usage)
        contents.facts.push_back({"Input tokens", std::to_string(call.usage->input) + ", " +
                                                      std::to_string(call.usage->cachedInput) + " from the cache"});
    contents.facts.push_back({"Size", formatBytes(prompt.bytes.size())});
    if (prompt.requests > 1)
        contents.facts.push_back({"Rebuilt from", std::to_string(prompt.requests) + " requests"});
    for (const std::string& gap : prompt.gaps)
        contents.facts.push_back({.name = "Incomplete", .value = gap, .list = true});
    if (std::string settings = settingsJson(prompt); !settings.empty())
        contents.preface.push_back({.title = "Settings", .text = std::move(settings), .json = true});
    for (const PromptPart& part : prompt.parts) {
        if (part.item)
            continue;
        std::string title = partTitle(trace, relations, part);
        const bool isText = part.kind == PromptPartKind::Instructions;
        contents.preface.push_back({.title = std::move(title), .text = readablePart(prompt, part), .json = !isText});
    }
    contents.items = prompt.items();
    return contents;
}

} // namespace rolloutscope
