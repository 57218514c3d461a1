// Links in the window: they open their bundle, select their object, show their time, and say what is missing.
#include "tests/app/program.h"
#include "tests/views/timeline/trace_builder.h"

#include "app/open/object_link.h"
#include "app/window/link_flow.h"
#include "app/window/message_bar.h"
#include "app/window/selection_commands.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QUrl>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

const QString sample = QStringLiteral(ROLLOUTSCOPE_SAMPLE);

QString linkTo(const QString& bundle, ObjectKind kind, const std::string& id)
{
    return makeLink({.bundle = bundle, .kind = kind, .id = id, .time = {}});
}

} // namespace

class WindowLinkTest : public QObject {
    Q_OBJECT
private slots:
    void aCopiedLinkOpensWhereItWasMade()
    {
        QString link;
        ObjectRef object;
        TimeRange seen;
        {
            Program program;
            program.open({sample}, 1);
            QCoreApplication::processEvents();
            object = ToolIndex{1};
            program.document()->reveal(object);
            program.window->currentPage()->zoomToSelection();
            seen = program.document()->visibleTime();
            link = linkToSelection(*program.document());
        }
        QVERIFY2(link.contains(QStringLiteral("&from=")), qPrintable(link));
        Program program;
        program.open({link}, 1);
        QTRY_COMPARE(program.document()->selection(), object);
        QTRY_VERIFY(std::abs(program.document()->visibleTime().begin - seen.begin) < 2);
        QVERIFY(std::abs(program.document()->visibleTime().end - seen.end) < 2);
        QVERIFY(program.window->messages()->text().isEmpty());
    }

    void aLinkToAnOpenBundleGoesToItsTab()
    {
        Program program;
        QTemporaryDir root;
        const QString one = makeBundle(root, QString::fromUtf8("eins & ü"));
        program.open({one, makeBundle(root, QStringLiteral("two"))}, 2);
        QVERIFY(program.window->currentPage() != program.window->pageAt(0));
        program.window->openPaths({linkTo(one, ObjectKind::Turn, "u")});
        QTRY_COMPARE(program.window->currentPage(), program.window->pageAt(0));
        QTRY_COMPARE(program.document()->selection(), ObjectRef(TurnIndex{0}));
        QCOMPARE(program.window->pageCount(), 2);
    }

    void aLinkIsDroppedAsText()
    {
        Program program;
        QTemporaryDir root;
        QMimeData data;
        data.setText(linkTo(makeBundle(root, QStringLiteral("one")), ObjectKind::Thread, "a") + u'\n');
        QDragEnterEvent enter({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(program.window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(program.window.get(), &drop);
        QTRY_VERIFY(program.isReady(1));
        QTRY_COMPARE(program.document()->selection(), ObjectRef(ThreadIndex{0}));
    }

    void whatIsMissingIsNamed()
    {
        Program program;
        QTemporaryDir root;
        const QString one = makeBundle(root, QStringLiteral("one"));
        program.open({linkTo(one, ObjectKind::ToolCall, "no-such\nid")}, 1);
        QTRY_VERIFY(program.window->messages()->text().contains(QStringLiteral("no-such id")));
        QVERIFY(program.window->messages()->text().contains(QStringLiteral("tool call")));
        QVERIFY(!program.document()->selection().valid());

        program.window->openPaths({linkTo(QStringLiteral("/nowhere/at all"), ObjectKind::Turn, "u")});
        QTRY_VERIFY(program.window->messages()->text().contains(QStringLiteral("/nowhere/at all")));

        program.window->openPaths({QStringLiteral("rolloutscope://open?bundle=relative&object=turn/u")});
        QVERIFY(program.window->messages()->text().contains(QStringLiteral("Not a link")));
        QCOMPARE(program.window->pageCount(), 1);
    }

    void aFileUrlIsItsPath()
    {
        Program program;
        QTemporaryDir root;
        const QString path = makeBundle(root, QStringLiteral("with space"));
        program.open({QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded)}, 1);
        QCOMPARE(program.window->currentPage()->path(), path);
    }

    void ofALoadInStagesTheWholeDecidesWhatIsMissing()
    {
        SmallRollout rollout;
        const auto publish = [&](TraceStage stage) {
            auto loaded = std::make_shared<LoadedTrace>(Bundle(), rollout.builder.trace.share(), ProblemList());
            loaded->stage = stage;
            return loaded;
        };
        BundlePage page(QStringLiteral("/b"));
        page.resize(900, 600);
        page.show();
        LinkFlow links;
        QSignalSpy refused(&links, &LinkFlow::refused);
        const auto ask = [&](const std::string& id) {
            QCOMPARE(links.takeLinks({linkTo(QStringLiteral("/b"), ObjectKind::CodeCell, id)}),
                     QStringList(QStringLiteral("/b")));
            links.followIn(&page, QStringLiteral("/b"));
            QTest::qWait(20);
        };
        page.document()->setTrace(publish(TraceStage::Spine));
        ask("cell-0");
        QVERIFY(refused.isEmpty());
        const CellIndex cell = rollout.builder.cell(rollout.root, 1'000, 2'000);
        page.document()->setTrace(publish(TraceStage::Whole));
        QTRY_COMPARE(page.document()->selection(), ObjectRef(cell));
        QVERIFY(refused.isEmpty());

        page.document()->clearSelection();
        ask("cell-1");
        QTRY_COMPARE(refused.size(), 1);
        // It is done with: what comes later changes nothing.
        rollout.builder.cell(rollout.root, 3'000, 4'000);
        page.document()->setTrace(publish(TraceStage::Whole));
        QTest::qWait(20);
        QVERIFY(!page.document()->selection().valid());

        // A reading that was cancelled brings no more.
        page.document()->setTrace(publish(TraceStage::Spine));
        ask("cell-9");
        QTRY_COMPARE(refused.size(), 2);
        QVERIFY(refused[1][0].toString().contains(QStringLiteral("not read to its end")));
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowLinkTest>(argc, argv);
}

#include "window_link_test.moc"
