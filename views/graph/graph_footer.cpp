#include "views/graph/graph_footer.h"

#include "views/graph/graph_paint.h"
#include "views/theme/plain_text.h"

#include <QFontMetricsF>
#include <QPainter>

namespace rolloutscope::graph {

namespace {

constexpr int rowHeight = 24;
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
    kinds_ = picture ? legendOf(picture->model) : std::vector<GraphEdgeKind>();
    remark_ = picture ? picture->remark : QString();
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
    const double x = metrics::panelPadding;
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
    paintEdgeLegend(painter, theme, kinds_, x, x + room, height() / 2.0);
}

} // namespace rolloutscope::graph
