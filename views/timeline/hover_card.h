// The card that explains what is under the cursor. A child of the timeline, never in the way of the mouse.
#pragma once

#include "views/timeline/timeline_texts.h"

#include <QWidget>

namespace rolloutscope {

class HoverCard : public QWidget {
public:
    explicit HoverCard(QWidget* parent);

    /// Shows the card beside `explained` (parent coordinates), inside `room`, and not over it if there is any place.
    void showFor(const CardText& text, const QRect& explained, int cursorX, const QRect& room);
    [[nodiscard]] const CardText& text() const { return text_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QSize sizeFor(int maxWidth) const;
    [[nodiscard]] int nameWidth() const;

    CardText text_;
};

/// Where a card of `size` goes: below, above, right or left of what it explains, whichever first has room.
[[nodiscard]] QPoint cardPosition(QSize size, const QRect& explained, int cursorX, const QRect& room);

} // namespace rolloutscope
