// replay BUNDLE FOLDER [--speed FACTOR] [--seed N] [--piece BYTES] [--late]
//
// Writes a bundle again into an empty folder, at the recorded speed times FACTOR (default 1, 0: without waiting), in
// random pieces, so that a live rollout can be watched or a recorder's death tried out.
#include "tests/support/bundle_replay.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <thread>

using rolloutscope::test::BundleReplay;

namespace {

int usage()
{
    std::fputs("usage: replay BUNDLE FOLDER [--speed FACTOR] [--seed N] [--piece BYTES] [--late]\n"
               "  --speed  how much faster than recorded (default 1; 0: without waiting)\n"
               "  --seed   of the random lengths of pieces (default 1)\n"
               "  --piece  longest piece in bytes (default 4096)\n"
               "  --late   some events come before the payloads that they name\n",
               stderr);
    return 2;
}

int replay(const std::filesystem::path& from, const std::filesystem::path& to, double speed,
           const BundleReplay::Options& options)
{
    using Clock = std::chrono::steady_clock;
    if (std::filesystem::exists(to) && !std::filesystem::is_empty(to)) {
        std::fprintf(stderr, "replay: %s is not empty\n", to.c_str());
        return 1;
    }
    BundleReplay writer(from, to, options);
    const auto begin = Clock::now();
    std::int64_t first = 0;
    while (!writer.done()) {
        writer.prepare();
        if (first == 0)
            first = writer.recordedAt();
        if (speed > 0) {
            const std::chrono::duration<double, std::milli> due(static_cast<double>(writer.recordedAt() - first) /
                                                                speed);
            std::this_thread::sleep_until(begin + std::chrono::duration_cast<Clock::duration>(due));
        }
        writer.writeEvent();
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    BundleReplay::Options options;
    double speed = 1;
    const char* paths[2] = {};
    int given = 0;
    for (int i = 1; i < argc; ++i) {
        const bool hasValue = i + 1 < argc;
        if (std::strcmp(argv[i], "--speed") == 0 && hasValue)
            speed = std::atof(argv[++i]);
        else if (std::strcmp(argv[i], "--seed") == 0 && hasValue)
            options.seed = static_cast<unsigned>(std::atoi(argv[++i]));
        else if (std::strcmp(argv[i], "--piece") == 0 && hasValue)
            options.longestPiece = static_cast<std::size_t>(std::max(1, std::atoi(argv[++i])));
        else if (std::strcmp(argv[i], "--late") == 0)
            options.latePayloads = true;
        else if (argv[i][0] != '-' && given < 2)
            paths[given++] = argv[i];
        else
            return usage();
    }
    if (given != 2)
        return usage();
    try {
        return replay(paths[0], paths[1], speed, options);
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "replay: %s\n", exception.what());
        return 1;
    }
}
