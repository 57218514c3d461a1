#include "views/inspector/images_view.h"

#include "core/insight/describe.h"
#include "views/document/background.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QClipboard>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace rolloutscope::inspector {

ImagesView::ImagesView(QWidget* parent)
    : QWidget(parent), caption_(new QLabel(this)), previous_(new QToolButton(this)), next_(new QToolButton(this))
{
    setFocusPolicy(Qt::StrongFocus);
    caption_->setTextFormat(Qt::PlainText);
    caption_->setFont(smallFont());
    previous_->setText(QStringLiteral("‹"));
    previous_->setToolTip(tr("Previous image (Left)"));
    next_->setText(QStringLiteral("›"));
    next_->setToolTip(tr("Next image (Right)"));
    connect(previous_, &QToolButton::clicked, this, [this] { go(current_ - 1); });
    connect(next_, &QToolButton::clicked, this, [this] { go(current_ + 1); });
    auto* bar = new QHBoxLayout;
    bar->addWidget(caption_, 1);
    bar->addWidget(previous_);
    bar->addWidget(next_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::panelPadding, 4, metrics::panelPadding, 6);
    layout->addStretch(1);
    layout->addLayout(bar);

    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(tr("&Copy Image"), this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] {
        if (!shown_.image.isNull())
            QGuiApplication::clipboard()->setImage(shown_.image);
    });
    addAction(copy);
}

ImagesView::~ImagesView()
{
    if (decoding_)
        *decoding_ = true;
}

void ImagesView::setImages(BytesPtr bytes, std::vector<EmbeddedImage> images)
{
    bytes_ = std::move(bytes);
    images_ = std::move(images);
    go(0);
}

void ImagesView::showAt(std::uint64_t offset)
{
    for (std::size_t i = 0; i < images_.size(); ++i) {
        if (images_[i].begin <= offset && offset < images_[i].end)
            return go(i);
    }
}

void ImagesView::go(std::size_t index)
{
    if (decoding_)
        *decoding_ = true;
    decoding_.reset();
    shown_ = {};
    isDecoded_ = false;
    current_ = index < images_.size() ? index : 0;
    previous_->setVisible(images_.size() > 1);
    next_->setVisible(images_.size() > 1);
    previous_->setEnabled(current_ > 0);
    next_->setEnabled(current_ + 1 < images_.size());
    updateCaption();
    if (isVisible())
        decode();
    update();
}

void ImagesView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    decode();
}

void ImagesView::decode()
{
    if (images_.empty() || isDecoded_ || decoding_)
        return;
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    decoding_ = cancelled;
    auto* watcher = new QFutureWatcher<DecodedImage>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, cancelled] {
        watcher->deleteLater();
        if (*cancelled)
            return;
        decoding_.reset();
        shown_ = watcher->result();
        isDecoded_ = true;
        updateCaption();
        update();
        emit decoded();
    });
    watcher->setFuture(runInBackground([bytes = bytes_, image = images_[current_], cancelled] {
        if (*cancelled)
            return DecodedImage{};
        return decodeImage(bytes->view().substr(image.begin, image.end - image.begin));
    }));
}

void ImagesView::updateCaption()
{
    QString text;
    if (images_.size() > 1)
        text = tr("Image %1 of %2").arg(current_ + 1).arg(images_.size()) +
               (images_.size() == mostImages ? tr(" or more") : QString());
    if (!shown_.image.isNull()) {
        if (!text.isEmpty())
            text += QStringLiteral(" · ");
        text += QStringLiteral("%1 · %2 × %3 · %4")
                    .arg(shown_.format)
                    .arg(shown_.fullSize.width())
                    .arg(shown_.fullSize.height())
                    .arg(QString::fromStdString(formatBytes(shown_.bytes)));
    }
    caption_->setText(text);
}

void ImagesView::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.ground);
    const QRect area(metrics::panelPadding, metrics::panelPadding, width() - 2 * metrics::panelPadding,
                     caption_->geometry().top() - 2 * metrics::panelPadding);
    if (shown_.image.isNull()) {
        painter.setPen(theme.dimText);
        painter.drawText(area, Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap,
                         isDecoded_ ? shown_.error : tr("Decoding…"));
        return;
    }
    const double scale = devicePixelRatioF();
    const QSizeF natural = QSizeF(shown_.image.size()) / scale;
    const QSizeF fitted = natural.width() <= area.width() && natural.height() <= area.height()
                              ? natural
                              : natural.scaled(area.size(), Qt::KeepAspectRatio);
    const QRectF target(area.x() + (area.width() - fitted.width()) / 2,
                        area.y() + (area.height() - fitted.height()) / 2, fitted.width(), fitted.height());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, shown_.image);
    painter.setPen(theme.line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5));
}

void ImagesView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left && current_ > 0)
        return go(current_ - 1);
    if (event->key() == Qt::Key_Right && current_ + 1 < images_.size())
        return go(current_ + 1);
    QWidget::keyPressEvent(event);
}

} // namespace rolloutscope::inspector
