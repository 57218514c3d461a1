#include "core/bundle/confined_folder.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <linux/openat2.h>
#include <sys/syscall.h>
#endif

namespace rolloutscope {

namespace {

FileError fromErrno(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
        return FileError::Missing;
    case EXDEV:
    case ELOOP:
        return FileError::OutsideBundle;
    case EACCES:
    case EPERM:
        return FileError::NoPermission;
    case EISDIR:
    case ENXIO:
        return FileError::NotAFile;
    default:
        return FileError::Unreadable;
    }
}

/// Without openat2: every component is opened for itself and none may be a link.
int openWithoutLinks(int folder, const std::string& relative, int flags)
{
    int at = dup(folder);
    std::size_t begin = 0;
    while (at >= 0) {
        const std::size_t slash = relative.find('/', begin);
        const bool last = slash == std::string::npos;
        const std::string name = relative.substr(begin, last ? std::string::npos : slash - begin);
        if (name == ".." || relative.front() == '/') {
            close(at);
            errno = EXDEV;
            return -1;
        }
        if (!name.empty() && name != ".") {
            const int next = openat(at, name.c_str(), O_NOFOLLOW | O_CLOEXEC | (last ? flags : O_RDONLY | O_DIRECTORY));
            const int error = errno;
            close(at);
            errno = error;
            at = next;
        }
        if (last)
            return at;
        begin = slash + 1;
    }
    return -1;
}

int openBeneath(int folder, const std::string& relative, int flags)
{
#if defined(__linux__)
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    for (int attempt = 0; attempt < 8; ++attempt) {
        const long opened = syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof(how));
        if (opened >= 0)
            return static_cast<int>(opened);
        if (errno != EAGAIN && errno != EINTR) // EAGAIN: something was renamed while the path was walked
            break;
    }
    if (errno != ENOSYS)
        return -1;
#endif
    return openWithoutLinks(folder, relative, flags);
}

} // namespace

const char* describe(FileError error)
{
    switch (error) {
    case FileError::None:
        return "no error";
    case FileError::Missing:
        return "the file is missing";
    case FileError::OutsideBundle:
        return "the path leaves the bundle's folder, so it is not opened";
    case FileError::NotAFile:
        return "it is not a regular file, so it is not opened";
    case FileError::NoPermission:
        return "no permission to read it";
    case FileError::TooLarge:
        return "the file is larger than can be read";
    case FileError::Unreadable:
        return "the file cannot be read";
    }
    return "";
}

ConfinedFile::ConfinedFile(ConfinedFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(std::exchange(other.size_, 0))
{
}

ConfinedFile& ConfinedFile::operator=(ConfinedFile&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
    return *this;
}

ConfinedFile::~ConfinedFile()
{
    if (descriptor_ >= 0)
        close(descriptor_);
}

std::int64_t ConfinedFile::readAt(std::uint64_t offset, char* buffer, std::size_t count) const
{
    while (true) {
        const ssize_t got = pread(descriptor_, buffer, count, static_cast<off_t>(offset));
        if (got >= 0 || errno != EINTR)
            return got;
    }
}

namespace {

bool sameOnDisk(const struct stat& a, const struct stat& b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

} // namespace

bool ConfinedFile::isSameFile(const ConfinedFile& other) const
{
    struct stat own {};
    struct stat others {};
    return fstat(descriptor_, &own) == 0 && fstat(other.descriptor_, &others) == 0 && sameOnDisk(own, others);
}

struct ConfinedFolder::Descriptor {
    int value = -1;
    explicit Descriptor(int descriptor) : value(descriptor) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(value); }
};

FileError ConfinedFolder::open(const std::filesystem::path& path, ConfinedFolder& folder)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return errno == ENOTDIR ? FileError::NotAFile : fromErrno(errno);
    folder.path_ = path;
    folder.descriptor_ = std::make_shared<const Descriptor>(descriptor);
    return FileError::None;
}

FileError ConfinedFolder::openFile(std::string_view relative, ConfinedFile& file) const
{
    if (!descriptor_)
        return FileError::Missing;
    if (relative.empty() || relative.find('\0') != std::string_view::npos)
        return FileError::Missing;
    if (relative.front() == '/')
        return FileError::OutsideBundle;
    const std::string name(relative);

    // Pipes and devices are found out before anything is opened: opening one can have effects or block.
    struct stat status {};
    if (fstatat(descriptor_->value, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == EXDEV ? FileError::OutsideBundle : fromErrno(errno);
    if (S_ISLNK(status.st_mode)) {
#if defined(O_PATH)
        const int link = openBeneath(descriptor_->value, name, O_PATH);
        if (link < 0)
            return fromErrno(errno);
        const bool known = fstat(link, &status) == 0;
        close(link);
        if (!known)
            return FileError::Unreadable;
#endif
    }
    if (!S_ISREG(status.st_mode)) {
        // A path with `..` may name something outside: say that, not what it is.
        const bool climbs = name.find("..") != std::string::npos;
        return climbs ? FileError::OutsideBundle : FileError::NotAFile;
    }

    const int descriptor = openBeneath(descriptor_->value, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return fromErrno(errno);
    const bool known = fstat(descriptor, &status) == 0;
    ConfinedFile opened(descriptor, known ? static_cast<std::uint64_t>(status.st_size) : 0);
    if (!known)
        return FileError::Unreadable;
    if (!S_ISREG(status.st_mode))
        return FileError::NotAFile;
    file = std::move(opened);
    return FileError::None;
}

bool ConfinedFolder::isWhereItWas() const
{
    struct stat opened {};
    struct stat there {};
    return descriptor_ && fstat(descriptor_->value, &opened) == 0 && stat(path_.c_str(), &there) == 0 &&
           sameOnDisk(opened, there);
}

FileError ConfinedFolder::readFile(std::string_view relative, std::string& content, std::uint64_t maxBytes) const
{
    ConfinedFile file;
    if (const FileError error = openFile(relative, file); error != FileError::None)
        return error;
    return file.readAll(content, maxBytes);
}

FileError ConfinedFile::readAll(std::string& content, std::uint64_t maxBytes) const
{
    if (size_ > maxBytes)
        return FileError::TooLarge;
    if (content.capacity() < size_) { // not the doubling of resize(): payloads are large, and some are kept
        content = std::string();
        content.reserve(size_ + size_ / 8);
    }
    content.resize(size_);
    std::size_t done = 0;
    while (done < content.size()) {
        const std::int64_t got = readAt(done, content.data() + done, content.size() - done);
        if (got < 0)
            return FileError::Unreadable;
        if (got == 0)
            break; // it shrank while it was read
        done += static_cast<std::size_t>(got);
    }
    content.resize(done);
    return FileError::None;
}

} // namespace rolloutscope
