#include "views/statistics/object_cell.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

namespace rolloutscope {

QString cellText(const LoadedTrace& loaded, ObjectRef object, ObjectColumn column)
{
    const RolloutTrace& trace = loaded.trace;
    const Relations& relations = loaded.relations;
    const auto tokens = [&](std::uint64_t TokenUsage::*part) {
        const std::optional<TokenUsage> usage = tokensOf(trace, object);
        return usage ? QString::fromStdString(formatCount((*usage).*part)) : QString();
    };
    switch (column) {
    case ObjectColumn::Start:
        return QString::fromStdString(formatDuration(startOf(trace, relations, object)));
    case ObjectColumn::Agent: {
        const ThreadIndex thread = threadOf(trace, object);
        return thread ? singleLine(objectTitle(trace, relations, thread)) : QString();
    }
    case ObjectColumn::Name:
        return singleLine(objectTitle(trace, relations, object));
    case ObjectColumn::Detail:
        return singleLine(objectDetail(trace, relations, object));
    case ObjectColumn::Duration:
        return QString::fromStdString(formatDuration(durationOf(trace, relations, object)));
    case ObjectColumn::InputTokens:
        return tokens(&TokenUsage::input);
    case ObjectColumn::OutputTokens:
        return tokens(&TokenUsage::output);
    case ObjectColumn::Status:
        return QString::fromStdString(outcomeText(trace, object));
    }
    return {};
}

} // namespace rolloutscope
