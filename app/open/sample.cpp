#include "app/open/sample.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace rolloutscope {

QString samplePath()
{
    const QString candidates[] = {
        qEnvironmentVariable("ROLLOUTSCOPE_SAMPLE"),
        QCoreApplication::applicationDirPath() + QStringLiteral("/../share/rolloutscope/sample"),
        QStringLiteral(ROLLOUTSCOPE_SAMPLE_SOURCE),
    };
    for (const QString& candidate : candidates) {
        if (!candidate.isEmpty() && QFileInfo::exists(candidate + QStringLiteral("/manifest.json")))
            return QDir::cleanPath(candidate);
    }
    return {};
}

} // namespace rolloutscope
