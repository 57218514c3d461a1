#include "app/window/loading_panel.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

constexpr int barSteps = 1000;
constexpr int panelWidth = 460;

} // namespace

LoadingPanel::LoadingPanel(QWidget* parent) : QWidget(parent)
{
    auto* box = new QWidget(this);
    box->setFixedWidth(panelWidth);
    title_ = new QLabel(box);
    title_->setTextFormat(Qt::PlainText);
    title_->setFont(titleFont());
    path_ = new QLabel(box);
    path_->setTextFormat(Qt::PlainText);
    path_->setForegroundRole(QPalette::PlaceholderText);
    bar_ = new QProgressBar(box);
    bar_->setRange(0, barSteps);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Loading"));
    numbers_ = new QLabel(box);
    numbers_->setForegroundRole(QPalette::PlaceholderText);
    cancel_ = new QPushButton(tr("Cancel"), box);
    cancel_->setToolTip(tr("Stop loading (Esc)"));
    cancel_->setObjectName(QStringLiteral("cancelLoading"));

    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(8);
    grid->addWidget(title_, 0, 0, 1, 2);
    grid->addWidget(path_, 1, 0, 1, 2);
    grid->addWidget(bar_, 2, 0, 1, 2);
    grid->addWidget(numbers_, 3, 0);
    grid->addWidget(cancel_, 3, 1, Qt::AlignRight);
    grid->setColumnStretch(0, 1);

    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(box, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    setFocusProxy(cancel_);
    connect(cancel_, &QPushButton::clicked, this, &LoadingPanel::cancelRequested);
}

void LoadingPanel::start(const QString& name, const QString& path)
{
    title_->setText(title_->fontMetrics().elidedText(tr("Loading %1").arg(name), Qt::ElideRight, panelWidth));
    path_->setText(path_->fontMetrics().elidedText(path, Qt::ElideMiddle, panelWidth));
    path_->setToolTip(plainToolTip(path));
    setProgress(0, 0, 0);
}

void LoadingPanel::setProgress(double fraction, quint64 bytesRead, qint64 elapsedMs)
{
    bar_->setValue(static_cast<int>(fraction * barSteps));
    numbers_->setText(tr("%1 read · %2 % of the event log · %3")
                          .arg(QString::fromStdString(formatBytes(bytesRead)),
                               QString::number(static_cast<int>(fraction * 100)),
                               QString::fromStdString(formatDuration(elapsedMs))));
}

void LoadingPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        emit cancelRequested();
    else
        QWidget::keyPressEvent(event);
}

} // namespace rolloutscope
