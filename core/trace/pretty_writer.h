// Streams indented JSON in pieces of about a megabyte.
#pragma once

#include "core/json/compact.h"

#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace rolloutscope {

class PrettyWriter {
public:
    using Sink = std::function<bool(std::string_view)>;
    explicit PrettyWriter(const Sink& sink) : sink_(sink) { out_.reserve(pieceBytes + pieceBytes / 4); }

    void beginObject() { open('{'); }
    void endObject() { close('}'); }
    void beginArray() { open('['); }
    void endArray() { close(']'); }

    void key(std::string_view name)
    {
        separate();
        json::appendQuoted(name, out_);
        out_ += ": ";
        afterKey_ = true;
    }
    /// A name of the format: nothing in it needs an escape.
    void field(std::string_view name)
    {
        separate();
        out_ += '"';
        out_ += name;
        out_ += "\": ";
        afterKey_ = true;
    }

    void value(std::string_view text)
    {
        separate();
        json::appendQuoted(text, out_);
        flushIfFull();
    }
    void value(const char* text) { value(std::string_view(text)); }
    void value(const std::string& text) { value(std::string_view(text)); }
    void value(bool flag)
    {
        separate();
        out_ += flag ? "true" : "false";
    }
    template <typename Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>) void value(Integer number)
    {
        separate();
        char digits[24];
        const auto result = std::to_chars(digits, digits + sizeof(digits), number);
        out_.append(digits, static_cast<std::size_t>(result.ptr - digits));
    }
    template <typename T>
    void value(const std::optional<T>& optional)
    {
        if (optional)
            value(*optional);
        else
            null();
    }
    void null()
    {
        separate();
        out_ += "null";
    }
    template <typename T>
    void field(std::string_view name, const T& content)
    {
        field(name);
        value(content);
    }

    /// Hands out the rest. False if the sink refused a piece.
    bool finish()
    {
        flush();
        return good_;
    }

private:
    static constexpr std::size_t pieceBytes = std::size_t{1} << 20U;

    void separate()
    {
        if (afterKey_) {
            afterKey_ = false;
            return;
        }
        if (depth_ == 0)
            return;
        if (!empty_)
            out_ += ',';
        empty_ = false;
        newLine();
    }
    void newLine()
    {
        out_ += '\n';
        out_.append(depth_ * 2, ' ');
    }
    void open(char bracket)
    {
        separate();
        out_ += bracket;
        ++depth_;
        empty_ = true;
    }
    void close(char bracket)
    {
        --depth_;
        if (!empty_)
            newLine();
        out_ += bracket;
        empty_ = false;
        flushIfFull();
    }
    void flushIfFull()
    {
        if (out_.size() >= pieceBytes)
            flush();
    }
    void flush()
    {
        if (good_ && !out_.empty())
            good_ = sink_(out_);
        out_.clear();
    }

    const Sink& sink_;
    std::string out_;
    std::size_t depth_ = 0;
    bool empty_ = true;
    bool afterKey_ = false;
    bool good_ = true;
};

} // namespace rolloutscope
