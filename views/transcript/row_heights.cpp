#include "views/transcript/row_heights.h"

#include <algorithm>

namespace rolloutscope::transcript {

RowHeights::RowHeights(const std::vector<int>& heights) : heights_(heights), sums_(heights.size() + 1, 0)
{
    for (std::size_t i = 1; i <= heights_.size(); ++i) {
        sums_[i] += heights_[i - 1];
        if (const std::size_t parent = i + (i & (~i + 1)); parent <= heights_.size())
            sums_[parent] += sums_[i];
    }
}

void RowHeights::set(std::size_t row, int height)
{
    const int by = height - heights_[row];
    heights_[row] = height;
    for (std::size_t i = row + 1; by != 0 && i <= heights_.size(); i += i & (~i + 1))
        sums_[i] += by;
}

long long RowHeights::top(std::size_t row) const
{
    long long sum = 0;
    for (std::size_t i = row; i > 0; i -= i & (~i + 1))
        sum += sums_[i];
    return sum;
}

std::size_t RowHeights::rowAt(long long place) const
{
    std::size_t step = 1;
    while (step * 2 <= heights_.size())
        step *= 2;
    std::size_t row = 0;
    long long left = std::max(0LL, place);
    for (; step > 0; step /= 2) {
        if (row + step <= heights_.size() && sums_[row + step] <= left) {
            row += step;
            left -= sums_[row];
        }
    }
    return std::min(row, heights_.size() - 1);
}

} // namespace rolloutscope::transcript
