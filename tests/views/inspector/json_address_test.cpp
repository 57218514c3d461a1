// Paths into a payload, and strings that hold something else.
#include "tests/views/inspector/temporary_bundle.h"
#include "views/inspector/encoded_text.h"
#include "views/inspector/json_address.h"
#include "views/inspector/json_text.h"
#include "views/inspector/json_tree_view.h"
#include "views/inspector/payload_viewer.h"

#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::inspector;

namespace {

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

/// The text at the value that a path names, or the error.
QString at(const std::string& json, const char* path)
{
    QString error;
    const auto steps = parseAddress(text(path), error);
    if (!steps)
        return error;
    const Addressed found = findAddress(json, *steps);
    return found.offset ? QString::fromStdString(json.substr(static_cast<std::size_t>(*found.offset), found.length))
                        : found.error;
}

} // namespace

class JsonAddressTest : public QObject {
    Q_OBJECT

private slots:
    void leadsToAValue()
    {
        const std::string json = "{\"input\":[{\"a\":1},{\"text\":\"two\",\"a b\":[3]}],\"x\\\"y\":4,\"input2\":null}";
        QCOMPARE(at(json, "$"), text("{"));
        QCOMPARE(at(json, "$.input[1].text"), text("\"two\""));
        QCOMPARE(at(json, "$.input[0].a"), text("1"));
        QCOMPARE(at(json, "$.input[1][\"a b\"][0]"), text("3"));
        QCOMPARE(at(json, "$[\"x\\\"y\"]"), text("4"));
        QCOMPARE(at(json, " $.input2 "), text("null"));
        QCOMPARE(at("{\"a\":1,\"a\":2}", "$.a"), text("2")); // the last of its name
    }

    void leadsToAnyOfManyMembers()
    {
        std::string list = "[";
        std::string object = "{\"twice\":-1";
        for (int i = 0; i < 2'500; ++i) {
            list += (i == 0 ? "" : ",") + std::to_string(i);
            object += ",\"m" + std::to_string(i) + "\":" + std::to_string(i);
        }
        list += "]";
        object += ",\"twice\":-2}";
        for (const char* position : {"0", "999", "1000", "1001", "2499"}) {
            QCOMPARE(at(list, ("$[" + std::string(position) + "]").c_str()), text(position));
            QCOMPARE(at(object, ("$.m" + std::string(position)).c_str()), text(position));
        }
        QCOMPARE(at(object, "$.twice"), text("-2"));
        QVERIFY(at(list, "$[2500]").contains(text("2500 members: none at 2500")));
        QVERIFY(at(object, "$.none").contains(text("twice, m0, m1")));
    }

    void followsPointers()
    {
        const std::string json = "{\"input\":[{\"a/b\":1},{\"~\":[2]}],\"3\":{\"\":\"e\"},\"a b\":5,\"~1\":6}";
        QCOMPARE(at(json, "#/input/0/a~1b"), text("1"));
        QCOMPARE(at(json, "#/input/1/~0/0"), text("2"));
        QCOMPARE(at(json, "#/3/"), text("\"e\"")); // a number may be a name, and a name may be empty
        QCOMPARE(at(json, "#/a%20b"), text("5"));
        QCOMPARE(at(json, "#/~01"), text("6"));
        QVERIFY(at(json, "#/input/2").contains(text("2 members")));
        QVERIFY(at(json, "#/input/01").contains(text("no object"))); // RFC 6901: no leading zeros
        QVERIFY(at(json, "#/input/99999999999999999999").contains(text("no object")));
        QVERIFY(at(json, "#/4").contains(text("no member")));
        QVERIFY(at(json, "#/~2").contains(text("~0")));
    }

    void leadsIntoStrings()
    {
        const std::string json = "{\"arguments\":\"{\\\"cmd\\\":\\\"l\\\\u0073\\\",\\\"n\\\":[5,67]}\"}";
        QString error;
        const auto steps = parseAddress(text("$.arguments | fromjson | $.n[1]"), error);
        QVERIFY2(steps, qPrintable(error));
        const Addressed found = findAddress(json, *steps);
        QVERIFY2(found.offset, qPrintable(found.error));
        QCOMPARE(json.substr(static_cast<std::size_t>(*found.offset), 2), std::string("67"));
    }

    void saysWhatIsWrong()
    {
        const std::string json = "{\"input\":[1,2],\"name\":\"x\"}";
        QVERIFY(at(json, "$.input[2]").contains(text("2 members")));
        QVERIFY(at(json, "$.inputs").contains(text("input, name")));
        QVERIFY(at(json, "$.name[0]").contains(text("no array")));
        QVERIFY(at(json, "$.input.x").contains(text("no object")));
        QVERIFY(at(json, "$.name | fromjson | $.x").contains(text("no JSON")));
        QVERIFY(at(json, "$.").contains(text("character 3")));
        QVERIFY(at(json, "$[").contains(text("character 3")));
        QVERIFY(at(json, "$.a b").contains(text("character 5")));
        QVERIFY(at("", "$").contains(text("no JSON")));
    }

    void isNoSearch()
    {
        for (const char* path : {"$", "$.a", "$[0]", "#/a"})
            QVERIFY(isAddress(text(path)));
        for (const char* words : {"", "a", "$5", "$HOME", "/a/b", "#", "# a"})
            QVERIFY(!isAddress(text(words)));
    }

    void decodesBase64()
    {
        const auto decode = [](const QByteArray& bytes) { return decodeBase64(bytes.toBase64().toStdString()); };
        QCOMPARE(decode("a text that is long enough\nto be one")->text,
                 std::string("a text that is long enough\nto be one"));
        const auto png = decode(QByteArray("\x89PNG\r\n\x1a\n and so on, some bytes\x00\x01", 33));
        QVERIFY(png && std::string(png->kind) == "PNG" && png->bytes == 33);
        QVERIFY(png->text.starts_with("0000  89 50 4e 47 0d 0a 1a 0a"));
        // What only looks like it: a hash, words, random bytes.
        QVERIFY(!decodeBase64("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
        QVERIFY(!decodeBase64("abcdefghijklmnopqrstuvwx"));
        QVERIFY(!decodeBase64("too short"));
        QVERIFY(decodeBase64("data:text/plain;base64," +
                             QByteArray("some words of text, enough").toBase64().toStdString()));
    }

    void writesHexadecimal()
    {
        QCOMPARE(hexLines("AB\n"), "0000  41 42 0a" + std::string(39, ' ') + "  AB.");
        QCOMPARE(hexLines(std::string(17, 'x')).substr(0, 10), std::string("0000  78 7"));
        QVERIFY(hexLines(std::string(17, 'x')).find("\n0010  78 ") != std::string::npos);
    }

    void theViewerGoesThere()
    {
        test::TemporaryBundle bundle;
        const QByteArray inner =
            QByteArray("{\"deep\":[1,{\"found\":true}],\"filler\":\"xxxxxxxxxxxxxxx\"}").toBase64();
        bundle.write("payloads/1.json", "{\"a\":{\"b\":[\"x\",\"y\"]},\"packed\":\"" + inner + "\"}");
        PayloadViewer viewer;
        viewer.resize(500, 500);
        viewer.show();
        viewer.open(bundle.open().folder(), "payloads/1.json");
        QTRY_COMPARE(viewer.state(), PayloadViewer::State::Shown);
        JsonTreeView& tree = viewer.tree();
        const auto shownPath = [&] { return tree.jsonModel().pathOf(tree.currentIndex()); };
        viewer.setSearchText(text("$.a.b[1]"));
        QTRY_COMPARE(shownPath(), text("$.a.b[1]"));
        viewer.setSearchText(text("$.a.c"));
        QTRY_VERIFY(viewer.searchStatus().contains(text("no member")));
        viewer.setSearchText({});
        // Base64 unfolds into what it holds.
        tree.unfoldToLevel(1);
        const QModelIndex packed = tree.jsonModel().index(1, 0, tree.jsonModel().index(0, 0, {}));
        tree.expand(packed);
        QTRY_COMPARE(tree.jsonModel().rowCount(packed), 2);
        QVERIFY(packed.data().toString().contains(text("base64 of text")));
        QCOMPARE(tree.jsonModel().pathOf(tree.jsonModel().index(0, 0, packed)),
                 text("$.packed | @base64d | fromjson | $.deep"));
    }

    void unfoldsToALevel()
    {
        test::TemporaryBundle bundle;
        bundle.write("payloads/1.json", "{\"a\":{\"b\":{\"c\":1}},\"d\":[[1],[2]]}");
        PayloadViewer viewer;
        viewer.show();
        QVERIFY(QTest::qWaitForWindowActive(&viewer));
        viewer.open(bundle.open().folder(), "payloads/1.json");
        QTRY_COMPARE(viewer.state(), PayloadViewer::State::Shown);
        JsonTreeView& tree = viewer.tree();
        const QModelIndex root = tree.jsonModel().index(0, 0, {});
        const auto below = [&](const QModelIndex& index) { return tree.jsonModel().index(0, 0, index); };
        tree.unfoldToLevel(2);
        QVERIFY(tree.isExpanded(root) && tree.isExpanded(below(root)) && !tree.isExpanded(below(below(root))));
        tree.setFocus();
        QTest::keyClick(&tree, Qt::Key_3);
        QVERIFY(tree.isExpanded(below(below(root))));
        QTest::keyClick(&tree, Qt::Key_1);
        QVERIFY(tree.isExpanded(root) && !tree.isExpanded(below(root)));
    }
};

QTEST_MAIN(JsonAddressTest)
#include "json_address_test.moc"
