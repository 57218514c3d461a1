// Who and where: e-mail addresses, passwords in URLs, names in home paths, images.
#include "core/export/secret_scan.h"
#include "core/export/secret_text.h"

namespace rolloutscope::secrets {

std::optional<Found> emailAround(std::string_view text, std::size_t at, std::size_t floor)
{
    constexpr std::size_t mostLocal = 64;
    constexpr std::size_t mostDomain = 253;
    const auto isLocal = [](char c) { return isWord(c) || c == '.' || c == '+' || c == '-'; };
    std::size_t begin = at;
    while (begin > floor && at - begin < mostLocal && isLocal(text[begin - 1]))
        --begin;
    // `\nana@…`: the letter belongs to the escape.
    if (begin > floor && begin < at && text[begin - 1] == '\\' &&
        std::string_view("nrtbfv").find(text[begin]) != nowhere)
        ++begin;
    const std::size_t domain = at + (text[at] == '@' ? 1 : 6);
    std::size_t end = domain;
    std::size_t dot = nowhere;
    while (end < text.size() && end - domain < mostDomain && (isKeyChar(text[end]) || text[end] == '.')) {
        if (text[end] == '.')
            dot = end;
        ++end;
    }
    // A full stop behind it is none of its dots.
    while (end > domain && (text[end - 1] == '.' || text[end - 1] == '-'))
        --end;
    if (dot == nowhere || dot >= end) {
        const std::size_t earlier = text.substr(domain, end - domain).rfind('.');
        if (earlier == nowhere)
            return std::nullopt;
        dot = domain + earlier;
    }
    const std::string_view top = text.substr(dot + 1, end - dot - 1);
    if (begin == at || dot == domain || top.size() < 2 || !std::all_of(top.begin(), top.end(), isLetter) ||
        text.substr(begin, at - begin) == "git")
        return std::nullopt;
    return Found{begin, end, SecretKind::Email};
}

std::optional<Found> urlPasswordAt(std::string_view text, std::size_t at)
{
    constexpr std::size_t most = 256;
    if (!startsWith(text, at, "://"))
        return std::nullopt;
    const std::string_view rest = text.substr(at + 3, most);
    const std::size_t end = rest.find_first_of("/@ \t\r\n\"'<>");
    if (end == nowhere || rest[end] != '@')
        return std::nullopt;
    const std::size_t colon = rest.substr(0, end).find(':');
    if (colon == nowhere || colon + 1 == end)
        return std::nullopt;
    return Found{at + 3 + colon + 1, at + 3 + end, SecretKind::Password};
}

std::optional<Found> homeNameAt(std::string_view text, std::size_t at)
{
    constexpr std::size_t mostSlashes = 16;
    const auto slashes = [&](std::size_t from) {
        const std::string_view run = text.substr(from, mostSlashes + 1);
        return from + endOf(run, 0, [](char c) { return c == '/' || c == '\\'; });
    };
    const std::size_t folder = slashes(at);
    const bool windows = startsWithAnyCase(text, folder, "users");
    if (folder - at > mostSlashes || (!windows && !startsWith(text, folder, "home")))
        return std::nullopt;
    // `/srv/home` is no home; `-I/home/ana`, `C:\Users` and what follows an escape are.
    const bool isFlag = at >= 2 && isLetter(text[at - 1]) && text[at - 2] == '-';
    if (at > 0 && (isWord(text[at - 1]) || text[at - 1] == '.') && !isFlag && !beginsWord(text, at) &&
        !(windows && isLetter(text[at - 1]))) // /mnt/c/Users
        return std::nullopt;
    const std::size_t word = folder + (windows ? 5 : 4);
    const std::size_t name = slashes(word);
    if (name == word || name - word > mostSlashes)
        return std::nullopt;
    const auto isName = [](char c) {
        return isKeyChar(c) || c == '.' || c == '+' || c == '@' || static_cast<unsigned char>(c) >= 0x80;
    };
    std::size_t end = endOf(text, name, isName);
    // `\Users\Ana Bo\`: a name with blanks goes to the next slash.
    if (windows && end < text.size() && text[end] == ' ') {
        const std::string_view more = text.substr(end, 40);
        const std::size_t stop = endOf(more, 0, [&](char c) { return isName(c) || c == ' '; });
        if (stop < more.size() && (more[stop] == '\\' || more[stop] == '/'))
            end += stop;
    }
    const std::string_view named = text.substr(name, end - name);
    if (named.empty() || named.starts_with("..") || named == "." || named == "Shared" || named == "Public")
        return std::nullopt;
    return Found{name, end, SecretKind::User};
}

std::optional<Found> imageAt(std::string_view text, std::size_t at)
{
    const auto isBase64 = [](char c) {
        return isLetter(c) || isDigit(c) || c == '+' || c == '/' || c == '=' || c == '\\';
    };
    // Slashes may be escaped; what escapes the quote behind it is no part of it.
    const auto endOfBase64 = [&](std::size_t from) {
        std::size_t end = endOf(text, from, isBase64);
        while (end > from && text[end - 1] == '\\')
            --end;
        return end;
    };
    if (startsWith(text, at, "data:image/") || startsWith(text, at, "data:image\\/")) {
        const std::size_t comma = text.substr(at, 64).find(',');
        if (comma == nowhere)
            return std::nullopt;
        const std::size_t end = endOfBase64(at + comma + 1);
        return end > at + comma + 1 ? std::optional(Found{at, end, SecretKind::Image}) : std::nullopt;
    }
    // PNG, JPEG, GIF, WebP.
    constexpr std::size_t least = 200; // characters: no picture is shorter
    for (const std::string_view begin : {"iVBORw0KGgo", "/9j/", "R0lGODlh", "UklGR"}) {
        if (!startsWith(text, at, begin) || (at > 0 && isBase64(text[at - 1])))
            continue;
        const std::size_t end = endOfBase64(at);
        return end - at >= least ? std::optional(Found{at, end, SecretKind::Image}) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace rolloutscope::secrets
