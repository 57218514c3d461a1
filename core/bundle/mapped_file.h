// A file as memory, without reading it: what is looked at comes from the disk when it is looked at. A file that is cut
// meanwhile reads as zeros from there on, where plain mapping would end the process (SIGBUS).
#pragma once

#include "core/bundle/confined_folder.h"

#include <memory>
#include <string_view>

namespace rolloutscope {

class MappedFile {
public:
    /// Null when the system cannot map it, or too many files are mapped already: then read it.
    [[nodiscard]] static std::unique_ptr<const MappedFile> map(const ConfinedFile& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::string_view view() const { return {data_, size_}; }
    /// Something was read that is not in the file any more.
    [[nodiscard]] bool wasCut() const;

private:
    MappedFile(char* data, std::size_t size, std::size_t slot) : data_(data), size_(size), slot_(slot) {}

    char* data_;
    std::size_t size_;
    std::size_t slot_;
};

} // namespace rolloutscope
