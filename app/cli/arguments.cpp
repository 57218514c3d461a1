#include "app/cli/arguments.h"

#include "core/bundle/bundle.h"

#include <QFile>

namespace rolloutscope::cli {

std::optional<QString> Arguments::value(const QString& name) const
{
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(QFile::encodeName(text).toStdString());
}

std::filesystem::path Arguments::bundlePath() const
{
    std::filesystem::path path = toPath(bundle);
    const std::filesystem::path file = path.filename();
    if (file != manifestFileName && file != eventLogFileName)
        return path;
    path = path.parent_path();
    return path.empty() ? std::filesystem::path(".") : path;
}

std::optional<Arguments> parseArguments(const QStringList& arguments, const OptionNames& names, QString& error)
{
    Arguments parsed;
    bool onlyPaths = false;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString& argument = arguments[i];
        if (!onlyPaths && argument == QStringLiteral("--")) {
            onlyPaths = true;
            continue;
        }
        const bool isOption = !onlyPaths && argument.size() > 1 && argument.startsWith(u'-');
        if (!isOption) {
            if (!parsed.bundle.isEmpty()) {
                error = QStringLiteral("one bundle is expected, but %1 is given too").arg(argument);
                return std::nullopt;
            }
            parsed.bundle = argument;
            continue;
        }
        const qsizetype equals = argument.startsWith(QStringLiteral("--")) ? argument.indexOf(u'=') : -1;
        const QString name = equals < 0 ? argument : argument.left(equals);
        if (names.flags.contains(name) && equals < 0) {
            parsed.flags.insert(name);
        } else if (names.withValue.contains(name)) {
            if (equals < 0 && i + 1 >= arguments.size()) {
                error = QStringLiteral("%1 needs a value").arg(name);
                return std::nullopt;
            }
            parsed.values[name] = equals < 0 ? arguments[++i] : argument.mid(equals + 1);
        } else {
            error = QStringLiteral("unknown option %1").arg(argument);
            return std::nullopt;
        }
    }
    if (parsed.bundle.isEmpty()) {
        error = QStringLiteral("no bundle is named");
        return std::nullopt;
    }
    return parsed;
}

} // namespace rolloutscope::cli
