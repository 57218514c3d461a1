#include "app/dialogs/command_palette.h"

#include "app/dialogs/palette_list.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

constexpr int mostRows = 12;
constexpr int widest = 620;      // px
constexpr int sideMargin = 40;   // px to the window's edges
constexpr int topMargin = 64;    // px: below menu and toolbar
constexpr int mostLetters = 300; // of the text: an id is longer than a name
constexpr qsizetype mostRecent = 20;

} // namespace

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window), input_(new QLineEdit(this)), list_(new PaletteList(this)), note_(new QLabel(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setFrameShape(QFrame::StyledPanel); // drawn by the style sheet
    input_->setPlaceholderText(tr("Run a command; @ goes to an agent, # to an object by its id"));
    input_->setAccessibleName(tr("Command palette"));
    input_->setMaxLength(mostLetters);
    list_->setAccessibleName(tr("Commands"));
    note_->setTextFormat(Qt::PlainText);
    note_->setContentsMargins(metrics::panelPadding, 6, metrics::panelPadding, 8);
    note_->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(6);
    layout->addWidget(input_);
    layout->addWidget(list_);
    layout->addWidget(note_);
    hide();

    connect(input_, &QLineEdit::textChanged, this, &CommandPalette::showMatches);
    connect(list_, &QAbstractItemView::clicked, this, &CommandPalette::runCurrent);
}

void CommandPalette::open(std::vector<ActionGroup> groups, TraceDocument* document)
{
    if (!isVisible())
        focusBefore_ = QApplication::focusWidget();
    document_ = document;
    entries_ = PaletteEntries(std::move(groups), document != nullptr ? document->loaded() : nullptr);
    {
        const QSignalBlocker blocker(input_);
        input_->clear();
    }
    showMatches();
    show();
    raise();
    place();
    input_->setFocus(Qt::PopupFocusReason);
    // The text's keys, a click elsewhere, and the window's size.
    qApp->installEventFilter(this);
}

void CommandPalette::dismiss()
{
    if (isHidden())
        return;
    qApp->removeEventFilter(this);
    const bool hadFocus = input_->hasFocus();
    // First: a hidden widget's focus goes to whoever is next.
    if (hadFocus && focusBefore_ && focusBefore_->isVisible())
        focusBefore_->setFocus(Qt::PopupFocusReason);
    hide();
    // The trace is not kept alive by what nobody sees.
    entries_ = {};
    list_->setEntries({});
    document_ = nullptr;
}

QString CommandPalette::note() const
{
    return note_->isHidden() ? QString() : note_->text();
}

void CommandPalette::showMatches()
{
    const QString text = input_->text();
    list_->setEntries(entries_.matching(text, recent_));
    const bool empty = list_->entries().empty();
    note_->setText(empty ? entries_.emptyText(text) : QString());
    note_->setVisible(empty);
    list_->setVisible(!empty);
    place();
}

void CommandPalette::place()
{
    const QWidget* window = parentWidget();
    const int width = std::min(widest, window->width() - 2 * sideMargin);
    const int room = window->height() - topMargin - sideMargin - input_->sizeHint().height();
    list_->setFixedHeight(std::max(0, std::min(list_->heightFor(mostRows), room)));
    layout()->activate();
    setGeometry((window->width() - width) / 2, topMargin, width, sizeHint().height());
}

void CommandPalette::runCurrent()
{
    const int row = list_->currentRow();
    if (row < 0)
        return;
    const PaletteEntry entry = list_->entries()[static_cast<std::size_t>(row)];
    const QPointer<TraceDocument> document = document_;
    const LoadedTracePtr loaded = entries_.loaded();
    // The action may ask who has the keyboard, or give it to somebody else.
    dismiss();
    if (entry.action) {
        recent_.removeAll(entry.action->objectName());
        recent_.prepend(entry.action->objectName());
        recent_ = recent_.mid(0, mostRecent);
        entry.action->trigger();
    } else if (document && document->loaded() && loaded) {
        document->reveal(sameObject(loaded->trace, document->loaded()->trace, entry.object));
    }
}

bool CommandPalette::takeKey(int key)
{
    switch (key) {
    case Qt::Key_Escape:
        dismiss();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    case Qt::Key_Up:
        list_->moveBy(-1);
        return true;
    case Qt::Key_Down:
        list_->moveBy(1);
        return true;
    case Qt::Key_PageUp:
        list_->moveBy(1 - mostRows);
        return true;
    case Qt::Key_PageDown:
        list_->moveBy(mostRows - 1);
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return true; // the keyboard stays here until it closes
    default:
        return false;
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == input_ && event->type() == QEvent::KeyPress)
        return takeKey(static_cast<QKeyEvent*>(event)->key());
    if (watched == input_ && event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // no action's
        return true;
    }
    if (watched == input_ && event->type() == QEvent::FocusOut) {
        const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
        // Another window may come in between, and the text has a menu of its own.
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason)
            QMetaObject::invokeMethod(this, &CommandPalette::dismiss, Qt::QueuedConnection);
        return false;
    }
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (event->type() == QEvent::MouseButtonPress) {
        const auto* widget = qobject_cast<QWidget*>(watched);
        if (widget != nullptr && widget->window() == window() && widget != this && !isAncestorOf(widget))
            dismiss(); // and the click is for whom it hit
    }
    return false;
}

} // namespace rolloutscope
