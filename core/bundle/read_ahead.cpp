#include "core/bundle/read_ahead.h"

#include "core/bundle/bundle.h"
#include "core/bundle/line_reader.h"

#include <chrono>
#include <exception>
#include <mutex>
#include <string>

#include <fcntl.h>

namespace rolloutscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t farAhead = 512 * 1024; // bytes of the log: some hundred events
constexpr std::size_t longestLine = 4 << 20;   // recorders stay far below; a log that does not is left to the reduction
constexpr auto pause = std::chrono::milliseconds(1);
/// A file that is in memory opens within this. After as many such files in a row only a few are still looked at.
constexpr auto quick = std::chrono::microseconds(12);
constexpr int quickInARow = 200;
constexpr int lookedAt = 32; // one in so many

/// The paths that a line of the log names, as far as they stand there without escapes.
void findPaths(std::string_view line, std::vector<std::string>& paths)
{
    constexpr std::string_view mark = "\"path\":";
    for (std::size_t at = line.find(mark); at != std::string_view::npos; at = line.find(mark, at)) {
        at = line.find('"', at + mark.size());
        const std::size_t end = at == std::string_view::npos ? at : line.find('"', at + 1);
        if (end == std::string_view::npos)
            return;
        const std::string_view path = line.substr(at + 1, end - at - 1);
        if (path.starts_with("payloads/") && path.find('\\') == std::string_view::npos)
            paths.emplace_back(path);
        at = end;
    }
}

} // namespace

/// The log as the helpers share it: each takes the next line.
struct ReadAhead::Log {
    std::mutex mutex;
    ConfinedFile file;
    LineReader lines{file, longestLine};

    bool next(std::vector<std::string>& paths, std::uint64_t& at)
    {
        const std::lock_guard lock(mutex);
        std::string_view line;
        if (!lines.nextWhole(line))
            return false;
        at = lines.bytesDone();
        findPaths(line, paths);
        return true;
    }
};

ReadAhead::ReadAhead(const ConfinedFolder& folder, unsigned threads, std::uint64_t leastLog)
    : folder_(folder), log_(std::make_shared<Log>())
{
    if (folder_.openFile(eventLogFileName, log_->file) != FileError::None || log_->file.size() < leastLog)
        return;
    try {
        helpers_.reserve(threads);
        for (unsigned i = 0; i < threads; ++i)
            helpers_.emplace_back([this] {
                try {
                    help(*log_);
                } catch (const std::exception&) {
                    // Memory ran out: the reduction says so if it needs as much.
                }
            });
    } catch (const std::exception&) {
        // No more threads to be had: it goes with those that are there.
    }
}

ReadAhead::~ReadAhead()
{
    stop_ = true;
    for (std::thread& helper : helpers_)
        helper.join();
}

void ReadAhead::help(Log& log)
{
    std::vector<std::string> paths;
    std::uint64_t at = 0;
    int quickOnes = 0;
    int passed = 0;
    while (!stop_) {
        paths.clear();
        if (!log.next(paths, at))
            return;
        if (at <= reached_.load(std::memory_order_relaxed))
            continue; // too late for this one
        while (!stop_ && at > reached_.load(std::memory_order_relaxed) + farAhead)
            std::this_thread::sleep_for(pause);
        for (const std::string& path : paths) {
            if (quickOnes >= quickInARow && ++passed % lookedAt != 0)
                continue;
            const auto began = Clock::now();
            ConfinedFile file;
            if (folder_.openFile(path, file) == FileError::None)
                (void)posix_fadvise(file.descriptor(), 0, 0, POSIX_FADV_WILLNEED);
            asked_.fetch_add(1, std::memory_order_relaxed);
            quickOnes = Clock::now() - began < quick ? quickOnes + 1 : 0;
        }
    }
}

} // namespace rolloutscope
