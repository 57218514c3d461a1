#include "core/prompt/prompt_growth.h"

#include "core/prompt/payload_document.h"
#include "core/prompt/prompt_elements.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace rolloutscope {
namespace {

class Measure {
public:
    Measure(const Bundle& bundle, const RolloutTrace& trace) : trace_(trace), mail_(trace), payload_(bundle, trace) {}

    [[nodiscard]] PromptSize of(InferenceIndex index)
    {
        const InferenceCall& call = trace_.inferenceCalls[index];
        PromptSize size{.call = index, .items = call.requestItems.size()};
        Conversation conversation;
        bool whole = true;
        if (call.input == RequestInput::Incremental) {
            const Conversation* before = call.continues ? withResponse(call.continues) : nullptr;
            whole = before != nullptr && before->isWhole;
            if (before != nullptr)
                conversation.bytes = before->bytes;
        }
        const json::Value request = payload_.open(call.requestPayload);
        const json::Value input = request["input"];
        whole = whole && input.isArray();
        const std::size_t own = call.input == RequestInput::Full ? call.requestItems.size() : countItems(input);
        const std::size_t first = call.requestItems.size() - std::min(own, call.requestItems.size());
        addFrame(request, size.bytes);
        add(input, call.requestItems, first, conversation.bytes);
        if (call.input == RequestInput::WithPrefix) {
            const json::Value prefix = payload_.open(call.prefixPayload)["input"];
            whole = whole && prefix.isArray();
            add(prefix, call.requestItems, 0, conversation.bytes);
        }
        conversation.isWhole = whole;
        size.isWhole = whole;
        for (std::size_t i = 0; i < promptCategoryCount; ++i)
            size.bytes[i] += conversation.bytes[i];
        conversations_.insert_or_assign(index, conversation);
        return size;
    }

private:
    struct Conversation {
        PromptBytes bytes{};
        bool isWhole = true;
        bool hasResponse = false;
    };

    /// The conversation of an earlier call with its response, which is read when it is first asked for.
    [[nodiscard]] const Conversation* withResponse(InferenceIndex index)
    {
        const auto found = conversations_.find(index);
        if (found == conversations_.end())
            return nullptr;
        Conversation& conversation = found->second;
        if (!conversation.hasResponse) {
            conversation.hasResponse = true;
            const InferenceCall& call = trace_.inferenceCalls[index];
            if (call.responsePayload) {
                const json::Value output = payload_.open(call.responsePayload)["output_items"];
                conversation.isWhole = conversation.isWhole && output.isArray();
                add(output, call.responseItems, 0, conversation.bytes);
            }
        }
        return &conversation;
    }

    static void addFrame(json::Value request, PromptBytes& bytes)
    {
        if (const json::Value text = request["instructions"]; text.isString() && text.raw().size() > 2)
            addBytes(bytes, PromptCategory::Instructions, text.raw().size(), 0);
        for (const json::Value tool : request["tools"].elements())
            addBytes(bytes, PromptCategory::Tools, tool.raw().size(), 0);
    }

    void add(json::Value list, const IndexList<ConversationItem>& items, std::size_t first, PromptBytes& bytes) const
    {
        for (const json::Value element : list.elements()) {
            const bool isItem = isConversationItem(element);
            const ItemIndex item = isItem && first < items.size() ? items[first] : ItemIndex();
            first += isItem ? 1 : 0;
            const PromptCategory category = categoryOf(element, mail_, item);
            addBytes(bytes, category, element.raw().size(), imageBytesOf(element));
        }
    }

    const RolloutTrace& trace_;
    AgentMail mail_;
    std::unordered_map<InferenceIndex, Conversation> conversations_;
    PayloadDocument payload_;
};

} // namespace

std::uint64_t PromptSize::total() const
{
    return std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0});
}

std::vector<PromptSize> promptGrowth(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations,
                                     ThreadIndex thread, const std::function<bool(std::size_t, std::size_t)>& report)
{
    std::vector<PromptSize> sizes;
    if (!trace.threads.contains(thread))
        return sizes;
    const IndexList<InferenceCall>& calls = relations.inferenceCalls(thread);
    const IndexList<Compaction>& compactions = relations.compactions(thread);
    auto compaction = compactions.begin();
    Measure measure(bundle, trace);
    sizes.reserve(calls.size());
    for (const InferenceIndex call : calls) {
        if (report && !report(sizes.size(), calls.size()))
            return {};
        sizes.push_back(measure.of(call));
        for (; compaction != compactions.end() &&
               trace.compactions[*compaction].installedAt <= trace.inferenceCalls[call].execution.startedAt;
             ++compaction)
            sizes.back().afterCompaction = true;
    }
    return sizes;
}

} // namespace rolloutscope
