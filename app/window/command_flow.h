// The command palette, the key sheet and the guide: made from the window's actions and those of the page in front.
#pragma once

#include <QObject>

#include <functional>
#include <vector>

class QWidget;

namespace rolloutscope {

class ActionRegistry;
class BundlePage;
class CommandPalette;
class GuideWindow;
class WindowActions;

class CommandFlow : public QObject {
    Q_OBJECT
public:
    /// `currentPage` gives the page in front, or null.
    CommandFlow(QWidget* window, WindowActions* actions, std::function<BundlePage*()> currentPage);

    [[nodiscard]] CommandPalette* palette() const { return palette_; }
    [[nodiscard]] std::vector<const ActionRegistry*> registries() const;

signals:
    /// Something that a person may want to know and need not answer.
    void noticed(const QString& message);

private:
    void togglePalette();
    void showKeys();
    void showGuide();

    QWidget* window_;
    WindowActions* actions_;
    std::function<BundlePage*()> currentPage_;
    CommandPalette* palette_;
    GuideWindow* guide_ = nullptr; // once it was shown
};

} // namespace rolloutscope
