#include "core/reduce/problem_log.h"

namespace rolloutscope {

void ProblemLog::at(std::uint64_t line, std::uint64_t seq, std::string_view eventType)
{
    line_ = line;
    seq_ = seq;
    eventType_ = eventType;
}

bool ProblemLog::note(std::string_view objectId, std::string reason)
{
    if (strict_)
        throw RuleBroken{std::move(reason)};
    ++list_.total;
    if (list_.kept.size() >= ProblemList::maxKept) {
        ++list_.notKept;
        return false;
    }
    list_.kept.push_back({line_, seq_, eventType_, std::string(objectId), std::move(reason), 1});
    return true;
}

void ProblemLog::broken(std::string_view objectId, std::string reason)
{
    note(objectId, std::move(reason));
}

void ProblemLog::brokenOnce(const std::string& key, std::string_view objectId, std::string reason)
{
    if (const auto known = placeOfKey_.find(key); known != placeOfKey_.end()) {
        ++list_.kept[known->second].count;
        return;
    }
    if (note(objectId, std::move(reason)))
        placeOfKey_.emplace(key, list_.kept.size() - 1);
}

} // namespace rolloutscope
