#include "app/window/selection_commands.h"

#include "app/bundle_page.h"
#include "app/open/object_link.h"
#include "app/window/object_text.h"
#include "app/window/window_actions.h"
#include "views/inspector/inspector_view.h"
#include "views/theme/plain_text.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_navigation.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>

#include <cmath>

namespace rolloutscope {
namespace {

constexpr qsizetype mostTitleCharacters = 60;

/// The object in the timeline's trace, which may be an earlier one than the document's.
bool hasParent(const BundlePage& page, const LoadedTrace& loaded, ObjectRef object)
{
    const auto& model = page.timeline()->canvas()->model();
    return model != nullptr && parentOf(*model, sameObject(loaded.trace, model->trace(), object)).valid();
}

std::optional<ObjectLink::Time> timeInSight(const LoadedTrace& loaded, TimeRange visible, ObjectRef object)
{
    const auto first = static_cast<double>(loaded.relations.firstMoment());
    const auto last = static_cast<double>(loaded.relations.lastMoment());
    if (visible.length() <= 0 || (visible.begin <= first && visible.end >= last))
        return std::nullopt;
    const auto window = windowOf(loaded.trace, object);
    if (!window || static_cast<double>(window->startedAt) > visible.end ||
        static_cast<double>(window->endedAt.value_or(loaded.relations.lastMoment())) < visible.begin)
        return std::nullopt;
    const ObjectLink::Time time{.from = std::max<UnixMs>(0, std::llround(std::floor(visible.begin))),
                                .to = std::llround(std::ceil(visible.end))};
    return time.from < time.to ? std::optional(time) : std::nullopt;
}

} // namespace

QString linkToSelection(const TraceDocument& document)
{
    const LoadedTracePtr loaded = document.loaded();
    const ObjectRef object = document.selection();
    if (!loaded || !exists(loaded->trace, object))
        return {};
    return makeLink({.bundle = QFileInfo(document.path()).absoluteFilePath(),
                     .kind = object.kind,
                     .id = std::string(objectId(loaded->trace, object)),
                     .time = timeInSight(*loaded, document.visibleTime(), object)});
}

SelectionCommands::SelectionCommands(WindowActions* actions, std::function<BundlePage*()> currentPage, QObject* parent)
    : QObject(parent), actions_(actions), currentPage_(std::move(currentPage))
{
    connectCopies();
}

void SelectionCommands::connectCopies()
{
    const auto copies = [this](QAction* action, auto textOf) {
        connect(action, &QAction::triggered, this, [this, textOf] {
            const BundlePage* page = currentPage_();
            if (page == nullptr || !page->document()->loaded())
                return;
            if (const QString text = textOf(*page->document()); !text.isEmpty())
                QGuiApplication::clipboard()->setText(text);
        });
    };
    copies(actions_->copyId, [](const TraceDocument& document) {
        const std::string_view id = objectId(document.loaded()->trace, document.selection());
        return QString::fromUtf8(id.data(), static_cast<qsizetype>(id.size()));
    });
    copies(actions_->copyLink, linkToSelection);
    copies(actions_->copyText,
           [](const TraceDocument& document) { return objectText(*document.loaded(), document.selection()); });
}

void SelectionCommands::serve(BundlePage* page)
{
    connect(page->document(), &TraceDocument::objectMenuRequested, this,
            [this, page](ObjectRef object, QPoint place, const QList<QAction*>& viewActions) {
                showMenu(page, object, place, viewActions);
            });
}

void SelectionCommands::showMenu(BundlePage* page, ObjectRef object, QPoint place, const QList<QAction*>& viewActions)
{
    // The menu acts on the selection, which is the object: a live rollout may move objects while the menu is open.
    const LoadedTracePtr loaded = page->document()->loaded();
    auto* menu = new QMenu(page);
    menu->setObjectName(QStringLiteral("objectMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(singleLine(objectTitle(loaded->trace, loaded->relations, object), mostTitleCharacters));
    const auto add = [&](const char* id, const QString& text, auto act) {
        QAction* action = menu->addAction(text, page, act);
        action->setObjectName(QLatin1String(id));
        return action;
    };
    add("object.zoom", tr("&Zoom to It"), [page] {
        page->zoomToSelection();
    })->setEnabled(windowOf(loaded->trace, object).has_value());
    add("object.graph", tr("Show in &Graph"), [page] { page->showInGraph(); });
    add("object.flow", tr("Show Information &Flow"), [page] { page->showFlow(); });
    add("object.transcript", tr("Show in &Transcript"), [page] { page->showInTranscript(); });
    add("object.prompt", tr("Show &Prompt"), [page] { page->showPrompt(); });
    add("object.tool", tr("Show Tool at &Runtime"), [page] { page->showTool(); });
    add("object.outline", tr("Show in &Outline"), [page] { page->showInOutline(); });
    add("object.parent", tr("Go to What &Asked for It"), [page] {
        page->timeline()->canvas()->selectParent();
    })->setEnabled(hasParent(*page, *loaded, object));
    add("object.payloads", tr("Open Pa&yloads"), [page] {
        page->openPayloads();
    })->setEnabled(page->inspector()->hasPayloads());
    menu->addSeparator();
    menu->addActions({actions_->copyId, actions_->copyLink, actions_->copyText});
    if (!viewActions.isEmpty()) {
        menu->addSeparator();
        menu->addActions(viewActions);
    }
    menu->popup(place);
}

} // namespace rolloutscope
