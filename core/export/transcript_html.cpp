// A transcript as one HTML file: no script, no link to elsewhere, pictures only inside it; its policy forbids the rest.
// Whatever the bundle says is escaped, and stands in no attribute but that of checked pictures.
#include "core/export/transcript_writer.h"
#include "core/insight/describe.h"
#include "core/prompt/readable_part.h"

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr std::size_t mostPrefaceLines = 3;                          // there are many tools before the first word
constexpr std::uint64_t mostPictureBytes = std::uint64_t{96} << 20U; // of base64, in one file

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
)";

constexpr std::string_view style = R"(<style>
:root { color-scheme: light dark; --ground: #fbfbfc; --card: #fff; --text: #1d232b; --dim: #5f6b7a; --line: #e1e5ea;
  --code: #f4f6f8; --user: #2563c9; --agent: #7a4fc4; --assistant: #0f7d78; --reasoning: #8a6a12; --tool: #b2561b;
  --output: #2f7d3b; --system: #76808d; --cell: #a83a78; --add: #1a7f37; --del: #c0342b; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171c; --card: #1b1f26; --text: #dfe4ea; --dim: #94a0af;
  --line: #2d333d; --code: #15191f; --user: #7fb0ff; --agent: #b99bf2; --assistant: #5cc9c2; --reasoning: #d9b95a;
  --tool: #eb9a5e; --output: #79c486; --system: #9aa4b1; --cell: #e283b8; --add: #6cc483; --del: #f08a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main, header, nav { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.5rem; margin: 0 0 .75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: 0; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 0 1rem; font-size: .87rem; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
nav { font-size: .9rem; } nav ol { margin: .5rem 0 0; padding-left: 1.5rem; } nav span { color: var(--dim); }
a { color: var(--user); text-decoration: none; } a:hover, a:focus-visible { text-decoration: underline; }
.note { border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; font-size: .87rem; color: var(--dim); }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--accent, var(--system));
  border-radius: 6px; margin: .75rem 0; padding: .7rem .9rem; }
article h3 { color: var(--accent, var(--system)); }
.facts { color: var(--dim); font-size: .8rem; margin: .1rem 0 .5rem; }
.dropped { border-style: dashed; border-color: var(--dim); border-left: 4px solid var(--accent, var(--system)); }
.user { --accent: var(--user); } .agent { --accent: var(--agent); } .assistant { --accent: var(--assistant); }
.reasoning { --accent: var(--reasoning); } .tool { --accent: var(--tool); } .output { --accent: var(--output); }
.cell { --accent: var(--cell); }
pre { margin: .4rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; unicode-bidi: plaintext;
  font: inherit; }
pre.code { font: .82rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  background: var(--code); border-radius: 4px; padding: .5rem .7rem; }
.add { color: var(--add); } .del { color: var(--del); } .hunk { color: var(--dim); }
details > summary { cursor: pointer; color: var(--dim); font-size: .87rem; overflow-wrap: anywhere; }
img { display: block; max-width: 100%; max-height: 32rem; margin: .5rem 0 0; border: 1px solid var(--line); border-radius: 4px; }
.divider { display: flex; align-items: center; gap: .8rem; margin: 1.5rem 0; color: var(--dim); font-size: .87rem; }
.divider::before, .divider::after { content: ""; flex: 1; border-top: 1px dashed var(--dim); }
footer { max-width: 60rem; margin: 2rem auto; padding: 0 1.25rem; color: var(--dim); font-size: .8rem; }
@media print { article { break-inside: avoid-page; } }
</style>
)";

const char* classOf(EntryKind kind)
{
    switch (kind) {
    case EntryKind::User:
        return "user";
    case EntryKind::AgentMessage:
        return "agent";
    case EntryKind::Assistant:
        return "assistant";
    case EntryKind::Reasoning:
        return "reasoning";
    case EntryKind::ToolCall:
        return "tool";
    case EntryKind::Code:
        return "cell";
    case EntryKind::ToolOutput:
        return "output";
    case EntryKind::System:
    case EntryKind::Developer:
    case EntryKind::Compaction:
        break;
    }
    return "system";
}

/// Lines that an entry may have before it is folded.
std::size_t mostLines(EntryKind kind)
{
    switch (kind) {
    case EntryKind::System:
    case EntryKind::Developer:
        return 10;
    case EntryKind::User:
    case EntryKind::Assistant:
    case EntryKind::AgentMessage:
        return 60;
    default:
        return 24;
    }
}

class HtmlTranscript : public TranscriptWriter {
public:
    HtmlTranscript(const ExportSink& sink, bool fragment) : TranscriptWriter(sink), fragment_(fragment) {}

    void begin(const WrittenDocument& document) override
    {
        if (fragment_)
            return;
        out_ += head;
        out_ += "<title>";
        escape(document.title);
        out_ += "</title>\n";
        out_ += style;
        out_ += "</head>\n<body>\n<header>\n<h1>";
        escape(document.title);
        out_ += "</h1>\n<dl>\n";
        for (const TranscriptFact& fact : document.facts) {
            out_ += "<dt>";
            escape(fact.name);
            out_ += "</dt><dd>";
            escape(fact.value);
            out_ += "</dd>\n";
        }
        out_ += "</dl>\n";
        if (!document.note.empty()) {
            out_ += "<p class=\"note\">";
            escape(document.note);
            out_ += "</p>\n";
        }
        out_ += "</header>\n";
        tableOfContents(document.turns);
        out_ += "<main>\n";
        for (const TranscriptPreface& part : document.preface) {
            out_ += "<article class=\"system\">\n<h3>";
            escape(part.title);
            out_ += "</h3>\n";
            body(part.json ? indentedJson(part.text) : part.text, part.json, mostPrefaceLines);
            out_ += "</article>\n";
        }
        flushIfFull();
    }

    void turn(const WrittenTurn& turn, std::size_t number) override
    {
        out_ += "<h2 id=\"turn-" + std::to_string(number) + "\">";
        escape(turn.title);
        out_ += "</h2>\n";
    }

    void entry(const WrittenEntry& entry) override
    {
        const std::string anchor = " id=\"entry-" + std::to_string(entry.number) + "\"";
        if (entry.divider) {
            out_ += "<p class=\"divider\"" + anchor + ">compaction: " + std::to_string(entry.itemsBefore) +
                    " items before, " + std::to_string(entry.itemsAfter) + " after</p>\n";
            return;
        }
        out_ += std::string("<article class=\"") + classOf(entry.kind) + (entry.droppedBy.empty() ? "" : " dropped") +
                "\"" + anchor + ">\n<h3>";
        escape(entry.heading());
        out_ += "</h3>\n<p class=\"facts\">";
        escape(entry.facts());
        out_ += "</p>\n";
        const bool fixedWidth = entry.kind == EntryKind::ToolOutput || entry.kind == EntryKind::ToolCall;
        for (const ContentPart& one : entry.content.parts)
            part(one, entry, fixedWidth);
        out_ += "</article>\n";
        flushIfFull();
    }

    void end() override
    {
        if (!fragment_)
            out_ += "</main>\n<footer>Written by Rolloutscope. This file loads nothing and runs nothing.</footer>\n"
                    "</body>\n</html>\n";
    }

private:
    void tableOfContents(const std::vector<WrittenTurn>& turns)
    {
        if (turns.size() < 2)
            return;
        out_ += "<nav>\n<details open>\n<summary>Turns</summary>\n<ol>\n";
        for (std::size_t i = 0; i < turns.size(); ++i) {
            out_ += "<li><a href=\"#turn-" + std::to_string(i + 1) + "\">";
            escape(turns[i].title);
            out_ += "</a> <span>";
            escape(turns[i].detail);
            out_ += "</span></li>\n";
            flushIfFull();
        }
        out_ += "</ol>\n</details>\n</nav>\n";
    }

    void part(const ContentPart& part, const WrittenEntry& entry, bool fixedWidth)
    {
        switch (part.kind) {
        case ContentKind::Image:
            picture(part, entry.picturesLeftOut);
            break;
        case ContentKind::Encrypted:
            note(noteOf(part, false));
            break;
        case ContentKind::Json:
            body(indentedJson(part.text), true, mostLines(entry.kind));
            break;
        case ContentKind::Code:
            body(part.text, true, mostLines(entry.kind));
            break;
        case ContentKind::Text:
        case ContentKind::Summary:
            body(part.text, fixedWidth || isPatch(part.text), mostLines(entry.kind));
            break;
        }
    }

    void note(std::string_view text)
    {
        out_ += "<p class=\"facts\">";
        escape(text);
        out_ += "</p>\n";
    }

    void picture(const ContentPart& part, bool leftOut)
    {
        const auto checked = leftOut ? std::nullopt : checkPicture(part.text);
        if (!checked || pictureBytes_ + checked->base64.size() > mostPictureBytes) {
            note(noteOf(part, leftOut));
            return;
        }
        pictureBytes_ += checked->base64.size();
        out_ += "<img alt=\"image\" src=\"data:";
        out_ += checked->type;
        out_ += ";base64,";
        out_ += checked->base64; // its characters were looked at one by one
        out_ += "\">\n";
        note(std::string(checked->type) + ", " + formatBytes(checked->bytes));
    }

    void body(std::string_view text, bool fixedWidth, std::size_t unfolded)
    {
        constexpr std::size_t mostUnfoldedBytes = 6'000;
        constexpr std::size_t summaryBytes = 140;
        while (text.ends_with('\n'))
            text.remove_suffix(1);
        const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
        const bool folds = lines > unfolded || text.size() > mostUnfoldedBytes;
        if (folds) {
            out_ += "<details>\n<summary>";
            const std::string first = firstLine(text, summaryBytes);
            const bool isBracket = first == "{" || first == "[";
            escape(isBracket ? "JSON" : first);
            out_ += std::string(isBracket ? "" : " …") + " (" + formatCounted(lines, "line", "lines") + ", " +
                    formatBytes(text.size()) + ")</summary>\n";
        }
        out_ += fixedWidth ? "<pre class=\"code\">" : "<pre>";
        if (isPatch(text))
            patch(text);
        else
            escape(text);
        out_ += "</pre>\n";
        if (folds)
            out_ += "</details>\n";
    }

    void patch(std::string_view text)
    {
        while (!text.empty()) {
            const std::string_view line = text.substr(0, text.find('\n'));
            const bool isFile = line.starts_with("+++") || line.starts_with("---") || line.starts_with("***");
            const char* look = isFile || line.starts_with("@@") ? "hunk"
                               : line.starts_with('+')          ? "add"
                               : line.starts_with('-')          ? "del"
                                                                : nullptr;
            if (look != nullptr)
                out_ += std::string("<span class=\"") + look + "\">";
            escape(line);
            if (look != nullptr)
                out_ += "</span>";
            out_ += '\n';
            text.remove_prefix(std::min(text.size(), line.size() + 1));
        }
    }

    void escape(std::string_view text)
    {
        // In pieces, which end between characters.
        constexpr std::size_t piece = std::size_t{1} << 16U;
        while (!text.empty()) {
            std::size_t end = std::min(text.size(), piece);
            while (end < text.size() && end > piece - 4 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
                --end;
            if (end < text.size() && text[end - 1] == '\r')
                ++end; // with its line feed
            for (const char c : visibleUtf8(text.substr(0, end))) {
                switch (c) {
                case '&':
                    out_ += "&amp;";
                    break;
                case '<':
                    out_ += "&lt;";
                    break;
                case '>':
                    out_ += "&gt;";
                    break;
                case '"':
                    out_ += "&quot;";
                    break;
                case '\'':
                    out_ += "&#39;";
                    break;
                default:
                    out_ += c;
                }
            }
            text.remove_prefix(end);
            flushIfFull();
        }
    }

    const bool fragment_;
    std::uint64_t pictureBytes_ = 0;
};

} // namespace

std::unique_ptr<TranscriptWriter> htmlWriter(const ExportSink& sink, bool fragment)
{
    return std::make_unique<HtmlTranscript>(sink, fragment);
}

} // namespace rolloutscope
