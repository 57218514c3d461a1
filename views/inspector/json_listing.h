// What stands below a value when it is unfolded: the members of an object or array, the lines of a long string, or the
// members of the JSON that a string holds. Made on demand, off the GUI thread when there is much to scan.
#pragma once

#include "views/inspector/json_scan.h"
#include "views/inspector/line_index.h"
#include "views/inspector/payload_content.h"

#include <memory>

namespace rolloutscope::inspector {

/// A text whose values are shown: the file, or what a string of it holds.
struct JsonSource {
    BytesPtr bytes;
    [[nodiscard]] std::string_view view() const { return bytes->view(); }
    [[nodiscard]] std::string_view literal(const JsonValue& value) const
    {
        return view().substr(value.begin, value.end - value.begin);
    }
};
using JsonSourcePtr = std::shared_ptr<const JsonSource>;

/// Whether a string is long or has lines, so that it can be unfolded.
[[nodiscard]] bool isFoldedString(std::string_view literal);

struct Listing {
    enum class Kind : std::uint8_t { Members, EmbeddedMembers, Lines };

    Kind kind = Kind::Members;
    JsonSourcePtr source; // of the members; of Lines: the decoded text
    JsonValue container;
    JsonMembers members; // the first page, if it is the only one
    LineIndex lines;
    bool isPart = false;               // the string was too long to decode whole
    const char* decodedKind = nullptr; // the string is base64 of this: `text`, `PNG`

    [[nodiscard]] std::uint64_t count() const { return kind == Kind::Lines ? lines.lineCount() : members.count; }
};
using ListingPtr = std::shared_ptr<const Listing>;

/// Rows [first, last) of a listing: each is a member or line when `span` is 1, otherwise a page of `span` of them.
struct RowPlan {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t span = 1;
    [[nodiscard]] std::uint64_t rowCount() const { return (last - first + span - 1) / span; }
};
/// At most 1,000 rows at once.
[[nodiscard]] RowPlan planRows(std::uint64_t first, std::uint64_t last);

struct FetchRequest {
    JsonSourcePtr source;
    JsonValue value;
    ListingPtr listing; // null: the value itself is unfolded; else rows of it
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    unsigned columns = 100; // width of a string's lines
};
struct FetchResult {
    ListingPtr listing;
    RowPlan plan;
    std::vector<JsonValue> members; // when the plan's span is 1
    std::vector<TextLine> lines;
    bool cancelled = false;
};
[[nodiscard]] FetchResult fetchRows(const FetchRequest& request, const std::atomic<bool>* cancelled);

} // namespace rolloutscope::inspector
