#include "views/prompt/prompt_view_private.h"

#include "views/actions/action_registry.h"
#include "views/prompt/growth_chart.h"
#include "views/prompt/prompt_delegate.h"
#include "views/prompt/prompt_legend.h"
#include "views/prompt/prompt_model.h"
#include "views/theme/icons.h"
#include "views/theme/note_label.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTextDocument>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

constexpr int wideFrom = 900;    // px: parts and text side by side
constexpr int columnsFrom = 380; // px of the parts: all columns

} // namespace

void PromptView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    d_->splitter->setOrientation(width() >= wideFrom ? Qt::Horizontal : Qt::Vertical);
    d_->tree->setColumnHidden(PromptModel::TokensColumn, d_->tree->width() < columnsFrom);
    d_->tree->setColumnHidden(PromptModel::ShareColumn, d_->tree->width() < columnsFrom - 80);
}

void PromptView::Private::createHeader(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(metrics::panelPadding - 4, 6, metrics::panelPadding, 0);
    row->setSpacing(2);
    const auto button = [&](const QString& id) {
        auto* made = new QToolButton(q);
        made->setProperty("iconOnly", true);
        made->setAutoRaise(true);
        made->setObjectName(id);
        row->addWidget(made);
        return made;
    };
    back = button(QStringLiteral("promptBack"));
    forward = button(QStringLiteral("promptForward"));
    title = new QLabel(q);
    title->setTextFormat(Qt::PlainText);
    QFont bold = baseFont();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addSpacing(4);
    row->addWidget(title, 1);
    column->addLayout(row);

    const auto label = [&](bool wrap) {
        auto* made = new QLabel(q);
        made->setTextFormat(Qt::PlainText);
        made->setWordWrap(wrap);
        made->setFont(smallFont());
        made->setForegroundRole(QPalette::PlaceholderText);
        made->setContentsMargins(metrics::panelPadding, 2, metrics::panelPadding, 2);
        made->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        made->setTextInteractionFlags(Qt::TextSelectableByMouse);
        return made;
    };
    facts = label(true);
    column->addWidget(facts);
    auto* compareRow = new QHBoxLayout;
    compareRow->setContentsMargins(metrics::panelPadding, 2, metrics::panelPadding, 2);
    auto* compareLabel = new QLabel(tr("Co&mpared with"), q);
    compareLabel->setFont(smallFont());
    compareBox = new QComboBox(q);
    compareBox->setFont(smallFont());
    compareBox->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    compareBox->setToolTip(
        tr("What the prompt is compared with. Any call can be pinned (B) and compared with others."));
    compareLabel->setBuddy(compareBox);
    compareLabel->setForegroundRole(QPalette::PlaceholderText);
    compareRow->setSpacing(8);
    compareRow->addWidget(compareLabel);
    compareRow->addWidget(compareBox, 1);
    column->addLayout(compareRow);
    cache = label(true);
    cache->setToolTip(tr("A provider reuses the beginning that two prompts have in common: its cache ends at the first "
                         "difference."));
    column->addWidget(cache);
}

void PromptView::Private::createWidgets()
{
    auto* content = new QWidget(q);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    createHeader(column);
    chart = new GrowthChart(q);
    legend = new PromptLegend(q);
    column->addWidget(chart);
    column->addWidget(legend);

    model = new PromptModel(q);
    tree = new QTreeView(q);
    tree->setObjectName(QStringLiteral("promptParts"));
    tree->setAccessibleName(tr("Parts of the prompt"));
    tree->setModel(model);
    tree->setItemDelegate(new PromptDelegate(tree));
    tree->setUniformRowHeights(true);
    tree->setAllColumnsShowFocus(true);
    tree->setIndentation(14);
    tree->setContextMenuPolicy(Qt::CustomContextMenu);
    tree->header()->setStretchLastSection(false);
    tree->header()->setMinimumSectionSize(40);
    tree->header()->setSectionResizeMode(PromptModel::PartColumn, QHeaderView::Stretch);
    for (const auto& [number, width] : {std::pair{PromptModel::SizeColumn, 62}, std::pair{PromptModel::ShareColumn, 56},
                                        std::pair{PromptModel::TokensColumn, 62}}) {
        tree->header()->setSectionResizeMode(number, QHeaderView::Interactive);
        tree->header()->resizeSection(number, width);
    }
    body = new QPlainTextEdit(q);
    body->setReadOnly(true);
    body->setFont(fixedFont());
    body->setFrameShape(QFrame::NoFrame);
    body->document()->setDocumentMargin(metrics::panelPadding);
    body->setUndoRedoEnabled(false);
    body->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    body->setAccessibleName(tr("Text of the part"));
    body->setPlaceholderText(tr("Choose a part to read it."));
    splitter = new QSplitter(Qt::Vertical, q);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    splitter->addWidget(tree);
    splitter->addWidget(body);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    column->addWidget(splitter, 1);

    note = makeNote(q);
    stack = new QStackedWidget(q);
    stack->addWidget(content);
    stack->addWidget(note);
    auto* outer = new QVBoxLayout(q);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(stack);
    q->setFocusProxy(tree);

    busy = new QTimer(q);
    busy->setSingleShot(true);
    busy->setInterval(promptBusyDelayMs);
    again = new QTimer(q);
    again->setSingleShot(true);
    QObject::connect(again, &QTimer::timeout, q, [this] { measure(); });
    QObject::connect(busy, &QTimer::timeout, q, [this] {
        if (growing.isRunning()) {
            const LoadedTracePtr loaded = document->loaded();
            const ThreadIndex thread = loaded && call ? loaded->trace.inferenceCalls[call].thread : ThreadIndex();
            const auto all = thread ? loaded->relations.inferenceCalls(thread).size() : 0;
            if (!chart->growth())
                chart->setNote(tr("Measuring prompts: %1 of %2").arg(measured->load()).arg(all));
            busy->start();
        }
    });
    QObject::connect(chart, &GrowthChart::callChosen, q, [this](InferenceIndex chosen) {
        const LoadedTracePtr loaded = document->loaded();
        if (loaded)
            document->reveal(sameObject(chart->growth()->loaded->trace, loaded->trace, chosen));
    });
    QObject::connect(tree->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { showText(); });
    QObject::connect(tree, &QTreeView::activated, q, [this](const QModelIndex& index) { openPart(index); });
    QObject::connect(tree, &QWidget::customContextMenuRequested, q, [this](QPoint place) {
        const QModelIndex index = tree->indexAt(place);
        const LoadedTracePtr loaded = document->loaded();
        if (!index.isValid() || !loaded)
            return;
        const auto rows = model->rowsAt(index);
        const ItemIndex item = rows.front().part().item;
        const ObjectRef object =
            item ? sameObject(model->reading()->loaded->trace, loaded->trace, item) : ObjectRef(call);
        choosing = true;
        document->requestObjectMenu(object, tree->viewport()->mapToGlobal(place), registry->actions());
        choosing = false;
    });
    QObject::connect(compareBox, &QComboBox::activated, q,
                     [this](int index) { q->setCompare(static_cast<Compare>(compareBox->itemData(index).toInt())); });
    updateCompare();
}

void PromptView::Private::createActions()
{
    registry = new ActionRegistry(q);
    const QString group = tr("Prompt");
    const auto add = [&](const char* id, const QString& name, const QString& help, const QList<QKeySequence>& keys,
                         bool checkable = false) {
        return registry->add({.id = QLatin1String(id),
                              .group = group,
                              .text = name,
                              .help = help,
                              .keys = keys,
                              .checkable = checkable,
                              .context = Qt::WidgetWithChildrenShortcut});
    };
    QAction* before = add("prompt.before", tr("Prompt of the Call Before"), tr("Show what the agent's call before saw"),
                          {Qt::CTRL | Qt::Key_Up});
    before->setIcon(themedIcon(QStringLiteral("back")));
    back->setDefaultAction(before);
    QObject::connect(before, &QAction::triggered, q, [this] { step(-1); });
    QAction* after = add("prompt.after", tr("Prompt of the Call After"), tr("Show what the agent's call after saw"),
                         {Qt::CTRL | Qt::Key_Down});
    after->setIcon(themedIcon(QStringLiteral("forward")));
    forward->setDefaultAction(after);
    QObject::connect(after, &QAction::triggered, q, [this] { step(+1); });
    QObject::connect(add("prompt.pin", tr("Compare Others with This Call"),
                         tr("Pin this call; the prompts of other calls are compared with it"), {Qt::Key_B}),
                     &QAction::triggered, q, [this] { q->pin(call); });
    QObject::connect(add("prompt.firstDifference", tr("Go to the First Difference"),
                         tr("Where the prompt stops being like the one before: the cache ends there"), {Qt::Key_D}),
                     &QAction::triggered, q, [this] { chooseFirst(); });
    raw = add("prompt.raw", tr("Raw JSON"), tr("Show the part as it was sent"), {Qt::Key_R}, true);
    QObject::connect(raw, &QAction::toggled, q, [this] { showText(); });
    QAction* unit = add("prompt.bytes", tr("Growth in Bytes"),
                        tr("Show the growth of the context in bytes instead of tokens"), {Qt::Key_U}, true);
    QObject::connect(unit, &QAction::toggled, q, [this](bool bytes) {
        chart->setUnit(bytes ? GrowthChart::Unit::Bytes : GrowthChart::Unit::Tokens);
    });
    QAction* open = add("prompt.openPayload", tr("Open in Payload"),
                        tr("Show the part where it stands in the request's payload"), {Qt::Key_P});
    QObject::connect(open, &QAction::triggered, q, [this] {
        const auto rows = model->rowsAt(tree->currentIndex());
        if (!rows.empty() && rows.front().part().payload)
            emit q->payloadRequested(rows.front().part().payload, rows.front().part().offset,
                                     rows.front().part().length);
    });
    registry->addHint(group, tr("Enter, double click"), tr("Show the item in the other views, or open a fold"));
    registry->addHint(group, tr("Left, Right on the chart"), tr("Previous and next call"));
}

} // namespace rolloutscope
