// What of the graph steps back, and what a person does with pointer and keys on its canvas.

#include "picture_builder.h"

#include "views/graph/graph_canvas.h"
#include "views/graph/graph_filter_button.h"
#include "views/graph/graph_shades.h"

#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

namespace {

constexpr UnixMs start = GraphTraceBuilder::start;

struct Shaded {
    Team team = makeTeam();
    GraphModel model;
    GraphShades shades;

    Shaded(const GraphScope& scope, const ShadeRules& rules)
        : model(buildGraph(*team.loaded, scope)), shades(shadesOf(model, *team.loaded, rules))
    {
    }
    [[nodiscard]] Shade of(ObjectRef object) const { return shades.ofNode(model.nodeOf(object)); }
    [[nodiscard]] Shade edge(EdgeIndex index) const { return shades.ofEdge(model.edgeOf(index)); }
};

const GraphScope turnsLevel{.level = GraphLevel::Turns};

FindHitsPtr found(const LoadedTracePtr& loaded, const QString& text)
{
    return findHits(loaded, text, [] { return false; });
}

} // namespace

class GraphShadesTest : public QObject {
    Q_OBJECT
private slots:
    void withoutRulesEverythingIsLit()
    {
        const Shaded shaded(turnsLevel, {});
        QVERIFY(shaded.shades.nodes.empty());
        QVERIFY(shaded.shades.edges.empty());
        QCOMPARE(shaded.of(Team(makeTeam()).docs), Shade::Lit);
    }

    void theTimelinesWindowDimsWhatIsOutside()
    {
        const auto window = [](UnixMs from, UnixMs to) {
            ShadeRules rules;
            rules.window = TimeRange{static_cast<double>(start + from), static_cast<double>(start + to)};
            return rules;
        };
        const Shaded late(turnsLevel, window(6'000, 9'000));
        QCOMPARE(late.of(late.team.docsTurn), Shade::Dimmed); // over at 5 s
        QCOMPARE(late.of(late.team.testsTurn), Shade::Lit);
        QCOMPARE(late.of(late.team.root), Shade::Lit);
        QCOMPARE(late.edge(late.team.resultEdge), Shade::Dimmed);
        QVERIFY(Shaded(turnsLevel, window(-100, 20'000)).shades.nodes.empty()); // all of it is in sight
    }

    void thePlayheadHidesWhatHasNotBegun()
    {
        ShadeRules rules;
        rules.playhead = Playhead{.at = start + 1'550, .last = std::nullopt};
        const Shaded shaded(turnsLevel, rules);
        QCOMPARE(shaded.of(shaded.team.docsTurn), Shade::Lit);
        QCOMPARE(shaded.of(shaded.team.testsTurn), Shade::NotYet); // begins at 1.6 s
        QCOMPARE(shaded.of(shaded.team.tests), Shade::Lit);
        QVERIFY(shaded.shades.runs(shaded.model.nodeOf(shaded.team.docsTurn)));
        QCOMPARE(shaded.edge(shaded.team.resultEdge), Shade::NotYet);
        QCOMPARE(shaded.edge(shaded.team.spawnDocsEdge), Shade::Lit);
        rules.playhead->at = start + 6'000;
        const Shaded later(turnsLevel, rules);
        QVERIFY(!later.shades.runs(later.model.nodeOf(later.team.docsTurn)));
        QCOMPARE(later.edge(later.team.resultEdge), Shade::Lit);
    }

    void theWordsForAgentsAreTheTimelines()
    {
        ShadeRules rules;
        rules.agentWords = {QStringLiteral("DOCS")};
        const Shaded shaded(turnsLevel, rules);
        QCOMPARE(shaded.of(shaded.team.docs), Shade::Lit);
        QCOMPARE(shaded.of(shaded.team.docsTurn), Shade::Lit);
        QCOMPARE(shaded.of(shaded.team.root), Shade::Dimmed);
    }

    void kindsStatusesAndEdgesCanBeSwitchedOff()
    {
        ShadeRules rules;
        for (const FilterSection& section : filterSections()) {
            for (const FilterEntry& entry : section.entries) {
                if (entry.text == QStringLiteral("Turns") || entry.text == QStringLiteral("Message"))
                    rules.filter.*entry.bits |= entry.mask;
            }
        }
        QCOMPARE(rules.filter.count(), 2);
        const Shaded shaded(turnsLevel, rules);
        QCOMPARE(shaded.of(shaded.team.docsTurn), Shade::Dimmed);
        QCOMPARE(shaded.of(shaded.team.docs), Shade::Lit);
        QCOMPARE(shaded.edge(shaded.team.messageEdge), Shade::Hidden);
        QCOMPARE(shaded.edge(shaded.team.resultEdge), Shade::Dimmed); // between turns
    }

    void whatTheLegendHidesStepsBack()
    {
        ShadeRules rules;
        rules.isHidden = [](ObjectRef object) { return object.kind == ObjectKind::Turn; };
        const Shaded shaded(turnsLevel, rules);
        QCOMPARE(shaded.of(shaded.team.turn), Shade::Dimmed);
        QCOMPARE(shaded.of(shaded.team.root), Shade::Lit);
    }

    void hitsAreMarkedOnWhatStandsForThem()
    {
        const Team team = makeTeam();
        ShadeRules rules;
        rules.hits = found(team.loaded, QStringLiteral("tool:wait_agent"));
        QVERIFY(rules.hits);
        QCOMPARE(rules.hits->hits.size(), 1);
        const GraphModel model = buildGraph(*team.loaded, {});
        const GraphShades shades = shadesOf(model, *team.loaded, rules);
        QVERIFY(shades.isFound(model.nodeOf(team.root)));
        QVERIFY(!shades.isFound(model.nodeOf(team.docs)));
        QCOMPARE(shades.ofNode(model.nodeOf(team.docs)), Shade::Dimmed);
        const GraphModel work = buildGraph(*team.loaded, {.level = GraphLevel::Work, .object = team.root});
        QVERIFY(shadesOf(work, *team.loaded, rules).isFound(work.nodeOf(team.wait)));
    }

    void theFilterButtonCountsWhatIsHidden()
    {
        GraphFilterButton button(nullptr);
        QSignalSpy changed(&button, &GraphFilterButton::filterChanged);
        QAction* turns = nullptr;
        QAction* all = button.menu()->actions().front();
        for (QAction* action : button.menu()->actions()) {
            if (action->text() == QStringLiteral("Turns"))
                turns = action;
        }
        QVERIFY(turns && turns->isChecked() && !all->isEnabled());
        turns->trigger();
        QCOMPARE(changed.size(), 1);
        GraphNode turn;
        turn.kind = NodeKind::Turn;
        QVERIFY(button.filter().isHidden(turn));
        QVERIFY(button.text().contains(QStringLiteral("1 hidden")));
        all->trigger();
        QCOMPARE(button.filter(), GraphFilter());
        QVERIFY(turns->isChecked());
    }

    void everyKindCanBeSwitchedOffOnce()
    {
        std::uint32_t nodes = 0, edges = 0;
        for (const FilterSection& section : filterSections()) {
            QVERIFY(!section.title.isEmpty());
            for (const FilterEntry& entry : section.entries) {
                QVERIFY(!entry.text.isEmpty());
                if (entry.bits == &GraphFilter::hiddenNodes) {
                    QCOMPARE(nodes & entry.mask, 0U);
                    nodes |= entry.mask;
                } else if (entry.bits == &GraphFilter::hiddenEdges) {
                    QCOMPARE(edges & entry.mask, 0U);
                    edges |= entry.mask;
                }
            }
        }
        QCOMPARE(nodes, (2U << static_cast<unsigned>(NodeKind::Item)) - 1);
        QCOMPARE(edges, (1U << graphEdgeKinds) - 1);
    }

    void severalEntriesAreSwitchedWithoutLeavingTheMenu()
    {
        GraphFilterButton button(nullptr);
        QMenu* menu = button.menu();
        menu->popup(QPoint(0, 0));
        QVERIFY(menu->isVisible());
        for (QAction* action : menu->actions()) {
            if (action->text() == QStringLiteral("Turns") || action->text() == QStringLiteral("Failed"))
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        }
        QVERIFY(menu->isVisible());
        QCOMPARE(button.filter().count(), 2);
        menu->hide();
    }

    void hiddenEdgesAreNotClicked()
    {
        const Team team = makeTeam();
        GraphCanvas canvas;
        canvas.resize(800, 600);
        const auto picture = pictureOf(team.loaded, {});
        canvas.showPicture(picture, GraphCanvas::Placement::Fit);
        QSignalSpy clicked(&canvas, &GraphCanvas::edgeClicked);
        const int edge = picture->model.edgeOf(team.messageEdge);
        const QPoint at = canvas.toWidget(picture->edges[static_cast<std::size_t>(edge)].label.center()).toPoint();
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, at);
        QCOMPARE(clicked.size(), 1);
        GraphShades shades;
        shades.edges.assign(picture->edges.size(), Shade::Hidden);
        canvas.setShades(shades);
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, at);
        QCOMPARE(clicked.size(), 1);
    }
};

QTEST_MAIN(GraphShadesTest)
#include "tst_graph_shades.moc"
