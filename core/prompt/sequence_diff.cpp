#include "core/prompt/sequence_diff.h"

#include <dtl/dtl.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>

namespace rolloutscope {
namespace {

// Elements on both sides together: dtl's time and memory grow with their number times that of the differences.
constexpr std::size_t mostElements = 6'000;

class Runs {
public:
    void add(DiffStep step, std::size_t length)
    {
        if (length == 0)
            return;
        if (step == DiffStep::Kept)
            flush();
        (step == DiffStep::Kept ? kept_ : step == DiffStep::Dropped ? dropped_ : added_) += length;
    }

    [[nodiscard]] std::vector<DiffRun> take()
    {
        flush();
        endKept();
        return std::move(runs_);
    }

private:
    /// What changed since the last kept element.
    void flush()
    {
        if (dropped_ + added_ == 0)
            return;
        endKept();
        if (dropped_ > 0)
            runs_.push_back({DiffStep::Dropped, before_, after_, dropped_});
        before_ += dropped_;
        if (added_ > 0)
            runs_.push_back({DiffStep::Added, before_, after_, added_});
        after_ += added_;
        dropped_ = 0;
        added_ = 0;
    }

    void endKept()
    {
        if (kept_ > 0)
            runs_.push_back({DiffStep::Kept, before_, after_, kept_});
        before_ += kept_;
        after_ += kept_;
        kept_ = 0;
    }

    std::vector<DiffRun> runs_;
    std::size_t before_ = 0;
    std::size_t after_ = 0;
    std::size_t kept_ = 0;
    std::size_t dropped_ = 0;
    std::size_t added_ = 0;
};

} // namespace

std::vector<DiffRun> diffSequences(std::span<const std::uint64_t> before, std::span<const std::uint64_t> after)
{
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t head = 0;
    while (head < shorter && before[head] == after[head])
        ++head;
    std::size_t tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    const std::vector<std::uint64_t> from(before.begin() + static_cast<std::ptrdiff_t>(head),
                                          before.end() - static_cast<std::ptrdiff_t>(tail));
    const std::vector<std::uint64_t> to(after.begin() + static_cast<std::ptrdiff_t>(head),
                                        after.end() - static_cast<std::ptrdiff_t>(tail));
    Runs runs;
    runs.add(DiffStep::Kept, head);
    if (from.empty() || to.empty() || from.size() + to.size() > mostElements) {
        runs.add(DiffStep::Dropped, from.size());
        runs.add(DiffStep::Added, to.size());
    } else {
        dtl::Diff<std::uint64_t> diff(from, to);
        diff.onHuge();
        diff.compose();
        for (const auto& [element, info] : diff.getSes().getSequence()) {
            runs.add(info.type == dtl::SES_COMMON   ? DiffStep::Kept
                     : info.type == dtl::SES_DELETE ? DiffStep::Dropped
                                                    : DiffStep::Added,
                     1);
        }
    }
    runs.add(DiffStep::Kept, tail);
    return runs.take();
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::vector<DiffRun> diffLines(std::span<const std::string_view> before, std::span<const std::string_view> after)
{
    std::unordered_map<std::string_view, std::uint64_t> numbers;
    const auto keysOf = [&numbers](std::span<const std::string_view> lines) {
        std::vector<std::uint64_t> keys;
        keys.reserve(lines.size());
        for (const std::string_view line : lines)
            keys.push_back(numbers.try_emplace(line, numbers.size()).first->second);
        return keys;
    };
    const std::vector<std::uint64_t> from = keysOf(before);
    return diffSequences(from, keysOf(after));
}

} // namespace rolloutscope
