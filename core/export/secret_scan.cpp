#include "core/export/secret_scan.h"

#include "core/export/secret_text.h"

#include <algorithm>
#include <array>

namespace rolloutscope::secrets {
namespace {

struct KeyPrefix {
    std::string_view prefix;
    std::size_t least = 0; // characters behind it
    SecretKind kind = SecretKind::ApiKey;
};
// As their issuers write them.
constexpr std::array keyPrefixes{
    KeyPrefix{"sk-", 16},                            // OpenAI, Anthropic and others
    KeyPrefix{"sk_live_", 10},                       // Stripe
    KeyPrefix{"sk_test_", 10},                       //
    KeyPrefix{"rk_live_", 10},                       //
    KeyPrefix{"whsec_", 16},                         //
    KeyPrefix{"ghp_", 20, SecretKind::Token},        // GitHub
    KeyPrefix{"gho_", 20, SecretKind::Token},        //
    KeyPrefix{"ghu_", 20, SecretKind::Token},        //
    KeyPrefix{"ghs_", 20, SecretKind::Token},        //
    KeyPrefix{"ghr_", 20, SecretKind::Token},        //
    KeyPrefix{"github_pat_", 20, SecretKind::Token}, //
    KeyPrefix{"glpat-", 16, SecretKind::Token},      // GitLab
    KeyPrefix{"npm_", 30, SecretKind::Token},        //
    KeyPrefix{"pypi-", 40, SecretKind::Token},       //
    KeyPrefix{"hf_", 30, SecretKind::Token},         // Hugging Face
    KeyPrefix{"dckr_pat_", 20, SecretKind::Token},   // Docker
    KeyPrefix{"xapp-", 10, SecretKind::Token},       // Slack
    KeyPrefix{"AIza", 30},                           // Google
    KeyPrefix{"ya29.", 20, SecretKind::Token},       //
    KeyPrefix{"GOCSPX-", 20},                        //
    KeyPrefix{"r8_", 30},                            // Replicate
    KeyPrefix{"gsk_", 30},                           // Groq
    KeyPrefix{"xai-", 30},                           //
};

/// eyJ….eyJ….… : three parts of base64, of which the first two are JSON. The last may be empty.
std::optional<Found> jwtAt(std::string_view text, std::size_t at)
{
    std::size_t end = endOf(text, at, isKeyChar);
    if (end - at < 10 || !startsWith(text, end, ".eyJ"))
        return std::nullopt;
    const std::size_t second = end + 1;
    end = endOf(text, second, isKeyChar);
    if (end - second < 6)
        return std::nullopt;
    if (end < text.size() && text[end] == '.')
        end = endOf(text, end + 1, isKeyChar);
    return Found{at, end, SecretKind::Token};
}

/// Behind `at`: backslashes before a quote, and the quote. The length of the whole, 0 if there is none.
std::size_t quoteAt(std::string_view text, std::size_t at)
{
    std::size_t end = endOf(text, at, [](char c) { return c == '\\'; });
    return end < text.size() && isQuote(text[end]) ? end + 1 - at : 0;
}

/// What no secret is, but what often stands behind such a name: told by its first characters.
bool isNoValue(std::string_view value)
{
    if (value.empty() || std::string_view("${[<%(").find(value.front()) != nowhere)
        return true;
    static constexpr std::array<std::string_view, 22> words{
        "null",  "none", "nil",    "true",    "false", "undefined", "string",  "str",  "number",   "int", "integer",
        "bytes", "bool", "object", "boolean", "any",   "optional",  "unknown", "void", "required", "***", "os.environ"};
    std::string low(value.substr(0, 24));
    std::transform(low.begin(), low.end(), low.begin(), lower);
    while (!low.empty() && (low.back() == '.' || low.back() == '?' || low.back() == '!'))
        low.pop_back();
    return low.empty() || std::find(words.begin(), words.end(), low) != words.end() || low.starts_with("process.env") ||
           low.starts_with("os.getenv") || low.starts_with("os.environ");
}

constexpr bool endsPlainValue(char c)
{
    return static_cast<unsigned char>(c) <= ' ' || isQuote(c) || c == ',' || c == ';' || c == '&' || c == '<' ||
           c == '>' || c == ')' || c == '}' || c == ']' || c == '|' || c == '\\';
}

/// Where code is meant, a value is a name: `token = next(tokens)`, `password = args.password`, `token = Name`. What is
/// secret by its kind alone (a password) may be a plain word, even with blanks around the `=`.
bool isCode(std::string_view text, std::size_t begin, std::size_t end, SecretKind kind)
{
    const std::size_t name = endOf(text, begin, [](char c) { return isWord(c) || c == '.'; });
    if (name == begin || name > end || isDigit(text[begin]))
        return false;
    if (name < text.size() && (text[name] == '(' || text[name] == '['))
        return true;
    const std::string_view value = text.substr(begin, name - begin);
    if (name != end || hasDigit(value))
        return false;
    const bool isMember = value.find('.') != nowhere && value.back() != '.';
    return kindOfName(value).has_value() ||
           (begin > 0 && isSpace(text[begin - 1]) && (isMember || kind == SecretKind::Token));
}

/// A stretch in quotes ends where the same quote stands behind as many backslashes.
std::optional<Found> quotedValue(std::string_view text, std::size_t at, std::size_t quote, SecretKind kind)
{
    constexpr std::size_t mostValue = 4'096;
    const std::string_view mark = text.substr(at, quote);
    const std::size_t begin = at + quote;
    const std::size_t end = text.substr(begin, mostValue).find(mark);
    const std::size_t value =
        end == nowhere ? endOf(text, begin, [](char c) { return !endsPlainValue(c); }) : begin + end;
    // Several lines are no value, but text that happens to be in quotes.
    if (value == begin || text.substr(begin, value - begin).find('\n') != nowhere ||
        isNoValue(text.substr(begin, value - begin)))
        return std::nullopt;
    return Found{begin, value, kind};
}

/// `isList`: several values may follow each other, with commas.
std::optional<Found> valueAt(std::string_view text, std::size_t at, SecretKind kind, bool isList)
{
    if (const std::size_t quote = quoteAt(text, at); quote > 0)
        return quotedValue(text, at, quote, kind);
    // What is refused is refused by its beginning: the search goes on right behind the name.
    constexpr std::size_t beginning = 32;
    const auto isPlain = [](char c) { return !endsPlainValue(c); };
    const std::string_view first = text.substr(at, beginning);
    if (isNoValue(first.substr(0, endOf(first, 0, isPlain))))
        return std::nullopt;
    const std::size_t end = endOf(text, at, [&](char c) { return isPlain(c) || (isList && c == ','); });
    const std::string_view value = text.substr(at, end - at);
    if (isCode(text, at, end, kind))
        return std::nullopt;
    // Counts of tokens, and tokens of a language.
    if (kind == SecretKind::Token &&
        (value.size() < 6 || std::all_of(value.begin(), value.end(), [](char c) { return isDigit(c) || c == '.'; })))
        return std::nullopt;
    return Found{at, end, kind};
}

/// A header's cookies, all of them: to the end of the quote or the line.
std::optional<Found> cookieAt(std::string_view text, std::size_t at)
{
    constexpr std::size_t most = 8'192;
    const std::size_t begin = at + quoteAt(text, at);
    const std::string_view rest = text.substr(begin, most);
    const auto isInside = [](char c) {
        return static_cast<unsigned char>(c) >= ' ' && !isQuote(c) && c != '\\' && c != '<';
    };
    // A cookie begins with its name.
    constexpr std::size_t mostName = 128;
    const std::size_t nameEnd = endOf(rest.substr(0, mostName), 0, [&](char c) { return isInside(c) && c != '='; });
    if (nameEnd >= rest.size() || rest[nameEnd] != '=' || isNoValue(rest.substr(0, nameEnd)))
        return std::nullopt;
    const std::size_t end = endOf(rest, nameEnd, isInside);
    return Found{begin, begin + end, SecretKind::Secret};
}

/// SG.….… of SendGrid: two parts of base64.
std::optional<Found> sendGridAt(std::string_view text, std::size_t at)
{
    constexpr std::size_t least = 16; // characters of each
    const std::size_t first = endOf(text, at + 3, isKeyChar);
    if (first - at - 3 < least || first >= text.size() || text[first] != '.')
        return std::nullopt;
    const std::size_t end = endOf(text, first + 1, isKeyChar);
    return end - first - 1 >= least ? std::optional(Found{at, end, SecretKind::ApiKey}) : std::nullopt;
}

/// `"name": "API_KEY", "value": "…"`: behind the name the member with its value. Where that begins, or nowhere.
std::size_t pairedValue(std::string_view text, std::size_t at)
{
    constexpr std::size_t mostBlanks = 40; // as lists are indented
    const auto skipBlanks = [&](std::size_t from) {
        const std::string_view rest = text.substr(std::min(from, text.size()), mostBlanks);
        return from + endOf(rest, 0, [](char c) { return isSpace(c) || c == '\n' || c == '\r'; });
    };
    const std::size_t quote = quoteAt(text, at);
    const std::size_t comma = skipBlanks(at + quote);
    if (quote == 0 || comma >= text.size() || text[comma] != ',')
        return nowhere;
    const std::size_t member = skipBlanks(comma + 1);
    const std::size_t opening = quoteAt(text, member);
    constexpr std::string_view word = "value";
    if (opening == 0 || !startsWithAnyCase(text, member + opening, word))
        return nowhere;
    const std::size_t wordEnd = member + opening + word.size();
    const std::size_t closing = quoteAt(text, wordEnd);
    const std::size_t colon = skipBlanks(wordEnd + closing);
    if (closing != opening || colon >= text.size() || text[colon] != ':')
        return nowhere;
    return skipBlanks(colon + 1);
}

/// Behind a name: its closing quote, blanks, `=`, `:`, `:=` or `=>`, blanks. Where the value begins, or nowhere.
/// An option's value may be the next word, or the next string of a list: `["--password", "…"]`.
std::size_t afterSeparator(std::string_view text, std::size_t at, bool blankSeparates)
{
    const std::size_t named = at;
    at += quoteAt(text, at);
    const bool isQuoted = at > named;
    at = endOf(text, at, isSpace);
    if (blankSeparates && isQuoted && at < text.size() && text[at] == ',') {
        at = endOf(text, at + 1, [](char c) { return isSpace(c) || c == '\n' || c == '\r'; });
        return quoteAt(text, at) > 0 ? at : nowhere;
    }
    const bool separated = at < text.size() && (text[at] == '=' || text[at] == ':');
    if (separated) {
        if (startsWith(text, at, "==") || startsWith(text, at, "::") || startsWith(text, at, "://"))
            return nowhere;
        at += startsWith(text, at, ":=") || startsWith(text, at, "=>") ? 2 : 1;
    } else if (startsWithAnyCase(text, at, "%3d")) {
        at += 3;
    } else if (!blankSeparates || at == named) {
        return nowhere;
    }
    return endOf(text, at, isSpace);
}

/// What stands before `at` is the end of `ESC [ … letter`: a colour, a cleared line. The escape character is itself, or
/// written as programs and JSON write it; before a colour it may have been lost.
bool endsControlSequence(std::string_view text, std::size_t at)
{
    constexpr std::size_t mostParameters = 20;
    static constexpr std::array<std::string_view, 8> escapes{"\x1b",  "\\u001b", "\\u001B", "\\x1b",
                                                             "\\x1B", "\\e",     "\\033",   "\xE2\x90\x9B"};
    std::size_t begin = at - 1;
    while (begin > 0 && at - begin < mostParameters &&
           (isDigit(text[begin - 1]) || text[begin - 1] == ';' || text[begin - 1] == '?'))
        --begin;
    if (begin == 0 || text[begin - 1] != '[')
        return false;
    const std::string_view head = text.substr(0, begin - 1);
    return text[at - 1] == 'm' || std::any_of(escapes.begin(), escapes.end(),
                                              [head](std::string_view escape) { return head.ends_with(escape); });
}

/// OPENAI_KEY and the like; what a database or a keyboard calls a key is none.
bool isKeyOfEnvironment(std::string_view name)
{
    static constexpr std::array<std::string_view, 14> harmless{"PRIMARY", "FOREIGN", "PARTITION", "SORT",   "CACHE",
                                                               "PUBLIC",  "UNIQUE",  "GROUP",     "INDEX",  "ROUTING",
                                                               "HASH",    "ARROW",   "HOT",       "STORAGE"};
    const bool isPlural = name.ends_with("_KEYS");
    if (!isPlural && !name.ends_with("_KEY"))
        return false;
    name.remove_suffix(isPlural ? 5 : 4);
    if (name.empty() ||
        !std::all_of(name.begin(), name.end(), [](char c) { return isDigit(c) || c == '_' || (c >= 'A' && c <= 'Z'); }))
        return false;
    const std::string_view last = name.substr(name.rfind('_') + 1);
    return std::find(harmless.begin(), harmless.end(), last) == harmless.end();
}

} // namespace

bool beginsWord(std::string_view text, std::size_t at)
{
    if (at == 0 || !isKeyChar(text[at - 1]))
        return true;
    const char before = text[at - 1];
    // `-x` and `--password`: one or two dashes lead a word. Nowhere else does one begin inside a run of such
    // characters, or a run would be looked at again and again.
    if (before == '-') {
        const std::size_t dashes = at >= 2 && text[at - 2] == '-' ? 2 : 1;
        return at == dashes || !isKeyChar(text[at - dashes - 1]);
    }
    if (at >= 2 && text[at - 2] == '\\' && std::string_view("nrtbfv").find(before) != nowhere)
        return true;
    if (at >= 3 && text[at - 3] == '%' && isHex(text[at - 2]) && isHex(before))
        return true;
    if (at >= 6 && text[at - 6] == '\\' && text[at - 5] == 'u')
        return true;
    return isLetter(before) && endsControlSequence(text, at);
}

std::optional<Found> keyAt(std::string_view text, std::size_t at)
{
    if (startsWith(text, at, "eyJ"))
        return jwtAt(text, at);
    if (startsWith(text, at, "SG."))
        return sendGridAt(text, at);
    if (startsWith(text, at, "AKIA") || startsWith(text, at, "ASIA")) {
        const std::size_t end = endOf(text, at + 4, [](char c) { return isDigit(c) || (c >= 'A' && c <= 'Z'); });
        return end - at == 20 ? std::optional(Found{at, end, SecretKind::ApiKey}) : std::nullopt;
    }
    if (startsWith(text, at, "xox") && at + 4 < text.size() && text[at + 4] == '-') {
        const std::size_t end = endOf(text, at + 5, isKeyChar);
        return end - at >= 15 ? std::optional(Found{at, end, SecretKind::Token}) : std::nullopt;
    }
    constexpr std::string_view slackHook = "hooks.slack.com/services/";
    if (startsWith(text, at, slackHook)) {
        const std::size_t begin = at + slackHook.size();
        const std::size_t end = endOf(text, begin, [](char c) { return isKeyChar(c) || c == '/'; });
        return end > begin ? std::optional(Found{begin, end, SecretKind::Secret}) : std::nullopt;
    }
    for (const KeyPrefix& key : keyPrefixes) {
        if (!startsWith(text, at, key.prefix))
            continue;
        const std::size_t begin = at + key.prefix.size();
        const std::size_t end = endOf(text, begin, isKeyChar);
        if (end - begin < key.least || !hasDigit(text.substr(begin, end - begin)))
            return std::nullopt;
        return Found{at, end, key.kind};
    }
    return std::nullopt;
}

std::optional<Found> privateKeyAt(std::string_view text, std::size_t at)
{
    constexpr std::string_view begin = "-----BEGIN ";
    constexpr std::string_view key = "PRIVATE KEY";
    if (!startsWith(text, at, begin))
        return std::nullopt;
    const std::string_view head = text.substr(at, 64);
    if (head.find(key) == nowhere)
        return std::nullopt;
    // Without an end (cut output) the rest is the key.
    const std::size_t last = text.find("-----END ", at);
    if (last == nowhere)
        return Found{at, text.size(), SecretKind::PrivateKey};
    const std::size_t dashes = text.substr(0, std::min(text.size(), last + 80)).find("-----", last + 9);
    return Found{at, dashes == nowhere ? std::min(text.size(), last + 9) : dashes + 5, SecretKind::PrivateKey};
}

std::optional<SecretKind> kindOfName(std::string_view name)
{
    struct Ending {
        std::string_view word;
        SecretKind kind;
    };
    // Of names without their `_`, `-` and `.`.
    static constexpr std::array endings{
        Ending{"password", SecretKind::Password},     Ending{"passwd", SecretKind::Password},
        Ending{"passphrase", SecretKind::Password},   Ending{"pwd", SecretKind::Password},
        Ending{"secret", SecretKind::Secret},         Ending{"cookie", SecretKind::Secret},
        Ending{"credentials", SecretKind::Secret},    Ending{"token", SecretKind::Token},
        Ending{"apikey", SecretKind::ApiKey},         Ending{"accesskey", SecretKind::ApiKey},
        Ending{"accesskeyid", SecretKind::ApiKey},    Ending{"secretkey", SecretKind::ApiKey},
        Ending{"privatekey", SecretKind::PrivateKey}, Ending{"authorization", SecretKind::Token},
        Ending{"xapikey", SecretKind::ApiKey}};
    constexpr std::size_t mostName = 80;
    if (name.size() > mostName || name == "PWD" || name == "OLDPWD" || name == "pwd")
        return std::nullopt; // the working directory
    std::string plain;
    for (const char c : name) {
        if (isLetter(c) || isDigit(c))
            plain += lower(c);
    }
    // API_KEYS, passwords; but tokens are counted.
    if (plain.ends_with("keys") || plain.ends_with("passwords"))
        plain.pop_back();
    for (const Ending& ending : endings) {
        if (plain.ends_with(ending.word))
            return ending.kind;
    }
    return isKeyOfEnvironment(name) ? std::optional(SecretKind::ApiKey) : std::nullopt;
}

std::optional<Found> assignedAt(std::string_view text, std::size_t at, std::size_t nameEnd)
{
    const std::string_view name = text.substr(at, nameEnd - at);
    if (name.size() == 6 && startsWithAnyCase(text, at, "bearer")) {
        const std::size_t begin = endOf(text, nameEnd, isSpace);
        const std::size_t end = endOf(text, begin, [](char c) {
            return isKeyChar(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
        });
        const bool isToken = begin > nameEnd && end - begin >= 16 && hasDigit(text.substr(begin, end - begin));
        return isToken ? std::optional(Found{begin, end, SecretKind::Token}) : std::nullopt;
    }
    const auto kind = kindOfName(name);
    if (!kind)
        return std::nullopt;
    const bool isOption = at >= 2 && text[at - 1] == '-' && text[at - 2] == '-';
    std::size_t value = afterSeparator(text, nameEnd, isOption);
    if (value == nowhere)
        value = pairedValue(text, nameEnd);
    if (value == nowhere)
        return std::nullopt;
    const auto isCalled = [&](std::string_view word) {
        return startsWithAnyCase(text, nameEnd - std::min(name.size(), word.size()), word);
    };
    if (isCalled("cookie"))
        return cookieAt(text, value);
    if (!isCalled("authorization"))
        return valueAt(text, value, *kind, isCalled("s"));
    // A scheme may stand before the token.
    const std::size_t begin = value + quoteAt(text, value);
    const std::size_t scheme = endOf(text, begin, isLetter);
    const std::size_t token = endOf(text, scheme, isSpace);
    const std::size_t from = scheme > begin && token > scheme ? token : begin;
    const std::size_t end = endOf(text, from, [](char c) { return !endsPlainValue(c); });
    if (end <= from || end - from < 6 || isNoValue(text.substr(from, end - from)))
        return std::nullopt;
    return Found{from, end, SecretKind::Token};
}

} // namespace rolloutscope::secrets
