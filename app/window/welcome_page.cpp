#include "app/window/welcome_page.h"

#include "app/open/recent_bundles.h"
#include "app/window/bundle_words.h"
#include "views/theme/icons.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

constexpr int columnWidth = 520;
constexpr int mostShown = 8;

QLabel* dimLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    return label;
}

/// Name in front, the folder it lies in behind: two tones, which a push button alone cannot paint.
class RecentRow : public QPushButton {
public:
    RecentRow(const QString& path, bool missing, QWidget* parent) : QPushButton(parent), path_(path), missing_(missing)
    {
        setFlat(true);
        setEnabled(!missing);
        setMinimumHeight(26);
        setCursor(missing ? Qt::ArrowCursor : Qt::PointingHandCursor);
        setToolTip(plainToolTip(missing ? tr("%1 is not there any more").arg(path) : path));
        setAccessibleName(path);
    }

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QPushButton::paintEvent(event);
        const Theme& theme = Theme::of(palette());
        QPainter painter(this);
        const QString name = singleLine(bundleName(path_, nullptr), 60);
        const QRect box = rect().adjusted(8, 0, -8, 0);
        painter.setPen(missing_ ? theme.dimText : theme.selection);
        painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
        const int used = fontMetrics().horizontalAdvance(name) + 12;
        QString place = QDir::toNativeSeparators(QDir(path_ + QStringLiteral("/..")).absolutePath());
        if (place.startsWith(QDir::homePath()))
            place.replace(0, QDir::homePath().size(), QStringLiteral("~"));
        if (missing_)
            place += tr(" (missing)");
        painter.setPen(theme.dimText);
        painter.drawText(box.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         fontMetrics().elidedText(singleLine(place), Qt::ElideMiddle, box.width() - used));
    }

private:
    QString path_;
    bool missing_;
};

} // namespace

WelcomePage::WelcomePage(QAction* open, QAction* openSample, RecentBundles* recent, QWidget* parent)
    : QWidget(parent), recent_(recent)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* column = new QWidget(this);
    column->setFixedWidth(columnWidth);

    auto* icon = new QLabel(column);
    icon->setPixmap(applicationIcon().pixmap(QSize(56, 56), devicePixelRatioF()));
    auto* title = new QLabel(tr("Rolloutscope"), column);
    QFont big = titleFont();
    big.setPixelSize(24);
    title->setFont(big);
    auto* heading = new QHBoxLayout;
    heading->setSpacing(16);
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(title);
    names->addWidget(dimLabel(tr("See what happened in a rollout of many agents: who worked when, what each model call "
                                 "saw, which tool ran."),
                              column));
    heading->addWidget(icon, 0, Qt::AlignTop);
    heading->addLayout(names, 1);

    const auto makeButton = [&](QAction* action, const QString& text, bool primary) {
        auto* button = new QPushButton(text, column);
        button->setDefault(primary);
        button->setAutoDefault(true);
        button->setMinimumHeight(30);
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, button, [button, action] { button->setEnabled(action->isEnabled()); });
        return button;
    };
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    QPushButton* openButton = makeButton(open, tr("Open Bundle…"), true);
    buttons->addWidget(openButton);
    buttons->addWidget(makeButton(openSample, tr("Open Sample"), false));
    buttons->addStretch(1);
    setFocusProxy(openButton);

    auto* hint = dimLabel(
        tr("or drop a bundle's folder, its manifest.json or its trace.jsonl anywhere on this window."), column);

    recentBox_ = new QWidget(column);
    auto* recentLayout = new QVBoxLayout(recentBox_);
    recentLayout->setContentsMargins(0, 0, 0, 0);
    recentLayout->setSpacing(4);
    auto* recentTitle = dimLabel(tr("RECENT"), recentBox_);
    QFont small = smallFont();
    small.setWeight(QFont::DemiBold);
    small.setLetterSpacing(QFont::AbsoluteSpacing, 0.4);
    recentTitle->setFont(small);
    recentLayout->addWidget(recentTitle);
    recentRows_ = new QVBoxLayout;
    recentRows_->setSpacing(0);
    recentRows_->setContentsMargins(0, 0, 0, 0);
    recentLayout->addLayout(recentRows_);

    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addLayout(heading);
    rows->addSpacing(20);
    rows->addLayout(buttons);
    rows->addSpacing(4);
    rows->addWidget(hint);
    rows->addSpacing(24);
    rows->addWidget(recentBox_);

    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(column, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(recent_, &RecentBundles::changed, this, &WelcomePage::showRecent);
    showRecent();
}

void WelcomePage::showRecent()
{
    while (QLayoutItem* item = recentRows_->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    for (const QString& path : recent_->paths().mid(0, mostShown)) {
        auto* row = new RecentRow(path, recent_->isMissing(path), recentBox_);
        connect(row, &QPushButton::clicked, this, [this, path] { emit openRequested(path); });
        recentRows_->addWidget(row);
    }
    recentBox_->setVisible(!recent_->paths().isEmpty());
}

} // namespace rolloutscope
