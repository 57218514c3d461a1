// The store: what it resolves, undoes, keeps on disk, and how two of them live with one file.
#include "tests/views/timeline/trace_builder.h"

#include "views/bookmarks/bookmark_store.h"
#include "views/bookmarks/bookmark_text.h"

#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

constexpr UnixMs zero = TraceBuilder::zero;

QString onlyFile(const QTemporaryDir& folder)
{
    const QStringList files = QDir(folder.path()).entryList({QStringLiteral("*.json")}, QDir::Files);
    return files.size() == 1 ? folder.filePath(files.front()) : QString();
}

void overwrite(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(bytes);
}

void save(BookmarkStore& store)
{
    store.refresh();
    QTRY_VERIFY(!store.isSyncing());
}

Bookmark entry(const char* note, UnixMs changedAt)
{
    Bookmark bookmark;
    bookmark.id = "b";
    bookmark.at = 1;
    bookmark.note = QString::fromUtf8(note);
    bookmark.changedAt = changedAt;
    return bookmark;
}

} // namespace

class BookmarkStoreTest : public QObject {
    Q_OBJECT
private slots:
    void bookmarksStandByTimeAndAreFoundFromMoments()
    {
        const SmallRollout rollout;
        BookmarkStore store{QString()};
        store.setTrace(rollout.builder.publish());
        const std::string late = store.add(rollout.second); // 50 s
        const std::string moment = store.addMoment(zero + 30'000);
        const std::string early = store.add(rollout.command); // 11 s
        QCOMPARE(store.bookmarks().size(), std::size_t{3});
        QCOMPARE(store.bookmarks()[0].id, early);
        QCOMPARE(store.bookmarks()[1].id, moment);
        QCOMPARE(store.bookmarks()[2].id, late);

        QCOMPARE(store.nextAfter(zero + 11'000)->id, moment);
        QCOMPARE(store.lastBefore(zero + 30'000)->id, early);
        QVERIFY(store.nextAfter(zero + 50'000) == nullptr);
        QVERIFY(store.lastBefore(zero + 11'000) == nullptr);
        QCOMPARE(store.at(rollout.second)->id, late);
        QVERIFY(store.at(rollout.first) == nullptr);
        QVERIFY(!store.objectOf(*store.find(moment)).valid());
        QCOMPARE(store.momentOf(*store.find(late)), std::optional<UnixMs>(zero + 50'000));
    }

    void objectsAreFoundByIdWhereverTheyStand()
    {
        const SmallRollout rollout;
        BookmarkStore store{QString()};
        store.setTrace(rollout.builder.publish());
        const std::string id = store.add(rollout.command);

        // The same rollout read by others: another tool stands where the command was.
        TraceBuilder other;
        const ThreadIndex root = other.thread("/root", 0, 100'000);
        store.setTrace(other.publish());
        QVERIFY(!store.objectOf(*store.find(id)).valid());
        QCOMPARE(store.momentOf(*store.find(id)), std::optional<UnixMs>(zero + 11'000)); // as it was marked
        QVERIFY(bookmarkTitle(store, *store.find(id)).contains(QStringLiteral("tool-1")));

        for (int i = 0; i < 3; ++i)
            other.tool(root, ToolKindName::Web, 12'000, 13'000);
        store.setTrace(other.publish());
        QCOMPARE(store.objectOf(*store.find(id)), ObjectRef(ToolIndex{1}));
        QCOMPARE(store.momentOf(*store.find(id)), std::optional<UnixMs>(zero + 12'000));
    }

    void everyStepIsUndoneAndRedone()
    {
        const SmallRollout rollout;
        BookmarkStore store{QString()};
        store.setTrace(rollout.builder.publish());
        const std::string id = store.toggle(rollout.command);
        QVERIFY(!id.empty());
        store.edit(id, QStringLiteral("why?\n\n"), 3);
        QCOMPARE(store.find(id)->note, QStringLiteral("why?"));
        store.edit(id, QStringLiteral("why?"), 3); // nothing new: no step
        QVERIFY(store.toggle(rollout.command).empty());
        QVERIFY(store.bookmarks().empty());

        store.undoStack()->undo();
        QCOMPARE(store.find(id)->note, QStringLiteral("why?"));
        QCOMPARE(store.find(id)->color, 3);
        store.undoStack()->undo();
        QCOMPARE(store.find(id)->note, QString());
        store.undoStack()->undo();
        QVERIFY(store.find(id) == nullptr);
        store.undoStack()->redo();
        store.undoStack()->redo();
        QCOMPARE(store.find(id)->note, QStringLiteral("why?"));
    }

    void severalAreRemovedInOneStep()
    {
        const SmallRollout rollout;
        BookmarkStore store{QString()};
        store.setTrace(rollout.builder.publish());
        const std::string a = store.add(rollout.command);
        const std::string b = store.addMoment(zero);
        store.remove({a, b});
        QVERIFY(store.bookmarks().empty());
        store.undoStack()->undo();
        QCOMPARE(store.bookmarks().size(), std::size_t{2});
    }

    void limitsHold()
    {
        QCOMPARE(fittingNote(QString(maxNoteBytes, u'a')).size(), maxNoteBytes);
        // Two bytes a letter, and an odd byte in front: the cut falls inside of a letter.
        const QString cut = fittingNote(u'a' + QString(maxNoteBytes, QChar(0xE4)));
        QCOMPARE(cut.toUtf8().size(), maxNoteBytes - 1);
        QVERIFY(!cut.contains(QChar(QChar::ReplacementCharacter)));

        BookmarkMap many;
        for (std::size_t i = 0; i < maxBookmarks; ++i) {
            Bookmark bookmark = entry("", 1);
            bookmark.id = "id" + std::to_string(i);
            many.emplace(bookmark.id, bookmark);
        }
        QTemporaryDir folder;
        const SmallRollout rollout;
        const LoadedTracePtr loaded = rollout.builder.publish();
        const RolloutIdentity identity = identityOf(*loaded);
        QVERIFY(syncBookmarkFile(keptFilePath(folder.path(), identity), identity, {}, many).good);
        BookmarkStore store(folder.path());
        store.setTrace(loaded);
        QTRY_COMPARE(store.bookmarks().size(), maxBookmarks);
        QSignalSpy reports(&store, &BookmarkStore::reported);
        QVERIFY(store.addMoment(zero).empty());
        QCOMPARE(reports.size(), 1);
    }

    void notesComeBackInAnotherRun()
    {
        QTemporaryDir folder;
        const SmallRollout rollout;
        std::string id;
        {
            BookmarkStore store(folder.path());
            store.setTrace(rollout.builder.publish());
            id = store.add(rollout.command, QStringLiteral("first line\nzweite Zeile: ä → 𝄞"), 4);
            store.addMoment(zero + 5);
        } // written on the way out
        BookmarkStore store(folder.path());
        QSignalSpy changes(&store, &BookmarkStore::changed);
        store.setTrace(rollout.builder.publish());
        QTRY_COMPARE(store.bookmarks().size(), std::size_t{2});
        QVERIFY(changes.size() >= 1);
        QCOMPARE(store.find(id)->note, QStringLiteral("first line\nzweite Zeile: ä → 𝄞"));
        QCOMPARE(store.find(id)->color, 4);
        QCOMPARE(store.objectOf(*store.find(id)), ObjectRef(rollout.command));
        QVERIFY(!store.undoStack()->canUndo());
    }

    void changesAreWrittenSoonByThemselves()
    {
        QTemporaryDir folder;
        const SmallRollout rollout;
        BookmarkStore store(folder.path());
        store.setTrace(rollout.builder.publish());
        store.addMoment(zero, QStringLiteral("soon"));
        QVERIFY(!store.isInStep());
        QTRY_VERIFY(store.isInStep());
        QFile file(onlyFile(folder));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("soon"));
    }

    void aRolloutWithoutBookmarksLeavesNoFile()
    {
        QTemporaryDir folder;
        const QString inside = folder.filePath(QStringLiteral("bookmarks"));
        {
            BookmarkStore store(inside);
            store.setTrace(SmallRollout().builder.publish());
            QTRY_VERIFY(store.isInStep());
        }
        QVERIFY(!QDir(inside).exists());
    }

    void everyRolloutHasItsOwn()
    {
        QTemporaryDir folder;
        SmallRollout one;
        SmallRollout two;
        two.builder.trace.traceId = "trace-2";
        BookmarkStore store(folder.path());
        store.setTrace(one.builder.publish());
        store.addMoment(zero, QStringLiteral("of one"));
        store.setTrace(two.builder.publish());
        QVERIFY(store.bookmarks().empty());
        store.addMoment(zero, QStringLiteral("of two"));
        store.setTrace(one.builder.publish());
        QTRY_COMPARE(store.bookmarks().size(), std::size_t{1});
        QCOMPARE(store.bookmarks().front().note, QStringLiteral("of one"));
        QCOMPARE(QDir(folder.path()).entryList({QStringLiteral("*.json")}).size(), 2);
    }

    void aRolloutThatNamesNoIdsIsKnownByItsFolder()
    {
        QTemporaryDir kept;
        QTemporaryDir bundles;
        const auto traceIn = [&](const char* name) {
            const QString folder = bundles.filePath(QString::fromLatin1(name));
            QDir().mkpath(folder);
            overwrite(folder + QStringLiteral("/manifest.json"),
                      R"({"schema_version":1,"trace_id":"","rollout_id":"","root_thread_id":"","started_at_unix_ms":1,)"
                      R"("raw_event_log":"trace.jsonl","payloads_dir":"payloads"})");
            overwrite(folder + QStringLiteral("/trace.jsonl"), "");
            Bundle bundle;
            std::string error;
            if (!Bundle::open(folder.toStdString(), bundle, error))
                qFatal("%s", error.c_str());
            return std::make_shared<const LoadedTrace>(std::move(bundle), RolloutTrace(), ProblemList());
        };
        {
            BookmarkStore store(kept.path());
            store.setTrace(traceIn("here"));
            store.addMoment(zero, QStringLiteral("no ids"));
            store.setTrace(traceIn("here")); // more of it
            QCOMPARE(store.bookmarks().size(), std::size_t{1});
            store.setTrace(traceIn("there"));
            QVERIFY(store.bookmarks().empty());
        }
        BookmarkStore store(kept.path());
        store.setTrace(traceIn("here"));
        QTRY_COMPARE(store.bookmarks().size(), std::size_t{1});
        QCOMPARE(store.bookmarks().front().note, QStringLiteral("no ids"));
    }

    void nobodyWaitsForAFileInUseWhenATabCloses()
    {
        QTemporaryDir folder;
        const LoadedTracePtr loaded = SmallRollout().builder.publish();
        const QString path = keptFilePath(folder.path(), identityOf(*loaded));
        QLockFile other(path + QStringLiteral(".lock"));
        QVERIFY(other.lock());
        auto store = std::make_unique<BookmarkStore>(folder.path());
        store->setTrace(loaded);
        store->addMoment(zero, QStringLiteral("first"));
        store->refresh(); // waits for the lock, elsewhere
        store->addMoment(zero + 1, QStringLiteral("second"));
        store.reset();
        QVERIFY(!QFile::exists(path)); // nothing was waited for
        BookmarkStore again(folder.path());
        again.setTrace(loaded); // after what is still to be written
        other.unlock();
        QTRY_COMPARE(again.bookmarks().size(), std::size_t{2});
    }

    void twoWindowsDoNotLoseEachOthersBookmarks()
    {
        QTemporaryDir folder;
        const SmallRollout rollout;
        BookmarkStore here(folder.path());
        BookmarkStore there(folder.path());
        here.setTrace(rollout.builder.publish());
        const std::string shared = here.addMoment(zero, QStringLiteral("shared"));
        const std::string doomed = here.addMoment(zero + 1, QStringLiteral("doomed"));
        save(here);
        there.setTrace(rollout.builder.publish());
        QTRY_COMPARE(there.bookmarks().size(), std::size_t{2});

        const std::string mine = here.addMoment(zero + 2, QStringLiteral("mine"));
        here.remove({doomed});
        save(here);
        const std::string theirs = there.addMoment(zero + 3, QStringLiteral("theirs"));
        there.edit(shared, QStringLiteral("edited there"), 0);
        save(there);
        // The one who wrote last has them all, and not what was removed.
        QCOMPARE(there.bookmarks().size(), std::size_t{3});
        QVERIFY(there.find(mine) != nullptr && there.find(doomed) == nullptr);
        here.refresh();
        QTRY_VERIFY(here.find(theirs) != nullptr);
        QCOMPARE(here.find(shared)->note, QStringLiteral("edited there"));
        QCOMPARE(here.bookmarks().size(), std::size_t{3});
    }

    void mergingFollowsItsRules()
    {
        const BookmarkMap none;
        const BookmarkMap old{{"b", entry("old", 1)}};
        const BookmarkMap mine{{"b", entry("mine", 2)}};
        const BookmarkMap theirs{{"b", entry("theirs", 3)}};
        QVERIFY(mergeBookmarks(none, mine, none) == mine);     // added here
        QVERIFY(mergeBookmarks(none, none, theirs) == theirs); // added there
        QVERIFY(mergeBookmarks(old, old, none) == none);       // removed there
        QVERIFY(mergeBookmarks(old, none, old) == none);       // removed here
        QVERIFY(mergeBookmarks(old, mine, none) == mine);      // removed there, changed here
        QVERIFY(mergeBookmarks(old, none, theirs) == theirs);  // removed here, changed there
        QVERIFY(mergeBookmarks(old, old, theirs) == theirs);   // changed there
        QVERIFY(mergeBookmarks(old, mine, theirs) == theirs);  // both: the later
        QVERIFY(mergeBookmarks(old, theirs, mine) == theirs);
    }

    void aDamagedFileIsKeptAsideAndReported_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("kept");
        QTest::newRow("not JSON") << QByteArray("{\"format\": \"rolloutscope-bookm") << 0;
        QTest::newRow("empty") << QByteArray() << 0;
        QTest::newRow("another program's") << QByteArray(R"({"format":"other","version":1,"bookmarks":[]})") << 0;
        QTest::newRow("a later version")
            << QByteArray(
                   R"({"format":"rolloutscope-bookmarks","version":2,"rollout_id":"","trace_id":"trace-1","bookmarks":[]})")
            << 0;
        QTest::newRow("another rollout's")
            << QByteArray(
                   R"({"format":"rolloutscope-bookmarks","version":1,"rollout_id":"","trace_id":"x","bookmarks":[]})")
            << 0;
        QTest::newRow("one bad entry")
            << QByteArray(
                   R"({"format":"rolloutscope-bookmarks","version":1,"rollout_id":"","trace_id":"trace-1","bookmarks":[)"
                   R"({"id":"a","kind":"moment","at_unix_ms":5,"note":"good"},{"id":"c","kind":"flying_saucer"},7]})")
            << 1;
    }

    void aDamagedFileIsKeptAsideAndReported()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, kept);
        QTemporaryDir folder;
        const LoadedTracePtr loaded = SmallRollout().builder.publish();
        const QString path = keptFilePath(folder.path(), identityOf(*loaded));
        overwrite(path, bytes);

        BookmarkStore store(folder.path());
        QSignalSpy reports(&store, &BookmarkStore::reported);
        store.setTrace(loaded);
        QTRY_COMPARE(reports.size(), 1);
        const QStringList aside = QDir(folder.path()).entryList({QStringLiteral("*.kept-*")}, QDir::Files);
        QCOMPARE(aside.size(), 1);
        QVERIFY(reports.front().front().toString().contains(aside.front()));
        QFile old(folder.filePath(aside.front()));
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), bytes);
        QCOMPARE(static_cast<int>(store.bookmarks().size()), kept);

        store.addMoment(zero, QStringLiteral("goes on"));
        save(store);
        QVERIFY(QFile::exists(path));
        QCOMPARE(reports.size(), 1);
    }

    void damageWhileItIsOpenTakesNothing()
    {
        QTemporaryDir folder;
        BookmarkStore store(folder.path());
        store.setTrace(SmallRollout().builder.publish());
        const std::string before = store.addMoment(zero, QStringLiteral("before"));
        save(store);
        overwrite(onlyFile(folder), "torn");
        store.addMoment(zero + 1, QStringLiteral("after"));
        save(store);
        QCOMPARE(store.bookmarks().size(), std::size_t{2});

        QVERIFY(QFile::remove(onlyFile(folder)));
        store.addMoment(zero + 2);
        save(store);
        QCOMPARE(store.bookmarks().size(), std::size_t{3});
        BookmarkStore again(folder.path());
        again.setTrace(SmallRollout().builder.publish());
        QTRY_COMPARE(again.bookmarks().size(), std::size_t{3});
        QVERIFY(again.find(before) != nullptr);
    }

    void aFolderThatCannotBeWrittenIsReportedOnce()
    {
        QTemporaryDir folder;
        overwrite(folder.filePath(QStringLiteral("file")), "x");
        BookmarkStore store(folder.filePath(QStringLiteral("file/bookmarks")));
        QSignalSpy reports(&store, &BookmarkStore::reported);
        store.setTrace(SmallRollout().builder.publish());
        store.addMoment(zero);
        save(store);
        store.addMoment(zero + 1);
        save(store);
        QCOMPARE(reports.size(), 1);
        QCOMPARE(store.bookmarks().size(), std::size_t{2}); // still here for this run
    }

    void markdownIsLiteral()
    {
        const SmallRollout rollout;
        BookmarkStore store{QString()};
        store.setTrace(rollout.builder.publish());
        store.addMoment(zero + 3'400, QStringLiteral("see [this](http://x)\n<b>second</b>"));
        const QString text = bookmarksAsMarkdown(store);
        QVERIFY2(text.contains(QStringLiteral("- **3.4 s** moment\n")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("\\[this\\]\\(http://x\\)")));
        QVERIFY(text.contains(QStringLiteral("\\<b\\>second")));
    }
};

QTEST_MAIN(BookmarkStoreTest)
#include "bookmark_store_test.moc"
