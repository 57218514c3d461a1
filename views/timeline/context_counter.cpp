#include "views/timeline/context_counter.h"

#include <algorithm>

namespace rolloutscope {

ContextCounter::ContextCounter(std::vector<ContextPoint> points) : points_(std::move(points))
{
    for (std::size_t at = 0; at < points_.size(); ++at) {
        if (at % perBlock == 0)
            largestOfBlock_.push_back(at);
        else if (points_[at].input > points_[largestOfBlock_.back()].input)
            largestOfBlock_.back() = at;
        most_ = std::max(most_, points_[at].input);
    }
}

std::size_t ContextCounter::firstFrom(double unixMs) const
{
    const auto found =
        std::lower_bound(points_.begin(), points_.end(), unixMs,
                         [](const ContextPoint& point, double time) { return static_cast<double>(point.at) < time; });
    return static_cast<std::size_t>(found - points_.begin());
}

std::size_t ContextCounter::largestIn(std::size_t first, std::size_t last) const
{
    std::size_t largest = first;
    const auto take = [&](std::size_t at) {
        if (points_[at].input > points_[largest].input)
            largest = at;
    };
    std::size_t at = first;
    while (at < last) {
        if (at % perBlock == 0 && at + perBlock <= last) {
            take(largestOfBlock_[at / perBlock]);
            at += perBlock;
        } else {
            take(at++);
        }
    }
    return largest;
}

} // namespace rolloutscope
