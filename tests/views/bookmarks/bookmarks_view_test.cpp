// The panel and the note's popup: what a person can do in them.
#include "tests/views/timeline/trace_builder.h"

#include "views/bookmarks/bookmark_store.h"
#include "views/bookmarks/bookmarks_model.h"
#include "views/bookmarks/bookmarks_view.h"
#include "views/bookmarks/note_editor.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

constexpr UnixMs zero = TraceBuilder::zero;

/// The panel of a document whose rollout names no file: nothing reaches the disk.
struct Shown {
    SmallRollout rollout;
    TraceDocument document;
    std::unique_ptr<BookmarksView> view;
    QTreeView* table = nullptr;

    Shown()
    {
        rollout.builder.trace.traceId.clear();
        document.setTrace(rollout.builder.publish());
        view = std::make_unique<BookmarksView>(&document);
        view->resize(700, 200);
        view->show();
        table = view->findChild<QTreeView*>();
    }

    [[nodiscard]] BookmarkStore& store() { return *document.bookmarks(); }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return table->model()->index(row, column).data().toString();
    }
    void choose(int row) const { table->setCurrentIndex(table->model()->index(row, 0)); }
    /// Keys of actions work in an active window.
    bool activate() const
    {
        view->activateWindow();
        table->setFocus();
        return QTest::qWaitForWindowActive(view.get());
    }
};

} // namespace

class BookmarksViewTest : public QObject {
    Q_OBJECT
private slots:
    void rowsTellTimeObjectAndFirstLine()
    {
        Shown shown;
        QAbstractItemModelTester tester(shown.view->findChild<BookmarksModel*>());
        shown.store().addMoment(zero + 90'000);
        shown.store().add(shown.rollout.command, QStringLiteral("\n  the flaky one \nsecond line"));
        QCOMPARE(shown.table->model()->rowCount(), 2);
        QCOMPARE(shown.cell(0, BookmarksModel::TimeColumn), QStringLiteral("11.0 s"));
        QVERIFY(shown.cell(0, BookmarksModel::ObjectColumn).endsWith(QStringLiteral("· /root")));
        QCOMPARE(shown.cell(0, BookmarksModel::NoteColumn), QStringLiteral("the flaky one"));
        QCOMPARE(shown.cell(1, BookmarksModel::ObjectColumn), QStringLiteral("moment"));
    }

    void emptyPanelSaysHowToBegin()
    {
        Shown shown;
        QVERIFY(!shown.table->isVisible());
        const auto labels = shown.view->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->isVisible() && label->text().startsWith(QStringLiteral("No bookmarks yet. Press M"));
        }));
        shown.store().addMoment(zero);
        QVERIFY(shown.table->isVisible());
    }

    void enterAndDoubleClickGoThere()
    {
        Shown shown;
        shown.store().add(shown.rollout.command); // 11 s
        shown.store().addMoment(zero + 30'000);
        QSignalSpy reveals(&shown.document, &TraceDocument::revealRequested);
        QSignalSpy moments(shown.view.get(), &BookmarksView::momentRequested);
        shown.choose(0);
        QTest::keyClick(shown.table, Qt::Key_Return);
        QCOMPARE(reveals.size(), 1);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.command));
        const QPoint at = shown.table->visualRect(shown.table->model()->index(1, 0)).center();
        QTest::mouseClick(shown.table->viewport(), Qt::LeftButton, {}, at); // as a mouse does
        QTest::mouseDClick(shown.table->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(moments.size(), 1);
        QCOMPARE(moments.front().front().value<UnixMs>(), zero + 30'000);
    }

    void deleteRemovesAndUndoBringsBack()
    {
        Shown shown;
        shown.store().addMoment(zero, QStringLiteral("one"));
        shown.store().addMoment(zero + 1, QStringLiteral("two"));
        QVERIFY(shown.activate());
        shown.choose(0);
        QTest::keyClick(shown.table, Qt::Key_Delete);
        QCOMPARE(shown.table->model()->rowCount(), 1);
        QCOMPARE(shown.cell(0, BookmarksModel::NoteColumn), QStringLiteral("two"));
        QCOMPARE(shown.table->currentIndex().row(), 0);
        QTest::keyClick(shown.table, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(shown.cell(0, BookmarksModel::NoteColumn), QStringLiteral("one"));
        QTest::keyClick(shown.table, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(shown.table->model()->rowCount(), 1);
    }

    void selectionStaysWithItsBookmark()
    {
        Shown shown;
        shown.store().addMoment(zero + 10, QStringLiteral("mine"));
        shown.choose(0);
        shown.store().addMoment(zero, QStringLiteral("earlier"));
        QCOMPARE(shown.table->currentIndex().row(), 1);
        QVERIFY(shown.table->selectionModel()->isRowSelected(1));
        QVERIFY(!shown.table->selectionModel()->isRowSelected(0));
    }

    void filterLooksAtNotesAndObjects()
    {
        Shown shown;
        shown.store().addMoment(zero, QStringLiteral("first\nneedle in the second line"));
        shown.store().add(shown.rollout.child);
        auto* filter = shown.view->findChild<QLineEdit*>();
        filter->setText(QStringLiteral("NEEDLE"));
        QCOMPARE(shown.table->model()->rowCount(), 1);
        filter->setText(QStringLiteral("fix_tests"));
        QCOMPARE(shown.table->model()->rowCount(), 1);
        filter->setText(QStringLiteral("nothing like it"));
        QVERIFY(!shown.table->isVisible());
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(shown.table->model()->rowCount(), 2);
        QVERIFY(shown.table->isVisible());
    }

    void copyTakesWhatIsSelected()
    {
        Shown shown;
        shown.store().addMoment(zero + 84, QStringLiteral("note\nmore"));
        shown.store().addMoment(zero + 1'000, QStringLiteral("other"));
        QVERIFY(shown.activate());
        shown.choose(0);
        QTest::keyClick(shown.table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("84 ms\tmoment\tnote / more"));
    }

    void f2OpensTheNoteAndEnterSavesIt()
    {
        Shown shown;
        const std::string id = shown.store().addMoment(zero, QStringLiteral("old"));
        QVERIFY(shown.activate());
        shown.choose(0);
        QTest::keyClick(shown.table, Qt::Key_F2);
        QPointer<NoteEditor> editor = shown.view->findChild<NoteEditor*>();
        QVERIFY(editor && editor->isVisible());
        QCOMPARE(editor->note(), QStringLiteral("old"));
        auto* text = editor->findChild<QPlainTextEdit*>();
        QTest::keyClicks(text, QStringLiteral("er"));
        QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(text, QStringLiteral("line"));
        QTest::keyClick(text, Qt::Key_Return);
        QCOMPARE(shown.store().find(id)->note, QStringLiteral("older\nline"));
        QTRY_VERIFY(!editor);
    }

    void escapeLeavesTheNoteAndClosingSavesIt()
    {
        SmallRollout rollout;
        BookmarkStore store{QString()};
        store.setTrace(rollout.builder.publish());
        const std::string id = store.addMoment(zero, QStringLiteral("old"), 2);
        QVERIFY(NoteEditor::editBookmark(&store, "no such id", nullptr, {}) == nullptr);

        QPointer<NoteEditor> editor = NoteEditor::editBookmark(&store, id, nullptr, {10, 10});
        QCOMPARE(editor->color(), 2);
        QSignalSpy cancelled(editor, &NoteEditor::cancelled);
        QTest::keyClicks(editor->findChild<QPlainTextEdit*>(), QStringLiteral("!"));
        QTest::keyClick(editor->findChild<QPlainTextEdit*>(), Qt::Key_Escape);
        QCOMPARE(cancelled.size(), 1);
        QCOMPARE(store.find(id)->note, QStringLiteral("old"));
        QTRY_VERIFY(!editor);

        editor = NoteEditor::editBookmark(&store, id, nullptr, {10, 10});
        QTest::keyClicks(editor->findChild<QPlainTextEdit*>(), QStringLiteral("!"));
        editor->close(); // as a click elsewhere does
        QCOMPARE(store.find(id)->note, QStringLiteral("old!"));
        QCOMPARE(store.find(id)->color, 2);
        QTRY_VERIFY(!editor);
    }

    void documentChangesRolloutsAndItsBookmarksFollow()
    {
        Shown shown;
        shown.store().addMoment(zero);
        QSignalSpy opened(&shown.document, &TraceDocument::traceChanged);
        connect(&shown.document, &TraceDocument::traceChanged, this, [&] {
            QVERIFY(shown.store().loaded() == shown.document.loaded()); // before anybody hears of it
        });
        TraceBuilder other;
        other.trace.traceId.clear();
        other.trace.rolloutId.clear();
        other.thread("/root", 0, 1);
        shown.document.setTrace(other.publish());
        QCOMPARE(opened.size(), 1);
        QVERIFY(shown.store().bookmarks().empty());
        QVERIFY(!shown.store().undoStack()->canUndo());
    }
};

QTEST_MAIN(BookmarksViewTest)
#include "bookmarks_view_test.moc"
