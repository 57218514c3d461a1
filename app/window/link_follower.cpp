#include "app/window/link_follower.h"

#include "app/bundle_page.h"
#include "app/window/bundle_words.h"
#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QTimer>

#include <utility>

namespace rolloutscope {
namespace {

constexpr qsizetype mostIdCharacters = 120;
constexpr int patienceMs = 500;

/// The timeline of a large rollout is prepared aside; before it is there it cannot be told what to show.
bool timelineShows(const BundlePage& page, const LoadedTrace& loaded)
{
    const auto& model = page.timeline()->canvas()->model();
    return model != nullptr && model->loaded().trace.traceId == loaded.trace.traceId &&
           model->loaded().bundle.folder().path() == loaded.bundle.folder().path();
}

} // namespace

LinkFollower::LinkFollower(BundlePage* page, ObjectLink link) : QObject(page), page_(page), link_(std::move(link))
{
    // Queued: the views have followed by then, and have their sizes.
    connect(page->document(), &TraceDocument::traceChanged, this, &LinkFollower::tryNow, Qt::QueuedConnection);
    connect(page->timeline()->canvas(), &TimelineCanvas::viewportChanged, this, &LinkFollower::tryNow,
            Qt::QueuedConnection);
    connect(page->document(), &TraceDocument::loadCancelled, this, &QObject::deleteLater);
    connect(page->document(), &TraceDocument::loadFailed, this, &QObject::deleteLater);
    QMetaObject::invokeMethod(this, &LinkFollower::tryNow, Qt::QueuedConnection);
}

void LinkFollower::tryNow()
{
    TraceDocument* document = page_->document();
    const LoadedTracePtr loaded = document->loaded();
    if (done_ || !loaded)
        return;
    const ObjectRef object = findObject(loaded->trace, link_.kind, link_.id);
    if (!object.valid()) {
        // Of a large bundle the event log comes first, and of a reload what was there before.
        if (document->state() != TraceDocument::State::Ready)
            return;
        if (loaded->stage != TraceStage::Whole) {
            // Somebody cancelled the reading, unless more comes in a moment.
            if (!std::exchange(waitsForMore_, true))
                QTimer::singleShot(patienceMs, this, &LinkFollower::giveUpOnRest);
            return;
        }
        done_ = true;
        deleteLater();
        emit missing(tr("%1 holds no %2 with the id %3.")
                         .arg(bundleName(page_->path(), loaded.get()), QString::fromUtf8(toWord(link_.kind)),
                              singleLine(link_.id, mostIdCharacters)));
        return;
    }
    if (!timelineShows(*page_, *loaded))
        return;
    done_ = true;
    deleteLater();
    document->reveal(object);
    if (link_.time)
        document->setVisibleTime(
            {.begin = static_cast<double>(link_.time->from), .end = static_cast<double>(link_.time->to)});
}

void LinkFollower::giveUpOnRest()
{
    const LoadedTracePtr loaded = page_->document()->loaded();
    waitsForMore_ = false;
    if (done_ || !loaded || loaded->stage == TraceStage::Whole ||
        page_->document()->state() != TraceDocument::State::Ready)
        return;
    done_ = true;
    deleteLater();
    emit missing(tr("%1 was not read to its end, and what the link leads to is not in the part that was. Reload (F5) "
                    "reads all of it.")
                     .arg(bundleName(page_->path(), loaded.get())));
}

} // namespace rolloutscope
