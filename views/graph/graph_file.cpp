#include "views/graph/graph_file.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

#include <QXmlStreamWriter>

#include <array>
#include <cmath>

namespace rolloutscope::graph {
namespace {

const char* word(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Agent:
    case NodeKind::OtherAgent:
        return "agent";
    case NodeKind::AgentGroup:
        return "agents";
    case NodeKind::Turn:
        return "turn";
    case NodeKind::InferenceCall:
        return "inference call";
    case NodeKind::ToolCall:
        return "tool call";
    case NodeKind::CodeCell:
        return "code cell";
    case NodeKind::Compaction:
        return "compaction";
    case NodeKind::Item:
        return "item";
    }
    return "";
}

const char* word(Outcome outcome)
{
    switch (outcome) {
    case Outcome::None:
        return "";
    case Outcome::Running:
        return "running";
    case Outcome::Succeeded:
        return "succeeded";
    case Outcome::Failed:
        return "failed";
    case Outcome::Cancelled:
        return "cancelled";
    }
    return "";
}

/// Without what neither XML nor a terminal takes.
QString clean(const QString& text)
{
    QString good;
    good.reserve(text.size());
    for (const QChar c : text) {
        const bool forbidden = (c.unicode() < 0x20 && c != u'\n' && c != u'\t') || c.unicode() == 0xFFFE ||
                               c.unicode() == 0xFFFF || c.unicode() == 0x7F;
        good += forbidden ? QChar(u' ') : c;
    }
    // Halves of pairs that stand alone become replacement characters.
    return QString::fromUtf8(good.toUtf8());
}

struct Attribute {
    const char* name;
    QString value; // empty: left out
};

using Attributes = std::vector<Attribute>;

QString idOf(const GraphPicture& picture, ObjectRef object)
{
    const std::string_view id = objectId(picture.loaded->trace, object);
    return QString::fromUtf8(id.data(), static_cast<qsizetype>(id.size()));
}

Attributes attributesOf(const GraphPicture& picture, const GraphNode& node)
{
    return {{"kind", QString::fromLatin1(word(node.kind))},
            {"object", idOf(picture, node.object)},
            {"status", QString::fromLatin1(word(node.outcome))},
            {"started", QString::number(node.at)},
            {"ended", node.until ? QString::number(*node.until) : QString()},
            {"details", node.details.join(QChar(u'\n'))},
            {"mark", node.mark}};
}

Attributes attributesOf(const GraphEdge& edge)
{
    return {{"kind", toWord(edge.kind)},
            {"count", QString::number(edge.count)},
            {"at", QString::number(edge.at)},
            {"inferred", edge.inferred ? QStringLiteral("true") : QString()}};
}

// ---- DOT -----------------------------------------------------------------------------------------------------------

QByteArray quoted(const QString& text)
{
    QByteArray result = "\"";
    for (const char c : clean(text).toUtf8()) {
        if (c == '"' || c == '\\')
            result += '\\';
        if (c == '\n')
            result += "\\n";
        else
            result += c;
    }
    return result + '"';
}

QByteArray number(double value)
{
    return QByteArray::number(value, 'f', 2);
}

class DotWriter {
public:
    explicit DotWriter(const GraphPicture& picture) : picture_(picture) {}

    QByteArray write()
    {
        out_ = "digraph rollout {\n  node [shape=box, style=rounded, fixedsize=true, fontname=\"sans-serif\"];\n";
        writeInside(-1, "  ");
        for (std::size_t i = 0; i < picture_.model.edges.size(); ++i)
            writeEdge(picture_.model.edges[i]);
        return out_ + "}\n";
    }

private:
    void writeInside(int cluster, const QByteArray& indent)
    {
        for (std::size_t i = 0; i < picture_.model.clusters.size(); ++i) {
            const GraphCluster& inner = picture_.model.clusters[i];
            if (inner.parent != cluster)
                continue;
            out_ += indent + "subgraph cluster_" + QByteArray::number(static_cast<qulonglong>(i)) + " {\n" + indent +
                    "  label=" + quoted(inner.title) + "; object=" + quoted(idOf(picture_, inner.object)) + ";\n";
            writeInside(static_cast<int>(i), indent + "  ");
            out_ += indent + "}\n";
        }
        for (std::size_t i = 0; i < picture_.model.nodes.size(); ++i) {
            if (picture_.model.nodes[i].cluster == cluster)
                writeNode(i, indent);
        }
    }

    void writeNode(std::size_t index, const QByteArray& indent)
    {
        constexpr double pointsPerInch = 72;
        const GraphNode& node = picture_.model.nodes[index];
        const QRectF& box = picture_.nodes[index].rect;
        QStringList lines{node.title};
        lines += node.details;
        if (!node.mark.isEmpty())
            lines += node.mark;
        out_ += indent + 'n' + QByteArray::number(static_cast<qulonglong>(index)) +
                " [label=" + quoted(lines.join(QChar(u'\n'))) + ", width=" + number(box.width() / pointsPerInch) +
                ", height=" + number(box.height() / pointsPerInch) + ", pos=\"" + number(box.center().x()) + ',' +
                number(picture_.bounds.bottom() - box.center().y()) + "!\"";
        writeAttributes(attributesOf(picture_, node));
        if (node.outcome == Outcome::Failed)
            out_ += ", color=red";
        out_ += "];\n";
    }

    void writeEdge(const GraphEdge& edge)
    {
        out_ += "  n" + QByteArray::number(edge.from) + " -> n" + QByteArray::number(edge.to) +
                " [label=" + quoted(edge.label);
        writeAttributes(attributesOf(edge));
        if (edge.inferred)
            out_ += ", style=dashed";
        out_ += "];\n";
    }

    void writeAttributes(const Attributes& attributes)
    {
        for (const Attribute& one : attributes) {
            if (!one.value.isEmpty())
                out_ += QByteArray(", ") + one.name + '=' + quoted(one.value);
        }
    }

    const GraphPicture& picture_;
    QByteArray out_;
};

// ---- GraphML -------------------------------------------------------------------------------------------------------

class GraphMlWriter {
public:
    explicit GraphMlWriter(const GraphPicture& picture) : picture_(picture), xml_(&out_) {}

    QByteArray write()
    {
        xml_.setAutoFormatting(true);
        xml_.writeStartDocument();
        xml_.writeStartElement(QStringLiteral("graphml"));
        xml_.writeDefaultNamespace(QStringLiteral("http://graphml.graphdrawing.org/xmlns"));
        for (const auto& [name, type] : {std::pair{"label", "string"},
                                         {"kind", "string"},
                                         {"object", "string"},
                                         {"status", "string"},
                                         {"started", "long"},
                                         {"ended", "long"},
                                         {"details", "string"},
                                         {"mark", "string"},
                                         {"x", "double"},
                                         {"y", "double"},
                                         {"width", "double"},
                                         {"height", "double"}})
            writeKey("node", name, type);
        for (const auto& [name, type] : {std::pair{"label", "string"},
                                         {"kind", "string"},
                                         {"count", "long"},
                                         {"at", "long"},
                                         {"inferred", "boolean"}})
            writeKey("edge", name, type);
        xml_.writeStartElement(QStringLiteral("graph"));
        xml_.writeAttribute(QStringLiteral("id"), QStringLiteral("rollout"));
        xml_.writeAttribute(QStringLiteral("edgedefault"), QStringLiteral("directed"));
        writeInside(-1);
        for (const GraphEdge& edge : picture_.model.edges)
            writeEdge(edge);
        xml_.writeEndDocument();
        return out_;
    }

private:
    void writeKey(const char* of, const char* name, const char* type)
    {
        xml_.writeEmptyElement(QStringLiteral("key"));
        xml_.writeAttribute(QStringLiteral("id"), keyOf(of, name));
        xml_.writeAttribute(QStringLiteral("for"), QString::fromLatin1(of));
        xml_.writeAttribute(QStringLiteral("attr.name"), QString::fromLatin1(name));
        xml_.writeAttribute(QStringLiteral("attr.type"), QString::fromLatin1(type));
    }

    [[nodiscard]] static QString keyOf(const char* of, const char* name)
    {
        return QString::fromLatin1(of) + u'.' + QString::fromLatin1(name);
    }

    void writeData(const char* of, const char* name, const QString& value)
    {
        if (value.isEmpty())
            return;
        xml_.writeStartElement(QStringLiteral("data"));
        xml_.writeAttribute(QStringLiteral("key"), keyOf(of, name));
        xml_.writeCharacters(clean(value));
        xml_.writeEndElement();
    }

    void writeInside(int cluster)
    {
        for (std::size_t i = 0; i < picture_.model.clusters.size(); ++i) {
            const GraphCluster& inner = picture_.model.clusters[i];
            if (inner.parent != cluster)
                continue;
            const QString id = QStringLiteral("frame%1").arg(i);
            xml_.writeStartElement(QStringLiteral("node"));
            xml_.writeAttribute(QStringLiteral("id"), id);
            writeData("node", "label", inner.title);
            writeData("node", "kind", QStringLiteral("frame"));
            writeData("node", "object", idOf(picture_, inner.object));
            xml_.writeStartElement(QStringLiteral("graph"));
            xml_.writeAttribute(QStringLiteral("id"), id + QStringLiteral(":"));
            xml_.writeAttribute(QStringLiteral("edgedefault"), QStringLiteral("directed"));
            writeInside(static_cast<int>(i));
            xml_.writeEndElement();
            xml_.writeEndElement();
        }
        for (std::size_t i = 0; i < picture_.model.nodes.size(); ++i) {
            if (picture_.model.nodes[i].cluster == cluster)
                writeNode(i);
        }
    }

    void writeNode(std::size_t index)
    {
        const GraphNode& node = picture_.model.nodes[index];
        const QRectF& box = picture_.nodes[index].rect;
        xml_.writeStartElement(QStringLiteral("node"));
        xml_.writeAttribute(QStringLiteral("id"), QStringLiteral("n%1").arg(index));
        writeData("node", "label", node.title);
        for (const Attribute& one : attributesOf(picture_, node))
            writeData("node", one.name, one.value);
        writeData("node", "x", QString::number(box.center().x(), 'f', 2));
        writeData("node", "y", QString::number(box.center().y(), 'f', 2));
        writeData("node", "width", QString::number(box.width(), 'f', 2));
        writeData("node", "height", QString::number(box.height(), 'f', 2));
        xml_.writeEndElement();
    }

    void writeEdge(const GraphEdge& edge)
    {
        xml_.writeStartElement(QStringLiteral("edge"));
        xml_.writeAttribute(QStringLiteral("source"), QStringLiteral("n%1").arg(edge.from));
        xml_.writeAttribute(QStringLiteral("target"), QStringLiteral("n%1").arg(edge.to));
        writeData("edge", "label", edge.label);
        for (const Attribute& one : attributesOf(edge))
            writeData("edge", one.name, one.value);
        xml_.writeEndElement();
    }

    const GraphPicture& picture_;
    QByteArray out_;
    QXmlStreamWriter xml_;
};

/// Ids stay: they are the recorder's.
GraphPicture masked(GraphPicture picture)
{
    const auto mask = [](QString& text) { text = redacted(text); };
    for (GraphNode& node : picture.model.nodes) {
        mask(node.title);
        mask(node.mark);
        for (QString& line : node.details)
            mask(line);
    }
    for (GraphCluster& cluster : picture.model.clusters)
        mask(cluster.title);
    for (GraphEdge& edge : picture.model.edges)
        mask(edge.label);
    return picture;
}

} // namespace

QByteArray toDot(const GraphPicture& picture, bool redact)
{
    return redact ? DotWriter(masked(picture)).write() : DotWriter(picture).write();
}

QByteArray toGraphMl(const GraphPicture& picture, bool redact)
{
    return redact ? GraphMlWriter(masked(picture)).write() : GraphMlWriter(picture).write();
}

} // namespace rolloutscope::graph
