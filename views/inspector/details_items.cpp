// The details of conversation items and raw payloads.
#include "views/inspector/details_builder.h"

#include <algorithm>

namespace rolloutscope::inspector {

namespace {

void describeProducers(DetailsBuilder& b, const ConversationItem& item)
{
    constexpr std::size_t most = 20;
    for (std::size_t i = 0; i < item.producedBy.size() && i < most; ++i)
        b.link(i == 0 ? "Produced by" : "",
               std::visit([](auto index) { return ObjectRef(index); }, item.producedBy[i]));
}

/// Which inference calls had the item in their request.
void describeReaders(DetailsBuilder& b, ItemIndex index, const ConversationItem& item)
{
    if (!item.thread)
        return;
    std::size_t count = 0;
    InferenceIndex first;
    InferenceIndex last;
    for (const InferenceIndex call : b.relations.inferenceCalls(item.thread)) {
        const auto& items = b.trace.inferenceCalls[call].requestItems;
        if (std::find(items.begin(), items.end(), index) == items.end())
            continue;
        if (count++ == 0)
            first = call;
        last = call;
    }
    if (count == 0) {
        b.text("Seen by", "no inference call");
        return;
    }
    b.link("Seen by", first, formatCounted(count, "call", "calls"));
    if (count > 1) {
        auto& value = b.details.sections.back().rows.back().value;
        value.insert(value.begin() + 1, {.text = "to", .link = {}, .tone = Tone::Dim});
        value.insert(value.begin() + 2,
                     {.text = objectTitle(b.trace, b.relations, last), .link = last, .tone = Tone::Normal});
    }
}

void describeTools(DetailsBuilder& b, ItemIndex index, const ConversationItem& item)
{
    if (!item.thread || !item.callId)
        return;
    for (const ToolIndex tool : b.relations.toolCalls(item.thread)) {
        const ToolCall& call = b.trace.toolCalls[tool];
        const auto has = [&](const IndexList<ConversationItem>& items) {
            return std::find(items.begin(), items.end(), index) != items.end();
        };
        if (has(call.callItems) || has(call.outputItems))
            return b.link("Tool call", tool, b.note(tool));
    }
}

bool isCode(ItemKind kind)
{
    return kind == ItemKind::FunctionCall || kind == ItemKind::FunctionCallOutput || kind == ItemKind::CustomToolCall ||
           kind == ItemKind::CustomToolCallOutput;
}

void describeParts(DetailsBuilder& b, const ConversationItem& item)
{
    constexpr std::size_t most = 100;
    const bool fixed = isCode(item.kind);
    for (std::size_t i = 0; i < item.parts.size() && i < most; ++i) {
        const ItemPart& part = item.parts[i];
        if (const auto* text = std::get_if<TextPart>(&part)) {
            b.longText({}, text->text, fixed);
        } else if (const auto* summary = std::get_if<SummaryPart>(&part)) {
            b.longText({}, summary->text, false);
        } else if (const auto* code = std::get_if<CodePart>(&part)) {
            b.text("Language", code->language);
            b.longText({}, code->source, true);
        } else if (const auto* json = std::get_if<JsonPart>(&part)) {
            b.longText({}, json->summary, true);
            b.link("Whole", json->payload);
            b.payload(json->payload, "content");
        } else if (const auto* encoded = std::get_if<EncodedPart>(&part)) {
            b.row(encoded->label,
                  {{.text = "encrypted, " + formatBytes(encoded->value.size()), .link = {}, .tone = Tone::Dim}});
        } else if (const auto* reference = std::get_if<PayloadRefPart>(&part)) {
            b.row(reference->label, {{.text = "kept in", .link = {}, .tone = Tone::Dim}});
            if (b.trace.payloads.contains(reference->payload))
                b.details.sections.back().rows.back().value.push_back(
                    {.text = b.trace.payloads[reference->payload].path,
                     .link = reference->payload,
                     .tone = Tone::Normal});
            b.code("SHA-256", reference->contentSha256.value_or(std::string()));
            b.payload(reference->payload, "content");
        }
    }
    if (item.parts.size() > most)
        b.details.sections.back().more = "and " + formatCounted(item.parts.size() - most, "more part", "more parts");
}

/// Who refers to a payload, and as what.
class References {
public:
    References(DetailsBuilder& b, PayloadIndex wanted) : b_(b), wanted_(wanted) {}

    void note(PayloadIndex payload, ObjectRef from, const char* role)
    {
        if (payload != wanted_ || (!found_.empty() && found_.back() == from))
            return;
        found_.push_back(from);
        if (found_.size() <= mostLinks)
            roles_.emplace_back(role);
    }

    void write()
    {
        if (found_.empty()) {
            b_.text("Referred to by", "no object of the trace");
            return;
        }
        b_.listRefs("Referred to by", found_, found_.size());
        auto& rows = b_.details.sections.back().rows;
        for (std::size_t i = 0; i < rows.size() && i < roles_.size(); ++i)
            rows[i].value.insert(rows[i].value.begin(),
                                 {.text = roles_[i] + std::string(" of"), .link = {}, .tone = Tone::Dim});
    }

private:
    DetailsBuilder& b_;
    PayloadIndex wanted_;
    std::vector<ObjectRef> found_;
    std::vector<std::string> roles_;
};

template <typename T>
ObjectRef refAt(std::size_t position)
{
    return ObjectRef(Index<T>{static_cast<std::uint32_t>(position)});
}

} // namespace

void describeItem(DetailsBuilder& b, ItemIndex index)
{
    const ConversationItem& item = b.trace.items[index];
    if (b.relations.isDiscarded(index)) {
        b.details.badge = "discarded output";
        b.text("Note", "The model gave this back, but it never entered the agent's history.");
    }
    b.link("Agent", item.thread);
    if (item.turn)
        b.link("Turn", item.turn);
    else if (!item.unknownTurnId.empty())
        b.linkOrId("Turn", {}, item.unknownTurnId);
    b.text("Role", toWord(item.role));
    b.text("Channel", toWord(item.channel));
    b.text("Kind", toWord(item.kind));
    if (item.agentMessage) {
        b.code("From", item.agentMessage->author);
        b.code("To", item.agentMessage->recipient);
    }
    b.code("Call id", item.callId.value_or(std::string()));
    describeTools(b, index, item);
    describeProducers(b, item);
    b.moment("First seen", item.firstSeenAt);
    if (item.acceptedAt)
        b.moment("Accepted", *item.acceptedAt);
    describeReaders(b, index, item);
    b.code("API id", item.responsesItemId.value_or(std::string()));
    b.section("Content · " + formatBytes(textBytes(item)));
    describeParts(b, item);
    b.edges(index);
    b.payload(item.firstSeenIn, "first seen in");
}

void describePayload(DetailsBuilder& b, PayloadIndex index)
{
    const RawPayload& payload = b.trace.payloads[index];
    b.code("Path", payload.path);
    b.text("Kind", toWord(payload.kind));
    References references(b, index);
    std::size_t position = 0;
    for (const InferenceCall& call : b.trace.inferenceCalls) {
        references.note(call.requestPayload, refAt<InferenceCall>(position), "request");
        references.note(call.responsePayload, refAt<InferenceCall>(position), "response");
        ++position;
    }
    position = 0;
    for (const ToolCall& tool : b.trace.toolCalls) {
        const ObjectRef ref = refAt<ToolCall>(position++);
        references.note(tool.invocationPayload, ref, "invocation");
        references.note(tool.resultPayload, ref, "result");
        for (const PayloadIndex runtime : tool.runtimePayloads)
            references.note(runtime, ref, "runtime event");
    }
    position = 0;
    for (const CodeCell& cell : b.trace.codeCells) {
        const ObjectRef ref = refAt<CodeCell>(position++);
        references.note(cell.initialResponsePayload, ref, "first response");
        references.note(cell.resultPayload, ref, "result");
    }
    position = 0;
    for (const CompactionRequest& request : b.trace.compactionRequests) {
        const ObjectRef ref = refAt<CompactionRequest>(position++);
        references.note(request.requestPayload, ref, "request");
        references.note(request.responsePayload, ref, "response");
    }
    position = 0;
    for (const InteractionEdge& edge : b.trace.edges) {
        const ObjectRef ref = refAt<InteractionEdge>(position++);
        for (const PayloadIndex carried : edge.carriedPayloads)
            references.note(carried, ref, "carried");
    }
    position = 0;
    for (const ConversationItem& item : b.trace.items)
        references.note(item.firstSeenIn, refAt<ConversationItem>(position++), "first sight");
    references.write();
    b.payload(index, toWord(payload.kind));
}

} // namespace rolloutscope::inspector
