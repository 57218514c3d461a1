// The scan of JSON text: members, pages, paths, and where broken text breaks.
#include "views/inspector/json_listing.h"
#include "views/inspector/json_scan.h"
#include "views/inspector/json_text.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <string>

using namespace rolloutscope::inspector;

namespace {

std::string slice(const std::string& text, std::uint64_t begin, std::uint64_t end)
{
    return text.substr(begin, end - begin);
}

JsonMembers membersOf(const std::string& text)
{
    const JsonRoot root = scanRoot(text);
    return root.value ? scanMembers(text, *root.value, JsonMembers::pageSize) : JsonMembers{};
}

// In pieces: moc stumbles over the raw form of this one.
const std::string sample = " {\"a\": 1, \"b\\n\": [true, false, null, {\"x\": \"}]\"}], "
                           "\"c\": {\"d\": {\"e\": [[], {}]}}, \"f\": -1.5e+3, \"\": \"é\\u00e9\\\\\\\"\"} ";

} // namespace

class InspectorJsonTest : public QObject {
    Q_OBJECT
private slots:
    void givesTheMembersOfAnObject();
    void givesTheElementsOfAnArray();
    void countsWithoutUnfolding();
    void acceptsWhatJsonAllows_data();
    void acceptsWhatJsonAllows();
    void namesThePlaceOfAnError_data();
    void namesThePlaceOfAnError();
    void keepsWhatStandsBeforeTheBreak();
    void agreesWithAParserWhereverTheTextIsCut();
    void agreesWithAParserWhateverByteIsWrong();
    void pagesLargeArrays();
    void survivesAMillionLevels();
    void findsThePathToEveryValue();
    void decodesStrings_data();
    void decodesStrings();
    void mapsPositionsIntoDecodedText();
    void canBeCancelled();
    void plansRowsInPages();
};

void InspectorJsonTest::givesTheMembersOfAnObject()
{
    const JsonMembers members = membersOf(sample);
    QCOMPARE(members.count, 5U);
    QVERIFY(!members.error);
    const auto& all = members.members;
    QCOMPARE(slice(sample, all[0].keyBegin, all[0].keyEnd), std::string("\"a\""));
    QCOMPARE(slice(sample, all[0].begin, all[0].end), std::string("1"));
    QCOMPARE(slice(sample, all[1].keyBegin, all[1].keyEnd), std::string("\"b\\n\""));
    QVERIFY(all[1].type == JsonType::Array);
    QCOMPARE(all[1].count, 4U);
    QCOMPARE(slice(sample, all[2].begin, all[2].end), std::string(R"({"d": {"e": [[], {}]}})"));
    QCOMPARE(slice(sample, all[3].begin, all[3].end), std::string("-1.5e+3"));
    QVERIFY(all[4].type == JsonType::String);
}

void InspectorJsonTest::givesTheElementsOfAnArray()
{
    const std::string text = "[1,[2,3],\"x\"]";
    const JsonMembers members = membersOf(text);
    QCOMPARE(members.count, 3U);
    QVERIFY(!members.members[0].hasKey());
    QCOMPARE(slice(text, members.members[1].begin, members.members[1].end), std::string("[2,3]"));
}

void InspectorJsonTest::countsWithoutUnfolding()
{
    const JsonRoot root = scanRoot(R"({"a":[1,2,[3,4,5]],"b":{"c":{}}})");
    QCOMPARE(root.value->count, 2U);
    QCOMPARE(scanRoot("[]").value->count, 0U);
    QCOMPARE(scanRoot(" [ ] ").value->count, 0U);
}

void InspectorJsonTest::acceptsWhatJsonAllows_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"0", "-0", "1e400", "12.5E-3", "\"\"", "\"\\u0000\"", "true", "[null]", "{}",
                             " \t\r\n[ ] ", "{\"a\":{},\"a\":[]}", "\"\\ud83d\\ude00\"", "\xEF\xBB\xBF{}"})
        QTest::newRow(text) << QByteArray(text);
}

void InspectorJsonTest::acceptsWhatJsonAllows()
{
    QFETCH(QByteArray, text);
    const JsonRoot root = scanRoot(text.toStdString());
    QVERIFY(root.value);
    QVERIFY(!root.error);
}

void InspectorJsonTest::namesThePlaceOfAnError_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("line");
    QTest::addColumn<quint64>("column");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* text, quint64 line, quint64 column, const char* reason) {
        QTest::newRow(text) << QByteArray(text) << line << column << QByteArray(reason);
    };
    row("", 1, 1, "the file is empty");
    row(" \n", 2, 1, "nothing but white space");
    row("hello", 1, 1, "no JSON value");
    row("{\n  \"a\": 1,\n  b: 2\n}", 3, 3, "a name in quotes is expected");
    row("{\"a\" 1}", 1, 6, "a colon is expected");
    row("[1 2]", 1, 4, "a comma or ] is expected");
    row("[1,]", 1, 4, "no JSON value");
    row("{\"a\":1,}", 1, 8, "a name in quotes is expected");
    row("[01]", 1, 3, "a number that begins with 0");
    row("[1.]", 1, 4, "a digit is expected");
    row("[tru]", 1, 2, "no JSON value");
    row("\"a\tb\"", 1, 3, "a control character inside a string");
    row("\"\\x\"", 1, 3, "an unknown escape inside a string");
    row("\"\\u12g4\"", 1, 3, "\\u without four hexadecimal digits");
    row("{} x", 1, 4, "something follows the JSON value");
    row("[1}", 1, 3, "a comma or ] is expected");
}

void InspectorJsonTest::namesThePlaceOfAnError()
{
    QFETCH(QByteArray, text);
    QFETCH(quint64, line);
    QFETCH(quint64, column);
    QFETCH(QByteArray, reason);
    const JsonRoot root = scanRoot(text.toStdString());
    QVERIFY(root.error);
    QCOMPARE(QByteArray(root.error->reason), reason);
    QCOMPARE(root.error->line, line);
    QCOMPARE(root.error->column, column);
}

void InspectorJsonTest::keepsWhatStandsBeforeTheBreak()
{
    const std::string text = R"({"a":1,"b":[1,2,{"c":"cut he)";
    const JsonRoot root = scanRoot(text);
    QVERIFY(root.value && root.value->broken);
    const JsonMembers top = scanMembers(text, *root.value, 10);
    QCOMPARE(top.count, 2U);
    QVERIFY(!top.error); // it shows inside the member
    QVERIFY(top.members[1].broken);
    const JsonMembers array = scanMembers(text, top.members[1], 10);
    QCOMPARE(array.count, 3U);
    const JsonMembers object = scanMembers(text, array.members[2], 10);
    QCOMPARE(object.count, 1U);
    QVERIFY(object.members[0].broken);
    QVERIFY(object.error);
    QCOMPARE(std::string(object.error->reason), std::string("the text ends inside a string"));
}

void InspectorJsonTest::agreesWithAParserWhereverTheTextIsCut()
{
    for (std::size_t cut = 0; cut <= sample.size(); ++cut) {
        const std::string text = sample.substr(0, cut);
        const JsonRoot root = scanRoot(text);
        const bool good = root.value && !root.error;
        QCOMPARE(good, nlohmann::json::accept(text));
        if (!root.value || !root.value->isContainer())
            continue;
        // Whatever is listed lies inside the text and is in order.
        std::uint64_t before = 0;
        for (const JsonValue& member : scanMembers(text, *root.value, 100).members) {
            QVERIFY(member.keyBegin >= before && member.begin <= member.end && member.end <= text.size());
            before = member.begin;
        }
    }
}

void InspectorJsonTest::agreesWithAParserWhateverByteIsWrong()
{
    for (std::size_t at = 0; at < sample.size(); ++at) {
        for (const char wrong : {'"', '}', ']', ',', ':', 'x', '\\', '\n', '0', '{'}) {
            std::string text = sample;
            text[at] = wrong;
            // Broken UTF-8 is told apart from broken JSON.
            if (static_cast<unsigned char>(sample[at]) >= 0x80)
                continue;
            const JsonRoot root = scanRoot(text);
            QVERIFY2((root.value && !root.error) == nlohmann::json::accept(text), text.c_str());
        }
    }
}

void InspectorJsonTest::pagesLargeArrays()
{
    std::string text = "[";
    for (int i = 0; i < 25'500; ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(i);
    text += "]";
    const JsonRoot root = scanRoot(text);
    QCOMPARE(root.value->count, 25'500U);
    const JsonMembers members = scanMembers(text, *root.value, JsonMembers::pageSize);
    QCOMPARE(members.members.size(), std::size_t{1'000});
    QCOMPARE(members.pageStarts.size(), std::size_t{26});
    const JsonMembers page = scanPage(text, *root.value, members.pageStarts[25], 1'000);
    QCOMPARE(page.members.size(), std::size_t{500});
    QCOMPARE(slice(text, page.members[0].begin, page.members[0].end), std::string("25000"));
    QCOMPARE(slice(text, page.members[499].begin, page.members[499].end), std::string("25499"));
}

void InspectorJsonTest::survivesAMillionLevels()
{
    const std::string open(1'000'000, '[');
    const JsonRoot cut = scanRoot(open);
    QVERIFY(cut.error);
    QCOMPARE(cut.error->offset, 1'000'000U);
    const std::string closed = open + std::string(1'000'000, ']');
    const JsonRoot root = scanRoot(closed);
    QVERIFY(!root.error);
    QCOMPARE(root.value->count, 1U);
    QVERIFY(pathTo(closed, 999'999).size() <= 10'000);
}

void InspectorJsonTest::findsThePathToEveryValue()
{
    const std::string text = R"({"a": 1, "b": [10, {"c": "here"}, []], "d": {}})";
    const auto path = [&](const char* what) { return pathTo(text, text.find(what)); };
    using Path = std::vector<std::uint64_t>;
    QCOMPARE(path("\"a\""), (Path{0}));
    QCOMPARE(path("1"), (Path{0}));
    QCOMPARE(path("10"), (Path{1, 0}));
    QCOMPARE(path("here"), (Path{1, 1, 0}));
    QCOMPARE(path("\"c\""), (Path{1, 1, 0}));
    QCOMPARE(path("[]"), (Path{1, 2}));
    QCOMPARE(path("\"d\""), (Path{2}));
    QCOMPARE(pathTo(text, 0), Path{});
    QCOMPARE(pathTo("\"only\"", 2), Path{});
    QCOMPARE(pathTo("", 5), Path{});
    QCOMPARE(pathTo("[1, [2, bro", 9), (Path{1, 1}));
}

void InspectorJsonTest::decodesStrings_data()
{
    QTest::addColumn<QByteArray>("literal");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("\"abc\"") << QByteArray("abc");
    QTest::newRow("escapes") << QByteArray(R"("a\n\t\"\\\/b\b\f\r")") << QByteArray("a\n\t\"\\/b\b\f\r");
    QTest::newRow("unicode") << QByteArray(R"("\u00e9\u20AC")") << QByteArray("é€");
    QTest::newRow("pair") << QByteArray(R"("\ud83d\ude00!")") << QByteArray("😀!");
    QTest::newRow("lone surrogate") << QByteArray(R"("\ud83dx")") << QByteArray("\xEF\xBF\xBDx");
    QTest::newRow("cut") << QByteArray("\"abc") << QByteArray("abc");
    QTest::newRow("cut behind an escaped quote") << QByteArray("\"ab\\\"") << QByteArray("ab\"");
    QTest::newRow("broken escape") << QByteArray(R"("a\qb")") << QByteArray("a\\qb");
}

void InspectorJsonTest::decodesStrings()
{
    QFETCH(QByteArray, literal);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(decodeString(literal.toStdString())), text);
    QCOMPARE(countCharacters(literal.toStdString()),
             static_cast<std::uint64_t>(QString::fromUtf8(text).toUcs4().size()));
}

void InspectorJsonTest::mapsPositionsIntoDecodedText()
{
    const std::string literal = R"("a\nb\u00e9c")";
    QCOMPARE(decodedOffset(literal, 1), 0U);
    QCOMPARE(decodedOffset(literal, literal.find('b')), 2U);
    QCOMPARE(decodedOffset(literal, literal.find('c')), 5U);
}

void InspectorJsonTest::canBeCancelled()
{
    const std::atomic<bool> cancelled = true;
    const std::string text = "[" + std::string(3'000'000, ' ') + "1" + [] {
        std::string more;
        for (int i = 0; i < 10'000; ++i)
            more += ",1";
        return more;
    }() + "]";
    QVERIFY(scanRoot(text, &cancelled).cancelled);
}

void InspectorJsonTest::plansRowsInPages()
{
    QCOMPARE(planRows(0, 1'000).span, 1U);
    QCOMPARE(planRows(0, 1'001).span, 1'000U);
    QCOMPARE(planRows(0, 1'001).rowCount(), 2U);
    QCOMPARE(planRows(0, 10'000'000).span, 1'000'000U);
    QCOMPARE(planRows(2'000, 3'000).span, 1U);
}

QTEST_GUILESS_MAIN(InspectorJsonTest)
#include "inspector_json_test.moc"
