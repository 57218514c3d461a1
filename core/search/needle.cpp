#include "core/search/needle.h"

#include "core/json/escape.h"
#include "core/search/byte_search.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <vector>

namespace rolloutscope {
namespace {

constexpr std::int64_t mostExpressionBytes = std::int64_t{16} << 20; // memory of a compiled expression

bool isWordByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || byte >= 0x80;
}

/// A word that an escape stands before: the `n` of `\n` belongs to no word.
bool isWholeWord(std::string_view text, TextMatch match, bool inJson)
{
    if (match.begin > 0 && isWordByte(text[match.begin]) && isWordByte(text[match.begin - 1])) {
        const bool isEscape = inJson && match.begin > 1 && text[match.begin - 2] == '\\';
        if (!isEscape)
            return false;
    }
    const std::size_t end = match.begin + match.length;
    return end == text.size() || !isWordByte(text[end - 1]) || !isWordByte(text[end]);
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

    explicit Expression(const std::string& pattern, const RE2::Options& options) : expression(pattern, options)
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

    [[nodiscard]] std::optional<TextMatch> find(std::string_view text, std::size_t from) const
    {
        constexpr std::size_t longText = 4'096;
        if (from == 0 && text.size() >= longText && !isPossibleIn(text))
            return std::nullopt;
        const re2::StringPiece all(text.data(), text.size());
        re2::StringPiece found;
        while (from <= text.size() && expression.Match(all, from, text.size(), RE2::UNANCHORED, &found, 1)) {
            const auto begin = static_cast<std::size_t>(found.data() - text.data());
            if (!found.empty())
                return TextMatch{begin, found.size()};
            from = begin + 1; // what matches nothing is no hit
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
    if (query.wholeWord)
        pattern = "\\b(?:" + pattern + ")\\b";
    // ^ and $ mean lines.
    auto expression = std::make_unique<Expression>("(?m)" + pattern, options);
    if (!expression->expression.ok()) {
        error = expression->expression.error();
        return nullptr;
    }
    needle->expression_ = std::move(expression);
    return needle;
}

std::optional<TextMatch> Needle::find(std::string_view text, std::size_t from) const
{
    return expression_ ? expression_->find(text, from) : words_->find(text, from, false);
}

std::optional<TextMatch> Needle::findInJson(std::string_view json, std::size_t from, JsonLookAhead& ahead) const
{
    if (expression_)
        return expression_->find(json, from);
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
