// Tables of a growing trace: copies stay what they were, and tell what changed.
#include "core/trace/table.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace rolloutscope;

namespace {

struct Thing {
    std::string id;
    int value = 0;
};

Index<Thing> at(std::uint32_t position)
{
    return Index<Thing>{position};
}

Table<Thing> things(int count)
{
    Table<Thing> table;
    for (int i = 0; i < count; ++i)
        table.add({"thing " + std::to_string(i), i});
    return table;
}

std::vector<std::uint32_t> changedIn(const Table<Thing>& table, const Table<Thing>& earlier)
{
    std::vector<std::uint32_t> changed;
    table.forEachChanged(earlier, [&](Index<Thing> index) { changed.push_back(index.value); });
    return changed;
}

} // namespace

class TableTest : public QObject {
    Q_OBJECT

private slots:
    void findsById();
    void copiesKeepTheirContent();
    void copiesCanGrowOnTheirOwn();
    void tellsWhatChanged();
    void copiesAreReadWhileTheOriginalGrows();
};

void TableTest::findsById()
{
    const Table<Thing> table = things(1000);
    for (std::uint32_t i = 0; i < 1000; ++i)
        QCOMPARE(table.find("thing " + std::to_string(i)), at(i));
    QVERIFY(!table.find("thing 1000"));
    QVERIFY(!table.find(""));
    QVERIFY(!Table<Thing>().find("thing 0"));
    const IndexList<Thing> order = table.sortedById();
    QCOMPARE(order.size(), std::size_t{1000});
    QCOMPARE(order[2], at(10)); // thing 0, thing 1, thing 10
}

void TableTest::copiesKeepTheirContent()
{
    Table<Thing> table = things(200);
    Table<Thing> copy = table.share();
    table[at(7)].value = 70;
    table.add({"new", 1});
    QCOMPARE(std::as_const(copy)[at(7)].value, 7);
    QCOMPARE(copy.size(), std::size_t{200});
    QVERIFY(!copy.find("new"));
    QCOMPARE(table.find("new"), at(200));

    copy[at(8)].value = 80; // the copy can be written to as well
    QCOMPARE(std::as_const(table)[at(8)].value, 8);
    const Table<Thing> second = table.share();
    table[at(7)].value = 71;
    QCOMPARE(second[at(7)].value, 70);
}

void TableTest::copiesCanGrowOnTheirOwn()
{
    Table<Thing> table = things(10);
    for (int round = 0; round < 1000; ++round) { // entries of copies that are gone do not fill the original's index
        Table<Thing> copy = table.share();
        copy.add({"of copy " + std::to_string(round), round});
        QCOMPARE(copy.find("of copy " + std::to_string(round)), at(10));
    }
    QVERIFY(!table.find("of copy 5"));
    table.add({"own", 1});
    QCOMPARE(table.find("own"), at(10));
    QVERIFY(!table.find("nothing"));
}

void TableTest::tellsWhatChanged()
{
    Table<Thing> table = things(200);
    const Table<Thing> copy = table.share();
    QVERIFY(changedIn(table, copy).empty());
    table[at(130)].value = -1;
    table.add({"new", 1});
    const auto changed = changedIn(table, copy);
    QVERIFY(std::find(changed.begin(), changed.end(), 130U) != changed.end());
    QVERIFY(std::find(changed.begin(), changed.end(), 200U) != changed.end());
    QVERIFY(std::find(changed.begin(), changed.end(), 3U) == changed.end());
    // All of it against nothing.
    QCOMPARE(changedIn(table, Table<Thing>()).size(), std::size_t{201});
}

void TableTest::copiesAreReadWhileTheOriginalGrows()
{
    Table<Thing> table = things(500);
    const Table<Thing> copy = table.share();
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0;
    std::thread reader([&] {
        while (!stop) {
            for (std::uint32_t i = 0; i < 500; ++i) {
                if (copy.find("thing " + std::to_string(i)) != at(i) || copy[at(i)].value != static_cast<int>(i))
                    ++wrong;
            }
            if (copy.find("thing 600"))
                ++wrong;
        }
    });
    for (int i = 500; i < 20'000; ++i) {
        table.add({"thing " + std::to_string(i), i});
        table[at(static_cast<std::uint32_t>(i) % 500)].value = -1;
    }
    stop = true;
    reader.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(TableTest)
#include "table_test.moc"
