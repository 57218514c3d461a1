// A transcript as JSON: facts, and an array of items with all that is known of each.
#include "core/export/transcript_writer.h"
#include "core/trace/pretty_writer.h"

namespace rolloutscope {
namespace {

class JsonTranscript : public TranscriptWriter {
public:
    JsonTranscript(const ExportSink& sink, bool fragment) : TranscriptWriter(sink), fragment_(fragment), w_(piece_) {}

    void begin(const WrittenDocument& document) override
    {
        if (fragment_) {
            w_.beginArray();
            return;
        }
        w_.beginObject();
        w_.field("title", document.title);
        w_.field("facts");
        w_.beginObject();
        for (std::size_t i = 0; i < document.facts.size(); ++i) {
            const TranscriptFact& fact = document.facts[i];
            w_.key(fact.name);
            if (!fact.list) {
                w_.value(fact.value);
                continue;
            }
            w_.beginArray();
            w_.value(fact.value);
            for (; i + 1 < document.facts.size() && document.facts[i + 1].name == fact.name; ++i)
                w_.value(document.facts[i + 1].value);
            w_.endArray();
        }
        w_.endObject();
        w_.field("redacted", !document.note.empty());
        if (!document.preface.empty()) {
            w_.field("preface");
            w_.beginArray();
            for (const TranscriptPreface& part : document.preface) {
                w_.beginObject();
                w_.field("title", part.title);
                w_.field(part.json ? "json" : "text", part.text);
                w_.endObject();
            }
            w_.endArray();
        }
        w_.field("items");
        w_.beginArray();
    }

    void turn(const WrittenTurn& /*turn*/, std::size_t /*number*/) override {}

    void entry(const WrittenEntry& entry) override
    {
        w_.beginObject();
        w_.field("id", entry.id);
        w_.field("role", entry.role);
        w_.field("kind", entry.itemKind);
        optional("channel", entry.channel);
        optional("turn_id", entry.turnId);
        if (entry.callId)
            w_.field("call_id", *entry.callId);
        optional("tool", entry.tool);
        if (entry.ends.valid()) {
            w_.field("sender", entry.ends.sender);
            w_.field("recipient", entry.ends.recipient);
        }
        w_.field("first_seen_at_unix_ms", entry.firstSeenAt);
        w_.field("bytes", entry.content.bytes());
        w_.field("estimated_tokens", estimatedTokens(entry.content.bytes()));
        if (!entry.content.whole)
            w_.field("whole", false);
        w_.field("seen_by");
        w_.beginObject();
        w_.field("calls", entry.readers);
        optional("first", entry.firstReader);
        optional("last", entry.lastReader);
        w_.endObject();
        optional("dropped_by_compaction", entry.droppedBy);
        if (entry.divider) {
            w_.field("compaction");
            w_.beginObject();
            w_.field("items_before", entry.itemsBefore);
            w_.field("items_after", entry.itemsAfter);
            w_.endObject();
        }
        w_.field("content");
        w_.beginArray();
        for (const ContentPart& part : entry.content.parts)
            content(part, entry.picturesLeftOut);
        w_.endArray();
        w_.endObject();
    }

    void end() override
    {
        w_.endArray();
        if (!fragment_)
            w_.endObject();
        (void)w_.finish();
        out_ += '\n';
    }

private:
    void optional(std::string_view name, const std::string& value)
    {
        if (!value.empty())
            w_.field(name, value);
    }

    void content(const ContentPart& part, bool pictureLeftOut)
    {
        w_.beginObject();
        w_.field("type", toWord(part.kind));
        w_.field("bytes", part.bytes);
        optional("language", part.language);
        if (part.kind == ContentKind::Image && pictureLeftOut)
            w_.field("left_out", true);
        else if (part.kind == ContentKind::Image)
            w_.field("url", part.text);
        else if (part.kind != ContentKind::Encrypted)
            w_.field("text", part.text);
        w_.endObject();
    }

    const bool fragment_;
    // Its pieces go through out_, so that good() speaks of them too.
    const PrettyWriter::Sink piece_ = [this](std::string_view text) {
        out_ += text;
        flush();
        return good();
    };
    PrettyWriter w_;
};

} // namespace

std::unique_ptr<TranscriptWriter> jsonWriter(const ExportSink& sink, bool fragment)
{
    return std::make_unique<JsonTranscript>(sink, fragment);
}

} // namespace rolloutscope
