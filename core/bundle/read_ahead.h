// Makes a disk fetch payload files before the reduction needs them, several at a time. It only warms the system's
// cache: no result depends on it, and where the files are in memory already it does next to nothing.
#pragma once

#include "core/bundle/confined_folder.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace rolloutscope {

class ReadAhead {
public:
    /// Starts `threads` helpers; none for a log of less than `leastLog` bytes, which is read before they pay.
    explicit ReadAhead(const ConfinedFolder& folder, unsigned threads = 4, std::uint64_t leastLog = 64 * 1024);
    ~ReadAhead();
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// How far the reduction has come in the log (bytes): helpers stay ahead of it, but not far.
    void reached(std::uint64_t logBytes) { reached_.store(logBytes, std::memory_order_relaxed); }
    /// Files that helpers have asked for.
    [[nodiscard]] std::uint64_t filesAsked() const { return asked_.load(std::memory_order_relaxed); }

private:
    struct Log;
    void help(Log& log);

    const ConfinedFolder folder_;
    std::shared_ptr<Log> log_;
    std::vector<std::thread> helpers_;
    std::atomic<std::uint64_t> reached_ = 0;
    std::atomic<std::uint64_t> asked_ = 0;
    std::atomic<bool> stop_ = false;
};

} // namespace rolloutscope
