#include "core/bundle/mapped_file.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <mutex>

#include <sys/mman.h>
#include <unistd.h>

namespace rolloutscope {
namespace {

/// What is mapped, as the signal handler finds it: it may touch nothing but atomics.
struct Range {
    std::atomic<std::uintptr_t> begin = 0; // 0: free
    std::atomic<std::uintptr_t> end = 0;
    std::atomic<bool> cut = false;
};
constexpr std::size_t mostRanges = 64;
std::array<Range, mostRanges> ranges;
std::mutex registering;
struct sigaction previous {};
std::uintptr_t pageSize = 4'096;

bool standIn(std::uintptr_t address)
{
    for (Range& range : ranges) {
        const std::uintptr_t begin = range.begin.load(std::memory_order_acquire);
        if (begin == 0 || address < begin || address >= range.end.load(std::memory_order_acquire))
            continue;
        const std::uintptr_t page = address & ~(pageSize - 1);
        void* const wanted = reinterpret_cast<void*>(page); // NOLINT: that is what the system speaks
        if (mmap(wanted, pageSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
            return false;
        range.cut.store(true, std::memory_order_release);
        return true;
    }
    return false;
}

void takeSignal(int signal, siginfo_t* info, void* context)
{
    if (standIn(reinterpret_cast<std::uintptr_t>(info->si_addr))) // NOLINT
        return;
    // It is somebody else's.
    if ((previous.sa_flags & SA_SIGINFO) != 0 && previous.sa_sigaction != nullptr)
        return previous.sa_sigaction(signal, info, context);
    if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN && previous.sa_handler != nullptr)
        return previous.sa_handler(signal);
    std::signal(signal, SIG_DFL); // the instruction is run again, and ends the process as it would have
}

void installHandler()
{
    static const bool installed = [] {
        pageSize = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
        struct sigaction action {};
        action.sa_sigaction = takeSignal;
        action.sa_flags = SA_SIGINFO;
        sigemptyset(&action.sa_mask);
        return sigaction(SIGBUS, &action, &previous) == 0;
    }();
    static_cast<void>(installed);
}

} // namespace

std::unique_ptr<const MappedFile> MappedFile::map(const ConfinedFile& file)
{
    const auto size = static_cast<std::size_t>(file.size());
    if (!file.isOpen() || size == 0 || size != file.size())
        return nullptr;
    const std::lock_guard lock(registering);
    installHandler();
    std::size_t slot = 0;
    while (slot < mostRanges && ranges[slot].begin.load() != 0)
        ++slot;
    if (slot == mostRanges)
        return nullptr;
    void* const data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
    if (data == MAP_FAILED)
        return nullptr;
    madvise(data, size, MADV_WILLNEED);
    const auto begin = reinterpret_cast<std::uintptr_t>(data); // NOLINT
    const std::uintptr_t whole = (size + pageSize - 1) & ~(pageSize - 1);
    ranges[slot].cut.store(false);
    ranges[slot].end.store(begin + whole, std::memory_order_release);
    ranges[slot].begin.store(begin, std::memory_order_release);
    return std::unique_ptr<const MappedFile>(new MappedFile(static_cast<char*>(data), size, slot)); // NOLINT
}

MappedFile::~MappedFile()
{
    const std::lock_guard lock(registering);
    ranges[slot_].begin.store(0, std::memory_order_release);
    munmap(data_, size_);
}

bool MappedFile::wasCut() const
{
    return ranges[slot_].cut.load(std::memory_order_acquire);
}

} // namespace rolloutscope
