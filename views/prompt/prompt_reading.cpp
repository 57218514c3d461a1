#include "views/prompt/prompt_reading.h"

#include "views/theme/theme.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rolloutscope {
namespace {

constexpr std::uint64_t bytesPerToken = 4; // of English text and code; an estimate

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
    reading->prompt = readPrompt(loaded->bundle, trace, mail, call, cancelled.get());
    if (baseline)
        reading->baseline = readPrompt(loaded->bundle, trace, mail, baseline, cancelled.get());
    // A prompt that was given up is none.
    if (cancelled->load(std::memory_order_relaxed))
        return nullptr;
    reading->bytes = reading->prompt.bytesByCategory();
    if (baseline) {
        reading->diff = diffPrompts(*reading->baseline, reading->prompt);
        reading->verdict = readCache(*reading->baseline, reading->prompt, reading->diff,
                                     trace.inferenceCalls[baseline].usage, trace.inferenceCalls[call].usage)
                               .verdict;
        reading->cacheText = QString::fromStdString(
            cacheText(trace, loaded->relations, *reading->baseline, reading->prompt, reading->diff));
    }
    return reading;
}

PromptBytes tokensByCategory(const PromptBytes& bytes, std::uint64_t inputTokens)
{
    const auto images = static_cast<std::size_t>(PromptCategory::Images);
    const std::uint64_t text = sumOf(bytes) - bytes[images];
    PromptBytes tokens{};
    std::uint64_t textTokens = text / bytesPerToken;
    if (inputTokens > 0) {
        // An image's tokens do not follow from its bytes: it has what is left.
        tokens[images] = bytes[images] > 0 && inputTokens > textTokens ? inputTokens - textTokens : 0;
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
