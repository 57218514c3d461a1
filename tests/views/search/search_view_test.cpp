// The everywhere search: its tree grows as hits come, each opens at its place, and other views mark what was found.
#include "core/reduce/reducer.h"
#include "tests/support/bundle_builder.h"
#include "views/actions/action_registry.h"
#include "views/document/find_search.h"
#include "views/search/search_model.h"
#include "views/search/search_view.h"

#include <QAction>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

struct Story {
    BundleBuilder bundle;
    LoadedTracePtr loaded;

    Story()
    {
        bundle.start();
        bundle.request("1", Json::array({userMessage("where is the needle?\n  another needle"), userMessage("hay")}));
        bundle.response("1", Json::array({assistantMessage("the NEEDLE is here")}));
        Bundle opened = bundle.open();
        ReduceResult result = reduce(opened, {});
        if (!result.trace)
            qFatal("%s", result.error.c_str());
        loaded = shared(std::make_unique<LoadedTrace>(std::move(opened), std::move(*result.trace), ProblemList()));
    }
    [[nodiscard]] SearchGroup group(std::uint32_t item, int hits) const
    {
        SearchGroup made{
            .object = ItemIndex{item}, .payload = {}, .hits = {}, .count = static_cast<std::uint64_t>(hits)};
        for (int i = 0; i < hits; ++i)
            made.hits.push_back({.line = "line " + std::to_string(i), .matchBegin = 0, .matchLength = 4});
        return made;
    }
};

struct Shown {
    Story story;
    TraceDocument document;
    SearchView view{&document};

    Shown()
    {
        document.setTrace(story.loaded);
        view.resize(400, 500);
        view.show();
    }
    void find(const SearchQuery& query, bool payloads = false)
    {
        view.search(query, payloads);
        QTRY_VERIFY(!view.isSearching());
    }
};

} // namespace

class SearchViewTest : public QObject {
    Q_OBJECT

private slots:
    void theTreeGrows()
    {
        const Story story;
        SearchModel model;
        model.start(story.loaded);
        std::vector<SearchGroup> first;
        first.push_back(story.group(0, 2));
        model.add(std::move(first));
        QCOMPARE(model.rowCount(), 1);
        const QModelIndex agent = model.index(0, 0);
        QCOMPARE(model.rowCount(agent), 1);
        QPersistentModelIndex line = model.index(1, 0, model.index(0, 0, agent));
        std::vector<SearchGroup> more;
        more.push_back(story.group(2, 1));
        model.add(std::move(more));
        QCOMPARE(model.rowCount(agent), 2);
        QCOMPARE(agent.data(SearchModel::CountRole).toInt(), 3);
        QCOMPARE(line.data().toString(), QStringLiteral("line 1"));
        QCOMPARE(line.parent().parent(), agent);
        QCOMPARE(model.objects(), (std::vector<ObjectRef>{ItemIndex{0}, ItemIndex{2}}));
    }

    void stepsGoRound()
    {
        const Story story;
        SearchModel model;
        QVERIFY(!model.nextLine({}, 1).isValid());
        model.start(story.loaded);
        std::vector<SearchGroup> groups;
        groups.push_back(story.group(0, 2));
        groups.push_back(story.group(2, 1));
        model.add(std::move(groups));
        QStringList lines;
        QModelIndex at;
        for (int i = 0; i < 4; ++i) {
            at = model.nextLine(at, 1);
            lines += at.parent().data().toString() + at.data().toString();
        }
        QCOMPARE(lines[0], lines[3]);
        QCOMPARE(QSet<QString>(lines.begin(), lines.end()).size(), 3);
        QCOMPARE(model.nextLine(model.nextLine(at, 1), -1), at);
        QCOMPARE(model.nextLine(at, -1).parent().row(), 1); // from the first to the last
    }

    void linesShowTheirMatch()
    {
        const SearchHit hit{.line = "\t  a\x01 needle", .matchBegin = 6, .matchLength = 6};
        const ShownLine line = shownLine(hit);
        QCOMPARE(line.text.mid(line.matchBegin, line.matchLength), QStringLiteral("needle"));
        QVERIFY(line.text.startsWith(u'a'));
    }

    void findsAndOpens()
    {
        Shown shown;
        QSignalSpy opened(&shown.view, &SearchView::itemOpened);
        shown.find({.text = "needle"});
        QCOMPARE(shown.view.status(), QStringLiteral("3 hits in 2 places"));
        QCOMPARE(shown.view.model()->rowCount(), 1);
        shown.view.step(1);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][1].toString(), QStringLiteral("needle"));
        QCOMPARE(shown.document.selection().kind, ObjectKind::ConversationItem);
        const ObjectRef first = shown.document.selection();
        QCOMPARE(opened[0][2].toInt(), 0);
        shown.view.step(1);
        QCOMPARE(opened[1][2].toInt(), 1); // the same words once more
        shown.view.step(1);
        QVERIFY(shown.document.selection() != first);
    }

    void otherViewsMarkTheHits()
    {
        Shown shown;
        shown.find({.text = "NEEDLE", .caseSensitive = true});
        // The switches say what was searched with, by their signs.
        QStringList pressed;
        for (const QToolButton* button : shown.view.findChildren<QToolButton*>()) {
            if (button->isChecked())
                pressed += button->text();
        }
        QCOMPARE(pressed, QStringList{QStringLiteral("Aa")});
        QTRY_COMPARE(shown.document.find()->hits()->hits.size(), std::size_t{1});
        QVERIFY(shown.document.find()->hasSomethingToShow());
        QCOMPARE(shown.document.find()->hits()->hits[0].shownOn, ObjectRef(InferenceIndex{0}));
        // What is looked for in the find bar takes their place.
        shown.document.find()->setText(QStringLiteral("hay"));
        QTRY_VERIFY(shown.document.find()->areHitsOfText() && shown.document.find()->hits()->complete);
        // A search takes them back, once the find bar's text is gone.
        shown.find({.text = "needle"});
        QTRY_VERIFY(shown.document.find()->text().isEmpty());
        QTRY_COMPARE(shown.document.find()->hits()->hits.size(), std::size_t{2});
        // An empty search leaves no mark.
        shown.find({.text = ""});
        QTRY_VERIFY(!shown.document.find()->hasSomethingToShow());
    }

    void payloadsAreSearchedOnDemand()
    {
        Shown shown;
        shown.find({.text = "response_id"});
        QCOMPARE(shown.view.model()->places(), std::size_t{0});
        shown.find({.text = "response_id"}, true);
        QVERIFY(shown.view.model()->places() > 0);
        QSignalSpy asked(&shown.view, &SearchView::payloadRequested);
        shown.view.step(1);
        QCOMPARE(asked.size(), 1);
        const RolloutTrace& trace = shown.story.loaded->trace;
        QCOMPARE(asked[0][0].value<PayloadIndex>(), trace.inferenceCalls[InferenceIndex{0}].responsePayload);
    }

    void saysWhatIsWrong()
    {
        Shown shown;
        shown.find({.text = "(", .regex = true});
        QVERIFY2(shown.view.status().contains(QStringLiteral("no expression")), qPrintable(shown.view.status()));
        shown.find({.text = "n.edle", .regex = true});
        QCOMPARE(shown.view.model()->places(), std::size_t{2});
    }

    void typingSearches()
    {
        Shown shown;
        shown.view.startTyping();
        QTest::keyClicks(shown.view.field(), QStringLiteral("hay"));
        QTRY_COMPARE(shown.view.model()->places(), std::size_t{1});
        // The switch searches again.
        QTest::keyClicks(shown.view.field(), QStringLiteral(" "));
        shown.view.actions()->action(QStringLiteral("search.regex"))->trigger();
        QTRY_VERIFY(!shown.view.isSearching());
        QCOMPARE(shown.view.model()->places(), std::size_t{0}); // no item has a blank behind the word
        QSignalSpy left(&shown.view, &SearchView::left);
        QTest::keyClick(shown.view.field(), Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
    }

    void originsAreFoundInTheFormInWhichOneReads()
    {
        Shown shown;
        const auto comesFrom = [&](const QString& text) {
            shown.view.searchOrigin(text);
            return QTest::qWaitFor([&] { return !shown.view.isSearching(); }) &&
                   shown.view.status().startsWith(QStringLiteral("First in user message of "));
        };
        QVERIFY(comesFrom(QStringLiteral("ne\\u0065dle"))); // as a payload writes it
        QCOMPARE(shown.view.field()->text(), QStringLiteral("needle"));
        QVERIFY(!comesFrom(QStringLiteral("C:\\new")));
        QVERIFY(shown.view.status().contains(QStringLiteral("0 hits")));
    }

    void tellsWhereATextCameFrom()
    {
        Shown shown;
        shown.view.searchOrigin(QStringLiteral("needle"));
        QTRY_VERIFY(!shown.view.isSearching());
        QVERIFY2(shown.view.status().startsWith(QStringLiteral("First in user message of ")),
                 qPrintable(shown.view.status()));
        QVERIFY(shown.view.status().contains(QStringLiteral("nowhere else"))); // NEEDLE is another text
        QCOMPARE(shown.document.selection(), ObjectRef(ItemIndex{0}));
    }
};

QTEST_MAIN(SearchViewTest)
#include "search_view_test.moc"
