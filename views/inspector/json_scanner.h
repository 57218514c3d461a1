// Walks a JSON text byte by byte and checks it; the scan's own header. The first error stops it.
#pragma once

#include "views/inspector/json_scan.h"

#include <algorithm>
#include <cstring>

namespace rolloutscope::inspector {

inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

inline bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Whether any of eight bytes ends the plain run of a string: a quote, a backslash or a control character.
inline bool hasStringStop(std::uint64_t word)
{
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t high = 0x8080808080808080U;
    const auto zeroByte = [](std::uint64_t w) { return (w - ones) & ~w & high; };
    const std::uint64_t quote = zeroByte(word ^ (ones * '"'));
    const std::uint64_t backslash = zeroByte(word ^ (ones * '\\'));
    const std::uint64_t control = (word - ones * 0x20U) & ~word & high;
    return (quote | backslash | control) != 0;
}

/// Walks a text; the first error stops it.
class Scanner {
public:
    Scanner(std::string_view text, std::uint64_t from, const std::atomic<bool>* cancelled)
        : text_(text), at_(from), cancelled_(cancelled)
    {
    }

    [[nodiscard]] std::uint64_t at() const { return at_; }
    [[nodiscard]] bool atEnd() const { return at_ >= text_.size(); }
    [[nodiscard]] char current() const { return text_[at_]; }
    [[nodiscard]] bool failed() const { return reason_ != nullptr; }
    [[nodiscard]] const char* reason() const { return reason_; }
    [[nodiscard]] bool wasCancelled() const { return wasCancelled_; }
    void step() { ++at_; }

    bool fail(const char* reason)
    {
        reason_ = reason;
        return false;
    }

    void skipSpace()
    {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
            ++at_;
    }

    /// At the quote that begins it.
    bool skipString()
    {
        ++at_;
        for (;;) {
            while (at_ + 8 <= text_.size()) {
                std::uint64_t word = 0;
                std::memcpy(&word, text_.data() + at_, 8);
                if (hasStringStop(word))
                    break;
                at_ += 8;
                if ((at_ & 0xFFFF8U) == 0 && stopRequested())
                    return false;
            }
            if (atEnd())
                return fail("the text ends inside a string");
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20)
                return fail("a control character inside a string");
            if (c == '\\') {
                if (!skipEscape())
                    return false;
            } else {
                ++at_;
            }
        }
    }

    bool skipKey()
    {
        if (atEnd())
            return fail("the text ends inside an object");
        if (current() != '"')
            return fail("a name in quotes is expected");
        return skipString();
    }

    bool skipColon()
    {
        skipSpace();
        if (atEnd())
            return fail("the text ends inside an object");
        if (current() != ':')
            return fail("a colon is expected");
        ++at_;
        skipSpace();
        return true;
    }

    /// Any value but an object or array.
    bool skipScalar(JsonType& type)
    {
        if (atEnd())
            return fail("the text ends where a value is expected");
        switch (current()) {
        case '"':
            type = JsonType::String;
            return skipString();
        case 't':
            type = JsonType::True;
            return skipWord("true");
        case 'f':
            type = JsonType::False;
            return skipWord("false");
        case 'n':
            type = JsonType::Null;
            return skipWord("null");
        default:
            type = JsonType::Number;
            return skipNumber();
        }
    }

    /// At the bracket that begins it. `count` gets the number of direct members, the broken one included.
    bool skipContainer(std::uint64_t& count)
    {
        open_.clear();
        open_.push_back(current() == '{');
        ++at_;
        count = 0;
        bool first = true;
        for (;;) {
            if (stopRequestedNow())
                return false;
            skipSpace();
            if (first && !atEnd() && current() == closing()) {
                if (close())
                    return true;
            } else {
                if (atEnd())
                    return failEnd();
                if (open_.size() == 1)
                    ++count;
                if (open_.back() && (!skipKey() || !skipColon()))
                    return false;
                if (!atEnd() && (current() == '{' || current() == '[')) {
                    open_.push_back(current() == '{');
                    ++at_;
                    first = true;
                    continue;
                }
                JsonType type = JsonType::Null;
                if (!skipScalar(type))
                    return false;
            }
            for (;;) { // behind a value
                skipSpace();
                if (atEnd())
                    return failEnd();
                if (current() == ',') {
                    ++at_;
                    first = false;
                    break;
                }
                if (current() != closing())
                    return fail(open_.back() ? "a comma or } is expected" : "a comma or ] is expected");
                if (close())
                    return true;
            }
        }
    }

    /// Whatever begins here. On failure the value is broken: it reaches to the end of the text.
    bool skipValue(JsonValue& value)
    {
        value.begin = at_;
        bool good = false;
        if (!atEnd() && (current() == '{' || current() == '[')) {
            value.type = current() == '{' ? JsonType::Object : JsonType::Array;
            good = skipContainer(value.count);
        } else {
            good = skipScalar(value.type);
        }
        value.end = good ? at_ : text_.size();
        value.broken = !good;
        return good;
    }

private:
    bool skipEscape()
    {
        ++at_;
        if (atEnd())
            return fail("the text ends inside a string");
        const char c = text_[at_];
        if (c == 'u') {
            for (int i = 1; i <= 4; ++i) {
                if (at_ + static_cast<std::uint64_t>(i) >= text_.size())
                    return fail("the text ends inside a string");
                if (!isHexDigit(text_[at_ + static_cast<std::uint64_t>(i)]))
                    return fail("\\u without four hexadecimal digits");
            }
            at_ += 5;
            return true;
        }
        if (std::strchr("\"\\/bfnrt", c) == nullptr || c == '\0')
            return fail("an unknown escape inside a string");
        ++at_;
        return true;
    }

    bool skipWord(const char* word)
    {
        const std::size_t length = std::strlen(word);
        if (text_.compare(at_, length, word) != 0)
            return fail(at_ + length > text_.size() ? "the text ends inside a value" : "no JSON value");
        at_ += length;
        return true;
    }

    bool skipDigits()
    {
        if (atEnd())
            return fail("the text ends inside a number");
        if (!isDigit(current()))
            return fail("a digit is expected");
        while (!atEnd() && isDigit(current()))
            ++at_;
        return true;
    }

    bool skipNumber()
    {
        if (current() != '-' && !isDigit(current()))
            return fail("no JSON value");
        if (current() == '-')
            ++at_;
        if (!atEnd() && current() == '0') {
            ++at_;
            if (!atEnd() && isDigit(current()))
                return fail("a number that begins with 0");
        } else if (!skipDigits()) {
            return false;
        }
        if (!atEnd() && current() == '.') {
            ++at_;
            if (!skipDigits())
                return false;
        }
        if (!atEnd() && (current() == 'e' || current() == 'E')) {
            ++at_;
            if (!atEnd() && (current() == '+' || current() == '-'))
                ++at_;
            if (!skipDigits())
                return false;
        }
        return true;
    }

    [[nodiscard]] char closing() const { return open_.back() ? '}' : ']'; }

    /// At a closing bracket; true when it was the outermost.
    bool close()
    {
        ++at_;
        open_.pop_back();
        return open_.empty();
    }

    bool failEnd() { return fail(open_.back() ? "the text ends inside an object" : "the text ends inside an array"); }

    bool stopRequestedNow() { return (++steps_ & 0xFFFU) == 0 && stopRequested(); }

    bool stopRequested()
    {
        if (cancelled_ == nullptr || !cancelled_->load(std::memory_order_relaxed))
            return false;
        wasCancelled_ = true;
        fail("cancelled");
        return true;
    }

    std::string_view text_;
    std::uint64_t at_ = 0;
    const std::atomic<bool>* cancelled_ = nullptr;
    const char* reason_ = nullptr;
    bool wasCancelled_ = false;
    std::uint64_t steps_ = 0;
    std::vector<bool> open_; // objects are true; a bit a level, as the depth of a hostile text is its length
};

} // namespace rolloutscope::inspector
