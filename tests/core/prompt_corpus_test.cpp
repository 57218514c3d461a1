// Prompts of every bundle of the corpus: the items that the reduction says a call saw, the same sizes by every way,
// what changed from call to call, and categories.
#include "core/prompt/item_source.h"
#include "core/prompt/prompt_diff.h"
#include "core/prompt/prompt_growth.h"
#include "core/prompt/readable_part.h"
#include "tests/core/prompt_story.h"
#include "tests/support/corpus.h"

#include <QTest>

#include <numeric>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

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

class PromptCorpusTest : public QObject {
    Q_OBJECT

private slots:
    void hasTheItemsOfEveryCallOfTheCorpus_data();
    void hasTheItemsOfEveryCallOfTheCorpus();
    void differsAsTheRequestsOfTheCorpus();
    void differsAsTheRequestsOfTheCorpus_data() { hasTheItemsOfEveryCallOfTheCorpus_data(); }
    void hasTheCategoriesOfTheItemsOfTheCorpus();
    void hasTheCategoriesOfTheItemsOfTheCorpus_data() { hasTheItemsOfEveryCallOfTheCorpus_data(); }
};

void PromptCorpusTest::hasTheItemsOfEveryCallOfTheCorpus_data()
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

void PromptCorpusTest::hasTheItemsOfEveryCallOfTheCorpus()
{
    QFETCH(QString, folder);
    const Loaded loaded(openBundle(folder.toStdString()));
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

void PromptCorpusTest::differsAsTheRequestsOfTheCorpus()
{
    QFETCH(QString, folder);
    const Loaded loaded(openBundle(folder.toStdString()));
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

void PromptCorpusTest::hasTheCategoriesOfTheItemsOfTheCorpus()
{
    QFETCH(QString, folder);
    const Loaded loaded(openBundle(folder.toStdString()));
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

QTEST_APPLESS_MAIN(PromptCorpusTest)
#include "prompt_corpus_test.moc"
