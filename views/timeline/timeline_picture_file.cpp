// Pictures of the timeline as files; drawings have a bounded number of boxes.
#include "views/theme/picture_file.h"
#include "views/timeline/timeline_picture.h"

#include <QCoreApplication>

namespace rolloutscope {
namespace {

constexpr std::size_t mostBoxes = 200'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("TimelinePicture", text);
}

} // namespace

QString writeTimelinePicture(TimelineSnapshot snapshot, const PictureRequest& request, const QString& file,
                             PictureJob& job)
{
    if (!snapshot.model)
        return tr("the timeline is not ready yet");
    const QString title = snapshot.name;
    TimelinePicture picture(std::move(snapshot), request, job);
    if (isDrawing(file)) {
        if (const std::size_t boxes = picture.countBoxes(); boxes > mostBoxes)
            return tr("it would have %L1 boxes, and a drawing of more than %L2 is of no use to anybody; fold or hide "
                      "agents, or take a shorter time or less width")
                .arg(static_cast<qulonglong>(boxes))
                .arg(static_cast<qulonglong>(mostBoxes));
    }
    return writePicture(
        {.size = picture.size(),
         .devicePixelRatio = request.devicePixelRatio,
         .title = title,
         .advice = tr("fold or hide agents, or write an SVG"),
         .paint = [&](QPainter& painter, bool scalable) { return picture.paint(painter, scalable) && !job.cancelled; }},
        file);
}

} // namespace rolloutscope
