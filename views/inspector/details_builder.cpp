#include "views/inspector/details_builder.h"

#include "views/inspector/plain_text.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <cstdio>

namespace rolloutscope::inspector {

namespace {

std::string groupedText(std::uint64_t number)
{
    return grouped(number).toStdString();
}

std::string wallClock(UnixMs at)
{
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(at, Qt::UTC);
    if (!utc.isValid())
        return {};
    const QDateTime local = utc.toLocalTime();
    const QString format = QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz");
    return (utc.toString(format) + QStringLiteral(" UTC\n") + local.toString(format) + QStringLiteral(" ") +
            local.timeZoneAbbreviation() + QStringLiteral(" (local)\n") + QString::number(at) +
            QStringLiteral(" ms since 1970"))
        .toStdString();
}

std::string localTime(UnixMs at)
{
    return QDateTime::fromMSecsSinceEpoch(at).toString(QStringLiteral("HH:mm:ss")).toStdString();
}

std::string percent(std::uint64_t part, std::uint64_t whole)
{
    if (whole == 0)
        return {};
    return std::to_string((part * 200 + whole) / (whole * 2)) + " %";
}

} // namespace

std::string formatMoment(std::int64_t ms)
{
    if (ms < 0)
        return "-" + formatMoment(ms == INT64_MIN ? INT64_MAX : -ms);
    if (ms < 1000)
        return std::to_string(ms) + " ms";
    std::array<char, 64> text{};
    const long long seconds = ms / 1000;
    const int rest = static_cast<int>(ms % 1000);
    if (seconds < 60)
        std::snprintf(text.data(), text.size(), "%lld.%03d s", seconds, rest);
    else if (seconds < 3600)
        std::snprintf(text.data(), text.size(), "%lld m %02lld.%03d s", seconds / 60, seconds % 60, rest);
    else
        std::snprintf(text.data(), text.size(), "%lld h %02lld m %02lld.%03d s", seconds / 3600, seconds / 60 % 60,
                      seconds % 60, rest);
    return text.data();
}

DetailsBuilder::DetailsBuilder(const RolloutTrace& traceRead, const Relations& relationsRead, ObjectRef object)
    : trace(traceRead), relations(relationsRead)
{
    details.object = object;
    details.title = objectTitle(trace, relations, object);
    // A message can be long; it stands below its fields.
    if (object.kind != ObjectKind::ConversationItem && object.kind != ObjectKind::InteractionEdge)
        details.subtitle = objectDetail(trace, relations, object);
    details.outcome = outcomeOf(trace, object);
    details.badge = details.outcome == Outcome::Running ? std::string("unfinished") : outcomeText(trace, object);
    details.id = objectId(trace, object);
    details.sections.emplace_back();
}

void DetailsBuilder::section(std::string title)
{
    details.sections.push_back({.title = std::move(title), .rows = {}, .more = {}, .isList = false});
}

DetailRow& DetailsBuilder::row(std::string label, std::vector<DetailSpan> value)
{
    auto& rows = details.sections.back().rows;
    DetailRow made;
    made.label = std::move(label);
    made.value = std::move(value);
    rows.push_back(std::move(made));
    return rows.back();
}

void DetailsBuilder::text(std::string label, std::string_view value)
{
    constexpr std::size_t most = 4'000;
    if (!value.empty())
        row(std::move(label), {{.text = std::string(cutText(value, most)), .link = {}, .tone = Tone::Normal}});
}

void DetailsBuilder::code(std::string label, std::string_view value)
{
    if (value.empty())
        return;
    text(std::move(label), value);
    details.sections.back().rows.back().monospace = true;
}

void DetailsBuilder::longText(std::string label, std::string_view value, bool monospace)
{
    if (value.empty())
        return;
    const std::string_view cut = cutText(value, mostText);
    DetailRow& made = row(std::move(label), {{.text = std::string(cut), .link = {}, .tone = Tone::Normal}});
    made.monospace = monospace;
    made.isText = true;
    made.omittedBytes = value.size() - cut.size();
}

void DetailsBuilder::failure(std::string label, std::string_view value)
{
    if (value.empty())
        return;
    longText(std::move(label), value, false);
    details.sections.back().rows.back().value.front().tone = Tone::Failure;
}

void DetailsBuilder::number(std::string label, std::uint64_t count, std::string note)
{
    DetailRow& made = row(std::move(label), {{.text = groupedText(count), .link = {}, .tone = Tone::Normal}});
    if (!note.empty())
        made.value.push_back({.text = std::move(note), .link = {}, .tone = Tone::Dim});
}

void DetailsBuilder::link(std::string label, ObjectRef object, std::string note)
{
    if (!exists(trace, object))
        return;
    std::string title = objectTitle(trace, relations, object);
    if (title.empty())
        title = objectId(trace, object);
    DetailRow& made = row(std::move(label), {{.text = std::move(title), .link = object, .tone = Tone::Normal}});
    if (!note.empty())
        made.value.push_back({.text = std::move(note), .link = {}, .tone = Tone::Dim});
}

void DetailsBuilder::linkOrId(std::string label, ObjectRef object, std::string_view id)
{
    if (exists(trace, object))
        return link(std::move(label), object);
    if (id.empty())
        return;
    row(std::move(label), {{.text = std::string(id), .link = {}, .tone = Tone::Normal},
                           {.text = "not in this trace", .link = {}, .tone = Tone::Dim}});
}

void DetailsBuilder::moment(std::string label, UnixMs at, std::string note)
{
    DetailRow& made =
        row(std::move(label), {{.text = formatMoment(at - trace.startedAt), .link = {}, .tone = Tone::Normal},
                               {.text = localTime(at), .link = {}, .tone = Tone::Dim}});
    if (!note.empty())
        made.value.push_back({.text = std::move(note), .link = {}, .tone = Tone::Dim});
    made.tooltip = "Since the start of the recording\n" + wallClock(at);
}

void DetailsBuilder::duration(std::string label, std::int64_t ms, std::string note)
{
    DetailRow& made = row(std::move(label), {{.text = formatDuration(ms), .link = {}, .tone = Tone::Normal}});
    if (!note.empty())
        made.value.push_back({.text = std::move(note), .link = {}, .tone = Tone::Dim});
    made.tooltip = (ms < 0 ? "-" : "") + groupedText(static_cast<std::uint64_t>(ms < 0 ? -ms : ms)) + " ms";
}

void DetailsBuilder::timing(const ExecutionWindow& window)
{
    moment("Started", window.startedAt);
    if (window.endedAt)
        duration("Duration", *window.endedAt - window.startedAt);
    else
        duration("Duration", relations.lastMoment() - window.startedAt, "until the recording ends");
}

void DetailsBuilder::statusRow()
{
    const std::string status = outcomeText(trace, details.object);
    if (status.empty())
        return;
    const Tone tone = details.outcome == Outcome::Failed ? Tone::Failure : Tone::Normal;
    row("Status", {{.text = status, .link = {}, .tone = tone}});
}

std::string DetailsBuilder::note(ObjectRef object) const
{
    std::vector<std::string> parts;
    constexpr std::size_t mostOfDetail = 120;
    if (object.kind == ObjectKind::InferenceCall) {
        const InferenceCall& call = trace.inferenceCalls[object.inferenceCall()];
        if (call.usage)
            parts.push_back(formatCount(call.usage->input) + " → " + formatCount(call.usage->output) + " tokens");
    } else {
        std::string detail = object.kind == ObjectKind::ConversationItem
                                 ? previewOf(trace.items[object.item()], mostOfDetail)
                                 : firstLine(objectDetail(trace, relations, object), mostOfDetail);
        if (!detail.empty())
            parts.push_back(std::move(detail));
    }
    const bool ran = object.kind != ObjectKind::ConversationItem && object.kind != ObjectKind::Compaction &&
                     object.kind != ObjectKind::InteractionEdge;
    const auto window = windowOf(trace, object);
    if (ran && window && window->endedAt)
        parts.push_back(formatDuration(*window->endedAt - window->startedAt));
    const Outcome outcome = outcomeOf(trace, object);
    if (outcome == Outcome::Running)
        parts.emplace_back("unfinished");
    else if (outcome == Outcome::Failed || outcome == Outcome::Cancelled)
        parts.push_back(outcomeText(trace, object));
    std::string joined;
    for (const std::string& part : parts)
        joined += (joined.empty() ? "" : " · ") + part;
    return joined;
}

void DetailsBuilder::listRefs(const std::string& title, const std::vector<ObjectRef>& objects, std::size_t total)
{
    if (objects.empty())
        return;
    section(title + " · " + groupedText(total));
    details.sections.back().isList = true;
    for (std::size_t i = 0; i < objects.size() && i < mostLinks; ++i) {
        const Outcome outcome = outcomeOf(trace, objects[i]);
        link({}, objects[i], note(objects[i]));
        auto& rows = details.sections.back().rows;
        if (!rows.empty() && outcome == Outcome::Failed && rows.back().value.size() > 1)
            rows.back().value.back().tone = Tone::Failure;
    }
    const std::size_t shown = std::min(objects.size(), mostLinks);
    if (total > shown)
        details.sections.back().more = "and " + groupedText(total - shown) + " more";
}

void DetailsBuilder::edges(ObjectRef object)
{
    list("Sent to other agents", relations.edgesFrom(object));
    list("Came from other agents", relations.edgesTo(object));
}

void DetailsBuilder::payload(PayloadIndex payload, std::string role)
{
    if (!trace.payloads.contains(payload))
        return;
    const bool known = std::any_of(details.payloads.begin(), details.payloads.end(),
                                   [&](const DetailPayload& each) { return each.payload == payload; });
    if (!known)
        details.payloads.push_back({.payload = payload, .role = std::move(role)});
}

void DetailsBuilder::tokens(const TokenUsage& usage)
{
    number("Input tokens", usage.input);
    if (usage.input > 0)
        number("  cached", usage.cachedInput, percent(usage.cachedInput, usage.input));
    if (usage.cacheWriteInput > 0)
        number("  written to cache", usage.cacheWriteInput);
    number("Output tokens", usage.output);
    if (usage.output > 0)
        number("  reasoning", usage.reasoningOutput, percent(usage.reasoningOutput, usage.output));
}

WorkTotals totalsOf(const RolloutTrace& trace, const IndexList<InferenceCall>& calls, const IndexList<ToolCall>& tools)
{
    WorkTotals totals;
    for (const InferenceIndex index : calls) {
        const auto& usage = trace.inferenceCalls[index].usage;
        if (!usage)
            continue;
        totals.hasUsage = true;
        totals.usage.input += usage->input;
        totals.usage.cachedInput += usage->cachedInput;
        totals.usage.cacheWriteInput += usage->cacheWriteInput;
        totals.usage.output += usage->output;
        totals.usage.reasoningOutput += usage->reasoningOutput;
    }
    for (const ToolIndex tool : tools)
        totals.failedTools += outcomeOf(trace, tool) == Outcome::Failed ? 1 : 0;
    return totals;
}

namespace {

/// What a part says as text; empty for what is no text.
std::string_view textOf(const ItemPart& part)
{
    if (const auto* text = std::get_if<TextPart>(&part))
        return text->text;
    if (const auto* summary = std::get_if<SummaryPart>(&part))
        return summary->text;
    if (const auto* code = std::get_if<CodePart>(&part))
        return code->source;
    if (const auto* json = std::get_if<JsonPart>(&part))
        return json->summary;
    return {};
}

} // namespace

std::size_t textBytes(const ConversationItem& item)
{
    std::size_t bytes = 0;
    for (const ItemPart& part : item.parts)
        bytes += textOf(part).size();
    return bytes;
}

std::string previewOf(const ConversationItem& item, std::size_t mostBytes)
{
    for (const ItemPart& part : item.parts) {
        if (const std::string_view text = textOf(part); !text.empty())
            return firstLine(text, mostBytes);
        if (std::holds_alternative<EncodedPart>(part))
            return "encrypted";
        if (const auto* reference = std::get_if<PayloadRefPart>(&part))
            return reference->label;
    }
    return {};
}

InferenceIndex firstSeenBy(const DetailsBuilder& builder, ItemIndex item)
{
    const ThreadIndex thread = builder.trace.items[item].thread;
    if (!thread)
        return {};
    for (const InferenceIndex index : builder.relations.inferenceCalls(thread)) {
        const auto& items = builder.trace.inferenceCalls[index].requestItems;
        if (std::find(items.begin(), items.end(), item) != items.end())
            return index;
    }
    return {};
}

ObjectDetails describeObject(const RolloutTrace& trace, const Relations& relations, ObjectRef object)
{
    if (!exists(trace, object))
        return {};
    DetailsBuilder builder(trace, relations, object);
    switch (object.kind) {
    case ObjectKind::Thread:
        describeThread(builder, object.thread());
        break;
    case ObjectKind::Turn:
        describeTurn(builder, object.turn());
        break;
    case ObjectKind::InferenceCall:
        describeInference(builder, object.inferenceCall());
        break;
    case ObjectKind::ToolCall:
        describeTool(builder, object.toolCall());
        break;
    case ObjectKind::CodeCell:
        describeCell(builder, object.codeCell());
        break;
    case ObjectKind::TerminalSession:
        describeSession(builder, object.session());
        break;
    case ObjectKind::TerminalOperation:
        describeOperation(builder, object.operation());
        break;
    case ObjectKind::Compaction:
        describeCompaction(builder, object.compaction());
        break;
    case ObjectKind::CompactionRequest:
        describeCompactionRequest(builder, object.compactionRequest());
        break;
    case ObjectKind::ConversationItem:
        describeItem(builder, object.item());
        break;
    case ObjectKind::InteractionEdge:
        describeEdge(builder, object.edge());
        break;
    case ObjectKind::RawPayload:
        describePayload(builder, object.payload());
        break;
    case ObjectKind::None:
        break;
    }
    // Sections without rows come of objects without anything to tell there.
    std::erase_if(builder.details.sections, [](const DetailSection& section) { return section.rows.empty(); });
    builder.section({});
    builder.code("Id", builder.details.id);
    return std::move(builder.details);
}

} // namespace rolloutscope::inspector
