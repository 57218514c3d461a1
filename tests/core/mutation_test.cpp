// Damaged bundles: bytes of the log and of payloads are changed, cut and repeated at random (with fixed seeds).
// Whatever comes of it, tolerant reduction gives a trace whose every reference holds, and its state can be written.
#include "core/insight/describe.h"
#include "core/insight/relations.h"
#include "core/reduce/reducer.h"
#include "core/trace/state_writer.h"
#include "tests/support/corpus.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>
#include <random>

using namespace rolloutscope;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

class Damage {
public:
    explicit Damage(unsigned seed) : random_(seed) {}

    std::string done(std::string bytes)
    {
        for (int count = below(4) + 1; count > 0 && !bytes.empty(); --count)
            once(bytes);
        return bytes;
    }

    int below(std::size_t limit) { return static_cast<int>(random_() % limit); }

private:
    void once(std::string& bytes)
    {
        const auto at = static_cast<std::size_t>(below(bytes.size()));
        switch (below(6)) {
        case 0:
            bytes[at] = static_cast<char>(below(256));
            break;
        case 1:
            bytes.resize(at);
            break;
        case 2:
            bytes.erase(at, static_cast<std::size_t>(below(40)));
            break;
        case 3:
            bytes.insert(at, bytes.substr(static_cast<std::size_t>(below(bytes.size())), 60));
            break;
        case 4:
            swapLines(bytes);
            break;
        default:
            swapWords(bytes);
            break;
        }
    }

    /// Two lines of the log change places, or one comes twice.
    void swapLines(std::string& bytes)
    {
        std::vector<std::string> lines;
        for (std::size_t begin = 0; begin < bytes.size();) {
            const std::size_t end = std::min(bytes.find('\n', begin), bytes.size() - 1);
            lines.push_back(bytes.substr(begin, end + 1 - begin));
            begin = end + 1;
        }
        const auto a = static_cast<std::size_t>(below(lines.size()));
        const auto b = static_cast<std::size_t>(below(lines.size()));
        if (below(2) == 0)
            std::swap(lines[a], lines[b]);
        else
            lines[a] += lines[b];
        bytes.clear();
        for (const std::string& line : lines)
            bytes += line;
    }

    /// One quoted word takes the place of another: valid JSON with odd meaning.
    void swapWords(std::string& bytes)
    {
        const auto word = [&](std::size_t from) {
            const std::size_t begin = bytes.find('"', from);
            const std::size_t end = begin == std::string::npos ? begin : bytes.find('"', begin + 1);
            return end == std::string::npos ? std::pair<std::size_t, std::size_t>{} : std::pair(begin, end + 1 - begin);
        };
        const auto [from, fromSize] = word(static_cast<std::size_t>(below(bytes.size())));
        const auto [to, toSize] = word(static_cast<std::size_t>(below(bytes.size())));
        bytes.replace(to, toSize, bytes.substr(from, fromSize));
    }

    std::mt19937 random_;
};

} // namespace

class MutationTest : public QObject {
    Q_OBJECT

private slots:
    void damagedBundlesGiveTraces_data();
    void damagedBundlesGiveTraces();
};

void MutationTest::damagedBundlesGiveTraces_data()
{
    QTest::addColumn<QString>("bundle");
    bool any = false;
    for (const char* group : {"generated", "cases", "cases-v2"}) {
        const fs::path path = test::corpusGroup(group);
        if (path.empty())
            continue;
        int taken = 0;
        for (const fs::path& folder : test::bundlesOf(path)) {
            // The generated ones are whole rollouts; of the small cases a few stand for all.
            if (std::string(group) != "generated" && ++taken % 12 != 0)
                continue;
            if (!fs::exists(folder / "bundle" / "trace.jsonl"))
                continue;
            QTest::newRow((std::string(group) + "/" + folder.filename().string()).c_str())
                << QString::fromStdString((folder / "bundle").string());
            any = true;
        }
    }
    if (!any)
        QSKIP("no bundles to damage: neither the corpus nor tests/data is here");
}

void MutationTest::damagedBundlesGiveTraces()
{
    QFETCH(QString, bundle);
    const fs::path source = bundle.toStdString();
    QTemporaryDir folder;
    const fs::path copy = fs::path(folder.path().toStdString()) / "bundle";
    fs::copy(source, copy, fs::copy_options::recursive);
    std::vector<fs::path> payloads;
    if (fs::is_directory(source / "payloads")) {
        for (const auto& entry : fs::directory_iterator(source / "payloads"))
            payloads.push_back(entry.path().filename());
    }
    std::sort(payloads.begin(), payloads.end());
    const std::string log = test::readFile(source / "trace.jsonl");
    for (unsigned seed = 0; seed < 25; ++seed) {
        Damage damage(seed);
        write(copy / "trace.jsonl", seed % 3 == 2 ? log : damage.done(log));
        fs::path changed;
        if (!payloads.empty() && seed % 3 != 0) {
            changed = payloads[static_cast<std::size_t>(damage.below(payloads.size()))];
            write(copy / "payloads" / changed, damage.done(test::readFile(source / "payloads" / changed)));
        }

        Bundle opened;
        std::string error;
        QVERIFY2(Bundle::open(copy, opened, error), error.c_str());
        ReduceOptions options;
        options.mode = ReduceMode::Tolerant;
        const ReduceResult result = reduce(opened, options);
        QVERIFY2(result.trace, result.error.c_str());
        const std::string state = stateJson(*result.trace);
        QVERIFY2(nlohmann::json::accept(state), "the state must be JSON");
        const Relations relations(*result.trace);
        QCOMPARE(relations.threadsInSpawnOrder().size(), result.trace->threads.size());
        for (std::uint32_t i = 0; i < result.trace->toolCalls.size(); ++i)
            (void)(objectTitle(*result.trace, relations, ToolIndex{i}) +
                   objectDetail(*result.trace, relations, ToolIndex{i}));
        for (std::uint32_t i = 0; i < result.trace->turns.size(); ++i)
            (void)objectDetail(*result.trace, relations, TurnIndex{i});
        for (std::uint32_t i = 0; i < result.trace->edges.size(); ++i)
            (void)objectTitle(*result.trace, relations, EdgeIndex{i});
        // Strict reduction must refuse or agree; it never crashes either.
        const ReduceResult strict = reduce(opened, {});
        if (strict.trace) {
            QVERIFY(result.problems.empty());
            QVERIFY(stateJson(*strict.trace) == state);
        } else {
            QVERIFY2(!result.problems.empty(), strict.error.c_str());
        }
        if (!changed.empty())
            write(copy / "payloads" / changed, test::readFile(source / "payloads" / changed));
    }
}

QTEST_GUILESS_MAIN(MutationTest)
#include "mutation_test.moc"
