// What the model of an inference call was given: instructions, tools and items in order, with the bytes of each as they
// were sent. Rebuilt from the payload files also where a request holds only what was new (spec 1, request_input_mode;
// spec 3, conversation, request). Reads files: on a thread of its own.
#pragma once

#include "core/bundle/bundle.h"
#include "core/trace/trace.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace rolloutscope {

/// What fills a context.
enum class PromptCategory : std::uint8_t {
    Instructions, // the base prompt, messages of system and developer
    Tools,        // schemas
    User,
    AgentMessages, // messages, tasks and results of other agents
    Assistant,     // what the model said
    Reasoning,
    ToolCalls,
    ToolOutput,
    Images,  // wherever they stand
    Summary, // what a compaction left
};
inline constexpr std::size_t promptCategoryCount = 10;
/// `instructions`, `tool output`.
[[nodiscard]] const char* toWord(PromptCategory category);

using PromptBytes = std::array<std::uint64_t, promptCategoryCount>;

enum class PromptPartKind : std::uint8_t {
    Instructions,
    Tool,  // one schema
    Item,  // an element of the conversation
    Guess, // an item that the model most likely saw: the request does not say what came before; it has no bytes
};

/// A stretch of the prompt.
struct PromptPart {
    PromptPartKind kind = PromptPartKind::Item;
    PromptCategory category = PromptCategory::User;
    std::string name =
        {}; // of a tool, of what a call calls or an output answers; else an item's `type`. The bundle's text
    ItemIndex item = {}; // of Item and Guess; absent for what is no conversation item (additional_tools)
    std::size_t begin = 0;
    std::size_t length = 0;       // bytes of JSON, in Prompt::bytes from `begin`
    std::uint64_t imageBytes = 0; // of these, what counts as Images
    PayloadIndex payload = {};    // where it stands,
    std::uint64_t offset = 0;     // and at which byte
    bool operator==(const PromptPart&) const = default;
};

/// What else a request says: `model`, `reasoning`, `prompt_cache_key`.
struct PromptSetting {
    std::string name;
    std::string json;
    bool operator==(const PromptSetting&) const = default;
};

struct Prompt {
    InferenceIndex call;
    std::string bytes; // JSON of all parts, one after the other
    std::vector<PromptPart> parts;
    std::vector<PromptSetting> settings; // in the request's order
    /// What could not be had, a sentence each: "payloads/7.json: the file is missing". Empty: the prompt is whole.
    std::vector<std::string> gaps;
    std::size_t requests = 0; // payloads of requests that it was made from

    [[nodiscard]] std::string_view json(const PromptPart& part) const
    {
        return std::string_view(bytes).substr(part.begin, part.length);
    }
    [[nodiscard]] PromptBytes bytesByCategory() const;
    /// The items that a model was given; equal to the call's request items when nothing is missing.
    [[nodiscard]] IndexList<ConversationItem> items() const;
};

/// Which messages came from other agents: recorders of schema 1 send them as those of users and assistants.
class AgentMail {
public:
    explicit AgentMail(const RolloutTrace& trace);
    [[nodiscard]] bool contains(ItemIndex item) const { return items_.contains(item); }

private:
    std::unordered_set<ItemIndex> items_;
};

/// Costs what its payloads hold: of incremental requests the whole chain back to the last full one. Empty when
/// cancelled.
[[nodiscard]] Prompt readPrompt(const Bundle& bundle, const RolloutTrace& trace, const AgentMail& mail,
                                InferenceIndex call, const std::atomic<bool>* cancelled = nullptr);

} // namespace rolloutscope
