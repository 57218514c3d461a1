// All bytes of one file after the other, for whoever reads through many: small ones are read into memory that is used
// again, large ones are mapped, so that none of them has to fit into memory.
#pragma once

#include "core/bundle/mapped_file.h"

#include <memory>
#include <string>
#include <string_view>

namespace rolloutscope {

/// For one thread.
class FileBytes {
public:
    /// The view holds until the next call, and is empty when there is an error. Throws std::bad_alloc when there is no
    /// room; release() then gives back what there was.
    [[nodiscard]] FileError read(const ConfinedFolder& folder, std::string_view path, std::string_view& bytes);
    /// The last file got shorter while it was looked at: the rest was read as zeros.
    [[nodiscard]] bool wasCut() const { return mapped_ && mapped_->wasCut(); }
    void release();

private:
    std::string buffer_;
    std::unique_ptr<const MappedFile> mapped_;
};

} // namespace rolloutscope
