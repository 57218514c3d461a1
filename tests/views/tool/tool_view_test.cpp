// A tool at runtime: text as a terminal would show it, and the view that sets it beside what the model got.
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "views/theme/theme.h"
#include "views/tool/ansi_text.h"
#include "views/tool/tool_view.h"

#include <QComboBox>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTest>

using namespace rolloutscope;

namespace {

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

LoadedTracePtr load(const std::filesystem::path& path)
{
    Bundle bundle;
    std::string error;
    if (!Bundle::open(path, bundle, error))
        qFatal("%s", error.c_str());
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    ReduceResult result = reduce(bundle, options);
    if (!result.trace)
        qFatal("%s", result.error.c_str());
    return shared(
        std::make_unique<LoadedTrace>(std::move(bundle), std::move(*result.trace), std::move(result.problems)));
}

} // namespace

class ToolViewTest : public QObject {
    Q_OBJECT

private slots:
    void coloursBecomeStretches()
    {
        const AnsiText parsed = parseAnsi("a\x1b[1;31mred\x1b[0m b\x1b[38;5;200mx\x1b[39m\x1b[48;2;1;2;3my");
        QCOMPARE(parsed.text, text("ared bxy"));
        QCOMPARE(parsed.stretches.size(), std::size_t{3});
        QCOMPARE(parsed.stretches[0].begin, 1);
        QCOMPARE(parsed.stretches[0].length, 3);
        QVERIFY(parsed.stretches[0].style.bold);
        QCOMPARE(parsed.stretches[0].style.foreground.index, std::uint8_t{1});
        QCOMPARE(parsed.stretches[1].style.foreground.index, std::uint8_t{200});
        QCOMPARE(parsed.stretches[2].style.background.kind, AnsiColor::Kind::Direct);
        QCOMPARE(parsed.stretches[2].style.background.blue, std::uint8_t{3});
    }

    void otherSequencesGo()
    {
        QCOMPARE(parseAnsi("a\x1b[2K\x1b[10;5Hb\x1b]0;title\x07"
                           "c\x1b(Bd")
                     .text,
                 text("abcd"));
        // What is broken, or nothing known, stays visible.
        QCOMPARE(parseAnsi("a\x1b").text, text("a␛"));
        QCOMPARE(parseAnsi("a\x1b[31").text, text("a␛[31"));
        QCOMPARE(parseAnsi("bell\x07").text, text("bell␇"));
    }

    void aLineThatWasWrittenOverShowsItsLastForm()
    {
        QCOMPARE(parseAnsi("10 %\r50 %\r\x1b[32m100 %\x1b[0m\r\ndone\r\n").text, text("100 %\ndone\n"));
        const AnsiText parsed = parseAnsi("\x1b[31mfirst\rsecond");
        QCOMPARE(parsed.text, text("second"));
        QCOMPARE(parsed.stretches.size(), std::size_t{1});
        QCOMPARE(parsed.stretches[0].length, 6);
    }

    void coloursAreLegible()
    {
        for (const Theme* theme : {&Theme::light(), &Theme::darkTheme()}) {
            for (int index = 0; index < 256; ++index) {
                const AnsiColor color{.kind = AnsiColor::Kind::Indexed, .index = static_cast<std::uint8_t>(index)};
                const QColor shown = colorOf(*theme, color, true);
                QVERIFY2(std::abs(shown.lightnessF() - theme->ground.lightnessF()) > 0.2, qPrintable(shown.name()));
            }
            QVERIFY(!colorOf(*theme, {}, true).isValid());
        }
    }

    void showsTheSelectedTool()
    {
        const auto group = test::corpusGroup("generated");
        const auto folders = group.empty() ? std::vector<std::filesystem::path>() : test::bundlesOf(group);
        if (folders.empty())
            QSKIP("No corpus beside the checkout, none in ROLLOUTSCOPE_CORPUS and none in tests/data.");
        const LoadedTracePtr loaded = load(folders.front() / "bundle");
        ToolIndex command;
        for (std::uint32_t i = 0; i < loaded->trace.toolCalls.size() && !command; ++i) {
            const ToolCall& tool = loaded->trace.toolCalls[ToolIndex{i}];
            if (tool.kind.name == ToolKindName::ExecCommand && !tool.outputItems.empty() &&
                !tool.runtimePayloads.empty())
                command = ToolIndex{i};
        }
        QVERIFY(command);
        TraceDocument document;
        ToolView view(&document);
        view.resize(700, 500);
        view.show();
        view.setInSight(true);
        document.setTrace(loaded);
        QVERIFY(!view.traces());
        document.select(command);
        QTRY_VERIFY(view.traces() && view.traces()->tool == command);
        QVERIFY(!view.modelText().isEmpty());
        QCOMPARE(view.chooser()->count(), 2 + static_cast<int>(view.traces()->traces.size()));
        view.chooser()->setCurrentIndex(1);
        QVERIFY(view.runtimeText().contains(text("cmd")));
        view.chooser()->setCurrentIndex(2);
        QVERIFY(view.runtimeText().contains(text("tool_name")));
        // An output leads to its tool, from another one.
        const ToolIndex other{command.value == 0 ? 1U : 0U};
        QVERIFY(loaded->trace.toolCalls.contains(other));
        document.select(other);
        QTRY_COMPARE(view.traces()->tool, other);
        document.select(loaded->trace.toolCalls[command].outputItems.front());
        QTRY_COMPARE(view.traces()->tool, command);
    }

    void growthMovesNothing()
    {
        const auto group = test::corpusGroup("recorded");
        const auto folders = group.empty() ? std::vector<std::filesystem::path>() : test::bundlesOf(group);
        if (folders.empty())
            QSKIP("No corpus beside the checkout and none in ROLLOUTSCOPE_CORPUS.");
        TraceDocument document;
        ToolView view(&document);
        view.resize(400, 300);
        view.show();
        view.setInSight(true);
        document.setTrace(load(folders.front() / "bundle"));
        document.select(ToolIndex{0});
        QTRY_VERIFY(view.traces() && view.traces()->tool == ToolIndex{0});
        view.chooser()->setCurrentIndex(2); // a payload: long enough to scroll in
        const QList<QPlainTextEdit*> texts = view.findChildren<QPlainTextEdit*>();
        const auto runtime = std::find_if(texts.begin(), texts.end(), [&](const QPlainTextEdit* text) {
            return text->toPlainText() == view.runtimeText();
        });
        QVERIFY(runtime != texts.end());
        QScrollBar* bar = (*runtime)->verticalScrollBar();
        QVERIFY(bar->maximum() > 2);
        bar->setValue(bar->maximum() - 1);
        const int before = bar->value();
        const auto traces = view.traces();
        document.setTrace(load(folders.front() / "bundle")); // read again
        QTRY_VERIFY(view.traces() != traces);
        QCOMPARE(view.chooser()->currentIndex(), 2);
        QCOMPARE(bar->value(), before);
    }
};

QTEST_MAIN(ToolViewTest)
#include "tool_view_test.moc"
