#include "views/search/search_model.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <algorithm>

namespace rolloutscope {
namespace {

// Internal ids: level and the rows above. 0 is an agent.
constexpr unsigned groupBits = 31;

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

ShownLine shownLine(const SearchHit& hit)
{
    const std::string_view line = hit.line;
    const std::size_t begin = std::min(hit.matchBegin, line.size());
    const std::size_t length = std::min(hit.matchLength, line.size() - begin);
    // White space before a line says nothing here.
    std::size_t first = 0;
    while (first < begin && (line[first] == ' ' || line[first] == '\t'))
        ++first;
    constexpr qsizetype all = 1'000;
    ShownLine shown;
    shown.text = singleLine(line.substr(first, begin - first), all);
    shown.matchBegin = static_cast<int>(shown.text.size());
    const QString match = singleLine(line.substr(begin, length), all);
    shown.matchLength = static_cast<int>(match.size());
    shown.text += match + singleLine(line.substr(begin + length), all);
    return shown;
}

SearchModel::SearchModel(QObject* parent) : QAbstractItemModel(parent) {}

SearchModel::~SearchModel() = default;

quintptr SearchModel::idOf(std::size_t agent, std::size_t group, bool line)
{
    return ((static_cast<quintptr>(agent) + 1) << (groupBits + 1)) |
           (line ? ((static_cast<quintptr>(group) << 1U) | 1U) : 0U);
}

SearchModel::Place SearchModel::placeOf(const QModelIndex& index)
{
    const quintptr id = index.internalId();
    if (id == 0)
        return {.agent = static_cast<std::size_t>(index.row())};
    const std::size_t agent = static_cast<std::size_t>(id >> (groupBits + 1)) - 1;
    const bool isLine = (id & 1U) != 0;
    const auto group = static_cast<std::size_t>((id >> 1U) & ((quintptr{1} << groupBits) - 1));
    return {.agent = agent, .group = isLine ? group : static_cast<std::size_t>(index.row()), .isLine = isLine};
}

void SearchModel::start(LoadedTracePtr loaded)
{
    beginResetModel();
    loaded_ = std::move(loaded);
    agents_.clear();
    agentOfThread_.clear();
    places_ = 0;
    endResetModel();
}

SearchModel::Agent& SearchModel::agentOf(ThreadIndex thread)
{
    const auto known = agentOfThread_.find(thread);
    if (known != agentOfThread_.end())
        return *agents_[known->second];
    const auto row = static_cast<int>(agents_.size());
    beginInsertRows({}, row, row);
    agentOfThread_.emplace(thread, agents_.size());
    agents_.push_back(std::make_unique<Agent>(Agent{.thread = thread, .groups = {}}));
    endInsertRows();
    return *agents_.back();
}

void SearchModel::add(std::vector<SearchGroup>&& groups)
{
    // All of one agent at once: a tree that grows row by row is slow.
    std::vector<ThreadIndex> order;
    std::unordered_map<ThreadIndex, std::vector<SearchGroup>> byAgent;
    for (SearchGroup& group : groups) {
        const ThreadIndex thread = threadOf(loaded_->trace, group.object);
        auto& list = byAgent[thread];
        if (list.empty())
            order.push_back(thread);
        list.push_back(std::move(group));
    }
    for (const ThreadIndex thread : order) {
        Agent& agent = agentOf(thread);
        std::vector<SearchGroup>& list = byAgent[thread];
        const QModelIndex parent = index(static_cast<int>(agentOfThread_[thread]), 0);
        const auto first = static_cast<int>(agent.groups.size());
        beginInsertRows(parent, first, first + static_cast<int>(list.size()) - 1);
        for (SearchGroup& group : list) {
            agent.count += group.count;
            agent.groups.push_back(std::move(group));
        }
        endInsertRows();
        places_ += list.size();
        emit dataChanged(parent, parent);
    }
}

SearchModel::Level SearchModel::levelOf(const QModelIndex& index) const
{
    if (index.internalId() == 0)
        return Level::Agent;
    return placeOf(index).isLine ? Level::Line : Level::Place;
}

const SearchGroup* SearchModel::groupAt(const QModelIndex& index) const
{
    if (!index.isValid() || levelOf(index) == Level::Agent)
        return nullptr;
    const Place place = placeOf(index);
    return &agents_[place.agent]->groups[place.group];
}

const SearchHit* SearchModel::hitAt(const QModelIndex& index) const
{
    const SearchGroup* group = groupAt(index);
    return group != nullptr && levelOf(index) == Level::Line ? &group->hits[static_cast<std::size_t>(index.row())]
                                                             : nullptr;
}

ObjectRef SearchModel::objectAt(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    if (const SearchGroup* group = groupAt(index))
        return group->object;
    return agents_[placeOf(index).agent]->thread;
}

QModelIndex SearchModel::nextLine(const QModelIndex& from, int by) const
{
    if (places_ == 0)
        return {};
    Place place = from.isValid() ? placeOf(from) : Place{};
    auto line = from.isValid() && levelOf(from) == Level::Line ? from.row() : (by > 0 ? -1 : 0);
    if (!from.isValid() || levelOf(from) == Level::Agent)
        place.group = 0;
    line += by;
    for (std::size_t tries = 0; tries <= places_ + agents_.size() + 1; ++tries) {
        const Agent& agent = *agents_[place.agent];
        const auto lines =
            place.group < agent.groups.size() ? static_cast<int>(agent.groups[place.group].hits.size()) : 0;
        if (line >= 0 && line < lines)
            return createIndex(line, 0, idOf(place.agent, place.group, true));
        if (by > 0) {
            line = 0;
            if (++place.group >= agent.groups.size()) {
                place.group = 0;
                place.agent = (place.agent + 1) % agents_.size();
            }
        } else {
            if (place.group == 0) {
                place.agent = (place.agent + agents_.size() - 1) % agents_.size();
                place.group = agents_[place.agent]->groups.size();
            }
            place.group -= place.group > 0 ? 1 : 0;
            const auto& groups = agents_[place.agent]->groups;
            line = place.group < groups.size() ? static_cast<int>(groups[place.group].hits.size()) - 1 : -1;
        }
    }
    return {};
}

std::vector<ObjectRef> SearchModel::objects() const
{
    std::vector<ObjectRef> all;
    for (const auto& agent : agents_) {
        for (const SearchGroup& group : agent->groups) {
            if (group.object.valid())
                all.push_back(group.object);
        }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

QModelIndex SearchModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, 0, quintptr{0});
    const Place place = placeOf(parent);
    return createIndex(
        row, 0, levelOf(parent) == Level::Agent ? idOf(place.agent, 0, false) : idOf(place.agent, place.group, true));
}

QModelIndex SearchModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const Place place = placeOf(child);
    if (place.isLine)
        return createIndex(static_cast<int>(place.group), 0, idOf(place.agent, 0, false));
    return createIndex(static_cast<int>(place.agent), 0, quintptr{0});
}

int SearchModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(agents_.size());
    if (parent.column() != 0)
        return 0;
    const Place place = placeOf(parent);
    switch (levelOf(parent)) {
    case Level::Agent:
        return static_cast<int>(agents_[place.agent]->groups.size());
    case Level::Place:
        return static_cast<int>(agents_[place.agent]->groups[place.group].hits.size());
    case Level::Line:
        break;
    }
    return 0;
}

int SearchModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QString SearchModel::nameAt(const QModelIndex& index) const
{
    const RolloutTrace& trace = loaded_->trace;
    if (const SearchHit* hit = hitAt(index))
        return shownLine(*hit).text;
    const SearchGroup* group = groupAt(index);
    if (group == nullptr) {
        const ObjectRef agent = objectAt(index);
        return agent.valid() ? singleLine(objectTitle(trace, loaded_->relations, agent), 80) : tr("The rollout itself");
    }
    if (!group->part.empty())
        return singleLine(group->part, 80);
    if (group->payload)
        return singleLine(trace.payloads[group->payload].path, 120);
    return singleLine(objectTitle(trace, loaded_->relations, group->object), 80);
}

QString SearchModel::detailAt(const QModelIndex& index) const
{
    const SearchGroup* group = groupAt(index);
    if (group == nullptr || hitAt(index) != nullptr)
        return {};
    const RolloutTrace& trace = loaded_->trace;
    if (!group->part.empty())
        return tr("first in %1").arg(singleLine(objectTitle(trace, loaded_->relations, group->object), 60));
    if (group->payload) {
        QString detail = QString::fromLatin1(toWord(trace.payloads[group->payload].kind));
        if (group->object.valid())
            detail =
                singleLine(objectTitle(trace, loaded_->relations, group->object), 60) + QStringLiteral(" · ") + detail;
        return detail;
    }
    // What made it says more than its own words, which are below.
    for (const Producer& producer : trace.items[group->object.item()].producedBy) {
        const ObjectRef by = std::visit([](auto made) { return ObjectRef(made); }, producer);
        if (exists(trace, by))
            return tr("from %1").arg(singleLine(objectTitle(trace, loaded_->relations, by), 60));
    }
    return {};
}

QString SearchModel::toolTipAt(const QModelIndex& index) const
{
    const SearchGroup* group = groupAt(index);
    if (const SearchHit* hit = hitAt(index))
        return plainToolTip(text(hit->line));
    if (group == nullptr)
        return {};
    QString tip = nameAt(index);
    if (const QString detail = detailAt(index); !detail.isEmpty())
        tip += u'\n' + detail;
    if (group->hits.size() < group->count)
        tip += u'\n' + tr("the first %1 of %2 hits are listed").arg(group->hits.size()).arg(group->count);
    return plainToolTip(tip);
}

QVariant SearchModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !loaded_)
        return {};
    const SearchHit* hit = hitAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return nameAt(index);
    case Qt::ToolTipRole:
        return toolTipAt(index);
    case LevelRole:
        return static_cast<int>(levelOf(index));
    case DetailRole:
        return detailAt(index);
    case CountRole:
        if (hit != nullptr)
            return {};
        return groupAt(index) != nullptr ? QVariant::fromValue<qulonglong>(groupAt(index)->count)
                                         : QVariant::fromValue<qulonglong>(agents_[placeOf(index).agent]->count);
    case MatchBeginRole:
        return hit != nullptr ? QVariant(shownLine(*hit).matchBegin) : QVariant();
    case MatchLengthRole:
        return hit != nullptr ? QVariant(shownLine(*hit).matchLength) : QVariant();
    case ColorRoleRole: {
        const ObjectRef object = objectAt(index);
        return object.valid() ? QVariant(static_cast<int>(colorRoleOf(loaded_->trace, object))) : QVariant();
    }
    default:
        return {};
    }
}

} // namespace rolloutscope
