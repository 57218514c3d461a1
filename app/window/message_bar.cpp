#include "app/window/message_bar.h"

#include "views/theme/icons.h"
#include "views/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

namespace rolloutscope {
namespace {

constexpr qsizetype mostMessages = 5;
constexpr qsizetype mostCharacters = 600;

} // namespace

MessageBar::MessageBar(QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("messageBar"));
    setFocusPolicy(Qt::StrongFocus);
    icon_ = new QLabel(this);
    label_ = new QLabel(this);
    label_->setTextFormat(Qt::PlainText);
    label_->setWordWrap(true);
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label_->setAccessibleName(tr("Message"));
    closeButton_ = new QToolButton(this);
    closeButton_->setProperty("iconOnly", true);
    closeButton_->setIcon(themedIcon(QStringLiteral("close")));
    closeButton_->setToolTip(tr("Close this message (Esc)"));
    closeButton_->setAccessibleName(tr("Close this message"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 6);
    layout->setSpacing(8);
    layout->addWidget(icon_, 0, Qt::AlignVCenter);
    layout->addWidget(label_, 1);
    layout->addWidget(closeButton_, 0, Qt::AlignVCenter);
    connect(closeButton_, &QToolButton::clicked, this, &MessageBar::dismiss);
    takeColors();
    hide();
}

void MessageBar::showMessage(const QString& text)
{
    const QString shown = text.size() > mostCharacters ? text.left(mostCharacters) + QChar(0x2026) : text;
    messages_.removeAll(shown);
    messages_ << shown;
    if (messages_.size() > mostMessages)
        messages_ = messages_.mid(messages_.size() - mostMessages);
    label_->setText(messages_.join(u'\n'));
    show();
}

void MessageBar::dismiss()
{
    messages_.clear();
    hide();
}

void MessageBar::takeColors()
{
    takingColors_ = true;
    const Theme& theme = Theme::of(palette());
    setStyleSheet(QStringLiteral("#messageBar { background: %1; border: none; border-bottom: 1px solid %2; }"
                                 "#messageBar QLabel { color: %3; }")
                      .arg(theme.failureGround.name(), theme.failure.name(), theme.text.name()));
    icon_->setPixmap(themedIcon(QStringLiteral("warning")).pixmap(QSize(16, 16), devicePixelRatioF()));
    takingColors_ = false;
}

void MessageBar::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !takingColors_)
        takeColors();
}

void MessageBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

} // namespace rolloutscope
