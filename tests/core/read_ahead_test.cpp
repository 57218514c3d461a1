// Reading ahead: every payload that the log names is asked for, nothing outside the bundle, and it ends when it is
// told.
#include "core/bundle/read_ahead.h"
#include "tests/support/bundle_builder.h"

#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;

class ReadAheadTest : public QObject {
    Q_OBJECT

private slots:
    void asksForWhatTheLogNames();
    void leavesSmallLogsAlone();
    void endsInTheMiddle();
};

void ReadAheadTest::asksForWhatTheLogNames()
{
    BundleBuilder bundle;
    bundle.start();
    for (int i = 0; i < 20; ++i)
        bundle.request(("call" + std::to_string(i)).c_str(), Json::array({userMessage("hello")}));
    bundle.raw(R"({"path": "/etc/passwd"})"
               "\n"); // no payload's place
    const ReadAhead ahead(bundle.open().folder(), 2, 0);
    QTRY_COMPARE(ahead.filesAsked(), std::uint64_t{20});
}

void ReadAheadTest::leavesSmallLogsAlone()
{
    BundleBuilder bundle;
    bundle.start().request("call", Json::array({userMessage("hello")}));
    const ReadAhead ahead(bundle.open().folder());
    QTest::qWait(30);
    QCOMPARE(ahead.filesAsked(), std::uint64_t{0});
}

void ReadAheadTest::endsInTheMiddle()
{
    BundleBuilder bundle;
    bundle.start().request("call", Json::array({userMessage("hello")}));
    bundle.raw(std::string(2'000'000, ' ') + "\n"); // far ahead of a reduction that does not move
    bundle.request("later", Json::array({userMessage("hello")}));
    const ReadAhead ahead(bundle.open().folder(), 1, 0);
    QTRY_COMPARE(ahead.filesAsked(), std::uint64_t{1});
    QTest::qWait(30);
    QCOMPARE(ahead.filesAsked(), std::uint64_t{1}); // it waits, and goes without having been caught up with
}

QTEST_GUILESS_MAIN(ReadAheadTest)
#include "read_ahead_test.moc"
