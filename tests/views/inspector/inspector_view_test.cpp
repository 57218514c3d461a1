// The inspector in a document: selection, links, payloads, keyboard, empty states.
#include "tests/views/inspector/inspector_trace.h"
#include "tests/views/inspector/temporary_bundle.h"
#include "views/inspector/fields_pane.h"
#include "views/inspector/inspector_view.h"
#include "views/inspector/json_tree_view.h"
#include "views/inspector/payload_list.h"
#include "views/inspector/payload_viewer.h"
#include "views/theme/style.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::inspector;
using namespace rolloutscope::test;

namespace {

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

int rowWith(const FieldsPane& fields, const QString& label)
{
    for (std::size_t i = 0; i < fields.rows().size(); ++i) {
        if (fields.rows()[i].label == label)
            return static_cast<int>(i);
    }
    return -1;
}

} // namespace

class InspectorViewTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void saysWhatToDoWhenEmpty();
    void followsTheSelection();
    void goesWhereALinkLeads();
    void goesThereWithTheKeyboard();
    void copiesValues();
    void selectsTextWithTheMouse();
    void showsMoreOfALongText();
    void listsPayloadsWithSizes();
    void opensPayloads();
    void opensAPayloadWithTheKeyboard();
    void passesTheFocusFromTopToBottom();
    void refusesPayloadsOutsideTheBundle();
    void opensASelectedPayload();
    void forgetsThePayloadOfAnotherObject();
    void paintsInBothThemes();
    void staysQuickWithHugeTexts();
    void showsARecordedBundle();

private:
    std::unique_ptr<TemporaryBundle> bundle_;
    SmallTrace small_;
    std::unique_ptr<TraceDocument> document_;
    std::unique_ptr<InspectorView> view_;
};

void InspectorViewTest::initTestCase()
{
    applyTheme(*qApp, Theme::light());
}

void InspectorViewTest::init()
{
    bundle_ = std::make_unique<TemporaryBundle>();
    bundle_->write("payloads/1.json", R"({"model":"gpt-5.5","input":[]})");
    bundle_->write("payloads/2.json", R"({"response_id":"resp_1"})");
    bundle_->write("payloads/3.json", QByteArray(312, ' ') + "{}");
    small_ = smallTrace();
    document_ = std::make_unique<TraceDocument>();
    document_->setTrace(std::make_shared<LoadedTrace>(bundle_->open(), small_.trace.share(), ProblemList()));
    view_ = std::make_unique<InspectorView>(document_.get());
    view_->resize(420, 1'000);
    view_->show();
}

void InspectorViewTest::cleanup()
{
    view_.reset();
    document_.reset();
    bundle_.reset();
}

void InspectorViewTest::saysWhatToDoWhenEmpty()
{
    QVERIFY(view_->fields().rows().empty());
    QVERIFY(!view_->viewer().isVisible());
    QVERIFY(!view_->grab().isNull());
    TraceDocument nothing;
    InspectorView empty(&nothing);
    QVERIFY(empty.fields().rows().empty());
    empty.openPayload(PayloadIndex{0}); // there is none: nothing happens
    document_->select(small_.command);
    QVERIFY(!view_->fields().rows().empty());
    document_->clearSelection();
    QVERIFY(view_->fields().rows().empty());
    QVERIFY(!view_->payloads().isVisible());
}

void InspectorViewTest::followsTheSelection()
{
    document_->select(small_.command);
    QCOMPARE(view_->fields().rows().front().text, text("exec_command"));
    QCOMPARE(view_->fields().rows().front().badge, text("failed (exit 101)"));
    document_->select(small_.child);
    QCOMPARE(view_->fields().rows().front().text, text("/root/check"));
    QVERIFY(!view_->payloads().isVisible()); // an agent has no payloads
    document_->goBack();
    QCOMPARE(view_->fields().rows().front().text, text("exec_command"));
}

void InspectorViewTest::goesWhereALinkLeads()
{
    document_->select(small_.command);
    QSignalSpy revealed(document_.get(), &TraceDocument::revealRequested);
    const auto point = view_->fields().pointOfLink(small_.first);
    QVERIFY(point);
    QTest::mouseClick(view_->fields().viewport(), Qt::LeftButton, {}, *point);
    QCOMPARE(document_->selection(), ObjectRef(small_.first));
    QCOMPARE(revealed.size(), 1);
    QCOMPARE(view_->fields().rows().front().text, text("inference 1"));
}

void InspectorViewTest::goesThereWithTheKeyboard()
{
    document_->select(small_.command);
    FieldsPane& fields = view_->fields();
    const int terminal = rowWith(fields, text("Terminal"));
    QVERIFY(terminal > 0);
    QTest::keyClick(&fields, Qt::Key_Home);
    for (int row = 0; row < terminal; ++row)
        QTest::keyClick(&fields, Qt::Key_Down);
    QVERIFY(fields.currentValue().contains(text("terminal 3622")));
    QTest::keyClick(&fields, Qt::Key_Right); // to the second link
    QTest::keyClick(&fields, Qt::Key_Return);
    QCOMPARE(document_->selection(), ObjectRef(small_.session));
}

void InspectorViewTest::copiesValues()
{
    document_->select(small_.command);
    FieldsPane& fields = view_->fields();
    QTest::keyClick(&fields, Qt::Key_Home);
    QTest::keyClick(&fields, Qt::Key_Down); // the command below the title
    QTest::keySequence(&fields, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), text("pytest -q"));
    fields.copyId();
    QCOMPARE(QApplication::clipboard()->text(), text("tool-1"));
}

void InspectorViewTest::selectsTextWithTheMouse()
{
    document_->select(small_.command);
    FieldsPane& fields = view_->fields();
    QWidget* port = fields.viewport();
    const int row = rowWith(fields, text("Folder"));
    QVERIFY(row > 0);
    // A double click on a word selects it: "shop" of /home/ana/shop.
    bool found = false;
    for (int y = 0; y < port->height() && !found; y += 4) {
        for (int x = 60; x < 260 && !found; x += 8) {
            QTest::mouseDClick(port, Qt::LeftButton, {}, {x, y});
            found = fields.selectedText() == text("shop");
            if (document_->selection() != ObjectRef(small_.command))
                document_->select(small_.command); // the double click met a link
        }
    }
    QVERIFY(found);
    QTest::keySequence(&fields, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), text("shop"));
}

void InspectorViewTest::showsMoreOfALongText()
{
    view_->resize(420, 2'000);
    document_->select(small_.operation);
    FieldsPane& fields = view_->fields();
    std::size_t section = 0;
    for (const FieldRow& row : fields.rows()) {
        if (row.kind == FieldRow::Kind::Toggle)
            section = row.section;
    }
    const auto textLength = [&] {
        return fields.rows()[static_cast<std::size_t>(rowWith(fields, text("stdout")))].text.size();
    };
    QVERIFY(textLength() < 1'000);
    const auto point = fields.pointOfToggle(section);
    QVERIFY(point);
    QTest::mouseClick(fields.viewport(), Qt::LeftButton, {}, *point);
    QVERIFY(textLength() > 4'000);
}

void InspectorViewTest::listsPayloadsWithSizes()
{
    document_->select(small_.command);
    PayloadList& list = view_->payloads();
    QVERIFY(list.isVisible());
    QCOMPARE(list.payloads().size(), std::size_t{4});
    QSignalSpy sizes(&list, &PayloadList::sizesFound);
    QTRY_VERIFY(!sizes.isEmpty() || !list.model()->index(0, 2).data().toString().isEmpty());
    QCOMPARE(list.model()->index(0, 0).data().toString(), text("3.json"));
    QCOMPARE(list.model()->index(0, 1).data().toString(), text("invocation"));
    QCOMPARE(list.model()->index(0, 2).data().toString(), text("314 B"));
    QCOMPARE(list.model()->index(1, 2).data().toString(), text("missing"));
    QCOMPARE(list.model()->index(3, 2).data().toString(), text("outside"));
}

void InspectorViewTest::opensPayloads()
{
    document_->select(small_.first);
    QVERIFY(!view_->viewer().isVisible());
    PayloadList& list = view_->payloads();
    QTRY_VERIFY(list.viewport()->height() >= 2 * metrics::treeRow); // laid out
    QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualRect(list.model()->index(1, 0)).center());
    QVERIFY(view_->viewer().isVisible());
    QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Shown);
    const JsonTreeModel& model = view_->viewer().tree().jsonModel();
    QCOMPARE(model.index(0, 0, model.index(0, 0, {})).data(Qt::DisplayRole).toString(),
             text("response_id  \"resp_1\""));
    view_->openPayload(small_.request);
    QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Shown);
    QCOMPARE(list.currentIndex().row(), 0);
    QCOMPARE(model.index(0, 0, model.index(0, 0, {})).data(Qt::DisplayRole).toString(), text("model  \"gpt-5.5\""));
}

void InspectorViewTest::opensAPayloadWithTheKeyboard()
{
    document_->select(small_.first);
    PayloadList& list = view_->payloads();
    list.setCurrentPayload(small_.response);
    QVERIFY(!view_->viewer().isVisible());
    QTest::keyClick(&list, Qt::Key_Return);
    QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Shown);
    QTest::keySequence(&list, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), QDir(bundle_->path()).filePath(text("payloads/2.json")));
}

void InspectorViewTest::passesTheFocusFromTopToBottom()
{
    document_->select(small_.first);
    view_->openPayload(small_.request);
    QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Shown);
    QStringList order;
    QWidget* widget = &view_->fields();
    do {
        if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) != 0 &&
            !widget->objectName().startsWith(text("qt_")) && !widget->objectName().isEmpty())
            order << widget->objectName();
        widget = widget->nextInFocusChain();
    } while (widget != &view_->fields());
    QCOMPARE(order, (QStringList{text("inspectorFields"), text("payloadList"), text("payloadTabs"),
                                 text("payloadSearch"), text("payloadTree")}));
    view_->viewer().setFocus();
    view_->viewer().startSearch();
    QVERIFY(view_->viewer().focusWidget() != nullptr);
    QCOMPARE(view_->viewer().focusWidget()->objectName(), text("payloadSearch"));
}

void InspectorViewTest::refusesPayloadsOutsideTheBundle()
{
    document_->select(small_.command);
    view_->openPayload(small_.result);
    QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Failed);
    QVERIFY(view_->viewer().message().contains(QString::fromUtf8(describe(FileError::OutsideBundle))));
}

void InspectorViewTest::opensASelectedPayload()
{
    document_->select(small_.request);
    QCOMPARE(view_->fields().rows().front().text, text("payloads/1.json"));
    QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Shown);
}

void InspectorViewTest::forgetsThePayloadOfAnotherObject()
{
    document_->select(small_.first);
    view_->openPayload(small_.request);
    QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Shown);
    document_->select(small_.command);
    QCOMPARE(view_->viewer().state(), PayloadViewer::State::Empty);
    document_->select(small_.first);
    view_->openPayload(small_.request);
    document_->select(small_.child); // while it is read
    QTest::qWait(100);
    QCOMPARE(view_->viewer().state(), PayloadViewer::State::Empty);
    QVERIFY(!view_->viewer().isVisible());
}

void InspectorViewTest::paintsInBothThemes()
{
    document_->select(small_.command);
    view_->openPayload(small_.invocation);
    QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Shown);
    const auto ground = [&] { return view_->grab().toImage().pixelColor(2, 2); };
    QCOMPARE(ground(), Theme::light().panel);
    applyTheme(*qApp, Theme::darkTheme());
    QTRY_COMPARE(ground(), Theme::darkTheme().panel);
    applyTheme(*qApp, Theme::light());
    QTRY_COMPARE(ground(), Theme::light().panel);
}

void InspectorViewTest::staysQuickWithHugeTexts()
{
    SmallTrace huge = smallTrace();
    std::get<TextPart>(huge.trace.items[huge.user].parts[0]).text = std::string(100'000'000, 'w');
    huge.trace.terminalOperations[huge.operation].result->out = std::string(50'000'000, '\n');
    document_->setTrace(std::make_shared<LoadedTrace>(bundle_->open(), std::move(huge.trace), ProblemList()));
    QElapsedTimer clock;
    clock.start();
    document_->select(small_.user);
    view_->grab();
    document_->select(small_.command);
    view_->grab();
    QVERIFY2(clock.elapsed() < 400, qPrintable(QString::number(clock.elapsed())));
}

void InspectorViewTest::showsARecordedBundle()
{
    const QString folder = qEnvironmentVariable("ROLLOUTSCOPE_CORPUS", QStringLiteral(ROLLOUTSCOPE_SHARED_CORPUS)) +
                           text("/recorded/agents-noimg/bundle");
    if (!QDir(folder).exists())
        QSKIP("the shared corpus is not here");
    QSignalSpy loaded(document_.get(), &TraceDocument::traceChanged);
    document_->open(folder);
    QTRY_COMPARE_WITH_TIMEOUT(loaded.size(), 1, 30'000);
    const RolloutTrace& trace = document_->loaded()->trace;
    for (std::uint32_t i = 0; i < trace.toolCalls.size(); ++i) {
        document_->select(ToolIndex{i});
        QVERIFY(view_->fields().rows().size() > 5);
        for (const ListedPayload& payload : view_->payloads().payloads()) {
            view_->openPayload(payload.payload);
            QTRY_COMPARE(view_->viewer().state(), PayloadViewer::State::Shown);
            QCOMPARE(view_->viewer().message(), QString());
        }
    }
}

QTEST_MAIN(InspectorViewTest)
#include "inspector_view_test.moc"
