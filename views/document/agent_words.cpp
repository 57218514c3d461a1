#include "views/document/agent_words.h"

#include <algorithm>

namespace rolloutscope {

QStringList filterWords(const QString& filter)
{
    return filter.split(u' ', Qt::SkipEmptyParts);
}

bool matchesWords(const AgentThread& thread, const QStringList& words)
{
    if (words.isEmpty())
        return true;
    QString text = QString::fromStdString(thread.agentPath.empty() ? thread.id : thread.agentPath);
    const auto add = [&text](const std::string& more) { text += u'\n' + QString::fromStdString(more); };
    if (thread.nickname)
        add(*thread.nickname);
    if (thread.spawn)
        add(thread.spawn->agentRole);
    if (thread.defaultModel)
        add(*thread.defaultModel);
    return std::all_of(words.begin(), words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace rolloutscope
