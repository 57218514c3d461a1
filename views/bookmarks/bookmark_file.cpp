#include "views/bookmarks/bookmark_file.h"

#include "core/trace/names.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* formatName = "rolloutscope-bookmarks";
constexpr int formatVersion = 1;
constexpr int lockWaitMs = 3'000;
// More than any number of notes that a person writes; a file beyond it is not one of ours.
constexpr qint64 maxFileBytes = 512LL * 1024 * 1024;

QString text(const char* source)
{
    return QCoreApplication::translate("Bookmarks", source);
}

std::string stringAt(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::int64_t> numberAt(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? std::optional(found->get<std::int64_t>())
                                                               : std::nullopt;
}

std::optional<Bookmark> bookmarkOf(const Json& entry)
{
    if (!entry.is_object())
        return std::nullopt;
    Bookmark bookmark;
    bookmark.id = stringAt(entry, "id");
    bookmark.objectId = stringAt(entry, "object");
    bookmark.at = numberAt(entry, "at_unix_ms");
    if (const std::string kind = stringAt(entry, "kind"); kind != "moment") {
        bookmark.kind = fromName<ObjectKind>(kind).value_or(ObjectKind::None);
        if (bookmark.kind == ObjectKind::None || bookmark.objectId.empty())
            return std::nullopt;
    } else if (!bookmark.at) {
        return std::nullopt;
    }
    if (bookmark.id.empty())
        return std::nullopt;
    bookmark.note = fittingNote(QString::fromStdString(stringAt(entry, "note")));
    bookmark.color =
        static_cast<int>(std::clamp<std::int64_t>(numberAt(entry, "color").value_or(0), 0, bookmarkColorCount - 1));
    bookmark.createdAt = numberAt(entry, "created_at_unix_ms").value_or(0);
    bookmark.changedAt = numberAt(entry, "changed_at_unix_ms").value_or(bookmark.createdAt);
    return bookmark;
}

Json jsonOf(const Bookmark& bookmark)
{
    Json entry;
    entry["id"] = bookmark.id;
    if (bookmark.isMoment()) {
        entry["kind"] = "moment";
    } else {
        entry["kind"] = nameOf(bookmark.kind);
        entry["object"] = bookmark.objectId;
    }
    if (bookmark.at)
        entry["at_unix_ms"] = *bookmark.at;
    entry["note"] = bookmark.note.toStdString();
    entry["color"] = bookmark.color;
    entry["created_at_unix_ms"] = bookmark.createdAt;
    entry["changed_at_unix_ms"] = bookmark.changedAt;
    return entry;
}

struct Content {
    enum class State : std::uint8_t { Missing, Good, Unfit, Unreadable };
    State state = State::Missing;
    BookmarkMap bookmarks; // of an unfit file: those that make sense
    QString reason;
};

/// JSON has no room for names of folders that are not UTF-8; the file's own name tells those apart.
std::string savedFolder(const RolloutIdentity& rollout)
{
    return QString::fromStdString(rollout.folder).toStdString();
}

Content read(const QString& path, const RolloutIdentity& rollout)
{
    Content content;
    QFile file(path);
    if (!file.exists())
        return content;
    if (!file.open(QIODevice::ReadOnly)) {
        content.state = Content::State::Unreadable;
        content.reason = file.errorString();
        return content;
    }
    content.state = Content::State::Unfit;
    if (file.size() > maxFileBytes)
        return content;
    const QByteArray bytes = file.readAll();
    const Json root = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    if (!root.is_object() || stringAt(root, "format") != formatName ||
        numberAt(root, "version").value_or(0) != formatVersion || stringAt(root, "rollout_id") != rollout.rolloutId ||
        stringAt(root, "trace_id") != rollout.traceId || stringAt(root, "folder") != savedFolder(rollout))
        return content;
    const auto entries = root.find("bookmarks");
    if (entries == root.end() || !entries->is_array())
        return content;
    content.state = Content::State::Good;
    for (const Json& entry : *entries) {
        if (std::optional<Bookmark> bookmark = bookmarkOf(entry))
            content.bookmarks.insert_or_assign(bookmark->id, std::move(*bookmark));
        else
            content.state = Content::State::Unfit;
    }
    return content;
}

/// Why it could not be written; empty when it was.
QString write(const QString& path, const RolloutIdentity& rollout, const BookmarkMap& bookmarks)
{
    Json root;
    root["format"] = formatName;
    root["version"] = formatVersion;
    root["rollout_id"] = rollout.rolloutId;
    root["trace_id"] = rollout.traceId;
    if (!rollout.folder.empty())
        root["folder"] = savedFolder(rollout);
    root["bookmarks"] = Json::array();
    for (const auto& [id, bookmark] : bookmarks)
        root["bookmarks"].push_back(jsonOf(bookmark));
    const std::string bytes = root.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner); // notes are nobody else's business
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    return file.commit() ? QString() : file.errorString();
}

/// The new name; empty when the file could not be renamed.
QString putAside(const QString& path)
{
    const QString stem =
        path + QStringLiteral(".kept-") + QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-hhmmss"));
    for (int i = 1; i < 100; ++i) {
        const QString name = i == 1 ? stem : stem + u'-' + QString::number(i);
        if (!QFile::exists(name) && QFile::rename(path, name))
            return name;
    }
    return {};
}

SyncedBookmarks refused(const QString& reason)
{
    return {.good = false, .bookmarks = {}, .problem = text("Bookmarks are not saved: %1.").arg(reason)};
}

} // namespace

SyncedBookmarks syncBookmarkFile(const QString& path, const RolloutIdentity& rollout, const BookmarkMap& base,
                                 const BookmarkMap& mine)
{
    SyncedBookmarks result;
    if (!QFile::exists(path) && mine.empty()) {
        result.good = true;
        return result;
    }
    const QString folder = QFileInfo(path).path();
    if (!QDir().mkpath(folder))
        return refused(text("the folder %1 cannot be made").arg(QDir::toNativeSeparators(folder)));
    QLockFile lock(path + QStringLiteral(".lock"));
    const bool locked = lock.tryLock(lockWaitMs);

    Content content = read(path, rollout);
    if (content.state == Content::State::Unreadable)
        return refused(text("%1 cannot be read: %2").arg(QDir::toNativeSeparators(path), content.reason));
    const bool nothingOfMine = mine == base;
    if (!locked && (!nothingOfMine || content.state != Content::State::Good))
        return refused(text("%1 is in use, or its folder cannot be written").arg(QDir::toNativeSeparators(path)));
    if (content.state == Content::State::Unfit) {
        const QString kept = putAside(path);
        if (kept.isEmpty())
            return refused(text("%1 is damaged and cannot be renamed").arg(QDir::toNativeSeparators(path)));
        result.problem = text("The file of this rollout's bookmarks was damaged or not made by this version. It is "
                              "kept as %1.")
                             .arg(QDir::toNativeSeparators(kept));
        // What it held before is known here: only what makes sense of it counts as news.
        BookmarkMap known = base;
        for (auto& [id, bookmark] : content.bookmarks)
            known.insert_or_assign(id, std::move(bookmark));
        result.bookmarks = mergeBookmarks(base, mine, known);
        content.bookmarks.clear();
    } else {
        // A file that somebody removed takes nothing from those who still have its bookmarks.
        const bool missing = content.state == Content::State::Missing;
        result.bookmarks = mergeBookmarks(base, mine, missing ? base : content.bookmarks);
    }
    if (result.bookmarks != content.bookmarks) {
        if (const QString reason = write(path, rollout, result.bookmarks); !reason.isEmpty())
            return refused(QDir::toNativeSeparators(path) + QStringLiteral(": ") + reason);
    }
    result.good = true;
    return result;
}

} // namespace rolloutscope
