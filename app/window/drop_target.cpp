#include "app/window/drop_target.h"

#include "app/open/object_link.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace rolloutscope {
namespace {

/// Local files, or the link to an object.
QStringList thingsToOpen(const QMimeData* data)
{
    QStringList paths;
    if (data == nullptr)
        return paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    // As text: a URL class writes it differently from how it was made.
    if (paths.isEmpty() && data->hasText() && isLink(data->text().trimmed()))
        paths << data->text().trimmed();
    return paths;
}

} // namespace

DropTarget::DropTarget(QWidget* window) : QObject(window), window_(window)
{
    window_->setAcceptDrops(true);
    QCoreApplication::instance()->installEventFilter(this);
}

bool DropTarget::eventFilter(QObject* watched, QEvent* event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop && type != QEvent::DragLeave)
        return false;
    auto* widget = qobject_cast<QWidget*>(watched);
    if (widget == nullptr || widget->window() != window_)
        return false;
    if (type == QEvent::DragLeave) {
        showHint(false);
        return false;
    }
    auto* drop = static_cast<QDropEvent*>(event); // the base of the other two
    const QStringList paths = thingsToOpen(drop->mimeData());
    if (paths.isEmpty())
        return false;
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    showHint(type != QEvent::Drop);
    if (type == QEvent::Drop)
        emit dropped(paths);
    return true;
}

void DropTarget::showHint(bool shown)
{
    if (!shown) {
        delete hint_;
        hint_ = nullptr;
        return;
    }
    if (hint_ != nullptr)
        return;
    const Theme& theme = Theme::of(window_->palette());
    auto* label = new QLabel(tr("Drop to open"), window_);
    label->setAlignment(Qt::AlignCenter);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    label->setFont(titleFont());
    QColor ground = theme.selectionGround;
    ground.setAlphaF(0.85F);
    label->setStyleSheet(QStringLiteral("background: %1; color: %2; border: 2px dashed %2; border-radius: 8px;")
                             .arg(ground.name(QColor::HexArgb), theme.selection.name()));
    label->setGeometry(window_->rect().adjusted(12, 12, -12, -12));
    label->show();
    label->raise();
    hint_ = label;
}

} // namespace rolloutscope
