#include "views/find/completion_popup.h"

#include "views/theme/theme.h"

#include <QListView>
#include <QPainter>
#include <QStringListModel>
#include <QVBoxLayout>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int mostRowsInSight = 10;
constexpr int rowHeight = metrics::treeRow;
constexpr int narrowest = 180; // px
constexpr int widest = 460;
constexpr int besideText = 28; // px: margins of a row, and a scroll bar

} // namespace

CompletionPopup::CompletionPopup(QWidget* box)
    : QWidget(box), box_(box), list_(new QListView(this)), rows_(new QStringListModel(this))
{
    list_->setModel(rows_);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setUniformItemSizes(true);
    list_->setTextElideMode(Qt::ElideMiddle);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setAccessibleName(tr("Completions"));
    list_->setStyleSheet(QStringLiteral("QListView::item { height: %1px; padding: 0 4px; }").arg(rowHeight));
    setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1); // the border that is painted
    layout->addWidget(list_);
    hide();
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) { emit rowClicked(index.row()); });
}

void CompletionPopup::offer(const QStringList& texts, int x)
{
    if (texts != rows_->stringList())
        rows_->setStringList(texts);
    list_->setCurrentIndex({});
    list_->scrollToTop();
    if (texts.isEmpty()) {
        hide();
        return;
    }
    place(x);
    raise();
    show();
}

void CompletionPopup::place(int x)
{
    QWidget* window = box_->window();
    if (parentWidget() != window)
        setParent(window);
    const int rows = std::min(rows_->rowCount(), mostRowsInSight);
    const int width =
        std::min(std::clamp(list_->sizeHintForColumn(0) + besideText, narrowest, widest), window->width());
    const int height = rows * std::max(list_->sizeHintForRow(0), 1) + 2;
    const QPoint corner = box_->mapTo(window, QPoint(x, box_->height() + 1));
    const int above = box_->mapTo(window, QPoint(0, 0)).y() - height - 1;
    const bool fitsBelow = corner.y() + height <= window->height();
    setGeometry(std::clamp(corner.x(), 0, window->width() - width), fitsBelow || above < 0 ? corner.y() : above, width,
                height);
}

QStringList CompletionPopup::texts() const
{
    return rows_->stringList();
}

int CompletionPopup::currentRow() const
{
    return list_->currentIndex().row();
}

void CompletionPopup::moveCurrent(int by)
{
    const int places = rows_->rowCount() + 1; // the last one stands for none
    const int from = currentRow() < 0 ? places - 1 : currentRow();
    const int to = (from + by + places) % places;
    list_->setCurrentIndex(to == places - 1 ? QModelIndex() : rows_->index(to));
}

void CompletionPopup::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.ground);
    painter.setPen(theme.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace rolloutscope
