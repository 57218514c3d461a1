#include "views/actions/fuzzy_match.h"

#include <algorithm>
#include <array>
#include <limits>

namespace rolloutscope {
namespace {

constexpr std::size_t mostText = 200;
constexpr std::size_t mostQuery = 40;

constexpr int letterPoints = 10;
constexpr int wordStartPoints = 30;
constexpr int inARowPoints = 35;      // more than another word's start: `fit` is Fit before Filter Item
constexpr int firstLetterPoints = 10; // of the text
constexpr int mostSkippedBefore = 15; // a point each for what is in front of the match
constexpr int mostLeftOver = 10;      // and for each ten characters that the text is longer than the query
constexpr int never = std::numeric_limits<int>::min() / 2;

bool startsWord(QStringView text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[at].isUpper());
}

} // namespace

std::optional<int> fuzzyScore(QStringView text, QStringView query)
{
    text = text.left(static_cast<qsizetype>(mostText));
    std::array<QChar, mostQuery> letters;
    std::size_t count = 0;
    for (const QChar letter : query) {
        if (!letter.isSpace() && count < mostQuery)
            letters[count++] = letter.toCaseFolded();
    }
    if (count == 0)
        return 0;
    std::array<QChar, mostText> folded;
    const auto length = static_cast<std::size_t>(text.size());
    std::transform(text.begin(), text.end(), folded.begin(), [](QChar c) { return c.toCaseFolded(); });
    std::size_t found = 0;
    for (std::size_t i = 0; i < length && found < count; ++i)
        found += folded[i] == letters[found] ? 1 : 0;
    if (found < count)
        return std::nullopt;

    // best[i]: of all ways to place the letters so far with the last one at i.
    std::array<int, mostText> best;
    std::array<int, mostText> before;
    before.fill(never);
    for (std::size_t letter = 0; letter < count; ++letter) {
        int bestEarlier = never; // of the letters before, anywhere left of i - 1
        for (std::size_t i = 0; i < length; ++i) {
            if (i >= 2)
                bestEarlier = std::max(bestEarlier, before[i - 2]);
            best[i] = never;
            if (folded[i] != letters[letter])
                continue;
            const auto at = static_cast<qsizetype>(i);
            int points = letterPoints + (startsWord(text, at) ? wordStartPoints : 0);
            if (letter == 0) {
                points += i == 0 ? firstLetterPoints : -std::min(static_cast<int>(i), mostSkippedBefore);
                best[i] = points;
                continue;
            }
            const int inARow = i >= 1 ? before[i - 1] + inARowPoints : never;
            const int from = std::max(inARow, bestEarlier);
            best[i] = from > never / 2 ? from + points : never;
        }
        std::copy_n(best.begin(), length, before.begin());
    }
    const int score = *std::max_element(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(length));
    return score - std::min(static_cast<int>((length - count) / 10), mostLeftOver);
}

} // namespace rolloutscope
