// What the inspector says about an object, as plain values: a heading, sections of rows with links, and its payloads.
// Texts are as recorded (UTF-8, untrusted); lists and texts are bounded and say so.
#pragma once

#include "core/insight/describe.h"
#include "core/insight/relations.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rolloutscope::inspector {

/// Of a list of links; `ObjectDetails` tells how many more there are.
inline constexpr std::size_t mostLinks = 200;
/// Bytes of one text; the whole is in its payload.
inline constexpr std::size_t mostText = 256 * 1024;

enum class Tone : std::uint8_t { Normal, Dim, Failure };

/// A piece of a value.
struct DetailSpan {
    std::string text;
    ObjectRef link; // where it leads to, if anywhere
    Tone tone = Tone::Normal;
    bool operator==(const DetailSpan&) const = default;
};

struct DetailRow {
    std::string label; // empty: the value takes the whole width
    std::vector<DetailSpan> value;
    std::string tooltip;
    bool monospace = false;
    bool isText = false;            // keeps its line breaks and is folded when it is long
    std::uint64_t omittedBytes = 0; // of a text that was cut
    bool operator==(const DetailRow&) const = default;
};

struct DetailSection {
    std::string title; // empty for the first
    std::vector<DetailRow> rows;
    std::string more;    // `and 1,234 more`
    bool isList = false; // of links: folded when it is long
    bool operator==(const DetailSection&) const = default;
};

struct DetailPayload {
    PayloadIndex payload;
    std::string role; // `request`, `runtime end`
    bool operator==(const DetailPayload&) const = default;
};

struct ObjectDetails {
    ObjectRef object;
    std::string title;
    std::string badge; // `failed (exit 101)`
    Outcome outcome = Outcome::None;
    std::string subtitle;
    bool subtitleIsCode = false;
    std::string id;
    std::vector<DetailSection> sections;
    std::vector<DetailPayload> payloads;
    bool operator==(const ObjectDetails&) const = default;
};

/// Empty (no title) when the object does not exist.
[[nodiscard]] ObjectDetails describeObject(const RolloutTrace& trace, const Relations& relations, ObjectRef object);

/// Exact to the millisecond: `84 ms`, `12.431 s`, `1 m 27.210 s`, `2 h 05 m 03.120 s`.
[[nodiscard]] std::string formatMoment(std::int64_t ms);

} // namespace rolloutscope::inspector
