#include "core/prompt/cache_reading.h"

#include "core/insight/describe.h"

#include <algorithm>
#include <cmath>

namespace rolloutscope {
namespace {

constexpr std::uint64_t bytesPerToken = 4;       // of English text and code; an estimate
constexpr std::uint64_t slackTokens = 512;       // blocks of 128, and what a provider puts around the prompt
constexpr std::uint64_t smallestCache = 1'024;   // tokens; shorter prompts are not cached
constexpr double slackShare = 0.1;               // of an estimate
constexpr std::int64_t longPauseMs = 5 * 60'000; // caches are kept for five to ten minutes of inactivity

/// Text and images have their tokens each: an image's do not follow from its bytes.
struct PromptWeight {
    std::uint64_t text = 0;   // bytes
    std::uint64_t images = 0; // bytes
};

PromptWeight weightOf(const Prompt& prompt)
{
    PromptWeight weight;
    for (const PromptPart& part : prompt.parts) {
        weight.text += part.length - part.imageBytes;
        weight.images += part.imageBytes;
    }
    return weight;
}

double share(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string tokens(std::uint64_t count)
{
    return formatCount(count) + (count == 1 ? " token" : " tokens");
}

std::string changeText(const RolloutTrace& trace, const Relations& relations, const Prompt& before, const Prompt& after,
                       const PromptDiff& diff)
{
    const PromptDiffRow& row = diff.rows[*diff.firstDifference];
    const PromptPart& part = row.after ? after.parts[*row.after] : before.parts[*row.before];
    const std::string title = partTitle(trace, relations, part);
    switch (row.change) {
    case PromptChange::Changed:
        return title + " changed";
    case PromptChange::Dropped:
        return title + " is gone";
    case PromptChange::Added:
        return title + " came in between";
    case PromptChange::Kept:
        break;
    }
    return {};
}

std::string settingsText(const PromptDiff& diff)
{
    std::string names;
    for (const SettingChange& change : diff.settings) {
        // Those on which a cache depends.
        if (change.name == "model" || change.name == "prompt_cache_key" || change.name == "text" ||
            change.name == "reasoning")
            names += (names.empty() ? "" : ", ") + change.name;
    }
    return names;
}

} // namespace

CacheReading readCache(const Prompt& before, const Prompt& after, const PromptDiff& diff,
                       const std::optional<TokenUsage>& usageBefore, const std::optional<TokenUsage>& usage)
{
    CacheReading reading;
    if (!usage)
        return reading;
    reading.cached = usage->cachedInput;
    reading.input = usage->input;
    const PromptWeight weight = weightOf(after);
    if (weight.text == 0)
        return reading;
    const std::uint64_t imageTokens = tokensOfImages(weight.text, weight.images, usage->input);
    reading.expected = static_cast<std::uint64_t>(std::llround(
        share(diff.sameBytes - diff.sameImageBytes, weight.text) * static_cast<double>(usage->input - imageTokens) +
        share(diff.sameImageBytes, weight.images) * static_cast<double>(imageTokens)));
    // What the earlier call sent is known better than any estimate, if all of it is still there.
    if (!diff.firstDifference && usageBefore && weightOf(before).text > 0)
        reading.expected = std::min(usageBefore->input, usage->input);
    const auto slack = slackTokens + static_cast<std::uint64_t>(slackShare * static_cast<double>(reading.expected));
    if (diff.firstDifference &&
        reading.expected + slack < std::min(usageBefore ? usageBefore->input : usage->input, usage->input))
        reading.verdict = CacheVerdict::Broken;
    else if (reading.cached + slack >= reading.expected)
        reading.verdict = CacheVerdict::Held;
    else
        reading.verdict = reading.cached == 0 ? CacheVerdict::NotFound : CacheVerdict::Partly;
    return reading;
}

std::string partTitle(const RolloutTrace& trace, const Relations& relations, const PromptPart& part)
{
    switch (part.kind) {
    case PromptPartKind::Instructions:
        return "instructions";
    case PromptPartKind::Tool:
        return "tool " + firstLine(part.name, 80);
    case PromptPartKind::Item:
    case PromptPartKind::Guess:
        break;
    }
    if (!trace.items.contains(part.item))
        return part.name.empty() ? "item" : firstLine(part.name, 80);
    if (part.category == PromptCategory::AgentMessages)
        return "agent message";
    if (part.category == PromptCategory::Summary)
        return "compaction summary";
    if (part.category == PromptCategory::ToolCalls && !part.name.ends_with("_call"))
        return firstLine(part.name, 80) + " call";
    if (part.category == PromptCategory::ToolOutput && !part.name.ends_with("_output"))
        return firstLine(part.name, 80) + " output";
    return objectTitle(trace, relations, part.item);
}

std::uint64_t tokensOfImages(std::uint64_t textBytes, std::uint64_t imageBytes, std::uint64_t inputTokens)
{
    const std::uint64_t text = textBytes / bytesPerToken;
    return imageBytes > 0 && inputTokens > text ? inputTokens - text : 0;
}

std::string firstDifferenceText(const RolloutTrace& trace, const Relations& relations, const Prompt& before,
                                const Prompt& after, const PromptDiff& diff)
{
    if (!diff.firstDifference)
        return "The prompt begins with all of the other one.";
    return "First difference: " + changeText(trace, relations, before, after, diff) + ", after " +
           formatBytes(diff.sameBytes) + ".";
}

std::string cacheText(const RolloutTrace& trace, const Relations& relations, const Prompt& before, const Prompt& after,
                      const PromptDiff& diff)
{
    if (!trace.inferenceCalls.contains(before.call) || !trace.inferenceCalls.contains(after.call))
        return {};
    const InferenceCall& earlier = trace.inferenceCalls[before.call];
    const InferenceCall& call = trace.inferenceCalls[after.call];
    const CacheReading reading = readCache(before, after, diff, earlier.usage, call.usage);
    std::string text;
    switch (reading.verdict) {
    case CacheVerdict::Unknown:
        text = "The tokens of this call are not recorded.";
        break;
    case CacheVerdict::Held:
        text = "The cache held: " + formatCount(reading.cached) + " of " + tokens(reading.input) + " came from it.";
        break;
    case CacheVerdict::Broken:
        text = "The cache ends at the first difference: " + formatCount(reading.cached) + " of " +
               tokens(reading.input) + " came from it.";
        break;
    case CacheVerdict::Partly:
        text = "The cache held less than it could: " + formatCount(reading.cached) + " of about " +
               tokens(reading.expected) + " that both prompts begin with.";
        break;
    case CacheVerdict::NotFound:
        text = "The cache missed: none of about " + tokens(reading.expected) + " that both prompts begin with.";
        break;
    }
    if (diff.firstDifference)
        text += ' ' + firstDifferenceText(trace, relations, before, after, diff);
    else if (reading.verdict == CacheVerdict::NotFound || reading.verdict == CacheVerdict::Partly)
        text += " The prompt only grew";
    const bool missed = reading.verdict == CacheVerdict::NotFound || reading.verdict == CacheVerdict::Partly;
    if (missed && !diff.firstDifference) {
        const std::int64_t pause =
            call.execution.startedAt - earlier.execution.endedAt.value_or(earlier.execution.startedAt);
        if (const std::string settings = settingsText(diff); !settings.empty())
            text += "; but these settings changed: " + settings + ".";
        else if (reading.expected < smallestCache)
            text += "; prompts this short are usually not cached.";
        else if (pause > longPauseMs)
            text += "; " + formatDuration(pause) + " passed since the call before, and caches are kept for minutes.";
        else
            text += ": nothing recorded explains it.";
    } else if (const std::string settings = settingsText(diff); !settings.empty()) {
        text += " Settings changed: " + settings + ".";
    }
    return text;
}

} // namespace rolloutscope
