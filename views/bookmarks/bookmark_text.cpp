#include "views/bookmarks/bookmark_text.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace rolloutscope {
namespace {

constexpr qsizetype maxTitle = 160;   // characters
constexpr qsizetype maxHeading = 300; // characters

QString text(const char* source)
{
    return QCoreApplication::translate("Bookmarks", source);
}

/// Literal in Markdown: a mark before each character that could mean something.
QString literal(const QString& line)
{
    static const QString special = QStringLiteral("\\`*_{}[]<>()#+-!|~&");
    QString result;
    result.reserve(line.size());
    for (const QChar c : line) {
        if (special.contains(c))
            result += u'\\';
        result += c;
    }
    return result;
}

} // namespace

QColor bookmarkColor(const Theme& theme, int color)
{
    const std::array<QColor, bookmarkColorCount> colors{theme.selection, theme.success, theme.compaction,
                                                        theme.agent,     theme.web,     theme.terminal};
    return colors[static_cast<std::size_t>(std::clamp(color, 0, bookmarkColorCount - 1))];
}

QString bookmarkColorName(int color)
{
    const std::array<QString, bookmarkColorCount> names{text("Blue"),   text("Green"), text("Ochre"),
                                                        text("Purple"), text("Teal"),  text("Grey")};
    return names[static_cast<std::size_t>(std::clamp(color, 0, bookmarkColorCount - 1))];
}

QString bookmarkTime(const BookmarkStore& store, const Bookmark& bookmark)
{
    const std::optional<UnixMs> moment = store.momentOf(bookmark);
    if (!moment || !store.loaded())
        return QStringLiteral("–");
    return QString::fromStdString(formatDuration(*moment - store.loaded()->relations.firstMoment()));
}

QString bookmarkTitle(const BookmarkStore& store, const Bookmark& bookmark)
{
    if (bookmark.isMoment())
        return text("moment");
    const ObjectRef object = store.objectOf(bookmark);
    if (!object.valid())
        return QString::fromUtf8(toWord(bookmark.kind)) + u' ' + singleLine(bookmark.objectId, maxTitle);
    const RolloutTrace& trace = store.loaded()->trace;
    QString title = singleLine(objectTitle(trace, store.loaded()->relations, object), maxTitle);
    const ThreadIndex thread = threadOf(trace, object);
    if (thread && object.kind != ObjectKind::Thread) {
        const AgentThread& agent = trace.threads[thread];
        title += QStringLiteral(" · ") + singleLine(agent.agentPath.empty() ? agent.id : agent.agentPath, maxTitle);
    }
    return title;
}

QString noteHeading(const Bookmark& bookmark)
{
    for (const QStringView line : QStringView(bookmark.note).split(u'\n')) {
        if (const QStringView plain = line.trimmed(); !plain.isEmpty())
            return singleLine(plain.left(maxHeading + 1).toString(), maxHeading);
    }
    return {};
}

QString bookmarkAsText(const BookmarkStore& store, const Bookmark& bookmark)
{
    // A line for each bookmark, whatever its note holds.
    QStringList note;
    for (const QString& line : bookmark.note.split(u'\n', Qt::SkipEmptyParts))
        note += singleLine(line.trimmed());
    return bookmarkTime(store, bookmark) + u'\t' + bookmarkTitle(store, bookmark) + u'\t' +
           note.join(QStringLiteral(" / "));
}

QString bookmarksAsMarkdown(const BookmarkStore& store)
{
    QString result = text("# Bookmarks");
    if (store.loaded() && !store.loaded()->trace.rolloutId.empty())
        result += text(" of rollout ") + literal(singleLine(store.loaded()->trace.rolloutId, maxTitle));
    result += QStringLiteral("\n\n");
    for (const Bookmark& bookmark : store.bookmarks()) {
        result += QStringLiteral("- **") + bookmarkTime(store, bookmark) + QStringLiteral("** ") +
                  literal(bookmarkTitle(store, bookmark));
        if (!bookmark.objectId.empty())
            result += QStringLiteral(" (") + literal(singleLine(bookmark.objectId)) + u')';
        result += u'\n';
        if (bookmark.note.isEmpty())
            continue;
        for (const QString& line : bookmark.note.split(u'\n'))
            result += line.trimmed().isEmpty() ? QStringLiteral("\n")
                                               : QStringLiteral("  ") + literal(line) + QStringLiteral("  \n");
    }
    return result;
}

} // namespace rolloutscope
