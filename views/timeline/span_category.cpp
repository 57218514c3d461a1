#include "views/timeline/span_category.h"

namespace rolloutscope {
namespace {

struct DurationStep {
    std::int64_t below; // ms
    const char* name;
};
constexpr std::array durationSteps = {
    DurationStep{100, "under 100 ms"}, DurationStep{1'000, "100 ms – 1 s"}, DurationStep{5'000, "1 – 5 s"},
    DurationStep{30'000, "5 – 30 s"},  DurationStep{120'000, "30 s – 2 m"}, DurationStep{openEnd * 2, "over 2 m"},
};

struct TokenStep {
    std::uint64_t below;
    const char* name;
};
constexpr std::array tokenSteps = {
    TokenStep{8'000, "under 8 k in"},     TokenStep{32'000, "8 – 32 k in"},
    TokenStep{64'000, "32 – 64 k in"},    TokenStep{128'000, "64 – 128 k in"},
    TokenStep{256'000, "128 – 256 k in"}, TokenStep{~std::uint64_t{0}, "over 256 k in"},
};

constexpr std::uint8_t last = maxCategories - 1; // all that found no category of its own

const char* kindName(ColorRole role)
{
    switch (role) {
    case ColorRole::Inference:
        return "inference";
    case ColorRole::Tool:
        return "commands and other tools";
    case ColorRole::Patch:
        return "patches";
    case ColorRole::Web:
        return "MCP and web";
    case ColorRole::Agent:
        return "agents: spawn, message, close";
    case ColorRole::CodeCell:
        return "code cells";
    case ColorRole::Terminal:
        return "terminals";
    case ColorRole::Waiting:
        return "waiting for agents";
    case ColorRole::Compaction:
        return "compaction";
    case ColorRole::Turn:
        return "turns";
    case ColorRole::Item:
        return "items";
    }
    return "";
}

const char* statusName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::None:
        return "no status";
    case Outcome::Running:
        return "unfinished";
    case Outcome::Succeeded:
        return "succeeded";
    case Outcome::Failed:
        return "failed";
    case Outcome::Cancelled:
        return "cancelled";
    }
    return "";
}

} // namespace

const char* wordOf(ColorMode mode)
{
    constexpr std::array words = {"kind", "status", "duration", "tokens", "model", "agent"};
    static_assert(words.size() == allColorModes.size());
    return words[static_cast<std::size_t>(mode)];
}

SpanCategories::SpanCategories(const RolloutTrace& trace, const SpanCategories& earlier) : SpanCategories(earlier)
{
    // The model of a call is told when it starts, and does not change.
    for (; callsSeen_ < trace.inferenceCalls.size(); ++callsSeen_) {
        const std::string& model = trace.inferenceCalls[InferenceIndex{static_cast<std::uint32_t>(callsSeen_)}].model;
        if (models_.size() + 2 < maxCategories && std::find(models_.begin(), models_.end(), model) == models_.end())
            models_.push_back(model);
    }
}

std::uint8_t SpanCategories::of(const RolloutTrace& trace, ColorMode mode, const SpanData& span,
                                std::int64_t openUntil) const
{
    switch (mode) {
    case ColorMode::Kind:
        return static_cast<std::uint8_t>(span.role);
    case ColorMode::Status:
        return static_cast<std::uint8_t>(span.outcome);
    case ColorMode::Duration: {
        const std::int64_t length = std::min(span.end, std::max(openUntil, span.begin)) - span.begin;
        std::uint8_t step = 0;
        while (step + 1U < durationSteps.size() && length >= durationSteps[step].below)
            ++step;
        return step;
    }
    case ColorMode::Tokens: {
        const InferenceIndex call = span.object.inferenceCall();
        if (!trace.inferenceCalls.contains(call) || !trace.inferenceCalls[call].usage)
            return last;
        const std::uint64_t input = trace.inferenceCalls[call].usage->input;
        std::uint8_t step = 0;
        while (step + 1U < tokenSteps.size() && input >= tokenSteps[step].below)
            ++step;
        return step;
    }
    case ColorMode::Model: {
        const InferenceIndex call = span.object.inferenceCall();
        if (!trace.inferenceCalls.contains(call))
            return last;
        const auto found = std::find(models_.begin(), models_.end(), trace.inferenceCalls[call].model);
        return found == models_.end() ? last - 1 : static_cast<std::uint8_t>(found - models_.begin());
    }
    case ColorMode::Agent:
        return static_cast<std::uint8_t>(std::min<std::uint32_t>(threadOf(trace, span.object).value, last));
    }
    return last;
}

std::string SpanCategories::name(const RolloutTrace& trace, ColorMode mode, std::uint8_t category) const
{
    switch (mode) {
    case ColorMode::Kind:
        return kindName(static_cast<ColorRole>(category));
    case ColorMode::Status:
        return statusName(static_cast<Outcome>(category));
    case ColorMode::Duration:
        return durationSteps[std::min<std::size_t>(category, durationSteps.size() - 1)].name;
    case ColorMode::Tokens:
        return category < tokenSteps.size() ? tokenSteps[category].name : "no tokens recorded";
    case ColorMode::Model:
        if (category < models_.size())
            return models_[category].empty() ? "unnamed model" : models_[category];
        return category == last ? "no model" : "further models";
    case ColorMode::Agent:
        if (const ThreadIndex thread{category}; category < last && trace.threads.contains(thread))
            return trace.threads[thread].agentPath.empty() ? trace.threads[thread].id : trace.threads[thread].agentPath;
        return "further agents";
    }
    return {};
}

bool SpanCategories::exists(const RolloutTrace& trace, ColorMode mode, std::uint8_t category) const
{
    switch (mode) {
    case ColorMode::Kind:
        return category <= static_cast<std::uint8_t>(ColorRole::Item);
    case ColorMode::Status:
        return category <= static_cast<std::uint8_t>(Outcome::Cancelled);
    case ColorMode::Duration:
        return category < durationSteps.size();
    case ColorMode::Tokens:
        return category < tokenSteps.size() || category == last;
    case ColorMode::Model:
        return category < models_.size() || category == last || (category == last - 1 && models_.size() == last - 1);
    case ColorMode::Agent:
        return category < trace.threads.size();
    }
    return false;
}

double SpanCategories::step(ColorMode mode, std::uint8_t category)
{
    if (mode == ColorMode::Duration && category < durationSteps.size())
        return category / (durationSteps.size() - 1.0);
    if (mode == ColorMode::Tokens && category < tokenSteps.size())
        return category / (tokenSteps.size() - 1.0);
    return -1;
}

} // namespace rolloutscope
