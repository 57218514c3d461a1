// Finds bytes in bytes, many at a time, with or without regard to the case of ASCII letters.
#pragma once

#include <string>
#include <string_view>

namespace rolloutscope {

class ByteSearch {
public:
    ByteSearch(std::string_view needle, bool caseSensitive);

    /// npos if there is none at `from` or later. An empty needle is nowhere.
    [[nodiscard]] std::size_t find(std::string_view text, std::size_t from) const;
    [[nodiscard]] std::size_t size() const { return needle_.size(); }

private:
    [[nodiscard]] bool matchesAt(const char* text) const;
    [[nodiscard]] std::size_t findSlowly(std::string_view text, std::size_t from) const;

    std::string needle_; // in lower case where case does not matter
    bool caseSensitive_;
    // Two bytes of the needle that are rare in texts: both are compared before anything else is.
    std::size_t rare_ = 0;
    std::size_t other_ = 0;
};

} // namespace rolloutscope
