// Searching a document: the hits and their order, where they are shown, steps, and a rollout that grows.
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "tests/views/timeline/trace_builder.h"
#include "views/document/find_search.h"
#include "views/document/trace_document.h"

#include <QSignalSpy>
#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

FindHitsPtr found(const LoadedTracePtr& loaded, const char* query)
{
    return findHits(loaded, QString::fromUtf8(query), [] { return false; });
}

std::vector<ObjectRef> objectsOf(const FindHits& hits)
{
    std::vector<ObjectRef> objects;
    for (const FindHit& hit : hits.hits)
        objects.push_back(hit.object);
    return objects;
}

ItemIndex addItem(TraceBuilder& builder, ThreadIndex thread, std::int64_t at)
{
    ConversationItem item;
    item.id = "item-" + std::to_string(builder.trace.items.size());
    item.thread = thread;
    item.firstSeenAt = TraceBuilder::zero + at;
    item.parts = {TextPart{.text = "needle"}};
    return builder.trace.items.add(std::move(item));
}

struct Searched {
    TraceDocument document;
    FindSearch& find{*document.find()};

    explicit Searched(const LoadedTracePtr& loaded, const char* text = "")
    {
        document.setTrace(loaded);
        find.setText(QString::fromUtf8(text));
        settle();
    }
    void settle() const { QTRY_VERIFY(!find.isSearching()); }
    [[nodiscard]] ObjectRef afterNext()
    {
        find.goToNext();
        return document.selection();
    }
    [[nodiscard]] ObjectRef afterPrevious()
    {
        find.goToPrevious();
        return document.selection();
    }
};

} // namespace

class FindSearchTest : public QObject {
    Q_OBJECT
private slots:
    void hitsComeInOrderOfTime()
    {
        SmallRollout rollout;
        const auto hits = found(rollout.builder.publish(), "kind:tool");
        QCOMPARE(objectsOf(*hits), (std::vector<ObjectRef>{rollout.spawn, rollout.command, rollout.wait}));
        QCOMPARE(hits->hits[1].begin, TraceBuilder::zero + 11'000);
        QCOMPARE(hits->hits[1].end, TraceBuilder::zero + 20'000);
        QCOMPARE(hits->hits[1].shownOn, ObjectRef(rollout.command));
        QVERIFY(hits->complete);
        QVERIFY(hits->isShownOn(rollout.wait));
        QVERIFY(!hits->isShownOn(rollout.first));
    }

    void unfinishedWorkEndsWithTheTrace()
    {
        SmallRollout rollout;
        const ToolIndex open = rollout.builder.tool(rollout.root, ToolKindName::Web, 70'000, std::nullopt);
        const auto hits = found(rollout.builder.publish(), "is:running");
        QCOMPARE(objectsOf(*hits), std::vector<ObjectRef>{open});
        QCOMPARE(hits->hits[0].end, TraceBuilder::zero + 100'000);
    }

    void itemIsShownOnTheCallThatGaveItElseOnTheFirstThatSawIt()
    {
        SmallRollout rollout;
        TraceBuilder& builder = rollout.builder;
        const ItemIndex seen = addItem(builder, rollout.root, 1'000);
        const ItemIndex given = addItem(builder, rollout.root, 10'000);
        const ItemIndex produced = addItem(builder, rollout.root, 10'001);
        const ItemIndex summary = addItem(builder, rollout.root, 80'000);
        const ItemIndex ofNoCall = addItem(builder, rollout.child, 90'000);
        builder.trace.inferenceCalls[rollout.first].requestItems = {seen};
        builder.trace.inferenceCalls[rollout.first].responseItems = {given};
        builder.trace.inferenceCalls[rollout.second].requestItems = {seen, given, produced};
        builder.trace.items[produced].producedBy = {rollout.command, rollout.second};
        builder.trace.items[summary].producedBy = {rollout.compaction};

        const auto hits = found(builder.publish(), "text:needle");
        QCOMPARE(objectsOf(*hits), (std::vector<ObjectRef>{seen, given, produced, summary, ofNoCall}));
        QCOMPARE(hits->hits[0].shownOn, ObjectRef(rollout.first));
        QCOMPARE(hits->hits[1].shownOn, ObjectRef(rollout.first));
        QCOMPARE(hits->hits[2].shownOn, ObjectRef(rollout.second));
        QCOMPARE(hits->hits[3].shownOn, ObjectRef(rollout.compaction));
        QCOMPARE(hits->hits[4].shownOn, ObjectRef(rollout.child));
        QCOMPARE(hits->shown.size(), std::size_t{4});
    }

    void cancelledSearchGivesNothing()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 10);
        for (int i = 0; i < 5'000; ++i)
            builder.inference(root, i, i + 1);
        int looks = 0;
        QVERIFY(!findHits(builder.publish(), QStringLiteral("root"), [&] { return ++looks > 2; }));
        QCOMPARE(looks, 3);
    }

    void stepsRevealTheHitsAndGoRound()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "kind:tool");
        QSignalSpy reveals(&searched.document, &TraceDocument::revealRequested);
        QCOMPARE(searched.find.currentIndex(), std::optional<std::size_t>(0));
        QVERIFY(!searched.document.selection().valid()); // searching alone goes nowhere

        QCOMPARE(searched.afterNext(), ObjectRef(rollout.spawn));
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.command));
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.wait));
        QVERIFY(!searched.find.wrapped());
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.spawn));
        QVERIFY(searched.find.wrapped());
        QCOMPARE(searched.afterPrevious(), ObjectRef(rollout.wait));
        QVERIFY(searched.find.wrapped());
        QCOMPARE(searched.afterPrevious(), ObjectRef(rollout.command));
        QVERIFY(!searched.find.wrapped());
        QCOMPARE(reveals.size(), 6);
    }

    void stepsBeginAtTheSelection()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "kind:tool");
        searched.document.select(rollout.second); // from 50 s on, behind all tools
        QCOMPARE(searched.afterPrevious(), ObjectRef(rollout.wait));
        searched.document.select(rollout.second);
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.spawn));
        QVERIFY(searched.find.wrapped());

        searched.document.select(rollout.command); // a hit itself
        QCOMPARE(searched.find.currentIndex(), std::optional<std::size_t>(1));
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.wait));
    }

    void stepsBeginAtAMoment()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "kind:tool");
        searched.find.startFrom(TraceBuilder::zero + 10'500);
        QCOMPARE(searched.find.currentIndex(), std::optional<std::size_t>(1));
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.command));
        searched.find.startFrom(TraceBuilder::zero + 10'500);
        QCOMPARE(searched.afterPrevious(), ObjectRef(rollout.spawn));
    }

    void onlyHitIsReachedAgain()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "tool:wait");
        QSignalSpy chosen(&searched.find, &FindSearch::hitChosen);
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.wait));
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.wait));
        QVERIFY(searched.find.wrapped());
        QCOMPARE(chosen.size(), 2);
    }

    void stepWaitsForTheSearch()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "kind:turn");
        searched.find.setText(QStringLiteral("tool:exec"));
        QVERIFY(searched.find.isSearching());
        QVERIFY(!searched.find.areHitsOfText());
        searched.find.goToNext();
        QVERIFY(!searched.document.selection().valid());
        searched.settle();
        QCOMPARE(searched.document.selection(), ObjectRef(rollout.command));
    }

    void lastTextWins()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish());
        searched.find.setText(QStringLiteral("kind:tool"));
        searched.find.goToNext(); // starts at once
        searched.find.setText(QStringLiteral("kind:turn"));
        searched.settle();
        QCOMPARE(searched.find.hits()->text, QStringLiteral("kind:turn"));
        QCOMPARE(searched.find.hits()->hits.size(), std::size_t{2});
        QVERIFY(!searched.document.selection().valid());
    }

    void malformedTextHasAnErrorAndNoHits()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "kind:tool");
        searched.find.setText(QStringLiteral(">5x"));
        QVERIFY(!searched.find.error().isEmpty());
        QVERIFY(searched.find.hits()->hits.empty());
        QVERIFY(!searched.find.isSearching());
        searched.find.goToNext();
        QVERIFY(!searched.document.selection().valid());
        searched.find.setText({});
        QVERIFY(searched.find.error().isEmpty());
    }

    void growthKeepsTheHitsUntilThereAreMore()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "kind:tool");
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.spawn));
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.command));
        std::size_t fewest = searched.find.hits()->hits.size();
        connect(&searched.find, &FindSearch::hitsChanged, this,
                [&] { fewest = std::min(fewest, searched.find.hits()->hits.size()); });

        // One that began before: the place of the current hit moves, the hit stays.
        rollout.builder.tool(rollout.root, ToolKindName::Web, 5'000, 6'000);
        searched.document.setTrace(rollout.builder.publish());
        QCOMPARE(searched.find.hits()->hits.size(), std::size_t{3});
        QCOMPARE(searched.find.currentHit()->object, ObjectRef(rollout.command));
        QTRY_COMPARE_WITH_TIMEOUT(searched.find.hits()->hits.size(), std::size_t{4}, 30'000);
        QCOMPARE(searched.find.currentIndex(), std::optional<std::size_t>(2));
        QCOMPARE(searched.find.currentHit()->object, ObjectRef(rollout.command));
        QCOMPARE(fewest, std::size_t{3});
        QCOMPARE(searched.find.hits()->loaded, searched.document.loaded());
        QCOMPARE(searched.afterNext(), ObjectRef(rollout.wait));
    }

    void growthSearchesAtMostOnceASecond()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "kind:tool");
        std::vector<FindHitsPtr> different = {searched.find.hits()};
        connect(&searched.find, &FindSearch::hitsChanged, this, [&] {
            if (different.back() != searched.find.hits())
                different.push_back(searched.find.hits());
        });
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < 1'500) {
            rollout.builder.tool(rollout.root, ToolKindName::Web, 5'000, 6'000);
            searched.document.setTrace(rollout.builder.publish());
            QTest::qWait(20);
        }
        const auto searches = static_cast<qint64>(different.size()) - 1;
        QVERIFY2(searches <= clock.elapsed() / 1'000 + 1, qPrintable(QString::number(searches)));
        // The last state is found as well.
        QTRY_COMPARE_WITH_TIMEOUT(searched.find.hits()->loaded, searched.document.loaded(), 30'000);
    }

    void anotherRolloutIsSearchedAnew()
    {
        SmallRollout rollout;
        Searched searched(rollout.builder.publish(), "kind:tool");
        (void)searched.afterNext();
        TraceBuilder other;
        other.trace.traceId = "trace-2";
        const ToolIndex tool = other.tool(other.thread("/root", 0, 10), ToolKindName::Web, 1, 2);
        searched.document.setTrace(other.publish());
        QVERIFY(searched.find.hits()->hits.empty());
        searched.settle();
        QCOMPARE(objectsOf(*searched.find.hits()), std::vector<ObjectRef>{tool});
        QCOMPARE(searched.find.currentIndex(), std::optional<std::size_t>(0));

        searched.document.setTrace(nullptr);
        QVERIFY(searched.find.hits()->hits.empty());
        QVERIFY(!searched.find.isSearching());
    }

    void searchingIsLeftBehindByItsDocument()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 10);
        for (int i = 0; i < 50'000; ++i)
            builder.inference(root, i, i + 1);
        auto document = std::make_unique<TraceDocument>();
        document->setTrace(builder.publish());
        document->find()->setText(QStringLiteral("nothing"));
        document->find()->goToNext();
        QVERIFY(document->find()->isSearching());
        document.reset();
        QTest::qWait(50);
    }

    void recordedRolloutIsFoundAsItIs()
    {
        const auto group = rolloutscope::test::corpusGroup("recorded");
        if (group.empty())
            QSKIP("no recorded corpus");
        Bundle bundle;
        std::string error;
        QVERIFY2(Bundle::open(group / "agents-noimg" / "bundle", bundle, error), error.c_str());
        ReduceOptions options;
        options.mode = ReduceMode::Tolerant;
        ReduceResult reduced = reduce(bundle, options);
        QVERIFY(reduced.trace != nullptr);
        const auto loaded = std::make_shared<const LoadedTrace>(std::move(bundle), std::move(*reduced.trace),
                                                                std::move(reduced.problems));
        const RolloutTrace& trace = loaded->trace;
        QVERIFY(!trace.items.empty());

        const auto items = found(loaded, "kind:item");
        QCOMPARE(items->hits.size(), trace.items.size());
        QVERIFY(std::is_sorted(items->hits.begin(), items->hits.end(),
                               [](const FindHit& a, const FindHit& b) { return a.begin < b.begin; }));
        for (const FindHit& hit : items->hits) {
            const InferenceIndex call = hit.shownOn.inferenceCall();
            QVERIFY(trace.inferenceCalls.contains(call));
            const InferenceCall& shownOn = trace.inferenceCalls[call];
            const auto has = [&](const IndexList<ConversationItem>& list) {
                return std::find(list.begin(), list.end(), hit.object.item()) != list.end();
            };
            QVERIFY(has(shownOn.responseItems) || has(shownOn.requestItems));
        }

        std::size_t failed = 0;
        for (std::uint32_t i = 0; i < trace.toolCalls.size(); ++i)
            failed += outcomeOf(trace, ToolIndex{i}) == Outcome::Failed ? 1U : 0U;
        QCOMPARE(found(loaded, "is:failed kind:tool")->hits.size(), failed);
        std::size_t saying = 0;
        for (const ConversationItem& item : trace.items)
            saying += QString::fromStdString(itemText(item)).contains(QStringLiteral("Agent"), Qt::CaseInsensitive);
        QVERIFY(saying > 0);
        QCOMPARE(found(loaded, "text:aGENt")->hits.size(), saying);
    }
};

QTEST_GUILESS_MAIN(FindSearchTest)
#include "find_search_test.moc"
