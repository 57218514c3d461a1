#include "views/inspector/inspector_view.h"

#include "views/inspector/fields_pane.h"
#include "views/inspector/object_details.h"
#include "views/inspector/payload_list.h"
#include "views/inspector/payload_viewer.h"
#include "views/inspector/plain_text.h"
#include "views/theme/theme.h"

#include <QEvent>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

namespace rolloutscope {

using namespace inspector;

struct InspectorView::Private {
    InspectorView* view = nullptr;
    TraceDocument* document = nullptr;
    LoadedTracePtr loaded;
    PayloadIndex opened;
    bool viewerWasUsed = false;
    ObjectDetails shown;
    bool splitterWasMoved = false; // by hand: from then on it stays where it is

    QSplitter* splitter = nullptr;
    FieldsPane* fields = nullptr;
    QWidget* payloadArea = nullptr;
    QLabel* payloadTitle = nullptr;
    PayloadList* payloads = nullptr;
    QWidget* viewerArea = nullptr;
    PayloadViewer* viewer = nullptr;

    void build();
    void show(ObjectRef object);
    void refresh();
    [[nodiscard]] ObjectDetails describe(ObjectRef object) const;
    void showNothing();
    void shareHeight() const;
    void listPayloads(const ObjectDetails& details);
};

void InspectorView::Private::build()
{
    auto* layout = new QVBoxLayout(view);
    layout->setContentsMargins(0, 0, 0, 0);
    splitter = new QSplitter(Qt::Vertical, view);
    splitter->setChildrenCollapsible(false);
    layout->addWidget(splitter);

    auto* top = new QWidget(splitter);
    auto* topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 0);
    topLayout->setSpacing(0);
    fields = new FieldsPane(top);
    fields->setObjectName(QStringLiteral("inspectorFields"));
    fields->setMinimumHeight(80);
    payloadArea = new QWidget(top);
    payloadTitle = new QLabel(payloadArea);
    payloadTitle->setTextFormat(Qt::PlainText);
    payloadTitle->setFont(smallFont());
    payloadTitle->setForegroundRole(QPalette::PlaceholderText);
    payloadTitle->setContentsMargins(metrics::panelPadding + 2, 0, 0, 0);
    payloads = new PayloadList(payloadArea);
    auto* listLayout = new QVBoxLayout(payloadArea);
    listLayout->setContentsMargins(0, 10, 0, 6);
    listLayout->setSpacing(4);
    listLayout->addWidget(payloadTitle);
    listLayout->addWidget(payloads);
    // The payloads follow the fields; what is left over is below both.
    topLayout->addWidget(fields, 1000);
    topLayout->addWidget(payloadArea);
    topLayout->addStretch(1);

    viewerArea = new QWidget(splitter);
    auto* viewerLayout = new QVBoxLayout(viewerArea);
    viewerLayout->setContentsMargins(6, 6, 6, 6);
    viewer = new PayloadViewer(viewerArea);
    viewerLayout->addWidget(viewer);
    splitter->addWidget(top);
    splitter->addWidget(viewerArea);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    payloads->setAccessibleName(tr("Raw payloads"));

    QObject::connect(splitter, &QSplitter::splitterMoved, view, [this] { splitterWasMoved = true; });
    QObject::connect(fields, &FieldsPane::contentHeightChanged, view, [this](int height) {
        fields->setMaximumHeight(height);
        shareHeight();
    });
    QObject::connect(fields, &FieldsPane::linkActivated, view, [this](ObjectRef object) { document->reveal(object); });
    QObject::connect(payloads, &PayloadList::opened, view,
                     [this](PayloadIndex payload) { view->openPayload(payload); });
    QObject::connect(document, &TraceDocument::selectionChanged, view, [this](ObjectRef object) { show(object); });
    QObject::connect(document, &TraceDocument::traceChanged, view, [this](TraceChange change) {
        if (change == TraceChange::Grown)
            refresh();
        else
            show(document->selection());
    });
}

void InspectorView::Private::showNothing()
{
    fields->setHint(
        loaded ? tr("Nothing is selected.\n\nClick an agent, a bar of the timeline, a node of the graph or a row "
                    "of the outline to see what it was, what it links to and its raw payloads.")
               : tr("No trace is open.\n\nOpen a bundle to look into it."));
    shown = {};
    fields->setDetails({});
    payloadArea->hide();
    payloads->setPayloads({}, {});
    viewer->clear({});
    viewerArea->hide();
    opened = {};
}

/// The viewer gets what the fields do not need, and at least half.
void InspectorView::Private::shareHeight() const
{
    if (splitterWasMoved || viewerArea->isHidden())
        return;
    const int height = splitter->height();
    const int needed = fields->contentHeight() + payloadArea->sizeHint().height();
    const int above = std::min(needed, height / 2);
    splitter->setSizes({above, height - above});
}

void InspectorView::Private::show(ObjectRef object)
{
    loaded = document->loaded();
    if (!loaded || !exists(loaded->trace, object))
        return showNothing();
    shown = describe(object);
    listPayloads(shown);
    fields->setDetails(shown);
    if (object.kind == ObjectKind::RawPayload)
        view->openPayload(object.payload());
}

ObjectDetails InspectorView::Private::describe(ObjectRef object) const
{
    ObjectDetails details = describeObject(loaded->trace, loaded->relations, object);
    if (loaded->stage == TraceStage::Spine) {
        DetailSection note;
        note.rows.push_back({.label = {},
                             .value = {{.text = "Still reading: conversations, messages and links follow.",
                                        .link = {},
                                        .tone = Tone::Dim}},
                             .tooltip = {}});
        details.sections.insert(details.sections.begin(), std::move(note));
    }
    return details;
}

/// More is known of the same rollout: an open payload stays open, and what did not change is left alone.
void InspectorView::Private::refresh()
{
    const ObjectRef object = document->selection();
    if (!loaded || object != shown.object || !exists(document->loaded()->trace, object))
        return show(object);
    loaded = document->loaded();
    ObjectDetails details = describe(object);
    if (details == shown)
        return;
    const bool samePayloads = details.payloads == shown.payloads;
    shown = std::move(details);
    fields->setDetails(shown);
    if (samePayloads)
        return;
    const PayloadIndex kept = opened;
    const bool wasOpen = kept && viewer->state() != PayloadViewer::State::Empty;
    listPayloads(shown);
    if (wasOpen)
        view->openPayload(kept);
}

void InspectorView::Private::listPayloads(const ObjectDetails& details)
{
    std::vector<ListedPayload> listed;
    for (const DetailPayload& each : details.payloads) {
        const RawPayload& payload = loaded->trace.payloads[each.payload];
        listed.push_back({.payload = each.payload,
                          .id = payload.id,
                          .path = payload.path,
                          .role = each.role,
                          .kind = toWord(payload.kind)});
    }
    const std::size_t count = listed.size();
    payloadArea->setVisible(count > 0);
    payloadTitle->setText(count > 6 ? tr("RAW PAYLOADS · %1").arg(grouped(count)) : tr("RAW PAYLOADS"));
    payloads->setPayloads(loaded->bundle.folder(), std::move(listed));
    opened = {};
    viewer->clear(tr("Choose a payload above to read it here."));
    viewerArea->setVisible(viewerWasUsed && count > 0);
    shareHeight();
}

InspectorView::InspectorView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>())
{
    d_->document = document;
    d_->view = this;
    d_->build();
    setMinimumWidth(220);
    d_->show(document->selection());
}

InspectorView::~InspectorView() = default;

void InspectorView::openPayload(PayloadIndex payload)
{
    if (!d_->loaded || !d_->loaded->trace.payloads.contains(payload))
        return;
    const bool isOpen = d_->opened == payload && d_->viewer->state() != PayloadViewer::State::Empty;
    d_->payloads->setCurrentPayload(payload);
    d_->viewerWasUsed = true;
    d_->viewerArea->show();
    d_->shareHeight();
    if (isOpen)
        return; // a click after the key that chose it
    d_->opened = payload;
    d_->viewer->open(d_->loaded->bundle.folder(), d_->loaded->trace.payloads[payload].path);
}

void InspectorView::showPayload(PayloadIndex payload, std::uint64_t offset, std::uint64_t length)
{
    openPayload(payload);
    if (d_->opened == payload)
        d_->viewer->showAt(offset, length);
}

void InspectorView::openPayloads()
{
    if (!hasPayloads())
        return;
    openPayload(d_->opened ? d_->opened : d_->payloads->payloads().front().payload);
    d_->payloads->setFocus(Qt::OtherFocusReason);
}

bool InspectorView::hasPayloads() const
{
    return !d_->payloads->payloads().empty();
}

inspector::FieldsPane& InspectorView::fields()
{
    return *d_->fields;
}

inspector::PayloadList& InspectorView::payloads()
{
    return *d_->payloads;
}

inspector::PayloadViewer& InspectorView::viewer()
{
    return *d_->viewer;
}

void InspectorView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    d_->shareHeight();
}

void InspectorView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !d_ || d_->payloadTitle == nullptr)
        return;
    if (d_->loaded) {
        // Rows of the list carry the theme's colours.
        const PayloadIndex opened = d_->opened;
        d_->payloads->setPayloads(d_->loaded->bundle.folder(), d_->payloads->payloads());
        d_->payloads->setCurrentPayload(opened);
    }
}

} // namespace rolloutscope
