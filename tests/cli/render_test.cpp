// Pictures from the command line: of what, how large, what stands in them, and what is refused without leaving a file.
#include "tests/cli/program_run.h"
#include "tests/support/bundle_builder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QTest>
#include <QXmlStreamReader>

using namespace rolloutscope::test;

namespace {

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// All texts of a drawing, a line each; empty when it is no well-formed XML.
QString textsOf(const QByteArray& svg)
{
    QXmlStreamReader reader(svg);
    QStringList texts;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QStringLiteral("text"))
            texts << reader.readElementText();
    }
    return reader.hasError() ? QString() : texts.join(u'\n');
}

QSize sizeOf(const QByteArray& svg)
{
    QXmlStreamReader reader(svg);
    reader.readNextStartElement();
    const QStringList box = reader.attributes().value(QStringLiteral("viewBox")).toString().split(u' ');
    return box.size() == 4 ? QSize(box[2].toInt(), box[3].toInt()) : QSize();
}

/// A root with `count` agents below it, each with a turn of its own.
QString bundleOf(BundleBuilder& bundle, int count)
{
    bundle.start();
    for (int i = 0; i < count; ++i) {
        const std::string id = "agent-" + std::to_string(i);
        bundle.thread(id.c_str(), ("/root/helper_" + std::to_string(i)).c_str());
        bundle.turn(("turn-" + std::to_string(i)).c_str(), id.c_str());
    }
    return QString::fromStdString(bundle.path().string());
}

const QString sample = QStringLiteral(ROLLOUTSCOPE_SAMPLE);

} // namespace

class RenderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    /// Renders with options in words; the picture's bytes, or nothing when it failed.
    QByteArray render(const QString& bundle, const char* file, const char* options = "")
    {
        const QString path = folder_.filePath(QString::fromLatin1(file));
        QFile::remove(path);
        QStringList arguments{QStringLiteral("render"), bundle, QStringLiteral("-o"), path};
        arguments += QString::fromLatin1(options).split(u' ', Qt::SkipEmptyParts);
        const Run done = run(arguments);
        if (done.exitCode != 0)
            qWarning("%d: %s", done.exitCode, done.err.constData());
        return content(path);
    }

private slots:
    void pictureHasTheAskedSize()
    {
        for (const char* options : {"--view timeline --size 1000x700", "--counters --theme dark --size 1000x700",
                                    "--from 1s --to 2s --size 1000x700", "--view graph --size 1000x700",
                                    "--level turns --size 1000x700", "--level work --object /root --size 1000x700"})
            QCOMPARE(QImage::fromData(render(sample, "a.png", options)).size(), QSize(1000, 700));
        QCOMPARE(sizeOf(render(sample, "a.svg", "--size 1000x700")), QSize(1000, 700));
        // Too small for title and legend: the timeline alone.
        QCOMPARE(QImage::fromData(render(sample, "a.png", "--view timeline --size 90x40")).size(), QSize(90, 40));
    }

    void drawingHasTexts()
    {
        const QByteArray svg = render(sample, "a.svg");
        QVERIFY(svg.contains("<text"));
        const QString texts = textsOf(svg);
        for (const char* text : {"/root", "inference", "agents", "started 20"})
            QVERIFY2(texts.contains(QString::fromLatin1(text)), text);
        QVERIFY(!svg.contains("font-family=\"Sans Serif\"")); // Qt's name of a font that nobody else knows
    }

    void textsOfABundleStayTexts()
    {
        BundleBuilder bundle;
        bundle.start().thread("evil", "/root/<b>\"&amp;'\x01\xEF\xBF\xBF]]>");
        const QByteArray svg = render(QString::fromStdString(bundle.path().string()), "a.svg", "--size 3000x600");
        QVERIFY2(textsOf(svg).contains(QStringLiteral("/root/<b>\"&amp;'")), qPrintable(textsOf(svg)));
    }

    void wholeTimelineShowsEveryAgent()
    {
        BundleBuilder bundle;
        const QString path = bundleOf(bundle, 40);
        const QByteArray visible = render(path, "a.svg", "--size 900x400");
        const QByteArray whole = render(path, "a.svg", "--whole --size 900x400");
        QCOMPARE(sizeOf(visible), QSize(900, 400));
        QCOMPARE(sizeOf(whole).width(), 900);
        QVERIFY(sizeOf(whole).height() > 41 * 44);
        QVERIFY(!textsOf(visible).contains(QStringLiteral("helper_39")));
        QVERIFY(textsOf(whole).contains(QStringLiteral("helper_39")));
        const QImage picture = QImage::fromData(render(path, "a.png", "--whole --size 900x400"));
        QCOMPARE(picture.size(), sizeOf(whole));
        const QByteArray folded = render(path, "a.svg", "--whole --collapse --size 900x400");
        QVERIFY(sizeOf(folded).height() < sizeOf(whole).height() * 2 / 3);
        QVERIFY(textsOf(folded).contains(QStringLiteral("helper_39")));
    }

    void everyRowIsDrawnOnce()
    {
        BundleBuilder bundle;
        const QString texts = textsOf(render(bundleOf(bundle, 60), "a.svg", "--whole --size 1600x400"));
        for (int i = 0; i < 60; ++i)
            QCOMPARE(texts.split(u'\n').count(QStringLiteral("/root/helper_%1").arg(i)), 1);
    }

    void optionsShowInTheDrawing()
    {
        QVERIFY(textsOf(render(sample, "a.svg", "--colour status")).contains(QStringLiteral("succeeded")));
        QVERIFY(!textsOf(render(sample, "a.svg", "--colour kind")).contains(QStringLiteral("succeeded")));
        QVERIFY(textsOf(render(sample, "a.svg", "--counters")).contains(QStringLiteral("agents at work, up to")));
        const QString stretch = textsOf(render(sample, "a.svg", "--from 1.5s --to 3000ms"));
        QVERIFY2(stretch.contains(QStringLiteral("shown: 1.5 s – 3.0 s")), qPrintable(stretch));
        QVERIFY(render(sample, "a.svg", "--theme dark").contains("#16181d"));
        QVERIFY(render(sample, "a.svg", "--theme light") != render(sample, "a.svg", "--theme dark"));
    }

    void idleTimeIsFolded()
    {
        BundleBuilder bundle;
        bundle.start().turn("turn2", BundleBuilder::root);
        const QString path = QString::fromStdString(bundle.path().string());
        // The second turn begins an hour later.
        QFile log(path + QStringLiteral("/trace.jsonl"));
        QVERIFY(log.open(QIODevice::ReadWrite));
        QByteArray lines = log.readAll();
        constexpr QByteArrayView name("\"wall_time_unix_ms\":");
        const qsizetype at = lines.lastIndexOf(name) + name.size();
        const qsizetype length = lines.indexOf(',', at) - at;
        lines.replace(at, length, QByteArray::number(lines.mid(at, length).toLongLong() + 3'600'000));
        QVERIFY(log.seek(0) && log.write(lines) == lines.size());
        log.close();
        const QString plain = textsOf(render(path, "a.svg"));
        const QString folded = textsOf(render(path, "a.svg", "--fold-idle 10"));
        QVERIFY2(plain.contains(QStringLiteral("30 m")), qPrintable(plain));
        QVERIFY2(!folded.isEmpty() && !folded.contains(QStringLiteral("30 m")), qPrintable(folded));
    }

    void exportsByTheEndOfTheName()
    {
        const QByteArray whole = render(sample, "a.svg", "--whole");
        const QString path = folder_.filePath(QStringLiteral("b.svg"));
        QCOMPARE(run({QStringLiteral("export"), sample, QStringLiteral("-o"), path}).exitCode, 0);
        QVERIFY(!whole.isEmpty());
        QCOMPARE(content(path), whole);
        const QString picture = folder_.filePath(QStringLiteral("b.PNG"));
        QCOMPARE(run({QStringLiteral("export"), sample, QStringLiteral("-o"), picture}).exitCode, 0);
        QCOMPARE(QImage(picture).width(), 1920);
    }

    void tooLargeAPictureIsRefused()
    {
        BundleBuilder bundle;
        const QString path = bundleOf(bundle, 800);
        const QString file = folder_.filePath(QStringLiteral("large.png"));
        const Run done = run({QStringLiteral("render"), path, QStringLiteral("-o"), file, QStringLiteral("--whole")});
        QCOMPARE(done.exitCode, 1);
        QVERIFY2(done.err.contains("px a side") && done.err.contains("SVG"), done.err.constData());
        QVERIFY(!QFileInfo::exists(file));
        QVERIFY(!render(path, "large.png", "--whole --collapse").isEmpty()); // what the message proposes helps
        QVERIFY(!render(path, "large.svg", "--whole").isEmpty());
    }

    void graphsAreWrittenForOtherTools()
    {
        QVERIFY(render(sample, "a.dot").startsWith("digraph"));
        BundleBuilder bundle;
        bundle.start().thread("named", "/root/ana@example.org");
        const QString named = QString::fromStdString(bundle.path().string());
        for (const char* file : {"named.dot", "named.graphml"}) {
            QVERIFY(render(named, file).contains("ana@example.org"));
            const QByteArray masked = render(named, file, "--redact");
            QVERIFY2(masked.contains("[redacted e-mail]") && !masked.contains("example.org"), masked.constData());
        }
        QVERIFY(render(sample, "a.graphml", "--level turns").contains("<graphml"));
        const QByteArray svg = render(sample, "graph.svg", "--level work --object /root --whole");
        QVERIFY(svg.contains("<text") && svg.contains("inference 1"));
        const QSize whole = QImage::fromData(render(sample, "b.png", "--level work --object /root --whole")).size();
        QVERIFY(whole.height() > 1'000); // at 100 %, however long it is
    }

    void refusalsLeaveNoFile_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("options");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* file, const char* options, int code, const char* message) {
            QTest::newRow(name) << QString::fromLatin1(file) << QString::fromLatin1(options) << code
                                << QString::fromLatin1(message);
        };
        row("no picture's name", "x.gif", "", 2, ".svg");
        row("time without unit", "x.png", "--from 5", 2, "--from");
        row("negative time", "x.png", "--to -5s", 2, "--to");
        row("no time", "x.png", "--to soon", 2, "soon");
        row("the wrong way round", "x.png", "--from 2m --to 1m", 2, "before");
        row("nothing of the rollout", "x.svg", "--from 90h", 2, "leave nothing");
        row("long ago", "x.png", "--to 1000000000000", 2, "leave nothing");
        row("no colour", "x.png", "--colour red", 2, "red");
        row("no minutes", "x.png", "--fold-idle often", 2, "often");
        row("minutes below 0", "x.png", "--fold-idle=-1", 2, "-1");
        row("a picture, masked", "x.png", "--redact", 2, "--redact");
        row("timeline for Graphviz", "x.dot", "--view timeline", 2, ".dot");
        row("no folder", "no/x.png", "--whole", 1, "no/x.png");
        row("no folder for a drawing", "no/x.svg", "", 1, "no/x.svg");
    }

    void refusalsLeaveNoFile()
    {
        QFETCH(QString, file);
        QFETCH(QString, options);
        QFETCH(int, exitCode);
        QFETCH(QString, message);
        const QTemporaryDir empty;
        const Run done = run(QStringList{QStringLiteral("render"), sample, QStringLiteral("-o"), empty.filePath(file)} +
                             options.split(u' ', Qt::SkipEmptyParts));
        QCOMPARE(done.exitCode, exitCode);
        QVERIFY2(done.err.contains(message.toUtf8()), done.err.constData());
        QVERIFY(QDir(empty.path()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(RenderTest)
#include "render_test.moc"
