// Writes a bundle again, piece by piece, as its recorder did: payload files before the events that name them. For
// tests of following, and by hand through tests/tools/replay.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>

namespace rolloutscope::test {

class BundleReplay {
public:
    struct Options {
        unsigned seed = 1;
        /// Pieces are 1 to this many bytes long: lines, UTF-8 characters and payloads are cut anywhere.
        std::size_t longestPiece = 4096;
        /// Some events come before the payloads that they name.
        bool latePayloads = false;
    };

    /// Makes the folder `to` with the manifest and an empty log.
    BundleReplay(std::filesystem::path from, std::filesystem::path to, Options options);

    [[nodiscard]] bool done() const { return pieces_.empty() && at_ >= log_.size(); }
    /// Writes one piece.
    void writePiece();
    /// Writes the rest of the event that is being written, or the next one. Its recorded time is recordedAt().
    void writeEvent();
    /// Unix ms of the event that was prepared last; 0 before the first.
    [[nodiscard]] std::int64_t recordedAt() const { return recordedAt_; }
    /// Reads the next event ahead of writing it.
    void prepare();

private:
    struct Piece {
        std::filesystem::path file;
        std::string bytes;
    };
    void cut(const std::filesystem::path& file, const std::string& bytes);
    void flush(const Piece& piece);

    std::filesystem::path from_;
    std::filesystem::path to_;
    Options options_;
    std::mt19937 random_;
    std::string log_;
    std::size_t at_ = 0;
    std::deque<Piece> pieces_;
    std::set<std::string> written_;
    std::int64_t recordedAt_ = 0;
};

} // namespace rolloutscope::test
