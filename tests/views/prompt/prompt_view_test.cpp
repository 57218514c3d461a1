// The prompt view: which prompt it shows, its rows, what changed in a part, and the chart of its growth.
#include "core/reduce/reducer.h"
#include "tests/support/bundle_builder.h"
#include "views/actions/action_registry.h"
#include "views/prompt/growth_chart.h"
#include "views/prompt/part_text.h"
#include "views/prompt/prompt_model.h"
#include "views/prompt/prompt_view.h"

#include <QAction>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <numeric>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

Json tool(const char* name)
{
    return {{"type", "function"}, {"name", name}, {"description", "Does it."}};
}

void call(BundleBuilder& bundle, const char* id, const Json& request, const Json& output, int input, int cached)
{
    bundle.call(id, bundle.payloadBytes(request.dump()));
    const Json usage{{"input_tokens", input},
                     {"cached_input_tokens", cached},
                     {"output_tokens", 1},
                     {"reasoning_output_tokens", 0},
                     {"total_tokens", input + 1}};
    bundle.inTurn({{"type", "inference_completed"},
                   {"inference_call_id", id},
                   {"response_id", std::string("r-") + id},
                   {"upstream_request_id", nullptr},
                   {"response_payload", bundle.payload({{"response_id", std::string("r-") + id},
                                                        {"upstream_request_id", nullptr},
                                                        {"token_usage", usage},
                                                        {"output_items", output}},
                                                       "inference_response")}});
}

/// Three calls: the second only adds, the third has other instructions.
struct Story {
    BundleBuilder bundle;
    LoadedTracePtr loaded;

    Story()
    {
        bundle.start();
        const Json tools = Json::array({tool("look"), tool("listen"), tool("touch")});
        Json input = Json::array({userMessage("a question")});
        const auto request = [&](const char* instructions) {
            return Json{{"model", "m"}, {"instructions", instructions}, {"tools", tools}, {"input", input}};
        };
        call(bundle, "1", request("first\nsecond\nthird"), Json::array({functionCall("c", "look", "{\"at\":1}")}), 100,
             0);
        input.push_back(functionCall("c", "look", "{\"at\":1}"));
        input.push_back(functionOutput("c", "seen\x1b[1m"));
        call(bundle, "2", request("first\nsecond\nthird"), Json::array({assistantMessage("an answer")}), 150, 96);
        input.push_back(assistantMessage("an answer"));
        call(bundle, "3", request("first\nother\nthird"), Json::array(), 160, 0);
        load();
    }
    LoadedTracePtr load()
    {
        Bundle opened = bundle.open();
        ReduceResult result = reduce(opened, {});
        if (!result.trace)
            qFatal("%s", result.error.c_str());
        loaded = shared(std::make_unique<LoadedTrace>(std::move(opened), std::move(*result.trace), ProblemList()));
        return loaded;
    }
    [[nodiscard]] InferenceIndex of(const char* id) const { return loaded->trace.inferenceCalls.find(id); }
    [[nodiscard]] PromptReadingPtr read(const char* id, const char* baseline = nullptr) const
    {
        return readPrompts(loaded, of(id), baseline != nullptr ? of(baseline) : InferenceIndex(),
                           std::make_shared<std::atomic<bool>>(false));
    }
};

QByteArrayList names(const QAbstractItemModel& model, const QModelIndex& parent = {})
{
    QByteArrayList all;
    for (int row = 0; row < model.rowCount(parent); ++row)
        all += model.index(row, 0, parent).data().toString().toUtf8();
    return all;
}

struct Shown {
    Story story;
    TraceDocument document;
    PromptView view{&document};

    Shown()
    {
        view.resize(500, 700);
        view.show();
        view.setInSight(true);
        document.setTrace(story.loaded);
    }
    [[nodiscard]] bool shows(const char* id) const
    {
        return view.model()->reading() && view.model()->reading()->prompt->call == story.of(id);
    }
};

} // namespace

class PromptViewTest : public QObject {
    Q_OBJECT

private slots:
    void listsPartsAndFoldsTools()
    {
        const Story story;
        PromptModel model;
        model.setReading(story.read("2"));
        QCOMPARE(names(model), (QByteArrayList{"instructions", "tools", "user message", "look call", "look output"}));
        QCOMPARE(names(model, model.index(1, 0)), (QByteArrayList{"look", "listen", "touch"}));
        double shares = 0;
        for (int row = 0; row < model.rowCount(); ++row)
            shares += model.index(row, 0).data(PromptModel::ShareRole).toDouble();
        QVERIFY(qAbs(shares - 1) < 1e-9);
        QVERIFY(!model.firstDifference().isValid());
    }

    void foldsWhatWasKept()
    {
        const Story story;
        PromptModel model;
        model.setReading(story.read("2", "1"));
        QCOMPARE(names(model), (QByteArrayList{"5 parts kept", "look call", "look output"}));
        QVERIFY(model.isFold(model.index(0, 0)));
        QCOMPARE(model.rowsAt(model.index(0, 0)).size(), std::size_t{5});
        QCOMPARE(model.index(1, 0).data(PromptModel::ChangeRole).toInt(), static_cast<int>(PromptChange::Added));
        // An item inside a fold is found there.
        const ItemIndex question = story.loaded->trace.inferenceCalls[story.of("1")].requestItems.front();
        QCOMPARE(model.indexOf(question).parent(), model.index(0, 0));

        model.setReading(story.read("3", "2"));
        QCOMPARE(model.firstDifference(), model.index(0, 0));
        QCOMPARE(model.index(0, 0).data(PromptModel::ChangeRole).toInt(), static_cast<int>(PromptChange::Changed));
        QVERIFY(model.index(0, 0).data(PromptModel::FirstDifferenceRole).toBool());
    }

    void showsWhatChangedInAPart()
    {
        const Story story;
        PromptModel model;
        model.setReading(story.read("3", "2"));
        const PartText text =
            partText({.reading = model.reading(), .row = model.rowsAt(model.firstDifference()).front()});
        QCOMPARE(text.text, QStringLiteral("first\nsecond\nother\nthird"));
        QCOMPARE(text.lines, (std::vector{LineChange::Same, LineChange::Removed, LineChange::Added, LineChange::Same}));
        QCOMPARE(text.firstChange, 1);
    }

    void hidesNoControlCharacter()
    {
        const Story story;
        PromptModel model;
        model.setReading(story.read("2"));
        const PartText text = partText({.reading = model.reading(), .row = model.rowsAt(model.index(4, 0)).front()});
        QCOMPARE(text.text, QString::fromUtf8("seen\u241b[1m"));
        QVERIFY(text.fixedWidth);
    }

    void splitsTokensByBytes()
    {
        PromptBytes bytes{};
        bytes[static_cast<std::size_t>(PromptCategory::Tools)] = 3'000;
        bytes[static_cast<std::size_t>(PromptCategory::User)] = 1'000;
        PromptBytes tokens = tokensByCategory(bytes, 2'000);
        QCOMPARE(tokens[static_cast<std::size_t>(PromptCategory::Tools)], std::uint64_t{1'500});
        QCOMPARE(tokens[static_cast<std::size_t>(PromptCategory::User)], std::uint64_t{500});
        // A picture has what the text does not explain, however long it is written.
        bytes[static_cast<std::size_t>(PromptCategory::Images)] = 900'000;
        tokens = tokensByCategory(bytes, 2'000);
        QCOMPARE(tokens[static_cast<std::size_t>(PromptCategory::Images)], std::uint64_t{1'000});
        QCOMPARE(std::accumulate(tokens.begin(), tokens.end(), std::uint64_t{0}), std::uint64_t{2'000});
        tokens = tokensByCategory(bytes, 0); // not recorded
        QCOMPARE(tokens[static_cast<std::size_t>(PromptCategory::Tools)], std::uint64_t{750});
    }

    void whatIsGivenUpGivesNothing()
    {
        const Story story;
        const auto cancelled = std::make_shared<std::atomic<bool>>(true);
        QVERIFY(!readPrompts(story.loaded, story.of("3"), story.of("2"), cancelled));
        QVERIFY(!readPrompts(story.loaded, story.of("3"), {}, cancelled));
        QVERIFY(!readGrowth(story.loaded, ThreadIndex{0}, cancelled, std::make_shared<std::atomic<int>>(0)));
        // Nor does one of which nothing is known crash what is said of it.
        QCOMPARE(rolloutscope::cacheText(story.loaded->trace, story.loaded->relations, {}, {}, {}), std::string());
    }

    void followsTheSelection()
    {
        Shown shown;
        QTRY_VERIFY(shown.shows("3")); // the agent's last call
        shown.document.select(shown.story.of("2"));
        QTRY_VERIFY(shown.shows("2"));
        QVERIFY(shown.view.model()->reading()->baseline != nullptr);
        // What is in the prompt is marked in it; what a call gave leads to that call.
        const RolloutTrace& trace = shown.story.loaded->trace;
        const ItemIndex question = trace.inferenceCalls[shown.story.of("2")].requestItems.front();
        shown.document.select(question);
        QTRY_COMPARE(shown.view.shownText(), QStringLiteral("a question"));
        QVERIFY(shown.shows("2"));
        shown.document.select(shown.story.of("1"));
        QTRY_VERIFY(shown.shows("1"));
        shown.document.select(trace.inferenceCalls[shown.story.of("2")].responseItems.front());
        QTRY_VERIFY(shown.shows("2"));
    }

    void saysWhyTheCacheMissed()
    {
        Shown shown;
        QTRY_VERIFY(shown.shows("3"));
        QVERIFY2(shown.view.cacheText().contains(QStringLiteral("instructions changed")),
                 qPrintable(shown.view.cacheText()));
        // Where the two part is what one reads first.
        QTRY_COMPARE(shown.view.shownText(), QStringLiteral("first\nsecond\nother\nthird"));
    }

    void growthMovesNothing()
    {
        Shown shown;
        QTRY_VERIFY(shown.shows("3"));
        shown.document.select(shown.story.of("2"));
        QTRY_VERIFY(shown.shows("2"));
        QTreeView* tree = shown.view.tree();
        tree->expand(shown.view.model()->index(0, 0));
        tree->setCurrentIndex(shown.view.model()->index(1, 0, shown.view.model()->index(0, 0)));
        QTRY_VERIFY(shown.view.shownText().contains(QStringLiteral("look")));
        const QPersistentModelIndex read = tree->currentIndex();
        const QSignalSpy resets(shown.view.model(), &QAbstractItemModel::modelReset);
        const auto grow = [&](const char* id) {
            call(shown.story.bundle, id, {{"instructions", "other"}, {"input", Json::array({userMessage("more")})}},
                 Json::array(), 10, 0);
            shown.document.setTrace(shown.story.load());
            return QTest::qWaitFor([&] { return shown.view.model()->reading()->loaded == shown.document.loaded(); });
        };
        QVERIFY(grow("4"));
        QVERIFY(shown.shows("2"));
        QCOMPARE(resets.count(), 0);
        QVERIFY(read.isValid() && tree->currentIndex() == read && tree->isExpanded(shown.view.model()->index(0, 0)));
        QVERIFY(shown.view.shownText().contains(QStringLiteral("look")));
        // The last call of an agent is read on when there is one more, until somebody asks again.
        shown.document.select(ThreadIndex{0});
        QTRY_VERIFY(shown.shows("4"));
        QVERIFY(grow("5"));
        QTest::qWait(50);
        QVERIFY(shown.shows("4"));
        shown.document.clearSelection();
        shown.document.select(ThreadIndex{0});
        QTRY_VERIFY(shown.shows("5"));
    }

    void comparesWithAnyCall()
    {
        Shown shown;
        QTRY_VERIFY(shown.shows("3"));
        shown.view.pin(shown.story.of("1"));
        QTRY_VERIFY(shown.view.model()->reading()->baseline &&
                    shown.view.model()->reading()->baseline->call == shown.story.of("1"));
        // Nothing tells that its cache could have been there.
        QVERIFY(shown.view.cacheText().startsWith(QStringLiteral("First difference: instructions changed, after ")));
        shown.view.setCompare(PromptView::Compare::Nothing);
        QTRY_VERIFY(!shown.view.model()->reading()->baseline);
        QVERIFY(shown.view.cacheText().isEmpty());
        shown.document.select(shown.story.of("2"));
        QTRY_VERIFY(shown.shows("2"));
        QVERIFY(!shown.view.model()->reading()->baseline); // it stays as it was chosen
    }

    void goesFromCallToCall()
    {
        Shown shown;
        QTRY_VERIFY(shown.shows("3"));
        QTRY_VERIFY(shown.view.chart()->growth());
        QVERIFY(!shown.view.actions()->action(QStringLiteral("prompt.after"))->isEnabled());
        shown.view.actions()->action(QStringLiteral("prompt.before"))->trigger();
        QTRY_VERIFY(shown.shows("2"));
        QCOMPARE(shown.document.selection(), ObjectRef(shown.story.of("2")));
        const GrowthChart* chart = shown.view.chart();
        QTest::mouseClick(shown.view.chart(), Qt::LeftButton, {}, chart->barOf(0).center().toPoint());
        QTRY_VERIFY(shown.shows("1"));
    }

    void drawsEachCallAsHighAsItsTokens()
    {
        Shown shown;
        QTRY_VERIFY(shown.view.chart()->growth());
        const GrowthChart* chart = shown.view.chart();
        QCOMPARE(chart->growth()->points.size(), std::size_t{3});
        QCOMPARE(chart->growth()->points[0].totalTokens(), std::uint64_t{100});
        const double ratio = chart->barOf(1).height() / chart->barOf(0).height();
        QVERIFY2(qAbs(ratio - 1.5) < 0.02, qPrintable(QString::number(ratio)));
        QVERIFY(chart->barOf(3).isEmpty());
    }

    void opensAPartWhereItStands()
    {
        Shown shown;
        QTRY_VERIFY(shown.shows("3"));
        QSignalSpy asked(&shown.view, &PromptView::payloadRequested);
        shown.view.actions()->action(QStringLiteral("prompt.openPayload"))->trigger();
        QCOMPARE(asked.size(), 1);
        const RolloutTrace& trace = shown.story.loaded->trace;
        QCOMPARE(asked[0][0].value<PayloadIndex>(), trace.inferenceCalls[shown.story.of("3")].requestPayload);
    }
};

QTEST_MAIN(PromptViewTest)
#include "prompt_view_test.moc"
