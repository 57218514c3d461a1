#include "views/timeline/arrangement_file.h"

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

HiddenCategories readHidden(const Json& root)
{
    HiddenCategories hidden{};
    const auto found = root.find("hidden_categories");
    if (found == root.end() || !found->is_object())
        return hidden;
    for (const ColorMode mode : allColorModes) {
        const auto numbers = found->find(wordOf(mode));
        if (numbers == found->end() || !numbers->is_array())
            continue;
        for (const Json& number : *numbers) {
            if (number.is_number_unsigned() && number.get<std::uint64_t>() < maxCategories)
                hidden[static_cast<std::size_t>(mode)] |= categoryBit(number.get<std::uint8_t>());
        }
    }
    return hidden;
}

Json jsonOf(const HiddenCategories& hidden)
{
    Json json = Json::object();
    for (const ColorMode mode : allColorModes) {
        for (std::uint8_t category = 0; category < maxCategories; ++category) {
            if ((hidden[static_cast<std::size_t>(mode)] & categoryBit(category)) != 0)
                json[wordOf(mode)].push_back(category);
        }
    }
    return json;
}

bool isUsual(const KeptArrangement& kept)
{
    const TrackArrangement& arrangement = kept.agents;
    return arrangement.sort == TrackSort::Spawn && arrangement.order.empty() && arrangement.pinned.empty() &&
           arrangement.hidden.empty() && arrangement.collapsed.empty() && kept.hidden == HiddenCategories{};
}

} // namespace

std::optional<KeptArrangement> readArrangement(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > maxFileBytes)
        return std::nullopt;
    const QByteArray bytes = file.readAll();
    const Json root = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    if (!root.is_object() || root.value("format", Json()) != formatName || root.value("version", Json()) != 1)
        return std::nullopt;
    KeptArrangement kept;
    TrackArrangement& arrangement = kept.agents;
    for (const auto& [sort, word] : sorts) {
        if (root.value("sort", Json()) == word)
            arrangement.sort = sort;
    }
    readIds(root, "order", arrangement.order);
    readIds(root, "pinned", arrangement.pinned);
    readIds(root, "hidden", arrangement.hidden);
    readIds(root, "folded", arrangement.collapsed);
    kept.hidden = readHidden(root);
    return kept;
}

QString writeArrangement(const QString& path, const KeptArrangement& kept)
{
    const TrackArrangement& arrangement = kept.agents;
    if (isUsual(kept))
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
    if (Json hidden = jsonOf(kept.hidden); !hidden.empty())
        root["hidden_categories"] = std::move(hidden);
    const std::string bytes = root.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    return file.commit() ? QString() : file.errorString();
}

} // namespace rolloutscope
