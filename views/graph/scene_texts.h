// The graph's texts laid out once: what is drawn again costs a look-up, at any zoom.
#pragma once

#include <QFont>
#include <QGlyphRun>
#include <QHash>
#include <QList>
#include <QRectF>
#include <QString>

#include <array>
#include <cstdint>
#include <utility>

class QPainter;

namespace rolloutscope::graph {

enum class TextRole : std::uint8_t { NodeTitle, NodeDetail, EdgeLabel, ClusterTitle };

class SceneTexts {
public:
    /// In the painter's colour. `baseline`: where the text begins.
    void draw(QPainter& painter, TextRole role, QPointF baseline, const QString& text);
    /// With another size (px of the scene), cut to the room and in its middle or at its top.
    void drawSized(QPainter& painter, TextRole role, int pixelSize, const QRectF& room, Qt::Alignment vertical,
                   const QString& text);
    [[nodiscard]] static QFont fontOf(TextRole role);

private:
    static constexpr qsizetype most = 20'000; // texts kept

    using Runs = QList<QGlyphRun>;
    struct Sized {
        QString text; // cut
        Runs runs;
    };
    struct Sizes {
        int pixelSize = 0;
        QHash<std::pair<QString, int>, Sized> texts; // by text and width
    };

    std::array<QHash<QString, Runs>, 4> texts_;
    std::array<Sizes, 4> sized_;
};

} // namespace rolloutscope::graph
