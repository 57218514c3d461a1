#include "views/search/search_view.h"

#include "core/insight/describe.h"
#include "core/json/document.h"
#include "core/search/trace_search.h"
#include "views/actions/action_registry.h"
#include "views/document/background.h"
#include "views/document/find_search.h"
#include "views/search/search_delegate.h"
#include "views/search/search_model.h"
#include "views/theme/note_label.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <mutex>

namespace rolloutscope {
namespace {

constexpr int typingDelayMs = 250;
constexpr int lookEveryMs = 30;        // for hits that came
constexpr int markEveryMs = 400;       // hits on the timeline
constexpr std::size_t openPlaces = 40; // that are unfolded when they come
constexpr qsizetype longestField = 2'000;

/// What a search in the background hands over.
struct Running {
    std::atomic<bool> cancelled = false;
    std::mutex mutex;
    std::vector<SearchGroup> arrived;
    SearchProgress progress;
    std::optional<SearchSummary> summary;
};

QString number(std::uint64_t value)
{
    return QLocale().toString(static_cast<qulonglong>(value));
}

QString matchOf(const SearchHit& hit)
{
    return QString::fromStdString(hit.line.substr(hit.matchBegin, hit.matchLength));
}

/// A text as the inside of a JSON string; the text itself where it is none.
QString withoutEscapes(const QString& text)
{
    const std::string literal = '"' + text.toStdString() + '"';
    json::Document document;
    const auto plain = text.contains(u'\\') && document.parse(literal) ? document.root().string() : std::nullopt;
    return plain ? QString::fromStdString(*plain) : text;
}

/// `␛` and its like as the characters that they stand for.
QString withControls(QString text)
{
    constexpr char16_t first = u'\u2400';
    for (QChar& c : text) {
        if (c.unicode() >= first && c.unicode() < first + 0x20)
            c = QChar(c.unicode() - first);
    }
    return text;
}

/// How many hits before this one are of the same words: an expression finds different ones.
int earlierAlike(const SearchGroup& group, const SearchHit& hit)
{
    int number = 0;
    for (const SearchHit& other : group.hits) {
        if (&other == &hit)
            break;
        number += matchOf(other).compare(matchOf(hit), Qt::CaseInsensitive) == 0 ? 1 : 0;
    }
    return number;
}

} // namespace

struct SearchView::Private {
    explicit Private(SearchView* view, TraceDocument* doc) : q(view), document(doc) {}

    void createWidgets();
    void createActions();
    void startFromField();
    void startOrigin(const QString& text);
    void start(const SearchQuery& wanted, bool wantPayloads);
    void stop();
    void look();
    void finish(const SearchSummary& summary);
    void mark();
    void unfoldNew();
    void open(const QModelIndex& index);
    void describe();
    void setNote(const QString& words);
    [[nodiscard]] QString originText() const;

    SearchView* q;
    TraceDocument* document;
    ActionRegistry* registry = nullptr;
    QLineEdit* field = nullptr;
    QHBoxLayout* switches = nullptr;
    QAction* caseSensitive = nullptr;
    QAction* wholeWord = nullptr;
    QAction* regex = nullptr;
    QAction* payloads = nullptr;
    QLabel* status = nullptr;
    QToolButton* cancel = nullptr;
    QStackedWidget* stack = nullptr;
    QLabel* note = nullptr;
    QTreeView* tree = nullptr;
    SearchModel* model = nullptr;
    QTimer* typing = nullptr;
    QTimer* looking = nullptr;
    QTimer* marking = nullptr;

    std::shared_ptr<Running> running;
    SearchQuery query;
    bool withPayloads = false;
    bool isOrigin = false;
    QStringList otherForms; // of the text whose origin is wanted, to be tried when nothing has this one
    QString error;
    SearchProgress progress;
    std::optional<SearchSummary> summary;
    bool grew = false; // the rollout has more than was searched
};

SearchView::SearchView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this, document))
{
    Private* d = d_.get();
    d->createWidgets();
    d->createActions();
    connect(document, &TraceDocument::traceChanged, this, [d](TraceChange change) {
        if (change == TraceChange::Opened) {
            d->stop();
            d->model->start(nullptr);
            d->summary.reset();
            d->query = {};
        } else {
            d->grew = d->model->loaded() != nullptr;
        }
        d->describe();
    });
    d->describe();
}

SearchView::~SearchView()
{
    d_->stop();
}

const ActionRegistry* SearchView::actions() const
{
    return d_->registry;
}

const SearchModel* SearchView::model() const
{
    return d_->model;
}

QLineEdit* SearchView::field() const
{
    return d_->field;
}

QTreeView* SearchView::tree() const
{
    return d_->tree;
}

QString SearchView::status() const
{
    return d_->status->text();
}

bool SearchView::isSearching() const
{
    return d_->running != nullptr;
}

void SearchView::startTyping()
{
    d_->field->setFocus(Qt::ShortcutFocusReason);
    d_->field->selectAll();
}

void SearchView::search(const SearchQuery& query, bool payloads)
{
    const auto set = [](QAction* action, bool on) {
        const QSignalBlocker quiet(action);
        action->setChecked(on);
    };
    set(d_->caseSensitive, query.caseSensitive);
    set(d_->wholeWord, query.wholeWord);
    set(d_->regex, query.regex);
    set(d_->payloads, payloads);
    const QSignalBlocker quiet(d_->field);
    d_->field->setText(QString::fromStdString(query.text));
    d_->isOrigin = false;
    d_->start(query, payloads);
}

void SearchView::searchOrigin(const QString& text)
{
    // What a field would do to it: line breaks are part of what is looked for.
    const QString wanted = text.trimmed();
    if (wanted.isEmpty())
        return;
    d_->startOrigin(wanted);
    // A payload shows a text with JSON's escapes; and a view shows control characters as pictures of them.
    const QString unescaped = withoutEscapes(wanted);
    for (const QString& form : {unescaped, withControls(wanted), withControls(unescaped)}) {
        if (form != wanted && !form.trimmed().isEmpty() && !d_->otherForms.contains(form))
            d_->otherForms += form;
    }
}

void SearchView::Private::startOrigin(const QString& text)
{
    const SearchQuery wanted{.text = text.toStdString(), .caseSensitive = true};
    const QSignalBlocker quiet(field);
    for (QAction* action : {caseSensitive, wholeWord, regex, payloads}) {
        const QSignalBlocker still(action);
        action->setChecked(action == caseSensitive);
    }
    field->setText(text);
    isOrigin = true;
    start(wanted, false);
}

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

void SearchView::Private::startFromField()
{
    isOrigin = false;
    start({.text = field->text().toStdString(),
           .caseSensitive = caseSensitive->isChecked(),
           .wholeWord = wholeWord->isChecked(),
           .regex = regex->isChecked()},
          payloads->isChecked());
}

void SearchView::Private::stop()
{
    typing->stop();
    looking->stop();
    if (running)
        running->cancelled = true;
    running.reset();
    cancel->hide();
}

void SearchView::Private::start(const SearchQuery& wanted, bool wantPayloads)
{
    stop();
    query = wanted;
    withPayloads = wantPayloads;
    otherForms.clear();
    error.clear();
    summary.reset();
    progress = {};
    grew = false;
    const LoadedTracePtr loaded = document->loaded();
    model->start(loaded);
    std::string reason;
    const auto needle = wanted.text.empty() || !loaded ? nullptr : Needle::compile(wanted, reason);
    error = QString::fromStdString(reason);
    if (!needle) {
        query.text.clear();
        mark();
        return describe();
    }
    running = std::make_shared<Running>();
    std::ignore = runInBackground([loaded, needle, wantPayloads, origin = isOrigin, shared = running] {
        SearchOptions options;
        options.payloads = wantPayloads;
        options.framesFirst = origin; // a prompt begins with them
        options.cancelled = &shared->cancelled;
        options.report = [&](std::vector<SearchGroup>&& groups, const SearchProgress& now) {
            const std::lock_guard lock(shared->mutex);
            std::move(groups.begin(), groups.end(), std::back_inserter(shared->arrived));
            shared->progress = now;
        };
        const SearchSummary done = searchTrace(loaded->bundle, loaded->trace, *needle, options);
        const std::lock_guard lock(shared->mutex);
        shared->summary = done;
    });
    looking->start();
    describe();
}

void SearchView::Private::look()
{
    if (!running)
        return;
    std::vector<SearchGroup> arrived;
    std::optional<SearchSummary> done;
    {
        const std::lock_guard lock(running->mutex);
        arrived.swap(running->arrived);
        progress = running->progress;
        done = running->summary;
    }
    const bool isFirst = model->places() == 0 && !arrived.empty();
    if (!arrived.empty()) {
        model->add(std::move(arrived));
        unfoldNew();
        if (!marking->isActive())
            marking->start();
    }
    if (isFirst && isOrigin)
        open(model->nextLine({}, 1));
    if (done)
        finish(*done);
    else
        cancel->show();
    describe();
}

void SearchView::Private::finish(const SearchSummary& done)
{
    if (isOrigin && model->places() == 0 && !done.cancelled && !otherForms.isEmpty()) {
        const QStringList left = otherForms.mid(1);
        startOrigin(otherForms.front());
        otherForms = left;
        return;
    }
    summary = done;
    progress = done.progress;
    looking->stop();
    running.reset();
    cancel->hide();
    mark();
}

void SearchView::Private::unfoldNew()
{
    // What there is much of stays folded: agents are opened, and the first places.
    std::size_t opened = 0;
    for (int agent = 0; agent < model->rowCount() && opened < openPlaces; ++agent) {
        const QModelIndex index = model->index(agent, 0);
        tree->expand(index);
        for (int place = 0; place < model->rowCount(index) && opened < openPlaces; ++place, ++opened)
            tree->expand(model->index(place, 0, index));
    }
}

/// Timeline and graph show where the hits are.
void SearchView::Private::mark()
{
    const LoadedTracePtr& loaded = model->loaded();
    if (!loaded || model->places() == 0)
        return document->find()->showOther(nullptr);
    runInBackground([loaded, objects = model->objects()] {
        return hitsOf(loaded, objects);
    }).then(q, [this](const FindHitsPtr& hits) {
        if (hits->loaded == model->loaded() && model->places() > 0)
            document->find()->showOther(hits);
    });
}

void SearchView::Private::open(const QModelIndex& index)
{
    const LoadedTracePtr loaded = document->loaded();
    if (!index.isValid() || !loaded || !model->loaded())
        return;
    tree->setCurrentIndex(index);
    tree->scrollTo(index, QAbstractItemView::EnsureVisible);
    const RolloutTrace& searched = model->loaded()->trace;
    const ObjectRef object = sameObject(searched, loaded->trace, model->objectAt(index));
    if (object.valid())
        document->reveal(object);
    const SearchGroup* group = model->groupAt(index);
    if (group == nullptr || group->hits.empty())
        return;
    const SearchHit& hit = model->hitAt(index) != nullptr ? *model->hitAt(index) : group->hits.front();
    if (group->payload) {
        if (const PayloadIndex payload = sameObject(searched, loaded->trace, group->payload).payload())
            emit q->payloadRequested(payload, hit.offset, hit.length);
    } else if (object.valid()) {
        emit q->itemOpened(object, matchOf(hit), earlierAlike(*group, hit));
    }
}

void SearchView::step(int by)
{
    d_->open(d_->model->nextLine(d_->tree->currentIndex(), by));
}

void SearchView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        if (d_->running)
            d_->running->cancelled = true;
        else
            emit left();
        return;
    case Qt::Key_Down:
        if (d_->field->hasFocus() && d_->model->places() > 0) {
            d_->tree->setFocus(Qt::TabFocusReason);
            if (!d_->tree->currentIndex().isValid())
                d_->tree->setCurrentIndex(d_->model->index(0, 0));
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void SearchView::Private::setNote(const QString& words)
{
    note->setText(words);
    stack->setCurrentWidget(words.isEmpty() ? static_cast<QWidget*>(tree) : note);
}

/// The first item that holds a text, in words.
QString SearchView::Private::originText() const
{
    const QModelIndex first = model->index(0, 0, model->index(0, 0));
    if (!first.isValid())
        return {};
    QString words = tr("First in %1 of %2").arg(first.data().toString(), model->index(0, 0).data().toString());
    if (const QString from = first.data(SearchModel::DetailRole).toString(); !from.isEmpty())
        words += QStringLiteral(", ") + from;
    const std::size_t later = model->places() - 1;
    return words + (later > 0 ? tr("; then in %1 more").arg(number(later)) : tr("; nowhere else")) + u'.';
}

void SearchView::Private::describe()
{
    const bool asked = !query.text.empty();
    if (!document->loaded())
        setNote(tr("Open a bundle to search in it."));
    else if (!asked)
        setNote(error.isEmpty()
                    ? tr("Finds words in everything that models of this rollout saw: messages, reasoning, code, "
                         "calls, outputs, instructions, tool schemas. With Payloads every file of the bundle is "
                         "searched.")
                    : QString());
    else if (model->places() == 0 && summary)
        setNote(withPayloads ? tr("Nothing has these letters.")
                             : tr("No model saw these letters. Raw results and what the recorder wrote are in the "
                                  "payloads: Payloads (Alt+P) searches them too."));
    else
        setNote({});
    QStringList words;
    if (!error.isEmpty()) {
        words += tr("This is no expression: %1").arg(singleLine(error, 200));
    } else if (asked) {
        words += isOrigin && model->places() > 0 && summary
                     ? originText()
                     : tr("%1 in %2")
                           .arg(progress.hits == 1 ? tr("1 hit") : tr("%1 hits").arg(number(progress.hits)),
                                model->places() == 1 ? tr("1 place") : tr("%1 places").arg(number(model->places())));
        if (running && progress.objectsTotal > 0)
            words += tr("searching… %1 %").arg(progress.objectsDone * 100 / progress.objectsTotal);
        if (summary && summary->cancelled)
            words += tr("stopped");
        if (summary && summary->timedOut)
            words += tr("given up after a minute");
        if (summary && summary->more)
            words += tr("not all are listed");
        if (summary && summary->unreadable > 0)
            words += tr("%1 payload files could not be read").arg(number(summary->unreadable));
        if (grew)
            words += tr("the rollout has grown since: Enter searches again");
    }
    status->setText(words.join(QStringLiteral(" · ")));
    QPalette colors = q->palette();
    if (!error.isEmpty())
        colors.setColor(QPalette::PlaceholderText, Theme::of(colors).failure);
    status->setPalette(colors);
}

} // namespace rolloutscope
