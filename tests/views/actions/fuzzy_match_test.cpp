// What a few typed letters find, and what they find first.
#include "views/actions/fuzzy_match.h"

#include <QTest>

using namespace rolloutscope;

class FuzzyMatchTest : public QObject {
    Q_OBJECT
private slots:
    void allLettersInTheirOrder()
    {
        QVERIFY(fuzzyScore(u"Zoom In", u"zi").has_value());
        QVERIFY(fuzzyScore(u"Zoom In", u"z I").has_value()); // a space may be left out, or put in
        QVERIFY(!fuzzyScore(u"Zoom In", u"iz").has_value());
        QVERIFY(!fuzzyScore(u"Zoom In", u"zoomz").has_value());
        QVERIFY(!fuzzyScore(u"", u"a").has_value());
        QCOMPARE(fuzzyScore(u"anything", u""), std::optional(0));
        QVERIFY(fuzzyScore(u"ÜBER", u"über").has_value());
    }

    void theBetterNameFirst_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        const auto row = [](const char* name, const char* query, const char* better, const char* worse) {
            QTest::newRow(name) << QString::fromLatin1(query) << QString::fromLatin1(better)
                                << QString::fromLatin1(worse);
        };
        row("word starts before the middle of words", "zi", "Zoom In", "Horizontal Bias");
        row("letters in a row before scattered ones", "fit", "Fit All", "Filter Item");
        row("the beginning before the end", "graph", "Graph Only", "Timeline and Graph");
        row("the short one before the long one", "fit", "Fit", "Fit everything that there is");
        row("a path's last name", "tests", "/root/fix/tests", "/root/the/lexer/steps");
        row("the best place counts, not the first", "gr", "Going Graph", "Going strong");
        row("capitals begin words", "fb", "fooBar", "foobar");
    }
    void theBetterNameFirst()
    {
        QFETCH(QString, query);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        const auto first = fuzzyScore(better, query);
        const auto second = fuzzyScore(worse, query);
        QVERIFY(first.has_value());
        QVERIFY(!second || *first > *second);
    }

    void hugeTextsAreLookedAtInTheirBeginning()
    {
        const QString text = QString(1'000'000, u'a') + u'b';
        QVERIFY(fuzzyScore(text, u"aaa").has_value());
        QVERIFY(!fuzzyScore(text, u"b").has_value());
        QVERIFY(fuzzyScore(text, QString(1'000, u'a')).has_value());
    }
};

QTEST_GUILESS_MAIN(FuzzyMatchTest)
#include "fuzzy_match_test.moc"
