#include "core/export/transcript_export.h"

#include "core/export/redaction.h"
#include "core/export/transcript_writer.h"
#include "core/insight/describe.h"
#include "core/prompt/item_source.h"
#include "core/trace/names.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace rolloutscope {
namespace {

constexpr const char* redactionNote = "Secrets, e-mail addresses and names in home paths are masked by well-known "
                                      "patterns; images are left out. What follows no pattern is still here.";

std::string timeText(UnixMs at)
{
    const auto seconds = static_cast<std::time_t>(at / 1000);
    std::tm parts{};
    std::array<char, 40> text{};
    if (gmtime_r(&seconds, &parts) == nullptr ||
        std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts) == 0)
        return std::to_string(at);
    return text.data();
}

class Exporter {
public:
    Exporter(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations, const Readings& readings,
             const TranscriptContents& contents, const TranscriptOptions& options)
        : trace_(trace),
          relations_(relations),
          readings_(readings),
          contents_(contents),
          options_(options),
          sources_(bundle, trace)
    {
    }

    bool write(TranscriptWriter& writer)
    {
        const std::vector<TranscriptEntry> entries =
            transcriptEntries(trace_, relations_, readings_.twins(), contents_.thread, contents_.items);
        const WrittenDocument document = documentOf(entries);
        writer.begin(document);
        std::size_t turn = 0;
        std::size_t number = 0;
        for (const TranscriptEntry& entry : entries) {
            if (!writer.good() || (options_.cancelled != nullptr && *options_.cancelled))
                return false;
            if (contents_.turns && entry.beginsTurn) {
                writer.turn(document.turns[turn], turn + 1);
                ++turn;
            }
            writer.entry(entryOf(entry, ++number));
            if (options_.written != nullptr)
                ++*options_.written;
        }
        writer.end();
        writer.flush();
        return writer.good();
    }

private:
    [[nodiscard]] std::string safe(const std::string& text) const { return options_.redact ? redacted(text) : text; }

    WrittenDocument documentOf(const std::vector<TranscriptEntry>& entries) const
    {
        WrittenDocument document{.title = safe(contents_.title), .facts = {}, .preface = {}, .turns = {}, .note = {}};
        for (const TranscriptFact& fact : contents_.facts)
            document.facts.push_back({safe(fact.name), safe(fact.value), fact.list});
        for (const TranscriptPreface& part : contents_.preface) {
            std::string text = options_.redact && part.json ? redactedJson(part.text) : safe(part.text);
            document.preface.push_back({safe(part.title), std::move(text), part.json});
        }
        if (options_.redact)
            document.note = redactionNote;
        if (!contents_.turns)
            return document;
        constexpr std::size_t detailBytes = 120;
        for (const TranscriptEntry& entry : entries) {
            if (entry.beginsTurn)
                document.turns.push_back({safe(objectTitle(trace_, relations_, trace_.items[entry.item].turn)), {}});
            if (document.turns.empty() || !document.turns.back().detail.empty() || entry.kind != EntryKind::User)
                continue;
            const std::string said = firstLine(itemText(trace_.items[entry.item]), detailBytes);
            if (!said.starts_with('<')) // what the recorder adds: <environment_context>
                document.turns.back().detail = safe(said);
        }
        return document;
    }

    WrittenEntry entryOf(const TranscriptEntry& entry, std::size_t number)
    {
        const ConversationItem& item = trace_.items[entry.item];
        WrittenEntry made;
        made.number = number;
        made.kind = entry.kind;
        made.id = safe(item.id);
        made.role = nameOf(item.role);
        made.itemKind = nameOf(item.kind);
        made.channel = nameOf(item.channel);
        if (item.callId)
            made.callId = safe(*item.callId);
        if (const TurnIndex turn = item.turn)
            made.turnId = safe(trace_.turns[turn].id);
        made.firstSeenAt = item.firstSeenAt;
        made.moment = formatDuration(item.firstSeenAt - relations_.firstMoment());
        made.readers = readings_.readerCount(entry.item);
        if (made.readers > 0) {
            made.firstReader = safe(trace_.inferenceCalls[readings_.firstReader(entry.item)].id);
            made.lastReader = safe(trace_.inferenceCalls[readings_.lastReader(entry.item)].id);
        }
        made.readersText = readersText(trace_, relations_, readings_, entry.item);
        if (trace_.compactions.contains(entry.droppedBy))
            made.droppedBy = safe(trace_.compactions[entry.droppedBy].id);
        made.divider = entry.kind == EntryKind::Compaction;
        if (trace_.compactions.contains(entry.compaction)) {
            made.itemsBefore = trace_.compactions[entry.compaction].inputItems.size();
            made.itemsAfter = trace_.compactions[entry.compaction].replacementItems.size();
        }
        const MessageEnds ends = messageEnds(trace_, entry);
        made.ends = {.sender = safe(ends.sender), .recipient = safe(ends.recipient)};
        const std::string_view source = needsSource(item) ? sources_.json(entry.item) : std::string_view();
        made.content = itemContent(item, source);
        if (trace_.toolCalls.contains(entry.tool))
            made.tool = toolName(trace_.toolCalls[entry.tool].kind);
        if (made.tool.empty())
            made.tool = made.content.name;
        if (options_.redact)
            redact(made);
        return made;
    }

    static void redact(WrittenEntry& entry)
    {
        entry.tool = redacted(entry.tool);
        entry.content.name = redacted(entry.content.name);
        for (ContentPart& part : entry.content.parts) {
            part.language = redacted(part.language);
            if (part.kind == ContentKind::Image) {
                part.text.clear();
                entry.picturesLeftOut = true;
            } else {
                part.text = part.kind == ContentKind::Json ? redactedJson(part.text) : redacted(part.text);
            }
        }
    }

    const RolloutTrace& trace_;
    const Relations& relations_;
    const Readings& readings_;
    const TranscriptContents& contents_;
    const TranscriptOptions& options_;
    ItemSources sources_;
};

} // namespace

const char* nameOf(TranscriptFormat format)
{
    switch (format) {
    case TranscriptFormat::Markdown:
        return "markdown";
    case TranscriptFormat::Json:
        return "json";
    case TranscriptFormat::Html:
        return "html";
    }
    return "";
}

std::optional<TranscriptFormat> transcriptFormat(std::string_view name)
{
    for (const TranscriptFormat format : {TranscriptFormat::Markdown, TranscriptFormat::Json, TranscriptFormat::Html}) {
        if (name == nameOf(format))
            return format;
    }
    return std::nullopt;
}

std::optional<TranscriptFormat> transcriptFormatOfFile(std::string_view file)
{
    const std::size_t dot = file.rfind('.');
    std::string end(dot == std::string_view::npos ? std::string_view() : file.substr(dot + 1));
    for (char& c : end)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if (end == "md" || end == "markdown")
        return TranscriptFormat::Markdown;
    if (end == "json")
        return TranscriptFormat::Json;
    if (end == "html" || end == "htm")
        return TranscriptFormat::Html;
    return std::nullopt;
}

TranscriptContents contentsOfThread(const RolloutTrace& trace, const Relations& relations, const Readings& readings,
                                    ThreadIndex thread)
{
    TranscriptContents contents;
    contents.thread = thread;
    if (!trace.threads.contains(thread))
        return contents;
    const AgentThread& agent = trace.threads[thread];
    contents.title = objectTitle(trace, relations, thread);
    contents.items = agent.items;
    std::erase_if(contents.items, [&](ItemIndex item) { return !readings.twins().isFirst(item); });
    const auto add = [&](const char* name, std::string value) {
        if (!value.empty())
            contents.facts.push_back({name, std::move(value)});
    };
    add("rollout", trace.rolloutId);
    add("agent", agent.id);
    add("nickname", agent.nickname.value_or(std::string()));
    add("model", agent.defaultModel.value_or(std::string()));
    add("began", timeText(agent.execution.startedAt));
    add("status", outcomeText(trace, thread));
    add("turns", std::to_string(relations.turns(thread).size()));
    add("inference calls", std::to_string(relations.inferenceCalls(thread).size()));
    add("entries", std::to_string(contents.items.size()));
    return contents;
}

bool writeTranscript(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations,
                     const Readings& readings, const TranscriptContents& contents, const TranscriptOptions& options,
                     const ExportSink& sink)
{
    const bool fragment = contents.title.empty();
    std::unique_ptr<TranscriptWriter> writer;
    switch (options.format) {
    case TranscriptFormat::Markdown:
        writer = markdownWriter(sink, fragment);
        break;
    case TranscriptFormat::Json:
        writer = jsonWriter(sink, fragment);
        break;
    case TranscriptFormat::Html:
        writer = htmlWriter(sink, fragment);
        break;
    }
    return Exporter(bundle, trace, relations, readings, contents, options).write(*writer);
}

} // namespace rolloutscope
