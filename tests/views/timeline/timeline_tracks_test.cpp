// Which tracks are shown, in which order, and where: sorting, filtering, hiding, pinning, moving.
#include "tests/views/timeline/trace_builder.h"
#include "views/timeline/track_arrangement.h"

#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::TraceBuilder;

namespace {

/// A root with two helpers, the second of which has a helper of its own.
struct Team {
    TraceBuilder builder;
    ThreadIndex root, early, late, nested;
    std::shared_ptr<const TimelineModel> model;

    Team()
    {
        root = builder.thread("/root", 0, 1'000);
        early = builder.thread("/root/early", 100, 300, root);
        late = builder.thread("/root/late", 200, 900, root);
        nested = builder.thread("/root/late/nested", 400, 500, late);
        builder.tool(early, ToolKindName::Web, 110, 120, ExecutionStatus::Failed);
        builder.tool(nested, ToolKindName::Web, 410, 450);
        const InferenceIndex call = builder.inference(late, 210, 260);
        builder.trace.inferenceCalls[call].usage = TokenUsage{.input = 5'000, .output = 10};
        model = TimelineModel::build(builder.publish());
    }

    [[nodiscard]] QStringList names(const TrackArrangement& arrangement) const
    {
        QStringList names;
        for (const std::uint32_t track : arrangement.orderOf(*model).tracks)
            names << QString::fromStdString(model->trace().threads[model->tracks()[track].thread].agentPath)
                         .section(u'/', -1);
        return names;
    }
    [[nodiscard]] const std::string& id(ThreadIndex thread) const { return builder.trace.threads[thread].id; }
    [[nodiscard]] TrackLayout layout(const TrackArrangement& arrangement) const
    {
        TrackLayout layout;
        layout.arrange(*model, arrangement.orderOf(*model), arrangement.collapsedFlags(*model), false);
        layout.setViewHeight(600);
        return layout;
    }
};

QStringList words(const char* text)
{
    return QString::fromLatin1(text).split(u' ');
}

} // namespace

class TimelineTracksTest : public QObject {
    Q_OBJECT
private slots:
    void siblingsAreSortedAndParentsStayAbove()
    {
        const Team team;
        TrackArrangement arrangement;
        QCOMPARE(team.names(arrangement), words("root early late nested"));
        arrangement.sort = TrackSort::Duration;
        QCOMPARE(team.names(arrangement), words("root late nested early"));
        arrangement.sort = TrackSort::Tokens;
        QCOMPARE(team.names(arrangement), words("root late nested early"));
        arrangement.sort = TrackSort::Failures;
        QCOMPARE(team.names(arrangement), words("root early late nested"));
        arrangement.sort = TrackSort::Start;
        QCOMPARE(team.names(arrangement), words("root early late nested"));
    }

    void aFilterKeepsParents()
    {
        const Team team;
        TrackArrangement arrangement;
        arrangement.filter = QStringLiteral("NEST");
        QCOMPARE(team.names(arrangement), words("root late nested"));
        arrangement.filter = QStringLiteral("root early");
        QCOMPARE(team.names(arrangement), words("root early"));
        arrangement.filter = QStringLiteral("worker late"); // the role counts, too
        QCOMPARE(team.names(arrangement), words("root late nested"));
        arrangement.filter = QStringLiteral("nobody");
        QVERIFY(team.names(arrangement).isEmpty());
        QVERIFY(arrangement.leavesOut());
    }

    void onlyWhatOverlaps()
    {
        const Team team;
        TrackArrangement arrangement;
        const auto at = [](double ms) { return static_cast<double>(TraceBuilder::zero) + ms; };
        arrangement.onlyIn = Stretch{at(115), at(230)};
        QCOMPARE(team.names(arrangement), words("early late"));
        arrangement.onlyIn = Stretch{at(460), at(470)};
        QVERIFY(team.names(arrangement).isEmpty());
    }

    void hiddenAndPinned()
    {
        const Team team;
        TrackArrangement arrangement;
        arrangement.hidden.insert(team.id(team.late));
        QCOMPARE(team.names(arrangement), words("root early nested"));
        arrangement.setPinned(team.id(team.nested), true);
        arrangement.setPinned(team.id(team.root), true);
        QCOMPARE(team.names(arrangement), words("nested root early"));
        // A pinned track stays whatever is filtered.
        arrangement.filter = QStringLiteral("early");
        QCOMPARE(team.names(arrangement), words("nested root early"));
        arrangement.setPinned(team.id(team.nested), false);
        QCOMPARE(team.names(arrangement), words("root early"));
    }

    void pinnedTracksStayInSight()
    {
        const Team team;
        TrackArrangement arrangement;
        arrangement.setPinned(team.id(team.late), true);
        TrackLayout layout = team.layout(arrangement);
        const std::uint32_t pinned = *team.model->trackOf(team.late);
        const std::uint32_t root = *team.model->trackOf(team.root);
        QCOMPARE(layout.rowOf(pinned), 0U);
        QCOMPARE(layout.stickyHeight(), layout.track(pinned).height);
        QCOMPARE(layout.inView(pinned, 30).top, 0);
        QCOMPARE(layout.inView(root, 30).top, layout.stickyHeight() - 30);
        QCOMPARE(layout.trackInView(5, 30), pinned);
        QCOMPARE(layout.trackInView(layout.stickyHeight() + 1, 10), root);
        // Pinned tracks that would fill the view scroll like all others.
        layout.setViewHeight(layout.track(pinned).height + 10);
        QCOMPARE(layout.stickyHeight(), 0);
        QCOMPARE(layout.inView(pinned, 30).top, -30);
    }

    void draggingTakesTheSpawnedAlong()
    {
        const Team team;
        TrackArrangement arrangement;
        arrangement.move(*team.model, team.layout(arrangement), *team.model->trackOf(team.late), 1);
        QCOMPARE(arrangement.sort, TrackSort::Manual);
        QCOMPARE(team.names(arrangement), words("root late nested early"));
        // To the end, and to where it is already.
        arrangement.move(*team.model, team.layout(arrangement), *team.model->trackOf(team.late), 4);
        QCOMPARE(team.names(arrangement), words("root early late nested"));
        arrangement.move(*team.model, team.layout(arrangement), *team.model->trackOf(team.early), 2);
        QCOMPARE(team.names(arrangement), words("root early late nested"));
        // Into its own helpers it cannot go.
        arrangement.move(*team.model, team.layout(arrangement), *team.model->trackOf(team.late), 3);
        QCOMPARE(team.names(arrangement), words("root early late nested"));
    }

    void whoComesLaterFollowsItsParent()
    {
        Team team;
        TrackArrangement arrangement;
        arrangement.move(*team.model, team.layout(arrangement), *team.model->trackOf(team.late), 1);
        team.builder.thread("/root/late/new", 700, 800, team.late);
        team.builder.thread("/root/other", 700, 800, team.root);
        team.model = TimelineModel::build(team.builder.publish());
        QCOMPARE(team.names(arrangement), words("root other late new nested early"));
    }

    void pinnedTracksAreMovedAmongThemselves()
    {
        const Team team;
        TrackArrangement arrangement;
        for (const ThreadIndex thread : {team.root, team.late, team.early})
            arrangement.setPinned(team.id(thread), true);
        QCOMPARE(team.names(arrangement), words("root late early nested"));
        arrangement.move(*team.model, team.layout(arrangement), *team.model->trackOf(team.early), 0);
        QCOMPARE(team.names(arrangement), words("early root late nested"));
        arrangement.move(*team.model, team.layout(arrangement), *team.model->trackOf(team.early), 4);
        QCOMPARE(team.names(arrangement), words("root late early nested"));
        QCOMPARE(arrangement.sort, TrackSort::Spawn);
    }

    void countersNeedRoom()
    {
        const Team team;
        TrackLayout layout;
        const TrackArrangement arrangement;
        layout.arrange(*team.model, arrangement.orderOf(*team.model), {false, false, false, false}, false);
        const std::uint32_t late = *team.model->trackOf(team.late);
        const std::uint32_t root = *team.model->trackOf(team.root);
        QCOMPARE(layout.counter(*team.model, late).height, 0);
        layout.arrange(*team.model, arrangement.orderOf(*team.model), {false, false, false, false}, true);
        const Row counter = layout.counter(*team.model, late);
        QCOMPARE(counter.height, TrackLayout::counterHeight);
        QVERIFY(counter.bottom() <= layout.track(late).bottom());
        QVERIFY(counter.top >= layout.lane(*team.model, late, team.model->tracks()[late].firstLane).bottom());
        QCOMPARE(layout.counter(*team.model, root).height, 0); // has no calls
    }
};

QTEST_APPLESS_MAIN(TimelineTracksTest)
#include "timeline_tracks_test.moc"
