#include "views/inspector/payload_search.h"

#include "core/json/escape.h"

#include <algorithm>
#include <cstring>

namespace rolloutscope::inspector {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// One way of writing the needle; remembers where it was found last.
class Finder {
public:
    Finder(std::string_view text, std::string needle, bool caseSensitive)
        : text_(text), needle_(std::move(needle)), caseSensitive_(caseSensitive)
    {
    }

    [[nodiscard]] std::uint64_t length() const { return needle_.size(); }

    /// First match in [from, until), or npos.
    std::size_t find(std::size_t from, std::size_t until)
    {
        if (found_ != std::string_view::npos && found_ >= from)
            return found_ < until ? found_ : std::string_view::npos;
        from = std::max(from, searchedTo_);
        found_ = scan(from, until);
        searchedTo_ = found_ == std::string_view::npos ? std::max(searchedTo_, until) : found_;
        return found_;
    }

private:
    std::size_t scan(std::size_t from, std::size_t until)
    {
        const char first = needle_.front();
        while (from < until && from + needle_.size() <= text_.size()) {
            const std::size_t at = nextFirst(from, until, first);
            if (at == std::string_view::npos || at + needle_.size() > text_.size())
                return std::string_view::npos;
            if (matches(at))
                return at;
            from = at + 1;
        }
        return std::string_view::npos;
    }

    /// memchr is many times faster than a loop; a letter needs two, so they take turns in short windows.
    [[nodiscard]] std::size_t nextFirst(std::size_t from, std::size_t until, char first) const
    {
        constexpr std::size_t window = 4'096;
        const bool both = !caseSensitive_ && upper(first) != first;
        while (from < until) {
            const std::size_t length = std::min(window, until - from);
            const auto find = [&](char c, std::size_t most) {
                const void* hit = std::memchr(text_.data() + from, c, most);
                return hit == nullptr ? most
                                      : static_cast<std::size_t>(static_cast<const char*>(hit) - text_.data()) - from;
            };
            std::size_t at = find(first, length);
            if (both)
                at = std::min(at, find(upper(first), at));
            if (at < length)
                return from + at;
            from += length;
        }
        return std::string_view::npos;
    }

    [[nodiscard]] bool matches(std::size_t at) const
    {
        if (caseSensitive_)
            return text_.compare(at, needle_.size(), needle_) == 0;
        for (std::size_t i = 1; i < needle_.size(); ++i) {
            if (lower(text_[at + i]) != needle_[i])
                return false;
        }
        return true;
    }

    std::string_view text_;
    std::string needle_;
    bool caseSensitive_;
    std::size_t found_ = std::string_view::npos;
    std::size_t searchedTo_ = 0;
};

} // namespace

SearchResult searchText(std::string_view text, const std::string& needle, const std::atomic<bool>* cancelled)
{
    SearchResult result;
    if (needle.empty())
        return result;
    const bool caseSensitive = std::any_of(needle.begin(), needle.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    std::vector<Finder> finders;
    finders.emplace_back(text, needle, caseSensitive);
    if (std::string escaped = json::escaped(needle); escaped != needle)
        finders.emplace_back(text, std::move(escaped), caseSensitive);

    constexpr std::size_t window = 1U << 20U; // between two looks at `cancelled`
    std::size_t from = 0;
    for (std::size_t until = std::min(window, text.size()); from < text.size();) {
        if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) {
            result.cancelled = true;
            return result;
        }
        SearchMatch best{.offset = text.size(), .length = 0};
        for (Finder& finder : finders) {
            const std::size_t at = finder.find(from, until);
            if (at < best.offset)
                best = {.offset = at, .length = finder.length()};
        }
        if (best.length == 0) {
            from = until;
            until = std::min(until + window, text.size());
            continue;
        }
        if (result.matches.size() == SearchResult::most) {
            result.more = true;
            return result;
        }
        result.matches.push_back(best);
        from = best.offset + best.length;
        until = std::min(std::max(until, from + window), text.size());
    }
    return result;
}

} // namespace rolloutscope::inspector
