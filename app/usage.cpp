#include "app/usage.h"

#include "app/version.h"

#include <cstdio>

namespace rolloutscope {
namespace {

constexpr const char* usage = R"(Usage: rolloutscope [BUNDLE|LINK…]
       rolloutscope reduce BUNDLE [-o FILE] [--tolerant]
       rolloutscope check BUNDLE [--follow]
       rolloutscope export BUNDLE -o FILE [--format chrome-trace|csv] [--redact]
       rolloutscope render BUNDLE -o FILE [--view timeline|graph] [--size WxH] [--theme light|dark]
                           [--whole] [--from T] [--to T] [--colour BY] [--counters]
                           [--fold-idle MINUTES] [--collapse]
                           [--level L] [--object ID] [--arrange A] [--chain] [--redact]
       rolloutscope transcript BUNDLE -o FILE [--agent PATH | --call ID]
                               [--format markdown|json|html] [--redact]

Opens trace bundles of multi-agent rollouts in a window. BUNDLE is a bundle's folder, or its
manifest.json or trace.jsonl. LINK, as Edit → Copy Link makes it, opens its bundle at an object:
rolloutscope://open?bundle=PATH&object=KIND/ID[&from=MS&to=MS]

  reduce   writes the reduced trace (default: BUNDLE/state.json; -o - is standard output)
  check    prints what a bundle holds, and its problems; --follow waits for a rollout that is
           still being recorded to end (Ctrl+C: prints what there is)
  export   writes everything that ran for other tools: trace-event JSON (.json; Perfetto, speedscope)
           or CSV (.csv); or the whole timeline as a picture (.png, .svg)
  render   draws the window, or one view of it, into a picture: .png, or .svg for a view; or writes
           the graph as .dot or .graphml
  transcript
           writes what an agent's model was told and said: Markdown (.md), JSON (.json), or one HTML
           file that loads nothing (.html)

  --view V             timeline or graph; .svg implies the timeline
  --size WxH           of the picture, in px; default 1920x1080
  --theme T            light (default) or dark
  --whole              of the graph: all of it at 100 %; else of the timeline, which it implies: all agents
                       in full height, and of --size only the width counts
                       of the timeline, which they imply:
  --from T, --to T     the stretch of time: 500ms, 12.5s, 2m or 1h since the start, or Unix ms
  --colour BY          kind (default), status, duration, tokens, model or agent
  --counters           rows for the context of agents, and for how many of them work at once
  --fold-idle MINUTES  idle time longer than this takes next to no room
  --collapse           every agent folded to one line
                       of the graph, which they imply:
  --level L            agents (default), turns, work or flow
  --object ID          the agent's path, or the object's id, that is selected
  --arrange A          cause (default), sequence, or scale: a sequence to scale
  --chain              the chain of causes that decided when the rollout ended

                       of the transcript:
  --agent PATH         the agent, such as /root/check_tests; default: the root
  --call ID            the prompt of this inference call instead: what its model was given
  --redact             of a transcript, trace events, CSV, .dot and .graphml: masks keys, tokens,
                       passwords, e-mail addresses and names in home paths by well-known patterns,
                       and leaves images out

  -h, --help     this text
  --version      the version

Exit codes: 0 fine, 1 refused or unreadable, 2 usage.
)";

} // namespace

LaunchPlan planLaunch(const QStringList& arguments)
{
    LaunchPlan plan;
    if (!arguments.isEmpty()) {
        const QString& first = arguments.front();
        if (first == QLatin1String("--layout-process")) {
            plan.kind = LaunchPlan::Kind::LayoutProcess;
            return plan;
        }
        if (first == QLatin1String("reduce") || first == QLatin1String("check") || first == QLatin1String("export") ||
            first == QLatin1String("render") || first == QLatin1String("transcript")) {
            plan.kind = LaunchPlan::Kind::CommandLine;
            return plan;
        }
    }
    bool optionsEnded = false;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString& argument = arguments[i];
        if (optionsEnded || !argument.startsWith(u'-')) {
            plan.paths << argument;
        } else if (argument == QLatin1String("--")) {
            optionsEnded = true;
        } else if (argument == QLatin1String("-platform") || argument == QLatin1String("-style")) {
            ++i; // Qt's own, with a value
        } else if (argument == QLatin1String("--help") || argument == QLatin1String("-h")) {
            return {.kind = LaunchPlan::Kind::Print, .paths = {}, .output = QString::fromUtf8(usage), .exitCode = 0};
        } else if (argument == QLatin1String("--version")) {
            return {.kind = LaunchPlan::Kind::Print,
                    .paths = {},
                    .output = QStringLiteral("rolloutscope %1\n").arg(applicationVersion()),
                    .exitCode = 0};
        } else {
            return {.kind = LaunchPlan::Kind::Print,
                    .paths = {},
                    .output =
                        QStringLiteral("rolloutscope: unknown option %1\n\n").arg(argument) + QString::fromUtf8(usage),
                    .exitCode = 2};
        }
    }
    return plan;
}

void print(const LaunchPlan& plan)
{
    std::fputs(plan.output.toUtf8().constData(), plan.exitCode == 0 ? stdout : stderr);
}

} // namespace rolloutscope
