#include "views/actions/action_registry.h"

#include "views/theme/icons.h"
#include "views/theme/plain_text.h"

#include <QAction>
#include <QCoreApplication>
#include <QWidget>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr qsizetype mostKeysNamed = 2;

QString keyName(const QKeySequence& key)
{
    return key.toString(QKeySequence::NativeText).replace(QStringLiteral("Backtab"), QStringLiteral("Tab"));
}

ActionGroup& groupIn(std::vector<ActionGroup>& groups, const QString& name)
{
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& each) { return each.name == name; });
    if (found != groups.end())
        return *found;
    groups.push_back({.name = name, .actions = {}, .hints = {}});
    return groups.back();
}

} // namespace

ActionRegistry::ActionRegistry(QWidget* owner) : QObject(owner), owner_(owner) {}

QAction* ActionRegistry::add(const ActionSpec& spec)
{
    auto* made = new QAction(spec.text, this);
    made->setShortcuts(spec.keys);
    made->setShortcutContext(spec.context);
    made->setCheckable(spec.checkable);
    setActionHelp(made, spec.help);
    if (!spec.icon.isEmpty()) {
        made->setIcon(themedIcon(spec.icon));
        made->setIconVisibleInMenu(false);
    }
    owner_->addAction(made);
    adopt(made, spec.id, spec.group);
    return made;
}

void ActionRegistry::adopt(QAction* action, const QString& id, const QString& group)
{
    if (action->objectName().isEmpty())
        action->setObjectName(id);
    Q_ASSERT(this->action(action->objectName()) == nullptr);
    actions_ += action;
    this->group(group).actions += action;
    connect(action, &QObject::destroyed, this, [this, action] {
        actions_.removeAll(action);
        for (ActionGroup& each : groups_)
            each.actions.removeAll(action);
    });
}

void ActionRegistry::addHint(const QString& group, const QString& keys, const QString& text)
{
    this->group(group).hints.push_back({.keys = keys, .text = text});
}

ActionGroup& ActionRegistry::group(const QString& name)
{
    return groupIn(groups_, name);
}

QList<QAction*> ActionRegistry::actions() const
{
    return actions_;
}

QList<QAction*> ActionRegistry::actionsOf(const QString& group) const
{
    for (const ActionGroup& each : groups_) {
        if (each.name == group)
            return each.actions;
    }
    return {};
}

QAction* ActionRegistry::action(const QString& id) const
{
    const auto found =
        std::find_if(actions_.begin(), actions_.end(), [&](const QAction* each) { return each->objectName() == id; });
    return found != actions_.end() ? *found : nullptr;
}

std::vector<ActionGroup> mergedGroups(std::span<const ActionRegistry* const> registries)
{
    std::vector<ActionGroup> merged;
    for (const ActionRegistry* registry : registries) {
        for (const ActionGroup& from : registry->groups()) {
            ActionGroup& to = groupIn(merged, from.name);
            to.actions += from.actions;
            to.hints.insert(to.hints.end(), from.hints.begin(), from.hints.end());
        }
    }
    return merged;
}

void setActionHelp(QAction* action, const QString& help)
{
    action->setStatusTip(help);
    QString toolTip = help;
    if (!action->shortcut().isEmpty())
        toolTip += QStringLiteral(" (%1)").arg(keyName(action->shortcut()));
    action->setToolTip(plainToolTip(toolTip));
}

QString actionName(const QAction* action)
{
    QString name = action->text();
    name.replace(QStringLiteral("&&"), QString(QChar::Null)).remove(u'&').replace(QChar::Null, QStringLiteral("&"));
    if (const qsizetype tab = name.indexOf(u'\t'); tab >= 0)
        name.truncate(tab);
    if (name.endsWith(QChar(0x2026)))
        name.chop(1);
    return name;
}

QString actionKeys(const QAction* action)
{
    QStringList names;
    for (const QKeySequence& key : action->shortcuts().mid(0, mostKeysNamed))
        names << keyName(key);
    return names.join(QCoreApplication::translate("ActionRegistry", " or "));
}

} // namespace rolloutscope
