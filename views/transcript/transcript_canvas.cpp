#include "views/transcript/transcript_canvas.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace rolloutscope::transcript {
namespace {

constexpr std::size_t mostDetailBytes = std::size_t{128} << 20U;

/// The end of a map that is farther away; call only when it holds something.
template <typename Map>
typename Map::iterator farthest(Map& entries, std::size_t from)
{
    const auto first = entries.begin();
    const auto last = std::prev(entries.end());
    const auto distance = [from](std::size_t entry) { return entry < from ? from - entry : entry - from; };
    return distance(first->first) > distance(last->first) ? first : last;
}

/// Where the entries of a transcript are in what it grew to.
std::vector<std::optional<std::size_t>> entriesOf(const Transcript& before, const Transcript& now)
{
    std::vector<std::optional<std::size_t>> places(before.entries.size());
    for (std::size_t entry = 0; entry < places.size(); ++entry)
        places[entry] =
            now.entryOf(sameObject(before.loaded->trace, now.loaded->trace, ObjectRef(before.entries[entry].item)));
    return places;
}

} // namespace

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
    const std::shared_ptr<const Transcript> before = std::exchange(transcript_, std::move(transcript));
    const bool grows =
        before && transcript_ && before->thread && !before->entries.empty() &&
        sameObject(before->loaded->trace, transcript_->loaded->trace, before->thread).thread() == transcript_->thread;
    if (grows) {
        takeGrown(*before);
    } else {
        layouts_.clear();
        states_.clear();
        details_.clear();
        selected_.reset();
        anchor_.reset();
        marked_.reset();
        estimateHeights();
        updateScrollBar();
        jumpTo(0);
    }
    viewport()->update();
}

/// What was read stays where it is, as it was folded, selected and marked; only who sits at the end goes on with it.
void TranscriptCanvas::takeGrown(const Transcript& before)
{
    const bool atEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    const RowHeights old = std::move(heights_);
    const std::size_t top = old.rowAt(verticalScrollBar()->value());
    const long long below = verticalScrollBar()->value() - old.top(top);
    const std::vector<std::optional<std::size_t>> now = entriesOf(before, *transcript_);
    const auto moved = [&now](std::optional<std::size_t> entry) {
        return entry && *entry < now.size() ? now[*entry] : std::nullopt;
    };
    const auto moveKeys = [&moved](auto& entries) {
        std::decay_t<decltype(entries)> kept;
        for (auto& [entry, value] : entries) {
            if (const auto place = moved(entry))
                kept.emplace(*place, std::move(value));
        }
        entries = std::move(kept);
    };
    moveKeys(states_);
    moveKeys(details_);
    layouts_.clear();
    selected_ = moved(selected_);
    anchor_ = moved(anchor_);
    if (!selected_)
        marked_.reset();

    std::vector<int> known(transcript_->entries.size(), 0);
    for (std::size_t entry = 0; entry < now.size(); ++entry) {
        if (now[entry])
            known[*now[entry]] = old.of(entry);
    }
    estimateHeights(std::move(known));
    updateScrollBar();
    std::optional<std::size_t> anchor = moved(top);
    for (std::size_t entry = top; !anchor && entry > 0; --entry)
        anchor = moved(entry - 1);
    if (atEnd)
        jumpToEnd();
    else if (anchor)
        jumpTo(heights_.top(*anchor) + below);
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

QString TranscriptCanvas::markedText()
{
    if (!transcript_ || !selected_ || !marked_ || marked_->from == marked_->to)
        return {};
    return layoutOf(*selected_).textIn(*marked_);
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
        jumpTo(line - context);
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
            jumpTo(top);
        else if (top + height > bar->value() + viewport()->height())
            jumpTo(top + height - viewport()->height());
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
    forgetFarDetails(entry);
    // What is read does not move on.
    const long long scroll = verticalScrollBar()->value();
    const bool isAbove = heights_.top(entry) < scroll;
    const long long before = heights_.total();
    forget(entry);
    if (isAbove)
        jumpTo(scroll + heights_.total() - before);
    viewport()->update();
    emit detailsShown(entry);
}

// ---- Layout --------------------------------------------------------------------------------------------------------

/// `known` are heights that stay, 0 where there is none.
void TranscriptCanvas::estimateHeights(std::vector<int> known)
{
    known.resize(transcript_ ? transcript_->entries.size() : 0, 0);
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (known[i] == 0)
            known[i] = EntryLayout::estimate(*transcript_, i, viewport()->width());
    }
    heights_ = RowHeights(known);
}

const EntryLayout& TranscriptCanvas::layoutOf(std::size_t entry)
{
    auto known = layouts_.find(entry);
    if (known == layouts_.end()) {
        if (layouts_.size() >= mostLaidOut)
            layouts_.erase(farthest(layouts_, entry));
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

/// Pictures are decoded once, and whole arguments read once, as long as there is room for them.
void TranscriptCanvas::forgetFarDetails(std::size_t entry)
{
    const auto bytesOf = [](const EntryDetailsPtr& details) {
        std::size_t bytes = 0;
        if (details) {
            bytes += static_cast<std::size_t>(details->body.size()) * sizeof(QChar);
            for (const Thumbnail& thumbnail : details->thumbnails)
                bytes += static_cast<std::size_t>(thumbnail.image.sizeInBytes());
        }
        return bytes;
    };
    std::size_t bytes = 0;
    for (const auto& [each, details] : details_)
        bytes += bytesOf(details);
    while (bytes > mostDetailBytes && details_.size() > 1) {
        const auto far = farthest(details_, entry);
        bytes -= bytesOf(far->second);
        layouts_.erase(far->first);
        details_.erase(far);
    }
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
    // What is at the top stays there; what was chosen stays in sight if it was.
    const std::size_t top = heights_.rowAt(verticalScrollBar()->value());
    const bool showsSelected = selected_ && isInSight(*selected_, event->oldSize().height());
    layouts_.clear();
    estimateHeights();
    updateScrollBar();
    jumpTo(heights_.top(top));
    if (!showsSelected)
        return;
    scrollTo(*selected_);
    scrollToMarked();
}

bool TranscriptCanvas::isInSight(std::size_t entry) const
{
    return isInSight(entry, viewport()->height());
}

bool TranscriptCanvas::isInSight(std::size_t entry, int viewHeight) const
{
    const long long begin = verticalScrollBar()->value();
    const long long top = heights_.top(entry);
    return top < begin + viewHeight && top + heights_.of(entry) > begin;
}

void TranscriptCanvas::jumpTo(long long place)
{
    jumping_ = true;
    verticalScrollBar()->setValue(static_cast<int>(std::clamp<long long>(place, 0, verticalScrollBar()->maximum())));
    jumping_ = false;
}

void TranscriptCanvas::jumpToEnd()
{
    long long room = viewport()->height();
    for (std::size_t entry = heights_.size(); entry > 0 && room > 0;)
        room -= layoutOf(--entry).height();
    updateScrollBar();
    jumpTo(verticalScrollBar()->maximum());
}

void TranscriptCanvas::scrollContentsBy(int /*dx*/, int dy)
{
    if (!jumping_ && heights_.size() > 0) {
        if (dy > 0 && dy <= 2 * viewport()->height())
            scrollUp(dy);
        else if (dy < 0 && verticalScrollBar()->value() == verticalScrollBar()->maximum())
            jumpToEnd();
    }
    viewport()->update();
}

/// What comes into sight from above becomes as high as it is, and all else moves by as much as was asked for.
void TranscriptCanvas::scrollUp(int by)
{
    const long long was = verticalScrollBar()->value() + by;
    const std::size_t top = heights_.rowAt(was);
    const long long below = was - heights_.top(top);
    long long room = by - below;
    for (std::size_t entry = top; entry > 0 && room > 0;)
        room -= layoutOf(--entry).height();
    updateScrollBar();
    jumpTo(heights_.top(top) + below - by);
}

void TranscriptCanvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        layouts_.clear();
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
