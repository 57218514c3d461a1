// A parsed JSON text whose values stay where they are in the source bytes.
//
// simdjson finds the structure and checks UTF-8; on top of it stands what the rules of reduction need and simdjson does
// not give: a depth limit, numbers as they are written, duplicate keys, and the exact bytes of every value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolloutscope::json {

enum class Type : std::uint8_t { Null, False, True, Number, String, Array, Object };

struct ParseOptions {
    std::uint32_t maxDepth = 127;     // levels of arrays and objects
    bool hugeNumbersValid = false;    // otherwise a number too large for a double is an error
    bool loneSurrogatesValid = false; // in \u escapes

    /// What a value is held to that nobody reads: only the grammar.
    [[nodiscard]] static constexpr ParseOptions grammarOnly() { return {0xFFFF'FFFF, true, true}; }
};

class Document;
class Elements;
class Members;

/// A value of a Document; valid as long as the document and its source bytes. A default one is "absent".
class Value {
public:
    Value() = default;
    Value(const Document* document, std::uint32_t node) : document_(document), node_(node) {}

    [[nodiscard]] bool present() const { return document_ != nullptr; }
    explicit operator bool() const { return present(); }

    [[nodiscard]] Type type() const;
    [[nodiscard]] bool isNull() const { return present() && type() == Type::Null; }
    [[nodiscard]] bool isNullOrAbsent() const { return !present() || type() == Type::Null; }
    [[nodiscard]] bool isString() const { return present() && type() == Type::String; }
    [[nodiscard]] bool isArray() const { return present() && type() == Type::Array; }
    [[nodiscard]] bool isObject() const { return present() && type() == Type::Object; }
    [[nodiscard]] bool isNumber() const { return present() && type() == Type::Number; }

    /// The value's bytes in the source, quotes and brackets included.
    [[nodiscard]] std::string_view raw() const;
    /// Offset of raw() in the source.
    [[nodiscard]] std::uint32_t offset() const;

    /// The text of a string; none for another type, or if it holds a lone surrogate.
    [[nodiscard]] std::optional<std::string> string() const;
    /// Compares a string's text without building it where it has no escapes.
    [[nodiscard]] bool equals(std::string_view text) const;
    /// A number without fraction and exponent in the type's range.
    [[nodiscard]] std::optional<std::int64_t> int64() const;
    [[nodiscard]] std::optional<std::uint64_t> uint64() const;
    [[nodiscard]] std::optional<bool> boolean() const;

    /// Member of an object; of duplicate keys the last. Absent if there is none or this is no object.
    [[nodiscard]] Value operator[](std::string_view key) const;
    [[nodiscard]] Elements elements() const; // of an array, else none
    [[nodiscard]] Members members() const;   // of an object, duplicates included, else none
    /// Text of a string that has no escapes: a view into the source. None for another type or with escapes.
    [[nodiscard]] std::optional<std::string_view> plainString() const;

private:
    friend class Elements;
    friend class Members;
    const Document* document_ = nullptr;
    std::uint32_t node_ = 0;
};

struct Member {
    Value key;
    Value value;
};

class Elements {
public:
    class Iterator {
    public:
        Iterator(const Document* document, std::uint32_t node) : document_(document), node_(node) {}
        Value operator*() const { return {document_, node_}; }
        Iterator& operator++();
        bool operator==(const Iterator&) const = default;

    private:
        const Document* document_;
        std::uint32_t node_;
    };
    Elements(const Document* document, std::uint32_t begin, std::uint32_t end)
        : document_(document), begin_(begin), end_(end)
    {
    }
    [[nodiscard]] Iterator begin() const { return {document_, begin_}; }
    [[nodiscard]] Iterator end() const { return {document_, end_}; }

private:
    const Document* document_;
    std::uint32_t begin_;
    std::uint32_t end_;
};

class Members {
public:
    class Iterator {
    public:
        Iterator(const Document* document, std::uint32_t node) : document_(document), node_(node) {}
        Member operator*() const { return {{document_, node_}, {document_, node_ + 1}}; }
        Iterator& operator++();
        bool operator==(const Iterator&) const = default;

    private:
        const Document* document_;
        std::uint32_t node_;
    };
    Members(const Document* document, std::uint32_t begin, std::uint32_t end)
        : document_(document), begin_(begin), end_(end)
    {
    }
    [[nodiscard]] Iterator begin() const { return {document_, begin_}; }
    [[nodiscard]] Iterator end() const { return {document_, end_}; }

private:
    const Document* document_;
    std::uint32_t begin_;
    std::uint32_t end_;
};

/// Owns the structure, not the bytes. Reuse one for many texts: its memory is kept.
class Document {
public:
    Document();
    ~Document();
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;

    /// `source` must outlive the values. On failure error() says what and where, and root() is absent.
    [[nodiscard]] bool parse(std::string_view source, const ParseOptions& options = {});
    [[nodiscard]] Value root() const { return nodes_.empty() ? Value() : Value(this, 0); }
    /// Such as "trailing text after the value, at byte 512".
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    friend class Value;
    friend class Elements::Iterator;
    friend class Members::Iterator;
    struct Scanner;
    struct Node {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint32_t next = 0; // the node after this one and everything inside it
        Type type = Type::Null;
        bool escaped = false;
    };

    bool fail(const char* what, std::size_t at);
    bool build(const std::uint32_t* structure, std::uint32_t count, const ParseOptions& options);
    bool addString(std::uint32_t begin, std::uint32_t next, const ParseOptions& options);
    bool addScalar(std::uint32_t begin, std::uint32_t next, const ParseOptions& options);

    std::string_view source_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> open_;
    std::unique_ptr<Scanner> scanner_;
    std::string error_;
};

inline Type Value::type() const
{
    return document_->nodes_[node_].type;
}
inline std::uint32_t Value::offset() const
{
    return document_->nodes_[node_].begin;
}
inline Elements::Iterator& Elements::Iterator::operator++()
{
    node_ = document_->nodes_[node_].next;
    return *this;
}
inline Members::Iterator& Members::Iterator::operator++()
{
    node_ = document_->nodes_[node_ + 1].next;
    return *this;
}

/// Appends the text of a JSON string's inside (between the quotes, escapes already checked). A lone surrogate gives
/// false and the replacement character.
bool unescape(std::string_view inside, std::string& out);

} // namespace rolloutscope::json
