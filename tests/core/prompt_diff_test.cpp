// What changed from one prompt to another, what that means for the provider's cache, and the differences of sequences
// and lines that this rests on.
#include "core/prompt/cache_reading.h"
#include "core/prompt/prompt_diff.h"
#include "core/prompt/sequence_diff.h"
#include "tests/core/prompt_story.h"

#include <QTest>

#include <random>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

Json usage(int input, int cached)
{
    return {{"input_tokens", input},
            {"cached_input_tokens", cached},
            {"output_tokens", 1},
            {"reasoning_output_tokens", 0},
            {"total_tokens", input + 1}};
}

QByteArray changes(const PromptDiff& diff)
{
    QByteArray letters;
    for (const PromptDiffRow& row : diff.rows)
        letters += "=+-~"[static_cast<int>(row.change)];
    return letters;
}

} // namespace

class PromptDiffTest : public QObject {
    Q_OBJECT

private slots:
    void showsWhatChanged();
    void namesTheFirstDifference();
    void explainsTheCache();
    void imagesDoNotWeighAsText();
    void findsDifferencesOfSequences();
    void replacesWhatHasNothingInCommon();
    void splitsLines();
};

void PromptDiffTest::showsWhatChanged()
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

void PromptDiffTest::namesTheFirstDifference()
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

void PromptDiffTest::explainsTheCache()
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
        const Prompt a = loaded.prompt(before);
        const Prompt b = loaded.prompt(after);
        const std::string text = cacheText(loaded.trace(), loaded.relations, a, b, diffPrompts(a, b));
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

void PromptDiffTest::imagesDoNotWeighAsText()
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

void PromptDiffTest::findsDifferencesOfSequences()
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

void PromptDiffTest::replacesWhatHasNothingInCommon()
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

void PromptDiffTest::splitsLines()
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

QTEST_APPLESS_MAIN(PromptDiffTest)
#include "prompt_diff_test.moc"
