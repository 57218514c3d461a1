// The command palette and the key sheet: made from the window's actions and those of the page in front.
#pragma once

#include <QObject>

#include <functional>
#include <vector>

class QWidget;

namespace rolloutscope {

class ActionRegistry;
class BundlePage;
class CommandPalette;
class WindowActions;

class CommandFlow : public QObject {
    Q_OBJECT
public:
    /// `currentPage` gives the page in front, or null.
    CommandFlow(QWidget* window, WindowActions* actions, std::function<BundlePage*()> currentPage);

    [[nodiscard]] CommandPalette* palette() const { return palette_; }
    [[nodiscard]] std::vector<const ActionRegistry*> registries() const;

private:
    void togglePalette();
    void showKeys();

    QWidget* window_;
    WindowActions* actions_;
    std::function<BundlePage*()> currentPage_;
    CommandPalette* palette_;
};

} // namespace rolloutscope
