#include "views/prompt/part_text.h"

#include "core/insight/describe.h"
#include "core/prompt/readable_part.h"
#include "core/prompt/sequence_diff.h"

namespace rolloutscope {
namespace {

constexpr std::size_t mostBytes = 2'000'000;

std::string textOf(const Prompt& prompt, const PromptPart& part, const PartTextRequest& request)
{
    if (part.kind == PromptPartKind::Guess)
        return itemText(request.reading->loaded->trace.items[part.item]);
    return request.raw ? indentedJson(prompt.json(part)) : readablePart(prompt, part);
}

/// Control characters become their pictures, so that none is hidden; what would turn the writing direction too.
QString visible(std::string_view utf8)
{
    QString text = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
    text.remove(u'\r');
    for (QChar& c : text) {
        const char16_t code = c.unicode();
        if (code < 0x20 && code != u'\t' && code != u'\n')
            c = QChar(0x2400 + code);
        else if (code == 0x7F)
            c = QChar(0x2421);
        else if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069))
            c = QChar(0xFFFD);
    }
    return text;
}

class Lines {
public:
    explicit Lines(PartText& text) : text_(text) {}

    void add(std::string_view line, LineChange change)
    {
        if (bytes_ > mostBytes) {
            text_.cut = true;
            return;
        }
        bytes_ += line.size() + 1;
        if (change != LineChange::Same && text_.firstChange < 0)
            text_.firstChange = static_cast<int>(text_.lines.size());
        if (!text_.lines.empty())
            text_.text += u'\n';
        text_.text += visible(line.substr(0, mostBytes));
        text_.cut = text_.cut || line.size() > mostBytes;
        text_.lines.push_back(change);
    }

private:
    PartText& text_;
    std::size_t bytes_ = 0;
};

} // namespace

PartText partText(const PartTextRequest& request)
{
    PartText result;
    Lines lines(result);
    const PromptModel::Row& row = request.row;
    const PromptCategory category = row.part().category;
    result.fixedWidth = request.raw || category == PromptCategory::Tools || category == PromptCategory::ToolCalls ||
                        category == PromptCategory::ToolOutput;
    const std::string after = row.after != nullptr ? textOf(request.reading->prompt, *row.after, request) : "";
    const std::string before = row.before != nullptr && row.change != PromptChange::Kept
                                   ? textOf(*request.reading->baseline, *row.before, request)
                                   : "";
    const std::vector<std::string_view> now = linesOf(after);
    const std::vector<std::string_view> earlier = linesOf(before);
    if (row.change != PromptChange::Changed) {
        const LineChange all = row.change == PromptChange::Added     ? LineChange::Added
                               : row.change == PromptChange::Dropped ? LineChange::Removed
                                                                     : LineChange::Same;
        for (const std::string_view line : row.change == PromptChange::Dropped ? earlier : now)
            lines.add(line, all);
        return result;
    }
    for (const DiffRun& run : diffLines(earlier, now)) {
        for (std::size_t i = 0; i < run.length; ++i) {
            if (run.step == DiffStep::Dropped)
                lines.add(earlier[run.before + i], LineChange::Removed);
            else
                lines.add(now[run.after + i], run.step == DiffStep::Added ? LineChange::Added : LineChange::Same);
        }
    }
    return result;
}

} // namespace rolloutscope
