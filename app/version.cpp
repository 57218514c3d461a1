#include "app/version.h"

#include <QSysInfo>
#include <QtGlobal>

namespace rolloutscope {

QString applicationVersion()
{
    return QStringLiteral(ROLLOUTSCOPE_VERSION);
}

std::vector<ComponentVersion> componentVersions()
{
    QString qt = QString::fromLatin1(qVersion());
    if (qt != QLatin1String(QT_VERSION_STR))
        qt += QStringLiteral(" (built with %1)").arg(QLatin1String(QT_VERSION_STR));
    return {
        {QStringLiteral("Qt"), qt},
        {QStringLiteral("Graphviz"), QStringLiteral(ROLLOUTSCOPE_GRAPHVIZ_VERSION)},
        {QStringLiteral("simdjson"), QStringLiteral(ROLLOUTSCOPE_SIMDJSON_VERSION)},
        {QStringLiteral("nlohmann/json"), QStringLiteral(ROLLOUTSCOPE_NLOHMANN_VERSION)},
        {QStringLiteral("System"), QSysInfo::prettyProductName() + u' ' + QSysInfo::currentCpuArchitecture()},
    };
}

} // namespace rolloutscope
