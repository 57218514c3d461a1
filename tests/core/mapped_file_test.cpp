// Files as memory: of any size, and without harm where they are cut meanwhile.
#include "core/bundle/mapped_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

using namespace rolloutscope;

class MappedFileTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    [[nodiscard]] std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }
    [[nodiscard]] std::unique_ptr<const MappedFile> map(const char* name) const
    {
        ConfinedFolder folder;
        ConfinedFile file;
        if (ConfinedFolder::open(folder_.path().toStdString(), folder) != FileError::None ||
            folder.openFile(name, file) != FileError::None)
            return nullptr;
        return MappedFile::map(file); // stays when the file is closed
    }
    void write(const char* name, const std::string& text) const { std::ofstream(path(name), std::ios::binary) << text; }

private slots:
    void hasWhatIsInTheFile()
    {
        write("a", "some text");
        const auto mapped = map("a");
        QVERIFY(mapped);
        QCOMPARE(mapped->view(), std::string_view("some text"));
        QVERIFY(!mapped->wasCut());
        std::filesystem::remove(path("a"));
        QCOMPARE(mapped->view(), std::string_view("some text"));
    }

    void readsZerosWhereAFileWasCut()
    {
        constexpr std::size_t size = 1'000'000;
        write("b", std::string(size, 'x'));
        const auto mapped = map("b");
        QVERIFY(mapped);
        std::filesystem::resize_file(path("b"), 10'000);
        const std::string_view text = mapped->view();
        QCOMPARE(text.size(), size);
        QCOMPARE(text[9'999], 'x');
        // Several threads meet the end at once.
        std::vector<std::size_t> zeros(3);
        {
            std::vector<std::jthread> readers;
            for (std::size_t& found : zeros)
                readers.emplace_back(
                    [&found, text] { found = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\0')); });
        }
        QVERIFY(mapped->wasCut());
        for (const std::size_t found : zeros)
            QVERIFY(found >= size - 10'000 - 4'096 && found <= size - 10'000);
    }

    void mapsMoreThanFourGigabytes()
    {
        write("c", "begin");
        constexpr std::uintmax_t size = (std::uintmax_t{5} << 30U) + 1;
        std::error_code failed;
        std::filesystem::resize_file(path("c"), size, failed); // takes no room: nothing is written
        if (failed)
            QSKIP("This file system has no files that large.");
        const auto mapped = map("c");
        QVERIFY(mapped);
        QCOMPARE(mapped->view().size(), static_cast<std::size_t>(size));
        QCOMPARE(mapped->view().substr(0, 5), std::string_view("begin"));
        QCOMPARE(mapped->view().back(), '\0');
        QVERIFY(!mapped->wasCut());
    }

    void givesUpWhereItCannot()
    {
        write("empty", "");
        QVERIFY(!map("empty"));
        write("d", "text");
        std::vector<std::unique_ptr<const MappedFile>> many;
        while (auto mapped = map("d")) {
            many.push_back(std::move(mapped));
            QVERIFY(many.size() < 1'000);
        }
        QVERIFY(many.size() > 10);
        many.pop_back();
        QVERIFY(map("d")); // there is room again
    }
};

QTEST_APPLESS_MAIN(MappedFileTest)
#include "mapped_file_test.moc"
