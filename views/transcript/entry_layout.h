// One entry of a transcript, laid out for a width and painted: heading, facts, the gutter that tells who saw it, and
// its text, raw or as Markdown. Nothing in the text is loaded or followed.
#pragma once

#include "views/theme/theme.h"
#include "views/transcript/entry_details.h"

#include <QRectF>
#include <QTextDocument>
#include <QTextLayout>

#include <memory>
#include <optional>

class QPainter;

namespace rolloutscope::transcript {

/// Characters of a body, in either order.
struct TextRange {
    int from = 0;
    int to = 0;
    bool operator==(const TextRange&) const = default;
};

struct EntryState {
    bool unfolded = false;
    bool markdown = false;
    bool operator==(const EntryState&) const = default;
};

class EntryLayout {
public:
    static constexpr qsizetype foldedLines = 14;
    static constexpr qsizetype unfoldedLines = 4'000;

    /// `details` may not be there yet, or never.
    EntryLayout(const Transcript& transcript, std::size_t entry, const EntryState& state, EntryDetailsPtr details,
                int width, const Theme& theme);

    [[nodiscard]] int height() const { return height_; }
    [[nodiscard]] bool canUnfold() const { return canUnfold_; }
    [[nodiscard]] const EntryText& text() const { return text_; }
    /// What can be clicked, at a place relative to the entry's top left.
    [[nodiscard]] std::optional<std::size_t> thumbnailAt(QPoint position) const;
    /// The path of an agent that the heading names.
    [[nodiscard]] QString agentAt(QPoint position) const;
    /// The facts, of which the heading may have no room for all.
    [[nodiscard]] bool isHeading(QPoint position) const;
    /// The arrow between sender and recipient: the interaction that brought the message.
    [[nodiscard]] bool isEdge(QPoint position) const;
    /// The bar at the left, of which calls saw it.
    [[nodiscard]] bool isGutter(QPoint position) const;
    [[nodiscard]] const EntryDetailsPtr& details() const { return details_; }
    [[nodiscard]] bool isBody(QPoint position) const;
    /// The place between characters of the body that is nearest.
    [[nodiscard]] int cursorAt(QPoint position) const;
    [[nodiscard]] QString textIn(const TextRange& range) const;
    /// Where a text stands in the raw body for the nth time (from 0; or the last time, if it is there less often),
    /// whatever the case of its letters; nothing if it does not, or the body is shown as Markdown.
    [[nodiscard]] std::optional<TextRange> find(const QString& text, int nth = 0) const;
    /// px below the entry's top, of the line that holds a place of the raw body.
    [[nodiscard]] int topOf(int cursor) const;
    /// Not below the fold.
    [[nodiscard]] bool isShown(int cursor) const;
    /// At a place of the widget; the theme is that of the making. `marked` is the text that a person selected.
    void paint(QPainter& painter, QPoint topLeft, bool selected, const QRect& visible,
               const std::optional<TextRange>& marked = {}) const;

    /// px that an entry is high, roughly, without laying it out.
    [[nodiscard]] static int estimate(const Transcript& transcript, std::size_t entry, int width);

private:
    void layBody(const Theme& theme);
    void layThumbnails(double top);
    void nameHeading(const Transcript& transcript, const Entry& entry);
    void layHeading();
    void paintHeading(QPainter& painter, QPoint at) const;
    void paintThumbnails(QPainter& painter, QPoint at) const;
    void paintDivider(QPainter& painter, QPoint topLeft, bool selected) const;

    const Theme& theme_;
    EntryKind kind_;
    EntryText text_;
    int width_;
    bool unfolded_;
    int height_ = 0;
    double bodyHeight_ = 0; // of the raw text
    bool canUnfold_ = false;
    bool dropped_ = false;
    bool beginsTurn_ = false;
    QString turn_;
    double readShare_ = 0; // of the gutter: from the first to the last call that saw it
    double readBegin_ = 0;
    struct HeadingPart {
        QString text;
        QString agent; // its path; empty: no link
        bool edge = false;
        QRectF box; // relative to the entry, below the row of its turn
    };
    std::vector<HeadingPart> heading_;
    double belowHeading_ = 0; // where the body begins, below the row of its turn
    QStringList factRows_;    // below the heading; none: there is room for them beside it
    EntryDetailsPtr details_;
    std::vector<QRectF> thumbnails_; // as HeadingPart::box
    std::unique_ptr<QTextLayout> body_;
    std::unique_ptr<QTextDocument> document_; // Markdown
};

} // namespace rolloutscope::transcript
