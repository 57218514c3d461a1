#include "views/graph/edge_words.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

namespace rolloutscope::graph {

QString edgeWords(const GraphPicture& picture, int edge)
{
    const IndexList<InteractionEdge>& interactions = picture.model.edges[static_cast<std::size_t>(edge)].interactions;
    if (interactions.empty())
        return {};
    const LoadedTrace& loaded = *picture.loaded;
    const EdgeIndex first = interactions.front();
    const InteractionEdge& interaction = loaded.trace.edges[first];
    QStringList lines;
    if (const QString words = singleLine(objectDetail(loaded.trace, loaded.relations, first), 120); !words.isEmpty())
        lines += words;
    const auto since = [&](UnixMs at) {
        return QString::fromStdString(formatDuration(at - loaded.relations.firstMoment()));
    };
    lines += QStringLiteral("at %1").arg(since(interaction.startedAt));
    if (interaction.endedAt && *interaction.endedAt != interaction.startedAt)
        lines.back() += QStringLiteral(", delivered at %1").arg(since(*interaction.endedAt));
    return lines.join(QChar(u'\n'));
}

QString edgeText(const GraphPicture& picture, int edge)
{
    const GraphEdge& link = picture.model.edges[static_cast<std::size_t>(edge)];
    const auto titleOf = [&](int node) { return picture.model.nodes[static_cast<std::size_t>(node)].title; };
    QString text = (link.label.isEmpty() ? toWord(link.kind) : link.label) + QChar(u'\n') + titleOf(link.from) +
                   QStringLiteral(" → ") + titleOf(link.to);
    if (const QString words = edgeWords(picture, edge); !words.isEmpty())
        text += QChar(u'\n') + words;
    return text;
}

} // namespace rolloutscope::graph
