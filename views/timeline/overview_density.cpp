#include "views/timeline/overview_density.h"

#include <algorithm>

namespace rolloutscope {

OverviewDensity::OverviewDensity(Stretch content) : content_(content) {}

std::size_t OverviewDensity::binAt(double time) const
{
    const double share = (time - content_.begin) / std::max(content_.length(), 1.0);
    return static_cast<std::size_t>(std::clamp(share * binCount, 0.0, binCount - 1.0));
}

void OverviewDensity::add(const SpanData& span)
{
    const std::size_t last = binAt(static_cast<double>(span.end));
    busy_[binAt(static_cast<double>(span.begin))] += 1;
    busy_[last + 1] -= 1;
    if (span.outcome == Outcome::Failed)
        failed_[last] = 1;
}

void OverviewDensity::finish()
{
    double atOnce = 0;
    for (double& step : busy_) {
        atOnce += step;
        step = atOnce;
        peak_ = std::max(peak_, atOnce);
    }
}

std::vector<OverviewDensity::Column> OverviewDensity::columns(int width) const
{
    std::vector<Column> columns(static_cast<std::size_t>(std::max(width, 0)));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::size_t from = i * binCount / columns.size();
        const std::size_t to = std::max(from + 1, (i + 1) * binCount / columns.size());
        for (std::size_t bin = from; bin < to; ++bin) {
            columns[i].busy = std::max(columns[i].busy, peak_ > 0 ? busy_[bin] / peak_ : 0.0);
            columns[i].failed = columns[i].failed || failed_[bin] != 0;
        }
    }
    return columns;
}

} // namespace rolloutscope
