#include "app/cli/render_request.h"

#include "app/cli/arguments.h"

#include <QFile>
#include <QRegularExpression>

#include <array>
#include <cmath>
#include <utility>

namespace rolloutscope::cli {

namespace {

constexpr int largestSide = 16'384; // px
constexpr double minuteMs = 60'000;
constexpr double mostFoldMinutes = 1e6;

const QStringList& timelineFlags()
{
    static const QStringList names{QStringLiteral("--counters"), QStringLiteral("--collapse")};
    return names;
}

const QStringList& timelineValues()
{
    static const QStringList names{QStringLiteral("--from"), QStringLiteral("--to"), QStringLiteral("--colour"),
                                   QStringLiteral("--fold-idle")};
    return names;
}

const QStringList& graphValues()
{
    static const QStringList names{QStringLiteral("--level"), QStringLiteral("--arrange"), QStringLiteral("--object")};
    return names;
}

std::optional<QSize> sizeOf(const QString& text)
{
    const QStringList sides = text.split(u'x');
    if (sides.size() != 2)
        return std::nullopt;
    bool wide = false;
    bool high = false;
    const QSize size(sides[0].toInt(&wide), sides[1].toInt(&high));
    const bool good = wide && high && size.width() > 0 && size.height() > 0 && size.width() <= largestSide &&
                      size.height() <= largestSide;
    return good ? std::optional(size) : std::nullopt;
}

std::optional<ColorMode> colorMode(const QString& word)
{
    for (const ColorMode mode : allColorModes) {
        if (word == QLatin1String(wordOf(mode)))
            return mode;
    }
    return std::nullopt;
}

/// The first of these options that was given; empty: none.
QString firstGiven(const Arguments& given, const QStringList& names)
{
    for (const QString& name : names) {
        if (given.has(name) || given.value(name))
            return name;
    }
    return {};
}

/// The value of an option that takes one of some words; false when it is another one.
template <typename Value, std::size_t count>
bool readWord(const Arguments& given, const QString& name,
              const std::array<std::pair<const char*, Value>, count>& words, Value& value)
{
    const auto word = given.value(name);
    if (!word)
        return true;
    for (const auto& [text, meant] : words) {
        if (*word == QLatin1String(text)) {
            value = meant;
            return true;
        }
    }
    return false;
}

/// An empty text when all is well, else what is wrong.
QString readOutput(const Arguments& given, RenderRequest& request)
{
    const auto output = given.value(QStringLiteral("-o"));
    if (!output)
        return QStringLiteral("-o FILE is missing");
    request.output = *output;
    request.drawing = output->endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive);
    request.graphText = output->endsWith(QStringLiteral(".dot"), Qt::CaseInsensitive) ||
                        output->endsWith(QStringLiteral(".graphml"), Qt::CaseInsensitive);
    if (!request.drawing && !request.graphText && !output->endsWith(QStringLiteral(".png"), Qt::CaseInsensitive))
        return QStringLiteral("-o names a .png or an .svg (of the graph also a .dot or .graphml), not %1").arg(*output);
    request.redact = given.has(QStringLiteral("--redact"));
    if (request.redact && !request.graphText)
        return QStringLiteral("--redact cannot mask what a picture shows");
    return {};
}

QString readSubject(const Arguments& given, RenderRequest& request)
{
    const QString ofTimeline = firstGiven(given, timelineFlags() + timelineValues());
    const QString ofGraph = firstGiven(given, graphValues() + QStringList{QStringLiteral("--chain")});
    const auto view = given.value(QStringLiteral("--view"));
    using Subject = RenderRequest::Subject;
    if (view && *view != QStringLiteral("timeline") && *view != QStringLiteral("graph"))
        return QStringLiteral("--view is timeline or graph, not %1").arg(*view);
    if (view)
        request.subject = *view == QStringLiteral("graph") ? Subject::Graph : Subject::Timeline;
    else if (!ofGraph.isEmpty() || request.graphText)
        request.subject = Subject::Graph;
    else if (request.drawing || !ofTimeline.isEmpty() || given.has(QStringLiteral("--whole")))
        request.subject = Subject::Timeline;
    if (request.subject == Subject::Graph && !ofTimeline.isEmpty())
        return QStringLiteral("%1 is of the timeline, not of the graph").arg(ofTimeline);
    if (request.subject == Subject::Timeline && request.graphText)
        return QStringLiteral("a .dot or .graphml is of the graph, not of the timeline");
    if (request.subject == Subject::Timeline && !ofGraph.isEmpty())
        return QStringLiteral("%1 is of the graph, not of the timeline").arg(ofGraph);
    return {};
}

QString readGraph(const Arguments& given, RenderRequest& request)
{
    using graph::Arrangement;
    constexpr std::array levels{std::pair{"agents", GraphLevel::Agents}, std::pair{"turns", GraphLevel::Turns},
                                std::pair{"work", GraphLevel::Work}, std::pair{"flow", GraphLevel::Flow}};
    constexpr std::array arrangements{std::pair{"cause", Arrangement::Ranked},
                                      std::pair{"sequence", Arrangement::SequenceEven},
                                      std::pair{"scale", Arrangement::SequenceTime}};
    if (!readWord(given, QStringLiteral("--level"), levels, request.level))
        return QStringLiteral("--level is agents, turns, work or flow, not %1")
            .arg(*given.value(QStringLiteral("--level")));
    if (!readWord(given, QStringLiteral("--arrange"), arrangements, request.arrangement))
        return QStringLiteral("--arrange is cause, sequence or scale, not %1")
            .arg(*given.value(QStringLiteral("--arrange")));
    request.object = given.value(QStringLiteral("--object")).value_or(QString());
    return {};
}

QString readLooks(const Arguments& given, RenderRequest& request)
{
    if (const auto size = given.value(QStringLiteral("--size"))) {
        const auto parsed = sizeOf(*size);
        if (!parsed)
            return QStringLiteral("--size is WIDTHxHEIGHT in px, at most %1 each, not %2").arg(largestSide).arg(*size);
        request.size = *parsed;
    }
    if (const auto theme = given.value(QStringLiteral("--theme"))) {
        if (*theme != QStringLiteral("light") && *theme != QStringLiteral("dark"))
            return QStringLiteral("--theme is light or dark, not %1").arg(*theme);
        request.theme = *theme == QStringLiteral("dark") ? ThemeChoice::Dark : ThemeChoice::Light;
    }
    if (const auto word = given.value(QStringLiteral("--colour"))) {
        const auto mode = colorMode(*word);
        if (!mode)
            return QStringLiteral("--colour is kind, status, duration, tokens, model or agent, not %1").arg(*word);
        request.mode = *mode;
    }
    return {};
}

QString readTimes(const Arguments& given, RenderRequest& request)
{
    for (const auto& [name, time] :
         {std::pair{QStringLiteral("--from"), &request.from}, std::pair{QStringLiteral("--to"), &request.to}}) {
        const auto text = given.value(name);
        if (!text)
            continue;
        *time = givenTime(*text);
        if (!*time)
            return QStringLiteral("%1 is 500ms, 12.5s, 2m or 1h since the start, or Unix ms, not %2").arg(name, *text);
    }
    if (request.from && request.to && request.from->sinceStart == request.to->sinceStart &&
        request.from->ms >= request.to->ms)
        return QStringLiteral("--from is not before --to");
    if (const auto minutes = given.value(QStringLiteral("--fold-idle"))) {
        bool isNumber = false;
        const double number = minutes->toDouble(&isNumber);
        if (!isNumber || !(number > 0 && number <= mostFoldMinutes))
            return QStringLiteral("--fold-idle is a number of minutes above 0, not %1").arg(*minutes);
        request.foldLongerThan = std::max<std::int64_t>(1, std::llround(number * minuteMs));
    }
    return {};
}

} // namespace

std::optional<GivenTime> givenTime(const QString& text)
{
    static const QRegularExpression sinceStart(QStringLiteral("^([0-9]{1,12}(?:\\.[0-9]{1,6})?)(ms|s|m|h)$"));
    static const QRegularExpression unixMs(QStringLiteral("^[0-9]{11,15}$"));
    if (unixMs.match(text).hasMatch())
        return GivenTime{.ms = text.toDouble(), .sinceStart = false};
    const QRegularExpressionMatch match = sinceStart.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2);
    const double factor = unit == QStringLiteral("ms")  ? 1
                          : unit == QStringLiteral("s") ? 1'000
                          : unit == QStringLiteral("m") ? minuteMs
                                                        : 60 * minuteMs;
    return GivenTime{.ms = match.captured(1).toDouble() * factor, .sinceStart = true};
}

std::optional<RenderRequest> renderRequest(const QStringList& arguments, QString& error)
{
    const QStringList values = QStringList{QStringLiteral("-o"), QStringLiteral("--view"), QStringLiteral("--size"),
                                           QStringLiteral("--theme")} +
                               timelineValues() + graphValues();
    const auto given =
        parseArguments(arguments,
                       {values, timelineFlags() + QStringList{QStringLiteral("--whole"), QStringLiteral("--chain"),
                                                              QStringLiteral("--redact")}},
                       error);
    if (!given)
        return std::nullopt;
    RenderRequest request;
    request.bundle = QFile::decodeName(given->bundlePath().c_str());
    request.whole = given->has(QStringLiteral("--whole"));
    request.chain = given->has(QStringLiteral("--chain"));
    request.counters = given->has(QStringLiteral("--counters"));
    request.collapsed = given->has(QStringLiteral("--collapse"));
    for (const auto read : {readOutput, readSubject, readGraph, readLooks, readTimes}) {
        error = read(*given, request);
        if (!error.isEmpty())
            return std::nullopt;
    }
    return request;
}

} // namespace rolloutscope::cli
