#include "views/bookmarks/note_editor.h"

#include "views/bookmarks/bookmark_store.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/theme/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr QSize editorSize(320, 150);

/// One colour to choose.
class ColorDot : public QAbstractButton {
public:
    ColorDot(int color, QWidget* parent) : QAbstractButton(parent), color_(color)
    {
        setCheckable(true);
        setFixedSize(20, 20);
        setToolTip(bookmarkColorName(color));
        setAccessibleName(bookmarkColorName(color));
        setFocusPolicy(Qt::TabFocus); // a click leaves the focus with the text
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        const Theme& theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QPointF center = QRectF(rect()).center();
        painter.setPen(Qt::NoPen);
        painter.setBrush(bookmarkColor(theme, color_));
        painter.drawEllipse(center, 5.5, 5.5);
        if (!isChecked() && !hasFocus())
            return;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(isChecked() ? theme.text : theme.selection, 1.4));
        painter.drawEllipse(center, 8.5, 8.5);
    }

private:
    int color_;
};

} // namespace

NoteEditor::NoteEditor(QWidget* parent) : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Note"));
    title_ = new QLabel(this);
    title_->setTextFormat(Qt::PlainText);
    title_->setFont(smallFont());
    title_->setForegroundRole(QPalette::PlaceholderText);
    text_ = new QPlainTextEdit(this);
    text_->setFrameShape(QFrame::NoFrame);
    text_->setPlaceholderText(tr("Note"));
    text_->setAccessibleName(tr("Note"));
    text_->setTabChangesFocus(true);
    text_->installEventFilter(this);

    colors_ = new QButtonGroup(this);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(2);
    for (int color = 0; color < bookmarkColorCount; ++color) {
        auto* dot = new ColorDot(color, this);
        dot->installEventFilter(this);
        colors_->addButton(dot, color);
        bottom->addWidget(dot);
    }
    bottom->addStretch(1);
    auto* hint = new QLabel(tr("Enter saves, Esc cancels"), this);
    hint->setFont(smallFont());
    hint->setForegroundRole(QPalette::PlaceholderText);
    bottom->addWidget(hint);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->setSpacing(4);
    layout->addWidget(title_);
    layout->addWidget(text_, 1);
    layout->addLayout(bottom);
    setFocusProxy(text_);
    resize(editorSize);
}

NoteEditor* NoteEditor::editBookmark(BookmarkStore* store, const std::string& id, QWidget* parent,
                                     const QPoint& globalPosition)
{
    const Bookmark* bookmark = store->find(id);
    if (bookmark == nullptr)
        return nullptr;
    auto* editor = new NoteEditor(parent);
    connect(editor, &NoteEditor::saved, store,
            [store, id](const QString& note, int color) { store->edit(id, note, color); });
    editor->showAt(globalPosition, bookmarkTime(*store, *bookmark) + u' ' + bookmarkTitle(*store, *bookmark),
                   bookmark->note, bookmark->color);
    return editor;
}

void NoteEditor::showAt(const QPoint& globalPosition, const QString& title, const QString& note, int color)
{
    title_->setText(title_->fontMetrics().elidedText(title, Qt::ElideRight, width() - 20));
    text_->setPlainText(note);
    text_->moveCursor(QTextCursor::End);
    if (QAbstractButton* dot = colors_->button(std::clamp(color, 0, bookmarkColorCount - 1)))
        dot->setChecked(true);
    const QScreen* screen = QGuiApplication::screenAt(globalPosition);
    if (screen == nullptr)
        screen = QGuiApplication::primaryScreen();
    QPoint corner = globalPosition;
    if (screen != nullptr) {
        const QRect room = screen->availableGeometry();
        corner.setX(std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() + 1 - width())));
        corner.setY(std::clamp(corner.y(), room.top(), std::max(room.top(), room.bottom() + 1 - height())));
    }
    move(corner);
    show();
    text_->setFocus(Qt::PopupFocusReason);
}

QString NoteEditor::note() const
{
    return text_->toPlainText();
}

int NoteEditor::color() const
{
    return std::max(0, colors_->checkedId());
}

bool NoteEditor::takeKey(const QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && (event->modifiers() & Qt::ShiftModifier) == 0)
        finish(true);
    else if (event->key() == Qt::Key_Escape)
        finish(false);
    else
        return false;
    return true;
}

bool NoteEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && takeKey(static_cast<QKeyEvent*>(event)))
        return true;
    return QFrame::eventFilter(watched, event);
}

void NoteEditor::keyPressEvent(QKeyEvent* event)
{
    if (!takeKey(event))
        QFrame::keyPressEvent(event);
}

void NoteEditor::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.setPen(theme.dark ? theme.dimText : theme.waitingHatch);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void NoteEditor::finish(bool save)
{
    if (finished_)
        return;
    finished_ = true;
    if (save)
        emit saved(note(), color());
    else
        emit cancelled();
    close();
}

void NoteEditor::closeEvent(QCloseEvent* event)
{
    QFrame::closeEvent(event);
    if (!finished_) {
        finished_ = true;
        emit saved(note(), color()); // a click elsewhere: what was typed is not lost
    }
}

} // namespace rolloutscope
