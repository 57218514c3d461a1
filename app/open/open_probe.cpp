#include "app/open/open_probe.h"

#include "core/bundle/bundle.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>

namespace rolloutscope {
namespace {

std::filesystem::path toPath(const QString& path)
{
    return {QFile::encodeName(path).toStdString()};
}

QString toText(const std::filesystem::path& path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

QString message(const char* text)
{
    return QCoreApplication::translate("OpenProbe", text);
}

BundleEntry describeBundle(const std::filesystem::path& path)
{
    BundleEntry entry{.path = toText(path), .name = toText(path.filename()), .startedAt = {}};
    constexpr std::uint64_t manifestLimit = 1U << 20U; // bytes
    ConfinedFolder folder;
    std::string json;
    std::string ignored;
    Manifest manifest;
    if (ConfinedFolder::open(path, folder) == FileError::None &&
        folder.readFile(manifestFileName, json, manifestLimit) == FileError::None &&
        parseManifest(json, manifest, ignored))
        entry.startedAt = QDateTime::fromMSecsSinceEpoch(manifest.startedAt);
    return entry;
}

} // namespace

ProbeResult probePath(const QString& path)
{
    QFileInfo info(path);
    const QString name = info.fileName();
    const bool isPartOfBundle = name == QLatin1String(manifestFileName) || name == QLatin1String(eventLogFileName);
    if (info.isFile() && isPartOfBundle)
        info = QFileInfo(info.absolutePath());

    ProbeResult result;
    result.asked = path;
    const QString canonical = info.canonicalFilePath();
    result.path = canonical.isEmpty() ? QDir::cleanPath(info.absoluteFilePath()) : canonical;
    if (!info.exists()) {
        result.message = message("%1: there is no such file or folder.").arg(result.path);
        return result;
    }
    if (!info.isDir()) {
        result.message =
            message("%1 is a file. Open the bundle's folder, or its manifest.json or trace.jsonl.").arg(result.path);
        return result;
    }

    const std::filesystem::path folder = toPath(result.path);
    Bundle bundle;
    std::string reason;
    if (Bundle::open(folder, bundle, reason)) {
        result.kind = ProbeResult::Kind::Bundle;
        return result;
    }
    if (!looksLikeBundle(folder)) {
        const std::vector<std::filesystem::path> bundles = bundlesInside(folder);
        if (bundles.size() == 1) { // there is nothing to choose
            result = probePath(QFile::decodeName(bundles.front().c_str()));
            result.asked = path;
            return result;
        }
        for (const std::filesystem::path& inside : bundles)
            result.bundles.push_back(describeBundle(inside));
        if (!result.bundles.empty()) {
            result.kind = ProbeResult::Kind::FolderOfBundles;
            return result;
        }
    }
    result.message = message("Not opened. %1").arg(QString::fromStdString(reason));
    return result;
}

} // namespace rolloutscope
