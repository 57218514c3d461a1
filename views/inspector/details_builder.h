// Collects the sections and rows of an object's details. One function for each kind of object uses it.
#pragma once

#include "views/inspector/object_details.h"

#include <optional>
#include <string_view>

namespace rolloutscope::inspector {

class DetailsBuilder {
public:
    DetailsBuilder(const RolloutTrace& traceRead, const Relations& relationsRead, ObjectRef object);

    const RolloutTrace& trace;
    const Relations& relations;
    ObjectDetails details;

    // Rows go into the section that was begun last; empty values make no row.
    void section(std::string title);
    DetailRow& row(std::string label, std::vector<DetailSpan> value);
    void text(std::string label, std::string_view value);
    void code(std::string label, std::string_view value); // one line, fixed font
    void longText(std::string label, std::string_view value, bool monospace);
    void failure(std::string label, std::string_view value);
    void number(std::string label, std::uint64_t count, std::string note = {});
    void link(std::string label, ObjectRef object, std::string note = {});
    /// A link if there is such an object, otherwise the id and that it is not in the trace.
    void linkOrId(std::string label, ObjectRef object, std::string_view id);

    void moment(std::string label, UnixMs at, std::string note = {});
    void duration(std::string label, std::int64_t ms, std::string note = {});
    void timing(const ExecutionWindow& window);
    void statusRow();

    /// A bounded list of objects, each with its title and what matters about it.
    template <typename List>
    void list(const std::string& title, const List& objects)
    {
        std::vector<ObjectRef> refs;
        refs.reserve(std::min(objects.size(), mostLinks));
        for (std::size_t i = 0; i < objects.size() && i < mostLinks; ++i)
            refs.emplace_back(objects[i]);
        listRefs(title, refs, objects.size());
    }
    void listRefs(const std::string& title, const std::vector<ObjectRef>& objects, std::size_t total);
    void edges(ObjectRef object);

    void payload(PayloadIndex payload, std::string role);

    /// Input, cached, output … of one or of many calls.
    void tokens(const TokenUsage& usage);

    [[nodiscard]] std::string note(ObjectRef object) const;
};

struct WorkTotals {
    TokenUsage usage;
    bool hasUsage = false;
    std::size_t failedTools = 0;
};
[[nodiscard]] WorkTotals totalsOf(const RolloutTrace& trace, const IndexList<InferenceCall>& calls,
                                  const IndexList<ToolCall>& tools);

// One for each kind; the object exists.
void describeThread(DetailsBuilder& builder, ThreadIndex thread);
void describeTurn(DetailsBuilder& builder, TurnIndex turn);
void describeEdge(DetailsBuilder& builder, EdgeIndex edge);
void describeInference(DetailsBuilder& builder, InferenceIndex call);
void describeCompaction(DetailsBuilder& builder, CompactionIndex compaction);
void describeCompactionRequest(DetailsBuilder& builder, CompactionRequestIndex request);
void describeTool(DetailsBuilder& builder, ToolIndex tool);
void describeCell(DetailsBuilder& builder, CellIndex cell);
void describeSession(DetailsBuilder& builder, SessionIndex session);
void describeOperation(DetailsBuilder& builder, OperationIndex operation);
void describeItem(DetailsBuilder& builder, ItemIndex item);
void describePayload(DetailsBuilder& builder, PayloadIndex payload);

/// Bytes of all texts of an item, without making a copy of them.
[[nodiscard]] std::size_t textBytes(const ConversationItem& item);
/// First words of an item, without making a copy of its text.
[[nodiscard]] std::string previewOf(const ConversationItem& item, std::size_t mostBytes);

/// The first call that had this item in its request; absent if none.
[[nodiscard]] InferenceIndex firstSeenBy(const DetailsBuilder& builder, ItemIndex item);

} // namespace rolloutscope::inspector
