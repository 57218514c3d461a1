#include "views/graph/graph_footer.h"

#include "views/graph/graph_paint.h"
#include "views/theme/plain_text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace rolloutscope::graph {

namespace {

constexpr int rowHeight = 24;
constexpr double sampleLength = 16;
constexpr double sampleGap = 5;
constexpr double entryGap = 16;

} // namespace

GraphFooter::GraphFooter(QWidget* parent) : QWidget(parent)
{
    setFixedHeight(rowHeight);
    setAccessibleName(tr("About the graph"));
    hide();
}

QSize GraphFooter::sizeHint() const
{
    return {0, rowHeight};
}

void GraphFooter::describe(const GraphPicture* picture)
{
    kinds_.clear();
    remark_ = picture ? picture->remark : QString();
    for (std::size_t i = 0; picture && i < picture->model.edges.size(); ++i) {
        const GraphEdgeKind kind = picture->model.edges[i].kind;
        if (!isBetweenAgents(kind) && std::find(kinds_.begin(), kinds_.end(), kind) == kinds_.end())
            kinds_.push_back(kind);
    }
    std::sort(kinds_.begin(), kinds_.end());
    QStringList said;
    for (const GraphEdgeKind kind : kinds_)
        said += toWord(kind);
    if (!remark_.isEmpty())
        said += remark_;
    setToolTip(plainToolTip(said.join(QStringLiteral(" · "))));
    setVisible(!said.isEmpty());
    update();
}

void GraphFooter::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.header);
    painter.fillRect(0, 0, width(), 1, theme.line);
    painter.setFont(smallFont());
    const QFontMetricsF font(painter.font());
    const double baseline = (height() + 1 + font.ascent() - font.descent()) / 2;
    double x = metrics::panelPadding;
    const double end = width() - metrics::panelPadding;

    // The remark comes first: it is about this picture, the legend about every one.
    double room = end - x;
    if (!remark_.isEmpty()) {
        const QString shown = font.elidedText(remark_, Qt::ElideRight, room);
        const double wide = font.horizontalAdvance(shown);
        painter.setPen(theme.text);
        painter.drawText(QPointF(end - wide, baseline), shown);
        room -= wide + entryGap;
    }
    for (const GraphEdgeKind kind : kinds_) {
        const double wide = sampleLength + sampleGap + font.horizontalAdvance(toWord(kind));
        if (wide > room)
            break; // the tooltip has the rest
        painter.setPen(QPen(edgeColor(theme, kind), 2));
        painter.drawLine(QPointF(x, height() / 2.0), QPointF(x + sampleLength, height() / 2.0));
        painter.setPen(theme.dimText);
        painter.drawText(QPointF(x + sampleLength + sampleGap, baseline), toWord(kind));
        x += wide + entryGap;
        room -= wide + entryGap;
    }
}

} // namespace rolloutscope::graph
