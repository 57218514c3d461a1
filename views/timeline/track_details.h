// What folded tracks and counters show of an agent: the shares of its work and the growth of its context. Made when a
// track comes into sight, in the background where that takes long, and kept for as long as the track stays the same.
#pragma once

#include "core/insight/work_share.h"
#include "views/timeline/context_counter.h"
#include "views/timeline/timeline_model.h"

#include <QObject>

#include <map>
#include <memory>

namespace rolloutscope {

struct TrackDetails {
    WorkShare work; // Unix ms
    ContextCounter context;

    [[nodiscard]] static TrackDetails of(const TimelineModel& model, std::uint32_t track);
};

class TrackDetailsCache : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Null while the first are being made, and those of before while newer ones are; detailsReady() follows.
    [[nodiscard]] const TrackDetails* get(const std::shared_ptr<const TimelineModel>& model, std::uint32_t track);
    /// Waits for what is being made.
    void waitUntilReady();
    /// Forgets what the tracks of another model do not share.
    void keepOnly(const TimelineModel* model, bool sameRollout);

signals:
    void detailsReady();

private:
    /// An open track changes as time goes on, also where its spans do not.
    struct Key {
        std::shared_ptr<const TrackContent> content;
        std::int64_t openUntil = 0;
        auto operator<=>(const Key&) const = default;
    };
    struct Entry;

    static Key keyOf(const TimelineModel& model, std::uint32_t track);

    std::map<Key, std::shared_ptr<Entry>> entries_;
    std::map<std::uint32_t, std::shared_ptr<Entry>> latest_; // by thread: shown while newer ones are being made
};

} // namespace rolloutscope
