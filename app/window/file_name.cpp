#include "app/window/file_name.h"

#include <QRegularExpression>

namespace rolloutscope {

QString plainFileName(const QString& wanted, const QString& otherwise)
{
    constexpr qsizetype most = 120;
    static const QRegularExpression unfit(QStringLiteral("[^\\w.-]+"));
    QString name = wanted;
    name.replace(unfit, QStringLiteral("-"));
    while (name.startsWith(u'-') || name.startsWith(u'.'))
        name.remove(0, 1);
    name.truncate(most);
    return name.isEmpty() ? otherwise : name;
}

} // namespace rolloutscope
