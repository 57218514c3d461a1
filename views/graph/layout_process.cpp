// The layout process: Graphviz's dot on boxes without names. Runs apart from the window, so that a hard graph can be
// given up and a crash costs a picture at most.

#include "views/graph/graph_layout.h"
#include "views/graph/graph_view.h"

#include <clocale>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <graphviz/gvc.h>

#ifdef __unix__
#include <sys/resource.h>
#endif

namespace rolloutscope {

namespace {

using graph::LayoutRequest;
using graph::LayoutResult;

constexpr double pointsPerInch = 72; // a px is taken for a point
constexpr std::size_t maxRequestBytes = std::size_t{64} << 20U;
constexpr int clusterMargin = 12; // px between a frame and what is in it
/// From here on dot's search for fewer crossings is cut short: its time grows faster than the picture gains.
constexpr std::size_t largeGraph = 400;

std::string inches(double px)
{
    // std::to_string follows the locale, which main set to "C".
    return std::to_string(px / pointsPerInch);
}

/// Graphviz takes strings that it may write to.
void setGraph(Agraph_t* g, std::string name, std::string value)
{
    agattr(g, AGRAPH, name.data(), value.data());
}

void setDefault(Agraph_t* g, int kind, std::string name, std::string value)
{
    agattr(g, kind, name.data(), value.data());
}

void set(void* object, std::string name, std::string value)
{
    agset(object, name.data(), value.data());
}

/// A label of a fixed size, without text, of an edge or a frame.
void setLabelSize(Agraph_t* g, int kind, void* object, const QSizeF& size)
{
    std::string table =
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"" +
        std::to_string(std::lround(size.width())) + "\" HEIGHT=\"" + std::to_string(std::lround(size.height())) +
        "\"><TR><TD></TD></TR></TABLE>";
    char* html = agstrdup_html(g, table.data());
    std::string name = "label";
    agxset(object, agattr(g, kind, name.data(), nullptr), html);
    agstrfree(g, html);
}

class Dot {
public:
    explicit Dot(const LayoutRequest& request) : request_(request)
    {
        std::string name = "g";
        context_ = gvContext();
        graph_ = agopen(name.data(), Agdirected, nullptr);
    }
    // Nothing is given back: Graphviz frees some things twice after graphs with frames, and the process ends anyway.

    bool run(LayoutResult& result)
    {
        setAttributes();
        addObjects();
        if (gvLayout(context_, graph_, "dot") != 0)
            return false;
        collect(result);
        return true;
    }

private:
    void setAttributes()
    {
        setGraph(graph_, "rankdir", request_.leftToRight ? "LR" : "TB");
        setGraph(graph_, "nodesep", inches(request_.nodeGap));
        setGraph(graph_, "ranksep", inches(request_.rankGap));
        if (request_.nodes.size() + request_.edges.size() > largeGraph) {
            setGraph(graph_, "mclimit", "0.4");
            setGraph(graph_, "nslimit", "3");
            setGraph(graph_, "nslimit1", "3");
        }
        setDefault(graph_, AGRAPH, "label", "");
        setDefault(graph_, AGRAPH, "labeljust", "l");
        setDefault(graph_, AGRAPH, "margin", std::to_string(clusterMargin));
        setDefault(graph_, AGNODE, "shape", "box");
        setDefault(graph_, AGNODE, "fixedsize", "true");
        setDefault(graph_, AGNODE, "label", "");
        setDefault(graph_, AGNODE, "width", "1");
        setDefault(graph_, AGNODE, "height", "1");
        setDefault(graph_, AGEDGE, "label", "");
        setDefault(graph_, AGEDGE, "weight", "1");
        setDefault(graph_, AGEDGE, "constraint", "true");
        // The window draws the arrow heads: the curves go all the way to the boxes.
        setDefault(graph_, AGEDGE, "dir", "none");
    }

    void addClusters()
    {
        for (std::size_t i = 0; i < request_.clusters.size(); ++i) {
            const LayoutRequest::Cluster& cluster = request_.clusters[i];
            Agraph_t* around = cluster.parent < 0 ? graph_ : clusters_[static_cast<std::size_t>(cluster.parent)];
            std::string name = "cluster" + std::to_string(i);
            Agraph_t* added = agsubg(around, name.data(), 1);
            if (!cluster.title.isEmpty())
                setLabelSize(graph_, AGRAPH, added, cluster.title);
            clusters_.push_back(added);
        }
    }

    void addObjects()
    {
        addClusters();
        for (std::size_t i = 0; i < request_.nodes.size(); ++i) {
            std::string name = std::to_string(i);
            Agnode_t* node = agnode(graph_, name.data(), 1);
            set(node, "width", inches(request_.nodes[i].size.width()));
            set(node, "height", inches(request_.nodes[i].size.height()));
            nodes_.push_back(node);
            if (const int cluster = request_.nodes[i].cluster; cluster >= 0)
                agsubnode(clusters_[static_cast<std::size_t>(cluster)], node, 1);
        }
        for (std::size_t i = 0; i < request_.edges.size(); ++i) {
            const LayoutRequest::Edge& edge = request_.edges[i];
            std::string name = std::to_string(i);
            Agedge_t* added = agedge(graph_, nodes_[static_cast<std::size_t>(edge.from)],
                                     nodes_[static_cast<std::size_t>(edge.to)], name.data(), 1);
            set(added, "weight", std::to_string(edge.weight));
            if (!edge.ranks)
                set(added, "constraint", "false");
            if (!edge.label.isEmpty())
                setLabelSize(graph_, AGEDGE, added, edge.label);
            edges_.push_back(added);
        }
    }

    void collect(LayoutResult& result) const
    {
        const boxf box = GD_bb(graph_);
        result.size = QSizeF(box.UR.x - box.LL.x, box.UR.y - box.LL.y);
        // Graphviz counts upwards.
        const auto place = [&](const pointf& point) { return QPointF(point.x - box.LL.x, box.UR.y - point.y); };
        for (Agnode_t* node : nodes_)
            result.nodes.push_back(place(ND_coord(node)));
        for (Agraph_t* cluster : clusters_) {
            const boxf& frame = GD_bb(cluster);
            result.clusters.emplace_back(place({frame.LL.x, frame.UR.y}), place({frame.UR.x, frame.LL.y}));
        }
        for (Agedge_t* edge : edges_) {
            LayoutResult::Edge way;
            if (const splines* curve = ED_spl(edge); curve && curve->size > 0) {
                const bezier& piece = curve->list[0];
                for (int i = 0; i < piece.size; ++i)
                    way.points.push_back(place(piece.list[i]));
            }
            if (const textlabel_t* label = ED_label(edge); label && label->set)
                way.label = place(label->pos);
            result.edges.push_back(std::move(way));
        }
    }

    const LayoutRequest& request_;
    GVC_t* context_ = nullptr;
    Agraph_t* graph_ = nullptr;
    std::vector<Agraph_t*> clusters_;
    std::vector<Agnode_t*> nodes_;
    std::vector<Agedge_t*> edges_;
};

bool readAll(std::FILE* file, QByteArray& content)
{
    std::vector<char> buffer(std::size_t{64} << 10U);
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) {
        content.append(buffer.data(), static_cast<qsizetype>(count));
        if (static_cast<std::size_t>(content.size()) > maxRequestBytes)
            return false;
    }
    return std::ferror(file) == 0;
}

/// Whoever started this process kills it in time; if he died himself, the system does.
void limitCpuTime()
{
#ifdef __unix__
    const rlimit seconds{.rlim_cur = 30, .rlim_max = 30};
    setrlimit(RLIMIT_CPU, &seconds);
#endif
}

} // namespace

int runLayoutProcess()
{
    std::setlocale(LC_ALL, "C");
    limitCpuTime();
    QByteArray json;
    LayoutRequest request;
    QString error;
    if (!readAll(stdin, json) || !fromJson(json, request, error)) {
        std::fprintf(stderr, "layout: %s\n", error.isEmpty() ? "the request cannot be read" : qUtf8Printable(error));
        return 2;
    }
    LayoutResult result;
    if (!request.nodes.empty() && !Dot(request).run(result)) {
        std::fputs("layout: Graphviz gave up\n", stderr);
        std::_Exit(1);
    }
    const QByteArray answer = toJson(result);
    const bool written = std::fwrite(answer.data(), 1, static_cast<std::size_t>(answer.size()), stdout) ==
                             static_cast<std::size_t>(answer.size()) &&
                         std::fflush(stdout) == 0;
    // Graphviz and its plug-ins leave memory behind, and may stumble over it at exit: the answer is out, that is all.
    std::_Exit(written ? 0 : 1);
}

} // namespace rolloutscope
