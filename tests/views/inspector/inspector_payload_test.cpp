// The payload viewer: every state a file can be in, search, views of text and bytes, and 100 MB without a stall.
#include "tests/views/inspector/temporary_bundle.h"
#include "views/inspector/byte_view.h"
#include "views/inspector/images_view.h"
#include "views/inspector/json_tree_view.h"
#include "views/inspector/payload_viewer.h"

#include <QBuffer>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QImage>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <filesystem>

using namespace rolloutscope;
using namespace rolloutscope::inspector;
using namespace rolloutscope::test;

namespace {

/// The longest time between two turns of the event loop.
class StallMeter : public QObject {
public:
    StallMeter()
    {
        clock_.start();
        timer_.setInterval(0);
        connect(&timer_, &QTimer::timeout, this, [this] { longest_ = std::max(longest_, clock_.restart()); });
        timer_.start();
    }
    [[nodiscard]] qint64 longestMs() const { return longest_; }

private:
    QElapsedTimer clock_;
    QTimer timer_;
    qint64 longest_ = 0;
};

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

} // namespace

class InspectorPayloadTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void showsAnObject();
    void saysWhyAFileCannotBeShown_data();
    void saysWhyAFileCannotBeShown();
    void followsNoLinkOutOfTheBundle();
    void showsWhatIsNoJson();
    void showsBrokenJson();
    void showsBrokenUtf8();
    void showsDeepJson();
    void showsAnEmptyFile();
    void showsTheFirstPartOfAHugeFile();
    void showsImages();
    void searches();
    void showsAPlaceOfTheFile();
    void searchesInTheTextOfOneValue();
    void showsBytes();
    void selectsAndCopiesText();
    void abandonsAnotherPayload();
    void survivesItsDeathWhileReading();
    void copesWithATruncatedFile();
    void copesWithAMappedFileThatIsCut();
    void keepsTheEventLoopTurning();

private:
    void open(const char* path);
    [[nodiscard]] QStringList topRows();

    std::unique_ptr<TemporaryBundle> bundle_;
    std::unique_ptr<PayloadViewer> viewer_;
};

void InspectorPayloadTest::init()
{
    bundle_ = std::make_unique<TemporaryBundle>();
    viewer_ = std::make_unique<PayloadViewer>();
    viewer_->resize(420, 500);
    viewer_->show();
}

void InspectorPayloadTest::cleanup()
{
    viewer_.reset();
    bundle_.reset();
}

void InspectorPayloadTest::open(const char* path)
{
    viewer_->open(bundle_->open().folder(), path);
    QTRY_VERIFY_WITH_TIMEOUT(viewer_->state() != PayloadViewer::State::Loading, 60'000);
}

QStringList InspectorPayloadTest::topRows()
{
    JsonTreeModel& model = viewer_->tree().jsonModel();
    QStringList rows;
    for (int row = 0; row < model.rowCount({}); ++row)
        rows << model.index(row, 0, {}).data().toString();
    return rows;
}

void InspectorPayloadTest::showsAnObject()
{
    QCOMPARE(viewer_->state(), PayloadViewer::State::Empty);
    bundle_->write("payloads/1.json", R"({"call_id":"call_B2","exit_code":101})");
    open("payloads/1.json");
    QCOMPARE(viewer_->state(), PayloadViewer::State::Shown);
    QCOMPARE(viewer_->tab(), PayloadViewer::Tab::Tree);
    QCOMPARE(viewer_->message(), QString());
    JsonTreeModel& model = viewer_->tree().jsonModel();
    const QModelIndex root = model.index(0, 0, {});
    QVERIFY(viewer_->tree().isExpanded(root));
    QCOMPARE(model.index(1, 0, root).data().toString(), text("exit_code  101"));
    viewer_->clear(text("nothing"));
    QCOMPARE(viewer_->state(), PayloadViewer::State::Empty);
    QCOMPARE(viewer_->message(), text("nothing"));
    QCOMPARE(model.rowCount({}), 0);
}

void InspectorPayloadTest::saysWhyAFileCannotBeShown_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<FileError>("error");
    QTest::newRow("missing") << QByteArray("payloads/9.json") << FileError::Missing;
    QTest::newRow("outside") << QByteArray("../../etc/passwd") << FileError::OutsideBundle;
    QTest::newRow("absolute") << QByteArray("/etc/passwd") << FileError::OutsideBundle;
    QTest::newRow("folder") << QByteArray("payloads") << FileError::NotAFile;
}

void InspectorPayloadTest::saysWhyAFileCannotBeShown()
{
    QFETCH(QByteArray, path);
    QFETCH(FileError, error);
    open(path.constData());
    QCOMPARE(viewer_->state(), PayloadViewer::State::Failed);
    QVERIFY(viewer_->message().contains(QString::fromUtf8(describe(error))));
    QVERIFY(viewer_->message().contains(QString::fromUtf8(path)));
}

void InspectorPayloadTest::followsNoLinkOutOfTheBundle()
{
    std::error_code failed;
    std::filesystem::create_symlink("/etc/passwd", (bundle_->path() + text("/payloads/1.json")).toStdString(), failed);
    QVERIFY(!failed);
    open("payloads/1.json");
    QCOMPARE(viewer_->state(), PayloadViewer::State::Failed);
    QVERIFY(viewer_->content()->bytes == nullptr);
}

void InspectorPayloadTest::showsWhatIsNoJson()
{
    bundle_->write("payloads/1.json", "just\nsome words");
    open("payloads/1.json");
    QCOMPARE(viewer_->state(), PayloadViewer::State::Shown);
    QCOMPARE(viewer_->tab(), PayloadViewer::Tab::Text);
    QVERIFY(viewer_->message().startsWith(text("This is no JSON (line 1, column 1")));
    QCOMPARE(viewer_->text().shownLine(1).text, text("some words"));
    QCOMPARE(topRows(), QStringList{text("line 1, column 1 (byte 0): no JSON value")});
}

void InspectorPayloadTest::showsBrokenJson()
{
    bundle_->write("payloads/1.json", "{\n  \"a\": [1, 2,\n  \"b\": 3\n}");
    open("payloads/1.json");
    QCOMPARE(viewer_->tab(), PayloadViewer::Tab::Tree);
    QVERIFY(viewer_->message().startsWith(text("Broken JSON at line 3, column 6")));
    QCOMPARE(topRows(), QStringList{text("{}  1 member, broken")});
    QCOMPARE(viewer_->text().lineCount(), 4U);
}

void InspectorPayloadTest::showsBrokenUtf8()
{
    bundle_->write("payloads/1.json", QByteArray("{\"a\":\n\"x\xFFy\"}"));
    open("payloads/1.json");
    QVERIFY(viewer_->message().startsWith(text("Not valid UTF-8 from line 2, column 3")));
    const QModelIndex root = viewer_->tree().jsonModel().index(0, 0, {});
    QCOMPARE(viewer_->tree().jsonModel().index(0, 0, root).data().toString(), text("a  \"x�y\""));
}

void InspectorPayloadTest::showsDeepJson()
{
    constexpr int levels = 130;
    bundle_->write("payloads/1.json", QByteArray(levels, '[') + "\"deep\"" + QByteArray(levels, ']'));
    open("payloads/1.json");
    QCOMPARE(viewer_->message(), QString());
    QSignalSpy found(&viewer_->tree().jsonModel(), &JsonTreeModel::revealed);
    viewer_->setSearchText(text("deep"));
    QTRY_COMPARE(found.size(), 1);
    const QModelIndex deep = found.first().first().value<QModelIndex>();
    QCOMPARE(deep.data().toString(), text("0  \"deep\""));
    QCOMPARE(viewer_->tree().currentIndex(), deep);
    int depth = 0;
    for (QModelIndex above = deep; above.isValid(); above = above.parent())
        ++depth;
    QCOMPARE(depth, levels + 1);
}

void InspectorPayloadTest::showsAnEmptyFile()
{
    bundle_->write("payloads/1.json", "");
    open("payloads/1.json");
    QCOMPARE(viewer_->state(), PayloadViewer::State::Shown);
    QVERIFY(viewer_->message().contains(text("the file is empty")));
    for (const auto tab : {PayloadViewer::Tab::Tree, PayloadViewer::Tab::Text, PayloadViewer::Tab::Hex}) {
        viewer_->setTab(tab);
        QVERIFY(!viewer_->grab().isNull());
    }
}

void InspectorPayloadTest::showsTheFirstPartOfAHugeFile()
{
    bundle_->write("payloads/1.json", "[" + QByteArray(1'000'000, '1').replace("11", "1,") + "1]");
    viewer_->setLimits({.whole = 500'000, .part = 100'000});
    open("payloads/1.json");
    QCOMPARE(viewer_->message(), text("This file is 1 MB long; its first 100 KB are shown."));
    JsonTreeModel& model = viewer_->tree().jsonModel();
    const QModelIndex root = model.index(0, 0, {});
    QTRY_VERIFY(model.rowCount(root) > 0);
    QCOMPARE(model.index(model.rowCount(root) - 1, 0, root).data().toString(),
             text("the rest of the file was not read: it is too large"));
}

void InspectorPayloadTest::showsImages()
{
    QImage image(40, 30, QImage::Format_RGB32);
    image.fill(Qt::blue);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(image.save(&buffer, "PNG"));
    bundle_->write("payloads/1.json",
                   R"([{"type":"input_image","image_url":"data:image/png;base64,)" + png.toBase64() + R"("}])");
    open("payloads/1.json");
    QCOMPARE(viewer_->images().count(), std::size_t{1});
    QVERIFY(viewer_->images().shown().image.isNull()); // nobody has looked yet
    JsonTreeModel& model = viewer_->tree().jsonModel();
    QModelIndex index = model.index(0, 0, {});
    for (const int row : {0, 1}) {
        index = model.index(row, 0, index);
        if (model.canFetchMore(index) && row == 0)
            model.fetchMore(index);
    }
    QVERIFY(model.isImage(index));
    QVERIFY(index.data().toString().contains(text("image/png")));
    viewer_->tree().setCurrentIndex(index);
    QTest::keyClick(&viewer_->tree(), Qt::Key_Return);
    QCOMPARE(viewer_->tab(), PayloadViewer::Tab::Images);
    QTRY_COMPARE(viewer_->images().shown().image.size(), QSize(40, 30));
    bundle_->write("payloads/2.json", "{}");
    open("payloads/2.json");
    QCOMPARE(viewer_->tab(), PayloadViewer::Tab::Tree); // there are no images
}

void InspectorPayloadTest::searches()
{
    bundle_->write("payloads/1.json", R"({"a":"one","b":["One",{"ONE":1}]})");
    open("payloads/1.json");
    viewer_->setSearchText(text("one"));
    QCOMPARE(viewer_->searchStatus(), text("1 of 3"));
    viewer_->goToNextMatch();
    QCOMPARE(viewer_->searchStatus(), text("2 of 3"));
    JsonTreeView& tree = viewer_->tree();
    QCOMPARE(tree.jsonModel().pathOf(tree.currentIndex()), text("$.b[0]"));
    viewer_->goToPreviousMatch();
    viewer_->goToPreviousMatch();
    QCOMPARE(viewer_->searchStatus(), text("3 of 3"));
    QCOMPARE(tree.jsonModel().pathOf(tree.currentIndex()), text("$.b[1].ONE"));
    viewer_->setSearchText(text("nowhere"));
    QCOMPARE(viewer_->searchStatus(), text("no match"));
    viewer_->setSearchText({});
    QCOMPARE(viewer_->searchStatus(), QString());
}

void InspectorPayloadTest::showsAPlaceOfTheFile()
{
    bundle_->write("payloads/1.json", R"({"a":"one","b":["two",{"c":"three"}]})");
    viewer_->setSearchText(text("one"));
    open("payloads/1.json");
    viewer_->showAt(17, 5); // "two"
    JsonTreeView& tree = viewer_->tree();
    QCOMPARE(tree.jsonModel().pathOf(tree.currentIndex()), text("$.b[0]"));
    // Of a payload that is still being read, when it is there.
    viewer_->open(bundle_->open().folder(), "payloads/1.json");
    viewer_->showAt(28, 7);
    QTRY_COMPARE(viewer_->state(), PayloadViewer::State::Shown);
    QCOMPARE(tree.jsonModel().pathOf(tree.currentIndex()), text("$.b[1].c"));
    viewer_->showAt(1'000, 7); // not in it
    QCOMPARE(tree.jsonModel().pathOf(tree.currentIndex()), text("$.b[1].c"));
}

void InspectorPayloadTest::searchesInTheTextOfOneValue()
{
    bundle_->write("payloads/1.json", R"({"other":"pin","text":"first\npin\npin"})");
    open("payloads/1.json");
    viewer_->setSearchText(text("pin"));
    QCOMPARE(viewer_->searchStatus(), text("1 of 3"));
    JsonTreeView& tree = viewer_->tree();
    const QModelIndex value = tree.jsonModel().index(1, 0, tree.jsonModel().index(0, 0, {}));
    emit tree.textRequested(value, tree.jsonModel().pathOf(value));
    QCOMPARE(viewer_->tab(), PayloadViewer::Tab::Text);
    QCOMPARE(viewer_->text().lineCount(), 3U);
    QCOMPARE(viewer_->text().shownLine(1).text, text("pin"));
    QCOMPARE(viewer_->searchStatus(), text("1 of 2"));
    viewer_->setTab(PayloadViewer::Tab::Tree);
    QCOMPARE(viewer_->searchStatus(), text("1 of 3"));
}

void InspectorPayloadTest::showsBytes()
{
    bundle_->write("payloads/1.json", "{\"a\":\"\xC3\xA9\"}");
    open("payloads/1.json");
    viewer_->setTab(PayloadViewer::Tab::Hex);
    const QString line = viewer_->hex().shownLine(0).text;
    QVERIFY(line.startsWith(text("00000000  7b 22 61 22 3a 22 c3 a9")));
    viewer_->hex().selectAll();
    QCOMPARE(viewer_->hex().selectedText(), text("7b 22 61 22 3a 22 c3 a9 22 7d"));
}

void InspectorPayloadTest::selectsAndCopiesText()
{
    QByteArray lines;
    for (int i = 0; i < 1'000; ++i)
        lines += "line " + QByteArray::number(i) + "\n";
    bundle_->write("payloads/1.json", lines);
    open("payloads/1.json");
    ByteView& view = viewer_->text();
    QCOMPARE(view.lineCount(), 1'000U);
    const int height = view.viewport()->height() / (view.verticalScrollBar()->pageStep());
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, {0, height / 2});
    QTest::mouseMove(view.viewport(), {0, height + height / 2});
    QMouseEvent move(QEvent::MouseMove, QPointF(0, height + height / 2.0), QPointF(0, 0), Qt::NoButton, Qt::LeftButton,
                     {});
    QCoreApplication::sendEvent(view.viewport(), &move);
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, {0, height + height / 2});
    QTest::keySequence(&view, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), text("line 0\n"));
    QTest::keyClick(&view, Qt::Key_End);
    QVERIFY(view.firstLineInSight() > 900);
    viewer_->setSearchText(text("line 500"));
    QVERIFY(view.firstLineInSight() <= 500 && view.firstLineInSight() > 450);
    view.selectAll();
    QCOMPARE(view.selectedText(), QString::fromUtf8(lines));
}

void InspectorPayloadTest::abandonsAnotherPayload()
{
    bundle_->write("payloads/1.json", "[" + QByteArray(20'000'000, ' ') + "1]");
    bundle_->write("payloads/2.json", "{\"second\":2}");
    viewer_->open(bundle_->open().folder(), "payloads/1.json");
    open("payloads/2.json");
    QCOMPARE(viewer_->state(), PayloadViewer::State::Shown);
    QTest::qWait(200); // the first one would be there by now
    QCOMPARE(viewer_->content()->fileSize, 12U);
    viewer_->open(bundle_->open().folder(), "payloads/1.json");
    viewer_->clear(text("cancelled"));
    QTest::qWait(200);
    QCOMPARE(viewer_->state(), PayloadViewer::State::Empty);
}

void InspectorPayloadTest::survivesItsDeathWhileReading()
{
    bundle_->write("payloads/1.json", "[" + QByteArray(50'000'000, ' ') + "1]");
    QElapsedTimer clock;
    viewer_->open(bundle_->open().folder(), "payloads/1.json");
    QTest::qWait(1);
    clock.start();
    viewer_.reset();
    QVERIFY2(clock.elapsed() < 200, "the viewer waited for its reader");
}

void InspectorPayloadTest::copesWithATruncatedFile()
{
    bundle_->write("payloads/1.json", "[" + QByteArray(30'000'000, ' ') + "1]");
    viewer_->open(bundle_->open().folder(), "payloads/1.json");
    bundle_->write("payloads/1.json", "[7]"); // while it is read, or before
    QTRY_VERIFY_WITH_TIMEOUT(viewer_->state() != PayloadViewer::State::Loading, 60'000);
    QCOMPARE(viewer_->state(), PayloadViewer::State::Shown);
}

void InspectorPayloadTest::copesWithAMappedFileThatIsCut()
{
    bundle_->write("payloads/1.json", "[" + QByteArray(3'000'000, ' ') + "1]");
    viewer_->setLimits({.read = 0});
    open("payloads/1.json");
    QCOMPARE(viewer_->content()->bytes->view().size(), std::size_t{3'000'003});
    QCOMPARE(topRows().size(), 1);
    std::filesystem::resize_file((bundle_->path() + text("/payloads/1.json")).toStdString(), 5'000);
    viewer_->setTab(PayloadViewer::Tab::Hex);
    viewer_->setSearchText(text("nowhere")); // looks at all of it
    QTRY_COMPARE(viewer_->searchStatus(), text("no match"));
    QVERIFY(viewer_->content()->bytes->wasCut());
}

void InspectorPayloadTest::keepsTheEventLoopTurning()
{
    // 100 MB as a long rollout writes it: a request with many items, one of them very long.
    QByteArray large = "{\"model\":\"m\",\"input\":[";
    const QByteArray item =
        R"({"type":"function_call_output","call_id":"call_B2","output":")" + QByteArray(40, 'x').repeated(50) + R"("})";
    while (large.size() < 70'000'000)
        large += item + ",";
    large += R"({"type":"message","text":")" + QByteArray("long words \\n").repeated(2'400'000) + R"(needle"}]})";
    QVERIFY(large.size() > 95'000'000);
    bundle_->write("payloads/1.json", large);
    large.clear();

    const StallMeter meter;
    QElapsedTimer clock;
    clock.start();
    open("payloads/1.json");
    QCOMPARE(viewer_->state(), PayloadViewer::State::Shown);
    QCOMPARE(viewer_->message(), QString());
    const qint64 loaded = clock.restart();
    JsonTreeView& tree = viewer_->tree();
    const QModelIndex root = tree.jsonModel().index(0, 0, {});
    QTRY_VERIFY_WITH_TIMEOUT(tree.jsonModel().rowCount(root) == 2, 60'000);
    const QModelIndex input = tree.jsonModel().index(1, 0, root);
    tree.expand(input);
    QTRY_VERIFY_WITH_TIMEOUT(tree.jsonModel().rowCount(input) > 10, 60'000);
    const qint64 unfolded = clock.restart();
    QSignalSpy revealed(&tree.jsonModel(), &JsonTreeModel::revealed);
    viewer_->setSearchText(text("needle"));
    QTRY_VERIFY_WITH_TIMEOUT(!revealed.isEmpty(), 60'000);
    QCOMPARE(viewer_->searchStatus(), text("1 of 1"));
    QVERIFY(tree.jsonModel().pathOf(revealed.first().first().value<QModelIndex>()).endsWith(text(".text")));
    const qint64 found = clock.restart();
    viewer_->setTab(PayloadViewer::Tab::Text);
    QTRY_VERIFY_WITH_TIMEOUT(viewer_->text().isReady(), 60'000);
    QTest::qWait(50);
    viewer_->setTab(PayloadViewer::Tab::Hex);
    QTest::qWait(50);
    const qint64 texts = clock.restart();
    viewer_->clear({});
    QTest::qWait(50);
    qInfo("read %lld ms, unfolded %lld ms, found %lld ms, text %lld ms; longest stall %lld ms", loaded, unfolded, found,
          texts, meter.longestMs());
    // Generous: the machine may be busy and the build may be a checked one.
    QVERIFY2(meter.longestMs() < 400, qPrintable(QString::number(meter.longestMs())));
}

QTEST_MAIN(InspectorPayloadTest)
#include "inspector_payload_test.moc"
