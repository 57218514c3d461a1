#include "views/graph/object_nodes.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

namespace rolloutscope::graph {
namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

NodeKind kindOf(ObjectRef object)
{
    switch (object.kind) {
    case ObjectKind::Thread:
        return NodeKind::OtherAgent;
    case ObjectKind::Turn:
        return NodeKind::Turn;
    case ObjectKind::InferenceCall:
        return NodeKind::InferenceCall;
    case ObjectKind::CodeCell:
        return NodeKind::CodeCell;
    case ObjectKind::Compaction:
        return NodeKind::Compaction;
    case ObjectKind::ConversationItem:
        return NodeKind::Item;
    default:
        return NodeKind::ToolCall;
    }
}

/// How long it took, and how many tokens a call had.
QStringList numbersOf(const GraphBuilder& builder, ObjectRef object, const ExecutionWindow& window)
{
    if (object.kind == ObjectKind::Compaction || object.kind == ObjectKind::ConversationItem)
        return {}; // of a moment
    QStringList numbers{durationText(builder, window)};
    if (const InferenceIndex index = object.inferenceCall(); builder.trace().inferenceCalls.contains(index)) {
        const InferenceCall& call = builder.trace().inferenceCalls[index];
        if (call.usage)
            numbers += QStringLiteral("%1 → %2 tok")
                           .arg(text(formatCount(call.usage->input)), text(formatCount(call.usage->output)));
    }
    return numbers;
}

} // namespace

QString durationText(const GraphBuilder& builder, const ExecutionWindow& window)
{
    return text(formatDuration(builder.durationOf(window)));
}

GraphNode objectNode(const GraphBuilder& builder, ObjectRef object)
{
    const RolloutTrace& trace = builder.trace();
    const ExecutionWindow window = windowOf(trace, object).value_or(ExecutionWindow());
    const bool ofMoment = object.kind == ObjectKind::Compaction || object.kind == ObjectKind::ConversationItem;
    GraphNode node;
    node.object = object;
    node.kind = kindOf(object);
    node.role = colorRoleOf(trace, object);
    node.outcome = outcomeOf(trace, object);
    node.at = window.startedAt;
    node.until = ofMoment ? std::optional(window.startedAt) : window.endedAt;
    node.title = singleLine(objectTitle(trace, builder.relations(), object), 80);
    const QString detail = singleLine(objectDetail(trace, builder.relations(), object));
    const QStringList numbers = numbersOf(builder, object, window);
    // A call's numbers say more than the model, which is the same for most of them.
    QStringList parts = numbers;
    if (!detail.isEmpty() && (node.kind != NodeKind::InferenceCall || node.outcome == Outcome::Failed))
        parts += detail;
    if (!parts.isEmpty())
        node.details = {parts.join(QStringLiteral(" · "))};
    QStringList lines{node.title};
    if (!detail.isEmpty())
        lines += detail;
    if (!ofMoment)
        lines += text(outcomeText(trace, object)) + QStringLiteral(" · ") + builder.whenText(window);
    if (numbers.size() > 1)
        lines += numbers.mid(1).join(QStringLiteral(" · "));
    node.toolTip = lines.join(QChar(u'\n'));
    return node;
}

} // namespace rolloutscope::graph
