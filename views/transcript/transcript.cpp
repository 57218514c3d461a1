#include "views/transcript/transcript.h"

#include "core/insight/describe.h"
#include "core/json/document.h"
#include "core/prompt/readable_part.h"
#include "views/theme/plain_text.h"
#include "views/transcript/text_roles.h"

#include <algorithm>
#include <limits>

namespace rolloutscope::transcript {
namespace {

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

/// What stands in sight of an entry: outputs have megabytes, of which no more is made than can be read.
class Body {
public:
    explicit Body(std::size_t mostBytes) : left_(mostBytes) {}

    void add(std::string_view text)
    {
        if (!text_.isEmpty() && !text.empty())
            text_ += u'\n';
        lines_ += std::count(text.begin(), text.end(), '\n') + (text.empty() ? 0 : 1);
        if (text.size() > left_) {
            cut_ = true;
            std::size_t end = left_;
            while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
                --end; // between characters
            text = text.substr(0, end);
        }
        left_ -= text.size();
        text_ += QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    }

    [[nodiscard]] const QString& text() const { return text_; }
    [[nodiscard]] qsizetype lines() const { return lines_; }
    [[nodiscard]] bool isCut() const { return cut_; }

private:
    QString text_;
    std::size_t left_;
    qsizetype lines_ = 0;
    bool cut_ = false;
};

void addParts(const ConversationItem& item, Body& body)
{
    for (const ItemPart& part : item.parts) {
        if (const auto* json = std::get_if<JsonPart>(&part)) {
            body.add(readableArguments(json->summary));
        } else if (const auto* encoded = std::get_if<EncodedPart>(&part)) {
            // The label is the name of the member, and says no more.
            body.add("[encrypted, " + formatBytes(encoded->value.size()) + "]");
        } else if (const auto* text = std::get_if<TextPart>(&part)) {
            body.add(text->text);
        } else if (const auto* summary = std::get_if<SummaryPart>(&part)) {
            body.add(summary->text);
        } else if (const auto* code = std::get_if<CodePart>(&part)) {
            body.add(code->source);
        } else if (const auto* reference = std::get_if<PayloadRefPart>(&part)) {
            body.add("[" + reference->label + "]");
        }
    }
}

/// Recorders of schema 1 wrap what agents say to each other: {"author":…,"recipient":…,"content":…,"trigger_turn":…}.
struct Mail {
    std::string content;
    bool startsTurn = false;
};
std::optional<Mail> mailOf(const ConversationItem& item)
{
    const auto* text = item.parts.size() == 1 ? std::get_if<TextPart>(&item.parts.front()) : nullptr;
    json::Document document;
    if (text == nullptr || !text->text.starts_with('{') || !document.parse(text->text))
        return std::nullopt;
    const json::Value root = document.root();
    if (!root["author"].isString() || !root["recipient"].isString())
        return std::nullopt;
    auto content = root["content"].string();
    if (!content)
        return std::nullopt;
    return Mail{.content = std::move(*content), .startsTurn = root["trigger_turn"].boolean().value_or(false)};
}

std::size_t mostBytesOf(qsizetype mostLines)
{
    constexpr qsizetype bytesPerLine = 120;
    constexpr qsizetype least = 16'000;
    constexpr qsizetype most = 400'000;
    if (mostLines == std::numeric_limits<qsizetype>::max())
        return std::numeric_limits<std::size_t>::max();
    return static_cast<std::size_t>(std::clamp(std::min(mostLines, most) * bytesPerLine, least, most));
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
    made->entries = transcriptEntries(trace, made->loaded->relations, made->readings->twins(), thread);
    const auto& calls = made->loaded->relations.inferenceCalls(thread);
    for (std::size_t i = 0; i < calls.size(); ++i)
        made->placeOfCall.emplace(calls[i], i);
    for (std::size_t i = 0; i < made->entries.size(); ++i)
        made->entryOfItem.emplace(made->entries[i].item, i);
    for (const ItemIndex item : trace.threads[thread].items) {
        if (const ItemIndex first = made->readings->twins().firstOf(item); first != item) {
            if (const auto entry = made->entryOfItem.find(first); entry != made->entryOfItem.end())
                made->entryOfItem.emplace(item, entry->second);
        }
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
    const std::optional<Mail> mail = entry.kind == EntryKind::AgentMessage ? mailOf(item) : std::nullopt;
    const std::uint64_t bytes =
        wholeBody.isEmpty() ? keptBytes(item) : static_cast<std::uint64_t>(wholeBody.toUtf8().size());
    const LoadedTrace& loaded = *transcript.loaded;
    QStringList facts{QString::fromStdString(readersText(trace, loaded.relations, *transcript.readings, entry.item))};
    if (mail && mail->startsTurn)
        facts += QStringLiteral("starts a turn");
    if (entry.droppedBy)
        facts += QStringLiteral("dropped by compaction");
    if (bytes > 0)
        facts += QString::fromStdString(formatBytes(bytes)) + QStringLiteral(", ≈ ") +
                 QString::fromStdString(formatCounted(estimatedTokens(bytes), "token", "tokens"));
    text.facts = facts.join(QStringLiteral(" · "));
    Body body(mostBytesOf(mostLines));
    if (mail)
        body.add(mail->content);
    else if (wholeBody.isEmpty())
        addParts(item, body);
    else
        body.add(wholeBody.toStdString());
    text.body = cutLines(visibleLines(body.text()), mostLines, text.lines);
    text.cut = body.isCut() || text.lines > mostLines;
    if (body.isCut())
        text.lines = body.lines();
    text.fixedWidth =
        entry.kind == EntryKind::ToolCall || entry.kind == EntryKind::Code || entry.kind == EntryKind::ToolOutput;
    const bool isCode = entry.kind == EntryKind::Code; // a patch in it is a string of it
    if (text.fixedWidth && !isCode && looksLikePatch(text.body))
        text.stretches = patchStretches(text.body);
    else if (entry.kind == EntryKind::ToolCall && (text.body.startsWith(u'{') || text.body.startsWith(u'[')))
        text.stretches = jsonStretches(text.body);
    else if (isCode || entry.kind == EntryKind::ToolCall)
        text.stretches = javaScriptStretches(text.body);
    return text;
}

QString readersHelp(const Transcript& transcript, std::size_t index)
{
    const Entry& entry = transcript.entries[index];
    const LoadedTrace& loaded = *transcript.loaded;
    const Readings& readings = *transcript.readings;
    const auto moment = [&](UnixMs at) {
        return QString::fromStdString(formatDuration(at - loaded.relations.firstMoment()));
    };
    const auto call = [&](InferenceIndex one) {
        return QStringLiteral("%1, at %2")
            .arg(QString::fromStdString(objectTitle(loaded.trace, loaded.relations, one)),
                 moment(loaded.trace.inferenceCalls[one].execution.startedAt));
    };
    QStringList lines;
    if (const std::uint32_t count = readings.readerCount(entry.item); count > 0) {
        lines += QStringLiteral("Seen by %1 of %2 calls of the agent").arg(count).arg(transcript.placeOfCall.size());
        lines += QStringLiteral("First: ") + call(readings.firstReader(entry.item));
        lines += QStringLiteral("Last: ") + call(readings.lastReader(entry.item));
    } else {
        lines += readings.isRead(entry.item) ? QStringLiteral("Seen by a compaction only")
                                             : QStringLiteral("Seen by no call");
    }
    if (loaded.trace.compactions.contains(entry.droppedBy))
        lines += QStringLiteral("Dropped by the compaction at %1")
                     .arg(moment(loaded.trace.compactions[entry.droppedBy].installedAt));
    return lines.join(u'\n');
}

} // namespace rolloutscope::transcript
