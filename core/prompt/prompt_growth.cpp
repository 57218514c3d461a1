#include "core/prompt/prompt_growth.h"

#include "core/json/document.h"
#include "core/prompt/prompt_elements.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace rolloutscope {
namespace {

class Measure {
public:
    Measure(const Bundle& bundle, const RolloutTrace& trace) : bundle_(bundle), trace_(trace), mail_(trace) {}

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
        const json::Value request = open(call.requestPayload);
        const json::Value input = request["input"];
        whole = whole && input.isArray();
        const std::size_t own = call.input == RequestInput::Full ? call.requestItems.size() : countOf(input);
        const std::size_t first = call.requestItems.size() - std::min(own, call.requestItems.size());
        addFrame(request, size.bytes);
        add(input, call.requestItems, first, conversation.bytes);
        if (call.input == RequestInput::WithPrefix) {
            const json::Value prefix = open(call.prefixPayload)["input"];
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
                const json::Value output = open(call.responsePayload)["output_items"];
                conversation.isWhole = conversation.isWhole && output.isArray();
                add(output, call.responseItems, 0, conversation.bytes);
            }
        }
        return &conversation;
    }

    [[nodiscard]] static std::size_t countOf(json::Value list)
    {
        std::size_t count = 0;
        for (const json::Value element : list.elements())
            count += isConversationItem(element) ? 1 : 0;
        return count;
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
            PromptCategory category = categoryOf(element);
            if (isConversationItem(element)) {
                const bool isMessage = category == PromptCategory::User || category == PromptCategory::Assistant;
                if (isMessage && first < items.size() && mail_.contains(items[first]))
                    category = PromptCategory::AgentMessages;
                ++first;
            }
            addBytes(bytes, category, element.raw().size(), imageBytesOf(element));
        }
    }

    json::Value open(PayloadIndex payload)
    {
        if (payload == opened_ && payload)
            return document_.root();
        opened_ = {};
        const json::ParseOptions options{.hugeNumbersValid = true, .loneSurrogatesValid = true};
        if (!trace_.payloads.contains(payload) ||
            bundle_.folder().readFile(trace_.payloads[payload].path, file_) != FileError::None ||
            !document_.parse(file_, options))
            return {};
        opened_ = payload;
        return document_.root();
    }

    const Bundle& bundle_;
    const RolloutTrace& trace_;
    AgentMail mail_;
    std::unordered_map<InferenceIndex, Conversation> conversations_;
    PayloadIndex opened_;
    std::string file_;
    json::Document document_;
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
