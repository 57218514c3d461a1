// The payload tree: what rows say, how they unfold, and how a match is revealed.
#include "views/inspector/json_tree_model.h"
#include "views/inspector/json_tree_view.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace rolloutscope::inspector;

namespace {

PayloadContentPtr contentOf(std::string text)
{
    auto content = std::make_shared<PayloadContent>();
    content->fileSize = text.size();
    content->json = scanRoot(text);
    content->bytes = std::make_shared<Bytes>(std::move(text));
    return content;
}

/// Unfolds and waits until the rows are there.
void unfold(JsonTreeModel& model, const QModelIndex& index)
{
    if (model.canFetchMore(index))
        model.fetchMore(index);
    QTRY_VERIFY(index.data(JsonTreeModel::NoteRole).toString() != QStringLiteral("reading…"));
}

/// Qt's own rules for models, once all rows are there. (Its tester unfolds rows while it is told of a reset.)
void checkModel(JsonTreeModel& model)
{
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
}

QStringList rowsOf(const JsonTreeModel& model, const QModelIndex& parent)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(parent); ++row)
        rows << model.index(row, 0, parent).data(Qt::DisplayRole).toString();
    return rows;
}

QModelIndex reveal(JsonTreeModel& model, std::uint64_t offset)
{
    QSignalSpy revealed(&model, &JsonTreeModel::revealed);
    model.reveal(offset);
    if (revealed.isEmpty())
        revealed.wait(20'000);
    return revealed.isEmpty() ? QModelIndex() : revealed.first().first().value<QModelIndex>();
}

} // namespace

class InspectorTreeTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatValuesAre();
    void unfoldsStringsIntoLines();
    void unfoldsJsonInStrings();
    void namesPaths();
    void pagesArrays();
    void showsErrorsInPlace_data();
    void showsErrorsInPlace();
    void hintsAtObjectsInArrays();
    void revealsMatches();
    void revealsIntoStrings();
    void revealsInLargePayloads();
    void copies();
    void abandonsWorkWhenReset();
};

void InspectorTreeTest::saysWhatValuesAre()
{
    JsonTreeModel model;
    model.setContent(contentOf(R"({"s":"x\ty","n":-1.50,"t":true,"z":null,"o":{"a":1,"b":2},"a":[1,2,3],"e":[]})"));
    const QModelIndex root = model.index(0, 0, {});
    QCOMPARE(root.data(Qt::DisplayRole).toString(), QStringLiteral("{}  7 members"));
    unfold(model, root);
    QCOMPARE(rowsOf(model, root),
             (QStringList{QStringLiteral("s  \"x y\""), QStringLiteral("n  -1.50"), QStringLiteral("t  true"),
                          QStringLiteral("z  null"), QStringLiteral("o  {}  2 members"), QStringLiteral("a  [3]"),
                          QStringLiteral("e  [0]")}));
    QVERIFY(!model.hasChildren(model.index(6, 0, root)));
    QVERIFY(model.hasChildren(model.index(5, 0, root)));
    checkModel(model);
}

void InspectorTreeTest::unfoldsStringsIntoLines()
{
    JsonTreeModel model;
    model.setContent(contentOf(R"({"stdout":"running 42 tests\ntest a ... ok\n\u001b[31mFAILED"})"));
    const QModelIndex root = model.index(0, 0, {});
    unfold(model, root);
    const QModelIndex text = model.index(0, 0, root);
    QVERIFY(text.data(JsonTreeModel::NoteRole).toString().endsWith(QStringLiteral("chars")));
    unfold(model, text);
    QCOMPARE(rowsOf(model, text), (QStringList{QStringLiteral("running 42 tests"), QStringLiteral("test a ... ok"),
                                               QStringLiteral("\\x1b[31mFAILED")}));
    QCOMPARE(model.textOf(text, 1'000), QStringLiteral("running 42 tests\ntest a ... ok\n\x1b[31mFAILED"));
    checkModel(model);
}

void InspectorTreeTest::unfoldsJsonInStrings()
{
    JsonTreeModel model;
    model.setContent(contentOf(R"({"arguments":"{\"cmd\":\"rg -n round src\",\"n\":[1]}"})"));
    const QModelIndex root = model.index(0, 0, {});
    unfold(model, root);
    const QModelIndex arguments = model.index(0, 0, root);
    unfold(model, arguments);
    QCOMPARE(rowsOf(model, arguments),
             (QStringList{QStringLiteral("cmd  \"rg -n round src\""), QStringLiteral("n  [1]")}));
    QCOMPARE(model.pathOf(model.index(0, 0, arguments)), QStringLiteral("$.arguments | fromjson | $.cmd"));
}

void InspectorTreeTest::namesPaths()
{
    JsonTreeModel model;
    model.setContent(contentOf(R"({"input":[{"content":[{"text":"hi"}]}],"a b":1,"":2,"0":3,"q\"":4})"));
    const QModelIndex root = model.index(0, 0, {});
    unfold(model, root);
    QModelIndex index = root;
    for (int level = 0; level < 5; ++level) {
        index = model.index(0, 0, index);
        unfold(model, index);
    }
    QCOMPARE(model.pathOf(index), QStringLiteral("$.input[0].content[0].text"));
    QCOMPARE(model.pathOf(root), QStringLiteral("$"));
    QCOMPARE(model.pathOf(model.index(1, 0, root)), QStringLiteral("$[\"a b\"]"));
    QCOMPARE(model.pathOf(model.index(2, 0, root)), QStringLiteral("$[\"\"]"));
    QCOMPARE(model.pathOf(model.index(3, 0, root)), QStringLiteral("$[\"0\"]"));
    QCOMPARE(model.pathOf(model.index(4, 0, root)), QStringLiteral("$[\"q\\\"\"]"));
}

void InspectorTreeTest::pagesArrays()
{
    std::string text = "[";
    for (int i = 0; i < 2'345; ++i)
        text += (i == 0 ? "" : ",") + std::to_string(i * 2);
    text += "]";
    JsonTreeModel model;
    model.setContent(contentOf(text));
    const QModelIndex root = model.index(0, 0, {});
    unfold(model, root);
    QCOMPARE(rowsOf(model, root),
             (QStringList{QStringLiteral("0…999"), QStringLiteral("1,000…1,999"), QStringLiteral("2,000…2,344")}));
    const QModelIndex last = model.index(2, 0, root);
    unfold(model, last);
    QCOMPARE(model.rowCount(last), 345);
    const QModelIndex value = model.index(344, 0, last);
    QCOMPARE(value.data(Qt::DisplayRole).toString(), QStringLiteral("2344  4688"));
    QCOMPARE(model.pathOf(value), QStringLiteral("$[2344]"));
    checkModel(model);
}

void InspectorTreeTest::showsErrorsInPlace_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<int>>("way"); // to the row below which the error stands
    QTest::addColumn<QString>("error");
    QTest::newRow("nothing") << QByteArray() << QList<int>{}
                             << QStringLiteral("line 1, column 1 (byte 0): the file is empty");
    QTest::newRow("no JSON") << QByteArray("oops") << QList<int>{}
                             << QStringLiteral("line 1, column 1 (byte 0): no JSON value");
    QTest::newRow("behind") << QByteArray("{} {}") << QList<int>{}
                            << QStringLiteral("line 1, column 4 (byte 3): something follows the JSON value");
    QTest::newRow("in the object") << QByteArray("{\"a\":1,\n\"b\" 2}") << QList<int>{0}
                                   << QStringLiteral("line 2, column 5 (byte 12): a colon is expected");
    QTest::newRow("deeper") << QByteArray("{\"a\":[1,{\"b\":tru") << QList<int>{0, 0, 1}
                            << QStringLiteral("line 1, column 14 (byte 13): the text ends inside a value");
    QTest::newRow("empty object") << QByteArray("[{") << QList<int>{0, 0}
                                  << QStringLiteral("line 1, column 3 (byte 2): the text ends inside an object");
}

void InspectorTreeTest::showsErrorsInPlace()
{
    QFETCH(QByteArray, text);
    QFETCH(QList<int>, way);
    QFETCH(QString, error);
    JsonTreeModel model;
    model.setContent(contentOf(text.toStdString()));
    QModelIndex parent;
    for (const int row : way) {
        parent = model.index(row, 0, parent);
        unfold(model, parent);
    }
    const int rows = model.rowCount(parent);
    QVERIFY(rows > 0);
    const QModelIndex last = model.index(rows - 1, 0, parent);
    QCOMPARE(last.data(JsonTreeModel::RowKindRole).toInt(), static_cast<int>(JsonTreeModel::RowKind::Error));
    QCOMPARE(last.data(Qt::DisplayRole).toString(), error);
    checkModel(model);
}

void InspectorTreeTest::hintsAtObjectsInArrays()
{
    JsonTreeModel model;
    model.setContent(contentOf(R"([{"type":"message","role":"user","content":[]},{"x":1}])"));
    const QModelIndex root = model.index(0, 0, {});
    unfold(model, root);
    QCOMPARE(rowsOf(model, root),
             (QStringList{QStringLiteral("0  {}  message, user"), QStringLiteral("1  {}  1 member")}));
}

void InspectorTreeTest::revealsMatches()
{
    const std::string text = R"({"a":{"b":[0,{"needle":"x"}]}})";
    JsonTreeModel model;
    model.setContent(contentOf(text));
    const QModelIndex found = reveal(model, text.find("needle"));
    QVERIFY(found.isValid());
    QCOMPARE(model.pathOf(found), QStringLiteral("$.a.b[1].needle"));
    QVERIFY(!reveal(model, 1'000'000).parent().parent().parent().parent().parent().isValid());
    JsonTreeModel empty;
    empty.setContent(contentOf(""));
    empty.reveal(0); // nothing to reveal, nothing happens
}

void InspectorTreeTest::revealsIntoStrings()
{
    const std::string text = R"({"out":"one\ntwo\nthree needle\nfour","args":"{\"k\":[1,\"pin\"]}"})";
    JsonTreeModel model;
    model.setContent(contentOf(text));
    QCOMPARE(reveal(model, text.find("needle")).data(Qt::DisplayRole).toString(), QStringLiteral("three needle"));
    QCOMPARE(model.pathOf(reveal(model, text.find("pin"))), QStringLiteral("$.args | fromjson | $.k[1]"));
}

void InspectorTreeTest::revealsInLargePayloads()
{
    std::string text = "{\"list\":[";
    for (int i = 0; i < 200'000; ++i)
        text += (i == 0 ? "" : ",") + std::string("{\"v\":") + std::to_string(i) + "}";
    text += "]}";
    const std::uint64_t at = text.find("\"v\":187654");
    JsonTreeModel model;
    model.setContent(contentOf(std::move(text)));
    const QModelIndex found = reveal(model, at);
    QVERIFY(found.isValid());
    QCOMPARE(model.pathOf(found), QStringLiteral("$.list[187654].v"));
}

void InspectorTreeTest::copies()
{
    JsonTreeView view;
    view.setContent(contentOf(R"({"a":"x\ny","b":{"c": [1, 2]}})"));
    view.show();
    JsonTreeModel& model = view.jsonModel();
    const QModelIndex root = model.index(0, 0, {});
    QVERIFY(view.isExpanded(root));
    view.setCurrentIndex(model.index(0, 0, root));
    QTest::keySequence(&view, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("x\ny"));
    view.setCurrentIndex(model.index(1, 0, root));
    view.copyValue();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("{\"c\": [1, 2]}"));
    view.copyPath();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("$.b"));
    QTest::keyClick(&view, Qt::Key_Return);
    QVERIFY(view.isExpanded(model.index(1, 0, root)));
}

void InspectorTreeTest::abandonsWorkWhenReset()
{
    std::string text = "[";
    for (int i = 0; i < 300'000; ++i)
        text += (i == 0 ? "[" : ",[") + std::to_string(i) + "]";
    text += "]";
    JsonTreeModel model;
    const PayloadContentPtr large = contentOf(std::move(text));
    for (int round = 0; round < 20; ++round) {
        model.setContent(large);
        model.fetchMore(model.index(0, 0, {}));
        model.reveal(1'000'000);
    }
    model.setContent(contentOf("[7]"));
    const QModelIndex root = model.index(0, 0, {});
    unfold(model, root);
    QTest::qWait(100); // what was abandoned ends meanwhile
    QCOMPARE(rowsOf(model, root), QStringList{QStringLiteral("0  7")});
}

QTEST_MAIN(InspectorTreeTest)
#include "inspector_tree_test.moc"
