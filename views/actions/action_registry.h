// Where actions are made and listed: text, help and keys become one QAction here and nowhere else. The window and each
// view of a page have a registry of their own; menus, the command palette and the key sheet are made from those of the
// window and of the page in front.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <span>
#include <vector>

class QAction;
class QWidget;

namespace rolloutscope {

/// What an action is. Texts are the program's own, translated already.
struct ActionSpec {
    QString id = {};    // "timeline.zoomIn": the action's object name; never translated
    QString group = {}; // "Timeline": under which palette and key sheet list it
    QString text = {};  // of menus, with its mnemonic
    QString help = {};  // one sentence: status tip and, with the first key, tooltip
    QList<QKeySequence> keys = {};
    QString icon = {}; // of resources/icons, without ".svg"
    bool checkable = false;
    Qt::ShortcutContext context = Qt::WindowShortcut;
};

/// Keys or gestures that are no action: `Wheel`, `Arrow keys`.
struct KeyHint {
    QString keys;
    QString text;
};

struct ActionGroup {
    QString name;
    QList<QAction*> actions;
    std::vector<KeyHint> hints;
};

class ActionRegistry : public QObject {
    Q_OBJECT
public:
    /// Lives as long as `owner`, to which its actions belong: their keys work in it, or in its window.
    explicit ActionRegistry(QWidget* owner);

    /// An id is used once in a registry.
    QAction* add(const ActionSpec& spec);
    /// Lists an action that somebody else made (a dock's switch), as it is; it gets the id where it has none, and
    /// leaves the list when it is deleted.
    void adopt(QAction* action, const QString& id, const QString& group);
    void addHint(const QString& group, const QString& keys, const QString& text);

    /// In the order in which they were added.
    [[nodiscard]] QList<QAction*> actions() const;
    [[nodiscard]] QList<QAction*> actionsOf(const QString& group) const;
    /// Null when there is none.
    [[nodiscard]] QAction* action(const QString& id) const;
    /// By first appearance.
    [[nodiscard]] const std::vector<ActionGroup>& groups() const { return groups_; }

private:
    ActionGroup& group(const QString& name);

    QWidget* owner_;
    std::vector<ActionGroup> groups_;
    QList<QAction*> actions_;
};

/// The groups of several registries as one list; those of one name become one.
[[nodiscard]] std::vector<ActionGroup> mergedGroups(std::span<const ActionRegistry* const> registries);

/// Says what an action does, with its first key; for actions whose help changes.
void setActionHelp(QAction* action, const QString& help);
/// The text without mnemonic, ellipsis and key: `Open Bundle`.
[[nodiscard]] QString actionName(const QAction* action);
/// `F5 or Ctrl+R`: the first two keys as the platform writes them; further ones are spellings for other keyboards.
[[nodiscard]] QString actionKeys(const QAction* action);

} // namespace rolloutscope
