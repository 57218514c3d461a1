#include "views/inspector/byte_view.h"

#include "views/document/background.h"
#include "views/inspector/byte_lines.h"
#include "views/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>

#include <algorithm>

namespace rolloutscope::inspector {

namespace {

constexpr std::uint64_t indexedAtOnce = 256U << 10U;           // bytes; a millisecond or two
constexpr std::uint64_t mostCopied = std::uint64_t{32} << 20U; // bytes
constexpr int padding = 8;
constexpr int mostLinesOfBar = 2'000'000'000;

} // namespace

ByteView::ByteView(Mode mode, QWidget* parent) : QAbstractScrollArea(parent), mode_(mode)
{
    setFont(fixedFont());
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setCursor(Qt::IBeamCursor);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copyAction = new QAction(tr("&Copy"), this);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(copyAction, &QAction::triggered, this, &ByteView::copy);
    addAction(copyAction);
    auto* allAction = new QAction(tr("Select &All"), this);
    allAction->setShortcut(QKeySequence::SelectAll);
    allAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(allAction, &QAction::triggered, this, &ByteView::selectAll);
    addAction(allAction);
    reindexTimer_.setSingleShot(true);
    reindexTimer_.setInterval(120);
    connect(&reindexTimer_, &QTimer::timeout, this, &ByteView::makeIndex);
    autoScrollTimer_.setInterval(40);
    connect(&autoScrollTimer_, &QTimer::timeout, this, [this] {
        const int height = viewport()->height();
        const int beyond = mouseAt_.y() < 0 ? mouseAt_.y() : std::max(0, mouseAt_.y() - height);
        scrollBy(beyond / lineHeight() + (beyond > 0 ? 1 : beyond < 0 ? -1 : 0));
        caret_ = offsetAt(mouseAt_);
        viewport()->update();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        topOffset_ = lineBegin(firstLineInSight());
        viewport()->update();
    });
}

ByteView::~ByteView()
{
    if (indexing_)
        *indexing_ = true;
}

void ByteView::setBytes(BytesPtr bytes)
{
    bytes_ = std::move(bytes);
    index_.reset();
    matches_.reset();
    currentMatch_ = -1;
    anchor_ = caret_ = 0;
    topOffset_ = 0;
    hasWanted_ = false;
    makeIndex();
}

int ByteView::lineHeight() const
{
    return std::max(1, static_cast<int>(fontMetrics().height()) + 2);
}

unsigned ByteView::columnsInSight() const
{
    const double width = QFontMetricsF(font()).horizontalAdvance(QLatin1Char('0'));
    return static_cast<unsigned>(std::clamp((viewport()->width() - 2 * padding) / width, 16.0, 500.0));
}

unsigned ByteView::bytesPerLine() const
{
    const unsigned columns = columnsInSight();
    for (const unsigned bytes : {32U, 16U, 8U}) {
        if (columns >= 10 + bytes * 4)
            return bytes;
    }
    return 4;
}

void ByteView::makeIndex()
{
    if (indexing_)
        *indexing_ = true;
    indexing_.reset();
    if (!bytes_ || mode_ == Mode::Hex) {
        updateScrollBar();
        return;
    }
    const unsigned columns = columnsInSight();
    if (bytes_->view().size() <= indexedAtOnce) {
        takeIndex(std::make_shared<LineIndex>(bytes_->view(), columns));
        return;
    }
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    indexing_ = cancelled;
    auto* watcher = new QFutureWatcher<std::shared_ptr<const LineIndex>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, cancelled] {
        watcher->deleteLater();
        if (!*cancelled)
            takeIndex(watcher->result());
    });
    watcher->setFuture(runInBackground([bytes = bytes_, columns, cancelled]() -> std::shared_ptr<const LineIndex> {
        return std::make_shared<LineIndex>(bytes->view(), columns, cancelled.get());
    }));
    viewport()->update();
}

void ByteView::takeIndex(std::shared_ptr<const LineIndex> index)
{
    indexing_.reset();
    index_ = std::move(index);
    updateScrollBar();
    if (hasWanted_)
        goTo(wanted_);
    emit ready();
}

std::uint64_t ByteView::lineCount() const
{
    if (!bytes_)
        return 0;
    if (mode_ == Mode::Text)
        return index_ ? index_->lineCount() : 0;
    return (bytes_->view().size() + bytesPerLine() - 1) / bytesPerLine();
}

std::uint64_t ByteView::firstLineInSight() const
{
    return static_cast<std::uint64_t>(verticalScrollBar()->value());
}

std::uint64_t ByteView::lineOf(std::uint64_t offset) const
{
    if (mode_ == Mode::Hex)
        return offset / bytesPerLine();
    return index_ ? index_->lineOf(bytes_->view(), offset) : 0;
}

std::uint64_t ByteView::lineBegin(std::uint64_t line) const
{
    if (mode_ == Mode::Hex)
        return line * bytesPerLine();
    if (!index_)
        return 0;
    const auto lines = index_->lines(bytes_->view(), line, 1);
    return lines.empty() ? 0 : lines.front().begin;
}

void ByteView::updateScrollBar()
{
    const std::uint64_t keep = topOffset_;
    const auto page = std::max(1, viewport()->height() / lineHeight());
    const auto lines = static_cast<int>(std::min<std::uint64_t>(lineCount(), mostLinesOfBar));
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(0, lines - page));
    verticalScrollBar()->setValue(static_cast<int>(std::min<std::uint64_t>(lineOf(keep), mostLinesOfBar)));
    topOffset_ = keep;
    viewport()->update();
}

void ByteView::scrollBy(qint64 lines)
{
    verticalScrollBar()->setValue(
        static_cast<int>(std::clamp<qint64>(verticalScrollBar()->value() + lines, 0, verticalScrollBar()->maximum())));
}

void ByteView::goTo(std::uint64_t offset)
{
    wanted_ = offset;
    hasWanted_ = !isReady();
    if (hasWanted_)
        return;
    const std::uint64_t line = lineOf(offset);
    const auto page = static_cast<std::uint64_t>(verticalScrollBar()->pageStep());
    const std::uint64_t top = firstLineInSight();
    if (line < top || line + 1 >= top + page)
        verticalScrollBar()->setValue(
            static_cast<int>(std::min<std::uint64_t>(line - std::min(line, page / 3), mostLinesOfBar)));
    viewport()->update();
}

void ByteView::setMatches(std::shared_ptr<const SearchResult> matches, qsizetype current)
{
    matches_ = std::move(matches);
    currentMatch_ = current;
    if (matches_ && current >= 0 && static_cast<std::size_t>(current) < matches_->matches.size())
        goTo(matches_->matches[static_cast<std::size_t>(current)].offset);
    viewport()->update();
}

MappedText ByteView::hexLine(std::uint64_t line) const
{
    return inspector::hexLine(bytes_->view(), line, bytesPerLine());
}

MappedText ByteView::shownLine(std::uint64_t line) const
{
    if (!bytes_)
        return {};
    if (mode_ == Mode::Hex)
        return hexLine(line);
    if (!index_)
        return {};
    const auto lines = index_->lines(bytes_->view(), line, 1);
    return lines.empty() ? MappedText{} : mappedText(bytes_->view(), lines.front().begin, lines.front().end);
}

void ByteView::paintEvent(QPaintEvent* event)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme.ground);
    painter.setPen(theme.dimText);
    if (!bytes_)
        return;
    if (!isReady()) {
        painter.drawText(viewport()->rect().adjusted(padding, padding, -padding, -padding),
                         Qt::AlignTop | Qt::AlignLeft, tr("Finding the lines…"));
        return;
    }
    if (bytes_->view().empty()) {
        painter.drawText(viewport()->rect().adjusted(padding, padding, -padding, -padding),
                         Qt::AlignTop | Qt::AlignLeft, tr("The file is empty."));
        return;
    }
    QTextCharFormat selected;
    selected.setBackground(theme.selectionGround);
    QTextCharFormat matched;
    matched.setBackground(theme.waitingHatch);
    QTextCharFormat current;
    current.setBackground(theme.selection);
    current.setForeground(theme.textOn(theme.selection));
    QTextCharFormat dim;
    dim.setForeground(theme.dimText);

    const int height = lineHeight();
    const auto linesInSight = static_cast<std::uint64_t>(viewport()->height() / height + 2);
    const std::uint64_t top = firstLineInSight();
    std::vector<TextLine> lines;
    if (mode_ == Mode::Text)
        lines = index_->lines(bytes_->view(), top, linesInSight);
    const std::uint64_t shown =
        mode_ == Mode::Text ? lines.size() : std::min(linesInSight, lineCount() - std::min(top, lineCount()));
    for (std::uint64_t i = 0; i < shown; ++i) {
        const MappedText line =
            mode_ == Mode::Text ? mappedText(bytes_->view(), lines[i].begin, lines[i].end) : hexLine(top + i);
        const int y = static_cast<int>(i) * height + padding / 2;
        QTextLayout layout(line.text);
        QList<QTextLayout::FormatRange> formats;
        if (mode_ == Mode::Hex)
            formats.append({0, 10, dim});
        if (matches_) {
            const auto& all = matches_->matches;
            auto match = std::partition_point(all.begin(), all.end(), [&](const SearchMatch& each) {
                return each.offset + each.length <= line.byteOf.front();
            });
            for (; match != all.end() && match->offset < line.byteOf.back(); ++match)
                mark(line, match->offset, match->offset + match->length,
                     match - all.begin() == currentMatch_ ? current : matched, formats);
        }
        mark(line, std::min(anchor_, caret_), std::max(anchor_, caret_), selected, formats);
        layout.setFormats(formats);
        layOut(layout, font());
        painter.setPen(theme.text);
        layout.draw(&painter, QPointF(padding, y + 1));
    }
}

void ByteView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (mode_ == Mode::Text && bytes_ && (!index_ || index_->columns() != columnsInSight()) && !indexing_) {
        if (bytes_->view().size() <= indexedAtOnce)
            makeIndex();
        else
            reindexTimer_.start();
    }
    updateScrollBar();
}

void ByteView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange && bytes_)
        makeIndex();
}

std::uint64_t ByteView::offsetAt(QPoint position) const
{
    if (!bytes_ || !isReady() || lineCount() == 0)
        return 0;
    const int row = (position.y() - padding / 2) / lineHeight() - (position.y() < padding / 2 ? 1 : 0);
    const auto wantedLine = static_cast<std::int64_t>(firstLineInSight()) + row;
    if (wantedLine < 0)
        return 0;
    const auto line = static_cast<std::uint64_t>(wantedLine);
    if (line >= lineCount())
        return bytes_->view().size();
    const MappedText shown = shownLine(line);
    QTextLayout layout(shown.text);
    layOut(layout, font());
    if (layout.lineCount() == 0)
        return shown.byteOf.front();
    const int at = layout.lineAt(0).xToCursor(position.x() - padding);
    return shown.byteOf[static_cast<std::size_t>(std::clamp<qsizetype>(at, 0, shown.text.size()))];
}

void ByteView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    caret_ = offsetAt(event->pos());
    if (!event->modifiers().testFlag(Qt::ShiftModifier))
        anchor_ = caret_;
    viewport()->update();
}

void ByteView::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons().testFlag(Qt::LeftButton))
        return;
    mouseAt_ = event->pos();
    caret_ = offsetAt(mouseAt_);
    if (viewport()->rect().contains(mouseAt_))
        autoScrollTimer_.stop();
    else if (!autoScrollTimer_.isActive())
        autoScrollTimer_.start();
    viewport()->update();
}

void ByteView::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    autoScrollTimer_.stop();
}

void ByteView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (!bytes_ || event->button() != Qt::LeftButton)
        return;
    const std::string_view text = bytes_->view();
    const auto inWord = [](char c) {
        return c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') ||
               (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    constexpr std::uint64_t longestWord = 4'096;
    const std::uint64_t at = offsetAt(event->pos());
    anchor_ = caret_ = at;
    while (anchor_ > 0 && at - anchor_ < longestWord && inWord(text[anchor_ - 1]))
        --anchor_;
    while (caret_ < text.size() && caret_ - at < longestWord && inWord(text[caret_]))
        ++caret_;
    viewport()->update();
}

void ByteView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    const int page = std::max(1, verticalScrollBar()->pageStep() - 1);
    switch (event->key()) {
    case Qt::Key_Up:
        return scrollBy(-1);
    case Qt::Key_Down:
        return scrollBy(1);
    case Qt::Key_PageUp:
        return scrollBy(-page);
    case Qt::Key_PageDown:
        return scrollBy(page);
    case Qt::Key_Home:
        return verticalScrollBar()->setValue(0);
    case Qt::Key_End:
        return verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void ByteView::selectAll()
{
    anchor_ = 0;
    caret_ = bytes_ ? bytes_->view().size() : 0;
    viewport()->update();
}

QString ByteView::selectedText() const
{
    if (!bytes_ || !hasSelection())
        return {};
    const std::uint64_t begin = std::min(anchor_, caret_);
    const std::uint64_t length = std::max(anchor_, caret_) - begin;
    if (mode_ == Mode::Text) {
        const std::string_view cut = cutText(bytes_->view().substr(begin, length), mostCopied);
        return QString::fromUtf8(cut.data(), static_cast<qsizetype>(cut.size()));
    }
    const std::uint64_t most = std::min(length, mostCopied / 3);
    return QString::fromLatin1(
        QByteArray::fromRawData(bytes_->view().data() + begin, static_cast<qsizetype>(most)).toHex(' '));
}

void ByteView::copy() const
{
    if (hasSelection())
        QGuiApplication::clipboard()->setText(selectedText());
}

} // namespace rolloutscope::inspector
