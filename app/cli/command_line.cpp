#include "app/cli/command_line.h"

#include "app/cli/verbs.h"

#include <cstdio>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace rolloutscope {

namespace cli {

void complain(const std::string& message)
{
    std::fprintf(stderr, "rolloutscope: %s\n", message.c_str());
}

bool openBundle(const std::filesystem::path& path, Bundle& bundle)
{
    std::string reason;
    if (Bundle::open(path, bundle, reason))
        return true;
    complain(reason);
    return false;
}

ReduceResult reduceTolerantly(const std::filesystem::path& path, Bundle& bundle)
{
    if (!openBundle(path, bundle))
        return {};
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    ReduceResult result = reduce(bundle, options);
    if (!result.trace)
        complain(bundle.path().string() + ": " + result.error);
    return result;
}

} // namespace cli

namespace {

/// One thread allocates, and payload buffers are large: they go back to the system as soon as they are free.
void allocateSparingly()
{
#if defined(__GLIBC__)
    constexpr int largeBuffer = 64 * 1024;
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, largeBuffer);
#endif
}

} // namespace

int runCommandLine(const QStringList& arguments)
{
    allocateSparingly();
    const QString verb = arguments.value(0);
    const QStringList rest = arguments.mid(1);
    if (verb == QStringLiteral("reduce"))
        return cli::reduceVerb(rest);
    if (verb == QStringLiteral("check"))
        return cli::checkVerb(rest);
    if (verb == QStringLiteral("export"))
        return cli::exportVerb(rest);
    if (verb == QStringLiteral("render"))
        return cli::renderVerb(rest);
    if (verb == QStringLiteral("transcript"))
        return cli::transcriptVerb(rest);
    cli::complain("unknown verb " + verb.toStdString() + "; see rolloutscope --help");
    return exitUsage;
}

} // namespace rolloutscope
