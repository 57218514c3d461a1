#include "views/graph/graph_filter_button.h"

#include <QAction>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>

namespace rolloutscope::graph {

GraphFilterButton::GraphFilterButton(QWidget* parent) : QToolButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setPopupMode(QToolButton::InstantPopup);
    setToolTip(tr("Which nodes and edges are shown"));
    setMenu(new QMenu(this));
    menu()->installEventFilter(this);
    fillMenu();
    showState();
}

void GraphFilterButton::fillMenu()
{
    all_ = menu()->addAction(tr("Show All"), this, [this] { setFilter({}); });
    for (const FilterSection& section : filterSections()) {
        menu()->addSection(section.title);
        for (const FilterEntry& entry : section.entries) {
            QAction* action = menu()->addAction(entry.text);
            action->setCheckable(true);
            connect(action, &QAction::triggered, this, [this, entry](bool shown) {
                GraphFilter changed = filter_;
                if (shown)
                    changed.*entry.bits &= ~entry.mask;
                else
                    changed.*entry.bits |= entry.mask;
                setFilter(changed);
            });
            entries_.emplace_back(action, entry);
        }
    }
}

void GraphFilterButton::setFilter(const GraphFilter& filter)
{
    if (filter == filter_)
        return;
    filter_ = filter;
    showState();
    emit filterChanged();
}

void GraphFilterButton::showState()
{
    int hidden = 0;
    for (const auto& [action, entry] : entries_) {
        const bool shown = (filter_.*entry.bits & entry.mask) == 0;
        action->setChecked(shown);
        hidden += shown ? 0 : 1;
    }
    all_->setEnabled(hidden > 0);
    setText(hidden > 0 ? tr("Filter (%1 hidden)").arg(hidden) : tr("Filter"));
    setAccessibleName(text());
}

bool GraphFilterButton::eventFilter(QObject* watched, QEvent* event)
{
    // Several entries in a row: the menu stays.
    if (watched == menu()) {
        QAction* switched = nullptr;
        if (event->type() == QEvent::MouseButtonRelease)
            switched = menu()->actionAt(static_cast<QMouseEvent*>(event)->position().toPoint());
        else if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space)
            switched = menu()->activeAction();
        if (switched && switched->isCheckable()) {
            switched->trigger();
            return true;
        }
    }
    return QToolButton::eventFilter(watched, event);
}

} // namespace rolloutscope::graph
