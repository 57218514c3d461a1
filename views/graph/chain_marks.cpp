#include "views/graph/chain_marks.h"

#include "core/insight/critical_chain.h"
#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

#include <map>
#include <utility>

namespace rolloutscope::graph {
namespace {

/// `critical chain: 3 m 19 s · inference 62 % · tools 30 % · idle 8 %`
QString wordsOf(const LoadedTrace& loaded, const CriticalChain& chain, ObjectRef end)
{
    QString words = QStringLiteral("critical chain");
    if (end.valid())
        words += QStringLiteral(" to ") + singleLine(objectTitle(loaded.trace, loaded.relations, end), 60);
    words += QStringLiteral(": ") + QString::fromStdString(formatDuration(chain.total()));
    for (std::size_t i = 0; i < chainTimeCount && chain.total() > 0; ++i) {
        const auto time = static_cast<ChainTime>(i);
        const auto percent = (chain.total(time) * 100 + chain.total() / 2) / chain.total();
        if (percent > 0)
            words += QStringLiteral(" · %1 %2 %").arg(QString::fromLatin1(toWord(time))).arg(percent);
    }
    return words;
}

} // namespace

void markCriticalChain(GraphModel& model, const LoadedTrace& loaded, const Readings& readings)
{
    if (!model.scope.chain)
        return;
    const CriticalChain chain = criticalChain(loaded.trace, loaded.relations, readings,
                                              Waits(loaded.trace, loaded.relations), model.scope.chainTo);
    std::multimap<std::pair<int, int>, std::size_t> edges;
    for (std::size_t i = 0; i < model.edges.size(); ++i)
        edges.emplace(std::minmax(model.edges[i].from, model.edges[i].to), i);
    int previous = -1;
    for (const ChainStep& step : chain.steps) {
        if (step.time == ChainTime::Idle)
            continue; // put down to an agent, which did nothing
        const int node = model.nodeStandingFor(loaded, step.object);
        if (node < 0)
            continue;
        model.nodes[static_cast<std::size_t>(node)].onChain = true;
        if (previous >= 0 && previous != node) {
            const auto [first, last] = edges.equal_range(std::minmax(previous, node));
            for (auto at = first; at != last; ++at) {
                // Of several, the one that leads to the later step; a chain does not go back in time.
                GraphEdge& edge = model.edges[at->second];
                edge.onChain |= edge.from == previous;
            }
        }
        previous = node;
    }
    const QString words = wordsOf(loaded, chain, model.scope.chainTo);
    model.remark = model.remark.isEmpty() ? words : words + QStringLiteral(" · ") + model.remark;
}

} // namespace rolloutscope::graph
