// The program as scripts use it: output, files, messages and exit codes of every verb, without a display.
#include "core/trace/state_writer.h"
#include "tests/cli/program_run.h"
#include "tests/support/bundle_builder.h"
#include "tests/support/bundle_replay.h"
#include "tests/support/corpus.h"

#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QTest>

#include <fstream>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

BundleBuilder& goodBundle(BundleBuilder& bundle)
{
    bundle.start()
        .request("i1", Json::array({userMessage("hello")}))
        .response("i1", Json::array({assistantMessage("hi")}));
    return bundle;
}

} // namespace

class VerbsTest : public QObject {
    Q_OBJECT

private slots:
    void reduceWritesState();
    void reduceToStandardOutput();
    void reduceRefusesAndWritesNothing();
    void reduceTolerantly();
    void checkPrintsSummary();
    void checkFollowsToTheEnd();
    void filesOfABundleNameIt();
    void unreadableBundles();
    void usageErrors_data();
    void usageErrors();
    void helpAndVersion();
    void exports();
    void transcripts();
    void renders_data();
    void renders();
};

void VerbsTest::reduceWritesState()
{
    BundleBuilder bundle;
    goodBundle(bundle);
    const Run done = run({QStringLiteral("reduce"), text(bundle.path())});
    QCOMPARE(done.exitCode, 0);
    QVERIFY2(done.err.isEmpty() && done.out.isEmpty(), done.err.constData());
    const std::string expected = stateJson(*bundle.strict().trace);
    QCOMPARE(readFile(bundle.path() / "state.json"), expected);
    const auto elsewhere = bundle.path() / "other name.json";
    QCOMPARE(run({QStringLiteral("reduce"), QStringLiteral("-o"), text(elsewhere), text(bundle.path())}).exitCode, 0);
    QCOMPARE(readFile(elsewhere), expected);
}

void VerbsTest::reduceToStandardOutput()
{
    BundleBuilder bundle;
    goodBundle(bundle);
    const Run done = run({QStringLiteral("reduce"), text(bundle.path()), QStringLiteral("-o"), QStringLiteral("-")});
    QCOMPARE(done.exitCode, 0);
    QCOMPARE(done.out.toStdString(), stateJson(*bundle.strict().trace));
    QVERIFY(!std::filesystem::exists(bundle.path() / "state.json"));
}

void VerbsTest::reduceRefusesAndWritesNothing()
{
    BundleBuilder bundle;
    goodBundle(bundle).event({{"type", "unheard_of"}});
    const Run done = run({QStringLiteral("reduce"), text(bundle.path())});
    QCOMPARE(done.exitCode, 1);
    QVERIFY2(done.err.contains("line 6, seq 6") && done.err.contains("unheard_of"), done.err.constData());
    QVERIFY(!std::filesystem::exists(bundle.path() / "state.json"));
    const Run unwritable = run({QStringLiteral("reduce"), QStringLiteral("--tolerant"), text(bundle.path()),
                                QStringLiteral("-o"), text(bundle.path() / "no" / "folder.json")});
    QCOMPARE(unwritable.exitCode, 1);
    QVERIFY(unwritable.err.contains("folder.json"));
}

void VerbsTest::reduceTolerantly()
{
    BundleBuilder bundle;
    goodBundle(bundle).event({{"type", "unheard_of"}});
    QCOMPARE(run({QStringLiteral("reduce"), QStringLiteral("--tolerant"), text(bundle.path())}).exitCode, 0);
    QCOMPARE(readFile(bundle.path() / "state.json"), stateJson(*bundle.tolerant().trace));
}

void VerbsTest::checkPrintsSummary()
{
    BundleBuilder bundle;
    goodBundle(bundle).event({{"type", "un\x1b[31mheard"}});
    const Run done = run({QStringLiteral("check"), text(bundle.path())});
    QCOMPARE(done.exitCode, 0);
    for (const char* line :
         {"agents       1", "turns        1", "inference    1 call", "problems     1", "killed or still running"})
        QVERIFY2(done.out.contains(line), done.out.constData());
    QVERIFY(!done.out.contains('\x1b')); // nothing of the bundle reaches the terminal's own language
}

void VerbsTest::checkFollowsToTheEnd()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("live"));
    BundleReplay writer(ROLLOUTSCOPE_SAMPLE, path.toStdString(), {.seed = 5, .longestPiece = 900});
    for (int i = 0; i < 40; ++i)
        writer.writePiece();
    QProcess process;
    process.start(QStringLiteral(ROLLOUTSCOPE_PROGRAM), {QStringLiteral("check"), path, QStringLiteral("--follow")});
    QVERIFY(process.waitForStarted());
    while (!writer.done()) {
        for (int i = 0; i < 30; ++i)
            writer.writePiece();
        QTest::qWait(5);
        QCOMPARE(process.state(), QProcess::Running);
    }
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 0);
    const QByteArray followed = process.readAllStandardOutput();
    const Run whole = run({QStringLiteral("check"), path});
    QCOMPARE(followed, whole.out);
    QVERIFY(process.readAllStandardError().isEmpty()); // it is no terminal

    process.start(QStringLiteral(ROLLOUTSCOPE_PROGRAM), {QStringLiteral("check"), path, QStringLiteral("--follow")});
    QVERIFY(process.waitForFinished(60'000)); // one that has ended is not waited for
    QCOMPARE(process.readAllStandardOutput(), whole.out);
}

void VerbsTest::filesOfABundleNameIt()
{
    BundleBuilder bundle;
    goodBundle(bundle);
    for (const char* file : {"manifest.json", "trace.jsonl"}) {
        const Run done = run({QStringLiteral("check"), text(bundle.path() / file)});
        QVERIFY2(done.exitCode == 0, done.err.constData());
        QVERIFY(done.out.contains("problems     0"));
    }
}

void VerbsTest::unreadableBundles()
{
    const QTemporaryDir empty;
    for (const char* verb : {"reduce", "check", "render"}) {
        QStringList arguments{QString::fromLatin1(verb), empty.path()};
        if (arguments.front() == QStringLiteral("render"))
            arguments << QStringLiteral("-o") << empty.filePath(QStringLiteral("x.png"));
        const Run done = run(arguments);
        QCOMPARE(done.exitCode, 1);
        QVERIFY2(done.err.contains("manifest.json"), done.err.constData());
        QVERIFY(QDir(empty.path()).isEmpty());
    }
}

void VerbsTest::usageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* words) { QTest::newRow(words) << QString::fromLatin1(words).split(u' '); };
    row("reduce");
    row("reduce a b");
    row("reduce a --loose");
    row("reduce a -o");
    row("check");
    row("check a --tolerant");
    row("render a");
    row("render a -o x.png --view sideways");
    row("render a -o x.png --size 10");
    row("render a -o x.png --size 0x10");
    row("transcript a");
    row("transcript a -o x.bin");
    row("transcript a -o x.md --format pdf");
    row("--unknown");
}

void VerbsTest::usageErrors()
{
    QFETCH(QStringList, arguments);
    const Run done = run(arguments);
    QCOMPARE(done.exitCode, 2);
    QVERIFY(!done.err.isEmpty());
    QVERIFY(done.out.isEmpty());
}

void VerbsTest::helpAndVersion()
{
    QVERIFY(run({QStringLiteral("--version")}).out.startsWith("rolloutscope " ROLLOUTSCOPE_VERSION));
    const Run help = run({QStringLiteral("--help")});
    QCOMPARE(help.exitCode, 0);
    QVERIFY(help.out.contains("reduce BUNDLE"));
}

void VerbsTest::exports()
{
    const QTemporaryDir folder;
    const QString sample = QStringLiteral(ROLLOUTSCOPE_SAMPLE);
    const QString json = folder.filePath(QStringLiteral("trace.json"));
    const Run chrome = run({QStringLiteral("export"), sample, QStringLiteral("-o"), json});
    QVERIFY2(chrome.exitCode == 0, chrome.err.constData());
    QVERIFY(readFile(json.toStdString()).find("\"traceEvents\"") != std::string::npos);
    const Run csv = run({QStringLiteral("export"), sample, QStringLiteral("-o"), QStringLiteral("-"),
                         QStringLiteral("--format"), QStringLiteral("csv")});
    QCOMPARE(csv.exitCode, 0);
    QVERIFY(csv.out.startsWith("agent,lane,kind,id"));
    const Run unclear =
        run({QStringLiteral("export"), sample, QStringLiteral("-o"), folder.filePath(QStringLiteral("trace.bin"))});
    QCOMPARE(unclear.exitCode, 2);
    QVERIFY(unclear.err.contains("--format"));
    QVERIFY(!QFileInfo::exists(folder.filePath(QStringLiteral("trace.bin"))));
    const Run unwritable = run({QStringLiteral("export"), sample, QStringLiteral("-o"),
                                folder.filePath(QStringLiteral("no/such/trace.json"))});
    QCOMPARE(unwritable.exitCode, 1);
    QVERIFY(unwritable.err.contains("trace.json"));
}

void VerbsTest::transcripts()
{
    BundleBuilder bundle;
    bundle.start()
        .request("i1", Json::array({userMessage("hello from ana@example.org")}))
        .response("i1", Json::array({assistantMessage("hi")}));
    const auto transcript = [&](const QStringList& options) {
        return run(QStringList{QStringLiteral("transcript"), text(bundle.path())} + options);
    };
    const Run markdown = transcript({QStringLiteral("-o"), QStringLiteral("-"), QStringLiteral("--format=markdown")});
    QVERIFY2(markdown.exitCode == 0, markdown.err.constData());
    QVERIFY(markdown.out.startsWith("# /root\n") && markdown.out.contains("hello from ana@example.org"));
    const std::filesystem::path file = bundle.path() / "x.html";
    QCOMPARE(transcript({QStringLiteral("-o"), text(file), QStringLiteral("--redact"), QStringLiteral("--agent"),
                         QStringLiteral("/root")})
                 .exitCode,
             0);
    const std::string html = readFile(file);
    QVERIFY(html.starts_with("<!DOCTYPE html>") && html.find("[redacted e-mail]") != std::string::npos);
    QVERIFY(html.find("example.org") == std::string::npos);
    const Run nobody = transcript({QStringLiteral("-o"), text(file), QStringLiteral("--agent"), QStringLiteral("/x")});
    QCOMPARE(nobody.exitCode, 1);
    QVERIFY2(nobody.err.contains("no agent /x; there are /root"), nobody.err.constData());
    QCOMPARE(readFile(file), html);
}

void VerbsTest::renders_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("window") << QStringList{};
    QTest::newRow("timeline") << QStringList{QStringLiteral("--view"), QStringLiteral("timeline")};
    QTest::newRow("graph") << QStringList{QStringLiteral("--view"), QStringLiteral("graph")};
}

void VerbsTest::renders()
{
    QFETCH(QStringList, options);
    const QTemporaryDir folder;
    const QString picture = folder.filePath(QStringLiteral("picture.png"));
    const Run done =
        run(QStringList{QStringLiteral("render"), QStringLiteral(ROLLOUTSCOPE_SAMPLE), QStringLiteral("-o"), picture,
                        QStringLiteral("--size"), QStringLiteral("1000x700")} +
            options);
    QVERIFY2(done.exitCode == 0, done.err.constData());
    const QImage image(picture);
    QCOMPARE(image.size(), QSize(1000, 700));
    // A picture of something: more colours than a ground and its lines have.
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    }
    QVERIFY2(colours.size() > 20, qPrintable(QString::number(colours.size())));
}

QTEST_GUILESS_MAIN(VerbsTest)
#include "verbs_test.moc"
