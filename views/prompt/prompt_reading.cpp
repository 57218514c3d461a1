#include "views/prompt/prompt_reading.h"

#include "views/theme/theme.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rolloutscope {
namespace {

constexpr std::uint64_t bytesPerToken = 4; // where no tokens are recorded

std::uint64_t sumOf(const PromptBytes& bytes)
{
    return std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0});
}

} // namespace

std::uint64_t PromptReading::total() const
{
    return sumOf(bytes);
}

std::uint64_t GrowthReading::Point::totalTokens() const
{
    return sumOf(tokens);
}

InferenceIndex callBefore(const LoadedTrace& loaded, InferenceIndex call)
{
    const IndexList<InferenceCall>& calls = loaded.relations.inferenceCalls(loaded.trace.inferenceCalls[call].thread);
    const auto found = std::find(calls.begin(), calls.end(), call);
    return found == calls.end() || found == calls.begin() ? InferenceIndex() : *std::prev(found);
}

PromptReadingPtr readPrompts(const LoadedTracePtr& loaded, InferenceIndex call, InferenceIndex baseline,
                             const CancelFlag& cancelled)
{
    auto reading = std::make_shared<PromptReading>();
    reading->loaded = loaded;
    const RolloutTrace& trace = loaded->trace;
    const AgentMail mail(trace);
    reading->prompt = std::make_shared<const Prompt>(readPrompt(loaded->bundle, trace, mail, call, cancelled.get()));
    if (baseline)
        reading->baseline =
            std::make_shared<const Prompt>(readPrompt(loaded->bundle, trace, mail, baseline, cancelled.get()));
    // A prompt that was given up is none.
    if (cancelled->load(std::memory_order_relaxed))
        return nullptr;
    reading->bytes = reading->prompt->bytesByCategory();
    if (!baseline)
        return reading;
    const Prompt& before = *reading->baseline;
    const Prompt& after = *reading->prompt;
    auto diff = std::make_shared<const PromptDiff>(diffPrompts(before, after));
    // Only what came right before can be expected in the cache.
    if (baseline == callBefore(*loaded, call)) {
        reading->verdict =
            readCache(before, after, *diff, trace.inferenceCalls[baseline].usage, trace.inferenceCalls[call].usage)
                .verdict;
        reading->comparison = QString::fromStdString(cacheText(trace, loaded->relations, before, after, *diff));
    } else {
        reading->comparison =
            QString::fromStdString(firstDifferenceText(trace, loaded->relations, before, after, *diff));
    }
    reading->diff = std::move(diff);
    return reading;
}

PromptReadingPtr sameReading(const PromptReading& shown, const LoadedTracePtr& grown, InferenceIndex baseline)
{
    const RolloutTrace& before = shown.loaded->trace;
    const RolloutTrace& now = grown->trace;
    const auto isKept = [&](ObjectRef object) { return !object.valid() || sameObject(before, now, object) == object; };
    const auto isSame = [&](const std::shared_ptr<const Prompt>& prompt) {
        if (!prompt || !prompt->gaps.empty() || !isKept(prompt->call) || !now.inferenceCalls.contains(prompt->call))
            return false;
        const InferenceCall& then = before.inferenceCalls[prompt->call];
        const InferenceCall& call = now.inferenceCalls[prompt->call];
        return then.execution == call.execution && then.usage == call.usage &&
               then.requestPayload == call.requestPayload && isKept(then.requestPayload) &&
               std::all_of(prompt->parts.begin(), prompt->parts.end(), [&](const PromptPart& part) {
                   return part.kind != PromptPartKind::Guess && isKept(part.item) && isKept(part.payload);
               });
    };
    const InferenceIndex with = shown.baseline ? shown.baseline->call : InferenceIndex();
    if (with != baseline || !isSame(shown.prompt) || (shown.baseline && !isSame(shown.baseline)))
        return nullptr;
    auto same = std::make_shared<PromptReading>(shown);
    same->loaded = grown;
    return same;
}

bool isSameShape(const PromptReading& one, const PromptReading& other)
{
    const auto areAlike = [](const std::shared_ptr<const Prompt>& a, const std::shared_ptr<const Prompt>& b) {
        return a == b || (a && b && a->call == b->call && a->bytes == b->bytes && a->parts == b->parts);
    };
    const auto areSameRows = [&] { return one.diff == other.diff || one.diff->rows == other.diff->rows; };
    return areAlike(one.prompt, other.prompt) && areAlike(one.baseline, other.baseline) &&
           static_cast<bool>(one.diff) == static_cast<bool>(other.diff) && areSameRows();
}

PromptBytes tokensByCategory(const PromptBytes& bytes, std::uint64_t inputTokens)
{
    const auto images = static_cast<std::size_t>(PromptCategory::Images);
    const std::uint64_t text = sumOf(bytes) - bytes[images];
    PromptBytes tokens{};
    std::uint64_t textTokens = text / bytesPerToken;
    if (inputTokens > 0) {
        tokens[images] = tokensOfImages(text, bytes[images], inputTokens);
        textTokens = inputTokens - tokens[images];
    }
    if (text == 0)
        return tokens;
    for (std::size_t i = 0; i < promptCategoryCount; ++i) {
        if (i != images)
            tokens[i] = static_cast<std::uint64_t>(std::llround(
                static_cast<double>(bytes[i]) / static_cast<double>(text) * static_cast<double>(textTokens)));
    }
    return tokens;
}

GrowthReadingPtr readGrowth(const LoadedTracePtr& loaded, ThreadIndex thread, const CancelFlag& cancelled,
                            const std::shared_ptr<std::atomic<int>>& done)
{
    auto growth = std::make_shared<GrowthReading>();
    growth->loaded = loaded;
    growth->thread = thread;
    const RolloutTrace& trace = loaded->trace;
    const std::vector<PromptSize> sizes =
        promptGrowth(loaded->bundle, trace, loaded->relations, thread, [&](std::size_t measured, std::size_t) {
            done->store(static_cast<int>(measured), std::memory_order_relaxed);
            return !cancelled->load(std::memory_order_relaxed);
        });
    growth->points.reserve(sizes.size());
    for (const PromptSize& size : sizes) {
        GrowthReading::Point point{.size = size};
        if (const auto& usage = trace.inferenceCalls[size.call].usage) {
            point.input = usage->input;
            point.cached = usage->cachedInput;
        }
        point.tokens = tokensByCategory(size.bytes, point.input);
        growth->points.push_back(point);
    }
    growth->window = readContextWindows(loaded->bundle, trace, loaded->relations, cancelled.get()).of(thread);
    if (cancelled->load(std::memory_order_relaxed))
        return nullptr;
    return growth;
}

QColor colorOf(const Theme& theme, PromptCategory category)
{
    switch (category) {
    case PromptCategory::Instructions:
        return theme.terminal;
    case PromptCategory::Tools:
        return theme.tool;
    case PromptCategory::User:
        return theme.success;
    case PromptCategory::AgentMessages:
        return theme.agent;
    case PromptCategory::Assistant:
        return theme.inference;
    case PromptCategory::Reasoning:
        return theme.dark ? theme.inferenceLight.lighter(140) : theme.inferenceLight.darker(115);
    case PromptCategory::ToolCalls:
        return theme.codeCell;
    case PromptCategory::ToolOutput:
        return theme.web;
    case PromptCategory::Images:
        return theme.failure;
    case PromptCategory::Summary:
        return theme.compaction;
    }
    return theme.dimText;
}

} // namespace rolloutscope
