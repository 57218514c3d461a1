#include "views/find/query_edit.h"

#include "views/find/completion_popup.h"
#include "views/find/object_query.h"

#include <QKeyEvent>

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

constexpr std::size_t mostCompletions = 100;
constexpr int longestQuery = 2'000;

} // namespace

QueryEdit::QueryEdit(QWidget* parent)
    : QLineEdit(parent), vocabulary_(std::make_shared<const QueryVocabulary>()), popup_(new CompletionPopup(this))
{
    setMaxLength(longestQuery);
    connect(this, &QLineEdit::textEdited, this, [this] { offerCompletions(false); });
    connect(popup_, &CompletionPopup::rowClicked, this, &QueryEdit::complete);
    // It lies in the window, which may outlive the box or not.
    connect(popup_, &QObject::destroyed, this, [this] { popup_ = nullptr; });
}

QueryEdit::~QueryEdit()
{
    if (CompletionPopup* popup = std::exchange(popup_, nullptr)) {
        popup->disconnect(this);
        delete popup;
    }
}

void QueryEdit::setVocabulary(QueryVocabularyPtr vocabulary)
{
    vocabulary_ = std::move(vocabulary);
    if (popup_ != nullptr && popup_->isVisible() && popup_->currentRow() < 0)
        offerCompletions(true);
}

bool QueryEdit::event(QEvent* event)
{
    // Escape and Enter are the box's while it has the focus, whatever they are for the window; Tab would leave it.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress && steersPopup(static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

bool QueryEdit::steersPopup(QKeyEvent* event)
{
    if (popup_ == nullptr || !popup_->isVisible())
        return false;
    const bool isChosen = popup_->currentRow() >= 0;
    switch (event->key()) {
    case Qt::Key_Down:
        popup_->moveCurrent(1);
        return true;
    case Qt::Key_Up:
        popup_->moveCurrent(-1);
        return true;
    case Qt::Key_Tab:
        complete(isChosen ? popup_->currentRow() : 0);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (isChosen)
            complete(popup_->currentRow());
        else
            popup_->hide();
        return isChosen;
    case Qt::Key_Escape:
        popup_->hide();
        return true;
    default:
        return false;
    }
}

void QueryEdit::keyPressEvent(QKeyEvent* event)
{
    const bool backwards = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F3:
        emit stepRequested(backwards ? -1 : 1);
        return;
    case Qt::Key_Escape:
        emit escaped();
        return;
    case Qt::Key_Down:
        offerCompletions(true);
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void QueryEdit::focusOutEvent(QFocusEvent* event)
{
    if (popup_ != nullptr)
        popup_->hide();
    QLineEdit::focusOutEvent(event);
}

void QueryEdit::hideEvent(QHideEvent* event)
{
    if (popup_ != nullptr)
        popup_->hide();
    QLineEdit::hideEvent(event);
}

/// `evenForNothing`: also where no term has been begun.
void QueryEdit::offerCompletions(bool evenForNothing)
{
    if (popup_ == nullptr)
        return;
    const TermSpan span = termAt(text(), cursorPosition());
    const QString term = text().mid(span.begin, span.length);
    offered_.clear();
    if (evenForNothing || !term.isEmpty())
        offered_ = vocabulary_->completionsOf(term, mostCompletions);
    QStringList texts;
    for (const QueryCompletion& completion : offered_)
        texts << completion.term;
    const int toTerm = fontMetrics().horizontalAdvance(text().mid(span.begin, cursorPosition() - span.begin));
    popup_->offer(texts, std::max(0, cursorRect().center().x() - toTerm - 6));
}

void QueryEdit::complete(int row)
{
    if (row < 0 || static_cast<std::size_t>(row) >= offered_.size())
        return;
    const QueryCompletion completion = offered_[static_cast<std::size_t>(row)];
    const TermSpan span = termAt(text(), cursorPosition());
    const qsizetype end = span.begin + span.length;
    const bool spaceFollows = end < text().size();
    // Through the selection, so that it can be undone.
    setSelection(static_cast<int>(span.begin), static_cast<int>(span.length));
    insert(completion.term + (completion.whole && !spaceFollows ? QStringLiteral(" ") : QString()));
    if (completion.whole)
        popup_->hide();
    else
        offerCompletions(true);
}

} // namespace rolloutscope
