// Who and where: e-mail addresses, passwords in URLs, names in home paths, images.
#include "core/export/secret_scan.h"
#include "core/export/secret_text.h"

#include <algorithm>

namespace rolloutscope::secrets {
namespace {

constexpr bool isBeyondAscii(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}

// Quotes, dashes, dots and blanks of typography, and those of Chinese and Japanese, by how they begin.
constexpr std::string_view marks[] = {"\xE2\x80", "\xE2\x81", "\xE3\x80", "\xEF\xBC",
                                      "\xC2\xA0", "\xC2\xAB", "\xC2\xBB"};

/// Behind the last of such marks in a stretch.
std::size_t afterLastMark(std::string_view text, std::size_t begin, std::size_t end)
{
    for (const std::string_view mark : marks) {
        const std::size_t found = text.substr(begin, end - begin).rfind(mark);
        if (found != nowhere)
            begin = std::min(end, begin + found + (mark.front() == '\xC2' ? 2 : 3));
    }
    return std::min(begin, end);
}

std::size_t beforeFirstMark(std::string_view text, std::size_t begin, std::size_t end)
{
    for (const std::string_view mark : marks)
        end = std::min(end, begin + std::min(text.substr(begin, end - begin).find(mark), end - begin));
    return end;
}

/// The @, or how it is written in JSON and in URLs.
std::size_t lengthOfAt(std::string_view text, std::size_t at)
{
    return text[at] == '@' ? 1 : text[at] == '%' ? 3 : 6;
}

/// What ends here holds homes on some systems: /var, /export, /usr.
bool isFolderOfHomes(std::string_view text, std::size_t at)
{
    for (const std::string_view folder : {"var", "export", "usr"}) {
        if (!text.substr(0, at).ends_with(folder) || at == folder.size())
            continue;
        const char before = text[at - folder.size() - 1];
        if (before == '/' || before == '\\')
            return true;
    }
    return false;
}

} // namespace

std::optional<Found> emailAround(std::string_view text, std::size_t at, std::size_t floor)
{
    constexpr std::size_t mostLocal = 64;
    constexpr std::size_t mostDomain = 253;
    const auto isLocal = [](char c) { return isWord(c) || c == '.' || c == '+' || c == '-' || isBeyondAscii(c); };
    std::size_t begin = at;
    while (begin > floor && at - begin < mostLocal && isLocal(text[begin - 1]))
        --begin;
    if (begin > floor && begin < at && at - begin == mostLocal && isBeyondAscii(text[begin]))
        begin = std::min(at, begin + 4); // between characters
    begin = afterLastMark(text, begin, at);
    // `\nana@…`: the letter belongs to the escape.
    if (begin > floor && begin < at && text[begin - 1] == '\\' &&
        std::string_view("nrtbfv").find(text[begin]) != nowhere)
        ++begin;
    const std::size_t domain = at + lengthOfAt(text, at);
    std::size_t end = domain;
    while (end < text.size() && end - domain < mostDomain &&
           (isKeyChar(text[end]) || text[end] == '.' || isBeyondAscii(text[end])))
        ++end;
    end = beforeFirstMark(text, domain, end);
    // A full stop behind it is none of its dots.
    while (end > domain && (text[end - 1] == '.' || text[end - 1] == '-'))
        --end;
    const std::size_t inDomain = text.substr(domain, end - domain).rfind('.');
    if (inDomain == nowhere)
        return std::nullopt;
    const std::size_t dot = domain + inDomain;
    const std::string_view top = text.substr(dot + 1, end - dot - 1);
    if (begin == at || dot == domain || top.size() < 2 ||
        !(top.starts_with("xn--") ||
          std::all_of(top.begin(), top.end(), [](char c) { return isLetter(c) || isBeyondAscii(c); })) ||
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
    // `/srv/home` is no home; `/var/home`, `-I/home/ana`, `C:\Users` and what follows an escape are.
    const bool isFlag = at >= 2 && isLetter(text[at - 1]) && text[at - 2] == '-';
    if (at > 0 && (isWord(text[at - 1]) || text[at - 1] == '.') && !isFlag && !beginsWord(text, at) &&
        !isFolderOfHomes(text, at) && !(windows && isLetter(text[at - 1]))) // /mnt/c/Users
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
