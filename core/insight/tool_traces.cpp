#include "core/insight/tool_traces.h"

#include "core/insight/describe.h"
#include "core/json/document.h"
#include "core/prompt/item_content.h"
#include "core/prompt/item_source.h"
#include "core/prompt/prompt_elements.h"
#include "core/prompt/readable_part.h"

#include <algorithm>
#include <optional>

namespace rolloutscope {
namespace {

constexpr json::ParseOptions lenient{.hugeNumbersValid = true, .loneSurrogatesValid = true};
constexpr std::uint64_t mostBytes = std::uint64_t{64} << 20U; // of one payload
constexpr std::int64_t mostSeconds = 1'000'000'000;           // a duration beyond is none
constexpr std::int64_t tellingMs = 500; // by which the durations of call and runtime must differ to be worth a word

void append(std::string& text, std::string_view more)
{
    if (!text.empty() && !more.empty() && text.back() != '\n')
        text += '\n';
    text += more;
}

/// Text parts of a list of content.
std::string contentText(json::Value content)
{
    std::string text;
    for (const json::Value part : content.elements())
        append(text, textOf(part["text"]));
    return text;
}

class Reader {
public:
    Reader(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations, ToolTraces& traces)
        : bundle_(bundle), trace_(trace), relations_(relations), tool_(trace.toolCalls[traces.tool]), traces_(traces)
    {
    }

    void read(const Readings* readings)
    {
        take("invocation", tool_.invocationPayload, [this](json::Value root) { invocation(root); });
        for (std::size_t i = 0; i < tool_.runtimePayloads.size(); ++i) {
            const bool isLast = i + 1 == tool_.runtimePayloads.size() && i > 0;
            take(i == 0   ? "runtime began"
                 : isLast ? "runtime ended"
                          : "runtime event",
                 tool_.runtimePayloads[i], [this](json::Value root) { runtime(root); });
        }
        take("result", tool_.resultPayload, [this](json::Value root) { result(root); });
        terminal();
        model();
        if (traces_.out.empty() && traces_.err.empty())
            traces_.out = resultText_;
        std::string written = traces_.out;
        append(written, traces_.err);
        traces_.comparison = compareOutput(written, traces_.model);
        // Inside JSON the same words have escapes.
        if (traces_.comparison.shown != OutputShown::Whole && !modelStrings_.empty()) {
            const OutputComparison inside = compareOutput(written, modelStrings_);
            if (inside.shown == OutputShown::Whole)
                traces_.comparison = inside;
        }
        // What is not known whole tells nothing of what is missing in it.
        if (!modelIsWhole_)
            traces_.comparison = {};
        find(readings);
    }

private:
    template <typename Use>
    void take(const char* title, PayloadIndex payload, Use&& use)
    {
        if (!trace_.payloads.contains(payload))
            return;
        ToolTrace made{.title = title, .payload = payload, .text = {}};
        const FileError error = bundle_.folder().readFile(trace_.payloads[payload].path, file_, mostBytes);
        if (error != FileError::None) {
            made.text = "[" + std::string(describe(error)) + "]";
        } else {
            made.text = indentedJson(file_);
            if (document_.parse(file_, lenient))
                use(document_.root());
        }
        traces_.traces.push_back(std::move(made));
    }

    void invocation(json::Value root)
    {
        const json::Value payload = root["payload"];
        if (payload["arguments"].present())
            traces_.request = payload["arguments"].isString() ? indentedJson(textOf(payload["arguments"]))
                                                              : indentedJson(payload["arguments"].raw());
        else if (payload["input"].isString())
            traces_.request = textOf(payload["input"]);
        else
            traces_.request = indentedJson(payload.present() ? payload.raw() : root.raw());
    }

    /// What a runtime event says that came out.
    void runtime(json::Value root)
    {
        const std::string out = textOf(root["stdout"]);
        const std::string err = textOf(root["stderr"]);
        const std::string both = textOf(root["aggregated_output"]);
        if (!out.empty() || !err.empty()) {
            traces_.out = out;
            traces_.err = err;
        } else if (!both.empty()) {
            traces_.out = both;
        } else if (const json::Value result = root["result"]; result.present()) {
            traces_.out = contentText(result["Ok"]["content"]);
            traces_.err = textOf(result["Err"]);
        }
        if (const auto code = root["exit_code"].int64())
            exitCode_ = *code;
        const auto seconds = root["duration"]["secs"].int64();
        const auto nanos = root["duration"]["nanos"].int64();
        if (seconds && nanos && *seconds >= 0 && *seconds <= mostSeconds && *nanos >= 0 && *nanos < 1'000'000'000)
            ranMs_ = *seconds * 1'000 + *nanos / 1'000'000;
        if (const json::Value ok = root["success"].present() ? root["success"] : json::Value(); ok.boolean() == false)
            refused_ = true;
    }

    void result(json::Value root)
    {
        const json::Value item = root["response_item"];
        const json::Value output = item["output"].present() ? item["output"] : root["value"];
        if (output.isString())
            resultText_ = textOf(output);
        else if (output.isArray())
            resultText_ = contentText(output);
        else if (output.isObject())
            resultText_ = output["output"].isString() ? textOf(output["output"]) : indentedJson(output.raw());
        append(resultText_, textOf(root["error"]));
    }

    /// The trace keeps little of outputs that are JSON, and no images.
    void model()
    {
        ItemSources sources(bundle_, trace_);
        for (const ItemIndex index : tool_.outputItems) {
            if (!trace_.items.contains(index))
                continue;
            const ConversationItem& item = trace_.items[index];
            const ItemContent content = itemContent(item, needsSource(item) ? sources.json(index) : std::string_view());
            modelIsWhole_ = modelIsWhole_ && content.whole;
            for (const ContentPart& part : content.parts) {
                if (part.kind == ContentKind::Json) {
                    append(traces_.model, indentedJson(part.text));
                    if (document_.parse(part.text, lenient))
                        addStrings(document_.root());
                } else if (part.kind == ContentKind::Image || part.kind == ContentKind::Encrypted) {
                    append(traces_.model, "[" + std::string(toWord(part.kind)) + ", " + formatBytes(part.bytes) + "]");
                } else {
                    append(traces_.model, part.text);
                }
            }
        }
    }

    void addStrings(json::Value value)
    {
        if (value.isString())
            append(modelStrings_, textOf(value));
        for (const json::Value element : value.elements())
            addStrings(element);
        for (const json::Member member : value.members())
            addStrings(member.value);
    }

    void terminal()
    {
        if (!trace_.terminalOperations.contains(tool_.terminalOperation))
            return;
        const auto& result = trace_.terminalOperations[tool_.terminalOperation].result;
        if (!result)
            return;
        traces_.out = std::string(result->out.text());
        traces_.err = std::string(result->err.text());
        if (traces_.out.empty() && traces_.err.empty() && result->formattedOutput)
            traces_.out = std::string(result->formattedOutput->text());
        if (result->exitCode)
            exitCode_ = *result->exitCode;
    }

    void say(FindingWeight weight, std::string text) { traces_.findings.push_back({weight, std::move(text)}); }

    void find(const Readings* readings)
    {
        const bool completed = tool_.execution.status == ExecutionStatus::Completed;
        const std::string behind = completed ? ", though the call itself “completed”." : ".";
        if (exitCode_ && *exitCode_ != 0)
            say(FindingWeight::Failure, "Exit code " + std::to_string(*exitCode_) + behind);
        else if (tool_.runtimeStatus && *tool_.runtimeStatus == ExecutionStatus::Failed)
            say(FindingWeight::Failure, "What ran failed" + behind);
        else if (refused_)
            say(FindingWeight::Failure, "What ran says that it did not succeed" + behind);
        const OutputComparison& seen = traces_.comparison;
        if (!traces_.model.empty() && seen.shown == OutputShown::Cut)
            say(FindingWeight::Warning, "The model was shown " + formatBytes(seen.shownBytes) + " of " +
                                            formatBytes(seen.rawBytes) + ": " +
                                            formatBytes(seen.missingEnd - seen.missingBegin) + " are missing.");
        else if (!modelIsWhole_)
            say(FindingWeight::Note, "What the model got could not be read whole: its payload is missing or damaged.");
        else if (!traces_.model.empty() && seen.shown == OutputShown::Other)
            say(FindingWeight::Note, "The model got other words than those that came out.");
        if (const ExecutionWindow& window = tool_.execution;
            ranMs_ && window.startedAt >= 0 && window.endedAt.value_or(-1) >= window.startedAt) {
            const std::int64_t callMs = *window.endedAt - window.startedAt;
            const std::int64_t apart = callMs > *ranMs_ ? callMs - *ranMs_ : *ranMs_ - callMs;
            if (apart >= tellingMs && apart >= std::max(callMs, *ranMs_) / 10)
                say(FindingWeight::Note,
                    "What ran took " + formatDuration(*ranMs_) + ", the call " + formatDuration(callMs) + ".");
        }
        if (!traces_.err.empty() && (exitCode_.value_or(0) == 0))
            say(FindingWeight::Note, "It wrote " + formatBytes(traces_.err.size()) + " to stderr.");
        if (const CellIndex cell = relations_.callerCell(traces_.tool))
            say(FindingWeight::Note, "Code called it: the model sees only what the code made of its result.");
        if (readings != nullptr && readings->fateOf(trace_, traces_.tool) == Fate::NeverRead)
            say(FindingWeight::Warning, "No model has seen this output.");
        if (tool_.execution.status == ExecutionStatus::Running)
            say(FindingWeight::Note, "It is still running where the recording ends.");
    }

    const Bundle& bundle_;
    const RolloutTrace& trace_;
    const Relations& relations_;
    const ToolCall& tool_;
    ToolTraces& traces_;
    std::string file_;
    json::Document document_;
    std::string resultText_;
    std::string modelStrings_; // of JSON that the model got, decoded
    bool modelIsWhole_ = true;
    std::optional<std::int64_t> exitCode_;
    std::optional<std::int64_t> ranMs_; // as the runtime measured it (spec 4-payloads, `duration`)
    bool refused_ = false;
};

} // namespace

ToolTraces readToolTraces(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations,
                          const Readings* readings, ToolIndex tool)
{
    ToolTraces traces;
    traces.tool = tool;
    if (trace.toolCalls.contains(tool))
        Reader(bundle, trace, relations, traces).read(readings);
    return traces;
}

} // namespace rolloutscope
