#include "views/timeline/arrangement_file.h"

#include "views/document/loaded_trace.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace rolloutscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* formatName = "rolloutscope-arrangement";
constexpr qint64 maxFileBytes = 64LL * 1024 * 1024;
constexpr std::array sorts{std::pair{TrackSort::Spawn, "spawn"},       std::pair{TrackSort::Start, "start"},
                           std::pair{TrackSort::Duration, "duration"}, std::pair{TrackSort::Tokens, "tokens"},
                           std::pair{TrackSort::Failures, "failures"}, std::pair{TrackSort::Manual, "manual"}};

template <typename List>
void readIds(const Json& root, const char* key, List& ids)
{
    const auto found = root.find(key);
    if (found == root.end() || !found->is_array())
        return;
    for (const Json& id : *found) {
        if (id.is_string())
            ids.insert(ids.end(), id.get<std::string>());
    }
}

template <typename List>
Json idsOf(const List& ids)
{
    std::vector<std::string> sorted(ids.begin(), ids.end());
    if constexpr (!std::is_same_v<List, std::vector<std::string>>)
        std::sort(sorted.begin(), sorted.end());
    return sorted;
}

bool isUsual(const TrackArrangement& arrangement)
{
    return arrangement.sort == TrackSort::Spawn && arrangement.order.empty() && arrangement.pinned.empty() &&
           arrangement.hidden.empty() && arrangement.collapsed.empty();
}

} // namespace

QString arrangementFilePath(const QString& folder, const LoadedTrace& loaded)
{
    QByteArray name = QByteArray::fromStdString(loaded.trace.rolloutId);
    name += '\0';
    name += QByteArray::fromStdString(loaded.trace.traceId);
    if (name.size() == 1)
        name += QByteArray::fromStdString(loaded.bundle.path().string());
    const QByteArray hash = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex();
    return QDir(folder).filePath(QString::fromLatin1(hash) + QStringLiteral(".json"));
}

std::optional<TrackArrangement> readArrangement(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > maxFileBytes)
        return std::nullopt;
    const QByteArray bytes = file.readAll();
    const Json root = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    if (!root.is_object() || root.value("format", Json()) != formatName || root.value("version", Json()) != 1)
        return std::nullopt;
    TrackArrangement arrangement;
    for (const auto& [sort, word] : sorts) {
        if (root.value("sort", Json()) == word)
            arrangement.sort = sort;
    }
    readIds(root, "order", arrangement.order);
    readIds(root, "pinned", arrangement.pinned);
    readIds(root, "hidden", arrangement.hidden);
    readIds(root, "folded", arrangement.collapsed);
    return arrangement;
}

QString writeArrangement(const QString& path, const TrackArrangement& arrangement)
{
    if (isUsual(arrangement))
        return !QFile::exists(path) || QFile::remove(path) ? QString() : QStringLiteral("it cannot be removed");
    if (!QDir().mkpath(QFileInfo(path).path()))
        return QStringLiteral("its folder cannot be made");
    Json root;
    root["format"] = formatName;
    root["version"] = 1;
    for (const auto& [sort, word] : sorts) {
        if (sort == arrangement.sort)
            root["sort"] = word;
    }
    root["order"] = idsOf(arrangement.order);
    root["pinned"] = idsOf(arrangement.pinned);
    root["hidden"] = idsOf(arrangement.hidden);
    root["folded"] = idsOf(arrangement.collapsed);
    const std::string bytes = root.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    return file.commit() ? QString() : file.errorString();
}

} // namespace rolloutscope
