// Reads a file line by line in large blocks; the file may grow meanwhile. A line may be as long as memory allows.
#pragma once

#include "core/bundle/confined_folder.h"

#include <string>
#include <string_view>

namespace rolloutscope {

class LineReader {
public:
    /// A line of more than `longest` bytes ends the reading.
    explicit LineReader(const ConfinedFile& file, std::size_t longest = static_cast<std::size_t>(-1))
        : file_(file), longest_(longest)
    {
    }

    /// The next line without its end; valid until the next call. False at the end of the file or on an error.
    [[nodiscard]] bool next(std::string_view& line);
    /// As next(), but leaves a last line without line feed for later: it may still be written.
    [[nodiscard]] bool nextWhole(std::string_view& line);
    /// Gives out the last line of next() or nextWhole() once more; nothing was asked for since.
    void putBack();
    /// What is there of a line whose end is not written yet.
    [[nodiscard]] std::string_view unfinished() const
    {
        return std::string_view(buffer_).substr(begin_, end_ - begin_);
    }
    /// The last line given had a line feed at its end.
    [[nodiscard]] bool lineWasWhole() const { return whole_; }
    /// Bytes given out so far, line ends included.
    [[nodiscard]] std::uint64_t bytesDone() const { return done_; }
    [[nodiscard]] bool failed() const { return failed_; }
    /// Whether the last bytes that were read still stand in the file: it was not rewritten in place.
    [[nodiscard]] bool stillAsRead() const;

private:
    bool find(std::string_view& line);
    bool fill();

    const ConfinedFile& file_;
    const std::size_t longest_;
    std::string buffer_;
    std::size_t begin_ = 0;    // of what is not given out yet
    std::size_t end_ = 0;      // of what was read into the buffer
    std::uint64_t offset_ = 0; // in the file, of end_
    std::uint64_t done_ = 0;
    std::size_t given_ = 0; // bytes of the last line given, with its end
    bool whole_ = true;
    bool failed_ = false;
};

} // namespace rolloutscope
