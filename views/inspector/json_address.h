// Finds the value that a path names, as people copy and type it: `$.input[3].content[0].text`,
// `$["a name"]`, `$.arguments | fromjson | $.cmd`, or as a JSON pointer in a fragment: `#/input/3/content/0/text`.
#pragma once

#include <QString>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rolloutscope::inspector {

struct AddressStep {
    std::string name;                      // of a member
    std::optional<std::uint64_t> position; // in an array, instead of a name; a pointer's number has both
    bool entersString = false;             // goes on inside the JSON that the string holds
};

/// Whether somebody means a path rather than a text to be found.
[[nodiscard]] bool isAddress(const QString& text);
/// On failure `error` says where it goes wrong.
[[nodiscard]] std::optional<std::vector<AddressStep>> parseAddress(const QString& text, QString& error);

struct Addressed {
    std::optional<std::uint64_t> offset; // in the text; inside of a string's literal where the path goes on in it
    std::uint64_t length = 1;            // bytes of the value; of what has members, and of what stands in a string, 1
    QString error;                       // “input” has 12 members, so none at 40
    bool cancelled = false;
};
/// Scans what the path leads through: in the background for a large text.
[[nodiscard]] Addressed findAddress(std::string_view text, const std::vector<AddressStep>& steps,
                                    const std::atomic<bool>* cancelled = nullptr);

} // namespace rolloutscope::inspector
