#include "views/transcript/transcript_canvas.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace rolloutscope::transcript {

TranscriptCanvas::TranscriptCanvas(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Transcript"));
}

void TranscriptCanvas::setTranscript(std::shared_ptr<const Transcript> transcript)
{
    const bool grows = transcript_ && transcript && transcript_->thread == transcript->thread &&
                       transcript_->entries.size() <= transcript->entries.size() && !transcript_->entries.empty() &&
                       transcript_->loaded->trace.traceId == transcript->loaded->trace.traceId;
    const bool atEnd = grows && verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    const int scroll = verticalScrollBar()->value();
    transcript_ = std::move(transcript);
    forgetAll();
    if (!grows) {
        states_.clear();
        details_.clear();
        selected_.reset();
        anchor_.reset();
        marked_.reset();
    }
    estimateHeights();
    updateScrollBar();
    verticalScrollBar()->setValue(!grows ? 0 : atEnd ? verticalScrollBar()->maximum() : scroll);
    viewport()->update();
}

void TranscriptCanvas::setNote(const QString& note)
{
    note_ = note;
    viewport()->update();
}

void TranscriptCanvas::select(std::optional<std::size_t> entry)
{
    if (selected_ == entry && anchor_ == entry)
        return;
    if (selected_ != entry)
        marked_.reset();
    selected_ = entry;
    anchor_ = entry;
    if (transcript_ && entry) {
        const EntryText text = textOf(*transcript_, *entry, EntryLayout::foldedLines);
        viewport()->setAccessibleDescription(text.heading + u'\n' + text.body);
    }
    viewport()->update();
}

void TranscriptCanvas::extendTo(std::size_t entry)
{
    const std::size_t from = anchor_.value_or(entry);
    select(entry);
    anchor_ = from;
    viewport()->update();
}

void TranscriptCanvas::selectAll()
{
    if (!transcript_ || heights_.size() == 0)
        return;
    if (!selected_)
        choose(0);
    anchor_ = 0;
    selected_ = heights_.size() - 1;
    viewport()->update();
}

QString TranscriptCanvas::markedText() const
{
    if (!transcript_ || !selected_ || !marked_ || marked_->from == marked_->to)
        return {};
    const auto layout = layouts_.find(*selected_);
    return layout == layouts_.end() ? QString() : layout->second->textIn(*marked_);
}

bool TranscriptCanvas::markText(std::size_t entry, const QString& text, int nth)
{
    if (!transcript_ || entry >= heights_.size())
        return false;
    select(entry);
    EntryState& state = states_[entry];
    if (state.markdown) {
        state.markdown = false;
        forget(entry);
    }
    std::optional<TextRange> found = layoutOf(entry).find(text, nth);
    // What is below the fold may hold it, or hold it once more.
    if ((!found || nth > 0 || !layoutOf(entry).isShown(found->from)) && layoutOf(entry).canUnfold() &&
        !state.unfolded) {
        state.unfolded = true;
        forget(entry);
        found = layoutOf(entry).find(text, nth);
    }
    scrollTo(entry);
    if (!found)
        return false;
    marked_ = found;
    scrollToMarked();
    viewport()->update();
    return true;
}

void TranscriptCanvas::scrollToMarked()
{
    if (!selected_ || !marked_)
        return;
    const int line = static_cast<int>(heights_.top(*selected_)) + layoutOf(*selected_).topOf(marked_->from);
    QScrollBar* bar = verticalScrollBar();
    constexpr int context = 40; // px above it
    if (line < bar->value() || line > bar->value() + viewport()->height() - 2 * context)
        bar->setValue(line - context);
}

std::optional<std::pair<std::size_t, std::size_t>> TranscriptCanvas::selectedRange() const
{
    if (!selected_)
        return std::nullopt;
    return std::minmax(*selected_, anchor_.value_or(*selected_));
}

void TranscriptCanvas::scrollTo(std::size_t entry)
{
    if (!transcript_ || entry >= heights_.size())
        return;
    // What comes into sight becomes as high as it is, which moves what is below: a few rounds settle it.
    for (int round = 0; round < 4; ++round) {
        const int height = layoutOf(entry).height();
        const auto top = static_cast<int>(heights_.top(entry));
        QScrollBar* bar = verticalScrollBar();
        updateScrollBar();
        if (top < bar->value() || height > viewport()->height())
            bar->setValue(top);
        else if (top + height > bar->value() + viewport()->height())
            bar->setValue(top + height - viewport()->height());
        layOutInSight();
        if (static_cast<int>(heights_.top(entry)) == top)
            break;
    }
}

void TranscriptCanvas::layOutInSight()
{
    std::size_t entry = heights_.rowAt(verticalScrollBar()->value());
    const long long end = verticalScrollBar()->value() + viewport()->height();
    while (entry < heights_.size() && heights_.top(entry) < end)
        layoutOf(entry++);
}

void TranscriptCanvas::toggleFold()
{
    if (!selected_ || !layoutOf(*selected_).canUnfold())
        return;
    states_[*selected_].unfolded = !states_[*selected_].unfolded;
    forget(*selected_);
    scrollTo(*selected_);
    viewport()->update();
}

void TranscriptCanvas::toggleMarkdown()
{
    if (!selected_)
        return;
    states_[*selected_].markdown = !states_[*selected_].markdown;
    marked_.reset();
    forget(*selected_);
    scrollTo(*selected_);
    viewport()->update();
}

std::optional<EntryText> TranscriptCanvas::selectedText() const
{
    if (!transcript_ || !selected_)
        return std::nullopt;
    const auto details = details_.find(*selected_);
    return textOf(*transcript_, *selected_, std::numeric_limits<qsizetype>::max(),
                  details != details_.end() && details->second ? details->second->body : QString());
}

void TranscriptCanvas::wantDetails(std::size_t entry)
{
    if (details_.contains(entry) || !isCut(transcript_->loaded->trace.items[transcript_->entries[entry].item]))
        return;
    if (details_.size() >= mostLaidOut)
        details_.clear();
    details_.emplace(entry, nullptr);
    emit detailsWanted(entry);
}

EntryDetailsPtr TranscriptCanvas::detailsOf(std::size_t entry) const
{
    const auto found = details_.find(entry);
    return found == details_.end() ? nullptr : found->second;
}

void TranscriptCanvas::setDetails(std::size_t entry, EntryDetailsPtr details)
{
    if (!transcript_ || entry >= transcript_->entries.size())
        return;
    details_.insert_or_assign(entry, std::move(details));
    // What is read does not move on.
    const long long scroll = verticalScrollBar()->value();
    const bool isAbove = heights_.top(entry) < scroll;
    const long long before = heights_.total();
    forget(entry);
    if (isAbove)
        verticalScrollBar()->setValue(static_cast<int>(scroll + heights_.total() - before));
    viewport()->update();
    emit detailsShown(entry);
}

// ---- Layout --------------------------------------------------------------------------------------------------------

void TranscriptCanvas::estimateHeights()
{
    std::vector<int> heights;
    if (transcript_) {
        heights.reserve(transcript_->entries.size());
        for (std::size_t i = 0; i < transcript_->entries.size(); ++i)
            heights.push_back(EntryLayout::estimate(*transcript_, i, viewport()->width()));
    }
    heights_ = RowHeights(heights);
}

const EntryLayout& TranscriptCanvas::layoutOf(std::size_t entry)
{
    auto known = layouts_.find(entry);
    if (known == layouts_.end()) {
        if (layouts_.size() >= mostLaidOut)
            layouts_.clear();
        const auto state = states_.find(entry);
        wantDetails(entry);
        const auto details = details_.find(entry);
        known = layouts_
                    .emplace(entry, std::make_unique<EntryLayout>(*transcript_, entry,
                                                                  state == states_.end() ? EntryState() : state->second,
                                                                  details == details_.end() ? nullptr : details->second,
                                                                  viewport()->width(), Theme::of(palette())))
                    .first;
        heights_.set(entry, known->second->height());
    }
    return *known->second;
}

void TranscriptCanvas::forget(std::size_t entry)
{
    layouts_.erase(entry);
    layoutOf(entry);
    updateScrollBar();
}

void TranscriptCanvas::forgetAll()
{
    layouts_.clear();
}

void TranscriptCanvas::updateScrollBar()
{
    QScrollBar* bar = verticalScrollBar();
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(40);
    bar->setRange(0, static_cast<int>(std::clamp<long long>(heights_.total() - viewport()->height(), 0,
                                                            std::numeric_limits<int>::max() / 2)));
}

std::optional<std::size_t> TranscriptCanvas::entryAt(QPoint position) const
{
    const long long place = verticalScrollBar()->value() + position.y();
    if (!transcript_ || heights_.size() == 0 || place >= heights_.total())
        return std::nullopt;
    return heights_.rowAt(place);
}

void TranscriptCanvas::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (heights_.size() == 0)
        return;
    // What is at the top stays there.
    const std::size_t top = heights_.rowAt(verticalScrollBar()->value());
    forgetAll();
    estimateHeights();
    updateScrollBar();
    verticalScrollBar()->setValue(static_cast<int>(heights_.top(top)));
    if (selected_)
        scrollTo(*selected_);
    scrollToMarked();
}

void TranscriptCanvas::scrollContentsBy(int /*dx*/, int /*dy*/)
{
    viewport()->update();
}

void TranscriptCanvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        forgetAll();
    QAbstractScrollArea::changeEvent(event);
}

void TranscriptCanvas::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.ground);
    if (!transcript_ || transcript_->entries.empty()) {
        painter.setFont(baseFont());
        painter.setPen(theme.dimText);
        painter.drawText(viewport()->rect().adjusted(20, 20, -20, -20),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, note_);
        return;
    }
    // Entries become as high as they are when they come into sight: those above the view do not move it.
    const int scroll = verticalScrollBar()->value();
    std::size_t entry = heights_.rowAt(scroll);
    auto y = static_cast<int>(heights_.top(entry) - scroll);
    const long long before = heights_.total();
    const auto range = selectedRange();
    while (entry < heights_.size() && y < viewport()->height()) {
        const EntryLayout& layout = layoutOf(entry);
        const bool isSelected = range && entry >= range->first && entry <= range->second;
        layout.paint(painter, QPoint(0, y), isSelected, viewport()->rect(),
                     entry == selected_ ? marked_ : std::nullopt);
        y += layout.height();
        ++entry;
    }
    if (heights_.total() != before)
        QMetaObject::invokeMethod(
            this, [this] { updateScrollBar(); }, Qt::QueuedConnection);
    if (hasFocus()) {
        painter.setPen(theme.selection);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace rolloutscope::transcript
