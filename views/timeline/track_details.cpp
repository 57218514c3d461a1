#include "views/timeline/track_details.h"

#include "views/document/background.h"
#include "views/document/loaded_trace.h"

#include <QFutureWatcher>

#include <cmath>
#include <optional>
#include <set>

namespace rolloutscope {
namespace {

/// Spans of a track whose details are made at once: a millisecond or less.
constexpr std::size_t madeAtOnce = 2'000;

} // namespace

TrackDetails TrackDetails::of(const TimelineModel& model, std::uint32_t track)
{
    const ThreadIndex thread = model.tracks()[track].thread;
    const LoadedTrace& loaded = model.loaded();
    const auto present = static_cast<UnixMs>(std::llround(model.unixAt(model.content().end)));
    return {.work = WorkShare(workOf(loaded.trace, loaded.relations, thread, present)),
            .context = ContextCounter(contextGrowth(loaded.trace, loaded.relations, thread))};
}

struct TrackDetailsCache::Entry {
    std::optional<TrackDetails> details;
    QFutureWatcher<std::shared_ptr<const TrackDetails>> making;
};

TrackDetailsCache::Key TrackDetailsCache::keyOf(const TimelineModel& model, std::uint32_t track)
{
    const TimelineTrack& shown = model.tracks()[track];
    return {.content = shown.content, .openUntil = shown.open ? model.openUntil() : 0};
}

const TrackDetails* TrackDetailsCache::get(const std::shared_ptr<const TimelineModel>& model, std::uint32_t track)
{
    const std::uint32_t thread = model->tracks()[track].thread.value;
    const auto latest = [&]() -> const TrackDetails* {
        const auto found = latest_.find(thread);
        return found == latest_.end() ? nullptr : &*found->second->details;
    };
    std::shared_ptr<Entry>& entry = entries_[keyOf(*model, track)];
    if (entry) {
        if (!entry->details)
            return latest();
        latest_[thread] = entry;
        return &*entry->details;
    }
    entry = std::make_shared<Entry>();
    if (model->tracks()[track].content->spanCount() <= madeAtOnce) {
        entry->details = TrackDetails::of(*model, track);
        latest_[thread] = entry;
        return &*entry->details;
    }
    connect(&entry->making, &QFutureWatcherBase::finished, this, [this, made = std::weak_ptr(entry)] {
        const std::shared_ptr<Entry> ready = made.lock();
        if (!ready || ready->making.future().resultCount() == 0)
            return;
        ready->details = *ready->making.result();
        emit detailsReady();
    });
    entry->making.setFuture(runInBackground([model, track]() -> std::shared_ptr<const TrackDetails> {
        return std::make_shared<const TrackDetails>(TrackDetails::of(*model, track));
    }));
    return latest();
}

void TrackDetailsCache::waitUntilReady()
{
    for (auto& [key, entry] : entries_) {
        if (entry->details)
            continue;
        entry->making.waitForFinished();
        entry->details = *entry->making.result();
    }
}

void TrackDetailsCache::keepOnly(const TimelineModel* model, bool sameRollout)
{
    if (!sameRollout)
        latest_.clear();
    std::set<Key> known;
    for (std::uint32_t track = 0; model != nullptr && !entries_.empty() && track < model->tracks().size(); ++track) {
        if (Key key = keyOf(*model, track); entries_.contains(key))
            known.insert(std::move(key));
    }
    std::erase_if(entries_, [&](const auto& entry) { return !known.contains(entry.first); });
}

} // namespace rolloutscope
