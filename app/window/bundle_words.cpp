#include "app/window/bundle_words.h"

#include "core/insight/describe.h"
#include "core/insight/recorder.h"
#include "views/theme/plain_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace rolloutscope {
namespace {

constexpr qsizetype mostNameCharacters = 34;

QString words(const char* text)
{
    return QCoreApplication::translate("BundleWords", text);
}

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

/// Names that a recorder or a script gives, not a person.
bool isGenerated(const QString& folder)
{
    static const QRegularExpression ids(QStringLiteral("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}"));
    static const QStringList general = {QStringLiteral("bundle"), QStringLiteral("trace"),
                                        QStringLiteral("trace-bundle")};
    return general.contains(folder) || ids.match(folder).hasMatch();
}

/// What the root agent was asked first.
QString rootTask(const LoadedTrace& loaded)
{
    const auto& roots = loaded.relations.rootThreads();
    if (roots.empty())
        return {};
    const auto& turns = loaded.relations.turns(roots.front());
    if (turns.empty())
        return {};
    return singleLine(objectDetail(loaded.trace, loaded.relations, turns.front()), mostNameCharacters).trimmed();
}

} // namespace

QString bundleName(const QString& path, const LoadedTrace* loaded)
{
    const QFileInfo info(QDir::cleanPath(path));
    const QString folder = info.fileName();
    if (isGenerated(folder)) {
        if (loaded != nullptr) {
            if (const QString task = rootTask(*loaded); !task.isEmpty())
                return task;
        }
        if (!folder.contains(u'-')) // "bundle" alone says nothing
            return singleLine(info.dir().dirName() + u'/' + folder, mostNameCharacters);
    }
    return folder.isEmpty() ? path : singleLine(folder, mostNameCharacters);
}

QString bundleTitle(const QString& path, const LoadedTrace* loaded)
{
    const QString name = bundleName(path, loaded);
    if (loaded == nullptr)
        return name;
    if (loaded->trace.threads.empty())
        return name + words(" · empty");
    const std::int64_t length = loaded->relations.lastMoment() - loaded->relations.firstMoment();
    return name + QStringLiteral(" · ") + fromUtf8(formatCounted(loaded->trace.threads.size(), "agent", "agents")) +
           QStringLiteral(" · ") + fromUtf8(formatDuration(length));
}

QString bundleToolTip(const QString& path, const LoadedTrace* loaded)
{
    QStringList lines = {QDir::toNativeSeparators(path)};
    if (loaded != nullptr) {
        const Manifest& manifest = loaded->bundle.manifest();
        lines << words("trace %1").arg(singleLine(manifest.traceId));
        if (manifest.rolloutId != manifest.traceId)
            lines << words("rollout %1").arg(singleLine(manifest.rolloutId));
        lines << words("schema v%1 · %2")
                     .arg(QString::number(manifest.schemaVersion), fromUtf8(recorderText(loaded->trace)));
        lines << fromUtf8(endText(loaded->trace));
    }
    return lines.join(u'\n');
}

QString bundleStatistics(const LoadedTrace& loaded, Liveness liveness)
{
    QStringList facts{
        fromUtf8(formatCounted(loaded.trace.eventCount, "event", "events")),
        fromUtf8(formatCounted(loaded.trace.payloads.size(), "payload", "payloads")),
        fromUtf8(formatBytes(loaded.bytesRead)),
        words("schema v%1").arg(loaded.trace.schemaVersion),
        words("reduced in %1").arg(fromUtf8(formatDuration(loaded.elapsedMs))),
    };
    const bool mayGoOn = liveness == Liveness::Live || liveness == Liveness::Paused;
    if (!loaded.trace.endedAt && !mayGoOn && loaded.stage == TraceStage::Whole)
        facts << fromUtf8(endText(loaded.trace));
    return facts.join(QStringLiteral(" · "));
}

QString selectionWords(const LoadedTrace& loaded, ObjectRef selection, TimeRange visible)
{
    QStringList parts;
    if (selection.valid()) {
        QString object = singleLine(objectTitle(loaded.trace, loaded.relations, selection), 48);
        const auto window = windowOf(loaded.trace, selection);
        if (window && window->endedAt && selection.kind != ObjectKind::Compaction &&
            selection.kind != ObjectKind::ConversationItem)
            object += u' ' + fromUtf8(formatDuration(*window->endedAt - window->startedAt));
        parts << object;
    }
    // The whole rollout in sight is nothing to tell.
    const auto first = static_cast<double>(loaded.relations.firstMoment());
    const auto last = static_cast<double>(loaded.relations.lastMoment());
    if (visible.length() > 0 && (visible.begin > first || visible.end < last)) {
        const auto since = [&](double at) {
            return fromUtf8(formatDuration(std::llround(std::clamp(at, first, last) - first)));
        };
        parts << since(visible.begin) + QStringLiteral(" – ") + since(visible.end);
    }
    return parts.join(QStringLiteral(" · "));
}

LivenessWords livenessWords(const TraceDocument& document)
{
    const LoadedTracePtr loaded = document.loaded();
    LivenessWords said;
    said.action = words("&Follow Live Rollout");
    said.explanation = words("Follow a rollout while it is recorded");
    if (!loaded)
        return said;
    const QString last = QDateTime::fromMSecsSinceEpoch(loaded->trace.lastEventAt).toString(QStringLiteral("HH:mm:ss"));
    switch (document.liveness()) {
    case Liveness::Finished:
        break;
    case Liveness::Live:
        said.badge = QChar(0x25CF) + words(" live %1").arg(last);
        said.explanation = words("This rollout is still being recorded and is followed; last event %1").arg(last);
        break;
    case Liveness::Paused:
        said.badge = QChar(0x25CB) + words(" not followed");
        said.explanation = words("This rollout may still be recorded; follow it to see what comes");
        break;
    case Liveness::Silent:
        said.badge = QChar(0x25CB) + words(" no end recorded");
        said.explanation = words("No event for %1, and no end is recorded: the recorder may have been killed. It is "
                                 "still followed.")
                               .arg(fromUtf8(formatDuration(document.msSinceLastEvent() / 1000 * 1000)));
        break;
    case Liveness::Lost:
        said.badge = QChar(0x25CB) + words(" not on disk");
        said.explanation = words("The bundle was moved, replaced or deleted; reload to read what is there now");
        break;
    }
    return said;
}

} // namespace rolloutscope
