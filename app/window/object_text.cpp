#include "app/window/object_text.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>
#include <QTimeZone>

namespace rolloutscope {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("ObjectText", text);
}

QString momentText(UnixMs at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

QString durationText(std::int64_t ms)
{
    return QString::fromStdString(formatDuration(ms));
}

} // namespace

QString objectText(const LoadedTrace& loaded, ObjectRef object)
{
    const RolloutTrace& trace = loaded.trace;
    if (!exists(trace, object))
        return {};
    QStringList lines;
    const QString kind = QString::fromUtf8(toWord(object.kind));
    const QString title = singleLine(objectTitle(trace, loaded.relations, object));
    lines << (title.startsWith(kind, Qt::CaseInsensitive) ? title : words("%1 (%2)").arg(title, kind));
    if (const QString detail = singleLine(objectDetail(trace, loaded.relations, object)); !detail.isEmpty())
        lines << detail;
    if (const QString status = singleLine(outcomeText(trace, object)); !status.isEmpty())
        lines << words("Status: %1").arg(status);
    if (const auto window = windowOf(trace, object)) {
        lines << words("Started: %1 (%2 after the rollout began)")
                     .arg(momentText(window->startedAt),
                          durationText(window->startedAt - loaded.relations.firstMoment()));
        if (window->endedAt && *window->endedAt != window->startedAt)
            lines << words("Ended: %1 (took %2)")
                         .arg(momentText(*window->endedAt), durationText(*window->endedAt - window->startedAt));
    }
    if (const ThreadIndex agent = threadOf(trace, object); agent && object != ObjectRef(agent))
        lines << words("Agent: %1").arg(singleLine(trace.threads[agent].agentPath));
    lines << words("Id: %1").arg(singleLine(objectId(trace, object)));
    return lines.join(u'\n');
}

} // namespace rolloutscope
