#include "app/dialogs/palette_entries.h"

#include "core/insight/describe.h"
#include "views/actions/fuzzy_match.h"
#include "views/theme/plain_text.h"

#include <QAction>
#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace rolloutscope {
namespace {

constexpr qsizetype mostCharacters = 160;
/// Less than a letter of the name: a name that matches is better than the same letters spread over group and name.
constexpr int groupCost = 8;

constexpr std::array kinds = {
    ObjectKind::Thread,
    ObjectKind::Turn,
    ObjectKind::InferenceCall,
    ObjectKind::ToolCall,
    ObjectKind::CodeCell,
    ObjectKind::TerminalSession,
    ObjectKind::TerminalOperation,
    ObjectKind::Compaction,
    ObjectKind::CompactionRequest,
    ObjectKind::ConversationItem,
    ObjectKind::InteractionEdge,
    ObjectKind::RawPayload,
};

QString words(const char* text)
{
    return QCoreApplication::translate("CommandPalette", text);
}

std::optional<int> scoreOf(const QString& name, const QString& group, const QString& query)
{
    const auto ofName = fuzzyScore(name, query);
    const auto ofBoth = fuzzyScore(QString(group + u' ' + name), query);
    if (!ofBoth)
        return ofName;
    return std::max(ofName.value_or(*ofBoth - groupCost), *ofBoth - groupCost);
}

} // namespace

PaletteEntries::PaletteEntries(std::vector<ActionGroup> groups, LoadedTracePtr loaded)
    : groups_(std::move(groups)), loaded_(std::move(loaded))
{
}

std::vector<PaletteEntry> PaletteEntries::matching(const QString& text, const QStringList& recent) const
{
    if (text.startsWith(u'@'))
        return agents(text.mid(1));
    if (text.startsWith(u'#'))
        return objects(text.mid(1));
    return actions(text, recent);
}

QString PaletteEntries::emptyText(const QString& text) const
{
    const bool wantsObject = text.startsWith(u'@') || text.startsWith(u'#');
    if (wantsObject && !loaded_)
        return words("No bundle is open.");
    if (text.startsWith(u'@'))
        return words("No agent's path has these letters.");
    if (text.startsWith(u'#'))
        return text.trimmed().size() > 1 ? words("No object has exactly this id.")
                                         : words("Paste the id of an object.");
    return words("No command has these letters. @ finds agents, # an object by its id.");
}

std::vector<PaletteEntry> PaletteEntries::actions(const QString& query, const QStringList& recent) const
{
    struct Found {
        PaletteEntry entry;
        int score = 0;
        qsizetype recency = 0; // 0 is the latest
    };
    std::vector<Found> found;
    for (const ActionGroup& group : groups_) {
        for (QAction* action : group.actions) {
            if (!action->isVisible() || action->isSeparator())
                continue;
            const QString name = actionName(action);
            const auto score = scoreOf(name, group.name, query);
            if (!score)
                continue;
            const qsizetype used = recent.indexOf(action->objectName());
            const QString detail =
                action->isCheckable() && action->isChecked() ? words("%1 · on").arg(group.name) : group.name;
            found.push_back({.entry = {.text = name,
                                       .detail = detail,
                                       .keys = actionKeys(action),
                                       .enabled = action->isEnabled(),
                                       .action = action,
                                       .object = {}},
                             .score = *score,
                             .recency = used < 0 ? recent.size() : used});
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        if (a.entry.enabled != b.entry.enabled)
            return a.entry.enabled;
        return a.score != b.score ? a.score > b.score : a.recency < b.recency;
    });
    std::vector<PaletteEntry> entries;
    for (Found& each : found)
        entries.push_back(std::move(each.entry));
    return entries;
}

std::vector<PaletteEntry> PaletteEntries::agents(const QString& query) const
{
    if (!loaded_)
        return {};
    const auto& threads = loaded_->relations.threadsInSpawnOrder();
    if (agentPaths_.empty()) {
        for (const ThreadIndex thread : threads)
            agentPaths_.push_back(singleLine(loaded_->trace.threads[thread].agentPath, mostCharacters));
    }
    std::vector<std::pair<int, std::size_t>> found; // worst score last; then the order of spawns
    for (std::size_t i = 0; i < agentPaths_.size(); ++i) {
        if (const auto score = fuzzyScore(agentPaths_[i], query))
            found.emplace_back(-*score, i);
    }
    const std::size_t count = std::min(found.size(), most);
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end());
    std::vector<PaletteEntry> entries;
    for (std::size_t i = 0; i < count; ++i)
        entries.push_back(entryFor(threads[found[i].second]));
    return entries;
}

std::vector<PaletteEntry> PaletteEntries::objects(const QString& id) const
{
    std::vector<PaletteEntry> entries;
    if (!loaded_)
        return entries;
    for (const QString& spelling : {id, id.trimmed()}) {
        const std::string wanted = spelling.toStdString();
        for (const ObjectKind kind : kinds) {
            if (const ObjectRef object = findObject(loaded_->trace, kind, wanted); object.valid())
                entries.push_back(entryFor(object));
        }
        if (!entries.empty())
            break; // spaces around a pasted id are rarely part of it
    }
    return entries;
}

PaletteEntry PaletteEntries::entryFor(ObjectRef object) const
{
    const RolloutTrace& trace = loaded_->trace;
    const QString kind = QString::fromUtf8(toWord(object.kind));
    const QString about = singleLine(objectDetail(trace, loaded_->relations, object), mostCharacters);
    const bool isAgent = object.kind == ObjectKind::Thread;
    return {.text = isAgent ? singleLine(trace.threads[object.thread()].agentPath, mostCharacters)
                            : singleLine(objectTitle(trace, loaded_->relations, object), mostCharacters),
            .detail = isAgent || about.isEmpty() ? (isAgent ? about : kind) : kind + QStringLiteral(" · ") + about,
            .keys = {},
            .enabled = true,
            .action = {},
            .object = object};
}

} // namespace rolloutscope
