#include "views/graph/busy_note.h"

#include "views/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace rolloutscope::graph {

namespace {

constexpr int gapToBorder = 10; // px

} // namespace

BusyNote::BusyNote(QWidget* canvas) : QFrame(canvas)
{
    setObjectName(QStringLiteral("busyNote"));
    auto* text = new QLabel(tr("Laying out…"), this);
    text->setFont(smallFont());
    text->setForegroundRole(QPalette::PlaceholderText);
    auto* cancel = new QToolButton(this);
    cancel->setText(tr("Cancel"));
    cancel->setToolTip(tr("Stop the layout and show a simpler one"));
    cancel->setFocusPolicy(Qt::StrongFocus);
    connect(cancel, &QToolButton::clicked, this, &BusyNote::cancelClicked);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::panelPadding, 4, 4, 4);
    row->setSpacing(6);
    row->addWidget(text);
    row->addWidget(cancel);
    canvas->installEventFilter(this);
    hide();
}

bool BusyNote::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

void BusyNote::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    place();
}

void BusyNote::place()
{
    adjustSize();
    move(std::max(0, parentWidget()->width() - width() - gapToBorder), gapToBorder);
    raise();
}

} // namespace rolloutscope::graph
