#include "app/window/command_flow.h"

#include "app/bundle_page.h"
#include "app/dialogs/command_palette.h"
#include "app/dialogs/guide_window.h"
#include "app/dialogs/shortcuts_dialog.h"
#include "app/window/window_actions.h"
#include "views/actions/action_registry.h"

#include <QAction>

namespace rolloutscope {

CommandFlow::CommandFlow(QWidget* window, WindowActions* actions, std::function<BundlePage*()> currentPage)
    : QObject(window),
      window_(window),
      actions_(actions),
      currentPage_(std::move(currentPage)),
      palette_(new CommandPalette(window))
{
    connect(actions_->palette, &QAction::triggered, this, &CommandFlow::togglePalette);
    connect(actions_->shortcuts, &QAction::triggered, this, &CommandFlow::showKeys);
    connect(actions_->guide, &QAction::triggered, this, &CommandFlow::showGuide);
}

std::vector<const ActionRegistry*> CommandFlow::registries() const
{
    std::vector<const ActionRegistry*> all = {actions_->registry()};
    if (const BundlePage* page = currentPage_()) {
        const auto ofPage = page->registries();
        all.insert(all.end(), ofPage.begin(), ofPage.end());
    }
    return all;
}

void CommandFlow::togglePalette()
{
    if (palette_->isVisible()) {
        palette_->dismiss();
        return;
    }
    std::vector<ActionGroup> groups = mergedGroups(registries());
    for (ActionGroup& group : groups)
        group.actions.removeAll(actions_->palette); // it is open
    const BundlePage* page = currentPage_();
    palette_->open(std::move(groups), page != nullptr ? page->document() : nullptr);
}

void CommandFlow::showKeys()
{
    auto* dialog = new ShortcutsDialog(mergedGroups(registries()), window_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void CommandFlow::showGuide()
{
    if (guide_ == nullptr) {
        guide_ = new GuideWindow([this] { return mergedGroups(registries()); }, window_);
        connect(guide_, &GuideWindow::refused, this, &CommandFlow::noticed);
    } else {
        guide_->refresh();
    }
    guide_->show();
    guide_->raise();
    guide_->activateWindow();
}

} // namespace rolloutscope
