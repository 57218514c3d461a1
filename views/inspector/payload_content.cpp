#include "views/inspector/payload_content.h"

#include "views/inspector/plain_text.h"

#include <algorithm>
#include <cstring>
#include <future>
#include <new>

namespace rolloutscope::inspector {

namespace {

constexpr std::uint64_t chunk = 1U << 20U;
constexpr std::size_t worthAThread = 4U << 20U; // bytes

/// Reads [0, most); less when the file was cut meanwhile.
FileError readBytes(const ConfinedFile& file, std::uint64_t most, LoadProgress& progress, BytesPtr& bytes)
{
    auto data = std::make_unique_for_overwrite<char[]>(std::max<std::uint64_t>(most, 1));
    std::uint64_t done = 0;
    while (done < most && !progress.cancelled) {
        const std::int64_t got = file.readAt(done, data.get() + done, std::min(chunk, most - done));
        if (got < 0)
            return FileError::Unreadable;
        if (got == 0)
            break;
        done += static_cast<std::uint64_t>(got);
        progress.bytesDone = done;
    }
    bytes = std::make_shared<Bytes>(std::move(data), done);
    return FileError::None;
}

} // namespace

Bytes::Bytes(std::string text) : data_(std::make_unique_for_overwrite<char[]>(text.size() + 1)), size_(text.size())
{
    std::memcpy(data_.get(), text.data(), text.size());
}

PayloadContentPtr loadPayload(const ConfinedFolder& folder, const std::string& path, const LoadLimits& limits,
                              LoadProgress& progress)
{
    auto content = std::make_shared<PayloadContent>();
    ConfinedFile file;
    content->error = folder.openFile(path, file);
    if (content->error != FileError::None)
        return content;
    content->fileSize = file.size();
    content->isPart = file.size() > limits.whole;
    const std::uint64_t most = content->isPart ? limits.part : file.size();
    progress.bytesTotal = most;
    try {
        if (!content->isPart && file.size() > limits.read) {
            if (auto mapped = MappedFile::map(file))
                content->bytes = std::make_shared<Bytes>(std::move(mapped));
            progress.bytesDone = file.size();
        }
        if (!content->bytes)
            content->error = readBytes(file, most, progress, content->bytes);
    } catch (const std::bad_alloc&) {
        content->outOfMemory = true;
        return content;
    }
    if (progress.cancelled)
        return nullptr;
    if (content->error != FileError::None) {
        content->bytes = nullptr;
        return content;
    }
    const std::string_view text = content->bytes->view();
    // Two passes over the whole text, side by side where there is much of it.
    const auto policy = text.size() > worthAThread ? std::launch::async : std::launch::deferred;
    auto checking = std::async(policy, [text] { return firstInvalidUtf8(text); });
    content->json = scanRoot(text, &progress.cancelled);
    const std::size_t invalid = checking.get();
    if (progress.cancelled || content->json.cancelled)
        return nullptr;
    // The last character of a part may be cut.
    if (invalid != std::string_view::npos && !(content->isPart && text.size() - invalid < 4))
        content->firstInvalidUtf8 = locate(text, invalid, "not UTF-8");
    return content;
}

} // namespace rolloutscope::inspector
