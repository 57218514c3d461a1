// A payload file in memory: read in the background through the bundle's folder, a large one mapped; bounded, never
// believed.
#pragma once

#include "core/bundle/confined_folder.h"
#include "core/bundle/mapped_file.h"
#include "views/inspector/json_scan.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rolloutscope::inspector {

/// Bytes that nobody changes any more.
class Bytes {
public:
    Bytes() = default;
    explicit Bytes(std::string text);
    Bytes(std::unique_ptr<char[]> data, std::uint64_t size) : data_(std::move(data)), size_(size) {}
    explicit Bytes(std::unique_ptr<const MappedFile> file) : file_(std::move(file)) {}
    [[nodiscard]] std::string_view view() const { return file_ ? file_->view() : std::string_view(data_.get(), size_); }
    /// A mapped file that was cut while it was shown: there are zeros where it ended.
    [[nodiscard]] bool wasCut() const { return file_ && file_->wasCut(); }

private:
    std::unique_ptr<char[]> data_;
    std::uint64_t size_ = 0;
    std::unique_ptr<const MappedFile> file_; // instead of data_
};
using BytesPtr = std::shared_ptr<const Bytes>;

struct PayloadContent {
    FileError error = FileError::None;
    bool outOfMemory = false;
    BytesPtr bytes;             // null on an error
    std::uint64_t fileSize = 0; // more than the bytes when only the first part was read
    bool isPart = false;
    JsonRoot json;
    std::optional<JsonError> firstInvalidUtf8;
};
using PayloadContentPtr = std::shared_ptr<const PayloadContent>;

struct LoadLimits {
    std::uint64_t read = std::uint64_t{32} << 20U; // files up to this size are read, larger ones are mapped
    std::uint64_t whole = std::uint64_t{4} << 30U; // files up to this size are shown whole
    std::uint64_t part = std::uint64_t{64} << 20U; // of larger ones this much
};

/// Shared between the reader and whoever waits for it.
struct LoadProgress {
    std::atomic<bool> cancelled = false;
    std::atomic<std::uint64_t> bytesDone = 0;
    std::atomic<std::uint64_t> bytesTotal = 0;
};

/// Null when it was cancelled. Called off the GUI thread.
[[nodiscard]] PayloadContentPtr loadPayload(const ConfinedFolder& folder, const std::string& path,
                                            const LoadLimits& limits, LoadProgress& progress);

} // namespace rolloutscope::inspector
