#include "views/timeline/time_folds.h"

#include <cmath>

namespace rolloutscope {

TimeFolds::TimeFolds(std::vector<BusyStretch> busy, Stretch content, std::int64_t longerThan)
{
    if (longerThan <= 0)
        return;
    std::sort(busy.begin(), busy.end(), [](const BusyStretch& a, const BusyStretch& b) { return a.begin < b.begin; });
    const std::int64_t room = longerThan / 20; // that what ends or begins at a fold can be told from it
    auto reached = static_cast<std::int64_t>(content.begin);
    std::int64_t hidden = 0;
    const auto addGap = [&](std::int64_t until) {
        if (until - reached <= longerThan)
            return;
        folds_.push_back({.begin = reached + room, .end = until - room});
        hidden += folds_.back().hidden();
    };
    for (const BusyStretch& stretch : busy) {
        addGap(stretch.begin);
        reached = std::max(reached, std::max(stretch.begin, stretch.end));
    }
    addGap(static_cast<std::int64_t>(content.end));

    if (folds_.empty())
        return;
    constexpr double shareOfWhole = 0.012; // wide enough to be seen with everything in view
    constexpr double shareOfAll = 0.25;    // what all folds may take together
    const double shown = content.length() - static_cast<double>(hidden);
    const double share = std::min(shareOfWhole, shareOfAll / static_cast<double>(folds_.size()));
    const auto shortest = std::min_element(folds_.begin(), folds_.end(), [](const TimeFold& a, const TimeFold& b) {
                              return a.hidden() < b.hidden();
                          })->hidden();
    // A fold that took a good part of what it hides would not be worth its break.
    foldedLength_ = std::max<std::int64_t>(1, std::min<std::int64_t>(shortest / 4, std::llround(shown * share)));
    hidden = 0;
    for (TimeFold& fold : folds_) {
        fold.at = fold.begin - hidden;
        hidden += fold.hidden() - foldedLength_;
    }
}

double TimeFolds::positionOf(double time) const
{
    const auto after = std::upper_bound(folds_.begin(), folds_.end(), time, [](double wanted, const TimeFold& fold) {
        return wanted < static_cast<double>(fold.begin);
    });
    if (after == folds_.begin())
        return time;
    const TimeFold& fold = *(after - 1);
    const auto length = static_cast<double>(foldedLength_);
    if (time < static_cast<double>(fold.end)) {
        const double share = (time - static_cast<double>(fold.begin)) / static_cast<double>(fold.hidden());
        return static_cast<double>(fold.at) + share * length;
    }
    return static_cast<double>(fold.at) + length + (time - static_cast<double>(fold.end));
}

std::int64_t TimeFolds::positionOf(std::int64_t time) const
{
    return folds_.empty() ? time : std::llround(positionOf(static_cast<double>(time)));
}

double TimeFolds::timeAt(double position) const
{
    const auto after =
        std::upper_bound(folds_.begin(), folds_.end(), position,
                         [](double wanted, const TimeFold& fold) { return wanted < static_cast<double>(fold.at); });
    if (after == folds_.begin())
        return position;
    const TimeFold& fold = *(after - 1);
    const auto length = static_cast<double>(foldedLength_);
    const double inside = position - static_cast<double>(fold.at);
    if (inside < length)
        return static_cast<double>(fold.begin) + inside / length * static_cast<double>(fold.hidden());
    return static_cast<double>(fold.end) + (inside - length);
}

const TimeFold* TimeFolds::foldAt(double position) const
{
    const auto after =
        std::upper_bound(folds_.begin(), folds_.end(), position,
                         [](double wanted, const TimeFold& fold) { return wanted < static_cast<double>(fold.at); });
    if (after == folds_.begin() || position >= static_cast<double>((after - 1)->at + foldedLength_))
        return nullptr;
    return &*(after - 1);
}

} // namespace rolloutscope
