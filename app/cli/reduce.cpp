// rolloutscope reduce BUNDLE [-o FILE] [--tolerant]: writes state.json.
#include "app/cli/arguments.h"
#include "app/cli/command_line.h"
#include "app/cli/verbs.h"
#include "core/reduce/reducer.h"
#include "core/trace/state_writer.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace rolloutscope::cli {

namespace {

bool writeTo(std::FILE* file, const RolloutTrace& trace)
{
    const bool written = writeState(trace, [file](std::string_view piece) {
        return std::fwrite(piece.data(), 1, piece.size(), file) == piece.size();
    });
    return std::fflush(file) == 0 && written;
}

/// Writes beside the target and renames: whoever reads the target sees the old state or the whole new one.
bool writeFile(const std::filesystem::path& target, const RolloutTrace& trace)
{
    struct stat status {};
    if (stat(target.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) { // /dev/null, a pipe
        std::FILE* file = std::fopen(target.c_str(), "wb");
        if (file == nullptr)
            return false;
        const bool written = writeTo(file, trace);
        return std::fclose(file) == 0 && written;
    }
    std::string temporary = target.string() + ".XXXXXX";
    const int descriptor = mkstemp(temporary.data());
    if (descriptor < 0)
        return false;
    const mode_t mask = umask(0);
    umask(mask);
    std::FILE* file = fdopen(descriptor, "wb");
    const bool written = file != nullptr && fchmod(descriptor, 0666 & ~mask) == 0 && writeTo(file, trace);
    const bool closed = file != nullptr ? std::fclose(file) == 0 : close(descriptor) == 0;
    if (written && closed && std::rename(temporary.c_str(), target.c_str()) == 0)
        return true;
    const int error = errno;
    unlink(temporary.c_str());
    errno = error;
    return false;
}

} // namespace

int reduceVerb(const QStringList& arguments)
{
    QString error;
    const auto parsed = parseArguments(arguments, {{QStringLiteral("-o")}, {QStringLiteral("--tolerant")}}, error);
    if (!parsed) {
        complain("reduce: " + error.toStdString() + "\nusage: rolloutscope reduce BUNDLE [-o FILE] [--tolerant]");
        return exitUsage;
    }
    Bundle bundle;
    if (!openBundle(parsed->bundlePath(), bundle))
        return exitRefused;
    ReduceOptions options;
    options.mode = parsed->has(QStringLiteral("--tolerant")) ? ReduceMode::Tolerant : ReduceMode::Strict;
    const ReduceResult result = reduce(bundle, options);
    if (!result.trace) {
        complain(bundle.path().string() + "/" + eventLogFileName + ": " + result.error);
        return exitRefused;
    }
    const auto output = parsed->value(QStringLiteral("-o"));
    if (output == QStringLiteral("-")) {
        if (writeTo(stdout, *result.trace))
            return exitFine;
        complain(std::string("standard output: ") + std::strerror(errno));
        return exitRefused;
    }
    const std::filesystem::path target = output ? toPath(*output) : bundle.path() / stateFileName;
    if (writeFile(target, *result.trace))
        return exitFine;
    complain(target.string() + ": " + std::strerror(errno));
    return exitRefused;
}

} // namespace rolloutscope::cli
