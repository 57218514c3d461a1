#include "core/export/redaction.h"

#include "core/export/secret_scan.h"
#include "core/json/compact.h"

#include <algorithm>

namespace rolloutscope {
namespace {

using namespace secrets;

/// Whatever begins at a place; `floor` is where the text that is not masked yet begins.
std::optional<Found> foundAt(std::string_view text, std::size_t at, std::size_t floor, std::size_t& nameEnd)
{
    const char c = text[at];
    if (isLetter(c) || c == '_') {
        if (!beginsWord(text, at))
            return std::nullopt;
        if (const auto key = keyAt(text, at))
            return key;
        if (const auto image = imageAt(text, at))
            return image;
        if (at < nameEnd)
            return std::nullopt;
        nameEnd = at;
        while (nameEnd < text.size() && (isWord(text[nameEnd]) || text[nameEnd] == '-' || text[nameEnd] == '.'))
            ++nameEnd;
        return assignedAt(text, at, nameEnd);
    }
    switch (c) {
    case '-':
        return privateKeyAt(text, at);
    case '@':
        return emailAround(text, at, floor);
    case '%':
        return text.substr(at).starts_with("%40") ? emailAround(text, at, floor) : std::nullopt;
    case ':':
        return urlPasswordAt(text, at);
    case '/':
        if (const auto image = imageAt(text, at))
            return image;
        return homeNameAt(text, at);
    case '\\':
        if (text.substr(at).starts_with("\\u0040"))
            return emailAround(text, at, floor);
        return homeNameAt(text, at);
    default:
        return std::nullopt;
    }
}

std::string textOf(json::Value string)
{
    const std::string_view raw = string.raw();
    std::string text;
    (void)json::unescape(raw.substr(1, raw.size() - 2), text); // a lone surrogate becomes the replacement character
    return text;
}

/// The kind of an option such as `--password`, whose value is the next string of a list.
std::optional<SecretKind> kindOfOption(json::Value element)
{
    if (!element.isString())
        return std::nullopt;
    const std::string text = textOf(element);
    return text.starts_with("--") ? kindOfName(std::string_view(text).substr(2)) : std::nullopt;
}

/// The kind of what an object names and values beside each other: {"name":"API_KEY","value":"…"}.
std::optional<SecretKind> kindOfPair(json::Value object)
{
    for (const char* member : {"name", "Name", "key", "Key"}) {
        if (const json::Value name = object[member]; name.isString())
            return kindOfName(textOf(name));
    }
    return std::nullopt;
}

bool isMasked(json::Value value, SecretKind kind)
{
    return value.isString() ? value.raw().size() > 2 : value.isNumber() && kind != SecretKind::Token;
}

void appendRedacted(json::Value value, std::string& out);

/// The value of what is named like a secret: a string, a number, or a list of them.
void appendSecret(json::Value value, SecretKind kind, std::string& out)
{
    if (isMasked(value, kind)) {
        json::appendQuoted(redactionMark(kind), out);
    } else if (value.isArray()) {
        char before = '[';
        for (const json::Value element : value.elements()) {
            out += before;
            appendSecret(element, kind, out);
            before = ',';
        }
        out += before == '[' ? "[]" : "]";
    } else {
        appendRedacted(value, out);
    }
}

/// As deep as the parser allows.
void appendRedacted(json::Value value, std::string& out)
{
    switch (value.type()) {
    case json::Type::String:
        json::appendQuoted(redacted(textOf(value)), out);
        break;
    case json::Type::Array: {
        char before = '[';
        std::optional<SecretKind> option; // of the element before
        for (const json::Value element : value.elements()) {
            out += before;
            if (option && element.isString())
                appendSecret(element, *option, out);
            else
                appendRedacted(element, out);
            option = kindOfOption(element);
            before = ',';
        }
        out += before == '[' ? "[]" : "]";
        break;
    }
    case json::Type::Object: {
        char before = '{';
        const auto pair = kindOfPair(value);
        for (const json::Member member : value.members()) {
            out += before;
            const std::string name = textOf(member.key);
            json::appendQuoted(redacted(name), out);
            out += ':';
            if (const auto kind = kindOfName(name))
                appendSecret(member.value, *kind, out);
            else if (pair && (name == "value" || name == "Value"))
                appendSecret(member.value, *pair, out);
            else
                appendRedacted(member.value, out);
            before = ',';
        }
        out += before == '{' ? "{}" : "}";
        break;
    }
    default:
        out += value.raw();
    }
}

} // namespace

std::string_view redactionMark(SecretKind kind)
{
    switch (kind) {
    case SecretKind::ApiKey:
        return "[redacted API key]";
    case SecretKind::Token:
        return "[redacted token]";
    case SecretKind::Password:
        return "[redacted password]";
    case SecretKind::Secret:
        return "[redacted secret]";
    case SecretKind::PrivateKey:
        return "[redacted private key]";
    case SecretKind::Email:
        return "[redacted e-mail]";
    case SecretKind::User:
        return "[redacted user]";
    case SecretKind::Image:
        return "[redacted image]";
    }
    return "[redacted]";
}

std::string redacted(std::string_view text)
{
    std::string out;
    std::size_t copied = 0;
    std::size_t nameEnd = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto found = foundAt(text, at, copied, nameEnd);
        if (!found || found->begin < copied || found->end <= found->begin)
            continue;
        if (out.empty())
            out.reserve(text.size() + 64);
        out += text.substr(copied, found->begin - copied);
        out += redactionMark(found->kind);
        copied = found->end;
        nameEnd = std::max(nameEnd, copied);
        at = found->end - 1;
    }
    out += text.substr(copied);
    return out;
}

std::string redactedJson(std::string_view json)
{
    json::Document document; // which bounds the depth
    if (!document.parse(json, {.hugeNumbersValid = true, .loneSurrogatesValid = true}))
        return redacted(json);
    std::string out;
    out.reserve(json.size());
    appendRedacted(document.root(), out);
    return out;
}

} // namespace rolloutscope
