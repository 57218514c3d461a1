// The entries of a transcript, of which only those in sight are laid out: scrolling, selection, folding, Markdown.
// Knows nothing of documents.
#pragma once

#include "views/transcript/entry_layout.h"
#include "views/transcript/row_heights.h"

#include <QAbstractScrollArea>

#include <map>
#include <memory>
#include <optional>

namespace rolloutscope::transcript {

class TranscriptCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit TranscriptCanvas(QWidget* parent);

    /// Null: nothing, with a note in its place. The same agent's transcript that has grown stays where it is.
    void setTranscript(std::shared_ptr<const Transcript> transcript);
    [[nodiscard]] const std::shared_ptr<const Transcript>& transcript() const { return transcript_; }
    void setNote(const QString& note);

    [[nodiscard]] std::optional<std::size_t> selected() const { return selected_; }
    void select(std::optional<std::size_t> entry);
    /// From where the selection began to this entry.
    void extendTo(std::size_t entry);
    void selectAll();
    /// The text that a person marked in an entry; empty: none.
    [[nodiscard]] QString markedText();
    /// Selects an entry with the nth place (from 0) of a text in it marked and in sight; unfolds it where that stands
    /// below the fold. False if the entry does not hold it, as far as it was read.
    bool markText(std::size_t entry, const QString& text, int nth = 0);
    /// First and last.
    [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> selectedRange() const;
    /// Selects the first entry of the next turn (+1), or of the one before (-1).
    void stepTurn(int by);
    void scrollTo(std::size_t entry);
    /// Some of it, at least.
    [[nodiscard]] bool isInSight(std::size_t entry) const;
    /// What was read of an entry; of no use for another transcript than the one that asked for it.
    void setDetails(std::size_t entry, EntryDetailsPtr details);
    [[nodiscard]] EntryDetailsPtr detailsOf(std::size_t entry) const;
    void toggleFold();
    void toggleMarkdown();
    /// All of the selected entry, as far as it was read; nothing when none is selected.
    [[nodiscard]] std::optional<EntryText> selectedText() const;
    [[nodiscard]] std::size_t laidOut() const { return layouts_.size(); }

signals:
    void entryChosen(std::size_t entry);
    void menuRequested(std::size_t entry, QPoint globalPosition);
    /// An entry of which the trace keeps only part came into sight.
    void detailsWanted(std::size_t entry);
    /// They came, and the entry says all.
    void detailsShown(std::size_t entry);
    void agentChosen(const QString& agentPath);
    /// The interaction that brought the entry's message.
    void edgeChosen(std::size_t entry);
    void thumbnailChosen(std::size_t entry, std::size_t thumbnail);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    static constexpr std::size_t mostLaidOut = 300;

    const EntryLayout& layoutOf(std::size_t entry);
    void layOutInSight();
    void takeGrown(const Transcript& before);
    void forget(std::size_t entry);
    void forgetFarDetails(std::size_t entry);
    void estimateHeights(std::vector<int> known = {});
    void updateScrollBar();
    [[nodiscard]] std::optional<std::size_t> entryAt(QPoint position) const;
    /// A place in the viewport, relative to the entry.
    [[nodiscard]] QPoint inEntry(std::size_t entry, QPoint position) const;
    void wantDetails(std::size_t entry);
    void scrollToMarked();
    [[nodiscard]] bool isInSight(std::size_t entry, int viewHeight) const;
    /// To a place that is meant, px from the top, whatever the entries on the way turn out to be high.
    void jumpTo(long long place);
    void jumpToEnd();
    void scrollUp(int by);
    void choose(std::size_t entry, bool extends = false);
    void step(int by, bool extends);

    std::shared_ptr<const Transcript> transcript_;
    QString note_;
    RowHeights heights_;
    std::map<std::size_t, std::unique_ptr<EntryLayout>> layouts_;
    std::map<std::size_t, EntryState> states_;
    std::map<std::size_t, EntryDetailsPtr> details_; // null: asked for
    std::optional<std::size_t> selected_;
    std::optional<std::size_t> anchor_; // where the selection began
    std::optional<TextRange> marked_;   // of the selected entry
    bool marking_ = false;              // the button is down
    bool jumping_ = false;              // the scroll bar is being set, not used
};

} // namespace rolloutscope::transcript
