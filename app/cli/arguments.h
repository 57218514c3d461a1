// Takes a verb's arguments apart: options with and without a value, and one bundle.
#pragma once

#include <QString>
#include <QStringList>

#include <filesystem>
#include <map>
#include <optional>
#include <set>

namespace rolloutscope::cli {

struct OptionNames {
    QStringList withValue; // "-o", "--size"
    QStringList flags;     // "--tolerant"
};

struct Arguments {
    QString bundle;
    std::map<QString, QString> values;
    std::set<QString> flags;

    [[nodiscard]] std::optional<QString> value(const QString& name) const;
    [[nodiscard]] bool has(const QString& flag) const { return flags.contains(flag); }
    /// The bundle's folder, also where its manifest or event log is named.
    [[nodiscard]] std::filesystem::path bundlePath() const;
};

/// On failure `error` says what is wrong. `--option=value` and `--option value` are the same; after `--` everything is
/// a path; a single `-` is a value or path.
[[nodiscard]] std::optional<Arguments> parseArguments(const QStringList& arguments, const OptionNames& names,
                                                      QString& error);

/// A path given by a user, as the file system takes it.
[[nodiscard]] std::filesystem::path toPath(const QString& text);

} // namespace rolloutscope::cli
