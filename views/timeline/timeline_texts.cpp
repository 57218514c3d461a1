#include "views/timeline/timeline_texts.h"

#include "core/insight/streaming.h"
#include "core/insight/waits.h"
#include "views/document/trace_document.h"
#include "views/theme/plain_text.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cmath>

namespace rolloutscope {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("TimelineView", text);
}

QString fromStd(const std::string& text)
{
    return QString::fromStdString(text);
}

QString durationText(double ms)
{
    if (ms > 0 && ms < 1)
        return tr("under 1 ms");
    return fromStd(formatDuration(std::llround(ms)));
}

QString sinceStart(double time)
{
    return fromStd(tickLabel(time, 1));
}

QString wallClock(UnixMs time)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(time);
    if (!local.isValid())
        return {};
    return local.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")) + QLatin1Char(' ') + local.timeZoneAbbreviation();
}

QString utcClock(UnixMs time)
{
    return QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

void addTimes(const TimelineModel& model, const ExecutionWindow& window, CardText& card)
{
    const auto begin = static_cast<double>(model.relative(window.startedAt));
    card.rows.emplace_back(tr("Started"), sinceStart(begin) + tr(" after start"));
    card.rows.emplace_back(QString(), wallClock(window.startedAt));
    if (window.endedAt) {
        card.rows.emplace_back(tr("Duration"),
                               durationText(static_cast<double>(model.relative(*window.endedAt)) - begin));
    } else {
        card.rows.emplace_back(
            tr("Duration"), tr("%1, then the recording ends")
                                .arg(durationText(std::max(0.0, model.folds().timeAt(model.content().end) - begin))));
    }
}

void addTokens(const InferenceCall& call, CardText& card)
{
    if (!call.usage)
        return;
    QString text =
        tr("%1 in, %2 out").arg(fromStd(formatCount(call.usage->input)), fromStd(formatCount(call.usage->output)));
    if (call.usage->input > 0 && call.usage->cachedInput > 0) {
        const double share =
            100.0 * static_cast<double>(call.usage->cachedInput) / static_cast<double>(call.usage->input);
        text += tr(" (%1 % cached)").arg(std::lround(share));
    }
    card.rows.emplace_back(tr("Tokens"), text);
}

} // namespace

namespace {

/// `/root/fix_tests (inferred)`; empty if nothing is known.
QString waitedFor(const LoadedTrace& loaded, const Waits& waits, ToolIndex wait)
{
    const EdgeIndex result = waits.resultOf(wait);
    if (!loaded.trace.edges.contains(result))
        return {};
    const ThreadIndex thread = threadOf(loaded.trace, loaded.trace.edges[result].source);
    return thread ? tr("%1 (inferred)").arg(trackTitle(loaded.trace.threads[thread])) : QString();
}

} // namespace

QString spanLabel(const LoadedTrace& loaded, const SpanMark& mark, ObjectRef object, const Waits* waits)
{
    constexpr qsizetype most = 120;
    if (mark.count > 1)
        return fromStd(formatCounted(mark.count, "call", "calls"));
    const QString title = singleLine(objectTitle(loaded.trace, loaded.relations, object), most);
    const QString detail = singleLine(objectDetail(loaded.trace, loaded.relations, object), most);
    // Arguments as recorded say less than the tool's name.
    const bool isRaw = detail.startsWith(QLatin1Char('{')) || detail.startsWith(QLatin1Char('['));
    if (detail.isEmpty() || isRaw || object.kind == ObjectKind::InferenceCall)
        return title;
    if (object.kind == ObjectKind::Turn)
        return title + QStringLiteral(" · ") + detail;
    if (object.kind == ObjectKind::ToolCall) {
        const QString inferred = waits == nullptr ? QString() : waitedFor(loaded, *waits, object.toolCall());
        const ToolKindName name = loaded.trace.toolCalls[object.toolCall()].kind.name;
        if (name == ToolKindName::ExecCommand)
            return detail;
        if (name == ToolKindName::WaitAgent)
            return title + QStringLiteral(" → ") + (inferred.isEmpty() ? detail : inferred);
    }
    return title + QLatin1Char(' ') + detail;
}

QString trackTitle(const AgentThread& thread)
{
    return singleLine(thread.agentPath.empty() ? thread.id : thread.agentPath);
}

QString trackSubtitle(const AgentThread& thread)
{
    QString text;
    const auto append = [&](const QString& part) {
        if (part.isEmpty())
            return;
        if (!text.isEmpty())
            text += QStringLiteral(" · ");
        text += part;
    };
    if (thread.nickname)
        append(singleLine(*thread.nickname, 60));
    if (thread.spawn)
        append(singleLine(thread.spawn->agentRole, 60));
    if (thread.defaultModel)
        append(singleLine(*thread.defaultModel, 60));
    return text;
}

QString elidedPath(const QString& path, double width, const std::function<double(const QString&)>& measure)
{
    if (measure(path) <= width)
        return path;
    const QString ellipsis = QString(QChar(0x2026));
    qsizetype slash = path.indexOf(QLatin1Char('/'), 1);
    QString shortest = path;
    while (slash >= 0 && slash + 1 < path.size()) {
        shortest = ellipsis + path.mid(slash);
        if (measure(shortest) <= width)
            return shortest;
        slash = path.indexOf(QLatin1Char('/'), slash + 1);
    }
    // Not even the last segment fits: its end is cut. Cut lengths are tried by halves, the first that is too long
    // loses.
    qsizetype fits = 0;
    qsizetype tooLong = shortest.size();
    while (tooLong - fits > 1) {
        const qsizetype tried = (fits + tooLong) / 2;
        (measure(shortest.left(tried) + ellipsis) <= width ? fits : tooLong) = tried;
    }
    if (fits > 0 && shortest.at(fits - 1).isHighSurrogate())
        --fits;
    return shortest.left(fits) + ellipsis;
}

QString CardText::asSentence() const
{
    QString text = title;
    const auto append = [&](const QString& part) {
        if (!part.isEmpty())
            text += QStringLiteral(", ") + part;
    };
    append(detail);
    for (const auto& [name, value] : rows)
        append(name.isEmpty() ? QString() : name + QLatin1Char(' ') + value);
    return text;
}

CardText objectCard(const TimelineModel& model, ObjectRef object)
{
    const LoadedTrace& loaded = model.loaded();
    CardText card;
    if (!exists(loaded.trace, object))
        return card;
    card.title = singleLine(objectTitle(loaded.trace, loaded.relations, object), 80);
    card.detail = singleLine(objectDetail(loaded.trace, loaded.relations, object));
    card.outcome = outcomeOf(loaded.trace, object);
    const QString status = singleLine(outcomeText(loaded.trace, object));
    if (!status.isEmpty())
        card.rows.emplace_back(tr("Status"), status);
    if (object.kind == ObjectKind::Compaction) {
        const UnixMs installed = loaded.trace.compactions[object.compaction()].installedAt;
        card.rows.emplace_back(tr("Installed"),
                               sinceStart(static_cast<double>(model.relative(installed))) + tr(" after start"));
        card.rows.emplace_back(QString(), wallClock(installed));
    } else if (const auto window = windowOf(loaded.trace, object)) {
        addTimes(model, *window, card);
    }
    if (object.kind == ObjectKind::InferenceCall)
        addTokens(loaded.trace.inferenceCalls[object.inferenceCall()], card);
    return card;
}

CardText foldCard(const TimelineModel& model, const TimeFold& fold)
{
    CardText card;
    card.title = tr("%1 without work, folded").arg(durationText(static_cast<double>(fold.hidden())));
    card.rows.emplace_back(tr("From"), sinceStart(static_cast<double>(fold.begin)));
    card.rows.emplace_back(QString(), wallClock(model.zero() + fold.begin));
    card.rows.emplace_back(tr("To"), sinceStart(static_cast<double>(fold.end)));
    card.rows.emplace_back(QString(), wallClock(model.zero() + fold.end));
    return card;
}

CardText spanCard(const TimelineModel& model, const SpanBox& box, const Waits* waits)
{
    CardText card = objectCard(model, box.object);
    const LoadedTrace& loaded = model.loaded();
    if (const InferenceIndex call = box.object.inferenceCall()) {
        if (const auto first = firstOutputAt(loaded.trace, loaded.relations, call))
            card.rows.emplace_back(tr("First output"),
                                   tr("after %1 at the latest")
                                       .arg(durationText(static_cast<double>(
                                           *first - loaded.trace.inferenceCalls[call].execution.startedAt))));
    }
    if (const ToolIndex tool = box.object.toolCall(); tool && waits != nullptr) {
        if (const EdgeIndex result = waits->resultOf(tool); loaded.trace.edges.contains(result))
            card.rows.emplace_back(
                tr("Ended by"),
                tr("%1 (inferred)").arg(singleLine(objectDetail(loaded.trace, loaded.relations, result), 120)));
    }
    if (box.mark.count > 1) {
        const std::uint32_t failures = model.lanes()[box.laneIndex].spans->failuresIn(box.mark.first, box.mark.count);
        QString here = tr("%1 close together").arg(fromStd(formatCounted(box.mark.count, "span", "spans")));
        if (failures > 0)
            here += tr(", %1 failed").arg(failures);
        card.rows.emplace_back(tr("Here"), here + tr(". Zoom in to see each."));
    }
    return card;
}

CardText trackCard(const TimelineModel& model, std::uint32_t track)
{
    const TimelineTrack& shown = model.tracks()[track];
    const LoadedTrace& loaded = model.loaded();
    CardText card = objectCard(model, shown.thread);
    card.title = trackTitle(loaded.trace.threads[shown.thread]);
    card.detail = trackSubtitle(loaded.trace.threads[shown.thread]);
    card.rows.emplace_back(
        tr("Work"), fromStd(formatCounted(loaded.relations.turns(shown.thread).size(), "turn", "turns")) + tr(", ") +
                        fromStd(formatCounted(loaded.relations.inferenceCalls(shown.thread).size(), "inference call",
                                              "inference calls")) +
                        tr(", ") +
                        fromStd(formatCounted(loaded.relations.toolCalls(shown.thread).size(), "tool", "tools")));
    if (shown.failures > 0)
        card.rows.emplace_back(tr("Failed"), fromStd(formatCounted(shown.failures, "call", "calls")));
    return card;
}

CardText momentCard(const TimelineModel& model, double position, double msPerPixel)
{
    CardText card;
    const double time = model.folds().timeAt(position);
    const UnixMs wall = model.zero() + static_cast<UnixMs>(std::llround(time));
    card.title =
        fromStd(tickLabel(time, std::clamp(std::pow(10.0, std::floor(std::log10(msPerPixel))), 0.001, 1000.0))) +
        tr(" after start");
    card.rows.emplace_back(tr("Local"), wallClock(wall));
    card.rows.emplace_back(tr("UTC"), utcClock(wall));
    return card;
}

} // namespace rolloutscope
