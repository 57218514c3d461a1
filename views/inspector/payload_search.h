// Finds a text in a payload's bytes: as it stands, and as JSON would write it (quotes and line feeds escaped).
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rolloutscope::inspector {

struct SearchMatch {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool operator==(const SearchMatch&) const = default;
};

struct SearchResult {
    static constexpr std::size_t most = 10'000;

    std::vector<SearchMatch> matches; // in order, not overlapping
    bool more = false;                // there are more than were kept
    bool cancelled = false;
};

/// Upper case letters in `needle` make the search case-sensitive; otherwise the case of ASCII letters does not matter.
[[nodiscard]] SearchResult searchText(std::string_view text, const std::string& needle,
                                      const std::atomic<bool>* cancelled = nullptr);

} // namespace rolloutscope::inspector
