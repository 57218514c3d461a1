// Whether a provider's prompt cache could have held what a call repeated of the call before, whether it did, and what
// broke it: the first difference of the two prompts beside the tokens that were read from the cache.
#pragma once

#include "core/insight/relations.h"
#include "core/prompt/prompt_diff.h"

#include <optional>
#include <string>

namespace rolloutscope {

enum class CacheVerdict : std::uint8_t {
    Unknown,  // the tokens of one of the calls are not recorded
    Held,     // what could be cached was
    Broken,   // the prompt differs early: what comes after the first difference could not be
    Partly,   // less was read from the cache than the prompts have in common
    NotFound, // nothing was read from it, though the prompts have a beginning in common
};

struct CacheReading {
    CacheVerdict verdict = CacheVerdict::Unknown;
    std::uint64_t cached = 0;   // tokens, as recorded
    std::uint64_t input = 0;    // tokens, as recorded
    std::uint64_t expected = 0; // tokens that both prompts begin with: an estimate from their bytes
};

/// Providers cache whole blocks of tokens, and an estimate is one: small gaps do not count.
[[nodiscard]] CacheReading readCache(const Prompt& before, const Prompt& after, const PromptDiff& diff,
                                     const std::optional<TokenUsage>& usageBefore,
                                     const std::optional<TokenUsage>& usage);

/// `user message`, `tool exec_command`, `instructions`: a part in words. The bundle's text.
[[nodiscard]] std::string partTitle(const RolloutTrace& trace, const Relations& relations, const PromptPart& part);

/// Of the recorded tokens of a prompt, those that its text does not explain: an image's tokens do not follow from its
/// bytes. Nothing without images.
[[nodiscard]] std::uint64_t tokensOfImages(std::uint64_t textBytes, std::uint64_t imageBytes,
                                           std::uint64_t inputTokens);

/// `First difference: instructions changed, after 12 KB.`
[[nodiscard]] std::string firstDifferenceText(const RolloutTrace& trace, const Relations& relations,
                                              const Prompt& before, const Prompt& after, const PromptDiff& diff);

/// Of a call and the one before it: why the cache held or missed, in one or two sentences.
[[nodiscard]] std::string cacheText(const RolloutTrace& trace, const Relations& relations, const Prompt& before,
                                    const Prompt& after, const PromptDiff& diff);

} // namespace rolloutscope
