// Reads payload files of a bundle, and nothing else. A bundle is untrusted: a path that leaves the bundle's folder
// (absolute, `..`, a symbolic link out of it) or that is no regular file is never opened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace rolloutscope {

enum class FileError : std::uint8_t {
    None,
    Missing,
    OutsideBundle, // absolute, `..`, or a link that leaves the folder
    NotAFile,      // a folder, a pipe, a device
    NoPermission,
    TooLarge, // larger than the reader's limit
    Unreadable,
};
/// One sentence without the path: "the file is missing".
[[nodiscard]] const char* describe(FileError error);

/// An open regular file inside the bundle. Move-only; closes itself.
class ConfinedFile {
public:
    ConfinedFile() = default;
    ConfinedFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
    ConfinedFile(const ConfinedFile&) = delete;
    ConfinedFile& operator=(const ConfinedFile&) = delete;
    ConfinedFile(ConfinedFile&& other) noexcept;
    ConfinedFile& operator=(ConfinedFile&& other) noexcept;
    ~ConfinedFile();

    [[nodiscard]] bool isOpen() const { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Bytes when it was opened; the file may have changed since.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The same file on disk, whatever it is called now.
    [[nodiscard]] bool isSameFile(const ConfinedFile& other) const;
    /// Reads up to `count` bytes at `offset`; the number read, 0 at the end, -1 on an error.
    [[nodiscard]] std::int64_t readAt(std::uint64_t offset, char* buffer, std::size_t count) const;
    /// As ConfinedFolder::readFile().
    [[nodiscard]] FileError readAll(std::string& content, std::uint64_t maxBytes = std::uint64_t{4} << 30U) const;

private:
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

/// A folder from which files are opened by relative path. Usable from several threads.
class ConfinedFolder {
public:
    ConfinedFolder() = default;
    /// Error: Missing, NotAFile (no folder), NoPermission, Unreadable.
    [[nodiscard]] static FileError open(const std::filesystem::path& path, ConfinedFolder& folder);

    /// `relative` is bytes as recorded. Never blocks on pipes or devices.
    [[nodiscard]] FileError openFile(std::string_view relative, ConfinedFile& file) const;
    /// Reads a whole file; `maxBytes` bounds what is believed of its size.
    [[nodiscard]] FileError readFile(std::string_view relative, std::string& content,
                                     std::uint64_t maxBytes = std::uint64_t{4} << 30U) const;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// The path still leads to the folder that was opened; false when it was moved, deleted or replaced.
    [[nodiscard]] bool isWhereItWas() const;

private:
    struct Descriptor;
    std::filesystem::path path_;
    std::shared_ptr<const Descriptor> descriptor_;
};

} // namespace rolloutscope
