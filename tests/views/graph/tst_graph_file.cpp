// The graph for other tools, read back by their own readers; and as pictures.

#include "graph_trace_builder.h"

#include "views/graph/graph_file.h"
#include "views/graph/graph_picture_file.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <graphviz/cgraph.h>

#include <map>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

namespace {

GraphPicture pictureOf(const LoadedTracePtr& loaded, const GraphScope& scope)
{
    GraphModel model = buildGraph(*loaded, scope);
    std::vector<PictureNode> measured = measureNodes(model);
    const LayoutRequest request = layoutRequest(model, measured, QSizeF(800, 600));
    return assemblePicture(loaded, std::move(model), std::move(measured), request, laneLayout(request));
}

struct Dot {
    Agraph_t* graph;
    explicit Dot(QByteArray text) : graph(agmemread(text.data())) {}
    ~Dot()
    {
        if (graph)
            agclose(graph);
    }
    Dot(const Dot&) = delete;
    Dot& operator=(const Dot&) = delete;

    [[nodiscard]] QByteArray attribute(const char* node, const char* name) const
    {
        std::string id = node, key = name;
        Agnode_t* found = agnode(graph, id.data(), 0);
        const char* value = found ? agget(found, key.data()) : nullptr;
        return value ? QByteArray(value) : QByteArray("(none)");
    }
};

const char* const hostileName = "/root/\"]; evil [label=\"<b>&\\\n\x01";

} // namespace

class GraphFileTest : public QObject {
    Q_OBJECT
private slots:
    void dotIsReadByGraphviz()
    {
        const Team team = makeTeam();
        const GraphPicture picture = pictureOf(team.loaded, {.level = GraphLevel::Turns});
        const Dot dot(toDot(picture));
        QVERIFY(dot.graph);
        QCOMPARE(agnnodes(dot.graph), static_cast<int>(picture.model.nodes.size()));
        QCOMPARE(agnedges(dot.graph), static_cast<int>(picture.model.edges.size()));
        int frames = 0;
        for (Agraph_t* frame = agfstsubg(dot.graph); frame; frame = agnxtsubg(frame))
            ++frames;
        QCOMPARE(frames, 3);
        const QByteArray docs = "n" + QByteArray::number(picture.model.nodeOf(team.docs));
        QVERIFY(dot.attribute(docs, "label").startsWith("search_docs"));
        QCOMPARE(dot.attribute(docs, "object"), QByteArray("thread:/root/search_docs"));
        QCOMPARE(dot.attribute(docs, "status"), QByteArray("succeeded"));
    }

    void textsOfABundleStayTexts()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        build.agent(hostileName, 1, 2, root);
        const GraphPicture picture = pictureOf(build.load(), {});
        const Dot dot(toDot(picture));
        QVERIFY(dot.graph);
        QCOMPARE(agnnodes(dot.graph), 2);
        QXmlStreamReader xml(toGraphMl(picture));
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    }

    void secretsAreMaskedOnWish()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        build.agent("/home/ana/bo@example.org", 1, 2, root);
        const GraphPicture picture = pictureOf(build.load(), {});
        QVERIFY(toDot(picture).contains("bo@example.org"));
        for (const QByteArray& text : {toDot(picture, true), toGraphMl(picture, true)}) {
            const QByteArray labels = QByteArray(text).replace("thread:/home/ana/bo@example.org", ""); // ids stay
            QVERIFY(!labels.contains("bo@example.org"));
            QVERIFY(labels.contains("[redacted e-mail]"));
        }
    }

    void graphMlHoldsAll()
    {
        const Team team = makeTeam();
        const GraphPicture picture = pictureOf(team.loaded, {.level = GraphLevel::Turns});
        QXmlStreamReader xml(toGraphMl(picture));
        std::map<QString, int> count;
        std::map<QString, int> data;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            ++count[xml.name().toString()];
            if (xml.name() == QStringLiteral("data"))
                ++data[xml.attributes().value(QStringLiteral("key")).toString()];
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(count[QStringLiteral("node")], static_cast<int>(picture.model.nodes.size()) + 3); // and the frames
        QCOMPARE(count[QStringLiteral("edge")], static_cast<int>(picture.model.edges.size()));
        QCOMPARE(count[QStringLiteral("graph")], 4);
        QCOMPARE(data[QStringLiteral("node.x")], static_cast<int>(picture.model.nodes.size()));
        QCOMPARE(data[QStringLiteral("edge.kind")], static_cast<int>(picture.model.edges.size()));
    }

    void picturesHaveTitleAndLegend()
    {
        const Team team = makeTeam();
        const GraphPicture picture = pictureOf(team.loaded, {.level = GraphLevel::Work, .object = team.root});
        const QTemporaryDir folder;
        const QString png = folder.filePath(QStringLiteral("a.png")), svg = folder.filePath(QStringLiteral("a.svg"));
        GraphFileRequest request;
        request.size = QSize(900, 700);
        request.name = QStringLiteral("team & co");
        request.facts = QStringLiteral("9 nodes");
        QCOMPARE(writeGraphPicture(picture, request, png), QString());
        const QImage image(png);
        QCOMPARE(image.width(), 900);
        QVERIFY(image.height() > 700);
        QCOMPARE(writeGraphPicture(picture, request, svg), QString());
        QFile file(svg);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        for (const char* word : {"team &amp; co", "9 nodes", "output went into", "wait_agent"})
            QVERIFY2(text.contains(word), word);
        QVERIFY(!writeGraphPicture(picture, request, folder.filePath(QStringLiteral("no/a.png"))).isEmpty());
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    GraphFileTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_graph_file.moc"
