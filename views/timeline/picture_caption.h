// What stands around a picture of the timeline: a title line above, legend and bookmarks below. Laid out once for a
// width; used on any thread.
#pragma once

#include "views/timeline/timeline_picture.h"

#include <vector>

namespace rolloutscope {

class PictureCaption {
public:
    static constexpr std::size_t mostBookmarks = 40;

    /// `seen` are positions: bookmarks elsewhere are not listed. Linear in the spans: they are counted for the legend.
    PictureCaption(const TimelineSnapshot& shown, Stretch seen, int width);

    /// px
    [[nodiscard]] int footerHeight() const;
    void paintTitle(QPainter& painter) const;
    /// `top` px; `note` is a last line, and may be empty.
    void paintFooter(QPainter& painter, int top, const QString& note) const;

private:
    struct Chip {
        QColor color;
        QString name;
        bool failure = false;
        int x = 0;
        int row = 0;
    };

    void addLegend(const TimelineSnapshot& shown);
    void addBookmarks(const TimelineSnapshot& shown, Stretch seen);
    void paintBookmark(QPainter& painter, const PictureBookmark& bookmark, int top) const;

    const Theme& theme_;
    int width_ = 0;
    QString name_;
    QString facts_;
    std::vector<Chip> chips_;
    int legendRows_ = 0;
    std::vector<PictureBookmark> bookmarks_;
    std::size_t bookmarksLeftOut_ = 0;
    int timeWidth_ = 0;
};

} // namespace rolloutscope
