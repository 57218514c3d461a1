// The prompt of a call, rebuilt from payloads: of requests of all kinds, with what is missing named, in parts and
// bytes.
#include "core/prompt/prompt_growth.h"
#include "core/prompt/readable_part.h"
#include "tests/core/prompt_story.h"

#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

std::vector<std::string> texts(const Prompt& prompt)
{
    std::vector<std::string> all;
    for (const PromptPart& part : prompt.parts)
        all.push_back(readablePart(prompt, part));
    return all;
}

} // namespace

class PromptTest : public QObject {
    Q_OBJECT

private slots:
    void isRebuiltFromAChainOfRequests();
    void beginsWithAPrefixOfItsOwn();
    void namesWhatIsMissing();
    void guessesWhatCameBefore();
    void countsBytesByCategory();
    void growsFromCallToCall();
    void argumentsShowTheirPatch();
    void readsAsAPersonWould();
};

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
