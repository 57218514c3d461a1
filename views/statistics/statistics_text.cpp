#include "views/statistics/statistics_text.h"

#include "core/export/objects_csv.h"
#include "core/export/statistics_csv.h"
#include "views/document/loaded_trace.h"
#include "views/statistics/object_cell.h"

#include <QStringList>

#include <string>

namespace rolloutscope {
namespace {

/// What `write` hands to its sink.
template <typename Write>
QString collected(Write write)
{
    std::string text;
    const ExportSink sink = [&text](std::string_view piece) {
        text += piece;
        return true;
    };
    return write(sink) ? QString::fromStdString(text) : QString();
}

} // namespace

QString rowsAsText(const QModelIndexList& rows, const std::vector<int>& columns)
{
    QStringList lines;
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (const int column : columns)
            cells << row.siblingAtColumn(column).data().toString();
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n');
}

QString statisticsAsCsv(std::span<const Statistic> rows, bool redact)
{
    return collected([&](const ExportSink& sink) { return writeStatisticsCsv(rows, sink, redact); });
}

QString objectsAsText(const LoadedTrace& loaded, std::span<const ObjectRef> objects)
{
    QString text;
    for (const ObjectRef object : objects) {
        if (!text.isEmpty())
            text += u'\n';
        for (int column = 0; column < objectColumnCount; ++column) {
            if (column > 0)
                text += u'\t';
            text += cellText(loaded, object, static_cast<ObjectColumn>(column));
        }
    }
    return text;
}

QString objectsAsCsv(const LoadedTrace& loaded, std::span<const ObjectRef> objects, bool redact)
{
    return collected(
        [&](const ExportSink& sink) { return writeObjectsCsv(loaded.trace, loaded.relations, objects, sink, redact); });
}

} // namespace rolloutscope
