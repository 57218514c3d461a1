#include "core/reduce/replay.h"

#include <algorithm>

namespace rolloutscope {

namespace {

constexpr std::size_t longestTypeKept = 100;

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

} // namespace

Replay::Replay(const Bundle& bundle, const ReduceOptions& options)
    : bundle_(bundle),
      rules_(Rules::forSchema(bundle.manifest().schemaVersion)),
      parser_(rules_.grammar),
      reduction_(bundle, rules_, options.mode == ReduceMode::Strict, options.depth)
{
}

void Replay::checkSchema()
{
    const std::uint32_t version = bundle_.manifest().schemaVersion;
    if (version != 1 && version != 2)
        reduction_.problems.broken("manifest.json", "schema version " + std::to_string(version) +
                                                        " is not known; the bundle is read as version 2");
}

bool Replay::read(std::string_view line, bool whole)
{
    ++lineNumber_;
    whole_ = whole;
    if (isBlank(line))
        return false;
    outcome_ = parser_.parse(line, event_);
    return true;
}

void Replay::unread()
{
    --lineNumber_;
}

bool Replay::payloadsReady()
{
    PayloadReader& payloads = reduction_.payloads;
    payloads.dropPrepared();
    if (outcome_ == EventParser::Outcome::Useless)
        return true;
    const auto refs = reduction_.refsRead(event_);
    return std::all_of(refs.begin(), refs.end(), [&](std::uint32_t at) { return payloads.prepare(event_.refs[at]); });
}

void Replay::apply()
{
    ProblemLog& problems = reduction_.problems;
    RolloutTrace& trace = reduction_.trace;
    problems.at(lineNumber_, 0, {});
    if (rules_.envelopeChecked && trace.recordingComplete)
        problems.brokenOnce("after end", {}, "there are events after recording_completed");
    ++events_;
    ++trace.eventCount;
    problems.at(lineNumber_, event_.seq, event_.type);
    if (!event_.type.empty())
        ++trace.eventsByType[std::string(event_.type.substr(0, longestTypeKept))];
    if (outcome_ == EventParser::Outcome::Useless) {
        if (whole_)
            problems.broken({}, parser_.error());
        else
            problems.broken({}, "the log ends inside line " + std::to_string(lineNumber_));
        return;
    }
    if (outcome_ == EventParser::Outcome::Broken)
        problems.brokenOnce("event:" + std::string(event_.type) + ":" + parser_.error(), {}, parser_.error());
    if (rules_.envelopeChecked)
        checkEnvelope();
    if (event_.at == 0)
        event_.at = trace.lastEventAt;
    reduction_.apply(event_);
    trace.lastEventAt = std::max(trace.lastEventAt, event_.at);
}

void Replay::checkEnvelope()
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

std::string Replay::refusal(const RuleBroken& broken) const
{
    const ProblemLog& problems = reduction_.problems;
    if (problems.line() == 0)
        return broken.reason;
    return "line " + std::to_string(problems.line()) + ", seq " + std::to_string(problems.seq()) + ": " + broken.reason;
}

} // namespace rolloutscope
