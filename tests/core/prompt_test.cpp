// The prompt of a call, rebuilt from payloads: the items that the reduction says it saw, the same sizes by every way,
// and what changed from call to call.
#include "core/prompt/cache_reading.h"
#include "core/prompt/item_source.h"
#include "core/prompt/prompt_growth.h"
#include "core/prompt/readable_part.h"
#include "core/prompt/sequence_diff.h"
#include "core/reduce/reducer.h"
#include "tests/support/bundle_builder.h"
#include "tests/support/corpus.h"

#include <QTest>

#include <numeric>
#include <random>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

struct Loaded {
    Bundle bundle;
    ReduceResult result;
    AgentMail mail;
    Relations relations;

    explicit Loaded(Bundle opened, ReduceMode mode = ReduceMode::Strict)
        : bundle(std::move(opened)), result(reduced(bundle, mode)), mail(*result.trace), relations(*result.trace)
    {
    }
    static ReduceResult reduced(const Bundle& bundle, ReduceMode mode)
    {
        ReduceOptions options;
        options.mode = mode;
        ReduceResult result = reduce(bundle, options);
        if (!result.trace)
            qFatal("%s", result.error.c_str());
        return result;
    }
    [[nodiscard]] const RolloutTrace& trace() const { return *result.trace; }
    [[nodiscard]] InferenceIndex call(const char* id) const { return trace().inferenceCalls.find(id); }
    [[nodiscard]] Prompt prompt(const char* id) const { return readPrompt(bundle, trace(), mail, call(id)); }
    [[nodiscard]] std::string cacheText(const char* before, const char* after) const
    {
        const Prompt a = prompt(before);
        const Prompt b = prompt(after);
        return rolloutscope::cacheText(trace(), relations, a, b, diffPrompts(a, b));
    }
};

void started(BundleBuilder& bundle, const char* callId, const Json& request, const Json& mode = nullptr)
{
    Json event{{"type", "inference_started"},
               {"inference_call_id", callId},
               {"thread_id", BundleBuilder::root},
               {"codex_turn_id", "turn"},
               {"model", "m"},
               {"provider_name", "p"},
               {"request_payload", bundle.payloadBytes(request.dump())}};
    if (!mode.is_null())
        event["request_input_mode"] = mode;
    bundle.inTurn(event);
}

void completed(BundleBuilder& bundle, const char* callId, const char* responseId, const Json& output,
               const Json& usage = nullptr)
{
    bundle.inTurn({{"type", "inference_completed"},
                   {"inference_call_id", callId},
                   {"response_id", responseId},
                   {"upstream_request_id", nullptr},
                   {"response_payload", bundle.payload({{"response_id", responseId},
                                                        {"upstream_request_id", nullptr},
                                                        {"token_usage", usage},
                                                        {"output_items", output}},
                                                       "inference_response")}});
}

Json usage(int input, int cached)
{
    return {{"input_tokens", input},
            {"cached_input_tokens", cached},
            {"output_tokens", 1},
            {"reasoning_output_tokens", 0},
            {"total_tokens", input + 1}};
}

Json tool(const char* name, const char* description)
{
    return {{"type", "function"}, {"name", name}, {"description", description}, {"parameters", {{"type", "object"}}}};
}

std::vector<std::string> texts(const Prompt& prompt)
{
    std::vector<std::string> all;
    for (const PromptPart& part : prompt.parts)
        all.push_back(readablePart(prompt, part));
    return all;
}

QByteArray changes(const PromptDiff& diff)
{
    QByteArray letters;
    for (const PromptDiffRow& row : diff.rows)
        letters += "=+-~"[static_cast<int>(row.change)];
    return letters;
}

Bundle opened(const QString& folder)
{
    Bundle bundle;
    std::string error;
    if (!Bundle::open(folder.toStdString(), bundle, error))
        qFatal("%s", error.c_str());
    return bundle;
}

/// The first text of an item that has one.
const std::string* textOf(const ConversationItem& item)
{
    for (const ItemPart& part : item.parts) {
        if (const auto* text = std::get_if<TextPart>(&part))
            return &text->text;
    }
    return nullptr;
}

} // namespace

class PromptTest : public QObject {
    Q_OBJECT

private slots:
    void hasTheItemsOfEveryCallOfTheCorpus_data();
    void hasTheItemsOfEveryCallOfTheCorpus();
    void differsAsTheRequestsOfTheCorpus_data() { hasTheItemsOfEveryCallOfTheCorpus_data(); }
    void differsAsTheRequestsOfTheCorpus();
    void hasTheCategoriesOfTheItemsOfTheCorpus_data() { hasTheItemsOfEveryCallOfTheCorpus_data(); }
    void hasTheCategoriesOfTheItemsOfTheCorpus();
    void isRebuiltFromAChainOfRequests();
    void beginsWithAPrefixOfItsOwn();
    void namesWhatIsMissing();
    void guessesWhatCameBefore();
    void countsBytesByCategory();
    void growsFromCallToCall();
    void showsWhatChanged();
    void namesTheFirstDifference();
    void explainsTheCache();
    void imagesDoNotWeighAsText();
    void argumentsShowTheirPatch();
    void findsDifferencesOfSequences();
    void replacesWhatHasNothingInCommon();
    void splitsLines();
    void readsAsAPersonWould();
};

void PromptTest::hasTheItemsOfEveryCallOfTheCorpus_data()
{
    QTest::addColumn<QString>("folder");
    bool any = false;
    for (const char* group : {"cases", "reference-tests", "recorded", "generated", "cases-v2", "recorded-v2"}) {
        const std::filesystem::path path = corpusGroup(group);
        if (path.empty())
            continue;
        for (const auto& folder : bundlesOf(path)) {
            if (std::filesystem::exists(folder / "expected-error.txt"))
                continue;
            any = true;
            QTest::newRow((std::string(group) + "/" + folder.filename().string()).c_str())
                << QString::fromStdString((folder / "bundle").string());
        }
    }
    if (!any)
        QSKIP("No corpus beside the checkout, none in ROLLOUTSCOPE_CORPUS and none in tests/data.");
}

void PromptTest::hasTheItemsOfEveryCallOfTheCorpus()
{
    QFETCH(QString, folder);
    const Loaded loaded(opened(folder));
    const RolloutTrace& trace = loaded.trace();
    std::vector<PromptBytes> bytes(trace.inferenceCalls.size());
    for (std::uint32_t i = 0; i < trace.inferenceCalls.size(); ++i) {
        const InferenceCall& call = trace.inferenceCalls[InferenceIndex{i}];
        const Prompt prompt = readPrompt(loaded.bundle, trace, loaded.mail, InferenceIndex{i});
        QVERIFY2(prompt.gaps.empty(), prompt.gaps.empty() ? "" : prompt.gaps.front().c_str());
        QCOMPARE(prompt.items(), call.requestItems);
        for (const PromptPart& part : prompt.parts) {
            const std::string* text = part.item ? textOf(trace.items[part.item]) : nullptr;
            if (text != nullptr && part.name != "reasoning") // of reasoning an item keeps what was seen first
                QVERIFY2(readablePart(prompt, part).find(*text) != std::string::npos, text->c_str());
            std::string file;
            QCOMPARE(loaded.bundle.folder().readFile(trace.payloads[part.payload].path, file), FileError::None);
            QCOMPARE(file.substr(part.offset, part.length), std::string(prompt.json(part)));
        }
        bytes[i] = prompt.bytesByCategory();
    }
    for (std::uint32_t i = 0; i < trace.items.size(); ++i) {
        const ConversationItem& item = trace.items[ItemIndex{i}];
        if (item.kind == ItemKind::CompactionMarker)
            continue;
        const auto source = findItemSource(loaded.bundle, trace, ItemIndex{i});
        QVERIFY2(source, item.id.c_str());
        const std::string* text = textOf(item);
        // Reasoning and announced messages can have been completed by a later sight of them.
        if (text != nullptr && item.kind != ItemKind::Reasoning && !item.agentMessage)
            QVERIFY2(readableElement(source->json).find(*text) != std::string::npos, text->c_str());
    }
    for (const ThreadIndex thread : loaded.relations.threadsInSpawnOrder()) {
        const std::vector<PromptSize> sizes = promptGrowth(loaded.bundle, trace, loaded.relations, thread);
        QCOMPARE(sizes.size(), loaded.relations.inferenceCalls(thread).size());
        for (const PromptSize& size : sizes) {
            QVERIFY(size.isWhole);
            QCOMPARE(size.bytes, bytes[size.call.value]);
        }
    }
}

/// Against what is simple to say of two lists: how much they have in common, and the first place where they differ.
void PromptTest::differsAsTheRequestsOfTheCorpus()
{
    QFETCH(QString, folder);
    const Loaded loaded(opened(folder));
    const RolloutTrace& trace = loaded.trace();
    const auto isSame = [](const Prompt& a, const PromptPart& one, const Prompt& b, const PromptPart& other) {
        return (one.item && one.item == other.item) || a.json(one) == b.json(other);
    };
    // The longest sequence that both have, by the book.
    const auto inCommon = [&](const Prompt& a, const Prompt& b) {
        std::vector<std::vector<std::size_t>> best(a.parts.size() + 1, std::vector<std::size_t>(b.parts.size() + 1));
        for (std::size_t i = 1; i <= a.parts.size(); ++i) {
            for (std::size_t j = 1; j <= b.parts.size(); ++j)
                best[i][j] = isSame(a, a.parts[i - 1], b, b.parts[j - 1]) ? best[i - 1][j - 1] + 1
                                                                          : std::max(best[i - 1][j], best[i][j - 1]);
        }
        return best.back().back();
    };
    for (const ThreadIndex thread : loaded.relations.threadsInSpawnOrder()) {
        const auto& calls = loaded.relations.inferenceCalls(thread);
        for (std::size_t i = 1; i < calls.size(); ++i) {
            const Prompt before = readPrompt(loaded.bundle, trace, loaded.mail, calls[i - 1]);
            const Prompt after = readPrompt(loaded.bundle, trace, loaded.mail, calls[i]);
            const PromptDiff diff = diffPrompts(before, after);
            std::size_t from = 0;
            std::size_t to = 0;
            for (const PromptDiffRow& row : diff.rows) {
                if (row.before)
                    QCOMPARE(*row.before, from++);
                if (row.after)
                    QCOMPARE(*row.after, to++);
                switch (row.change) {
                case PromptChange::Kept:
                    QVERIFY(isSame(before, before.parts[*row.before], after, after.parts[*row.after]));
                    break;
                case PromptChange::Changed:
                    QVERIFY(!isSame(before, before.parts[*row.before], after, after.parts[*row.after]));
                    break;
                case PromptChange::Added:
                    QVERIFY(!row.before && row.after);
                    break;
                case PromptChange::Dropped:
                    QVERIFY(row.before && !row.after);
                    break;
                }
            }
            QCOMPARE(from, before.parts.size());
            QCOMPARE(to, after.parts.size());
            QCOMPARE(diff.count(PromptChange::Kept), inCommon(before, after));
            std::size_t same = 0;
            std::uint64_t bytes = 0;
            for (; same < std::min(before.parts.size(), after.parts.size()) &&
                   isSame(before, before.parts[same], after, after.parts[same]);
                 ++same)
                bytes += after.parts[same].length;
            QCOMPARE(diff.firstDifference.has_value(), same < before.parts.size());
            if (!diff.firstDifference)
                continue;
            QCOMPARE(*diff.firstDifference, same);
            QVERIFY(diff.sameBytes >= bytes);
            if (same < after.parts.size())
                QVERIFY(diff.sameBytes <= bytes + after.parts[same].length);
        }
    }
}

/// What a part is counted as comes from its JSON; what an item is, from the reduction.
void PromptTest::hasTheCategoriesOfTheItemsOfTheCorpus()
{
    QFETCH(QString, folder);
    const Loaded loaded(opened(folder));
    const RolloutTrace& trace = loaded.trace();
    std::vector<bool> carried(trace.items.size());
    for (const InteractionEdge& edge : trace.edges) {
        if (const auto* target = std::get_if<ItemIndex>(&edge.target))
            carried[target->value] = true;
        for (const ItemIndex item : edge.carriedItems)
            carried[item.value] = true;
    }
    const auto categoryOf = [&](ItemIndex index) {
        const ConversationItem& item = trace.items[index];
        switch (item.kind) {
        case ItemKind::Reasoning:
            return PromptCategory::Reasoning;
        case ItemKind::FunctionCall:
        case ItemKind::CustomToolCall:
            return PromptCategory::ToolCalls;
        case ItemKind::FunctionCallOutput:
        case ItemKind::CustomToolCallOutput:
            return PromptCategory::ToolOutput;
        case ItemKind::CompactionMarker:
            return PromptCategory::Summary;
        case ItemKind::Message:
            break;
        }
        if (item.role == ItemRole::System || item.role == ItemRole::Developer)
            return PromptCategory::Instructions;
        if (item.agentMessage || carried[index.value])
            return PromptCategory::AgentMessages;
        return item.role == ItemRole::Assistant ? PromptCategory::Assistant
               : item.role == ItemRole::Tool    ? PromptCategory::ToolOutput
                                                : PromptCategory::User;
    };
    for (std::uint32_t i = 0; i < trace.inferenceCalls.size(); ++i) {
        const Prompt prompt = readPrompt(loaded.bundle, trace, loaded.mail, InferenceIndex{i});
        std::uint64_t all = 0;
        for (const PromptPart& part : prompt.parts) {
            all += part.length;
            if (part.kind == PromptPartKind::Instructions)
                QCOMPARE(part.category, PromptCategory::Instructions);
            else if (part.kind == PromptPartKind::Tool || !part.item)
                QCOMPARE(part.category, PromptCategory::Tools);
            else if (part.category != PromptCategory::Summary) // of which the reduction makes reasoning or a message
                QVERIFY2(part.category == categoryOf(part.item),
                         (trace.items[part.item].id + ": " + toWord(part.category)).c_str());
        }
        const PromptBytes bytes = prompt.bytesByCategory();
        QCOMPARE(std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0}), all);
    }
}

void PromptTest::isRebuiltFromAChainOfRequests()
{
    BundleBuilder bundle;
    bundle.start();
    const Json tools = Json::array({tool("look", "Looks.")});
    started(bundle, "1", {{"instructions", "Be brief."}, {"tools", tools}, {"input", {userMessage("one")}}});
    completed(bundle, "1", "r1", Json::array({assistantMessage("two")}));
    started(bundle, "2",
            {{"instructions", "Be brief."},
             {"tools", tools},
             {"previous_response_id", "r1"},
             {"input", {userMessage("three")}}});
    completed(bundle, "2", "r2", Json::array({functionCall("c", "look", "{\"at\":1}")}));
    started(bundle, "3",
            {{"instructions", "Be long."}, {"previous_response_id", "r2"}, {"input", {functionOutput("c", "four")}}});
    const Loaded loaded(bundle.open());

    const Prompt prompt = loaded.prompt("3");
    QCOMPARE(prompt.requests, std::size_t{3});
    QCOMPARE(texts(prompt),
             (std::vector<std::string>{"Be long.", "one", "two", "three", "look {\n  \"at\": 1\n}", "four"}));
    QCOMPARE(prompt.items(), loaded.trace().inferenceCalls[loaded.call("3")].requestItems);
    QVERIFY(prompt.gaps.empty());
}

void PromptTest::beginsWithAPrefixOfItsOwn()
{
    BundleBuilder bundle;
    bundle.start();
    const Json prefix = bundle.payload({{"input", {userMessage("one"), assistantMessage("two")}}});
    started(
        bundle, "1", {{"previous_response_id", "warm"}, {"input", {userMessage("three")}}},
        {{"type", "incremental_with_untraced_prefix"}, {"previous_response_id", "warm"}, {"prefix_payload", prefix}});
    const Loaded loaded(bundle.open());
    const Prompt prompt = loaded.prompt("1");
    QCOMPARE(texts(prompt), (std::vector<std::string>{"one", "two", "three"}));
    QCOMPARE(prompt.items(), loaded.trace().inferenceCalls[loaded.call("1")].requestItems);
    const auto sizes = promptGrowth(loaded.bundle, loaded.trace(), loaded.relations, ThreadIndex{0});
    QCOMPARE(sizes.at(0).bytes, prompt.bytesByCategory());
}

void PromptTest::namesWhatIsMissing()
{
    BundleBuilder bundle;
    bundle.start();
    bundle.request("1", Json::array({userMessage("one")}));
    const Loaded loaded(bundle.open());
    std::filesystem::remove_all(bundle.path() / "payloads");
    const Prompt prompt = loaded.prompt("1");
    QVERIFY(prompt.parts.empty());
    QCOMPARE(prompt.gaps.size(), std::size_t{1}); // said once, however often it is asked for
    QVERIFY2(prompt.gaps.front().find("missing") != std::string::npos, prompt.gaps.front().c_str());
    QVERIFY(!promptGrowth(loaded.bundle, loaded.trace(), loaded.relations, ThreadIndex{0}).at(0).isWhole);
}

void PromptTest::guessesWhatCameBefore()
{
    BundleBuilder bundle;
    bundle.start();
    started(bundle, "1", {{"input", {userMessage("one")}}});
    completed(bundle, "1", "r1", Json::array({assistantMessage("two")}));
    started(bundle, "2", {{"previous_response_id", "lost"}, {"input", {userMessage("three")}}});
    const Loaded loaded(bundle.open(), ReduceMode::Tolerant);
    const Prompt prompt = loaded.prompt("2");
    QCOMPARE(prompt.gaps.size(), std::size_t{1});
    QCOMPARE(prompt.parts.size(), std::size_t{3});
    QCOMPARE(prompt.parts[0].kind, PromptPartKind::Guess);
    QCOMPARE(prompt.parts[2].kind, PromptPartKind::Item);
    QCOMPARE(prompt.items(), loaded.trace().inferenceCalls[loaded.call("2")].requestItems);
}

void PromptTest::countsBytesByCategory()
{
    BundleBuilder bundle;
    bundle.start();
    const Json image{{"type", "input_image"}, {"image_url", "data:image/png;base64,AAAA"}};
    const Json picture{
        {"type", "message"}, {"role", "user"}, {"content", {{{"type", "input_text"}, {"text", "look"}}, image}}};
    const Json rules{{"type", "message"}, {"role", "developer"}, {"content", Json::array()}};
    const Json look = tool("look", "Looks.");
    started(bundle, "1", {{"instructions", "Be brief."}, {"tools", {look}}, {"input", {rules, picture}}});
    const Loaded loaded(bundle.open());
    const PromptBytes bytes = loaded.prompt("1").bytesByCategory();
    const auto of = [&](PromptCategory category) { return bytes[static_cast<std::size_t>(category)]; };
    QCOMPARE(of(PromptCategory::Instructions), 11 + rules.dump().size());
    QCOMPARE(of(PromptCategory::Tools), look.dump().size());
    QCOMPARE(of(PromptCategory::Images), image.dump().size());
    QCOMPARE(of(PromptCategory::User), picture.dump().size() - image.dump().size());
}

void PromptTest::growsFromCallToCall()
{
    BundleBuilder bundle;
    bundle.start();
    Json input = Json::array({userMessage("one")});
    started(bundle, "1", {{"input", input}});
    input.push_back(assistantMessage("two"));
    completed(bundle, "1", "r1", Json::array({input.back()}));
    input.push_back(userMessage("three"));
    started(bundle, "2", {{"input", input}});
    const Loaded loaded(bundle.open());
    std::size_t reports = 0;
    const auto sizes = promptGrowth(loaded.bundle, loaded.trace(), loaded.relations, ThreadIndex{0},
                                    [&](std::size_t done, std::size_t all) { return done == reports++ && all == 2; });
    QCOMPARE(reports, std::size_t{2});
    QCOMPARE(sizes.at(1).total() - sizes.at(0).total(),
             assistantMessage("two").dump().size() + userMessage("three").dump().size());
    QVERIFY(promptGrowth(loaded.bundle, loaded.trace(), loaded.relations, ThreadIndex{0}, [](std::size_t, std::size_t) {
                return false;
            }).empty());
}

void PromptTest::showsWhatChanged()
{
    BundleBuilder bundle;
    bundle.start();
    started(bundle, "1",
            {{"model", "m"},
             {"instructions", "Be brief."},
             {"tools", {tool("look", "Looks."), tool("listen", "Listens.")}},
             {"input", {userMessage("one"), userMessage("two"), userMessage("three")}}});
    started(bundle, "2",
            {{"model", "n"},
             {"instructions", "Be brief."},
             {"tools", {tool("look", "Looks around."), tool("listen", "Listens.")}},
             {"input", {userMessage("one"), userMessage("three"), assistantMessage("four")}}});
    const Loaded loaded(bundle.open());
    const Prompt before = loaded.prompt("1");
    const Prompt after = loaded.prompt("2");
    const PromptDiff diff = diffPrompts(before, after);
    QCOMPARE(changes(diff), QByteArray("=~==-=+"));
    QCOMPARE(diff.count(PromptChange::Kept), std::size_t{4});
    QCOMPARE(diff.firstDifference, std::optional<std::size_t>(1));
    // The instructions, and the schema up to where the description goes on in another way.
    const std::string_view earlier = before.json(before.parts[1]);
    const std::string_view later = after.json(after.parts[1]);
    const auto common = later.find(" around");
    QCOMPARE(earlier.substr(0, common), later.substr(0, common));
    QCOMPARE(diff.sameBytes, std::uint64_t{11} + common);
    QCOMPARE(diff.settings.size(), std::size_t{1});
    QCOMPARE(diff.settings[0].before, std::string("\"m\""));
    QCOMPARE(diff.settings[0].after, std::string("\"n\""));

    const PromptDiff same = diffPrompts(after, after);
    QCOMPARE(changes(same), QByteArray(6, '='));
    QVERIFY(!same.firstDifference && same.settings.empty());
    QCOMPARE(same.sameBytes, after.bytes.size());
}

void PromptTest::namesTheFirstDifference()
{
    BundleBuilder bundle;
    bundle.start();
    started(bundle, "1", {{"input", {userMessage("one"), userMessage("two")}}});
    started(bundle, "2", {{"input", {userMessage("one"), userMessage("two"), userMessage("three")}}});
    started(bundle, "3", {{"input", {userMessage("one")}}});
    const Loaded loaded(bundle.open());
    const Prompt one = loaded.prompt("1");
    const PromptDiff grown = diffPrompts(one, loaded.prompt("2"));
    QVERIFY(!grown.firstDifference); // what came at the end does not hurt the cache
    QCOMPARE(grown.sameBytes, one.bytes.size());
    const PromptDiff cut = diffPrompts(one, loaded.prompt("3"));
    QCOMPARE(changes(cut), QByteArray("=-"));
    QCOMPARE(cut.firstDifference, std::optional<std::size_t>(1));
}

void PromptTest::explainsTheCache()
{
    const std::string longText(40'000, 'x');
    BundleBuilder bundle;
    bundle.start();
    const auto request = [&](const char* instructions, const Json& input) {
        return Json{{"instructions", instructions}, {"input", input}};
    };
    const Json shorter = Json::array({userMessage(longText)});
    const Json longer = Json::array({userMessage(longText), userMessage("more")});
    started(bundle, "1", request("Be brief.", shorter));
    completed(bundle, "1", "r1", Json::array(), usage(10'000, 0));
    started(bundle, "held", request("Be brief.", longer));
    completed(bundle, "held", "r2", Json::array(), usage(10'010, 9'984));
    started(bundle, "missed", request("Be brief.", longer));
    completed(bundle, "missed", "r3", Json::array(), usage(10'010, 0));
    started(bundle, "broken", request("Be long.", longer));
    completed(bundle, "broken", "r4", Json::array(), usage(10'010, 0));
    started(bundle, "running", request("Be long.", longer));
    const Loaded loaded(bundle.open());
    const auto says = [&](const char* before, const char* after, const char* words) {
        const std::string text = loaded.cacheText(before, after);
        if (text.find(words) == std::string::npos)
            qWarning("%s", text.c_str());
        return text.find(words) != std::string::npos;
    };
    QVERIFY(says("1", "held", "The cache held"));
    QVERIFY(says("1", "missed", "The cache missed"));
    QVERIFY(says("1", "missed", "only grew"));
    QVERIFY(says("1", "broken", "instructions changed"));
    QVERIFY(says("broken", "running", "not recorded"));
}

void PromptTest::imagesDoNotWeighAsText()
{
    // Two thirds of the bytes are an image; of the tokens it has 1,000 of 11,000.
    const std::string longText(40'000, 'x');
    Json message = userMessage("look");
    message["content"].push_back(
        {{"type", "input_image"}, {"image_url", "data:image/png;base64," + std::string(80'000, 'A')}});
    BundleBuilder bundle;
    bundle.start();
    const auto request = [&](const char* instructions, const Json& input) {
        return Json{{"instructions", instructions}, {"input", input}};
    };
    started(bundle, "1", request("Be brief.", Json::array({userMessage(longText), message})));
    completed(bundle, "1", "r1", Json::array(), usage(11'000, 0));
    started(bundle, "2", request("Be brief.", Json::array({userMessage(longText), userMessage("x"), message})));
    completed(bundle, "2", "r2", Json::array(), usage(11'010, 9'984));
    const Loaded loaded(bundle.open());
    const Prompt before = loaded.prompt("1");
    const Prompt after = loaded.prompt("2");
    const PromptDiff diff = diffPrompts(before, after);
    QCOMPARE(diff.sameImageBytes, std::uint64_t{0});
    const auto usageOf = [&](const char* id) {
        return loaded.trace().inferenceCalls[loaded.trace().inferenceCalls.find(id)].usage;
    };
    const CacheReading reading = readCache(before, after, diff, usageOf("1"), usageOf("2"));
    QVERIFY2(reading.expected > 9'500 && reading.expected < 10'200, qPrintable(QString::number(reading.expected)));
    QCOMPARE(reading.verdict, CacheVerdict::Held);
    // The same image in both is as much of the beginning as it has tokens.
    const PromptDiff same = diffPrompts(after, after);
    QVERIFY(same.sameImageBytes >= 80'000);
    QCOMPARE(tokensOfImages(40'000, 80'000, 11'000), std::uint64_t{1'000});
    QCOMPARE(tokensOfImages(40'000, 0, 11'000), std::uint64_t{0});
    QCOMPARE(tokensOfImages(40'000, 80'000, 900), std::uint64_t{0});
}

void PromptTest::argumentsShowTheirPatch()
{
    const std::string patch = "*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n*** End Patch";
    QCOMPARE(readableArguments(Json{{"input", patch}}.dump()), patch);
    QCOMPARE(readableArguments(Json(patch).dump()), patch);
    QCOMPARE(readableArguments(Json{{"command", {"apply_patch", patch}}, {"workdir", "/w"}}.dump()),
             std::string("{\n  \"command\": [\n    \"apply_patch\",\n    \"…\"\n  ],\n"
                         "  \"workdir\": \"/w\"\n}\n") +
                 patch);
    QCOMPARE(readableArguments("{\"a\":\"*** Begin Patch\"}"), std::string("{\n  \"a\": \"*** Begin Patch\"\n}"));
    QCOMPARE(readableArguments("*** Begin Patch\nno json"), std::string("*** Begin Patch\nno json"));
}

void PromptTest::findsDifferencesOfSequences()
{
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::uint64_t> before(random() % 40);
        for (std::uint64_t& element : before)
            element = random() % 12;
        std::vector<std::uint64_t> after;
        for (const std::uint64_t element : before) {
            if (random() % 4 != 0)
                after.push_back(element);
            if (random() % 4 == 0)
                after.push_back(random() % 12);
        }
        std::size_t from = 0;
        std::size_t to = 0;
        std::optional<DiffStep> last;
        for (const DiffRun& run : diffSequences(before, after)) {
            QCOMPARE(run.before, from);
            QCOMPARE(run.after, to);
            QVERIFY(run.length > 0 && last != run.step);
            QVERIFY(!(last == DiffStep::Added && run.step == DiffStep::Dropped));
            last = run.step;
            if (run.step == DiffStep::Kept)
                QVERIFY(std::equal(before.begin() + static_cast<std::ptrdiff_t>(from),
                                   before.begin() + static_cast<std::ptrdiff_t>(from + run.length),
                                   after.begin() + static_cast<std::ptrdiff_t>(to)));
            from += run.step == DiffStep::Added ? 0 : run.length;
            to += run.step == DiffStep::Dropped ? 0 : run.length;
        }
        QCOMPARE(from, before.size());
        QCOMPARE(to, after.size());
    }
}

void PromptTest::replacesWhatHasNothingInCommon()
{
    std::vector<std::uint64_t> before(50'000);
    std::vector<std::uint64_t> after(50'000);
    for (std::size_t i = 0; i < before.size(); ++i) {
        before[i] = i;
        after[i] = i + 1'000'000;
    }
    after.front() = 0;
    QCOMPARE(diffSequences(before, after),
             (std::vector<DiffRun>{
                 {DiffStep::Kept, 0, 0, 1}, {DiffStep::Dropped, 1, 1, 49'999}, {DiffStep::Added, 50'000, 1, 49'999}}));
}

void PromptTest::splitsLines()
{
    using Lines = std::vector<std::string_view>;
    QCOMPARE(linesOf(""), Lines());
    QCOMPARE(linesOf("a"), Lines{"a"});
    QCOMPARE(linesOf("a\n\nb\n"), (Lines{"a", "", "b"}));
    const Lines before = linesOf("a\nb\nc\n");
    const Lines after = linesOf("a\nx\nc\n");
    QCOMPARE(diffLines(before, after), (std::vector<DiffRun>{{DiffStep::Kept, 0, 0, 1},
                                                             {DiffStep::Dropped, 1, 1, 1},
                                                             {DiffStep::Added, 2, 1, 1},
                                                             {DiffStep::Kept, 2, 2, 1}}));
}

void PromptTest::readsAsAPersonWould()
{
    QCOMPARE(readableElement(userMessage("a\nb").dump()), std::string("a\nb"));
    QCOMPARE(readableElement(functionCall("c", "look", "{\"a\":[1]}").dump()),
             std::string("look {\n  \"a\": [\n    1\n  ]\n}"));
    QCOMPARE(readableElement(functionCall("c", "look", "no json").dump()), std::string("look no json"));
    QCOMPARE(readableElement(functionOutput("c", "done").dump()), std::string("done"));
    QCOMPARE(readableElement(R"({"type":"compaction","encrypted_content":"abcd"})"), std::string("[encrypted, 4 B]"));
    QCOMPARE(readableElement(R"({"type":"new","x":1})"), std::string("{\n  \"type\": \"new\",\n  \"x\": 1\n}"));
    QCOMPARE(readableElement("{broken"), std::string("{broken"));
    // Half a character does not hide the rest.
    QCOMPARE(readableElement("{\"type\":\"message\",\"content\":\"a\\ud800b\"}"), std::string("a\uFFFDb"));
    const std::string deep = std::string(5'000, '[') + std::string(5'000, ']');
    QCOMPARE(readableElement(deep), deep);
    const Json image{{"type", "message"},
                     {"role", "user"},
                     {"content", {{{"type", "input_image"}, {"image_url", "data:image/png;base64,AAAA"}}}}};
    QVERIFY(readableElement(image.dump()).starts_with("[image image/png, "));
}

QTEST_APPLESS_MAIN(PromptTest)
#include "prompt_test.moc"
