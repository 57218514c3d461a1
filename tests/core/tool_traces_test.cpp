// A tool beside its traces: what came out against what the model was shown, and what is easy to miss.
#include "core/insight/tool_traces.h"
#include "core/reduce/reducer.h"
#include "tests/support/bundle_builder.h"
#include "tests/support/corpus.h"

#include <QTest>

#include <random>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

struct Loaded {
    std::unique_ptr<BundleBuilder> folder; // of a bundle that was made for the test
    Bundle bundle;
    std::unique_ptr<RolloutTrace> trace;

    explicit Loaded(Bundle opened) : bundle(std::move(opened))
    {
        ReduceOptions options;
        options.mode = ReduceMode::Tolerant;
        ReduceResult result = reduce(bundle, options);
        if (!result.trace)
            qFatal("%s", result.error.c_str());
        trace = std::move(result.trace);
    }
    [[nodiscard]] ToolTraces tool(std::uint32_t index) const
    {
        const Readings readings(*trace);
        return readToolTraces(bundle, *trace, Relations(*trace), &readings, ToolIndex{index});
    }
};

/// A command that wrote `out` and ended with `exitCode`; the model got `model`.
Loaded command(const std::string& out, int exitCode, const Json& model, const Json& duration = {})
{
    auto folder = std::make_unique<BundleBuilder>();
    BundleBuilder& bundle = *folder;
    bundle.start();
    bundle.request("1", Json::array({userMessage("go")}));
    bundle.response("1", Json::array({functionCall("c", "exec_command", "{\"cmd\":\"x\"}")}));
    const Json invocation{{"tool_name", "exec_command"},
                          {"tool_namespace", nullptr},
                          {"payload", {{"type", "function"}, {"arguments", "{\"cmd\":\"x\"}"}}}};
    bundle.inTurn(
        {{"type", "tool_call_started"},
         {"tool_call_id", "c"},
         {"model_visible_call_id", "c"},
         {"code_mode_runtime_tool_id", nullptr},
         {"requester", {{"type", "model"}}},
         {"kind", {{"type", "exec_command"}}},
         {"summary", {{"type", "generic"}, {"label", "x"}, {"input_preview", nullptr}, {"output_preview", nullptr}}},
         {"invocation_payload", bundle.payload(invocation, "tool_invocation")}});
    const Json begin{{"call_id", "c"}, {"process_id", "7"}, {"command", {"x"}}, {"cwd", "/"}};
    bundle.inTurn({{"type", "tool_call_runtime_started"},
                   {"tool_call_id", "c"},
                   {"runtime_payload", bundle.payload(begin, "tool_runtime_event")}});
    Json end = begin;
    end["stdout"] = out;
    end["stderr"] = "";
    end["aggregated_output"] = out;
    end["formatted_output"] = out;
    end["exit_code"] = exitCode;
    end["duration"] = duration;
    bundle.inTurn({{"type", "tool_call_runtime_ended"},
                   {"tool_call_id", "c"},
                   {"status", exitCode == 0 ? "completed" : "failed"},
                   {"runtime_payload", bundle.payload(end, "tool_runtime_event")}});
    const Json result{{"type", "direct_response"}, {"response_item", functionOutput("c", model)}};
    bundle.inTurn({{"type", "tool_call_ended"},
                   {"tool_call_id", "c"},
                   {"status", "completed"},
                   {"result_payload", bundle.payload(result, "tool_result")}});
    bundle.request("2", Json::array({userMessage("go"), functionCall("c", "exec_command", "{\"cmd\":\"x\"}"),
                                     functionOutput("c", model)}));
    Loaded loaded(bundle.open());
    loaded.folder = std::move(folder);
    return loaded;
}

bool says(const ToolTraces& traces, const char* words)
{
    for (const ToolFinding& finding : traces.findings) {
        if (finding.text.find(words) != std::string::npos)
            return true;
    }
    return false;
}

} // namespace

class ToolTracesTest : public QObject {
    Q_OBJECT

private slots:
    void comparesOutput()
    {
        QCOMPARE(compareOutput("", "x").shown, OutputShown::Empty);
        const OutputComparison whole = compareOutput("a\nb\n", "Chunk ID: 1\nOutput:\na\nb");
        QCOMPARE(whole.shown, OutputShown::Whole);
        QCOMPARE(whole.shownBytes, std::uint64_t{3});
        QCOMPARE(compareOutput("abcdef", "xyz").shown, OutputShown::Other);
        const std::string raw = "first line\n" + std::string(1'000, 'x') + "\nlast line\n";
        const std::string model = "Output:\nfirst line\n[some left out]\nlast line";
        const OutputComparison cut = compareOutput(raw, model);
        QCOMPARE(cut.shown, OutputShown::Cut);
        QCOMPARE(raw.substr(0, cut.missingBegin), std::string("first line\n"));
        QCOMPARE(raw.substr(cut.missingEnd), std::string("\nlast line\n"));
        QCOMPARE(model.substr(cut.placeBegin, cut.placeEnd - cut.placeBegin), std::string("[some left out]"));
        QCOMPARE(cut.shownBytes, std::uint64_t{21});
        // Only the beginning, only the end.
        QCOMPARE(compareOutput("0123456789abc", "head 01234567").missingBegin, std::uint64_t{8});
        QCOMPARE(compareOutput("0123456789abc", "…789abc").shown, OutputShown::Cut);
    }

    void comparisonsHoldForAnyText()
    {
        std::mt19937 random(3);
        const std::string letters = "ab\n\xC3\xA9 x";
        int cuts = 0;
        for (int round = 0; round < 3'000; ++round) {
            std::string raw(random() % 60, ' ');
            for (char& c : raw)
                c = letters[random() % letters.size()];
            const std::size_t from = raw.empty() ? 0 : random() % raw.size();
            const std::size_t to = raw.empty() ? 0 : from + random() % (raw.size() - from);
            const std::string model = "Output:\n" + raw.substr(0, from) + "~" + raw.substr(to);
            const OutputComparison seen = compareOutput(raw, model);
            if (seen.shown != OutputShown::Cut)
                continue;
            ++cuts;
            QVERIFY(seen.missingBegin <= seen.missingEnd && seen.missingEnd <= seen.rawBytes);
            QVERIFY(seen.placeBegin <= seen.placeEnd && seen.placeEnd <= model.size());
            QCOMPARE(seen.shownBytes, seen.missingBegin + seen.rawBytes - seen.missingEnd);
            QVERIFY(model.find(raw.substr(0, static_cast<std::size_t>(seen.missingBegin))) != std::string::npos);
        }
        QVERIFY(cuts > 1'000);
    }

    void showsAllTracesOfACall()
    {
        const Loaded loaded = command("one\ntwo\n", 0, "Output:\none\ntwo\n");
        const ToolTraces traces = loaded.tool(0);
        QCOMPARE(QString::fromStdString(traces.request), QStringLiteral("{\n  \"cmd\": \"x\"\n}"));
        QCOMPARE(traces.out, std::string("one\ntwo\n"));
        QCOMPARE(traces.model, std::string("Output:\none\ntwo\n"));
        QCOMPARE(traces.comparison.shown, OutputShown::Whole);
        std::vector<std::string> titles;
        for (const ToolTrace& trace : traces.traces)
            titles.push_back(trace.title);
        QCOMPARE(titles, (std::vector<std::string>{"invocation", "runtime began", "runtime ended", "result"}));
        QVERIFY(traces.findings.empty());
    }

    void pointsOutWhatACompletedCallHides()
    {
        const ToolTraces failed = command("boom\n", 101, "Process exited with code 101\nOutput:\nboom\n").tool(0);
        QVERIFY(says(failed, "Exit code 101, though the call itself “completed”"));
        QCOMPARE(failed.findings.front().weight, FindingWeight::Failure);
        const ToolTraces cut = command("head line\n" + std::string(5'000, 'x') + "\ntail line\n", 0,
                                       "Output:\nhead line\n… 5 KB …\ntail line\n")
                                   .tool(0);
        QVERIFY(says(cut, "5 KB are missing"));
    }

    void outputsThatAreJsonAreWhole()
    {
        // Longer than what the trace keeps of it.
        const std::string written = "{\"rows\":\"" + std::string(2'000, 'r') + "\",\"end\":\"here\"}";
        const ToolTraces json = command(written, 0, Json::parse(written)).tool(0);
        QVERIFY(json.model.find("here") != std::string::npos);
        QVERIFY(!says(json, "missing"));
        // Words that the model got inside of JSON.
        const std::string words = "first \"line\"\n" + std::string(500, 'x') + "\n";
        const ToolTraces inside = command(words, 0, Json{{"text", words}}).tool(0);
        QCOMPARE(inside.comparison.shown, OutputShown::Whole);
        QVERIFY(!says(inside, "other words"));
        // What cannot be had is not called missing in what the model got.
        Loaded gone = command(words, 0, Json{{"text", words}});
        std::filesystem::remove_all(gone.bundle.path() / "payloads");
        QVERIFY(!says(gone.tool(0), "are missing"));
        QVERIFY(says(gone.tool(0), "could not be read whole"));
    }

    void tellsWhenCallAndRuntimeTookDifferentTimes()
    {
        const auto tool = [](const char* duration) { return command("x\n", 0, "x\n", Json::parse(duration)).tool(0); };
        QVERIFY(says(tool("{\"secs\":9,\"nanos\":500000000}"), "What ran took 9.5 s, the call 300 ms."));
        for (const char* duration :
             {"{\"secs\":0,\"nanos\":290000000}", "{\"secs\":-9,\"nanos\":0}", "{\"secs\":9}", "\"9 s\"",
              "{\"secs\":9223372036854775807,\"nanos\":0}", "{\"secs\":0,\"nanos\":9000000000}"})
            QVERIFY2(tool(duration).findings.empty(), duration);
    }

    void missingPayloadsAreNoError()
    {
        Loaded loaded = command("one\n", 0, "one\n");
        std::filesystem::remove_all(loaded.bundle.path() / "payloads");
        const ToolTraces traces = loaded.tool(0);
        QCOMPARE(traces.out, std::string("one\n")); // the trace has it
        QVERIFY(traces.traces.front().text.find("missing") != std::string::npos);
        QVERIFY(loaded.tool(99).traces.empty());
    }

    void readsEveryToolOfTheRecordings()
    {
        const auto group = corpusGroup("recorded");
        if (group.empty())
            QSKIP("No corpus beside the checkout and none in ROLLOUTSCOPE_CORPUS.");
        int whole = 0;
        for (const auto& folder : bundlesOf(group)) {
            Bundle bundle;
            std::string error;
            QVERIFY2(Bundle::open(folder / "bundle", bundle, error), error.c_str());
            const Loaded loaded(std::move(bundle));
            for (std::uint32_t i = 0; i < loaded.trace->toolCalls.size(); ++i) {
                const ToolTraces traces = loaded.tool(i);
                QVERIFY(!traces.request.empty());
                if (!traces.out.empty() && !traces.model.empty() && traces.comparison.shown == OutputShown::Whole)
                    ++whole;
            }
        }
        QVERIFY(whole > 5);
    }
};

QTEST_APPLESS_MAIN(ToolTracesTest)
#include "tool_traces_test.moc"
