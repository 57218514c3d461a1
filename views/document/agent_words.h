// The words that agents are filtered by, the same on the timeline and in the graph.
#pragma once

#include "core/trace/trace.h"

#include <QStringList>

namespace rolloutscope {

/// Of a filter as it is typed.
[[nodiscard]] QStringList filterWords(const QString& filter);
/// Whether all words are in the agent's path, nickname, role or model; case does not count.
[[nodiscard]] bool matchesWords(const AgentThread& thread, const QStringList& words);

} // namespace rolloutscope
