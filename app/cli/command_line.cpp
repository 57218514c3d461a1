#include "app/cli/command_line.h"

#include "app/cli/verbs.h"

#include <cstdio>

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

} // namespace cli

int runCommandLine(const QStringList& arguments)
{
    const QString verb = arguments.value(0);
    const QStringList rest = arguments.mid(1);
    if (verb == QStringLiteral("reduce"))
        return cli::reduceVerb(rest);
    if (verb == QStringLiteral("check"))
        return cli::checkVerb(rest);
    if (verb == QStringLiteral("render"))
        return cli::renderVerb(rest);
    cli::complain("unknown verb " + verb.toStdString() + "; see rolloutscope --help");
    return exitUsage;
}

} // namespace rolloutscope
