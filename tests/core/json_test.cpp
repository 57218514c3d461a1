// JSON as the rules read and write it: grammar, depth, duplicates, numbers, compact form.
#include "core/json/compact.h"
#include "core/json/document.h"
#include "core/json/number.h"

#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::json;

class JsonTest : public QObject {
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void depthIsLimited();
    void readsValues();
    void lastDuplicateCounts();
    void rawIsTheSource();
    void writesCompact_data();
    void writesCompact();
    void dropsOneKey();
    void numbersAsWritten_data();
    void numbersAsWritten();
    void shortestDoubles_data();
    void shortestDoubles();
    void surrogates();
};

void JsonTest::accepts_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"null", "true", " false ", "0", "-0", "1.5e-7", "\"\"", "\"\\u00e9\\n\"", "[]", "{}", "[1,[2,{}]]",
          "{\"a\":{\"b\":[null]}}", "\t[\r\n1 ]\n", "\"\\ud83d\\ude00\"", "1e308", "1e-999", "[\"a\" , \"b\" ]"})
        QTest::newRow(text) << QByteArray(text);
}

void JsonTest::accepts()
{
    QFETCH(QByteArray, text);
    Document document;
    QVERIFY2(document.parse(std::string_view(text.constData(), static_cast<std::size_t>(text.size()))),
             document.error().c_str());
}

void JsonTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"",
                             "   ",
                             "nul",
                             "nullx",
                             "truefalse",
                             "01",
                             "1.",
                             ".5",
                             "+1",
                             "-",
                             "1e",
                             "1e400",
                             "-1e400",
                             "\"a",
                             "\"\\x\"",
                             "\"\\u12\"",
                             "\"\\ud800\"",
                             "\"\\udc00\"",
                             "\"\\ud800\\u0041\"",
                             "[",
                             "]",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "{",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{1:2}",
                             "{\"a\" 1}",
                             "[1}",
                             "{\"a\":1]",
                             "1 2",
                             "{} {}",
                             "[] x",
                             "\"a\"\"b\"",
                             "\"a\nb\"",
                             "\"\xff\"",
                             "\"\xc3\"",
                             "'a'",
                             "[1,\"a\"x]",
                             "// a"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("zero byte") << QByteArray("[1\0]", 4);
}

void JsonTest::refuses()
{
    QFETCH(QByteArray, text);
    Document document;
    QVERIFY(!document.parse(std::string_view(text.constData(), static_cast<std::size_t>(text.size()))));
    QVERIFY(!document.error().empty());
    QVERIFY(!document.root());
}

void JsonTest::depthIsLimited()
{
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
    };
    Document document;
    QVERIFY(document.parse(nested(127)));
    QVERIFY(!document.parse(nested(128)));
    QVERIFY(document.parse(nested(200'000), ParseOptions::grammarOnly()));
}

void JsonTest::readsValues()
{
    Document document;
    const std::string text =
        R"({"text":"a\"b\u0001","plain":"x","int":-5,"big":18446744073709551615,"zero":-0,"half":0.5,"yes":true,"no":null,"list":[1,2]})";
    QVERIFY(document.parse(text));
    const Value root = document.root();
    QCOMPARE(root["text"].string().value(), std::string("a\"b\x01"));
    QVERIFY(!root["text"].plainString());
    QVERIFY(root["plain"].equals("x"));
    QCOMPARE(root["int"].int64().value(), std::int64_t{-5});
    QVERIFY(!root["int"].uint64());
    QCOMPARE(root["big"].uint64().value(), std::uint64_t{18446744073709551615ULL});
    QVERIFY(!root["big"].int64());
    QVERIFY(!root["zero"].int64());
    QVERIFY(!root["half"].int64());
    QCOMPARE(root["yes"].boolean().value(), true);
    QVERIFY(root["no"].isNull());
    QVERIFY(!root["absent"]);
    QVERIFY(!root["plain"]["deeper"]);
    int sum = 0;
    for (const Value element : root["list"].elements())
        sum += static_cast<int>(element.int64().value());
    QCOMPARE(sum, 3);
}

void JsonTest::lastDuplicateCounts()
{
    Document document;
    const std::string text = R"({"a":1,"b":2,"\u0061":3})";
    QVERIFY(document.parse(text));
    QCOMPARE(document.root()["a"].int64().value(), std::int64_t{3});
    QCOMPARE(compact(document.root()), std::string(R"({"a":3,"b":2})"));
    std::string many = "{";
    for (int i = 0; i < 100; ++i)
        many += "\"k" + std::to_string(i % 50) + "\":" + std::to_string(i) + ",";
    many.back() = '}';
    QVERIFY(document.parse(many));
    const std::string written = compact(document.root());
    QVERIFY(written.starts_with("{\"k0\":50,\"k1\":51,"));
    QVERIFY(written.ends_with("\"k49\":99}"));
}

void JsonTest::rawIsTheSource()
{
    Document document;
    const std::string text = "{ \"a\" : [ 1 , { } ] , \"b\":\"x\" }";
    QVERIFY(document.parse(text));
    QCOMPARE(document.root()["a"].raw(), std::string_view("[ 1 , { } ]"));
    QCOMPARE(document.root()["b"].raw(), std::string_view("\"x\""));
    QCOMPARE(document.root().raw(), std::string_view(text));
    QCOMPARE(document.root()["a"].offset(), 8U);
}

void JsonTest::writesCompact_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("space") << QByteArray("{ \"b\" : [ 1, 2 ],\n \"a\" : null }")
                           << QByteArray("{\"b\":[1,2],\"a\":null}");
    QTest::newRow("escapes") << QByteArray(R"("\u0041\/\u00e9\u0000\u001f\b\"")")
                             << QByteArray("\"A/\xc3\xa9\\u0000\\u001f\\b\\\"\"");
    QTest::newRow("minus zero") << QByteArray("[-0,-0.0,0]") << QByteArray("[-0.0,-0.0,0]");
    QTest::newRow("numbers")
        << QByteArray("[1.0,1e5,18446744073709551615,18446744073709551616,-9223372036854775809]")
        << QByteArray("[1.0,100000.0,18446744073709551615,1.8446744073709552e+19,-9.223372036854776e+18]");
}

void JsonTest::writesCompact()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, expected);
    Document document;
    const std::string text = source.toStdString();
    QVERIFY(document.parse(text));
    QCOMPARE(QByteArray::fromStdString(compact(document.root())), expected);
}

void JsonTest::dropsOneKey()
{
    Document document;
    const std::string text = R"({"a":1,"drop":2,"b":{"drop":3},"c":4})";
    QVERIFY(document.parse(text));
    CompactOptions options;
    options.dropKey = "drop";
    QCOMPARE(compact(document.root(), options), std::string(R"({"a":1,"c":4,"b":{"drop":3}})"));
    options.dropKey = "c";
    options.keys = KeyOrder::Sorted;
    QCOMPARE(compact(document.root(), options), std::string(R"({"a":1,"b":{"drop":3},"drop":2})"));
}

void JsonTest::numbersAsWritten_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("expected");
    const std::vector<std::pair<const char*, const char*>> numbers{{"1.50", "1.50"},
                                                                   {"1e5", "1e+5"},
                                                                   {"0.1E-07", "0.1e-07"},
                                                                   {"1E+2", "1e+2"},
                                                                   {"184467440737095516150", "184467440737095516150"},
                                                                   {"-0", "0"},
                                                                   {"-0.0", "-0.0"},
                                                                   {"7", "7"}};
    for (const auto& [source, expected] : numbers)
        QTest::newRow(source) << QByteArray(source) << QByteArray(expected);
}

void JsonTest::numbersAsWritten()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, expected);
    std::string out;
    appendNumber(source.toStdString(), NumberForm::AsWritten, out);
    QCOMPARE(QByteArray::fromStdString(out), expected);
}

void JsonTest::shortestDoubles_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("one") << 1.0 << QByteArray("1.0");
    QTest::newRow("tenth") << 0.1 << QByteArray("0.1");
    QTest::newRow("smallest plain") << 0.00001 << QByteArray("0.00001");
    QTest::newRow("below") << 0.0000025 << QByteArray("2.5e-6");
    QTest::newRow("largest plain") << 1e15 << QByteArray("1000000000000000.0");
    QTest::newRow("above") << 1.5e16 << QByteArray("1.5e+16");
    QTest::newRow("one digit") << 1e16 << QByteArray("1e+16");
    QTest::newRow("negative") << -123.25 << QByteArray("-123.25");
    QTest::newRow("sum") << 0.1 + 0.2 << QByteArray("0.30000000000000004");
}

void JsonTest::shortestDoubles()
{
    QFETCH(double, value);
    QFETCH(QByteArray, expected);
    std::string out;
    appendDouble(value, out);
    QCOMPARE(QByteArray::fromStdString(out), expected);
}

void JsonTest::surrogates()
{
    Document document;
    const std::string lone = R"({"a":"\ud800x"})";
    QVERIFY(document.parse(lone, ParseOptions::grammarOnly()));
    QVERIFY(!document.root()["a"].string());
    const std::string pair = R"("\ud83d\ude00")";
    QVERIFY(document.parse(pair));
    QCOMPARE(document.root().string().value(), std::string("\xf0\x9f\x98\x80"));
}

QTEST_GUILESS_MAIN(JsonTest)
#include "json_test.moc"
