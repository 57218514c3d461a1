#include "views/transcript/entry_copies.h"

#include "core/export/redaction.h"
#include "core/export/transcript_export.h"
#include "core/export/transcript_writer.h"
#include "core/insight/describe.h"
#include "core/prompt/item_source.h"
#include "core/prompt/readable_part.h"

#include <nlohmann/json.hpp>

namespace rolloutscope::transcript {
namespace {

std::string textOfPart(const ContentPart& part, bool redact)
{
    switch (part.kind) {
    case ContentKind::Encrypted:
        return noteOf(part, false);
    case ContentKind::Image:
        return noteOf(part, redact);
    case ContentKind::Json:
        return indentedJson(redact ? redactedJson(part.text) : part.text);
    case ContentKind::Text:
    case ContentKind::Summary:
    case ContentKind::Code:
        break;
    }
    return redact ? redacted(part.text) : part.text;
}

std::string textCopy(const CopyRequest& request)
{
    const LoadedTrace& loaded = *request.transcript->loaded;
    ItemSources sources(loaded.bundle, loaded.trace);
    std::string text;
    for (std::size_t i = request.first; i <= request.last; ++i) {
        const EntryText words = textOf(*request.transcript, i, 1);
        const ItemIndex index = request.transcript->entries[i].item;
        const ConversationItem& item = loaded.trace.items[index];
        if (!text.empty())
            text += "\n\n";
        const std::string heading = words.heading.toStdString();
        text += request.redact ? redacted(heading) : heading;
        if (request.transcript->entries[i].kind == EntryKind::Compaction) {
            text += ": " + words.body.toStdString();
            continue;
        }
        text += '\n';
        const ItemContent content = itemContent(item, needsSource(item) ? sources.json(index) : std::string_view());
        for (const ContentPart& part : content.parts)
            text += "\n" + visibleUtf8(textOfPart(part, request.redact));
    }
    return text;
}

/// What the trace keeps, when there is no JSON of it.
std::string keptJson(const ConversationItem& item)
{
    const nlohmann::ordered_json json{{"id", item.id},
                                      {"role", rolloutscope::toWord(item.role)},
                                      {"kind", rolloutscope::toWord(item.kind)},
                                      {"text", itemText(item)}};
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string jsonCopy(const CopyRequest& request)
{
    const LoadedTrace& loaded = *request.transcript->loaded;
    ItemSources sources(loaded.bundle, loaded.trace);
    const bool several = request.first != request.last;
    std::string text = several ? "[\n" : "";
    for (std::size_t i = request.first; i <= request.last; ++i) {
        const ItemIndex index = request.transcript->entries[i].item;
        const std::string_view source = sources.json(index);
        const std::string json = source.empty() ? keptJson(loaded.trace.items[index]) : std::string(source);
        if (i > request.first)
            text += ",\n";
        text += indentedJson(request.redact ? redactedJson(json) : json);
    }
    return text + (several ? "\n]" : "");
}

std::string markdownCopy(const CopyRequest& request)
{
    const LoadedTrace& loaded = *request.transcript->loaded;
    TranscriptContents contents;
    contents.thread = request.transcript->thread;
    contents.turns = false;
    for (std::size_t i = request.first; i <= request.last; ++i)
        contents.items.push_back(request.transcript->entries[i].item);
    std::string text;
    (void)writeTranscript(loaded.bundle, loaded.trace, loaded.relations, *request.transcript->readings, contents,
                          {.format = TranscriptFormat::Markdown, .redact = request.redact},
                          [&](std::string_view piece) {
                              text += piece;
                              return true;
                          });
    return text;
}

} // namespace

QString copyOf(const CopyRequest& request)
{
    if (request.last < request.first || request.last >= request.transcript->entries.size())
        return {};
    switch (request.form) {
    case CopyForm::Text:
        return QString::fromStdString(textCopy(request));
    case CopyForm::Markdown:
        return QString::fromStdString(markdownCopy(request));
    case CopyForm::Json:
        return QString::fromStdString(jsonCopy(request));
    }
    return {};
}

} // namespace rolloutscope::transcript
