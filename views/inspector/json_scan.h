// Finds the parts of a JSON text without building a tree of it: one level at a time, by position. A payload of 100 MB
// costs a scan of its bytes and the members that somebody looks at. Broken JSON gives what stands before the break.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rolloutscope::inspector {

enum class JsonType : std::uint8_t { Object, Array, String, Number, True, False, Null };

/// Where a value stands in its text.
struct JsonValue {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;      // past its last byte; the text's end when it is broken
    std::uint64_t keyBegin = 0; // with its quotes; begin and end are equal when there is no key
    std::uint64_t keyEnd = 0;
    std::uint64_t count = 0; // direct members of an object or array
    JsonType type = JsonType::Null;
    bool broken = false; // the text ends or goes wrong inside

    [[nodiscard]] bool isContainer() const { return type == JsonType::Object || type == JsonType::Array; }
    [[nodiscard]] bool hasKey() const { return keyEnd > keyBegin; }
};

struct JsonError {
    std::uint64_t offset = 0;
    std::uint64_t line = 1;   // from 1
    std::uint64_t column = 1; // from 1, in bytes
    const char* reason = "";
};

/// The members of an object or array, as far as they were asked for.
struct JsonMembers {
    static constexpr std::uint64_t pageSize = 1'000;

    std::vector<JsonValue> members;
    std::vector<std::uint64_t> pageStarts; // where every 1,000th member begins (its key, if it has one)
    std::uint64_t count = 0;
    std::optional<JsonError> error; // of this level; one inside a member shows when that is scanned
    bool cancelled = false;
};

struct JsonRoot {
    std::optional<JsonValue> value; // none: there is nothing, or nothing that begins a value
    std::optional<JsonError> error; // the first one, at any depth, or text behind the value
    bool cancelled = false;
};

/// Checks the whole text. `cancelled` may be null.
[[nodiscard]] JsonRoot scanRoot(std::string_view text, const std::atomic<bool>* cancelled = nullptr);

/// All members of a container: their number, where the pages begin, and the first `keep` of them.
[[nodiscard]] JsonMembers scanMembers(std::string_view text, const JsonValue& container, std::uint64_t keep,
                                      const std::atomic<bool>* cancelled = nullptr);

/// Up to `most` members from `pageStart` on, which is where a member begins.
[[nodiscard]] JsonMembers scanPage(std::string_view text, const JsonValue& container, std::uint64_t pageStart,
                                   std::uint64_t most, const std::atomic<bool>* cancelled = nullptr);

/// Which member of which member … holds this byte: positions from the root down. Empty: the root itself.
[[nodiscard]] std::vector<std::uint64_t> pathTo(std::string_view text, std::uint64_t offset,
                                                const std::atomic<bool>* cancelled = nullptr);

/// Line and column of a position.
[[nodiscard]] JsonError locate(std::string_view text, std::uint64_t offset, const char* reason);

} // namespace rolloutscope::inspector
