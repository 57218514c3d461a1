#include "app/dialogs/palette_list.h"

#include "views/theme/theme.h"

#include <QAbstractListModel>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int rowHeight = 26;
constexpr int sideGap = 12;
constexpr int innerGap = 10;
enum Role : int { DetailRole = Qt::UserRole + 1, KeysRole };

class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.palette);
        const bool enabled = index.flags().testFlag(Qt::ItemIsEnabled);
        painter->save();
        if ((option.state & QStyle::State_Selected) != 0)
            painter->fillRect(option.rect, theme.selectionGround);
        QRect room = option.rect.adjusted(sideGap, 0, -sideGap, 0);
        const QFontMetrics metrics(option.font);
        painter->setFont(option.font);
        painter->setPen(theme.dimText);
        if (const QString keys = index.data(KeysRole).toString(); !keys.isEmpty()) {
            painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, keys);
            room.setRight(room.right() - metrics.horizontalAdvance(keys) - innerGap);
        }
        painter->setPen(enabled ? theme.text : theme.dimText);
        const QString name = metrics.elidedText(index.data().toString(), Qt::ElideMiddle, room.width());
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, name);
        room.setLeft(room.left() + metrics.horizontalAdvance(name) + innerGap);
        painter->setPen(theme.dimText);
        if (room.width() > 2 * innerGap)
            painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                              metrics.elidedText(index.data(DetailRole).toString(), Qt::ElideRight, room.width()));
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const override
    {
        return {0, std::max(rowHeight, option.fontMetrics.height() + 8)};
    }
};

} // namespace

class PaletteList::Model : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;

    std::vector<PaletteEntry> entries;

    void reset(std::vector<PaletteEntry> wanted)
    {
        beginResetModel();
        entries = std::move(wanted);
        endResetModel();
    }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(entries.size());
    }
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override
    {
        if (!index.isValid() || !entries[static_cast<std::size_t>(index.row())].enabled)
            return Qt::NoItemFlags;
        return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        if (!index.isValid())
            return {};
        const PaletteEntry& entry = entries[static_cast<std::size_t>(index.row())];
        switch (role) {
        case Qt::DisplayRole:
            return entry.text;
        case DetailRole:
            return entry.detail;
        case KeysRole:
            return entry.keys;
        case Qt::AccessibleTextRole:
            return QString(entry.text + QStringLiteral(", ") + entry.detail);
        default:
            return {};
        }
    }
};

PaletteList::PaletteList(QWidget* parent) : QListView(parent), model_(new Model(this))
{
    setModel(model_);
    setItemDelegate(new RowDelegate(this));
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // the text keeps the keyboard
    setMouseTracking(true);
    // Two marks, of the mouse and of the keys, would leave it open what Enter runs.
    connect(this, &QAbstractItemView::entered, this, [this](const QModelIndex& index) {
        if (index.flags().testFlag(Qt::ItemIsEnabled))
            setCurrentIndex(index);
    });
}

PaletteList::~PaletteList() = default;

void PaletteList::setEntries(std::vector<PaletteEntry> entries)
{
    model_->reset(std::move(entries));
    scrollToTop();
    const auto first = std::find_if(model_->entries.begin(), model_->entries.end(),
                                    [](const PaletteEntry& entry) { return entry.enabled; });
    if (first != model_->entries.end())
        setCurrentIndex(model_->index(static_cast<int>(first - model_->entries.begin())));
}

const std::vector<PaletteEntry>& PaletteList::entries() const
{
    return model_->entries;
}

int PaletteList::currentRow() const
{
    return currentIndex().isValid() ? currentIndex().row() : -1;
}

void PaletteList::moveBy(int rows)
{
    const int step = rows > 0 ? 1 : -1;
    int row = currentRow();
    for (int left = std::abs(rows), at = row + step; left > 0 && at >= 0 && at < model_->rowCount(); at += step) {
        if (!model_->entries[static_cast<std::size_t>(at)].enabled)
            continue;
        row = at;
        --left;
    }
    if (row >= 0)
        setCurrentIndex(model_->index(row));
}

int PaletteList::heightFor(int mostRows) const
{
    return std::min(mostRows, model_->rowCount()) * (model_->rowCount() > 0 ? sizeHintForRow(0) : 0);
}

} // namespace rolloutscope
