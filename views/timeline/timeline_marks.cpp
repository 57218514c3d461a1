// What is marked on the timeline: hits of a search, and bookmarks.
#include "views/bookmarks/bookmark_store.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/bookmarks/note_editor.h"
#include "views/document/background.h"
#include "views/document/find_search.h"
#include "views/find/find_bar.h"
#include "views/timeline/timeline_view_private.h"

namespace rolloutscope {
namespace {

/// Objects that hold hits, up to which their spans are looked up at once: a few milliseconds.
constexpr std::size_t lookedUpAtOnce = 5'000;

} // namespace

void TimelineView::Private::addMarkActions()
{
    const auto add = [this](const char* id, const QString& text, const QString& help, const QList<QKeySequence>& keys,
                            auto run) {
        QAction* action = registry->add({.id = QStringLiteral("timeline.") + QLatin1String(id),
                                         .group = tr("Timeline"),
                                         .text = text,
                                         .help = help,
                                         .keys = keys,
                                         .context = Qt::WidgetWithChildrenShortcut});
        connect(action, &QAction::triggered, view, run);
        return action;
    };
    bookmark =
        add("bookmark", tr("&Bookmark…"),
            tr("Mark the selected object, or the moment under the cursor, with a note; again: edit the note, or take a "
               "mark without one away"),
            {Qt::Key_M}, [this] { toggleBookmark(); });
    add("nextBookmark", tr("Next Bookmark"), tr("Go to the bookmark after this moment"), {Qt::Key_B},
        [this] { goToBookmark(1); });
    add("previousBookmark", tr("Previous Bookmark"), tr("Go to the bookmark before this moment"),
        {Qt::SHIFT | Qt::Key_B}, [this] { goToBookmark(-1); });
}

void TimelineView::Private::connectMarks()
{
    Private* d = this;
    FindSearch* find = document->find();
    connect(find, &FindSearch::hitsChanged, view, [d] { d->updateHits(); });
    connect(find, &FindSearch::textChanged, view, [d] { d->updateHits(); });
    connect(find, &FindSearch::currentHitChanged, view, [d] { d->updateCurrentHit(); });
    connect(findBar, &FindBar::closed, canvas, [d] { d->canvas->setFocus(Qt::OtherFocusReason); });
    connect(&markingHits, &QFutureWatcherBase::finished, view, [d] {
        if (d->hitsAreStale)
            d->updateHits(); // they are of an earlier model
        else if (d->markingHits.future().resultCount() > 0)
            d->canvas->setHits(d->markingHits.result());
    });
    connect(document->bookmarks(), &BookmarkStore::changed, view, [d] { d->updateFlags(); });
}

// ---- Hits ----------------------------------------------------------------------------------------------------------

void TimelineView::Private::updateHits()
{
    const FindSearch* find = document->find();
    const std::shared_ptr<const TimelineModel> model = canvas->model();
    hitsAreStale = markingHits.isRunning();
    if (!model || !find->hasSomethingToShow()) {
        hitsAreStale = false;
        markingHits.setFuture({});
        canvas->setHits(nullptr);
        return;
    }
    if (hitsAreStale)
        return;
    const auto make = [model, found = find->hits()] {
        return std::make_shared<const TimelineHits>(hitsOn(*model, *found));
    };
    if (find->hits()->hits.size() <= lookedUpAtOnce)
        canvas->setHits(make());
    else
        markingHits.setFuture(runInBackground(make));
    updateCurrentHit();
}

void TimelineView::Private::updateCurrentHit()
{
    const auto hit = document->find()->currentHit();
    canvas->setCurrentHit(hit ? hit->shownOn : ObjectRef());
}

void TimelineView::openFind()
{
    d_->findBar->activate();
}

FindBar* TimelineView::findBar() const
{
    return d_->findBar;
}

// ---- Bookmarks -----------------------------------------------------------------------------------------------------

void TimelineView::Private::updateFlags()
{
    std::vector<TimelineFlag> flags;
    if (const auto& model = canvas->model()) {
        const BookmarkStore& store = *document->bookmarks();
        for (const Bookmark& marked : store.bookmarks()) {
            const auto moment = store.momentOf(marked);
            if (!moment)
                continue;
            const QString note = noteHeading(marked);
            flags.push_back({.position = static_cast<double>(model->positionOf(*moment)),
                             .color = marked.color,
                             .text = note.isEmpty() ? bookmarkTitle(store, marked) : note,
                             .object = store.objectOf(marked)});
        }
    }
    canvas->setFlags(std::move(flags));
}

void TimelineView::Private::toggleBookmark()
{
    if (!canvas->model() || !canvas->message().isEmpty())
        return;
    BookmarkStore* store = document->bookmarks();
    const ObjectRef selected = document->selection();
    // A note is not lost by a key: it is opened.
    if (const Bookmark* marked = selected.valid() ? store->at(selected) : nullptr;
        marked != nullptr && !marked->note.isEmpty()) {
        NoteEditor::editBookmark(store, marked->id, view, canvas->popupPosition());
        return;
    }
    const std::string added = selected.valid() ? store->toggle(selected) : store->addMoment(canvas->currentMoment());
    if (added.empty())
        return;
    if (NoteEditor* editor = NoteEditor::editBookmark(store, added, view, canvas->popupPosition()))
        connect(editor, &NoteEditor::cancelled, store, [store, added] { store->remove({added}); });
}

void TimelineView::Private::goToBookmark(int direction)
{
    if (!canvas->model())
        return;
    const BookmarkStore& store = *document->bookmarks();
    const UnixMs now = canvas->currentMoment();
    const Bookmark* marked = direction > 0 ? store.nextAfter(now) : store.lastBefore(now);
    if (marked == nullptr)
        return;
    if (const ObjectRef object = store.objectOf(*marked); object.valid())
        document->reveal(object);
    else if (const auto moment = store.momentOf(*marked))
        canvas->revealMoment(*moment);
}

} // namespace rolloutscope
