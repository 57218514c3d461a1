#include "views/search/search_view_private.h"

#include "views/actions/action_registry.h"
#include "views/search/search_delegate.h"
#include "views/search/search_model.h"
#include "views/theme/note_label.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

constexpr int typingDelayMs = 250;
constexpr int lookEveryMs = 30;  // for hits that came
constexpr int markEveryMs = 400; // hits on the timeline
constexpr qsizetype longestField = 2'000;

} // namespace

void SearchView::Private::createWidgets()
{
    field = new QLineEdit(q);
    field->setPlaceholderText(tr("Search everything that models saw"));
    field->setClearButtonEnabled(true);
    field->setMaxLength(static_cast<int>(longestField));
    field->setAccessibleName(tr("Search everywhere"));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 8, 8, 4);
    row->addWidget(field, 1);
    switches = new QHBoxLayout;
    switches->setContentsMargins(8, 0, 8, 4);
    switches->setSpacing(3);

    status = new QLabel(q);
    status->setTextFormat(Qt::PlainText);
    status->setFont(smallFont());
    status->setForegroundRole(QPalette::PlaceholderText);
    status->setWordWrap(true);
    status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    cancel = new QToolButton(q);
    cancel->setText(tr("Stop"));
    cancel->setFont(smallFont());
    cancel->hide();
    auto* statusRow = new QHBoxLayout;
    statusRow->setContentsMargins(metrics::panelPadding, 0, 8, 4);
    statusRow->addWidget(status, 1);
    statusRow->addWidget(cancel);

    model = new SearchModel(q);
    tree = new QTreeView(q);
    tree->setObjectName(QStringLiteral("searchResults"));
    tree->setAccessibleName(tr("What was found"));
    tree->setModel(model);
    tree->setItemDelegate(new SearchDelegate(tree));
    tree->setHeaderHidden(true);
    tree->setUniformRowHeights(true);
    tree->setIndentation(14);
    tree->setExpandsOnDoubleClick(false);
    note = makeNote(q);
    stack = new QStackedWidget(q);
    stack->addWidget(tree);
    stack->addWidget(note);
    auto* column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addLayout(switches);
    column->addLayout(statusRow);
    column->addWidget(stack, 1);
    q->setFocusProxy(field);

    typing = new QTimer(q);
    typing->setSingleShot(true);
    typing->setInterval(typingDelayMs);
    looking = new QTimer(q);
    looking->setInterval(lookEveryMs);
    marking = new QTimer(q);
    marking->setSingleShot(true);
    marking->setInterval(markEveryMs);
    QObject::connect(typing, &QTimer::timeout, q, [this] { startFromField(); });
    QObject::connect(looking, &QTimer::timeout, q, [this] { look(); });
    QObject::connect(marking, &QTimer::timeout, q, [this] { mark(); });
    QObject::connect(field, &QLineEdit::textEdited, typing, [this] { typing->start(); });
    QObject::connect(field, &QLineEdit::textChanged, q, [this](const QString& now) {
        if (now.isEmpty())
            startFromField(); // the clear button
    });
    QObject::connect(field, &QLineEdit::returnPressed, q, [this] {
        if (typing->isActive() || model->places() == 0 || grew)
            startFromField();
        else
            q->step(1);
    });
    QObject::connect(cancel, &QToolButton::clicked, q, [this] {
        if (running)
            running->cancelled = true;
    });
    QObject::connect(tree, &QTreeView::clicked, q, [this](const QModelIndex& index) { open(index); });
    QObject::connect(tree, &QTreeView::activated, q, [this](const QModelIndex& index) { open(index); });
}

void SearchView::Private::createActions()
{
    registry = new ActionRegistry(q);
    const QString group = tr("Search");
    const auto add = [&](const char* id, const QString& name, const QString& help, const QKeySequence& key,
                         bool checkable) {
        return registry->add({.id = QLatin1String(id),
                              .group = group,
                              .text = name,
                              .help = help,
                              .keys = {key},
                              .checkable = checkable,
                              .context = Qt::WidgetWithChildrenShortcut});
    };
    const auto option = [&](const char* id, const QString& sign, const QString& name, const QString& help, int key) {
        QAction* action = add(id, name, help, QKeySequence(Qt::ALT | static_cast<Qt::Key>(key)), true);
        action->setIconText(sign); // what a button shows; menus show the name
        auto* button = new QToolButton(q);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        switches->addWidget(button);
        QObject::connect(action, &QAction::toggled, q, [this] { startFromField(); });
        return action;
    };
    caseSensitive = option("search.case", QStringLiteral("Aa"), tr("Match Case"),
                           tr("Capital and small letters are different"), Qt::Key_C);
    wholeWord = option("search.word", QStringLiteral("ab|"), tr("Whole Words"), tr("Only whole words"), Qt::Key_W);
    regex = option("search.regex", QStringLiteral(".*"), tr("Regular Expression"),
                   tr("The text is a regular expression (RE2: no back references)"), Qt::Key_R);
    payloads = option("search.payloads", tr("Payloads"), tr("Payload Files Too"),
                      tr("Every payload file is searched as well: whole requests, raw results"), Qt::Key_P);
    switches->addStretch(1);
    QObject::connect(add("search.next", tr("Next Hit"), tr("Open the next hit"), QKeySequence(Qt::Key_F4), false),
                     &QAction::triggered, q, [this] { q->step(1); });
    QObject::connect(add("search.previous", tr("Previous Hit"), tr("Open the hit before"),
                         QKeySequence(Qt::SHIFT | Qt::Key_F4), false),
                     &QAction::triggered, q, [this] { q->step(-1); });
    registry->addHint(group, tr("Enter"), tr("Search; again: the next hit"));
}

} // namespace rolloutscope
