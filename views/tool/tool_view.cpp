#include "views/tool/tool_view.h"

#include "core/insight/describe.h"
#include "views/actions/action_registry.h"
#include "views/document/background.h"
#include "views/theme/note_label.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"
#include "views/tool/tool_reading.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTextBlock>
#include <QTextCursor>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int wideFrom = 640;                 // px: side by side
constexpr std::size_t mostStretches = 20'000; // of colours
constexpr int outputTab = 0;
constexpr int requestTab = 1;
constexpr int firstTrace = 2;

QTextCharFormat formatOf(const AnsiStyle& style, const Theme& theme)
{
    QTextCharFormat format;
    QColor front = colorOf(theme, style.foreground, true);
    QColor back = colorOf(theme, style.background, false);
    if (style.inverse) {
        std::swap(front, back);
        front = front.isValid() ? front : theme.ground;
        back = back.isValid() ? back : theme.text;
    }
    if (style.dim && !front.isValid())
        front = theme.dimText;
    if (back.isValid()) {
        format.setBackground(back);
        front = theme.textOn(back);
    }
    if (front.isValid())
        format.setForeground(front);
    if (style.bold)
        format.setFontWeight(QFont::Bold);
    format.setFontItalic(style.italic);
    format.setFontUnderline(style.underline);
    format.setFontStrikeOut(style.struck);
    return format;
}

/// Where somebody reads in a text, and what is marked there; at the end of one that grows, its end.
class ReadingPlace {
public:
    explicit ReadingPlace(QPlainTextEdit* edit)
        : edit_(edit),
          line_(edit->verticalScrollBar()->value()),
          column_(edit->horizontalScrollBar()->value()),
          atEnd_(line_ > 0 && line_ >= edit->verticalScrollBar()->maximum()),
          anchor_(edit->textCursor().anchor()),
          position_(edit->textCursor().position())
    {
    }

    void restore() const
    {
        const int end = edit_->document()->characterCount() - 1;
        QTextCursor cursor(edit_->document());
        cursor.setPosition(std::min(anchor_, end));
        cursor.setPosition(std::min(position_, end), QTextCursor::KeepAnchor);
        edit_->setTextCursor(cursor);
        edit_->verticalScrollBar()->setValue(atEnd_ ? edit_->verticalScrollBar()->maximum() : line_);
        edit_->horizontalScrollBar()->setValue(column_);
    }

private:
    QPlainTextEdit* edit_;
    int line_;
    int column_;
    bool atEnd_;
    int anchor_;
    int position_;
};

} // namespace

struct ToolView::Private {
    explicit Private(ToolView* view, TraceDocument* doc) : q(view), document(doc) {}

    void createWidgets();
    void createActions();
    void follow();
    void read();
    void take(const ToolReadingPtr& made);
    void showTab();
    void showTexts();
    void showAgain();
    void setText(QPlainTextEdit* edit, const AnsiText& text) const;
    void mark(QPlainTextEdit* edit, std::pair<qsizetype, qsizetype> place) const;
    void setNote(const QString& words);
    [[nodiscard]] PayloadIndex payloadOfTab() const;

    ToolView* q;
    TraceDocument* document;
    ActionRegistry* registry = nullptr;
    QAction* openPayload = nullptr;
    QLabel* title = nullptr;
    QLabel* findings = nullptr;
    QComboBox* chooser = nullptr;
    QHBoxLayout* chooserRow = nullptr;
    QPlainTextEdit* runtime = nullptr;
    QLabel* modelTitle = nullptr;
    QPlainTextEdit* model = nullptr;
    QSplitter* splitter = nullptr;
    QStackedWidget* stack = nullptr;
    QLabel* note = nullptr;
    QFutureWatcher<ToolReadingPtr> reading;
    ToolReadingPtr shown;
    ToolIndex tool; // of the document's trace
    bool inSight = false;
    bool isOld = false;
};

ToolView::ToolView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this, document))
{
    Private* d = d_.get();
    d->createWidgets();
    d->createActions();
    connect(&d->reading, &QFutureWatcherBase::finished, this, [d] {
        if (d->reading.future().resultCount() > 0)
            d->take(d->reading.result());
    });
    connect(document, &TraceDocument::traceChanged, this, [d](TraceChange change) {
        const LoadedTracePtr loaded = d->document->loaded();
        if (change == TraceChange::Opened || !loaded) {
            d->tool = {};
            d->shown = nullptr;
        } else if (d->shown) {
            d->tool = sameObject(d->shown->loaded->trace, loaded->trace, d->shown->traces->tool).toolCall();
        }
        d->isOld = true;
        d->follow();
    });
    connect(document, &TraceDocument::selectionChanged, this, [d] { d->follow(); });
    d->follow();
}

ToolView::~ToolView() = default;

const ActionRegistry* ToolView::actions() const
{
    return d_->registry;
}

std::shared_ptr<const ToolTraces> ToolView::traces() const
{
    return d_->shown ? d_->shown->traces : nullptr;
}

QString ToolView::runtimeText() const
{
    return d_->runtime->toPlainText();
}

QString ToolView::modelText() const
{
    return d_->model->toPlainText();
}

QString ToolView::findings() const
{
    return d_->findings->text();
}

QComboBox* ToolView::chooser() const
{
    return d_->chooser;
}

void ToolView::setInSight(bool inSight)
{
    d_->inSight = inSight;
    if (inSight)
        d_->follow();
}

void ToolView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    d_->splitter->setOrientation(width() >= wideFrom ? Qt::Horizontal : Qt::Vertical);
}

void ToolView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && d_->shown)
        d_->showAgain(); // colours are the theme's
}

void ToolView::Private::createWidgets()
{
    const auto label = [&](QWidget* parent) {
        auto* made = new QLabel(parent);
        made->setTextFormat(Qt::PlainText);
        made->setContentsMargins(metrics::panelPadding, 4, metrics::panelPadding, 2);
        made->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        return made;
    };
    const auto editor = [&](QWidget* parent, const QString& name) {
        auto* made = new QPlainTextEdit(parent);
        made->setReadOnly(true);
        made->setFont(fixedFont());
        made->setFrameShape(QFrame::NoFrame);
        made->setUndoRedoEnabled(false);
        made->document()->setDocumentMargin(metrics::panelPadding);
        made->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        made->setAccessibleName(name);
        return made;
    };
    auto* content = new QWidget(q);
    title = label(content);
    QFont bold = baseFont();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    findings = label(content);
    findings->setWordWrap(true);
    findings->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* left = new QWidget(content);
    chooser = new QComboBox(left);
    chooser->setFont(smallFont());
    chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    chooser->setAccessibleName(tr("What ran"));
    chooserRow = new QHBoxLayout;
    chooserRow->setContentsMargins(metrics::panelPadding, 2, metrics::panelPadding, 4);
    chooserRow->addWidget(chooser, 1);
    runtime = editor(left, tr("What ran"));
    auto* leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->setSpacing(0);
    leftColumn->addLayout(chooserRow);
    leftColumn->addWidget(runtime, 1);

    auto* right = new QWidget(content);
    modelTitle = label(right);
    modelTitle->setFont(smallFont());
    modelTitle->setForegroundRole(QPalette::PlaceholderText);
    model = editor(right, tr("What the model got"));
    auto* rightColumn = new QVBoxLayout(right);
    rightColumn->setContentsMargins(0, 0, 0, 0);
    rightColumn->setSpacing(0);
    rightColumn->addWidget(modelTitle);
    rightColumn->addWidget(model, 1);

    splitter = new QSplitter(Qt::Vertical, content);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    splitter->addWidget(left);
    splitter->addWidget(right);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(findings);
    column->addWidget(splitter, 1);

    note = makeNote(q);
    stack = new QStackedWidget(q);
    stack->addWidget(content);
    stack->addWidget(note);
    auto* outer = new QVBoxLayout(q);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(stack);
    q->setFocusProxy(runtime);
    QObject::connect(chooser, &QComboBox::currentIndexChanged, q, [this] { showTab(); });
}

void ToolView::Private::createActions()
{
    registry = new ActionRegistry(q);
    openPayload = registry->add({.id = QStringLiteral("tool.openPayload"),
                                 .group = tr("Tool"),
                                 .text = tr("Open in Payload"),
                                 .help = tr("Open the payload that is shown in the inspector"),
                                 .keys = {Qt::Key_P},
                                 .context = Qt::WidgetWithChildrenShortcut});
    QObject::connect(openPayload, &QAction::triggered, q, [this] {
        const LoadedTracePtr loaded = document->loaded();
        if (!shown || !loaded)
            return;
        if (const PayloadIndex payload = sameObject(shown->loaded->trace, loaded->trace, payloadOfTab()).payload())
            emit q->payloadRequested(payload, 0, 1);
    });
    auto* button = new QToolButton(chooser->parentWidget());
    button->setDefaultAction(openPayload);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFont(smallFont());
    chooserRow->addWidget(button);
}

void ToolView::Private::setNote(const QString& words)
{
    note->setText(words);
    stack->setCurrentWidget(words.isEmpty() ? stack->widget(0) : note);
}

void ToolView::Private::follow()
{
    const LoadedTracePtr loaded = document->loaded();
    if (!loaded)
        return setNote(tr("Open a bundle to see what its tools did."));
    if (const ToolIndex wanted = toolOf(*loaded, document->selection()); wanted && wanted != tool) {
        tool = wanted;
        isOld = true;
    }
    if (!tool)
        return setNote(tr("Select a tool call, a terminal command or an output: this shows what ran beside what the "
                          "model got of it."));
    if (inSight && isOld)
        read();
}

void ToolView::Private::read()
{
    isOld = false;
    if (!shown)
        setNote(tr("Reading…"));
    const LoadedTracePtr loaded = document->loaded();
    const auto readings = shown && shown->loaded == loaded ? shown->readings : nullptr;
    reading.setFuture(
        runInBackground([loaded, readings, wanted = tool] { return readTool(loaded, readings, wanted); }));
}

void ToolView::Private::take(const ToolReadingPtr& made)
{
    const bool isSame = shown && sameObject(shown->loaded->trace, made->loaded->trace, shown->traces->tool) ==
                                     ObjectRef(made->traces->tool);
    const int tab = isSame ? chooser->currentIndex() : outputTab;
    shown = made;
    setNote({});
    const RolloutTrace& trace = shown->loaded->trace;
    const ToolCall& call = trace.toolCalls[shown->traces->tool];
    QString words = singleLine(objectTitle(trace, shown->loaded->relations, shown->traces->tool), 80) +
                    QStringLiteral(" · ") + QString::fromStdString(outcomeText(trace, shown->traces->tool));
    if (call.execution.endedAt)
        words += QStringLiteral(" · ") +
                 QString::fromStdString(formatDuration(*call.execution.endedAt - call.execution.startedAt));
    title->setText(words);
    title->setToolTip(plainToolTip(words));
    {
        const QSignalBlocker quiet(chooser);
        chooser->clear();
        chooser->addItems({tr("Output"), tr("Request")});
        for (const ToolTrace& each : shown->traces->traces)
            chooser->addItem(tr("Payload: %1").arg(QString::fromStdString(each.title)));
        chooser->setCurrentIndex(std::clamp(tab, 0, chooser->count() - 1));
    }
    if (isSame)
        showAgain();
    else
        showTexts();
}

/// The same call: what is read of it stays where it is.
void ToolView::Private::showAgain()
{
    const ReadingPlace runtimePlace(runtime);
    const ReadingPlace modelPlace(model);
    showTexts();
    runtimePlace.restore();
    modelPlace.restore();
}

void ToolView::Private::showTexts()
{
    const Theme& theme = Theme::of(q->palette());
    QStringList lines;
    auto worst = FindingWeight::Note;
    for (const ToolFinding& finding : shown->traces->findings) {
        lines += (finding.weight == FindingWeight::Note ? QStringLiteral("· ") : QStringLiteral("⚠ ")) +
                 singleLine(finding.text, 300);
        worst = std::max(worst, finding.weight);
    }
    findings->setText(lines.join(u'\n'));
    findings->setVisible(!lines.isEmpty());
    QPalette colors = q->palette();
    colors.setColor(QPalette::WindowText, worst == FindingWeight::Failure   ? theme.failure
                                          : worst == FindingWeight::Warning ? theme.tool
                                                                            : theme.dimText);
    findings->setPalette(colors);
    const OutputComparison& seen = shown->traces->comparison;
    QString right = tr("What the model got");
    if (shown->traces->model.empty())
        right += tr(": nothing of its own");
    else if (seen.shown == OutputShown::Whole)
        right += tr(": all of it");
    else if (seen.shown == OutputShown::Cut)
        right += tr(": %1 of %2")
                     .arg(QString::fromStdString(formatBytes(seen.shownBytes)),
                          QString::fromStdString(formatBytes(seen.rawBytes)));
    modelTitle->setText(right);
    setText(model, shown->model);
    mark(model, shown->inItsPlace);
    showTab();
}

PayloadIndex ToolView::Private::payloadOfTab() const
{
    const auto& traces = shown->traces->traces;
    const int at = chooser->currentIndex() - firstTrace;
    if (at >= 0 && at < static_cast<int>(traces.size()))
        return traces[static_cast<std::size_t>(at)].payload;
    if (traces.empty())
        return {};
    return chooser->currentIndex() == requestTab ? traces.front().payload : traces.back().payload;
}

void ToolView::Private::showTab()
{
    if (!shown)
        return;
    const int tab = chooser->currentIndex();
    if (tab == outputTab) {
        setText(runtime, shown->output);
        runtime->setPlaceholderText(tr("Nothing was written, or nothing is recorded of it."));
        mark(runtime, shown->missing);
    } else {
        const auto at = static_cast<std::size_t>(std::max(0, tab - firstTrace));
        const auto& traces = shown->traces->traces;
        const std::string& text = tab == requestTab    ? shown->traces->request
                                  : at < traces.size() ? traces[at].text
                                                       : shown->traces->request;
        const std::string_view piece = shownPart(text);
        runtime->setPlainText(visibleLines(QString::fromUtf8(piece.data(), static_cast<qsizetype>(piece.size()))));
        runtime->setPlaceholderText(tr("Nothing is recorded."));
        runtime->setExtraSelections({});
    }
    openPayload->setEnabled(static_cast<bool>(payloadOfTab()));
}

void ToolView::Private::setText(QPlainTextEdit* edit, const AnsiText& text) const
{
    const Theme& theme = Theme::of(q->palette());
    edit->setPlainText(text.text);
    edit->setExtraSelections({});
    QTextCursor cursor(edit->document());
    cursor.beginEditBlock();
    for (std::size_t i = 0; i < std::min(text.stretches.size(), mostStretches); ++i) {
        const AnsiStretch& stretch = text.stretches[i];
        cursor.setPosition(static_cast<int>(stretch.begin));
        cursor.setPosition(static_cast<int>(stretch.begin + stretch.length), QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(formatOf(stretch.style, theme));
    }
    cursor.endEditBlock();
}

void ToolView::Private::mark(QPlainTextEdit* edit, std::pair<qsizetype, qsizetype> place) const
{
    if (place.second <= place.first || place.second >= edit->document()->characterCount())
        return;
    const Theme& theme = Theme::of(q->palette());
    QTextEdit::ExtraSelection selection;
    QColor ground = theme.tool;
    ground.setAlphaF(theme.dark ? 0.28F : 0.18F);
    selection.format.setBackground(ground);
    selection.cursor = QTextCursor(edit->document());
    selection.cursor.setPosition(static_cast<int>(place.first));
    selection.cursor.setPosition(static_cast<int>(place.second), QTextCursor::KeepAnchor);
    edit->setExtraSelections({selection});
}

} // namespace rolloutscope
