// Nothing outside the bundle's folder is ever opened, and nothing but regular files inside it.
#include "core/bundle/bundle.h"
#include "core/bundle/confined_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

using namespace rolloutscope;
namespace fs = std::filesystem;

class ConfinedFolderTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void readsFilesInside();
    void refuses_data();
    void refuses();
    void namesAreBytes();
    void pipeDoesNotBlock();
    void unreadableFile();
    void sizeIsBounded();
    void opensBundles();
    void listsBundlesInside();

private:
    [[nodiscard]] FileError read(std::string_view name, std::string& content) const
    {
        return folder_.readFile(name, content);
    }
    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path outside_;
    fs::path inside_;
    ConfinedFolder folder_;
};

void ConfinedFolderTest::init()
{
    temporary_ = std::make_unique<QTemporaryDir>();
    outside_ = temporary_->path().toStdString();
    inside_ = outside_ / "bundle";
    fs::create_directories(inside_ / "payloads");
    std::ofstream(outside_ / "secret.json") << "secret";
    std::ofstream(inside_ / "payloads" / "1.json") << "one";
    fs::create_symlink(outside_ / "secret.json", inside_ / "payloads" / "link.json");
    fs::create_symlink("../../secret.json", inside_ / "payloads" / "relative.json");
    fs::create_symlink(outside_, inside_ / "outside");
    fs::create_symlink("1.json", inside_ / "payloads" / "inner.json");
    fs::create_symlink("/dev/zero", inside_ / "payloads" / "zero");
    fs::create_symlink("loop", inside_ / "payloads" / "loop");
    QCOMPARE(mkfifo((inside_ / "payloads" / "pipe").c_str(), 0600), 0);
    QCOMPARE(ConfinedFolder::open(inside_, folder_), FileError::None);
}

void ConfinedFolderTest::readsFilesInside()
{
    std::string content;
    QCOMPARE(read("payloads/1.json", content), FileError::None);
    QCOMPARE(content, std::string("one"));
    QCOMPARE(read("payloads/inner.json", content), FileError::None);
    QCOMPARE(content, std::string("one"));
    QCOMPARE(read("payloads/../payloads/1.json", content), FileError::None);
}

void ConfinedFolderTest::refuses_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("expected");
    const auto row = [](const char* title, const QByteArray& name, FileError error) {
        QTest::newRow(title) << name << static_cast<int>(error);
    };
    row("missing", "payloads/2.json", FileError::Missing);
    row("empty", "", FileError::Missing);
    row("absolute", "/etc/hostname", FileError::OutsideBundle);
    row("dots", "../secret.json", FileError::OutsideBundle);
    row("dots on the way", "payloads/../../secret.json", FileError::OutsideBundle);
    row("link to a file outside", "payloads/link.json", FileError::OutsideBundle);
    row("relative link outside", "payloads/relative.json", FileError::OutsideBundle);
    row("link to a folder outside", "outside/secret.json", FileError::OutsideBundle);
    row("link to a device", "payloads/zero", FileError::OutsideBundle);
    row("link to itself", "payloads/loop", FileError::OutsideBundle);
    row("folder", "payloads", FileError::NotAFile);
    row("pipe", "payloads/pipe", FileError::NotAFile);
    row("file as folder", "payloads/1.json/x", FileError::Missing);
    row("zero byte", QByteArray("payloads/1.json\0x", 17), FileError::Missing);
    row("too long", QByteArray(10'000, 'a'), FileError::Missing);
}

void ConfinedFolderTest::refuses()
{
    QFETCH(QByteArray, name);
    QFETCH(int, expected);
    std::string content = "untouched";
    QCOMPARE(static_cast<int>(read(name.toStdString(), content)), expected);
    QCOMPARE(content, std::string("untouched"));
}

void ConfinedFolderTest::namesAreBytes()
{
    for (const std::string name : {"payloads/new\nline.json", "payloads/\xff\xfe.json"}) {
        std::ofstream(inside_ / name) << "odd";
        std::string content;
        QCOMPARE(read(name, content), FileError::None);
        QCOMPARE(content, std::string("odd"));
    }
}

void ConfinedFolderTest::pipeDoesNotBlock()
{
    // Were it opened for reading without a writer, this would hang; the test's time-out would tell.
    ConfinedFile file;
    QCOMPARE(folder_.openFile("payloads/pipe", file), FileError::NotAFile);
    QVERIFY(!file.isOpen());
}

void ConfinedFolderTest::unreadableFile()
{
    if (geteuid() == 0)
        QSKIP("root may read everything");
    fs::permissions(inside_ / "payloads" / "1.json", fs::perms::none);
    std::string content;
    QCOMPARE(read("payloads/1.json", content), FileError::NoPermission);
}

void ConfinedFolderTest::sizeIsBounded()
{
    std::string content;
    QCOMPARE(folder_.readFile("payloads/1.json", content, 2), FileError::TooLarge);
    QCOMPARE(folder_.readFile("payloads/1.json", content, 3), FileError::None);
}

void ConfinedFolderTest::opensBundles()
{
    Bundle bundle;
    std::string error;
    QVERIFY(!Bundle::open(outside_ / "nowhere", bundle, error));
    QVERIFY2(error.find("no such folder") != std::string::npos, error.c_str());
    QVERIFY(!Bundle::open(inside_, bundle, error));
    QVERIFY2(error.find("neither") != std::string::npos, error.c_str());
    std::ofstream(inside_ / manifestFileName) << "{";
    QVERIFY(!Bundle::open(inside_, bundle, error));
    QVERIFY2(error.find("manifest.json: it is not valid JSON") != std::string::npos, error.c_str());
    std::ofstream(inside_ / manifestFileName) << R"({"schema_version":1,"trace_id":"t","rollout_id":7})";
    QVERIFY(!Bundle::open(inside_, bundle, error));
    std::ofstream(inside_ / manifestFileName)
        << R"({"schema_version":1,"trace_id":"t","rollout_id":"r","root_thread_id":"r","started_at_unix_ms":5,)"
           R"("raw_event_log":"trace.jsonl","payloads_dir":"payloads"})";
    QVERIFY(!Bundle::open(inside_, bundle, error));
    QVERIFY2(error.find("trace.jsonl: the file is missing") != std::string::npos, error.c_str());
    std::ofstream(inside_ / eventLogFileName).flush();
    QVERIFY2(Bundle::open(inside_, bundle, error), error.c_str());
    QCOMPARE(bundle.manifest().startedAt, std::int64_t{5});
}

void ConfinedFolderTest::listsBundlesInside()
{
    std::ofstream(inside_ / eventLogFileName).flush();
    fs::create_directory(outside_ / "no bundle");
    const auto found = bundlesInside(outside_);
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found.front(), inside_);
    QVERIFY(looksLikeBundle(inside_));
    QVERIFY(!looksLikeBundle(outside_));
}

QTEST_GUILESS_MAIN(ConfinedFolderTest)
#include "confined_folder_test.moc"
