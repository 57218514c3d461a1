#include "views/inspector/payload_list.h"

#include "core/insight/describe.h"
#include "views/document/background.h"
#include "views/inspector/plain_text.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFile>
#include <QFutureWatcher>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QUrl>

#include <algorithm>
#include <filesystem>

namespace rolloutscope::inspector {

namespace {

constexpr std::size_t mostListed = 200;
constexpr int mostRowsInSight = 6;
enum Column : int { NameColumn, RoleColumn, SizeColumn };

struct FoundSize {
    FileError error = FileError::None;
    std::uint64_t bytes = 0;
};

std::vector<FoundSize> findFileSizes(const ConfinedFolder& folder, const std::vector<std::string>& paths,
                                     const std::atomic<bool>& cancelled)
{
    std::vector<FoundSize> sizes;
    for (const std::string& path : paths) {
        if (cancelled)
            break;
        ConfinedFile file;
        FoundSize size;
        size.error = folder.openFile(path, file);
        size.bytes = file.isOpen() ? file.size() : 0;
        sizes.push_back(size);
    }
    return sizes;
}

QString fileName(const std::string& path)
{
    const std::size_t slash = path.find_last_of('/');
    return singleLine(slash == std::string::npos || slash + 1 == path.size() ? path : path.substr(slash + 1), 80);
}

const char* shortWord(FileError error)
{
    switch (error) {
    case FileError::Missing:
        return "missing";
    case FileError::OutsideBundle:
        return "outside";
    case FileError::NoPermission:
        return "no access";
    default:
        return "unreadable";
    }
}

class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width() + 6, metrics::treeRow};
    }
};

} // namespace

PayloadList::PayloadList(QWidget* parent) : QTreeView(parent), model_(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("payloadList"));
    setModel(model_);
    setItemDelegate(new RowDelegate(this));
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAllColumnsShowFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setIndentation(0);
    // Rows lie on the inspector's own ground.
    viewport()->setAutoFillBackground(false);
    setStyleSheet(QStringLiteral("QTreeView { background: transparent; padding-left: %1px; padding-right: %1px; }")
                      .arg(metrics::panelPadding - 1)); // with what a row adds: flush with the fields

    const auto add = [this](const QString& text, const QKeySequence& shortcut, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(shortcut);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    add(tr("&Open"), {}, [this] { open(currentIndex()); });
    add(tr("&Copy Path"), QKeySequence::Copy, [this] { copy(&ListedPayload::path); });
    add(tr("Copy &Id"), {}, [this] { copy(&ListedPayload::id); });
    add(tr("&Reveal in File Manager"), {}, [this] { revealFile(); });
    connect(this, &QTreeView::activated, this, &PayloadList::open);
    connect(this, &QTreeView::clicked, this, &PayloadList::open);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        if (!isSelecting_ && hasFocus())
            open(current);
    });
}

PayloadList::~PayloadList()
{
    if (finding_)
        *finding_ = true;
}

void PayloadList::setPayloads(const ConfinedFolder& folder, std::vector<ListedPayload> payloads)
{
    isSelecting_ = true;
    folder_ = folder;
    payloads_ = std::move(payloads);
    const std::size_t total = payloads_.size();
    if (payloads_.size() > mostListed)
        payloads_.resize(mostListed);
    model_->clear();
    model_->setColumnCount(3);
    const Theme& theme = currentTheme();
    for (const ListedPayload& payload : payloads_) {
        auto* name = new QStandardItem(fileName(payload.path));
        name->setFont(fixedFont());
        name->setForeground(theme.selection);
        auto* role = new QStandardItem(singleLine(payload.role, 80));
        auto* size = new QStandardItem;
        size->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        size->setForeground(theme.dimText);
        const QString tip = plainToolTip(
            tr("%1\n%2 · %3\nEnter opens it; Ctrl+C copies its path.")
                .arg(singleLine(payload.path, 300), QString::fromStdString(payload.kind), singleLine(payload.id, 100)));
        for (QStandardItem* item : {name, role, size})
            item->setToolTip(tip);
        model_->appendRow({name, role, size});
    }
    if (total > payloads_.size()) {
        auto* more = new QStandardItem(tr("and %1 more").arg(grouped(total - payloads_.size())));
        more->setFlags(Qt::NoItemFlags);
        model_->appendRow(more);
    }
    isSelecting_ = false;
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(20);
    header()->setSectionResizeMode(NameColumn, QHeaderView::Fixed);
    header()->setSectionResizeMode(RoleColumn, QHeaderView::Stretch);
    header()->setSectionResizeMode(SizeColumn, QHeaderView::Fixed);
    updateGeometry();
    resizeEvent(nullptr);
    findSizes();
}

void PayloadList::findSizes()
{
    if (finding_)
        *finding_ = true;
    finding_.reset();
    if (payloads_.empty())
        return;
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    finding_ = cancelled;
    std::vector<std::string> paths;
    for (const ListedPayload& payload : payloads_)
        paths.push_back(payload.path);
    auto* watcher = new QFutureWatcher<std::vector<FoundSize>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, cancelled] {
        watcher->deleteLater();
        if (*cancelled)
            return;
        const std::vector<FoundSize> sizes = watcher->result();
        const Theme& theme = currentTheme();
        for (std::size_t i = 0; i < sizes.size() && i < payloads_.size(); ++i) {
            QStandardItem* item = model_->item(static_cast<int>(i), SizeColumn);
            const bool good = sizes[i].error == FileError::None;
            item->setText(good ? QString::fromStdString(formatBytes(sizes[i].bytes))
                               : QString::fromUtf8(shortWord(sizes[i].error)));
            item->setForeground(good ? theme.dimText : theme.failure);
            if (!good)
                item->setToolTip(plainToolTip(QString::fromUtf8(describe(sizes[i].error))));
        }
        resizeEvent(nullptr);
        emit sizesFound();
    });
    watcher->setFuture(runInBackground(
        [folder = folder_, paths = std::move(paths), cancelled] { return findFileSizes(folder, paths, *cancelled); }));
}

void PayloadList::resizeEvent(QResizeEvent* event)
{
    if (event != nullptr)
        QTreeView::resizeEvent(event);
    if (model_->columnCount() < 3)
        return;
    const int width = viewport()->width();
    header()->resizeSection(NameColumn, std::clamp(sizeHintForColumn(NameColumn) + 8, 40, std::max(40, width / 2)));
    header()->resizeSection(SizeColumn, std::clamp(sizeHintForColumn(SizeColumn), 56, 110));
}

/// A transparent ground is not in this widget's palette as what it looks like.
const Theme& PayloadList::currentTheme() const
{
    return Theme::of(parentWidget() != nullptr ? parentWidget()->palette() : palette());
}

void PayloadList::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copy(&ListedPayload::path);
    QTreeView::keyPressEvent(event);
}

QSize PayloadList::sizeHint() const
{
    const int rows = std::clamp(model_->rowCount(), 1, mostRowsInSight);
    return {200, rows * metrics::treeRow + 2};
}

QSize PayloadList::minimumSizeHint() const
{
    return {80, sizeHint().height()};
}

void PayloadList::setCurrentPayload(PayloadIndex payload)
{
    isSelecting_ = true;
    QModelIndex found;
    for (std::size_t i = 0; i < payloads_.size(); ++i) {
        if (payloads_[i].payload == payload)
            found = model_->index(static_cast<int>(i), 0);
    }
    setCurrentIndex(found);
    isSelecting_ = false;
}

void PayloadList::open(const QModelIndex& index)
{
    if (index.isValid() && static_cast<std::size_t>(index.row()) < payloads_.size())
        emit opened(payloads_[static_cast<std::size_t>(index.row())].payload);
}

void PayloadList::copy(std::string ListedPayload::*field) const
{
    const auto row = static_cast<std::size_t>(currentIndex().row());
    if (!currentIndex().isValid() || row >= payloads_.size())
        return;
    std::string text = payloads_[row].*field;
    if (field == &ListedPayload::path)
        text = (folder_.path() / text).string();
    QApplication::clipboard()->setText(QString::fromStdString(text));
}

/// Opens the folder that holds the file; nothing of the bundle is opened, and no folder outside of it.
void PayloadList::revealFile() const
{
    const auto row = static_cast<std::size_t>(currentIndex().row());
    if (!currentIndex().isValid() || row >= payloads_.size())
        return;
    ConfinedFile file;
    std::filesystem::path folder = folder_.path();
    if (folder_.openFile(payloads_[row].path, file) == FileError::None)
        folder = (folder / payloads_[row].path).parent_path();
    std::error_code failed;
    folder = std::filesystem::absolute(folder, failed);
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFile::decodeName(QByteArray::fromStdString(folder.string()))));
}

void PayloadList::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Mouse) {
        const QModelIndex index = indexAt(event->pos());
        if (!index.isValid())
            return;
        isSelecting_ = true; // a right click does not open
        setCurrentIndex(index);
        isSelecting_ = false;
    }
    QMenu menu(this);
    menu.addActions(actions());
    menu.exec(event->globalPos());
}

} // namespace rolloutscope::inspector
