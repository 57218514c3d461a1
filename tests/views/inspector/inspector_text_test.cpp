// Text made safe, lines of long texts, search, and images in payloads.
#include "views/inspector/image_preview.h"
#include "views/inspector/line_index.h"
#include "views/inspector/payload_search.h"
#include "views/inspector/plain_text.h"

#include <QBuffer>
#include <QImage>
#include <QTest>

using namespace rolloutscope::inspector;

class InspectorTextTest : public QObject {
    Q_OBJECT
private slots:
    void showsWhatIsInvisible();
    void replacesBrokenUtf8();
    void mapsShownTextToBytes();
    void cutsBetweenCharacters();
    void breaksLinesAtTheWidth();
    void breaksLinesBehindWords();
    void findsLinesByPosition();
    void takesWideCharactersForTwo();
    void endsWithTheLastLine();
    void findsText();
    void findsEscapedText();
    void boundsMatches();
    void decodesAnImage();
    void refusesWhatIsNoImage_data();
    void refusesWhatIsNoImage();
};

void InspectorTextTest::showsWhatIsInvisible()
{
    QCOMPARE(visibleText("a\x1b[31mb", Breaks::Keep), QStringLiteral("a\\x1b[31mb"));
    QCOMPARE(visibleText("a\nb", Breaks::Keep), QStringLiteral("a\nb"));
    QCOMPARE(visibleText("a\r\nb", Breaks::Show), QStringLiteral("a↵b"));
    QCOMPARE(visibleText("x\u202Ey\u2066z\u200B", Breaks::Keep), QStringLiteral("x\\u202ey\\u2066z\\u200b"));
    QCOMPARE(visibleText(std::string_view("a\0b", 3), Breaks::Keep), QStringLiteral("a\\x00b"));
    QCOMPARE(visibleText("<b>&amp;</b>", Breaks::Keep), QStringLiteral("<b>&amp;</b>"));
    QCOMPARE(visibleText("😀 שלום", Breaks::Keep), QStringLiteral("😀 שלום"));
}

void InspectorTextTest::replacesBrokenUtf8()
{
    QCOMPARE(visibleText("a\xFF\xC3z\xE2\x82", Breaks::Keep), QStringLiteral("a��z��"));
    QCOMPARE(firstInvalidUtf8("plain ascii é😀"), std::string_view::npos);
    QCOMPARE(firstInvalidUtf8("ab\xC0\x80"), std::size_t{2});
    QCOMPARE(firstInvalidUtf8("\xED\xA0\x80"), std::size_t{0}); // a surrogate
    QCOMPARE(firstInvalidUtf8("\xF5\x80\x80\x80"), std::size_t{0});
}

void InspectorTextTest::mapsShownTextToBytes()
{
    const std::string text = "é\x1b😀\tz";
    const MappedText mapped = mappedText(text, 0, text.size());
    QCOMPARE(mapped.text, QStringLiteral("é\\x1b😀 z"));
    QCOMPARE(mapped.byteOf.size(), static_cast<std::size_t>(mapped.text.size()) + 1);
    QCOMPARE(mapped.byteOf[0], 0U);
    QCOMPARE(mapped.byteOf[1], 2U);
    QCOMPARE(mapped.byteOf[4], 2U);
    QCOMPARE(mapped.byteOf[5], 3U);
    QCOMPARE(mapped.byteOf.back(), text.size());
}

void InspectorTextTest::cutsBetweenCharacters()
{
    QCOMPARE(cutText("aé€", 2), std::string_view("a"));
    QCOMPARE(cutText("aé€", 3), std::string_view("aé"));
    QCOMPARE(cutText("aé€", 5), std::string_view("aé"));
    QCOMPARE(cutText("aé€", 6), std::string_view("aé€"));
}

void InspectorTextTest::breaksLinesAtTheWidth()
{
    const std::string text = "short\n" + std::string(25, 'x') + "\r\n\nend";
    const LineIndex index(text, 10);
    QCOMPARE(index.lineCount(), 6U);
    const auto lines = index.lines(text, 0, 100);
    QCOMPARE(lines.size(), std::size_t{6});
    QCOMPARE(lines[1].end - lines[1].begin, 10U);
    QVERIFY(lines[1].continues);
    QCOMPARE(lines[3].end - lines[3].begin, 5U); // without its \r
    QVERIFY(!lines[3].continues);
    QCOMPARE(lines[4].end, lines[4].begin);
    QCOMPARE(text.substr(lines[5].begin), std::string("end"));
}

void InspectorTextTest::breaksLinesBehindWords()
{
    const std::string text = "some words to read, unbreakablelongword";
    const LineIndex index(text, 12);
    QStringList lines;
    for (const TextLine& line : index.lines(text, 0, 100))
        lines << QString::fromStdString(text.substr(line.begin, line.end - line.begin));
    QCOMPARE(lines.join(u'|'), QStringLiteral("some words |to read, |unbreakablel|ongword"));
}

void InspectorTextTest::findsLinesByPosition()
{
    std::string text;
    std::vector<std::uint64_t> starts;
    for (int i = 0; i < 1'000; ++i) {
        starts.push_back(text.size());
        text += std::string(static_cast<std::size_t>(i % 13), 'a') + "\n";
    }
    const LineIndex index(text, 80);
    QCOMPARE(index.lineCount(), 1'000U);
    for (std::uint64_t line = 0; line < 1'000; ++line) {
        QCOMPARE(index.lineOf(text, starts[line]), line);
        QCOMPARE(index.lines(text, line, 1).at(0).begin, starts[line]);
    }
    QCOMPARE(index.lineOf(text, text.size() + 5), 999U);
    QVERIFY(index.lines(text, 1'000, 3).empty());
}

void InspectorTextTest::takesWideCharactersForTwo()
{
    const std::string text = "漢字漢字漢字";
    const LineIndex index(text, 8);
    QCOMPARE(index.lineCount(), 2U);
    QCOMPARE(index.lines(text, 0, 1).at(0).end, 12U);
    const std::string controls(8, '\x01'); // each is shown as \x01
    QCOMPARE(LineIndex(controls, 8).lineCount(), 4U);
}

void InspectorTextTest::endsWithTheLastLine()
{
    QCOMPARE(LineIndex("", 80).lineCount(), 1U);
    QCOMPARE(LineIndex("a\n", 80).lineCount(), 1U);
    QCOMPARE(LineIndex("a\n\n", 80).lineCount(), 2U);
    QCOMPARE(LineIndex(std::string(100'000, '\n'), 80).lineCount(), 100'000U);
}

void InspectorTextTest::findsText()
{
    const std::string text = "Error, error and ERROR";
    QCOMPARE(searchText(text, "error").matches.size(), std::size_t{3});
    const SearchResult exact = searchText(text, "Error");
    QCOMPARE(exact.matches.size(), std::size_t{1});
    QCOMPARE(exact.matches[0], (SearchMatch{.offset = 0, .length = 5}));
    QVERIFY(searchText(text, "errors").matches.empty());
    QVERIFY(searchText("", "x").matches.empty());
    QVERIFY(searchText(text, "").matches.empty());
    QCOMPARE(searchText("aaaa", "aa").matches.size(), std::size_t{2}); // not overlapping
    // Across the windows that the search works in.
    std::string large(3U << 20U, 'n');
    large.replace((1U << 20U) - 2, 6, "needle");
    large.replace(large.size() - 6, 6, "NEEDLE");
    const SearchResult found = searchText(large, "needle");
    QCOMPARE(found.matches.size(), std::size_t{2});
    QCOMPARE(found.matches[0].offset, std::uint64_t{(1U << 20U) - 2});
}

void InspectorTextTest::findsEscapedText()
{
    const std::string text = R"({"arguments":"{\"cmd\":\"rg\"}","cmd":1})";
    const SearchResult found = searchText(text, "\"cmd\"");
    QCOMPARE(found.matches.size(), std::size_t{2});
    QCOMPARE(found.matches[0].length, 7U);
    QCOMPARE(found.matches[1].length, 5U);
    QVERIFY(found.matches[0].offset < found.matches[1].offset);
}

void InspectorTextTest::boundsMatches()
{
    const SearchResult found = searchText(std::string(50'000, 'a'), "a");
    QCOMPARE(found.matches.size(), SearchResult::most);
    QVERIFY(found.more);
    const std::atomic<bool> cancelled = true;
    QVERIFY(searchText("abc", "c", &cancelled).cancelled);
}

void InspectorTextTest::decodesAnImage()
{
    QImage image(7, 5, QImage::Format_RGB32);
    image.fill(Qt::red);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(image.save(&buffer, "PNG"));
    const std::string text =
        R"({"image_url":"data:image/png;base64,)" + png.toBase64().toStdString() + R"(","talk":"data:image/png"})";
    const auto images = findImages(text);
    QCOMPARE(images.size(), std::size_t{1});
    const DecodedImage decoded =
        decodeImage(std::string_view(text).substr(images[0].begin, images[0].end - images[0].begin));
    QCOMPARE(decoded.error, QString());
    QCOMPARE(decoded.image.size(), QSize(7, 5));
    QCOMPARE(decoded.format, QStringLiteral("PNG"));
    QCOMPARE(decoded.image.pixelColor(3, 3), QColor(Qt::red));
}

void InspectorTextTest::refusesWhatIsNoImage_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("svg") << QByteArray("data:image/svg+xml;base64,") +
                                QByteArray("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>").toBase64();
    QTest::newRow("no base64") << QByteArray("data:image/png,hello");
    QTest::newRow("cut") << QByteArray("data:image/png;base64,iVBORw0KGgoAAAANSUhEUg");
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("empty") << QByteArray();
}

void InspectorTextTest::refusesWhatIsNoImage()
{
    QFETCH(QByteArray, url);
    const DecodedImage decoded = decodeImage({url.constData(), static_cast<std::size_t>(url.size())});
    QVERIFY(decoded.image.isNull());
    QVERIFY(!decoded.error.isEmpty());
}

QTEST_MAIN(InspectorTextTest)
#include "inspector_text_test.moc"
