#include "core/search/needle.h"

#include "core/json/escape.h"
#include "core/search/byte_search.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <vector>

namespace rolloutscope {
namespace {

constexpr std::int64_t mostExpressionBytes = std::int64_t{16} << 20; // memory of a compiled expression

/// Letters, digits and `_`; beyond ASCII all but punctuation, symbols, blanks and pictures.
bool isWordCharacter(char32_t point)
{
    struct Range {
        char32_t first;
        char32_t last;
    };
    static constexpr std::array others{
        Range{0x00, 0x2F},     Range{0x3A, 0x40},     Range{0x5B, 0x5E},     Range{0x60, 0x60},
        Range{0x7B, 0xA9},     Range{0xAB, 0xB1},     Range{0xB4, 0xB4},     Range{0xB6, 0xB8},
        Range{0xBB, 0xBB},     Range{0xBF, 0xBF},     Range{0xD7, 0xD7},     Range{0xF7, 0xF7},
        Range{0x2000, 0x200B}, Range{0x200E, 0x206F}, Range{0x20A0, 0x20CF}, Range{0x2190, 0x245F},
        Range{0x2500, 0x2BFF}, Range{0x2E00, 0x2E7F}, Range{0x3000, 0x3004}, Range{0x3008, 0x3020},
        Range{0x3030, 0x3030}, Range{0x303D, 0x303F}, Range{0x30FB, 0x30FB}, Range{0xE000, 0xF8FF},
        Range{0xFE10, 0xFE6F}, Range{0xFF00, 0xFF0F}, Range{0xFF1A, 0xFF20}, Range{0xFF3B, 0xFF3E},
        Range{0xFF40, 0xFF40}, Range{0xFF5B, 0xFF65}, Range{0xFFE0, 0xFFFF}, Range{0x1F000, 0x1FAFF},
    };
    const auto after = std::upper_bound(others.begin(), others.end(), point,
                                        [](char32_t wanted, const Range& range) { return wanted < range.first; });
    return after == others.begin() || point > std::prev(after)->last;
}

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The character that begins at a place; of a broken one its byte.
char32_t characterAt(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : lead >= 0xC0U ? 2 : 1;
    if (length == 1 || at + length > text.size())
        return lead;
    char32_t point = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        point = (point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    return point;
}

/// `at` is the end of a character; never 0.
char32_t characterBefore(std::string_view text, std::size_t at)
{
    std::size_t begin = at - 1;
    while (begin > 0 && at - begin < 4 && isContinuation(text[begin]))
        --begin;
    return characterAt(text, begin);
}

/// Whether the character at a place is what a backslash escapes: an even number of them are backslashes themselves.
bool isEscaped(std::string_view text, std::size_t at)
{
    std::size_t slashes = 0;
    while (slashes < at && text[at - 1 - slashes] == '\\')
        ++slashes;
    return slashes % 2 == 1;
}

/// In JSON the `n` of `\n` belongs to no word.
bool isWholeWord(std::string_view text, TextMatch match, bool inJson)
{
    if (inJson && text[match.begin] != '"' && text[match.begin] != '\\' && isEscaped(text, match.begin))
        return false;
    const bool goesOn = match.begin > 0 && isWordCharacter(characterAt(text, match.begin)) &&
                        isWordCharacter(characterBefore(text, match.begin));
    if (goesOn && !(inJson && isEscaped(text, match.begin - 1)))
        return false;
    const std::size_t end = match.begin + match.length;
    return end == text.size() || !isWordCharacter(characterBefore(text, end)) ||
           !isWordCharacter(characterAt(text, end));
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

struct Needle::Words {
    ByteSearch search;
    bool whole = false;

    [[nodiscard]] std::optional<TextMatch> find(std::string_view text, std::size_t from, bool inJson) const
    {
        for (std::size_t at = search.find(text, from); at != std::string_view::npos; at = search.find(text, at + 1)) {
            const TextMatch match{at, search.size()};
            if (!whole || isWholeWord(text, match, inJson))
                return match;
        }
        return std::nullopt;
    }
};

struct Needle::Expression {
    RE2 expression;
    // Of long texts most hold no match: words that every match has (RE2 finds them) are looked for first.
    re2::FilteredRE2 filter;
    std::vector<ByteSearch> words; // none: nothing can be ruled out
    bool whole;

    Expression(const std::string& pattern, const RE2::Options& options, bool wholeWord)
        : expression(pattern, options), whole(wholeWord)
    {
        constexpr int shortestWord = 3;
        filter = re2::FilteredRE2(shortestWord);
        int id = 0;
        std::vector<std::string> atoms;
        if (!expression.ok() || filter.Add(pattern, options, &id) != RE2::NoError)
            return;
        filter.Compile(&atoms);
        // Only the case of ASCII letters is known here.
        if (!std::all_of(atoms.begin(), atoms.end(), isAscii))
            return;
        for (const std::string& atom : atoms)
            words.emplace_back(atom, false); // in lower case, as RE2 gives them
    }

    [[nodiscard]] bool isPossibleIn(std::string_view text) const
    {
        if (words.empty())
            return true;
        std::vector<int> found;
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i].find(text, 0) != std::string_view::npos)
                found.push_back(static_cast<int>(i));
        }
        std::vector<int> possible;
        filter.AllPotentials(found, &possible);
        return !possible.empty();
    }

    [[nodiscard]] std::optional<TextMatch> find(std::string_view text, std::size_t from, bool inJson) const
    {
        constexpr std::size_t longText = 4'096;
        if (from == 0 && text.size() >= longText && !isPossibleIn(text))
            return std::nullopt;
        const re2::StringPiece all(text.data(), text.size());
        re2::StringPiece found;
        while (from <= text.size() && expression.Match(all, from, text.size(), RE2::UNANCHORED, &found, 1)) {
            const auto begin = static_cast<std::size_t>(found.data() - text.data());
            const TextMatch match{begin, found.size()};
            if (!found.empty() && (!whole || isWholeWord(text, match, inJson)))
                return match;
            from = begin + 1; // what matches nothing is no hit
            while (from < text.size() && isContinuation(text[from]))
                ++from;
        }
        return std::nullopt;
    }
};

Needle::Needle(SearchQuery query) : query_(std::move(query)) {}

Needle::~Needle() = default;

std::shared_ptr<const Needle> Needle::compile(const SearchQuery& query, std::string& error)
{
    if (query.text.empty()) {
        error = "nothing to look for";
        return nullptr;
    }
    std::shared_ptr<Needle> needle(new Needle(query)); // NOLINT: the constructor is private
    // Only RE2 knows the case of letters beyond ASCII.
    const bool needsExpression = query.regex || (!query.caseSensitive && !isAscii(query.text));
    if (!needsExpression) {
        needle->words_ = std::make_unique<Words>(Words{{query.text, query.caseSensitive}, query.wholeWord});
        if (const std::string escaped = json::escaped(query.text); escaped != query.text)
            needle->escaped_ = std::make_unique<Words>(Words{{escaped, query.caseSensitive}, query.wholeWord});
        return needle;
    }
    RE2::Options options;
    options.set_case_sensitive(query.caseSensitive);
    options.set_log_errors(false);
    options.set_max_mem(mostExpressionBytes);
    options.set_dot_nl(false);
    std::string pattern = query.regex ? query.text : RE2::QuoteMeta(query.text);
    // RE2 knows ASCII's words only. It chooses between alternatives by them; what it finds is looked at again.
    if (query.wholeWord && isAscii(query.text))
        pattern = "\\b(?:" + pattern + ")\\b";
    // ^ and $ mean lines.
    auto expression = std::make_unique<Expression>("(?m)" + pattern, options, query.wholeWord);
    if (!expression->expression.ok()) {
        error = expression->expression.error();
        return nullptr;
    }
    needle->expression_ = std::move(expression);
    return needle;
}

std::optional<TextMatch> Needle::find(std::string_view text, std::size_t from) const
{
    return expression_ ? expression_->find(text, from, false) : words_->find(text, from, false);
}

std::optional<TextMatch> Needle::findInJson(std::string_view json, std::size_t from, JsonLookAhead& ahead) const
{
    if (expression_)
        return expression_->find(json, from, true);
    const auto look = [&](const Words& words, std::optional<TextMatch>& next, bool& isKnown) {
        if (!isKnown || (next && next->begin < from))
            next = words.find(json, from, true);
        isKnown = true;
    };
    look(*words_, ahead.plain, ahead.isPlainKnown);
    if (!escaped_)
        return ahead.plain;
    look(*escaped_, ahead.escaped, ahead.isEscapedKnown);
    if (!ahead.plain || !ahead.escaped)
        return ahead.plain ? ahead.plain : ahead.escaped;
    return ahead.plain->begin < ahead.escaped->begin ? ahead.plain : ahead.escaped;
}

} // namespace rolloutscope
