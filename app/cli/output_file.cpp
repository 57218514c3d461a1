#include "app/cli/output_file.h"

#include "app/cli/arguments.h"
#include "app/cli/command_line.h"
#include "app/cli/verbs.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace rolloutscope::cli {

namespace {

bool writeTo(std::FILE* file, const std::function<bool(const PieceSink&)>& produce)
{
    const bool written = produce(
        [file](std::string_view piece) { return std::fwrite(piece.data(), 1, piece.size(), file) == piece.size(); });
    return std::fflush(file) == 0 && written;
}

bool writeFile(const std::filesystem::path& target, const std::function<bool(const PieceSink&)>& produce)
{
    struct stat status {};
    if (stat(target.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) { // /dev/null, a pipe
        std::FILE* file = std::fopen(target.c_str(), "wb");
        if (file == nullptr)
            return false;
        const bool written = writeTo(file, produce);
        return std::fclose(file) == 0 && written;
    }
    std::string temporary = target.string() + ".XXXXXX";
    const int descriptor = mkstemp(temporary.data());
    if (descriptor < 0)
        return false;
    const mode_t mask = umask(0);
    umask(mask);
    std::FILE* file = fdopen(descriptor, "wb");
    const bool written = file != nullptr && fchmod(descriptor, 0666 & ~mask) == 0 && writeTo(file, produce);
    const bool closed = file != nullptr ? std::fclose(file) == 0 : close(descriptor) == 0;
    if (written && closed && std::rename(temporary.c_str(), target.c_str()) == 0)
        return true;
    const int error = errno;
    unlink(temporary.c_str());
    errno = error;
    return false;
}

} // namespace

int writeOutput(const QString& output, const std::function<bool(const PieceSink&)>& produce)
{
    const bool toStandardOutput = output == QStringLiteral("-");
    if (toStandardOutput ? writeTo(stdout, produce) : writeFile(toPath(output), produce))
        return exitFine;
    const int error = errno;
    complain((toStandardOutput ? std::string("standard output") : output.toStdString()) + ": " + std::strerror(error));
    return exitRefused;
}

} // namespace rolloutscope::cli
