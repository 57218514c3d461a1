// Finds what of a picture is at a place or in a part of the scene without looking at everything: a grid of boxes and of
// stretches of edges. Made once for a picture; immutable afterwards.
#pragma once

#include <QPointF>
#include <QRectF>

#include <cstdint>
#include <vector>

namespace rolloutscope::graph {

struct PictureEdge;
struct PictureNode;

class PictureIndex {
public:
    PictureIndex() = default;
    PictureIndex(const std::vector<PictureNode>& nodes, const std::vector<PictureEdge>& edges);

    /// Without one there is nothing to be found.
    [[nodiscard]] bool isEmpty() const { return columns_ == 0; }

    // Numbers in order: all that touch the rectangle, and some that are near it.
    [[nodiscard]] std::vector<int> nodesNear(const QRectF& area) const { return near(nodes_, area); }
    [[nodiscard]] std::vector<int> edgesNear(const QRectF& area) const { return near(edges_, area); }

private:
    struct Grid {
        std::size_t count = 0;                         // of things
        std::vector<std::vector<std::uint32_t>> cells; // row by row
    };

    void add(Grid& grid, std::size_t number, const QRectF& area) const;
    [[nodiscard]] std::vector<int> near(const Grid& grid, const QRectF& area) const;
    template <typename Use>
    void forCells(const QRectF& area, Use use) const;

    QPointF start_;
    double cell_ = 1; // px, its side
    int columns_ = 0;
    int rows_ = 0;
    Grid nodes_, edges_;
};

} // namespace rolloutscope::graph
