// Snapshots of a timeline: of the one that is on the screen, and of one that nobody has touched.
#include "views/bookmarks/bookmark_store.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_picture.h"

namespace rolloutscope {

std::vector<PictureBookmark> TimelineSnapshot::bookmarksOf(const TimelineModel& model, const BookmarkStore& store)
{
    std::vector<PictureBookmark> listed;
    for (const Bookmark& marked : store.bookmarks()) {
        const auto moment = store.momentOf(marked);
        if (!moment)
            continue;
        const QString note = noteHeading(marked);
        const QString title = bookmarkTitle(store, marked);
        listed.push_back({.flag = {.position = static_cast<double>(model.positionOf(*moment)),
                                   .color = marked.color,
                                   .text = note.isEmpty() ? title : note,
                                   .object = store.objectOf(marked)},
                          .time = bookmarkTime(store, marked),
                          .title = note.isEmpty() || marked.isMoment() ? QString() : title});
    }
    return listed;
}

TimelineSnapshot TimelineSnapshot::untouched(const TraceDocument& document, const TimelineOptions& options,
                                             bool counters, bool allCollapsed)
{
    constexpr QSize usual(1600, 900);
    TimelineSnapshot shown;
    shown.model = TimelineModel::build(document.loaded(), 0, options);
    shown.size = usual;
    shown.headerFits = true;
    shown.counters = counters;
    shown.mode = options.mode;
    const std::size_t tracks = shown.model->tracks().size();
    shown.layout.arrange(*shown.model, TrackArrangement().orderOf(*shown.model),
                         std::vector<bool>(tracks, allCollapsed), counters);
    shown.viewport.setContent(shown.model->content(), shown.layout.totalHeight());
    shown.bookmarks = bookmarksOf(*shown.model, *document.bookmarks());
    return shown;
}

TimelineSnapshot TimelineCanvas::snapshot() const
{
    TimelineSnapshot shown;
    shown.size = size();
    shown.theme = &Theme::of(palette());
    if (!usable())
        return shown;
    shown.model = model_;
    shown.layout = layout_;
    shown.viewport = viewport_;
    shown.headerWidth = headerWidth_;
    shown.counters = counters_;
    shown.allArrows = allArrows_;
    shown.mode = mode_;
    shown.clock = axisClock();
    shown.selection = document_->selection();
    shown.range = range();
    shown.hits = hits_;
    shown.currentHit = currentHit_;
    shown.bookmarks = TimelineSnapshot::bookmarksOf(*model_, *document_->bookmarks());
    shown.waits = waits_;
    shown.working = working_;
    shown.windows = windows_;
    return shown;
}

} // namespace rolloutscope
