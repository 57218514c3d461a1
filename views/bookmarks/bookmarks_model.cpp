#include "views/bookmarks/bookmarks_model.h"

#include "core/insight/describe.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/theme/plain_text.h"

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr qsizetype maxToolTip = 4'000; // characters of a note

} // namespace

BookmarksModel::BookmarksModel(BookmarkStore* store, QObject* parent) : QAbstractTableModel(parent), store_(store)
{
    fill();
    connect(store, &BookmarkStore::changed, this, &BookmarksModel::take);
}

void BookmarksModel::take()
{
    const std::vector<Bookmark>& fresh = store_->bookmarks();
    const bool sameRows = std::equal(rows_.begin(), rows_.end(), fresh.begin(), fresh.end(),
                                     [](const Bookmark& a, const Bookmark& b) { return a.id == b.id; });
    if (!sameRows) {
        beginResetModel();
        fill();
        endResetModel();
        return;
    }
    rows_ = fresh;
    if (!rows_.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void BookmarksModel::fill()
{
    rows_ = store_->bookmarks();
    rowOf_.clear();
    for (const Bookmark& bookmark : rows_)
        rowOf_.emplace(bookmark.id, static_cast<int>(rowOf_.size()));
}

const Bookmark* BookmarksModel::bookmarkAt(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : &rows_[static_cast<std::size_t>(row)];
}

int BookmarksModel::rowOf(const std::string& id) const
{
    const auto found = rowOf_.find(id);
    return found == rowOf_.end() ? -1 : found->second;
}

int BookmarksModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int BookmarksModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant BookmarksModel::data(const QModelIndex& index, int role) const
{
    const Bookmark* bookmark = index.isValid() ? bookmarkAt(index.row()) : nullptr;
    if (bookmark == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == TimeColumn)
            return bookmarkTime(*store_, *bookmark);
        return index.column() == ObjectColumn ? bookmarkTitle(*store_, *bookmark) : noteHeading(*bookmark);
    case Qt::TextAlignmentRole:
        return index.column() == TimeColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole: {
        QString text = bookmarkTitle(*store_, *bookmark);
        if (const ObjectRef object = store_->objectOf(*bookmark); object.valid()) {
            const LoadedTrace& loaded = *store_->loaded();
            if (const std::string detail = objectDetail(loaded.trace, loaded.relations, object); !detail.empty())
                text += u'\n' + singleLine(detail);
        } else if (!bookmark->isMoment()) {
            text += u'\n' + tr("not in what is read of the rollout");
        }
        if (!bookmark->note.isEmpty())
            text += QStringLiteral("\n\n") + bookmark->note.left(maxToolTip);
        return plainToolTip(text);
    }
    case FilterRole:
        return QString(bookmarkTitle(*store_, *bookmark) + u'\n' + bookmark->note);
    case ColorRole:
        return bookmark->color;
    case KnownRole:
        return bookmark->isMoment() || store_->objectOf(*bookmark).valid();
    default:
        return {};
    }
}

QVariant BookmarksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == TimeColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                     : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case ObjectColumn:
        return tr("Object");
    case NoteColumn:
        return tr("Note");
    default:
        return {};
    }
}

} // namespace rolloutscope
