// What the prompt view shows, read away from the GUI thread: a call's prompt, the one that it is compared with, and how
// the prompts of its agent grew. Immutable.
#pragma once

#include "core/insight/context_window.h"
#include "core/prompt/cache_reading.h"
#include "core/prompt/prompt_growth.h"
#include "views/document/loaded_trace.h"

#include <QColor>
#include <QString>

#include <atomic>
#include <memory>

namespace rolloutscope {

struct Theme;

/// Set by the GUI thread when nobody waits for the work any more.
using CancelFlag = std::shared_ptr<std::atomic<bool>>;

struct PromptReading {
    LoadedTracePtr loaded;
    std::shared_ptr<const Prompt> prompt;
    PromptBytes bytes{};                          // of the prompt
    std::shared_ptr<const Prompt> baseline;       // null: the prompt stands alone
    std::shared_ptr<const PromptDiff> diff;       // from the baseline; null without one
    CacheVerdict verdict = CacheVerdict::Unknown; // beside the agent's call before
    QString comparison; // the baseline in a sentence: why the cache held or missed, or where they part; empty without

    [[nodiscard]] std::uint64_t total() const;
};
using PromptReadingPtr = std::shared_ptr<const PromptReading>;

/// Null when cancelled. Without a baseline the prompt stands alone.
[[nodiscard]] PromptReadingPtr readPrompts(const LoadedTracePtr& loaded, InferenceIndex call, InferenceIndex baseline,
                                           const CancelFlag& cancelled);
/// What was read, of a trace that has grown since: null where that has more of the two calls to say.
[[nodiscard]] PromptReadingPtr sameReading(const PromptReading& shown, const LoadedTracePtr& grown,
                                           InferenceIndex baseline);
/// Whether two readings are of the same parts, in the same order and with the same differences.
[[nodiscard]] bool isSameShape(const PromptReading& one, const PromptReading& other);
/// The agent's call before this one; absent for its first.
[[nodiscard]] InferenceIndex callBefore(const LoadedTrace& loaded, InferenceIndex call);

/// The prompts of one agent's calls, in bytes and, where the recording tells them, in tokens.
struct GrowthReading {
    struct Point {
        PromptSize size;
        std::uint64_t input = 0;  // tokens as recorded; 0: not recorded
        std::uint64_t cached = 0; // of these
        PromptBytes tokens{};     // estimated shares of `input`, or of what the bytes would be
        [[nodiscard]] std::uint64_t totalTokens() const;
    };
    LoadedTracePtr loaded;
    ThreadIndex thread;
    std::vector<Point> points;
    std::uint64_t window = 0; // tokens that the agent's model can take; 0: unknown
};
using GrowthReadingPtr = std::shared_ptr<const GrowthReading>;

/// `done` and `all` count calls while it runs. Null when cancelled.
[[nodiscard]] GrowthReadingPtr readGrowth(const LoadedTracePtr& loaded, ThreadIndex thread, const CancelFlag& cancelled,
                                          const std::shared_ptr<std::atomic<int>>& done);

/// Splits the recorded tokens over the categories by their bytes; images take what text does not explain.
[[nodiscard]] PromptBytes tokensByCategory(const PromptBytes& bytes, std::uint64_t inputTokens);

[[nodiscard]] QColor colorOf(const Theme& theme, PromptCategory category);

} // namespace rolloutscope
