#include "app/window/message_bar.h"

#include "views/theme/icons.h"
#include "views/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

namespace rolloutscope {
namespace {

constexpr qsizetype mostMessages = 5;
constexpr qsizetype mostCharacters = 600;
constexpr int noticeMs = 8'000;

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
    button_ = new QPushButton(this);
    button_->hide();
    noticeTimer_ = new QTimer(this);
    noticeTimer_->setSingleShot(true);
    noticeTimer_->setInterval(noticeMs);
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
    layout->addWidget(button_, 0, Qt::AlignVCenter);
    layout->addWidget(closeButton_, 0, Qt::AlignVCenter);
    connect(closeButton_, &QToolButton::clicked, this, &MessageBar::dismiss);
    connect(noticeTimer_, &QTimer::timeout, this, &MessageBar::dismiss);
    connect(button_, &QPushButton::clicked, this, [this] {
        const auto act = act_;
        dismiss();
        if (act)
            act();
    });
    takeColors();
    hide();
}

void MessageBar::showMessage(const QString& text)
{
    if (quiet_)
        dismiss();
    setQuiet(false);
    const QString shown = text.size() > mostCharacters ? text.left(mostCharacters) + QChar(0x2026) : text;
    messages_.removeAll(shown);
    messages_ << shown;
    if (messages_.size() > mostMessages)
        messages_ = messages_.mid(messages_.size() - mostMessages);
    label_->setText(messages_.join(u'\n'));
    show();
}

void MessageBar::showMessage(const QString& text, const QString& buttonText, std::function<void()> act)
{
    showMessage(text);
    if (act_) // of another message that is shown too
        act = [earlier = act_, later = std::move(act)] {
            earlier();
            later();
        };
    act_ = std::move(act);
    button_->setText(buttonText);
    button_->show();
}

void MessageBar::showNotice(const QString& text)
{
    if (isVisible() && !quiet_)
        return;
    dismiss();
    showMessage(text);
    setQuiet(true);
    noticeTimer_->start();
}

void MessageBar::setQuiet(bool quiet)
{
    quiet_ = quiet;
    takeColors();
}

void MessageBar::dismiss()
{
    messages_.clear();
    act_ = nullptr;
    button_->hide();
    noticeTimer_->stop();
    hide();
}

void MessageBar::takeColors()
{
    takingColors_ = true;
    const Theme& theme = Theme::of(palette());
    setStyleSheet(QStringLiteral("#messageBar { background: %1; border: none; border-bottom: 1px solid %2; }"
                                 "#messageBar QLabel { color: %3; }")
                      .arg((quiet_ ? theme.panel : theme.failureGround).name(),
                           (quiet_ ? theme.line : theme.failure).name(), theme.text.name()));
    icon_->setPixmap(themedIcon(QStringLiteral("warning")).pixmap(QSize(16, 16), devicePixelRatioF()));
    icon_->setVisible(!quiet_);
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
