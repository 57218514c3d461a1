// File → Export of the timeline: what is in view, or all of it, as it is arranged; bookmarks come along.
#include "tests/app/program.h"

#include "app/window/export_flow.h"
#include "app/window/message_bar.h"
#include "app/window/window_actions.h"
#include "views/bookmarks/bookmark_store.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_picture.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QImage>
#include <QXmlStreamReader>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

/// A root and `count` agents, each with a turn.
QByteArray logOf(int count)
{
    QByteArray log = smallLog();
    int seq = 4;
    for (int i = 0; i < count; ++i) {
        const QByteArray id = "t" + QByteArray::number(i);
        log += logLine(seq++,
                       R"({"type":"thread_started","thread_id":")" + id + R"(","agent_path":"/root/helper_)" +
                           QByteArray::number(i) + "\"}",
                       id);
        log += logLine(
            seq++, R"({"type":"codex_turn_started","codex_turn_id":"u)" + id + R"(","thread_id":")" + id + "\"}", id);
    }
    return log;
}

QStringList textsOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader reader(&file);
    QStringList texts;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QStringLiteral("text"))
            texts << reader.readElementText();
    }
    return reader.hasError() ? QStringList() : texts;
}

} // namespace

class WindowExportTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    [[nodiscard]] TimelineCanvas* canvasOf(const Program& program) const
    {
        return program.window->currentPage()->timeline()->canvas();
    }

    /// The bookmarks of what is open, without those that an earlier run left.
    [[nodiscard]] BookmarkStore* noBookmarks(const Program& program) const
    {
        BookmarkStore* store = program.document()->bookmarks();
        [&] { QTRY_VERIFY(store->isInStep()); }();
        std::vector<std::string> ids;
        for (const Bookmark& bookmark : store->bookmarks())
            ids.push_back(bookmark.id);
        store->remove(ids);
        return store;
    }

    /// Exports and waits for the message; the file's path.
    QString exported(Program& program, const char* name, bool whole, bool redact = false)
    {
        const QString file = folder_.filePath(QString::fromLatin1(name));
        QFile::remove(file);
        program.window->exports()->chooseFile = [&](const QString&) {
            return ExportChoice{.file = file, .whole = whole, .redact = redact};
        };
        program.window->messages()->dismiss();
        program.window->resize(1600, 900);
        QTest::qWait(1); // the timeline takes the room of the message
        program.window->actions()->exportBundle->trigger();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!program.window->messages()->text().isEmpty(), 20'000); }();
        return file;
    }

private slots:
    void visibleOrWhole()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("many"), logOf(60))}, 1);
        const QImage visible(exported(program, "a.png", false));
        const QImage whole(exported(program, "b.png", true));
        const double ratio = canvasOf(program)->devicePixelRatioF();
        QCOMPARE(visible.width(), static_cast<int>(canvasOf(program)->width() * ratio));
        QCOMPARE(whole.width(), static_cast<int>(std::max(canvasOf(program)->width(), 1200) * ratio));
        QVERIFY(visible.height() > canvasOf(program)->height() * ratio); // title and legend
        QVERIFY(whole.height() > 61 * 44 * ratio);
        QVERIFY(!textsOf(exported(program, "a.svg", false)).contains(QStringLiteral("/root/helper_59")));
        QVERIFY(textsOf(exported(program, "b.svg", true)).contains(QStringLiteral("/root/helper_59")));
    }

    void arrangementIsKept()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("many"), logOf(30))}, 1);
        TimelineCanvas* canvas = canvasOf(program);
        TrackArrangement changed = canvas->arrangement();
        changed.pinned = {"t25"};
        changed.hidden = {"t3"};
        canvas->setArrangement(changed);
        canvas->scrollTo(canvas->viewport().maxScrollY());
        const QStringList whole = textsOf(exported(program, "a.svg", true));
        QVERIFY(!whole.contains(QStringLiteral("/root/helper_3")));
        QCOMPARE(whole.count(QStringLiteral("/root/helper_25")), 1);
        QVERIFY(whole.indexOf(QStringLiteral("/root/helper_25")) < whole.indexOf(QStringLiteral("/root/helper_2")));
        // In view: the pinned one, over the last ones.
        const QStringList visible = textsOf(exported(program, "b.svg", false));
        QCOMPARE(visible.count(QStringLiteral("/root/helper_25")), 1);
        QVERIFY(visible.contains(QStringLiteral("/root/helper_29")));
        QVERIFY(!visible.contains(QStringLiteral("/root/helper_1")));
    }

    void bookmarksAreListed()
    {
        Program program;
        program.open({QFileInfo(QStringLiteral(ROLLOUTSCOPE_SAMPLE)).canonicalFilePath()}, 1);
        BookmarkStore* bookmarks = noBookmarks(program);
        const UnixMs first = program.document()->loaded()->relations.firstMoment();
        for (int i = 0; i < 45; ++i)
            bookmarks->addMoment(first + i, QStringLiteral("note %1\nwith more").arg(i));
        const QStringList texts = textsOf(exported(program, "a.svg", true));
        QVERIFY(texts.contains(QStringLiteral("note 0")));
        QVERIFY(texts.contains(QStringLiteral("note 39")));
        QVERIFY(!texts.contains(QStringLiteral("note 40")));
        QVERIFY(texts.contains(QStringLiteral("… and 5 more bookmarks")));
        // Those outside of what is in view are not told.
        canvasOf(program)->showUnixTime(
            {.begin = static_cast<double>(first + 100), .end = static_cast<double>(first + 300)});
        QVERIFY(!textsOf(exported(program, "a.svg", false)).contains(QStringLiteral("note 0")));
        std::ignore = noBookmarks(program);
    }

    void theMouseLeavesNoTrace()
    {
        Program program;
        program.open({QFileInfo(QStringLiteral(ROLLOUTSCOPE_SAMPLE)).canonicalFilePath()}, 1);
        std::ignore = noBookmarks(program);
        program.window->currentPage()->timeline()->waitUntilReady();
        const QImage before(exported(program, "a.png", false));
        TimelineCanvas* canvas = canvasOf(program);
        program.window->messages()->dismiss();
        QTest::qWait(1);
        QTest::mouseMove(canvas, canvas->regions().tracks.topLeft() + QPoint(120, 30));
        QTest::qWait(20);
        QCOMPARE(QImage(exported(program, "b.png", false)), before);
    }

    void refusalsAreTold()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("many"), logOf(800))}, 1);
        const QString large = exported(program, "large.png", true);
        QVERIFY2(program.window->messages()->text().contains(QStringLiteral("px a side")),
                 qPrintable(program.window->messages()->text()));
        QVERIFY(!QFileInfo::exists(large));
        const QString nowhere = exported(program, "no/folder.svg", false);
        QVERIFY(program.window->messages()->text().contains(QStringLiteral("folder.svg")));
        QVERIFY(!QFileInfo::exists(nowhere));
    }

    void cancelledPicturesLeaveNothing()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("many"), logOf(10))}, 1);
        const QString file = folder_.filePath(QStringLiteral("cancelled.svg"));
        PictureRequest request;
        request.whole = true;
        PictureJob job;
        job.cancelled = true;
        QVERIFY(writeTimelinePicture(canvasOf(program)->snapshot(), request, file, job).isEmpty());
        QVERIFY(!QFileInfo::exists(file));
    }

    void secretsAreMaskedInAllThatIsText()
    {
        Program program;
        QTemporaryDir root;
        const QByteArray log =
            smallLog() +
            logLine(4, R"({"type":"thread_started","thread_id":"b","agent_path":"/root/ana@example.org"})", "b") +
            logLine(5, R"({"type":"codex_turn_started","codex_turn_id":"v","thread_id":"b"})", "b");
        program.open({makeBundle(root, QStringLiteral("masked"), log)}, 1);
        QTRY_VERIFY_WITH_TIMEOUT(program.window->currentPage()->graph()->isSettled(), 20'000);
        for (const char* name : {"a.json", "a.csv", "a.dot", "a.graphml"}) {
            QFile plain(exported(program, name, true));
            QVERIFY(plain.open(QIODevice::ReadOnly));
            QVERIFY2(plain.readAll().contains("ana@example.org"), name);
            plain.close();
            QFile masked(exported(program, name, true, true));
            QVERIFY(masked.open(QIODevice::ReadOnly));
            const QByteArray text = masked.readAll();
            QVERIFY2(text.contains("[redacted e-mail]"), name);
            QVERIFY2(!text.contains("example.org"), name);
        }
    }

    void closingTheWindowGivesUp()
    {
        const QString file = folder_.filePath(QStringLiteral("late.png"));
        {
            Program program;
            program.open({QFileInfo(QStringLiteral(ROLLOUTSCOPE_SAMPLE)).canonicalFilePath()}, 1);
            program.window->exports()->chooseFile = [&](const QString&) {
                return ExportChoice{.file = file, .whole = true};
            };
            program.window->actions()->exportBundle->trigger();
        }
        QTest::qWait(50); // whatever goes on has nobody to tell
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowExportTest>(argc, argv);
}

#include "window_export_test.moc"
