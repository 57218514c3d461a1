// What is looked for in texts: words as they stand, in any case, as whole words, or a regular expression. Made once,
// used from several threads. Regular expressions take time linear in the text, whatever they are (RE2).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rolloutscope {

struct SearchQuery {
    std::string text; // UTF-8
    bool caseSensitive = false;
    bool wholeWord = false;
    bool regex = false;
    bool operator==(const SearchQuery&) const = default;
};

struct TextMatch {
    std::size_t begin = 0;  // bytes
    std::size_t length = 0; // never 0
    bool operator==(const TextMatch&) const = default;
};

/// Where words stand next in a JSON text, as they are and with escapes. Kept from one hit to the next: looking again
/// for the form that is rare would take time for every hit of the other.
struct JsonLookAhead {
    std::optional<TextMatch> plain;
    std::optional<TextMatch> escaped;
    bool isPlainKnown = false;
    bool isEscapedKnown = false;
};

class Needle {
public:
    /// Null with an error in words: an empty query, a broken expression, one that is too large.
    [[nodiscard]] static std::shared_ptr<const Needle> compile(const SearchQuery& query, std::string& error);
    ~Needle();
    Needle(const Needle&) = delete;
    Needle& operator=(const Needle&) = delete;

    /// The first match that begins at `from` or later. What stands before `from` counts for whole words.
    [[nodiscard]] std::optional<TextMatch> find(std::string_view text, std::size_t from = 0) const;
    /// As find(), in the bytes of a JSON text: what it looks for can stand there as it is or with escapes. `ahead` is
    /// new for each text, in which `from` never goes back.
    [[nodiscard]] std::optional<TextMatch> findInJson(std::string_view json, std::size_t from,
                                                      JsonLookAhead& ahead) const;
    [[nodiscard]] const SearchQuery& query() const { return query_; }

private:
    struct Words;
    struct Expression;
    explicit Needle(SearchQuery query);

    SearchQuery query_;
    std::unique_ptr<const Words> words_;
    std::unique_ptr<const Words> escaped_; // as JSON writes it, where that differs
    std::unique_ptr<const Expression> expression_;
};

} // namespace rolloutscope
