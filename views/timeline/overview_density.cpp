#include "views/timeline/overview_density.h"

#include <algorithm>
#include <cmath>

namespace rolloutscope {

OverviewDensity::OverviewDensity(Stretch content)
    : begin_(static_cast<std::int64_t>(content.begin)),
      binMs_(std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(content.length() / binCount))))
{
}

void OverviewDensity::reach(std::int64_t end)
{
    while (end - begin_ >= binMs_ * static_cast<std::int64_t>(binCount)) {
        for (std::vector<int>* counts : {&begins_, &ends_, &failed_}) {
            for (std::size_t i = 0; i < binCount / 2; ++i)
                (*counts)[i] = (*counts)[2 * i] + (*counts)[2 * i + 1];
            std::fill(counts->begin() + binCount / 2, counts->end(), 0);
        }
        binMs_ *= 2;
    }
}

std::size_t OverviewDensity::binAt(std::int64_t time) const
{
    return static_cast<std::size_t>(std::clamp<std::int64_t>((time - begin_) / binMs_, 0, binCount - 1));
}

void OverviewDensity::count(const SpanData& span, int times)
{
    reach(span.open ? span.begin : std::max(span.begin, span.end));
    begins_[binAt(span.begin)] += times;
    if (span.open)
        return;
    ends_[binAt(span.end)] += times;
    if (span.outcome == Outcome::Failed)
        failed_[binAt(span.end)] += times;
}

int OverviewDensity::peak() const
{
    int peak = 0;
    int atOnce = 0;
    for (std::size_t bin = 0; bin < binCount; ++bin) {
        atOnce += begins_[bin];
        peak = std::max(peak, atOnce);
        atOnce -= ends_[bin];
    }
    return peak;
}

std::vector<OverviewDensity::Column> OverviewDensity::columns(int width, Stretch content) const
{
    std::vector<Column> columns(static_cast<std::size_t>(std::max(width, 0)));
    if (columns.empty())
        return columns;
    // Per bin, how many ran in it: those that went on from before and those that began.
    std::vector<int> running(binCount);
    int atOnce = 0;
    for (std::size_t bin = 0; bin < binCount; ++bin) {
        atOnce += begins_[bin];
        running[bin] = atOnce;
        atOnce -= ends_[bin];
    }
    const int most = peak();
    const double perColumn = content.length() / static_cast<double>(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto from = content.begin + perColumn * static_cast<double>(i);
        const std::size_t first = binAt(static_cast<std::int64_t>(from));
        const auto ends = static_cast<std::int64_t>(std::ceil(from + perColumn)) - 1;
        const std::size_t last = std::max(first, binAt(ends));
        for (std::size_t bin = first; bin <= last; ++bin) {
            columns[i].busy = std::max(columns[i].busy, most > 0 ? running[bin] / static_cast<double>(most) : 0.0);
            columns[i].failed = columns[i].failed || failed_[bin] != 0;
        }
    }
    return columns;
}

} // namespace rolloutscope
