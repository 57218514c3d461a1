// Search: the fast way finds what a plain scan finds; words, cases, expressions; hits of a whole trace and of payloads.
#include "core/insight/item_twins.h"
#include "core/json/escape.h"
#include "core/prompt/item_source.h"
#include "core/reduce/reducer.h"
#include "core/search/byte_search.h"
#include "core/search/trace_search.h"
#include "tests/support/bundle_builder.h"
#include "tests/support/corpus.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::size_t naiveFind(std::string_view text, std::string_view needle, std::size_t from, bool caseSensitive)
{
    for (std::size_t at = from; !needle.empty() && at + needle.size() <= text.size(); ++at) {
        bool same = true;
        for (std::size_t i = 0; same && i < needle.size(); ++i)
            same = caseSensitive ? text[at + i] == needle[i] : lower(text[at + i]) == lower(needle[i]);
        if (same)
            return at;
    }
    return std::string_view::npos;
}

std::shared_ptr<const Needle> needle(const SearchQuery& query)
{
    std::string error;
    auto made = Needle::compile(query, error);
    if (!made)
        qFatal("%s", error.c_str());
    return made;
}

/// Every match in a text, as `begin:text`.
std::vector<std::string> all(const SearchQuery& query, std::string_view text, bool json = false)
{
    const auto made = needle(query);
    std::vector<std::string> found;
    std::size_t from = 0;
    JsonLookAhead ahead;
    while (const auto match = json ? made->findInJson(text, from, ahead) : made->find(text, from)) {
        found.push_back(std::to_string(match->begin) + ":" + std::string(text.substr(match->begin, match->length)));
        from = match->begin + match->length;
    }
    return found;
}

/// What a model saw of an item, as its payload has it: read by another library, by the names of the API.
struct Seen {
    std::string text;
    bool json = false; // of arguments and structured outputs, which are sent as text

    void add(const Json& value)
    {
        text += '\n';
        text += value.is_string() ? value.get<std::string>() : value.dump();
    }
};

Seen seenOf(const ConversationItem& item, const std::string& source)
{
    Seen seen;
    const Json element = source.empty() ? Json() : Json::parse(source, nullptr, false);
    const std::string type = element.is_object() ? element.value("type", "") : "";
    const auto addContent = [&](const Json& content) {
        if (content.is_string())
            return seen.add(content);
        for (const Json& part : content) {
            if (part.contains("text"))
                seen.add(part["text"]);
        }
    };
    if (type == "function_call" || type == "custom_tool_call") {
        seen.json = type == "function_call";
        seen.add(element.contains("arguments") ? element["arguments"] : element.value("input", Json("")));
        seen.add(element.value("name", Json("")));
        seen.add(element.value("namespace", Json("")));
    } else if (type == "message" || type == "agent_message") {
        addContent(element.value("content", Json::array()));
    } else if (element.contains("output") && (element["output"].is_string() || element["output"].is_array())) {
        addContent(element["output"]);
    } else if (item.kind == ItemKind::Reasoning || type.empty()) {
        for (const ItemPart& part : item.parts) {
            if (const auto* text = std::get_if<TextPart>(&part))
                seen.add(text->text);
            else if (const auto* summary = std::get_if<SummaryPart>(&part))
                seen.add(summary->text);
        }
    } else {
        seen.json = true;
        seen.add(element.contains("output") ? element["output"] : element);
    }
    return seen;
}

using Found = std::vector<std::string>;

struct Loaded {
    Bundle bundle;
    ReduceResult result;

    explicit Loaded(Bundle opened) : bundle(std::move(opened))
    {
        ReduceOptions options;
        options.mode = ReduceMode::Tolerant;
        result = reduce(bundle, options);
        if (!result.trace)
            qFatal("%s", result.error.c_str());
    }

    struct Outcome {
        std::vector<SearchGroup> groups;
        SearchSummary summary;
    };
    [[nodiscard]] Outcome search(const SearchQuery& query, SearchOptions options = {}) const
    {
        Outcome outcome;
        options.report = [&](std::vector<SearchGroup>&& more, const SearchProgress&) {
            std::move(more.begin(), more.end(), std::back_inserter(outcome.groups));
        };
        outcome.summary = searchTrace(bundle, *result.trace, *needle(query), options);
        return outcome;
    }
};

} // namespace

class SearchTest : public QObject {
    Q_OBJECT

private slots:
    void bytesAreFoundAsByAPlainScan()
    {
        std::mt19937 random(11);
        const std::string letters = "abcABxX\"\n@`[{ \xC3\xA9";
        for (int round = 0; round < 4'000; ++round) {
            std::string text(random() % 120, ' ');
            for (char& c : text)
                c = letters[random() % letters.size()];
            std::string wanted(1 + random() % 5, ' ');
            for (char& c : wanted)
                c = letters[random() % letters.size()];
            const std::size_t from = random() % 20;
            for (const bool caseSensitive : {true, false}) {
                QCOMPARE(ByteSearch(wanted, caseSensitive).find(text, from),
                         naiveFind(text, wanted, from, caseSensitive));
            }
        }
        QCOMPARE(ByteSearch("", true).find("abc", 0), std::string_view::npos);
        QCOMPARE(ByteSearch("c", true).find("abc", 7), std::string_view::npos);
    }

    void caseAndWords()
    {
        QCOMPARE(all({.text = "cat"}, "Cat catalog bobcat CAT"), (Found{"0:Cat", "4:cat", "15:cat", "19:CAT"}));
        QCOMPARE(all({.text = "cat", .caseSensitive = true}, "Cat catalog bobcat CAT"), (Found{"4:cat", "15:cat"}));
        QCOMPARE(all({.text = "cat", .wholeWord = true}, "Cat catalog bobcat CAT cat_x"), (Found{"0:Cat", "19:CAT"}));
        QCOMPARE(all({.text = "(x)", .wholeWord = true}, "a(x)b"), (Found{"1:(x)"})); // its ends are no letters
        // What stands beside it beyond ASCII: quotes, dashes, blanks; letters, which are part of a word.
        QCOMPARE(all({.text = "cat", .wholeWord = true}, "“cat” cat—cat cat… 。cat、 cat\u00A0x").size(),
                 std::size_t{6});
        QCOMPARE(all({.text = "cat", .wholeWord = true}, "caté écat 猫cat").size(), std::size_t{0});
        QCOMPARE(all({.text = "c.t", .wholeWord = true, .regex = true}, "“cat” caté").size(), std::size_t{1});
        QCOMPARE(all({.text = "école", .wholeWord = true}, "École, écoles (école)"), (Found{"0:École", "17:école"}));
        QCOMPARE(all({.text = "new", .wholeWord = true}, "C:\\\\new \\new", true).size(), std::size_t{1});
        // Letters beyond ASCII have cases too.
        QCOMPARE(all({.text = "é"}, "É é"), (Found{"0:É", "3:é"}));
        QCOMPARE(all({.text = "é", .caseSensitive = true}, "É é"), (Found{"3:é"}));
    }

    void expressions()
    {
        QCOMPARE(all({.text = "c.t\\d+", .regex = true}, "cat1 C-t22 cut"), (Found{"0:cat1", "5:C-t22"}));
        QCOMPARE(all({.text = "^b", .regex = true}, "ab\nb"), (Found{"3:b"}));
        QCOMPARE(all({.text = "a|cat", .wholeWord = true, .regex = true}, "a cat ax"), (Found{"0:a", "2:cat"}));
        QCOMPARE(all({.text = "x*", .regex = true}, "axxb"), (Found{"1:xx"})); // nothing is no hit
        // Of long texts those are ruled out first that cannot match, and no others.
        const std::string longText = std::string(10'000, ' ') + "Foo-bar";
        QCOMPARE(all({.text = "foo.b[ao]r", .regex = true}, longText), (Found{"10000:Foo-bar"}));
        QCOMPARE(all({.text = "foo.b[ao]r", .caseSensitive = true, .regex = true}, longText), Found());
        QCOMPARE(all({.text = "quux|o-b", .regex = true}, longText), (Found{"10002:o-b"}));
        QCOMPARE(all({.text = "[a-z]+-", .regex = true}, longText), (Found{"10000:Foo-"}));
        QCOMPARE(all({.text = "É.bar|foo", .regex = true}, std::string(10'000, ' ') + "é-bar"), (Found{"10000:é-bar"}));
        QCOMPARE(all({.text = "école\\b", .regex = true}, std::string(10'000, ' ') + "ÉCOLE"), (Found{"10000:ÉCOLE"}));
        std::string error;
        QVERIFY(!Needle::compile({.text = "(", .regex = true}, error));
        QVERIFY(!error.empty());
        QVERIFY(!Needle::compile({.text = ""}, error));
        // Time is linear in the text for what hangs others.
        QCOMPARE(all({.text = "(a*)*b", .regex = true}, std::string(50'000, 'a')), Found());
    }

    void whatJsonEscapesIsFound()
    {
        const std::string json = "{\"a\":\"say \\\"hi\\\" now\",\"b\":\"line\\nnext\",\"c\":\"x\\\\y\"}";
        QCOMPARE(all({.text = "say \"hi\""}, json, true), (Found{"6:say \\\"hi\\\""}));
        QCOMPARE(all({.text = "line\nnext"}, json, true).size(), std::size_t{1});
        QCOMPARE(all({.text = "x\\y"}, json, true).size(), std::size_t{1});
        QCOMPARE(all({.text = "\"a\""}, json, true).size(), std::size_t{1}); // and what is not escaped
        QCOMPARE(all({.text = "next", .wholeWord = true}, json, true).size(),
                 std::size_t{1}); // the n of \n is no letter
    }

    void bothFormsInJsonAreFoundInOrder()
    {
        const std::string plain = "\"type\": 1, ";
        const std::string escaped = "\\\"type\\\": 1, ";
        QCOMPARE(all({.text = "\"type\""}, escaped + plain + plain + escaped, true).size(), std::size_t{4});
        QCOMPARE(all({.text = "\\"}, "a\\\\b", true), (Found{"1:\\\\"})); // one backslash, written as two
        // One form very often and the other never: time is linear in the text all the same.
        constexpr std::size_t often = 200'000;
        std::string many;
        for (std::size_t i = 0; i < often; ++i)
            many += escaped;
        QCOMPARE(all({.text = "\"type\""}, many, true).size(), often);
        many.clear();
        for (std::size_t i = 0; i < often; ++i)
            many += plain;
        QCOMPARE(all({.text = "\"type\""}, many, true).size(), often);
    }

    void findsEveryItemOfTheCorpus_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("word");
        bool any = false;
        for (const char* group : {"cases", "recorded", "generated", "recorded-v2"}) {
            for (const auto& folder : bundlesOf(corpusGroup(group))) {
                for (const char* word : {"the", "exec", "\"cmd\""}) {
                    any = true;
                    QTest::newRow((folder.filename().string() + " " + word).c_str())
                        << QString::fromStdString((folder / "bundle").string()) << QString::fromUtf8(word);
                }
            }
        }
        if (!any)
            QSKIP("No corpus beside the checkout, none in ROLLOUTSCOPE_CORPUS and none in tests/data.");
    }

    void findsEveryItemOfTheCorpus()
    {
        QFETCH(QString, folder);
        QFETCH(QString, word);
        Bundle bundle;
        std::string error;
        if (!Bundle::open(folder.toStdString(), bundle, error))
            return; // a bundle that is to be refused
        ReduceOptions options;
        options.mode = ReduceMode::Tolerant;
        if (!reduce(bundle, options).trace)
            return;
        const Loaded loaded(std::move(bundle));
        const RolloutTrace& trace = *loaded.result.trace;
        const auto found =
            loaded.search({.text = word.toStdString()}, {.payloads = true, .threads = 3, .pieceBytes = 1'000});
        QVERIFY(!found.summary.cancelled && !found.summary.timedOut);
        const ItemTwins twins(trace);
        std::map<std::uint32_t, std::uint64_t> inItems;
        std::map<std::uint32_t, std::uint64_t> inPayloads;
        for (const SearchGroup& group : found.groups) {
            if (group.payload)
                inPayloads[group.payload.value] += group.count;
            else
                inItems[group.object.item().value] += group.count;
        }
        const auto count = [&](std::string_view text, std::string_view wanted) {
            std::uint64_t number = 0;
            for (std::size_t at = naiveFind(text, wanted, 0, false); at != std::string_view::npos;
                 at = naiveFind(text, wanted, at + wanted.size(), false))
                ++number;
            return number;
        };
        for (std::uint32_t i = 0; i < trace.items.size(); ++i) {
            if (!twins.isFirst(ItemIndex{i})) {
                QVERIFY2(!inItems.contains(i), trace.items[ItemIndex{i}].id.c_str());
                continue;
            }
            const auto source = findItemSource(loaded.bundle, trace, ItemIndex{i});
            if (!source) {
                QVERIFY(!inItems.contains(i) || !trace.items[ItemIndex{i}].parts.empty());
                continue;
            }
            const Seen seen = seenOf(trace.items[ItemIndex{i}], source->json);
            const std::string wanted = word.toStdString();
            std::uint64_t there = count(seen.text, wanted);
            if (seen.json && json::escaped(wanted) != wanted)
                there += count(seen.text, json::escaped(wanted));
            QVERIFY2(inItems[i] == there, (trace.items[ItemIndex{i}].id + ": " + std::to_string(inItems[i]) +
                                           " hits instead of " + std::to_string(there) + " in " + source->json)
                                              .c_str());
        }
        for (std::uint32_t i = 0; i < trace.payloads.size(); ++i) {
            std::string file;
            if (loaded.bundle.folder().readFile(trace.payloads[PayloadIndex{i}].path, file) != FileError::None)
                continue;
            const std::string wanted = word.toStdString();
            std::uint64_t there = count(file, wanted);
            if (json::escaped(wanted) != wanted)
                there += count(file, json::escaped(wanted));
            QCOMPARE(inPayloads[i], there);
        }
    }

    void comesInOrderWithItsPlace()
    {
        BundleBuilder bundle;
        bundle.start();
        bundle.request("1", Json::array({userMessage("first\na needle in line two\nthird")}));
        bundle.response("1",
                        Json::array({functionCall("c", "look", Json{{"at", std::string(400, 'x') + "needle"}}.dump()),
                                     assistantMessage("NEEDLE, needle")}));
        const Loaded loaded(bundle.open());
        const auto found = loaded.search({.text = "needle"});
        QCOMPARE(found.groups.size(), std::size_t{3});
        QCOMPARE(found.summary.progress.hits, std::uint64_t{4});
        const SearchHit& first = found.groups[0].hits.at(0);
        QCOMPARE(first.line, std::string("a needle in line two"));
        QCOMPARE(first.matchBegin, std::size_t{2});
        QCOMPARE(first.offset, std::uint64_t{8});
        // Arguments that the trace keeps only the beginning of are found whole.
        QCOMPARE(found.groups[1].count, std::uint64_t{1});
        QCOMPARE(found.groups[2].count, std::uint64_t{2});
    }

    void payloadsBelongToWhatTheyAreOf()
    {
        BundleBuilder bundle;
        bundle.start();
        bundle.request("1", Json::array({userMessage("a needle")}));
        const Loaded loaded(bundle.open());
        const auto found = loaded.search({.text = "needle"}, {.payloads = true});
        QCOMPARE(found.groups.size(), std::size_t{2});
        QCOMPARE(found.groups[1].object, ObjectRef(InferenceIndex{0}));
        const std::string& path = loaded.result.trace->payloads[found.groups[1].payload].path;
        std::string file;
        QCOMPARE(loaded.bundle.folder().readFile(path, file), FileError::None);
        const SearchHit& hit = found.groups[1].hits.at(0);
        QCOMPARE(file.substr(hit.offset, hit.length), std::string("needle"));
    }

    void whatRequestsBeginWithIsFoundOnce()
    {
        const auto request = [](const char* instructions, const Json& tools, const Json& input) {
            return Json{{"model", "m"}, {"instructions", instructions}, {"input", input}, {"tools", tools}};
        };
        const Json look{{"type", "function"}, {"name", "look"}, {"description", "Finds a needle."}};
        const Json listen{{"type", "function"}, {"name", "listen"}, {"description", "A \"needle\" that sounds."}};
        BundleBuilder bundle;
        bundle.start();
        const auto call = [&](const char* id, const Json& sent) { bundle.call(id, bundle.payload(sent)); };
        const Json hello = Json::array({userMessage("hello")});
        call("1", request("Mind the needle.", Json::array({look}), hello));
        call("2", request("Mind the needle.", Json::array({look}), hello));
        call("3", request("Mind the needle.", {look, listen}, hello));
        call("4", request("No more of it.", Json::array({look}), hello));
        call("5", request("Mind the needle.", Json::array({look}),
                          Json::array({userMessage("hello"), {{"type", "additional_tools"}, {"tools", {"needles"}}}})));
        const Loaded loaded(bundle.open());
        const auto found = loaded.search({.text = "needle"});
        std::vector<std::string> places;
        for (const SearchGroup& group : found.groups) {
            places.push_back(group.part + "@" + std::to_string(group.object.inferenceCall().value));
            std::string file;
            QCOMPARE(loaded.bundle.folder().readFile(loaded.result.trace->payloads[group.payload].path, file),
                     FileError::None);
            const SearchHit& hit = group.hits.at(0);
            QCOMPARE(file.substr(hit.offset, hit.length), std::string("needle"));
        }
        QCOMPARE(places,
                 (std::vector<std::string>{"instructions@0", "tool look@0", "tool listen@2", "additional tools@4"}));
        QCOMPARE(loaded.search({.text = "No more"}).groups.size(), std::size_t{1});
        // What a request has for the first time, after some that had nothing of the kind.
        BundleBuilder bare;
        bare.start();
        bare.request("1", hello);
        bare.request("2", hello);
        bare.call("3", bare.payload(request("", Json::array({look}), hello)));
        QCOMPARE(Loaded(bare.open()).search({.text = "needle"}).groups.size(), std::size_t{1});
        // With JSON's escapes, and across a blank that only the indented form has.
        QCOMPARE(loaded.search({.text = "a \"needle\" that"}).groups.size(), std::size_t{1});
        QCOMPARE(loaded.search({.text = "\"name\": \"listen\""}).groups.size(), std::size_t{1});
        // Among all payloads they are in their files.
        for (const SearchGroup& group : loaded.search({.text = "needle"}, {.payloads = true}).groups)
            QVERIFY(group.part.empty());
    }

    void callsAreFoundByNameAndInBothFormsOfTheirArguments()
    {
        BundleBuilder bundle;
        bundle.start();
        bundle.request("1", Json::array({userMessage("go")}));
        bundle.response("1", Json::array({functionCall("c", "look_around", Json{{"at", "say \"hi\""}, {"n", 1}}.dump()),
                                          Json{{"type", "reasoning"},
                                               {"summary", Json::array()},
                                               {"encrypted_content", std::string(3'000, 'x')}}}));
        Json picture = userMessage("look");
        picture["content"].push_back({{"type", "input_image"}, {"image_url", "data:image/png;base64,AAAA"}});
        bundle.request("2", Json::array({userMessage("go"), picture}));
        bundle.request("3", Json::array({userMessage("go"), picture}));
        const Loaded loaded(bundle.open());
        const auto count = [&](const char* words) { return loaded.search({.text = words}).summary.progress.hits; };
        QCOMPARE(count("look_around"), std::uint64_t{1});
        QCOMPARE(loaded.search({.text = "around"}).groups.at(0).hits.at(0).line,
                 std::string("look_around {\"at\":\"say \\\"hi\\\"\",\"n\":1}"));
        QCOMPARE(count("say \"hi\""), std::uint64_t{1});
        QCOMPARE(count("\"n\": 1"), std::uint64_t{1}); // as it is shown
        QCOMPARE(count("\"n\":1"), std::uint64_t{1});  // as it was sent
        QCOMPARE(count("hi"), std::uint64_t{1});       // once, though both forms have it
        for (const char* invented : {"encrypted", "input_image", " KB"})
            QCOMPARE(count(invented), std::uint64_t{0});
        // Each request brings the message with the image anew, by the rules of schema 1.
        QVERIFY(loaded.result.trace->items.size() > 4);
        QCOMPARE(loaded.search({.text = "look", .wholeWord = true}).summary.progress.hits, std::uint64_t{1});
    }

    void largePayloadsAreSearchedWhereTheyLie()
    {
        BundleBuilder bundle;
        bundle.start();
        bundle.request("1", Json::array({userMessage(std::string(20'000'000, 'x') + " needle")}));
        const Loaded loaded(bundle.open());
        const auto found = loaded.search({.text = "needle"}, {.payloads = true, .threads = 2});
        QCOMPARE(found.groups.size(), std::size_t{2});
        QVERIFY(found.groups[1].payload);
        QVERIFY(found.groups[1].hits.at(0).offset > 20'000'000);
        QCOMPARE(found.summary.unreadable, std::uint64_t{0});
    }

    void keepsAFewAndCountsAll()
    {
        BundleBuilder bundle;
        bundle.start();
        bundle.request("1", Json::array({userMessage(std::string(10'000, 'e')), userMessage("e e e")}));
        const Loaded loaded(bundle.open());
        const auto found = loaded.search({.text = "e"}, {.hitsPerGroup = 10, .mostHits = 12});
        QCOMPARE(found.summary.progress.hits, std::uint64_t{10'003});
        QCOMPARE(found.groups[0].hits.size(), std::size_t{10});
        QCOMPARE(found.groups[1].hits.size(), std::size_t{2});
        QVERIFY(found.summary.more);
    }

    void linesAreCutBetweenCharacters()
    {
        std::string text;
        for (int i = 0; i < 200; ++i)
            text += "é";
        text += "needle";
        for (int i = 0; i < 200; ++i)
            text += "é";
        BundleBuilder bundle;
        bundle.start();
        bundle.request("1", Json::array({userMessage(text)}));
        const Loaded loaded(bundle.open());
        const auto found = loaded.search({.text = "needle"});
        const SearchHit& hit = found.groups.at(0).hits.at(0);
        QVERIFY(QString::fromStdString(hit.line).toStdString() == hit.line);
        QVERIFY(hit.line.size() < 400);
        QCOMPARE(hit.line.substr(hit.matchBegin, hit.matchLength), std::string("needle"));
    }

    void endsWhenItIsCancelled()
    {
        BundleBuilder bundle;
        bundle.start();
        bundle.request("1", Json::array({userMessage("a needle")}));
        const Loaded loaded(bundle.open());
        const std::atomic<bool> cancelled = true;
        const auto found = loaded.search({.text = "needle"}, {.payloads = true, .cancelled = &cancelled});
        QVERIFY(found.summary.cancelled);
        QVERIFY(found.groups.empty());
        const auto late = loaded.search({.text = "needle"}, {.timeLimitMs = -1});
        QVERIFY(late.summary.timedOut && !late.summary.cancelled);
    }
};

QTEST_APPLESS_MAIN(SearchTest)
#include "search_test.moc"
