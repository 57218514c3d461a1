// Heights of many rows of which few are known: sums and places in O(log n). Plain values, px.
#pragma once

#include <cstddef>
#include <vector>

namespace rolloutscope::transcript {

class RowHeights {
public:
    RowHeights() = default;
    explicit RowHeights(const std::vector<int>& heights);

    [[nodiscard]] std::size_t size() const { return heights_.size(); }
    [[nodiscard]] int of(std::size_t row) const { return heights_[row]; }
    void set(std::size_t row, int height);
    /// Where a row begins.
    [[nodiscard]] long long top(std::size_t row) const;
    [[nodiscard]] long long total() const { return top(heights_.size()); }
    /// The row at a place; the last one below the end. Call only when there are rows.
    [[nodiscard]] std::size_t rowAt(long long place) const;

private:
    std::vector<int> heights_;
    std::vector<long long> sums_; // of a Fenwick tree, from 1
};

} // namespace rolloutscope::transcript
