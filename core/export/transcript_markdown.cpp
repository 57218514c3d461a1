// A transcript as Markdown. What the bundle says stands in fences, so that whoever shows the file neither loads nor
// follows anything of it.
#include "core/export/transcript_writer.h"
#include "core/prompt/readable_part.h"

#include <algorithm>

namespace rolloutscope {
namespace {

/// One line, for behind the beginning of a heading or of an item of a list, in which nothing is Markdown. What could
/// begin something inside a line is escaped; `exec_command` and `1.2 KB` stay as they read.
std::string inlineText(std::string_view text)
{
    const std::string shown = visibleUtf8(text);
    const auto isWordAt = [&](std::size_t at) {
        const auto c = at < shown.size() ? static_cast<unsigned char>(shown[at]) : 0U;
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    std::string escaped;
    for (std::size_t at = 0; at < shown.size(); ++at) {
        const char c = shown[at];
        if (c == '\n' || c == '\t') {
            escaped += ' ';
            continue;
        }
        const bool insideWord = c == '_' && at > 0 && isWordAt(at - 1) && isWordAt(at + 1);
        if (!insideWord && std::string_view("\\`*_[]<>~&|$").find(c) != std::string_view::npos)
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

/// Without its brackets.
std::string emphasized(std::string_view note)
{
    if (note.starts_with('[') && note.ends_with(']'))
        note = note.substr(1, note.size() - 2);
    return "*" + inlineText(note) + "*";
}

class MarkdownTranscript : public TranscriptWriter {
public:
    MarkdownTranscript(const ExportSink& sink, bool fragment) : TranscriptWriter(sink), fragment_(fragment) {}

    void begin(const WrittenDocument& document) override
    {
        if (fragment_)
            return;
        out_ += "# " + inlineText(document.title) + "\n\n";
        for (const TranscriptFact& fact : document.facts)
            out_ += "- " + inlineText(fact.name) + ": " + inlineText(fact.value) + '\n';
        if (!document.note.empty())
            out_ += "\n> " + inlineText(document.note) + '\n';
        for (const TranscriptPreface& part : document.preface) {
            out_ += "\n## " + inlineText(part.title) + "\n\n";
            fenced(part.json ? indentedJson(part.text) : part.text, part.json ? "json" : "");
        }
        flushIfFull();
    }

    void turn(const WrittenTurn& turn, std::size_t /*number*/) override
    {
        out_ += "\n## " + inlineText(turn.title) + '\n';
    }

    void entry(const WrittenEntry& entry) override
    {
        if (!first_ || !fragment_)
            out_ += '\n';
        first_ = false;
        if (entry.divider) {
            out_ += "---\n\n**compaction**: " + std::to_string(entry.itemsBefore) + " items before, " +
                    std::to_string(entry.itemsAfter) + " after\n\n---\n";
            return;
        }
        out_ += "### " + inlineText(entry.heading()) + "\n\n*" + inlineText(entry.facts()) + "*\n";
        for (const ContentPart& part : entry.content.parts) {
            out_ += '\n';
            switch (part.kind) {
            case ContentKind::Encrypted:
            case ContentKind::Image:
                out_ += emphasized(noteOf(part, entry.picturesLeftOut)) + '\n';
                break;
            case ContentKind::Json:
                fenced(indentedJson(part.text), "json");
                break;
            case ContentKind::Code:
                fenced(part.text, part.language == "javascript" ? "javascript" : "");
                break;
            case ContentKind::Text:
            case ContentKind::Summary:
                fenced(part.text, isPatch(part.text) ? "diff" : "");
                break;
            }
            flushIfFull();
        }
    }

    void end() override {}

private:
    /// In a fence that is longer than any run of backquotes inside.
    void fenced(std::string_view text, std::string_view language)
    {
        const std::string shown = visibleUtf8(text);
        std::size_t longest = 0;
        std::size_t run = 0;
        for (const char c : shown) {
            run = c == '`' ? run + 1 : 0;
            longest = std::max(longest, run);
        }
        const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
        out_ += fence;
        out_ += language;
        out_ += '\n';
        out_ += shown;
        if (!shown.ends_with('\n'))
            out_ += '\n';
        out_ += fence;
        out_ += '\n';
    }

    const bool fragment_;
    bool first_ = true;
};

} // namespace

std::unique_ptr<TranscriptWriter> markdownWriter(const ExportSink& sink, bool fragment)
{
    return std::make_unique<MarkdownTranscript>(sink, fragment);
}

} // namespace rolloutscope
