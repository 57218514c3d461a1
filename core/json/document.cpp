#include "core/json/document.h"

#include "core/json/escape.h"
#include "core/json/number.h"

#include <simdjson.h>

#include <charconv>
#include <cstring>

namespace rolloutscope::json {

struct Document::Scanner {
    simdjson::dom::parser parser;
};

Document::Document() : scanner_(std::make_unique<Scanner>()) {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

bool Document::fail(const char* what, std::size_t at)
{
    nodes_.clear();
    error_ = std::string(what) + ", at byte " + std::to_string(at);
    return false;
}

bool Document::parse(std::string_view source, const ParseOptions& options)
{
    source_ = source;
    nodes_.clear();
    error_.clear();
    constexpr std::size_t limit = 0xFFFF'FF00; // offsets are 32 bits wide
    if (source.size() > limit)
        return fail("the text is larger than 4 GB", limit);
    if (source.empty())
        return fail("there is no value", 0);

    simdjson::dom::parser& parser = scanner_->parser;
    if (source.size() > parser.capacity()) {
        const std::size_t capacity = std::min(limit, std::max<std::size_t>(4096, source.size() + source.size() / 2));
        if (parser.allocate(capacity, 1) != simdjson::SUCCESS)
            return fail("there is not enough memory to parse it", 0);
    }
    auto& implementation = *parser.implementation;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(source.data());
    switch (implementation.stage1(bytes, source.size(), simdjson::stage1_mode::regular)) {
    case simdjson::SUCCESS:
        break;
    case simdjson::UTF8_ERROR:
        return fail("it is not valid UTF-8", 0);
    case simdjson::UNCLOSED_STRING:
        return fail("a string is not closed", source.size());
    case simdjson::UNESCAPED_CHARS:
        return fail("a control character stands in a string", 0);
    case simdjson::EMPTY:
        return fail("there is no value", source.size());
    default:
        return fail("it is not valid JSON", 0);
    }
    return build(implementation.structural_indexes.get(), implementation.n_structural_indexes, options);
}

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Checks every escape of a string's inside from the first backslash on.
bool escapesValid(std::string_view inside, std::size_t at, bool loneSurrogatesValid)
{
    while (true) {
        if (at + 1 >= inside.size())
            return false;
        std::size_t next = at + 2;
        const char escape = inside[at + 1];
        if (escape == 'u') {
            const int unit = codeUnit(inside, at + 2);
            if (unit < 0)
                return false;
            next = at + 6;
            if (!loneSurrogatesValid) {
                if (isLowSurrogate(unit))
                    return false;
                if (isHighSurrogate(unit)) {
                    if (inside.substr(next, 2) != "\\u" || !isLowSurrogate(codeUnit(inside, next + 2)))
                        return false;
                    next += 6;
                }
            }
        } else if (std::strchr("\"\\/bfnrt", escape) == nullptr || escape == '\0') {
            return false;
        }
        at = inside.find('\\', next);
        if (at == std::string_view::npos)
            return true;
    }
}

} // namespace

bool unescape(std::string_view inside, std::string& out)
{
    bool whole = true;
    std::size_t at = 0;
    while (true) {
        const std::size_t escape = inside.find('\\', at);
        out += inside.substr(at, escape == std::string_view::npos ? escape : escape - at);
        if (escape == std::string_view::npos)
            return whole;
        at = escape + 2;
        switch (inside[escape + 1]) {
        case 'b':
            out += '\b';
            break;
        case 'f':
            out += '\f';
            break;
        case 'n':
            out += '\n';
            break;
        case 'r':
            out += '\r';
            break;
        case 't':
            out += '\t';
            break;
        case 'u': {
            const int unit = codeUnit(inside, at);
            at += 4;
            auto point = static_cast<std::uint32_t>(unit);
            if (isHighSurrogate(unit) && inside.substr(at, 2) == "\\u" && isLowSurrogate(codeUnit(inside, at + 2))) {
                point = pairOf(unit, codeUnit(inside, at + 2));
                at += 6;
            } else if (isHighSurrogate(unit) || isLowSurrogate(unit)) {
                whole = false;
                point = 0xFFFD;
            }
            appendUtf8(out, point);
            break;
        }
        default:
            out += inside[escape + 1];
        }
    }
}

bool Document::addString(std::uint32_t begin, std::uint32_t next, const ParseOptions& options)
{
    // simdjson closed every string, so the last character before the next token that is no space is its quote.
    std::uint32_t end = next;
    while (isSpace(source_[end - 1]))
        --end;
    Node node{begin, end, static_cast<std::uint32_t>(nodes_.size() + 1), Type::String, false};
    const std::string_view inside = source_.substr(begin + 1, end - begin - 2);
    if (const auto* escape = static_cast<const char*>(std::memchr(inside.data(), '\\', inside.size()))) {
        node.escaped = true;
        if (!escapesValid(inside, static_cast<std::size_t>(escape - inside.data()), options.loneSurrogatesValid))
            return fail("a string has an invalid escape", begin);
    }
    nodes_.push_back(node);
    return true;
}

bool Document::addScalar(std::uint32_t begin, std::uint32_t next, const ParseOptions& options)
{
    std::uint32_t end = next;
    while (isSpace(source_[end - 1]))
        --end;
    const std::string_view token = source_.substr(begin, end - begin);
    Type type = Type::Number;
    if (token == "null")
        type = Type::Null;
    else if (token == "true")
        type = Type::True;
    else if (token == "false")
        type = Type::False;
    else if (!isNumber(token))
        return fail("a value was expected", begin);
    else if (!options.hugeNumbersValid && isTooLarge(token))
        return fail("a number is out of range", begin);
    nodes_.push_back({begin, end, static_cast<std::uint32_t>(nodes_.size() + 1), type, false});
    return true;
}

bool Document::build(const std::uint32_t* structure, std::uint32_t count, const ParseOptions& options)
{
    enum class Expect : std::uint8_t { Value, ValueOrEnd, Key, KeyOrEnd, Colon, CommaOrEnd, Nothing };
    Expect expect = Expect::Value;
    open_.clear();
    const auto close = [&](std::uint32_t at) {
        Node& container = nodes_[open_.back()];
        container.end = at + 1;
        container.next = static_cast<std::uint32_t>(nodes_.size());
        open_.pop_back();
        expect = open_.empty() ? Expect::Nothing : Expect::CommaOrEnd;
    };
    const auto insideObject = [&] { return nodes_[open_.back()].type == Type::Object; };

    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t at = structure[i];
        const std::uint32_t next = i + 1 < count ? structure[i + 1] : static_cast<std::uint32_t>(source_.size());
        const char c = source_[at];
        switch (expect) {
        case Expect::ValueOrEnd:
            if (c == ']') {
                close(at);
                break;
            }
            [[fallthrough]];
        case Expect::Value:
            if (c == '"') {
                if (!addString(at, next, options))
                    return false;
                expect = open_.empty() ? Expect::Nothing : Expect::CommaOrEnd;
            } else if (c == '{' || c == '[') {
                if (open_.size() >= options.maxDepth)
                    return fail("it is nested too deeply", at);
                open_.push_back(static_cast<std::uint32_t>(nodes_.size()));
                nodes_.push_back({at, 0, 0, c == '{' ? Type::Object : Type::Array, false});
                expect = c == '{' ? Expect::KeyOrEnd : Expect::ValueOrEnd;
            } else {
                if (!addScalar(at, next, options))
                    return false;
                expect = open_.empty() ? Expect::Nothing : Expect::CommaOrEnd;
            }
            break;
        case Expect::KeyOrEnd:
            if (c == '}') {
                close(at);
                break;
            }
            [[fallthrough]];
        case Expect::Key:
            if (c != '"')
                return fail("a key was expected", at);
            if (!addString(at, next, options))
                return false;
            expect = Expect::Colon;
            break;
        case Expect::Colon:
            if (c != ':')
                return fail("a colon was expected", at);
            expect = Expect::Value;
            break;
        case Expect::CommaOrEnd:
            if (c == ',')
                expect = insideObject() ? Expect::Key : Expect::Value;
            else if (c == (insideObject() ? '}' : ']'))
                close(at);
            else
                return fail("a comma or the end was expected", at);
            break;
        case Expect::Nothing:
            return fail("there is text after the value", at);
        }
    }
    if (expect != Expect::Nothing)
        return fail("it ends inside a value", source_.size());
    return true;
}

std::string_view Value::raw() const
{
    const auto& node = document_->nodes_[node_];
    return document_->source_.substr(node.begin, node.end - node.begin);
}

std::optional<std::string_view> Value::plainString() const
{
    if (!isString() || document_->nodes_[node_].escaped)
        return std::nullopt;
    const std::string_view quoted = raw();
    return quoted.substr(1, quoted.size() - 2);
}

std::optional<std::string> Value::string() const
{
    if (!isString())
        return std::nullopt;
    const std::string_view quoted = raw();
    const std::string_view inside = quoted.substr(1, quoted.size() - 2);
    if (!document_->nodes_[node_].escaped)
        return std::string(inside);
    std::string text;
    text.reserve(inside.size());
    if (!unescape(inside, text))
        return std::nullopt;
    return text;
}

bool Value::equals(std::string_view text) const
{
    if (const auto plain = plainString())
        return *plain == text;
    const auto built = string();
    return built && *built == text;
}

std::optional<std::int64_t> Value::int64() const
{
    return isNumber() ? integerOf<std::int64_t>(raw()) : std::nullopt;
}

std::optional<std::uint64_t> Value::uint64() const
{
    return isNumber() ? integerOf<std::uint64_t>(raw()) : std::nullopt;
}

std::optional<bool> Value::boolean() const
{
    if (!present() || (type() != Type::True && type() != Type::False))
        return std::nullopt;
    return type() == Type::True;
}

Value Value::operator[](std::string_view key) const
{
    Value found;
    for (const Member member : members()) {
        if (member.key.equals(key))
            found = member.value;
    }
    return found;
}

Elements Value::elements() const
{
    if (!isArray())
        return {document_, 0, 0};
    return {document_, node_ + 1, document_->nodes_[node_].next};
}

Members Value::members() const
{
    if (!isObject())
        return {document_, 0, 0};
    return {document_, node_ + 1, document_->nodes_[node_].next};
}

} // namespace rolloutscope::json
