// Links: every object of every bundle has one that leads back to it, and whatever is not exactly a link is refused.
#include "app/open/object_link.h"

#include <QTest>

using namespace rolloutscope;

namespace {

const QString good = QStringLiteral("rolloutscope://open?bundle=/b&object=turn/x");

} // namespace

class ObjectLinkTest : public QObject {
    Q_OBJECT
private slots:
    void everyKindLeadsBack()
    {
        for (int kind = 1; kind <= static_cast<int>(ObjectKind::RawPayload); ++kind) {
            const ObjectLink link{
                .bundle = QStringLiteral("/b"), .kind = static_cast<ObjectKind>(kind), .id = "id-1", .time = {}};
            const ParsedLink parsed = parseLink(makeLink(link));
            QVERIFY2(parsed.link == link, qPrintable(makeLink(link) + parsed.error));
        }
    }

    void everyByteOfAnIdLeadsBack()
    {
        ObjectLink link{.bundle = QStringLiteral("/b"), .kind = ObjectKind::ToolCall, .id = {}, .time = {}};
        for (int byte = 0; byte < 256; ++byte)
            link.id += static_cast<char>(byte);
        const QString text = makeLink(link);
        QVERIFY(std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < u'\x7f'; }));
        QVERIFY(parseLink(text).link == link);
    }

    void anyPathLeadsBack_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("plain") << QStringLiteral("/home/me/traces/trace-1");
        QTest::newRow("not ASCII") << QString::fromUtf8("/home/jürgen/läufe/测试/🐟");
        QTest::newRow("what URLs are made of") << QStringLiteral("/a b/c&d=e#f?g%20h+i");
        QTest::newRow("line break") << QStringLiteral("/a\nb");
    }
    void anyPathLeadsBack()
    {
        QFETCH(QString, path);
        const ObjectLink link{.bundle = path,
                              .kind = ObjectKind::Thread,
                              .id = "a",
                              .time = ObjectLink::Time{.from = 1'700'000'000'000, .to = 1'700'000'000'250}};
        QVERIFY(parseLink(makeLink(link)).link == link);
    }

    void isSpelledAsDocumented()
    {
        QCOMPARE(makeLink({.bundle = QStringLiteral("/a b"),
                           .kind = ObjectKind::InferenceCall,
                           .id = "x/y",
                           .time = ObjectLink::Time{.from = 5, .to = 7}}),
                 QStringLiteral("rolloutscope://open?bundle=/a%20b&object=inference_call/x%2Fy&from=5&to=7"));
        QVERIFY(isLink(good));
        QVERIFY(isLink(QStringLiteral("ROLLOUTSCOPE:anything")));
        QVERIFY(!isLink(QStringLiteral("/rolloutscope://")));
    }

    void anythingElseIsRefusedWithAReason_data()
    {
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, const char* text) { QTest::newRow(name) << QString::fromUtf8(text); };
        row("another verb", "rolloutscope://run?bundle=/b&object=turn/x");
        row("nothing", "rolloutscope:");
        row("no bundle", "rolloutscope://open?object=turn/x");
        row("no object", "rolloutscope://open?bundle=/b");
        row("empty id", "rolloutscope://open?bundle=/b&object=turn/");
        row("unknown kind", "rolloutscope://open?bundle=/b&object=file/x");
        row("kind none", "rolloutscope://open?bundle=/b&object=/x");
        row("relative path", "rolloutscope://open?bundle=b&object=turn/x");
        row("another machine", "rolloutscope://open?bundle=//host/share&object=turn/x");
        row("a URL as path", "rolloutscope://open?bundle=https%3A%2F%2Fx&object=turn/x");
        row("a NUL in the path", "rolloutscope://open?bundle=/b%00c&object=turn/x");
        row("path not UTF-8", "rolloutscope://open?bundle=/%FF&object=turn/x");
        row("half an escape", "rolloutscope://open?bundle=/b%2&object=turn/x");
        row("no escape", "rolloutscope://open?bundle=/b%zz&object=turn/x");
        row("space", "rolloutscope://open?bundle=/a b&object=turn/x");
        row("not escaped", "rolloutscope://open?bundle=/ä&object=turn/x");
        row("fragment", "rolloutscope://open?bundle=/b&object=turn/x#y");
        row("something else in it", "rolloutscope://open?bundle=/b&object=turn/x&command=rm");
        row("trailing ampersand", "rolloutscope://open?bundle=/b&object=turn/x&");
        row("twice", "rolloutscope://open?bundle=/b&bundle=/c&object=turn/x");
        row("one end of a time", "rolloutscope://open?bundle=/b&object=turn/x&from=1");
        row("time backwards", "rolloutscope://open?bundle=/b&object=turn/x&from=2&to=1");
        row("empty time", "rolloutscope://open?bundle=/b&object=turn/x&from=&to=1");
        row("negative time", "rolloutscope://open?bundle=/b&object=turn/x&from=-1&to=1");
        row("a time that overflows", "rolloutscope://open?bundle=/b&object=turn/x&from=1&to=99999999999999999999");
    }
    void anythingElseIsRefusedWithAReason()
    {
        QFETCH(QString, text);
        QVERIFY(parseLink(good).link.has_value()); // from which the rows differ in one thing each
        const ParsedLink parsed = parseLink(text);
        QVERIFY(!parsed.link.has_value());
        QVERIFY(!parsed.error.isEmpty());
    }
};

QTEST_GUILESS_MAIN(ObjectLinkTest)
#include "object_link_test.moc"
