#include "core/reduce/reducer.h"

#include "core/bundle/event.h"
#include "core/bundle/line_reader.h"
#include "core/reduce/reduction.h"

#include <algorithm>
#include <chrono>
#include <new>

namespace rolloutscope {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto progressInterval = std::chrono::milliseconds(10);

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

/// Replays one log: lines to events, events to the reduction, broken lines to problems.
class Replay {
public:
    Replay(const Bundle& bundle, const ReduceOptions& options, const Rules& rules)
        : bundle_(bundle),
          options_(options),
          rules_(rules),
          parser_(rules.grammar),
          reduction_(bundle, rules, options.mode == ReduceMode::Strict)
    {
    }

    void run(ReduceResult& result)
    {
        try {
            checkSchema();
            readLog(result);
            if (!result.cancelled) {
                reduction_.problems.at(0, 0, {});
                reduction_.finish();
            }
        } catch (const RuleBroken& broken) {
            const ProblemLog& problems = reduction_.problems;
            if (problems.line() > 0)
                result.error =
                    "line " + std::to_string(problems.line()) + ", seq " + std::to_string(problems.seq()) + ": ";
            result.error += broken.reason;
        } catch (const std::bad_alloc&) {
            result.error = "there is not enough memory for this bundle";
        }
        report(result.progress);
        if (!result.error.empty() || result.cancelled)
            return;
        result.problems = reduction_.problems.take();
        result.trace = std::make_unique<RolloutTrace>(std::move(reduction_.trace));
    }

private:
    void checkSchema()
    {
        const std::uint32_t version = bundle_.manifest().schemaVersion;
        if (version != 1 && version != 2)
            reduction_.problems.broken("manifest.json", "schema version " + std::to_string(version) +
                                                            " is not known; the bundle is read as version 2");
    }

    void readLog(ReduceResult& result)
    {
        ConfinedFile log;
        if (const FileError error = bundle_.folder().openFile(eventLogFileName, log); error != FileError::None) {
            result.error = std::string(eventLogFileName) + ": " + describe(error);
            return;
        }
        progress_.logBytesTotal = log.size();
        LineReader lines(log);
        std::string_view line;
        while (lines.next(line)) {
            ++lineNumber_;
            progress_.logBytesDone = lines.bytesDone();
            if (isBlank(line))
                continue;
            reduction_.problems.at(lineNumber_, 0, {});
            applyLine(line, lines.lineWasWhole());
            ++progress_.events;
            if (cancelled()) {
                result.cancelled = true;
                return;
            }
        }
        if (lines.failed())
            reduction_.problems.broken(eventLogFileName, "the event log cannot be read to its end");
    }

    void applyLine(std::string_view line, bool whole)
    {
        ProblemLog& problems = reduction_.problems;
        RolloutTrace& trace = reduction_.trace;
        if (rules_.envelopeChecked && trace.recordingComplete)
            problems.brokenOnce("after end", {}, "there are events after recording_completed");
        ++trace.eventCount;
        const EventParser::Outcome outcome = parser_.parse(line, event_);
        problems.at(lineNumber_, event_.seq, event_.type);
        if (!event_.type.empty())
            ++trace.eventsByType[std::string(event_.type.substr(0, longestTypeKept))];
        if (outcome == EventParser::Outcome::Useless) {
            if (whole)
                problems.broken({}, parser_.error());
            else
                problems.broken({}, "the log ends inside line " + std::to_string(lineNumber_));
            return;
        }
        if (outcome == EventParser::Outcome::Broken)
            problems.brokenOnce("event:" + std::string(event_.type) + ":" + parser_.error(), {}, parser_.error());
        if (rules_.envelopeChecked)
            checkEnvelope();
        if (event_.at == 0)
            event_.at = trace.lastEventAt;
        reduction_.apply(event_);
        trace.lastEventAt = std::max(trace.lastEventAt, event_.at);
    }

    void checkEnvelope()
    {
        ProblemLog& problems = reduction_.problems;
        ++expectedSeq_;
        if (event_.schemaVersion != rules_.schemaVersion)
            problems.brokenOnce("schema", {}, "the event is of schema " + std::to_string(event_.schemaVersion));
        if (event_.seq != expectedSeq_) {
            problems.brokenOnce("seq", {},
                                "events are missing or out of order: seq " + std::to_string(event_.seq) + " where " +
                                    std::to_string(expectedSeq_) + " was expected");
            expectedSeq_ = event_.seq;
        }
        if (event_.rolloutId != bundle_.manifest().rolloutId)
            problems.brokenOnce("rollout", event_.rolloutId, "the event belongs to another rollout");
    }

    void report(ReduceProgress& into)
    {
        progress_.payloadBytes = reduction_.payloads.bytesRead();
        into = progress_;
    }

    bool cancelled()
    {
        if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed))
            return true;
        if (options_.onProgress) {
            const auto now = Clock::now();
            if (now - reported_ >= progressInterval) {
                reported_ = now;
                report(progress_);
                options_.onProgress(progress_);
            }
        }
        return false;
    }

    static constexpr std::size_t longestTypeKept = 100;

    const Bundle& bundle_;
    const ReduceOptions& options_;
    const Rules& rules_;
    EventParser parser_;
    Reduction reduction_;
    Event event_;
    ReduceProgress progress_;
    std::uint64_t lineNumber_ = 0;
    std::uint64_t expectedSeq_ = 0;
    Clock::time_point reported_ = Clock::now();
};

} // namespace

ReduceResult reduce(const Bundle& bundle, const ReduceOptions& options)
{
    ReduceResult result;
    Replay(bundle, options, Rules::forSchema(bundle.manifest().schemaVersion)).run(result);
    return result;
}

} // namespace rolloutscope
