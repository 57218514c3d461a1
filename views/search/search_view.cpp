#include "views/search/search_view_private.h"

#include "core/json/document.h"
#include "views/actions/action_registry.h"
#include "views/document/background.h"
#include "views/document/find_search.h"
#include "views/search/search_model.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

namespace rolloutscope {
namespace {

constexpr std::size_t openPlaces = 40; // that are unfolded when they come

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
    d_->isOrigin = false;
    d_->searchFor(query, payloads);
}

void SearchView::searchOrigin(const QString& text)
{
    // What a field would do to it: line breaks are part of what is looked for.
    const QString wanted = text.trimmed();
    if (wanted.isEmpty())
        return;
    QStringList forms{wanted};
    // A payload shows a text with JSON's escapes; and a view shows control characters as pictures of them.
    const QString unescaped = withoutEscapes(wanted);
    for (const QString& form : {unescaped, withControls(wanted), withControls(unescaped)}) {
        if (!form.trimmed().isEmpty() && !forms.contains(form))
            forms += form;
    }
    d_->searchOriginOf(forms);
}

void SearchView::Private::searchOriginOf(QStringList forms)
{
    isOrigin = true;
    searchFor({.text = forms.takeFirst().toStdString(), .caseSensitive = true}, false);
    otherForms = std::move(forms);
}

/// The field and the switches say what is looked for.
void SearchView::Private::searchFor(const SearchQuery& wanted, bool wantPayloads)
{
    const auto set = [](QAction* action, bool on) {
        const QSignalBlocker quiet(action);
        action->setChecked(on);
    };
    set(caseSensitive, wanted.caseSensitive);
    set(wholeWord, wanted.wholeWord);
    set(regex, wanted.regex);
    set(payloads, wantPayloads);
    const QSignalBlocker quiet(field);
    field->setText(QString::fromStdString(wanted.text));
    start(wanted, wantPayloads);
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
    running = std::make_shared<RunningSearch>();
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
        searchOriginOf(otherForms);
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

} // namespace rolloutscope
