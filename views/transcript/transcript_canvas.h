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
    void scrollTo(std::size_t entry);
    void toggleFold();
    void toggleMarkdown();
    /// Heading and whole text of the selected entry, for the clipboard.
    [[nodiscard]] QString selectedText() const;
    [[nodiscard]] std::size_t laidOut() const { return layouts_.size(); }

signals:
    void entryChosen(std::size_t entry);
    void menuRequested(std::size_t entry, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    static constexpr std::size_t mostLaidOut = 300;

    const EntryLayout& layoutOf(std::size_t entry);
    void layOutInSight();
    void forget(std::size_t entry);
    void forgetAll();
    void estimateHeights();
    void updateScrollBar();
    [[nodiscard]] std::optional<std::size_t> entryAt(QPoint position) const;
    void choose(std::size_t entry);
    void step(int by);

    std::shared_ptr<const Transcript> transcript_;
    QString note_;
    RowHeights heights_;
    std::map<std::size_t, std::unique_ptr<EntryLayout>> layouts_;
    std::map<std::size_t, EntryState> states_;
    std::optional<std::size_t> selected_;
};

} // namespace rolloutscope::transcript
