#include "views/document/rollout_identity.h"

#include <QCryptographicHash>
#include <QDir>

#include <filesystem>
#include <system_error>

namespace rolloutscope {

RolloutIdentity identityOf(const LoadedTrace& loaded)
{
    RolloutIdentity identity{.rolloutId = loaded.trace.rolloutId, .traceId = loaded.trace.traceId, .folder = {}};
    if (!identity.known() && !loaded.bundle.path().empty()) {
        std::error_code error;
        const std::filesystem::path folder = std::filesystem::absolute(loaded.bundle.path(), error);
        if (!error)
            identity.folder = folder.lexically_normal().string();
    }
    return identity;
}

QString keptFilePath(const QString& folder, const RolloutIdentity& rollout)
{
    QByteArray name = QByteArray::fromStdString(rollout.rolloutId);
    name += '\0';
    name += QByteArray::fromStdString(rollout.traceId);
    name += QByteArray::fromStdString(rollout.folder);
    const QByteArray hash = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex();
    return QDir(folder).filePath(QString::fromLatin1(hash) + QStringLiteral(".json"));
}

} // namespace rolloutscope
