// What a path that somebody wants to open is: a bundle, a folder of bundles, or neither and why. No GUI; called on a
// worker thread, because a folder can lie on a slow disk.
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <vector>

namespace rolloutscope {

struct BundleEntry {
    QString path;
    QString name;
    QDateTime startedAt; // invalid when the manifest cannot be read
};

struct ProbeResult {
    enum class Kind : std::uint8_t { Bundle, FolderOfBundles, Refused };
    Kind kind = Kind::Refused;
    QString asked;                    // what somebody wants to open, as given
    QString path;                     // the folder, links resolved
    std::vector<BundleEntry> bundles; // of a folder of bundles
    QString message;                  // of a refusal: names the file and the reason
};

/// `path` is a folder, or the manifest or event log in one. A folder that holds one bundle stands for that bundle.
[[nodiscard]] ProbeResult probePath(const QString& path);

} // namespace rolloutscope
