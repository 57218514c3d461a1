#include "views/prompt/part_text.h"

#include "core/insight/describe.h"
#include "core/prompt/readable_part.h"
#include "core/prompt/sequence_diff.h"
#include "views/theme/plain_text.h"

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr std::size_t mostBytes = 2'000'000;

std::string textOf(const Prompt& prompt, const PromptPart& part, const PartTextRequest& request)
{
    if (part.kind == PromptPartKind::Guess)
        return itemText(request.reading->loaded->trace.items[part.item]);
    return request.raw ? indentedJson(prompt.json(part)) : readablePart(prompt, part);
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
        text_.text +=
            visibleLines(QString::fromUtf8(line.data(), static_cast<qsizetype>(std::min(line.size(), mostBytes))));
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
    const std::string after = row.after != nullptr ? textOf(*request.reading->prompt, *row.after, request) : "";
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
