#include "core/bundle/file_bytes.h"

namespace rolloutscope {
namespace {

constexpr std::uint64_t mostRead = std::uint64_t{16} << 20U; // bytes: larger ones are mapped

} // namespace

FileError FileBytes::read(const ConfinedFolder& folder, std::string_view path, std::string_view& bytes)
{
    bytes = {};
    mapped_.reset();
    ConfinedFile file;
    if (const FileError error = folder.openFile(path, file); error != FileError::None)
        return error;
    if (file.size() > mostRead)
        mapped_ = MappedFile::map(file);
    if (mapped_) {
        bytes = mapped_->view();
        return FileError::None;
    }
    const FileError error = file.readAll(buffer_);
    if (error == FileError::None)
        bytes = buffer_;
    return error;
}

void FileBytes::release()
{
    buffer_ = {};
    mapped_.reset();
}

} // namespace rolloutscope
