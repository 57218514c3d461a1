#include "app/cli/follow.h"

#include "app/cli/verbs.h"
#include "core/reduce/live_reduction.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include <unistd.h>

namespace rolloutscope::cli {

namespace {

using Clock = LiveReduction::Clock;

constexpr std::chrono::milliseconds lookEvery(50);
/// After rollout_ended some events of other agents may follow; where the schema has no later last event, silence says
/// that the log is complete.
constexpr std::chrono::milliseconds silence(1'000);

volatile std::sig_atomic_t interrupted = 0;

void interrupt(int)
{
    interrupted = 1;
}

void showProgress(const ReduceProgress& progress)
{
    std::fprintf(stderr, "\rfollowing: %llu events, Ctrl+C ends ", static_cast<unsigned long long>(progress.events));
}

} // namespace

ReduceResult followToEnd(const Bundle& bundle, const ReduceOptions& options)
{
    const bool onTerminal = isatty(STDERR_FILENO) != 0;
    const auto earlier = std::signal(SIGINT, interrupt);
    std::atomic<bool> stop = false; // Ctrl+C also ends the first reading of a large bundle
    ReduceOptions noisy = options;
    noisy.cancelled = &stop;
    ReduceProgress shown;
    noisy.onProgress = [&](const ReduceProgress& progress) {
        shown = progress;
        stop = interrupted != 0;
    };
    LiveReduction reduction(bundle, noisy);
    auto quietSince = Clock::now();
    bool whole = true;
    while (interrupted == 0) {
        const auto now = Clock::now();
        const LogChange change = reduction.advance(now);
        if (change == LogChange::Refused || change == LogChange::Cancelled)
            break;
        if (change == LogChange::Replaced || change == LogChange::Gone) {
            complain(bundle.path().string() + "/" + eventLogFileName +
                     (change == LogChange::Gone ? ": the event log is gone; this is what it held"
                                                : ": the event log was replaced; it is read again"));
            whole = change == LogChange::Gone;
            break;
        }
        if (change != LogChange::None)
            quietSince = now;
        if (onTerminal)
            showProgress(shown);
        if (reduction.complete() || (reduction.endRecorded() && now - quietSince >= silence))
            break;
        std::this_thread::sleep_for(lookEvery);
    }
    if (onTerminal)
        std::fputs("\r\033[K", stderr);
    std::signal(SIGINT, earlier);
    if (stop) {
        ReduceResult result = reduction.finish();
        if (!result.trace)
            result.error = "interrupted before what was there had been read";
        return result;
    }
    if (!whole || !reduction.exact())
        return reduce(bundle, options);
    return reduction.finish();
}

} // namespace rolloutscope::cli
