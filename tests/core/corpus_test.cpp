// The conformance corpus: strict reduction gives the expected state byte for byte, or refuses; tolerant reduction gives
// the same where there is no problem, and a trace with problems where strict refuses.
#include "core/reduce/reducer.h"
#include "core/trace/state_writer.h"
#include "tests/support/corpus.h"

#include <QTest>

#include <sstream>

using namespace rolloutscope;
namespace fs = std::filesystem;

namespace {

/// "line 12: expected …, got …" of the first line that differs.
QByteArray firstDifference(const std::string& expected, const std::string& got)
{
    std::istringstream a(expected);
    std::istringstream b(got);
    std::string left;
    std::string right;
    for (int line = 1;; ++line) {
        const bool more = static_cast<bool>(std::getline(a, left));
        const bool moreGot = static_cast<bool>(std::getline(b, right));
        if (!more && !moreGot)
            return "no line differs, but the bytes do (line ends, or the end of the file)";
        if (!more || !moreGot || left != right)
            return QByteArray("line ") + QByteArray::number(line) + ": expected\n    " +
                   QByteArray::fromStdString(more ? left.substr(0, 300) : "the end") + "\n  got\n    " +
                   QByteArray::fromStdString(moreGot ? right.substr(0, 300) : "the end");
    }
}

} // namespace

class CorpusTest : public QObject {
    Q_OBJECT

private slots:
    void reducesAsExpected_data();
    void reducesAsExpected();
};

void CorpusTest::reducesAsExpected_data()
{
    QTest::addColumn<QString>("folder");
    const QByteArray group = qgetenv("ROLLOUTSCOPE_CORPUS_GROUP");
    QVERIFY2(!group.isEmpty(), "ROLLOUTSCOPE_CORPUS_GROUP names the group to test");
    const fs::path path = test::corpusGroup(group.toStdString());
    if (path.empty())
        QSKIP("this group of the corpus is not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
    for (const fs::path& folder : test::bundlesOf(path))
        QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
}

void CorpusTest::reducesAsExpected()
{
    QFETCH(QString, folder);
    const fs::path path = folder.toStdString();
    Bundle bundle;
    std::string error;
    const bool opened = Bundle::open(path / "bundle", bundle, error);
    ReduceOptions tolerantly;
    tolerantly.mode = ReduceMode::Tolerant;

    if (!fs::exists(path / "expected.json")) {
        QVERIFY(fs::exists(path / "expected-error.txt"));
        if (!opened)
            return; // no manifest or no log: refused in both modes
        const ReduceResult strict = reduce(bundle, {});
        QVERIFY2(!strict.trace, ("strict reduction must fail: " + test::readFile(path / "expected-error.txt")).c_str());
        QVERIFY(!strict.error.empty());
        const ReduceResult tolerant = reduce(bundle, tolerantly);
        QVERIFY2(tolerant.trace, tolerant.error.c_str());
        QVERIFY(tolerant.problems.total > 0);
        return;
    }
    QVERIFY2(opened, error.c_str());
    const std::string expected = test::readFile(path / "expected.json");
    const ReduceResult strict = reduce(bundle, {});
    QVERIFY2(strict.trace, strict.error.c_str());
    const std::string got = stateJson(*strict.trace);
    QVERIFY2(got == expected, firstDifference(expected, got).constData());
    const ReduceResult tolerant = reduce(bundle, tolerantly);
    QVERIFY2(tolerant.trace, tolerant.error.c_str());
    QVERIFY2(tolerant.problems.empty(), tolerant.problems.empty() ? "" : tolerant.problems.kept.front().reason.c_str());
    const std::string same = stateJson(*tolerant.trace);
    QVERIFY2(same == expected, firstDifference(expected, same).constData());
}

QTEST_GUILESS_MAIN(CorpusTest)
#include "corpus_test.moc"
