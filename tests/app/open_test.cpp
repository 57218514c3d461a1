// What a path is, the arguments of the program, and the list of recent bundles: everything before a window.
#include "tests/app/bundle_folder.h"

#include "app/open/open_flow.h"
#include "app/open/open_probe.h"
#include "app/open/recent_bundles.h"
#include "app/usage.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;

class OpenTest : public QObject {
    Q_OBJECT
private slots:
    void folderAndFilesInItAreTheBundle_data()
    {
        QTest::addColumn<QString>("inside");
        QTest::newRow("folder") << QString();
        QTest::newRow("slash") << QStringLiteral("/");
        QTest::newRow("manifest") << QStringLiteral("/manifest.json");
        QTest::newRow("log") << QStringLiteral("/trace.jsonl");
    }
    void folderAndFilesInItAreTheBundle()
    {
        QFETCH(QString, inside);
        QTemporaryDir root;
        const QString path = makeBundle(root, QStringLiteral("one"));
        const ProbeResult result = probePath(path + inside);
        QCOMPARE(result.kind, ProbeResult::Kind::Bundle);
        QCOMPARE(result.path, path);
    }

    void refusalNamesWhatIsMissing()
    {
        QTemporaryDir root;
        const ProbeResult empty = probePath(root.path());
        QCOMPARE(empty.kind, ProbeResult::Kind::Refused);
        QVERIFY2(empty.message.contains(QStringLiteral("manifest.json")), qPrintable(empty.message));
        QVERIFY2(empty.message.contains(QStringLiteral("trace.jsonl")), qPrintable(empty.message));

        const QString path = makeBundle(root, QStringLiteral("one"));
        QFile::remove(path + QStringLiteral("/trace.jsonl"));
        const ProbeResult noLog = probePath(path);
        QCOMPARE(noLog.kind, ProbeResult::Kind::Refused);
        QVERIFY2(noLog.message.contains(QStringLiteral("trace.jsonl")), qPrintable(noLog.message));

        const ProbeResult missing = probePath(root.filePath(QStringLiteral("nowhere")));
        QVERIFY2(missing.message.contains(QStringLiteral("nowhere")), qPrintable(missing.message));

        writeFile(root.filePath(QStringLiteral("notes.txt")), "x");
        const ProbeResult file = probePath(root.filePath(QStringLiteral("notes.txt")));
        QCOMPARE(file.kind, ProbeResult::Kind::Refused);
        QVERIFY2(file.message.contains(QStringLiteral("notes.txt")), qPrintable(file.message));
    }

    void folderOfBundlesOffersThem()
    {
        QTemporaryDir root;
        makeBundle(root, QStringLiteral("b"));
        makeBundle(root, QStringLiteral("a"));
        QDir(root.path()).mkdir(QStringLiteral("other"));
        const ProbeResult result = probePath(root.path());
        QCOMPARE(result.kind, ProbeResult::Kind::FolderOfBundles);
        QCOMPARE(result.bundles.size(), std::size_t{2});
        QCOMPARE(result.bundles.front().name, QStringLiteral("a"));
        QCOMPARE(result.bundles.front().startedAt.toMSecsSinceEpoch(), 1'700'000'000'000LL);
    }

    void aFolderWithOneBundleStandsForIt()
    {
        QTemporaryDir root;
        const QString one = makeBundle(root, QStringLiteral("one"));
        QDir(root.path()).mkdir(QStringLiteral("other"));
        const ProbeResult result = probePath(root.path());
        QCOMPARE(result.kind, ProbeResult::Kind::Bundle);
        QCOMPARE(result.path, one);
        QCOMPARE(result.asked, root.path());
        // Damaged, it is refused by its own name.
        writeFile(one + QStringLiteral("/manifest.json"), "{");
        const ProbeResult damaged = probePath(root.path());
        QCOMPARE(damaged.kind, ProbeResult::Kind::Refused);
        QVERIFY2(damaged.message.contains(one), qPrintable(damaged.message));
    }

    void flowReportsBundlesInOrderAndRefusals()
    {
        QTemporaryDir root;
        const QString one = makeBundle(root, QStringLiteral("one"));
        const QString two = makeBundle(root, QStringLiteral("two"));
        OpenFlow flow;
        QSignalSpy found(&flow, &OpenFlow::bundleFound);
        QSignalSpy refused(&flow, &OpenFlow::refused);
        QSignalSpy finished(&flow, &OpenFlow::finished);
        flow.open({two, QStringLiteral("/nowhere/at/all"), one});
        QVERIFY(!flow.isIdle());
        QVERIFY(finished.wait());
        QVERIFY(flow.isIdle());
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[0][0].toString(), two);
        QCOMPARE(found[1][0].toString(), one);
        QCOMPARE(refused.size(), 1);
    }

    void recentBundlesSurviveARunNewestFirst()
    {
        QTemporaryDir root;
        const QString one = makeBundle(root, QStringLiteral("one"));
        const QString two = makeBundle(root, QStringLiteral("two"));
        QSettings settings(root.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        {
            RecentBundles recent(settings);
            recent.add(one);
            recent.add(two);
            recent.add(one);
            QCOMPARE(recent.paths(), QStringList({one, two}));
        }
        QDir(two).removeRecursively();
        RecentBundles recent(settings);
        QCOMPARE(recent.paths(), QStringList({one, two}));
        QTRY_VERIFY(recent.isMissing(two));
        QVERIFY(!recent.isMissing(one));
        recent.clear();
        QVERIFY(RecentBundles(settings).paths().isEmpty());
    }

    void recentBundlesAreBounded()
    {
        QTemporaryDir root;
        QSettings settings(root.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        RecentBundles recent(settings);
        for (int i = 0; i < 40; ++i)
            recent.add(QStringLiteral("/bundle/%1").arg(i));
        QCOMPARE(recent.paths().size(), RecentBundles::most);
        QCOMPARE(recent.paths().front(), QStringLiteral("/bundle/39"));
    }

    void argumentsDecideWhatRuns()
    {
        QCOMPARE(planLaunch({}).kind, LaunchPlan::Kind::Window);
        QCOMPARE(planLaunch({QStringLiteral("a"), QStringLiteral("b")}).paths,
                 QStringList({QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(planLaunch({QStringLiteral("reduce"), QStringLiteral("b")}).kind, LaunchPlan::Kind::CommandLine);
        QCOMPARE(planLaunch({QStringLiteral("--layout-process")}).kind, LaunchPlan::Kind::LayoutProcess);

        const LaunchPlan version = planLaunch({QStringLiteral("--version")});
        QCOMPARE(version.kind, LaunchPlan::Kind::Print);
        QCOMPARE(version.exitCode, 0);
        QVERIFY(version.output.contains(QStringLiteral(ROLLOUTSCOPE_VERSION)));
        QVERIFY(planLaunch({QStringLiteral("x"), QStringLiteral("--help")}).output.contains(QStringLiteral("Usage")));

        const LaunchPlan unknown = planLaunch({QStringLiteral("--frobnicate")});
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY(unknown.output.contains(QStringLiteral("--frobnicate")));
        QCOMPARE(planLaunch({QStringLiteral("--"), QStringLiteral("-dash")}).paths,
                 QStringList(QStringLiteral("-dash")));
    }
};

QTEST_GUILESS_MAIN(OpenTest)
#include "open_test.moc"
