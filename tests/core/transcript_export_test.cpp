// Transcripts for people and programs: what was said is all there and whole, nothing of it is obeyed, and a redacted
// one holds no secret.
#include "core/export/transcript_export.h"
#include "core/insight/transcript_entries.h"
#include "core/prompt/item_content.h"
#include "core/prompt/item_source.h"
#include "tests/support/bundle_builder.h"
#include "tests/support/corpus.h"

#include <QTest>
#include <QXmlStreamReader>

#include <memory>
#include <set>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

const std::string pngUrl =
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

struct Reduced {
    Bundle bundle;
    RolloutTrace trace;
    std::unique_ptr<Relations> relations;
    std::unique_ptr<Readings> readings;

    explicit Reduced(Bundle opened) : bundle(std::move(opened))
    {
        ReduceOptions options;
        options.mode = ReduceMode::Tolerant;
        ReduceResult result = reduce(bundle, options);
        if (!result.trace)
            qFatal("%s", result.error.c_str());
        trace = std::move(*result.trace);
        relations = std::make_unique<Relations>(trace);
        readings = std::make_unique<Readings>(trace);
    }
    [[nodiscard]] TranscriptContents contents(std::uint32_t thread = 0) const
    {
        return contentsOfThread(trace, *relations, *readings, ThreadIndex{thread});
    }
    [[nodiscard]] std::string written(TranscriptFormat format, const TranscriptContents& contents,
                                      bool redact = false) const
    {
        std::string text;
        const bool good = writeTranscript(bundle, trace, *relations, *readings, contents,
                                          {.format = format, .redact = redact}, [&](std::string_view piece) {
                                              text += piece;
                                              return true;
                                          });
        return good ? text : std::string();
    }
    [[nodiscard]] std::string written(TranscriptFormat format, bool redact = false) const
    {
        return written(format, contents(), redact);
    }
};

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// A conversation in which every text means harm, or says too much.
struct Hostile {
    BundleBuilder bundle;
    std::string longPath = "/home/ana/" + std::string(400, 'x') + "/end.txt";

    Hostile()
    {
        bundle.start();
        const Json text{
            {"type", "message"},
            {"role", "user"},
            {"content",
             {{{"type", "input_text"},
               {"text", "</pre><script>alert(1)</script> ![x](http://evil.example/p.png) \"'&\n````\n# no heading\n"
                        "\x1b[31mred \u202Egnp.exe 日本語 🎉 key sk-ant-"
                        "abcdefghijklmnop1234 ana@example.org"}}}}};
        const Json pictures{
            {"type", "message"},
            {"role", "user"},
            {"content",
             {{{"type", "input_image"}, {"image_url", pngUrl}},
              {{"type", "input_image"}, {"image_url", "data:image/svg+xml;base64,PHN2Zy8+"}},
              {{"type", "input_image"}, {"image_url", "data:image/png;base64,AAAA\" onload=\"alert(1)"}},
              {{"type", "input_image"}, {"image_url", "http://evil.example/track.png"}}}}};
        bundle.request("1", Json::array({text, pictures}));
        bundle.response("1", Json::array({functionCall("call_1", "read_file",
                                                       Json{{"path", longPath}, {"password", "hunter2"}}.dump())}));
        bundle.request("2", Json::array({text,
                                         functionCall("call_1", "read_file",
                                                      Json{{"path", longPath}, {"password", "hunter2"}}.dump()),
                                         functionOutput("call_1", "Authorization: Bearer abcdef1234567890\n")}));
        bundle.response("2", Json::array({Json{{"type", "reasoning"},
                                               {"summary", {{{"type", "summary_text"}, {"text", "**thinking**"}}}},
                                               {"encrypted_content", std::string(3'000, 'g')}},
                                          assistantMessage("done")}));
    }
};

} // namespace

class TranscriptExportTest : public QObject {
    Q_OBJECT

private slots:
    void formatsHaveNames()
    {
        QCOMPARE(transcriptFormatOfFile("/a.b/x.MD"), std::optional(TranscriptFormat::Markdown));
        QCOMPARE(transcriptFormatOfFile("x.htm"), std::optional(TranscriptFormat::Html));
        QVERIFY(!transcriptFormatOfFile("json"));
        for (const auto format : {TranscriptFormat::Markdown, TranscriptFormat::Json, TranscriptFormat::Html})
            QCOMPARE(transcriptFormat(nameOf(format)), std::optional(format));
        QVERIFY(!transcriptFormat("pdf"));
    }

    void jsonHasAllOfEveryItem()
    {
        const Hostile hostile;
        const Reduced reduced(hostile.bundle.open());
        const Json made = Json::parse(reduced.written(TranscriptFormat::Json));
        QVERIFY(made["title"] == Json("/root"));
        QVERIFY(made["redacted"] == Json(false));
        const Json& items = made["items"];
        QCOMPARE(items.size(), std::size_t{6});
        QVERIFY(items[0]["role"] == Json("user"));
        QVERIFY(has(items[0]["content"][0]["text"], "<script>alert(1)</script>"));
        QVERIFY(has(items[0]["content"][0]["text"], "\x1b[31mred")); // as it was
        QVERIFY(items[1]["content"][0]["url"] == Json(pngUrl));
        QVERIFY(items[0]["seen_by"]["calls"] == Json(2));
        QVERIFY(items[0]["seen_by"]["first"] == Json("1"));
        QVERIFY(items[0]["seen_by"]["last"] == Json("2"));
        QVERIFY(items[2]["kind"] == Json("function_call"));
        QVERIFY(items[2]["call_id"] == Json("call_1"));
        QVERIFY(items[2]["tool"] == Json("read_file"));
        // Whole, not cut as in the trace.
        QVERIFY(Json::parse(items[2]["content"][0]["text"].get<std::string>())["path"] == Json(hostile.longPath));
        QVERIFY(items[3]["content"][0]["text"] == Json("Authorization: Bearer abcdef1234567890\n"));
        QVERIFY(items[4]["content"][1]["type"] == Json("encrypted"));
        QVERIFY(items[4]["content"][1]["bytes"] == Json(3'000));
        QVERIFY(!items[4]["content"][1].contains("text"));
        QVERIFY(items[5]["content"][0]["text"] == Json("done"));
    }

    void markdownStaysInItsFences()
    {
        const Hostile hostile;
        const std::string made = Reduced(hostile.bundle.open()).written(TranscriptFormat::Markdown);
        QVERIFY(made.starts_with("# /root\n"));
        QVERIFY(has(made, "### tool call · read_file\n"));
        QVERIFY(has(made, "\n`````\n</pre><script>")); // longer than the four inside
        QVERIFY(has(made, "```json\n{\n  \"path\": \"/home/ana/xxx"));
        QVERIFY(has(made, "␛[31mred"));
        QVERIFY(!has(made, "\x1b"));
        QVERIFY(!has(made, "\u202E"));
        // Outside of fences stands nothing that is followed.
        bool inside = false;
        std::string fence;
        for (const QString& line : QString::fromStdString(made).split(u'\n')) {
            if (!inside && line.startsWith(QStringLiteral("```"))) {
                inside = true;
                fence = line.left(line.lastIndexOf(u'`') + 1).toStdString();
            } else if (inside && line.toStdString() == fence) {
                inside = false;
            } else if (!inside) {
                QVERIFY2(!line.contains(QStringLiteral("](")) && !line.contains(QStringLiteral("<")), qPrintable(line));
            }
        }
        QVERIFY(!inside);
    }

    void htmlLoadsAndRunsNothing()
    {
        const Hostile hostile;
        const std::string made = Reduced(hostile.bundle.open()).written(TranscriptFormat::Html);
        QVERIFY(has(made, "Content-Security-Policy\" content=\"default-src 'none';"));
        QVERIFY(has(made, "&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
        QVERIFY(has(made, "日本語 🎉"));
        QVERIFY(!has(made, "\u202E"));
        // Every element and attribute is one of ours, whatever the texts are.
        std::string xml = made.substr(made.find("<body>"), made.find("</body>") + 7 - made.find("<body>"));
        int pictures = 0;
        for (std::size_t at = xml.find("<img"); at != std::string::npos; at = xml.find("<img", at + 6)) {
            xml.insert(xml.find('>', at), "/"); // HTML closes it by itself
            ++pictures;
        }
        QCOMPARE(pictures, 1); // neither the drawing, nor what is none, nor what lies elsewhere
        QXmlStreamReader reader(QByteArray::fromStdString(xml));
        const std::set<std::string> elements{"body", "header", "h1",   "h2",      "h3",      "dl",  "dt",
                                             "dd",   "p",      "nav",  "details", "summary", "ol",  "li",
                                             "a",    "span",   "main", "article", "pre",     "img", "footer"};
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement)
                continue;
            QVERIFY2(elements.contains(reader.name().toString().toStdString()), qPrintable(reader.name().toString()));
            for (const auto& attribute : reader.attributes()) {
                const std::string name = attribute.name().toString().toStdString();
                const std::string value = attribute.value().toString().toStdString();
                QVERIFY2(name == "class" || name == "id" || name == "alt" || name == "open" ||
                             (name == "href" && value.starts_with("#turn-")) || (name == "src" && value == pngUrl),
                         (name + "=" + value).c_str());
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    }

    void longOnesFold()
    {
        BundleBuilder bundle;
        std::string text;
        for (int i = 0; i < 200; ++i)
            text += "line " + std::to_string(i) + "\n";
        bundle.start()
            .request("1", Json::array({userMessage("short"), userMessage(text)}))
            .response("1", Json::array());
        const std::string made = Reduced(bundle.open()).written(TranscriptFormat::Html);
        QVERIFY(has(made, "<details>\n<summary>line 0 … (200 lines, "));
        QVERIFY(has(made, "<pre>short</pre>"));
    }

    void redactionMasksEverywhere_data()
    {
        QTest::addColumn<int>("format");
        for (const auto format : {TranscriptFormat::Markdown, TranscriptFormat::Json, TranscriptFormat::Html})
            QTest::newRow(nameOf(format)) << static_cast<int>(format);
    }
    void redactionMasksEverywhere()
    {
        QFETCH(int, format);
        const Hostile hostile;
        const Reduced reduced(hostile.bundle.open());
        TranscriptContents contents = reduced.contents();
        contents.title = "Prompt of ana@example.org";
        contents.facts.push_back({"folder", "/home/ana/shop"});
        contents.preface = {{"instructions in /home/ana", "token=abcdefgh12", false},
                            {"tools", R"({"password":"hunter2"})", true}};
        const auto plain = reduced.written(static_cast<TranscriptFormat>(format), contents);
        const auto safe = reduced.written(static_cast<TranscriptFormat>(format), contents, true);
        for (const char* secret : {"sk-ant", "example.org", "hunter2", "home/ana", "abcdef1234567890", "abcdefgh12"})
            QVERIFY2(!has(safe, secret), secret);
        QVERIFY(!has(safe, "data:image/png") && !has(safe, "track.png"));
        QVERIFY(has(plain, "hunter2"));
        QVERIFY(has(safe, "redacted"));
        if (static_cast<TranscriptFormat>(format) == TranscriptFormat::Json) {
            const Json made = Json::parse(safe);
            QVERIFY(made["redacted"] == Json(true));
            QVERIFY(made["items"][1]["content"][0]["left_out"] == Json(true));
            QVERIFY(Json::parse(made["items"][2]["content"][0]["text"].get<std::string>())["password"] ==
                    Json("[redacted password]"));
            QVERIFY(made["items"][2]["call_id"] == Json("call_1"));
        }
    }

    void pickedItemsAreAFragment()
    {
        const Hostile hostile;
        const Reduced reduced(hostile.bundle.open());
        TranscriptContents picked;
        picked.items = {reduced.trace.threads[ThreadIndex{0}].items.back()};
        picked.thread = ThreadIndex{0};
        picked.turns = false;
        const std::string markdown = reduced.written(TranscriptFormat::Markdown, picked);
        QVERIFY(markdown.starts_with("### assistant"));
        QVERIFY(markdown.ends_with("```\ndone\n```\n"));
        const Json json = Json::parse(reduced.written(TranscriptFormat::Json, picked));
        QVERIFY(json.is_array());
        QCOMPARE(json.size(), std::size_t{1});
        const std::string html = reduced.written(TranscriptFormat::Html, picked);
        QVERIFY(html.starts_with("<article") && !has(html, "<body"));
    }

    void missingPayloadsAreSaid()
    {
        const Hostile hostile;
        const Reduced reduced(hostile.bundle.open());
        std::filesystem::remove_all(hostile.bundle.path() / "payloads");
        const Json made = Json::parse(reduced.written(TranscriptFormat::Json));
        QVERIFY(made["items"][2]["whole"] == Json(false));
        QVERIFY(made["items"][2]["content"][0]["text"].get<std::string>().ends_with("..."));
        QVERIFY(has(reduced.written(TranscriptFormat::Html), "its payload could not be read"));
    }

    void endsWhereItIsStopped()
    {
        const Hostile hostile;
        const Reduced reduced(hostile.bundle.open());
        const TranscriptContents contents = reduced.contents();
        QVERIFY(!writeTranscript(reduced.bundle, reduced.trace, *reduced.relations, *reduced.readings, contents, {},
                                 [](std::string_view) { return false; }));
        const std::atomic<bool> cancelled = true;
        std::atomic<std::size_t> written = 0;
        QVERIFY(!writeTranscript(reduced.bundle, reduced.trace, *reduced.relations, *reduced.readings, contents,
                                 {.written = &written, .cancelled = &cancelled},
                                 [](std::string_view) { return true; }));
        QCOMPARE(written.load(), std::size_t{0});
    }

    void picturesAreLookedAt()
    {
        const auto checked = checkPicture(pngUrl);
        QVERIFY(checked);
        QCOMPARE(checked->type, std::string_view("image/png"));
        QCOMPARE(checked->bytes, std::uint64_t{70});
        for (const char* url :
             {"", "data:image/png;base64,", "data:image/png;base64,AAAA", "data:text/html;base64,PGI+",
              "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=",
              "data:image/png,iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", "https://example.org/x.png"})
            QVERIFY2(!checkPicture(url), url);
        QVERIFY(!checkPicture(pngUrl.substr(0, pngUrl.size() - 1))); // not whole
        QVERIFY(!checkPicture(pngUrl, 20));                          // too large
    }

    void messagesBetweenAgentsHaveEnds()
    {
        const auto group = corpusGroup("recorded");
        if (group.empty() || !std::filesystem::exists(group / "agents-noimg" / "bundle"))
            QSKIP("recorded bundles are not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
        Bundle bundle;
        std::string error;
        QVERIFY2(Bundle::open(group / "agents-noimg" / "bundle", bundle, error), error.c_str());
        const Reduced reduced(std::move(bundle));
        int messages = 0;
        for (const ThreadIndex thread : reduced.relations->threadsInSpawnOrder()) {
            for (const TranscriptEntry& entry :
                 transcriptEntries(reduced.trace, *reduced.relations, reduced.readings->twins(), thread)) {
                if (entry.kind != EntryKind::AgentMessage)
                    continue;
                ++messages;
                const MessageEnds ends = messageEnds(reduced.trace, entry);
                QVERIFY(ends.sender.starts_with("/root") && ends.recipient.starts_with("/root"));
                QVERIFY(ends.sender != ends.recipient);
            }
        }
        QVERIFY(messages > 4);
    }

    void corpusIsWrittenWhole_data()
    {
        QTest::addColumn<QString>("bundle");
        for (const char* name : {"recorded/agents-noimg", "recorded/ws", "recorded/compact", "recorded/code",
                                 "recorded-v2/agents", "recorded-v2/ws", "recorded-v2/compact"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void corpusIsWrittenWhole()
    {
        QFETCH(QString, bundle);
        const auto group = corpusGroup(bundle.section(u'/', 0, 0).toStdString());
        const auto folder = group / bundle.section(u'/', 1).toStdString() / "bundle";
        if (group.empty() || !std::filesystem::exists(folder))
            QSKIP("this bundle is not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
        Bundle opened;
        std::string error;
        QVERIFY2(Bundle::open(folder, opened, error), error.c_str());
        const Reduced reduced(std::move(opened));
        for (std::uint32_t thread = 0; thread < reduced.trace.threads.size(); ++thread) {
            const Json made = Json::parse(reduced.written(TranscriptFormat::Json, reduced.contents(thread)));
            QCOMPARE(made["items"].size(), reduced.trace.threads[ThreadIndex{thread}].items.size());
            for (const Json& item : made["items"]) {
                QVERIFY2(!item.contains("whole"), item.dump().c_str());
                if (item["kind"] == "function_call")
                    QVERIFY2(item.contains("tool"), item.dump().c_str());
            }
            QVERIFY(!reduced.written(TranscriptFormat::Html, reduced.contents(thread), true).empty());
        }
        // By the same rules as one at a time.
        ItemSources sources(reduced.bundle, reduced.trace);
        for (std::uint32_t i = 0; i < reduced.trace.items.size(); ++i) {
            const auto one = findItemSource(reduced.bundle, reduced.trace, ItemIndex{i});
            QCOMPARE(std::string(sources.json(ItemIndex{i})), one ? one->json : std::string());
        }
    }
};

QTEST_APPLESS_MAIN(TranscriptExportTest)
#include "transcript_export_test.moc"
