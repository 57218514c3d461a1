// The conversation of an agent: its entries, their words, and the view that shows them.
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "tests/views/timeline/trace_builder.h"
#include "views/actions/action_registry.h"
#include "views/transcript/row_heights.h"
#include "views/transcript/text_roles.h"
#include "views/transcript/transcript_canvas.h"
#include "views/transcript/transcript_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace rolloutscope;
using namespace rolloutscope::transcript;
using rolloutscope::test::TraceBuilder;

namespace {

struct Story {
    TraceBuilder builder;
    ThreadIndex root = builder.thread("/root", 0, 1000);
    TurnIndex turn = builder.turn(root, 0, 1000);
    InferenceIndex first = builder.inference(root, 0, 100, ExecutionStatus::Completed, turn);
    InferenceIndex second = builder.inference(root, 200, 300, ExecutionStatus::Completed, turn);
    ToolIndex tool = builder.tool(root, ToolKindName::ExecCommand, 100, 200, ExecutionStatus::Completed, first);
    ItemIndex question = item(ItemRole::User, ItemKind::Message, TextPart{"do **it**"});
    ItemIndex request = item(ItemRole::Assistant, ItemKind::FunctionCall, JsonPart{R"({"cmd":"ls"})", {}});
    ItemIndex output = item(ItemRole::Tool, ItemKind::FunctionCallOutput, TextPart{"a\x1b[31mb\nc"});
    ItemIndex thought = item(ItemRole::Assistant, ItemKind::Reasoning, EncodedPart{"", std::string(2'000, 'x')});
    ItemIndex answer = item(ItemRole::Assistant, ItemKind::Message, TextPart{"done"});

    Story()
    {
        RolloutTrace& trace = builder.trace;
        trace.items[request].producedBy = {first, tool};
        trace.items[output].producedBy = {tool};
        trace.toolCalls[tool].callItems = {request};
        trace.toolCalls[tool].outputItems = {output};
        trace.inferenceCalls[first].requestItems = {question};
        trace.inferenceCalls[first].responseItems = {request};
        trace.inferenceCalls[second].requestItems = {question, request, output};
        trace.inferenceCalls[second].responseItems = {thought, answer};
    }

    ItemIndex item(ItemRole role, ItemKind kind, ItemPart part)
    {
        ConversationItem made;
        made.id = "item-" + std::to_string(builder.trace.items.size());
        made.thread = root;
        made.turn = turn;
        made.role = role;
        made.kind = kind;
        made.parts.push_back(std::move(part));
        const ItemIndex added = builder.trace.items.add(std::move(made));
        builder.trace.threads[root].items.push_back(added);
        return added;
    }
    [[nodiscard]] std::shared_ptr<const Transcript> make() const { return makeTranscript(builder.publish(), root); }
};

} // namespace

class TranscriptTest : public QObject {
    Q_OBJECT
private slots:
    void entriesAreTheAgentsItemsInOrder()
    {
        const Story story;
        const auto made = story.make();
        std::vector<EntryKind> kinds;
        for (const Entry& entry : made->entries)
            kinds.push_back(entry.kind);
        QCOMPARE(kinds, (std::vector{EntryKind::User, EntryKind::ToolCall, EntryKind::ToolOutput, EntryKind::Reasoning,
                                     EntryKind::Assistant}));
        QVERIFY(made->entries.front().beginsTurn);
        QVERIFY(!made->entries.back().beginsTurn);
    }

    void theirWords()
    {
        const Story story;
        const auto made = story.make();
        const EntryText question = textOf(*made, 0, 10);
        QCOMPARE(question.heading, QStringLiteral("user"));
        QCOMPARE(question.body, QStringLiteral("do **it**"));
        QCOMPARE(question.facts, QStringLiteral("seen by 2 calls: inference 1 – 2 · 9 B, ≈ 3 tokens"));
        const EntryText call = textOf(*made, 1, 10);
        QCOMPARE(call.heading, QStringLiteral("tool call · exec_command"));
        QCOMPARE(call.body, QStringLiteral("{\n  \"cmd\": \"ls\"\n}"));
        QVERIFY(call.fixedWidth);
        const EntryText output = textOf(*made, 2, 10);
        QCOMPARE(output.body, QStringLiteral("a␛[31mb\nc")); // nothing in it is obeyed
        QCOMPARE(output.lines, 2);
        QCOMPARE(textOf(*made, 2, 1).body, QStringLiteral("a␛[31mb"));
        QCOMPARE(textOf(*made, 3, 10).body, QStringLiteral("[encrypted, 2 KB]"));
        QVERIFY(textOf(*made, 4, 10).facts.startsWith(QStringLiteral("seen by no call")));
    }

    void mailIsUnwrapped()
    {
        Story story;
        const ThreadIndex child = story.builder.thread("/root/x", 0, 500, story.root);
        const ItemIndex mail = story.item(ItemRole::Assistant, ItemKind::Message,
                                          TextPart{R"({"author":"/root/x","recipient":"/root","content":"all\nwell",)"
                                                   R"("trigger_turn":true})"});
        InteractionEdge edge;
        edge.id = "edge-x";
        edge.source = child;
        edge.target = mail;
        const EdgeIndex index = story.builder.trace.edges.add(std::move(edge));
        const auto made = story.make();
        QCOMPARE(made->entries[5].kind, EntryKind::AgentMessage);
        QCOMPARE(made->entries[5].edge, index);
        const EntryText text = textOf(*made, 5, 10);
        QCOMPARE(text.heading, QStringLiteral("/root/x → /root"));
        QCOMPARE(text.body, QStringLiteral("all\nwell"));
        QVERIFY(text.facts.contains(QStringLiteral("starts a turn")));
    }

    void objectsHaveTheirPlace()
    {
        const Story story;
        const auto made = story.make();
        QCOMPARE(made->entryOf(story.output), std::optional<std::size_t>(2));
        QCOMPARE(made->entryOf(story.tool), std::optional<std::size_t>(1));
        QCOMPARE(made->entryOf(story.first), std::optional<std::size_t>(0));
        QCOMPARE(made->entryOf(story.second), std::optional<std::size_t>(1)); // what it saw anew
        QCOMPARE(made->entryOf(story.turn), std::optional<std::size_t>(0));
        QVERIFY(!made->entryOf(ToolIndex{99}));
    }

    void compactionsDivideAndDrop()
    {
        Story story;
        const CompactionIndex compaction = story.builder.compaction(story.root, 400);
        const ItemIndex marker = story.item(ItemRole::User, ItemKind::CompactionMarker, TextPart{""});
        Compaction& made = story.builder.trace.compactions[compaction];
        made.markerItem = marker;
        made.inputItems = {story.question, story.output};
        made.replacementItems = {story.question};
        const auto transcript = story.make();
        QCOMPARE(transcript->entries.back().compaction, compaction);
        QCOMPARE(textOf(*transcript, 5, 1).body, QStringLiteral("2 items before, 1 after"));
        QVERIFY(textOf(*transcript, 2, 1).facts.contains(QStringLiteral("dropped by compaction")));
        QVERIFY(!textOf(*transcript, 0, 1).facts.contains(QStringLiteral("dropped")));
        QCOMPARE(transcript->entryOf(compaction), std::optional<std::size_t>(5));
    }

    void codeWithAPatchInItStaysCode()
    {
        Story story;
        const std::string patch = "*** Begin Patch\n@@\n-a\n+b\n*** End Patch";
        story.item(ItemRole::Assistant, ItemKind::CustomToolCall,
                   CodePart{"javascript", "const a = `\n" + patch + "`"});
        story.item(ItemRole::Assistant, ItemKind::FunctionCall,
                   JsonPart{"{\"input\":\"*** Begin Patch\\n@@\\n-a\\n+b\\n*** End Patch\"}", {}});
        const auto made = story.make();
        const EntryText code = textOf(*made, 5, 100);
        QCOMPARE(code.stretches.front().role, TextRole::Keyword);
        const EntryText call = textOf(*made, 6, 100);
        QCOMPARE(call.body, QString::fromStdString(patch));
        QCOMPARE(call.stretches.front().role, TextRole::Hunk);
    }

    void codeAndPatchesHaveColours()
    {
        const QString code = QStringLiteral("const a = 'x'; // y\n5");
        const auto stretches = javaScriptStretches(code);
        QCOMPARE(stretches, (std::vector<TextStretch>{{0, 5, TextRole::Keyword},
                                                      {10, 3, TextRole::String},
                                                      {15, 4, TextRole::Comment},
                                                      {20, 1, TextRole::Number}}));
        QCOMPARE(javaScriptStretches(QStringLiteral("'never closed\n\"`/*")).size(), 2);
        const QString patch = QStringLiteral("*** Begin Patch\n@@ x\n-a\n+b\n c");
        QVERIFY(looksLikePatch(patch));
        QCOMPARE(patchStretches(patch), (std::vector<TextStretch>{{0, 15, TextRole::Hunk},
                                                                  {16, 4, TextRole::Hunk},
                                                                  {21, 2, TextRole::Removed},
                                                                  {24, 2, TextRole::Added}}));
    }

    void heightsAreSummed()
    {
        std::mt19937 random(3);
        std::vector<int> heights(1'000);
        for (int& height : heights)
            height = 1 + static_cast<int>(random() % 50);
        RowHeights rows(heights);
        for (int round = 0; round < 200; ++round) {
            const std::size_t row = random() % heights.size();
            heights[row] = static_cast<int>(random() % 80);
            rows.set(row, heights[row]);
        }
        long long top = 0;
        for (std::size_t i = 0; i < heights.size(); ++i) {
            QCOMPARE(rows.top(i), top);
            if (heights[i] > 0) {
                QCOMPARE(rows.rowAt(top), i);
                QCOMPARE(rows.rowAt(top + heights[i] - 1), i);
            }
            top += heights[i];
        }
        QCOMPARE(rows.total(), top);
        QCOMPARE(rows.rowAt(top + 100), heights.size() - 1);
    }

    void theViewFollowsTheSelectionAndSetsIt()
    {
        const Story story;
        TraceDocument document;
        document.setTrace(story.builder.publish());
        TranscriptView view(&document);
        view.resize(500, 400);
        view.show();
        view.setInSight(true);
        TranscriptCanvas* canvas = view.canvas();
        QTRY_VERIFY(canvas->transcript());
        document.select(story.output);
        QCOMPARE(canvas->selected(), std::optional<std::size_t>(2));
        QTest::keyClick(canvas, Qt::Key_Down);
        QCOMPARE(document.selection(), ObjectRef(story.thought));
        QTest::keyClick(canvas, Qt::Key_Home);
        QCOMPARE(document.selection(), ObjectRef(story.question));
        QVERIFY(canvas->selectedText()->body.contains(QStringLiteral("do **it**")));
        canvas->toggleMarkdown();
        QVERIFY(!view.grab().isNull());
        QVERIFY(canvas->selectedText()->body.contains(QStringLiteral("do **it**"))); // copies stay raw
    }

    void growthMovesNothing()
    {
        Story story;
        const auto add = [&](int number) {
            std::string text = "entry " + std::to_string(number);
            for (int line = 0; line < number * 7 % 30; ++line)
                text += "\nline";
            return story.item(ItemRole::User, ItemKind::Message, TextPart{text});
        };
        for (int i = 0; i < 200; ++i)
            add(i);
        const ItemIndex selected{8};
        TraceDocument document;
        TranscriptView view(&document);
        view.resize(500, 400);
        view.show();
        view.setInSight(true);
        document.setTrace(story.builder.publish());
        document.select(selected);
        TranscriptCanvas* canvas = view.canvas();
        QTRY_VERIFY(canvas->selected());
        canvas->toggleFold();
        QScrollBar* bar = canvas->verticalScrollBar();
        const auto shown = [canvas] {
            QCoreApplication::processEvents();
            return canvas->viewport()->grab().toImage();
        };
        const auto grow = [&](int number) {
            add(number);
            document.setTrace(story.builder.publish());
            return QTest::qWaitFor(
                [&] { return canvas->transcript()->entries.size() == story.builder.trace.items.size(); });
        };
        // Somebody reads far from what is selected.
        QVERIFY(!shown().isNull());
        bar->setValue(bar->maximum() / 2);
        const QImage before = shown();
        for (int i = 0; i < 3; ++i) {
            QVERIFY(grow(200 + i));
            QCOMPARE(shown(), before);
        }
        QCOMPARE(document.selection(), ObjectRef(selected));
        QCOMPARE(canvas->selected(), std::optional<std::size_t>(selected.value));
        // What is selected from now on comes into sight.
        document.select(ItemIndex{100});
        QVERIFY(shown() != before);
        // Who sits at the end goes on with it.
        bar->setValue(bar->maximum());
        QVERIFY(!shown().isNull());
        QCOMPARE(bar->value(), bar->maximum());
        QVERIFY(grow(300));
        QVERIFY(!shown().isNull());
        QCOMPARE(bar->value(), bar->maximum());
    }

    void scrollingUpIsSteady()
    {
        Story story;
        for (int i = 0; i < 300; ++i) {
            std::string text;
            for (int word = 0; word < i * 37 % 211; ++word)
                text += word % 17 == 16 ? "words that wrap somewhere\n" : "words that wrap somewhere ";
            story.item(ItemRole::User, ItemKind::Message, TextPart{text + std::to_string(i)});
        }
        TranscriptCanvas canvas(nullptr);
        canvas.resize(500, 400);
        canvas.setFocusPolicy(Qt::NoFocus); // whose frame stays where it is
        canvas.setTranscript(story.make());
        canvas.show();
        QScrollBar* bar = canvas.verticalScrollBar();
        bar->setValue(bar->maximum() * 3 / 4);
        QImage before = canvas.viewport()->grab().toImage();
        QCoreApplication::processEvents();
        for (int step = 0; step < 120; ++step) {
            const int by = 20 + step % 5 * 60; // px: a wheel, a page
            bar->setValue(bar->value() - by);
            const QImage now = canvas.viewport()->grab().toImage();
            QCOMPARE(now.copy(0, by, now.width(), now.height() - by),
                     before.copy(0, 0, now.width(), now.height() - by));
            QCoreApplication::processEvents();
            before = canvas.viewport()->grab().toImage();
        }
        for (int page = 0; page < 500 && bar->value() > 0; ++page)
            bar->setValue(bar->value() - bar->pageStep());
        QCOMPARE(bar->value(), 0);
    }

    void resizingStaysWhereOneReads()
    {
        Story story;
        for (int i = 0; i < 300; ++i)
            story.item(ItemRole::User, ItemKind::Message, TextPart{"entry " + std::to_string(i)});
        TranscriptCanvas canvas(nullptr);
        canvas.resize(500, 400);
        canvas.setTranscript(story.make());
        canvas.show();
        canvas.select(3);
        QScrollBar* bar = canvas.verticalScrollBar();
        bar->setValue(bar->maximum() / 2);
        const int before = bar->value();
        QVERIFY(before > 2'000);
        canvas.resize(420, 400);
        QVERIFY2(std::abs(bar->value() - before) < 200, qPrintable(QString::number(bar->value())));
        QVERIFY(!canvas.isInSight(3));
        // What is chosen and in sight stays so, also where it stood below what the smaller view shows.
        canvas.select(150);
        canvas.scrollTo(150);
        bar->setValue(bar->value() - 150);
        QVERIFY(canvas.isInSight(150));
        canvas.resize(300, 100);
        QVERIFY(!canvas.viewport()->grab().isNull());
        QCOMPARE(canvas.selected(), std::optional<std::size_t>(150));
        QVERIFY(canvas.isInSight(150));
    }

    void turnsAreStepped()
    {
        Story story;
        const TurnIndex later = story.builder.turn(story.root, 1'000, 2'000);
        const ItemIndex item = story.item(ItemRole::User, ItemKind::Message, TextPart{"again"});
        story.builder.trace.items[item].turn = later;
        TranscriptCanvas canvas(nullptr);
        canvas.resize(500, 400);
        canvas.setTranscript(story.make());
        canvas.show();
        canvas.select(2);
        canvas.stepTurn(1);
        QCOMPARE(canvas.selected(), std::optional<std::size_t>(5));
        canvas.stepTurn(1); // there is none
        QCOMPARE(canvas.selected(), std::optional<std::size_t>(5));
        canvas.stepTurn(-1);
        QCOMPARE(canvas.selected(), std::optional<std::size_t>(0));
    }

    void markdownLoadsNothing()
    {
        const QTemporaryDir folder;
        const QString picture = folder.filePath(QStringLiteral("red.png"));
        QImage red(60, 60, QImage::Format_RGB32);
        red.fill(Qt::red);
        QVERIFY(red.save(picture));
        Story story;
        story.item(ItemRole::User, ItemKind::Message,
                   TextPart{"![a](" + picture.toStdString() + ") ![b](file://" + picture.toStdString() +
                            ") <img src='" + picture.toStdString() + "'> **bold**"});
        TranscriptCanvas canvas(nullptr);
        canvas.resize(900, 700);
        canvas.setTranscript(story.make());
        canvas.show();
        canvas.select(5);
        canvas.toggleMarkdown();
        const QImage shown = canvas.grab().toImage();
        for (int y = 0; y < shown.height(); ++y) {
            for (int x = 0; x < shown.width(); ++x)
                QVERIFY(shown.pixel(x, y) != qRgb(255, 0, 0));
        }
        const EntryLayout layout(*canvas.transcript(), 5, {.markdown = true}, nullptr, 900, Theme::light());
        const QString text = layout.textIn({0, 10'000});
        QCOMPARE(text.count(QStringLiteral("[image: ")), 2);
        QVERIFY(text.contains(picture) && text.contains(QStringLiteral("bold")) &&
                !text.contains(QStringLiteral("**")));
    }

    void textIsMarked()
    {
        Story story;
        story.item(ItemRole::User, ItemKind::Message, TextPart{"first line\nsecond line"});
        TraceDocument document;
        document.setTrace(story.builder.publish());
        TranscriptView view(&document);
        view.resize(500, 700);
        view.show();
        view.setInSight(true);
        TranscriptCanvas* canvas = view.canvas();
        QTRY_VERIFY(canvas->transcript());
        QVERIFY(!view.grab().isNull());
        // The last entry's body is above the end of what is laid out: its two lines are found by their text.
        const auto drag = [&](QPoint from, QPoint to) {
            QTest::mousePress(canvas->viewport(), Qt::LeftButton, {}, from);
            QTest::mouseMove(canvas->viewport(), to);
            QTest::mouseRelease(canvas->viewport(), Qt::LeftButton, {}, to);
        };
        int line = 0;
        for (int y = 0; y < canvas->viewport()->height() && line == 0; ++y) {
            drag(QPoint(24, y), QPoint(480, y));
            if (canvas->markedText() == QStringLiteral("first line"))
                line = y;
        }
        QVERIFY(line > 0);
        drag(QPoint(24, line), QPoint(480, line + 20));
        QCOMPARE(canvas->markedText(), QStringLiteral("first line\nsecond line"));
        drag(QPoint(480, line + 20), QPoint(24, line)); // backwards
        QCOMPARE(canvas->markedText(), QStringLiteral("first line\nsecond line"));
        view.actions()->action(QStringLiteral("transcript.copy"))->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("first line\nsecond line"));
        QVERIFY(!view.grab().isNull());
        QTest::keyClick(canvas, Qt::Key_Up);
        QVERIFY(canvas->markedText().isEmpty());
    }

    void whoSawAnEntryIsTold()
    {
        const Story story;
        const auto made = story.make();
        const QString question = readersHelp(*made, 0);
        QVERIFY(question.startsWith(QStringLiteral("Seen by 2 of 2 calls of the agent\nFirst: inference 1, at ")));
        QVERIFY(question.contains(QStringLiteral("\nLast: inference 2, at ")));
        QCOMPARE(readersHelp(*made, 4), QStringLiteral("Seen by no call"));
    }

    void hugeEntriesShowTheirBeginning()
    {
        Story story;
        std::string text = "first line\n";
        while (text.size() < 30'000'000)
            text += "ä line of an output that has very many of them\n";
        story.item(ItemRole::Tool, ItemKind::FunctionCallOutput, TextPart{text});
        const auto made = story.make();
        const EntryText folded = textOf(*made, 5, EntryLayout::foldedLines);
        QVERIFY(folded.cut && folded.lines > 500'000);
        QVERIFY(folded.body.size() < 20'000 && folded.body.startsWith(QStringLiteral("first line\n")));
        const EntryText unfolded = textOf(*made, 5, EntryLayout::unfoldedLines);
        QVERIFY(unfolded.cut && unfolded.body.size() < 500'000);
        QVERIFY(!unfolded.body.contains(QChar::ReplacementCharacter)); // cut between characters
        const EntryText all = textOf(*made, 5, std::numeric_limits<qsizetype>::max());
        QVERIFY(!all.cut && all.body.size() > 25'000'000);
    }

    void namesOfMembersHaveTheirColour()
    {
        QCOMPARE(jsonStretches(QStringLiteral("{\n  \"a\": \"b\"\n}")),
                 (std::vector<TextStretch>{{4, 3, TextRole::Keyword}, {9, 3, TextRole::String}}));
    }

    void onlyWhatIsInSightIsLaidOut()
    {
        Story story;
        for (int i = 0; i < 100'000; ++i)
            story.item(ItemRole::User, ItemKind::Message, TextPart{"line\nline " + std::to_string(i)});
        TranscriptCanvas canvas(nullptr);
        canvas.resize(500, 400);
        canvas.setTranscript(story.make());
        canvas.show();
        QVERIFY(!canvas.grab().isNull());
        QVERIFY(canvas.laidOut() < 50);
        canvas.scrollTo(90'000);
        QVERIFY(!canvas.grab().isNull());
        QVERIFY(canvas.laidOut() < 100);
        canvas.select(90'000);
        QVERIFY(canvas.selectedText()->body.contains(QStringLiteral("line 89995")));
    }

    void longEntriesFold()
    {
        Story story;
        std::string text;
        for (int i = 0; i < 100; ++i)
            text += "line\n";
        story.item(ItemRole::User, ItemKind::Message, TextPart{text});
        TranscriptCanvas canvas(nullptr);
        canvas.resize(500, 400);
        canvas.setTranscript(story.make());
        canvas.show();
        canvas.select(5);
        for (std::size_t entry = 0; entry < 6; ++entry)
            canvas.scrollTo(entry); // heights are those of the entries now
        QTest::keyClick(&canvas, Qt::Key_Space);
        QTest::keyClick(&canvas, Qt::Key_Space);
        const int before = canvas.verticalScrollBar()->maximum();
        QTest::keyClick(&canvas, Qt::Key_Space);
        QVERIFY(canvas.verticalScrollBar()->maximum() > before + 500);
        QTest::keyClick(&canvas, Qt::Key_Space);
        QCOMPARE(canvas.verticalScrollBar()->maximum(), before);
    }

    void recordedTranscripts_data()
    {
        QTest::addColumn<QString>("bundle");
        for (const char* name : {"agents-noimg", "ws", "compact", "code"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void recordedTranscripts()
    {
        QFETCH(QString, bundle);
        const auto group = test::corpusGroup("recorded");
        if (group.empty())
            QSKIP("recorded bundles are not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
        Bundle opened;
        std::string error;
        const auto folder = group / bundle.toStdString() / "bundle";
        if (!std::filesystem::exists(folder))
            QSKIP("this bundle is not here");
        QVERIFY2(Bundle::open(folder, opened, error), error.c_str());
        ReduceOptions tolerant;
        tolerant.mode = ReduceMode::Tolerant;
        ReduceResult result = reduce(opened, tolerant);
        QVERIFY2(result.trace, result.error.c_str());
        const auto loaded =
            std::make_shared<const LoadedTrace>(std::move(opened), std::move(*result.trace), ProblemList());
        for (std::uint32_t i = 0; i < loaded->trace.threads.size(); ++i) {
            const auto made = makeTranscript(loaded, {i});
            QCOMPARE(made->entries.size(), loaded->trace.threads[{i}].items.size());
            TranscriptCanvas canvas(nullptr);
            canvas.resize(420, 700);
            canvas.setTranscript(made);
            canvas.show();
            for (std::size_t entry = 0; entry < made->entries.size(); ++entry) {
                QVERIFY(!textOf(*made, entry, 5).heading.isEmpty());
                canvas.scrollTo(entry);
            }
            QVERIFY(!canvas.grab().isNull());
        }
    }

    void aTextIsShownWhereItStands()
    {
        Story story;
        std::string lines;
        for (int i = 0; i < 500; ++i)
            lines += "line " + std::to_string(i) + "\n";
        const ItemIndex longOne = story.item(ItemRole::User, ItemKind::Message, TextPart{lines + "the Needle is here"});
        TraceDocument document;
        TranscriptView view(&document);
        view.resize(400, 300);
        view.show();
        view.setInSight(true);
        const LoadedTracePtr loaded = story.builder.publish();
        document.setTrace(loaded);
        document.select(longOne);
        view.showText(longOne, QStringLiteral("needle")); // before the transcript is there, or after
        QTRY_COMPARE(view.canvas()->markedText(), QStringLiteral("Needle"));
        QTRY_VERIFY(view.canvas()->verticalScrollBar()->value() > 300 * 10);
        const int first = view.canvas()->verticalScrollBar()->value();
        view.showText(longOne, QStringLiteral("line 29"), 1); // line 29, then line 290
        QCOMPARE(view.canvas()->markedText(), QStringLiteral("line 29"));
        QVERIFY(view.canvas()->verticalScrollBar()->value() < first);
        QVERIFY(view.canvas()->verticalScrollBar()->value() > 300 * 10);
        view.showText(story.question, QStringLiteral("nowhere"));
        QVERIFY(view.canvas()->markedText().isEmpty());
        QCOMPARE(view.canvas()->selected(), std::optional<std::size_t>(0));
    }
};

QTEST_MAIN(TranscriptTest)
#include "transcript_test.moc"
