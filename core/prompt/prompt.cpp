#include "core/prompt/prompt.h"

#include "core/prompt/payload_document.h"
#include "core/prompt/prompt_elements.h"

#include <algorithm>
#include <unordered_map>

namespace rolloutscope {
namespace {

constexpr const char* partsOfRequest[] = {"input", "instructions", "tools"};

/// Appends what payloads say to a prompt, one after the other.
class PromptBuilder {
public:
    PromptBuilder(const Bundle& bundle, const RolloutTrace& trace, const AgentMail& mail, Prompt& prompt)
        : trace_(trace), mail_(mail), prompt_(prompt), payload_(bundle, trace)
    {
    }

    /// Instructions, tools and settings: every request repeats them.
    void addFrame(InferenceIndex call)
    {
        const json::Value request = open(trace_.inferenceCalls[call].requestPayload);
        if (!request.isObject())
            return;
        for (const json::Member member : request.members()) {
            std::string name = textOf(member.key);
            if (std::find(std::begin(partsOfRequest), std::end(partsOfRequest), name) == std::end(partsOfRequest))
                prompt_.settings.push_back({std::move(name), std::string(member.value.raw())});
        }
        if (const json::Value text = request["instructions"]; text.isString() && text.raw().size() > 2)
            add({.kind = PromptPartKind::Instructions, .category = PromptCategory::Instructions}, text);
        for (const json::Value tool : request["tools"].elements())
            add({.kind = PromptPartKind::Tool, .category = PromptCategory::Tools, .name = toolSchemaName(tool)}, tool);
    }

    /// What the requests before gave, if the call goes on from them, then its own input.
    void addInput(InferenceIndex index)
    {
        const InferenceCall& call = trace_.inferenceCalls[index];
        const IndexList<ConversationItem>& items = call.requestItems;
        const json::Value input = open(call.requestPayload)["input"];
        if (call.input == RequestInput::Full) {
            addElements(input, items.begin(), items.end());
            return;
        }
        const std::size_t own = std::min(countItems(input), items.size());
        const auto firstOwn = items.end() - static_cast<std::ptrdiff_t>(own);
        if (call.input == RequestInput::WithPrefix) {
            addElements(open(call.prefixPayload)["input"], items.begin(), firstOwn);
        } else if (!call.continues) {
            prompt_.gaps.push_back("The request goes on from a response that no call of the agent gave: the items "
                                   "before are those that it saw last.");
            std::for_each(items.begin(), firstOwn, [this](ItemIndex item) { addGuess(item); });
        }
        addElements(open(call.requestPayload)["input"], firstOwn, items.end());
    }

    void addResponse(InferenceIndex index)
    {
        const InferenceCall& call = trace_.inferenceCalls[index];
        if (call.responsePayload)
            addElements(open(call.responsePayload)["output_items"], call.responseItems.begin(),
                        call.responseItems.end());
    }

private:
    using Items = IndexList<ConversationItem>::const_iterator;

    json::Value open(PayloadIndex payload)
    {
        const json::Value root = payload_.open(payload);
        const std::string& error = payload_.error();
        if (!error.empty() && std::find(prompt_.gaps.begin(), prompt_.gaps.end(), error) == prompt_.gaps.end())
            prompt_.gaps.push_back(error);
        return root;
    }

    void addElements(json::Value list, Items item, Items end)
    {
        const bool fits = countItems(list) == static_cast<std::size_t>(end - item);
        for (const json::Value element : list.elements()) {
            PromptPart part{.name = nameOf(element)};
            if (fits && isConversationItem(element))
                part.item = *item++;
            part.category = categoryOf(element, mail_, part.item);
            part.imageBytes = imageBytesOf(element);
            add(std::move(part), element);
        }
        if (!fits && list.present())
            prompt_.gaps.push_back(trace_.payloads[payload_.opened()].path +
                                   ": the items are not those of the reduced trace");
    }

    /// Outputs are named as their calls, which stand before them.
    std::string nameOf(json::Value element)
    {
        const std::string callId = textOf(element["call_id"]);
        std::string name = textOf(element["name"]);
        if (!name.empty() && !callId.empty())
            callNames_.insert_or_assign(callId, name);
        if (const auto called = callNames_.find(callId); name.empty() && called != callNames_.end())
            name = called->second;
        return name.empty() ? textOf(element["type"]) : name;
    }

    void addGuess(ItemIndex item)
    {
        PromptPart part{.kind = PromptPartKind::Guess, .name = "item", .item = item};
        prompt_.parts.push_back(std::move(part));
    }

    void add(PromptPart&& part, json::Value value)
    {
        part.begin = prompt_.bytes.size();
        part.length = value.raw().size();
        part.payload = payload_.opened();
        part.offset = value.offset();
        prompt_.bytes += value.raw();
        prompt_.parts.push_back(std::move(part));
    }

    const RolloutTrace& trace_;
    const AgentMail& mail_;
    Prompt& prompt_;
    std::unordered_map<std::string, std::string> callNames_; // by call id
    PayloadDocument payload_;
};

} // namespace

PromptBytes Prompt::bytesByCategory() const
{
    PromptBytes sums{};
    for (const PromptPart& part : parts)
        addBytes(sums, part.category, part.length, part.imageBytes);
    return sums;
}

IndexList<ConversationItem> Prompt::items() const
{
    IndexList<ConversationItem> list;
    for (const PromptPart& part : parts) {
        if (part.item)
            list.push_back(part.item);
    }
    return list;
}

AgentMail::AgentMail(const RolloutTrace& trace)
{
    for (const InteractionEdge& edge : trace.edges) {
        if (const auto* item = std::get_if<ItemIndex>(&edge.target))
            items_.insert(*item);
    }
}

Prompt readPrompt(const Bundle& bundle, const RolloutTrace& trace, const AgentMail& mail, InferenceIndex call,
                  const std::atomic<bool>* cancelled)
{
    Prompt prompt;
    if (!trace.inferenceCalls.contains(call))
        return prompt;
    prompt.call = call;
    // Each call goes on from one that began before it, so the way back ends.
    std::vector<InferenceIndex> chain{call};
    while (trace.inferenceCalls[chain.back()].input == RequestInput::Incremental) {
        const InferenceIndex before = trace.inferenceCalls[chain.back()].continues;
        if (!before || before >= chain.back())
            break;
        chain.push_back(before);
    }
    prompt.requests = chain.size();
    PromptBuilder builder(bundle, trace, mail, prompt);
    builder.addFrame(call);
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
        if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed))
            return {};
        builder.addInput(*step);
        if (*step != call)
            builder.addResponse(*step);
    }
    return prompt;
}

} // namespace rolloutscope
