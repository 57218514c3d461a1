#include "views/graph/graph_header.h"

#include "views/graph/graph_actions.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace rolloutscope::graph {

namespace {

constexpr int mostStepWidth = 180; // px

QLabel* dimLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(smallFont());
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QToolButton* levelButton(QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return button;
}

QToolButton* menuButton(const GraphActions& actions, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(GraphHeader::tr("Layout"));
    button->setToolTip(GraphHeader::tr("How the graph is arranged, and how much of it is shown"));
    button->setAccessibleName(button->text());
    button->setFocusPolicy(Qt::StrongFocus);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    const auto add = [menu](const QString& title, const auto& list) {
        menu->addSection(title);
        for (QAction* action : list)
            menu->addAction(action);
    };
    add(GraphHeader::tr("Arrange"), actions.arrangements);
    add(GraphHeader::tr("Show"), actions.neighbours);
    add(GraphHeader::tr("Flow of information"), actions.directions);
    add(GraphHeader::tr("Mark"), QList<QAction*>{actions.chain, actions.chainTo});
    button->setMenu(menu);
    return button;
}

} // namespace

GraphHeader::GraphHeader(const GraphActions& actions, QWidget* parent)
    : QWidget(parent),
      row_(new QHBoxLayout),
      summary_(dimLabel(this)),
      trail_(new QWidget(this)),
      trailLayout_(new QHBoxLayout(trail_))
{
    auto* title = new QLabel(tr("Graph"), this);
    QFont bold = baseFont();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);

    // Its room is not reserved: a narrow panel gives it up first.
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    row_->setContentsMargins(metrics::panelPadding, 4, metrics::panelPadding, 4);
    row_->setSpacing(6);
    row_->addWidget(title);
    row_->addSpacing(4);
    for (QAction* level : actions.levels)
        row_->addWidget(levelButton(level, this));
    row_->addSpacing(4);
    row_->addWidget(menuButton(actions, this));
    row_->addSpacing(4);
    row_->addWidget(summary_, 1);

    trailLayout_->setContentsMargins(metrics::panelPadding - 6, 0, metrics::panelPadding, 4);
    trailLayout_->setSpacing(0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row_);
    column->addWidget(trail_);
    trail_->hide();
}

void GraphHeader::addControl(QWidget* control)
{
    row_->insertWidget(row_->indexOf(summary_), control);
}

void GraphHeader::setSummary(const QString& text)
{
    summary_->setText(text);
    summary_->setToolTip(plainToolTip(text));
}

QString GraphHeader::summary() const
{
    return summary_->text();
}

void GraphHeader::setTrail(const QStringList& steps)
{
    const bool hadFocus = trail_->isAncestorOf(focusWidget());
    while (QLayoutItem* item = trailLayout_->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // it may be the sender
        }
        delete item;
    }
    for (int i = 0; i < steps.size(); ++i) {
        if (i > 0) {
            auto* arrow = dimLabel(trail_);
            arrow->setText(QStringLiteral("›"));
            trailLayout_->addWidget(arrow);
        }
        auto* step = new QToolButton(trail_);
        step->setAutoRaise(true);
        step->setFont(smallFont());
        const QString text = QFontMetrics(step->font()).elidedText(steps[i], Qt::ElideMiddle, mostStepWidth);
        step->setText(withoutMnemonic(text));
        const bool last = i + 1 == steps.size();
        step->setToolTip(plainToolTip(last ? steps[i] : tr("Back to %1 (Backspace goes one step up)").arg(steps[i])));
        step->setEnabled(!last);
        step->setFocusPolicy(Qt::StrongFocus);
        connect(step, &QToolButton::clicked, this, [this, i] { emit stepClicked(i); });
        trailLayout_->addWidget(step);
    }
    trailLayout_->addStretch(1);
    trail_->setVisible(!steps.isEmpty());
    if (hadFocus && parentWidget())
        parentWidget()->setFocus();
}

void GraphHeader::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.header);
    painter.fillRect(0, height() - 1, width(), 1, theme.line);
}

} // namespace rolloutscope::graph
