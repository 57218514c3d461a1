// What a hover does not concern fades smoothly, and comes back when the pointer has left.
#pragma once

#include <QVariantAnimation>

#include <functional>

namespace rolloutscope::graph {

class HoverFade {
public:
    static constexpr int durationMs = 120;

    /// `changed` is told when there is something else to be seen.
    explicit HoverFade(std::function<void()> changed);

    /// -1: nothing.
    void setHovered(int node, int edge);
    /// At once: the picture is another one.
    void forget();

    /// What is lit; stays for a while after the pointer has left.
    [[nodiscard]] int node() const { return node_; }
    [[nodiscard]] int edge() const { return edge_; }
    /// How far the rest has faded, from 0 to 1.
    [[nodiscard]] double strength() const { return strength_; }
    /// What the clock does; for tests.
    void setStrength(double strength);

private:
    std::function<void()> changed_;
    QVariantAnimation animation_;
    int node_ = -1;
    int edge_ = -1;
    bool hovers_ = false;
    double strength_ = 0;
    double from_ = 0; // where the animation began
};

} // namespace rolloutscope::graph
