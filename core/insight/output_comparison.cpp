#include "core/insight/output_comparison.h"

#include <algorithm>

namespace rolloutscope {
namespace {

// Of the raw output's beginning or end, to find where the model was shown it.
constexpr std::size_t probeBytes = 64;
constexpr std::size_t leastShown = 4; // less in common is chance

bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t commonPrefix(std::string_view a, std::string_view b)
{
    const auto [first, second] =
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin());
    auto length = static_cast<std::size_t>(first - a.begin());
    while (length > 0 && length < a.size() && isContinuation(a[length]))
        --length;
    return length;
}

std::size_t commonSuffix(std::string_view a, std::string_view b)
{
    std::size_t length = 0;
    while (length < std::min(a.size(), b.size()) && a[a.size() - 1 - length] == b[b.size() - 1 - length])
        ++length;
    while (length > 0 && isContinuation(a[a.size() - length]))
        --length;
    return length;
}

} // namespace

OutputComparison compareOutput(std::string_view raw, std::string_view model)
{
    while (!raw.empty() && isLineEnd(raw.back()))
        raw.remove_suffix(1);
    while (!model.empty() && isLineEnd(model.back()))
        model.remove_suffix(1);
    OutputComparison result{.rawBytes = raw.size()};
    if (raw.empty())
        return result;
    if (model.find(raw) != std::string_view::npos) {
        result.shown = OutputShown::Whole;
        result.shownBytes = raw.size();
        return result;
    }
    // The first line, or the beginning of one that was cut itself.
    std::string_view probe = raw.substr(0, std::min(probeBytes, raw.size()));
    probe = probe.substr(0, probe.find('\n'));
    std::size_t begin = std::string_view::npos;
    for (; begin == std::string_view::npos && probe.size() >= leastShown; probe = probe.substr(0, probe.size() / 2))
        begin = model.find(probe);
    std::size_t head = 0;
    if (begin != std::string_view::npos)
        head = commonPrefix(raw, model.substr(begin));
    else
        begin = 0;
    const std::size_t tail = std::min(commonSuffix(raw, model.substr(begin + head)), raw.size() - head);
    if (head + tail < leastShown) {
        result.shown = OutputShown::Other;
        return result;
    }
    result.shown = OutputShown::Cut;
    result.shownBytes = head + tail;
    result.missingBegin = head;
    result.missingEnd = raw.size() - tail;
    result.placeBegin = begin + head;
    result.placeEnd = model.size() - tail;
    return result;
}

} // namespace rolloutscope
