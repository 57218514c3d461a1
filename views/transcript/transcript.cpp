#include "views/transcript/transcript.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/transcript/text_roles.h"

#include <algorithm>
#include <unordered_set>

namespace rolloutscope::transcript {
namespace {

EntryKind kindOf(const ConversationItem& item)
{
    switch (item.kind) {
    case ItemKind::CompactionMarker:
        return EntryKind::Compaction;
    case ItemKind::Reasoning:
        return EntryKind::Reasoning;
    case ItemKind::FunctionCall:
        return EntryKind::ToolCall;
    case ItemKind::CustomToolCall:
        return std::any_of(item.parts.begin(), item.parts.end(),
                           [](const ItemPart& part) { return std::holds_alternative<CodePart>(part); })
                   ? EntryKind::Code
                   : EntryKind::ToolCall;
    case ItemKind::FunctionCallOutput:
    case ItemKind::CustomToolCallOutput:
        return EntryKind::ToolOutput;
    case ItemKind::Message:
        break;
    }
    if (item.agentMessage)
        return EntryKind::AgentMessage;
    switch (item.role) {
    case ItemRole::System:
        return EntryKind::System;
    case ItemRole::Developer:
        return EntryKind::Developer;
    case ItemRole::Assistant:
        return EntryKind::Assistant;
    case ItemRole::Tool:
        return EntryKind::ToolOutput;
    case ItemRole::User:
        break;
    }
    return EntryKind::User;
}

/// Line feeds stay; other control characters become visible marks.
QString visibleText(const QString& text)
{
    QString shown;
    shown.reserve(text.size());
    for (const QChar c : text) {
        const char16_t code = c.unicode();
        if (code == u'\r')
            continue;
        if (code < 0x20 && code != u'\n' && code != u'\t')
            shown += QChar(0x2400 + code); // its picture
        else if (code == 0x7F)
            shown += QChar(0x2421);
        else if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069))
            shown += QChar(0xFFFD); // would turn the direction of what follows
        else
            shown += c;
    }
    return shown;
}

QString cutLines(QString text, qsizetype most, qsizetype& lines)
{
    while (text.endsWith(u'\n'))
        text.chop(1);
    lines = text.count(u'\n') + 1;
    if (lines <= most)
        return text;
    qsizetype at = -1;
    for (qsizetype i = 0; i < most; ++i)
        at = text.indexOf(u'\n', at + 1);
    return text.left(at);
}

std::uint64_t bytesOf(const ConversationItem& item)
{
    std::uint64_t bytes = 0;
    for (const ItemPart& part : item.parts) {
        bytes += std::visit(
            [](const auto& one) -> std::uint64_t {
                using Part = std::decay_t<decltype(one)>;
                if constexpr (std::is_same_v<Part, TextPart> || std::is_same_v<Part, SummaryPart>)
                    return one.text.size();
                else if constexpr (std::is_same_v<Part, EncodedPart>)
                    return one.value.size();
                else if constexpr (std::is_same_v<Part, JsonPart>)
                    return one.summary.size();
                else if constexpr (std::is_same_v<Part, CodePart>)
                    return one.source.size();
                else
                    return 0;
            },
            part);
    }
    return bytes;
}

QString readersText(const Transcript& transcript, ItemIndex item)
{
    const LoadedTrace& loaded = *transcript.loaded;
    const std::uint32_t count = transcript.readings->readerCount(item);
    if (count == 0)
        return QStringLiteral("seen by no call");
    const auto title = [&](InferenceIndex call) {
        return QString::fromStdString(objectTitle(loaded.trace, loaded.relations, call));
    };
    const InferenceIndex first = transcript.readings->firstReader(item);
    const InferenceIndex last = transcript.readings->lastReader(item);
    if (first == last)
        return QStringLiteral("seen by ") + title(first);
    QString until = title(last);
    if (const qsizetype blank = until.lastIndexOf(u' '); blank > 0)
        until.remove(0, blank + 1); // its number
    return QStringLiteral("seen by %1 calls: %2 – %3").arg(count).arg(title(first), until);
}

QString headingOf(const Transcript& transcript, const Entry& entry)
{
    const RolloutTrace& trace = transcript.loaded->trace;
    const ConversationItem& item = trace.items[entry.item];
    if (item.agentMessage)
        return singleLine(item.agentMessage->author, 60) + QStringLiteral(" → ") +
               singleLine(item.agentMessage->recipient, 60);
    if (trace.toolCalls.contains(entry.tool))
        return toWord(entry.kind) + QStringLiteral(" · ") +
               QString::fromStdString(toolName(trace.toolCalls[entry.tool].kind));
    QString heading = toWord(entry.kind);
    if (item.channel != ItemChannel::None && item.kind == ItemKind::Message)
        heading += QStringLiteral(" · ") + QString::fromLatin1(rolloutscope::toWord(item.channel));
    return heading;
}

QString bodyOf(const ConversationItem& item)
{
    QString text;
    for (const ItemPart& part : item.parts) {
        QString more;
        if (const auto* json = std::get_if<JsonPart>(&part)) {
            more = indentedJson(json->summary);
        } else if (const auto* encoded = std::get_if<EncodedPart>(&part)) {
            more = QStringLiteral("[%1, encrypted: %2]")
                       .arg(QString::fromStdString(encoded->label.empty() ? "content" : encoded->label),
                            QString::fromStdString(formatBytes(encoded->value.size())));
        } else {
            ConversationItem one;
            one.parts = {part};
            more = QString::fromStdString(itemText(one));
        }
        if (!text.isEmpty() && !more.isEmpty())
            text += u'\n';
        text += more;
    }
    return text;
}

} // namespace

QString toWord(EntryKind kind)
{
    switch (kind) {
    case EntryKind::System:
        return QStringLiteral("system");
    case EntryKind::Developer:
        return QStringLiteral("developer");
    case EntryKind::User:
        return QStringLiteral("user");
    case EntryKind::AgentMessage:
        return QStringLiteral("agent message");
    case EntryKind::Assistant:
        return QStringLiteral("assistant");
    case EntryKind::Reasoning:
        return QStringLiteral("reasoning");
    case EntryKind::ToolCall:
        return QStringLiteral("tool call");
    case EntryKind::Code:
        return QStringLiteral("code");
    case EntryKind::ToolOutput:
        return QStringLiteral("output");
    case EntryKind::Compaction:
        return QStringLiteral("compaction");
    }
    return {};
}

std::shared_ptr<const Transcript> makeTranscript(LoadedTracePtr loaded, ThreadIndex thread,
                                                 std::shared_ptr<const Readings> readings)
{
    auto made = std::make_shared<Transcript>();
    made->loaded = std::move(loaded);
    made->thread = thread;
    const RolloutTrace& trace = made->loaded->trace;
    made->readings = readings ? std::move(readings) : std::make_shared<const Readings>(trace);
    if (!trace.threads.contains(thread))
        return made;
    std::unordered_map<ItemIndex, CompactionIndex> markers;
    std::unordered_map<ItemIndex, CompactionIndex> dropped;
    for (const CompactionIndex index : made->loaded->relations.compactions(thread)) {
        const Compaction& compaction = trace.compactions[index];
        if (compaction.markerItem)
            markers.emplace(compaction.markerItem, index);
        const std::unordered_set<ItemIndex> kept(compaction.replacementItems.begin(),
                                                 compaction.replacementItems.end());
        for (const ItemIndex item : compaction.inputItems) {
            if (!kept.contains(item))
                dropped.emplace(item, index);
        }
    }
    std::unordered_map<ItemIndex, ToolIndex> tools;
    for (const ToolIndex tool : made->loaded->relations.toolCalls(thread)) {
        for (const IndexList<ConversationItem>* items :
             {&trace.toolCalls[tool].callItems, &trace.toolCalls[tool].outputItems}) {
            for (const ItemIndex item : *items)
                tools.emplace(item, tool);
        }
    }
    TurnIndex turn;
    for (const ItemIndex item : trace.threads[thread].items) {
        if (!trace.items.contains(item))
            continue;
        Entry entry{.item = item, .kind = kindOf(trace.items[item]), .compaction = {}, .tool = {}, .droppedBy = {}};
        if (const auto tool = tools.find(item); tool != tools.end())
            entry.tool = tool->second;
        if (const auto marker = markers.find(item); marker != markers.end())
            entry.compaction = marker->second;
        if (const auto gone = dropped.find(item); gone != dropped.end())
            entry.droppedBy = gone->second;
        const TurnIndex its = trace.items[item].turn;
        entry.beginsTurn = its && its != turn;
        if (its)
            turn = its;
        made->entryOfItem.emplace(item, made->entries.size());
        made->entries.push_back(entry);
    }
    return made;
}

std::optional<std::size_t> Transcript::entryOf(ObjectRef object) const
{
    const RolloutTrace& trace = loaded->trace;
    const auto find = [this](ItemIndex item) -> std::optional<std::size_t> {
        const auto found = entryOfItem.find(item);
        return found == entryOfItem.end() ? std::nullopt : std::optional(found->second);
    };
    const auto firstOf = [&](const IndexList<ConversationItem>& items) -> std::optional<std::size_t> {
        for (const ItemIndex item : items) {
            if (const auto entry = find(item))
                return entry;
        }
        return std::nullopt;
    };
    if (!exists(trace, object))
        return std::nullopt;
    if (object.kind == ObjectKind::ConversationItem)
        return find(object.item());
    if (const ToolIndex tool = object.toolCall()) {
        const auto call = firstOf(trace.toolCalls[tool].callItems);
        return call ? call : firstOf(trace.toolCalls[tool].outputItems);
    }
    if (const CellIndex cell = object.codeCell()) {
        const auto source = trace.codeCells[cell].sourceItem ? find(trace.codeCells[cell].sourceItem) : std::nullopt;
        return source ? source : firstOf(trace.codeCells[cell].outputItems);
    }
    if (const OperationIndex operation = object.operation())
        return entryOf(trace.terminalOperations[operation].tool);
    if (const CompactionIndex compaction = object.compaction())
        return trace.compactions[compaction].markerItem ? find(trace.compactions[compaction].markerItem) : std::nullopt;
    if (const EdgeIndex edge = object.edge()) {
        if (const auto* item = std::get_if<ItemIndex>(&trace.edges[edge].target))
            return find(*item);
        if (const auto* source = std::get_if<ItemIndex>(&trace.edges[edge].source))
            return find(*source);
        return std::nullopt;
    }
    if (const InferenceIndex call = object.inferenceCall()) {
        for (const ItemIndex item : trace.inferenceCalls[call].requestItems) {
            if (trace.items.contains(item) && readings->firstReader(item) == call)
                return find(item);
        }
        return firstOf(trace.inferenceCalls[call].responseItems);
    }
    if (const TurnIndex turn = object.turn()) {
        const auto first = std::find_if(entries.begin(), entries.end(),
                                        [&](const Entry& entry) { return trace.items[entry.item].turn == turn; });
        return first == entries.end() ? std::nullopt : std::optional(static_cast<std::size_t>(first - entries.begin()));
    }
    return std::nullopt;
}

EntryText textOf(const Transcript& transcript, std::size_t index, qsizetype mostLines, const QString& wholeBody)
{
    const Entry& entry = transcript.entries[index];
    const RolloutTrace& trace = transcript.loaded->trace;
    const ConversationItem& item = trace.items[entry.item];
    EntryText text;
    text.heading = headingOf(transcript, entry);
    if (entry.kind == EntryKind::Compaction) {
        if (trace.compactions.contains(entry.compaction)) {
            const Compaction& compaction = trace.compactions[entry.compaction];
            text.body = QStringLiteral("%1 items before, %2 after")
                            .arg(compaction.inputItems.size())
                            .arg(compaction.replacementItems.size());
        }
        return text;
    }
    const std::uint64_t bytes =
        wholeBody.isEmpty() ? bytesOf(item) : static_cast<std::uint64_t>(wholeBody.toUtf8().size());
    QStringList facts{readersText(transcript, entry.item)};
    if (entry.droppedBy)
        facts += QStringLiteral("dropped by compaction");
    if (bytes > 0)
        facts += QString::fromStdString(formatBytes(bytes)) + QStringLiteral(" · about ") +
                 QString::fromStdString(formatCounted((bytes + 3) / 4, "token", "tokens"));
    text.facts = facts.join(QStringLiteral(" · "));
    text.body = cutLines(visibleText(wholeBody.isEmpty() ? bodyOf(item) : wholeBody), mostLines, text.lines);
    text.fixedWidth =
        entry.kind == EntryKind::ToolCall || entry.kind == EntryKind::Code || entry.kind == EntryKind::ToolOutput;
    if (text.fixedWidth && looksLikePatch(text.body))
        text.stretches = patchStretches(text.body);
    else if (entry.kind == EntryKind::Code || entry.kind == EntryKind::ToolCall)
        text.stretches = javaScriptStretches(text.body);
    return text;
}

} // namespace rolloutscope::transcript
