#include "views/transcript/transcript.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/transcript/text_roles.h"

#include <algorithm>

namespace rolloutscope::transcript {
namespace {

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

QString headingOf(const Transcript& transcript, const Entry& entry)
{
    const RolloutTrace& trace = transcript.loaded->trace;
    const ConversationItem& item = trace.items[entry.item];
    if (const MessageEnds ends = messageEnds(trace, entry); ends.valid())
        return singleLine(ends.sender, 60) + QStringLiteral(" → ") + singleLine(ends.recipient, 60);
    QString heading = QString::fromLatin1(toWord(entry.kind));
    if (trace.toolCalls.contains(entry.tool))
        return heading + QStringLiteral(" · ") + QString::fromStdString(toolName(trace.toolCalls[entry.tool].kind));
    if (item.channel != ItemChannel::None && item.kind == ItemKind::Message)
        heading += QStringLiteral(" · ") + QString::fromLatin1(toWord(item.channel));
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
    made->entries = transcriptEntries(trace, made->loaded->relations, thread);
    for (std::size_t i = 0; i < made->entries.size(); ++i)
        made->entryOfItem.emplace(made->entries[i].item, i);
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
        wholeBody.isEmpty() ? keptBytes(item) : static_cast<std::uint64_t>(wholeBody.toUtf8().size());
    const LoadedTrace& loaded = *transcript.loaded;
    QStringList facts{QString::fromStdString(readersText(trace, loaded.relations, *transcript.readings, entry.item))};
    if (entry.droppedBy)
        facts += QStringLiteral("dropped by compaction");
    if (bytes > 0)
        facts += QString::fromStdString(formatBytes(bytes)) + QStringLiteral(" · about ") +
                 QString::fromStdString(formatCounted(estimatedTokens(bytes), "token", "tokens"));
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
