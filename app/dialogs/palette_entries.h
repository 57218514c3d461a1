// What the command palette offers for a text: actions, agents (`@`), or the object with an id (`#`). Plain values.
#pragma once

#include "views/actions/action_registry.h"
#include "views/document/loaded_trace.h"

#include <QPointer>
#include <QStringList>

#include <vector>

namespace rolloutscope {

struct PaletteEntry {
    QString text;
    QString detail; // dim: the action's group, what an object was about
    QString keys;
    bool enabled = true;
    QPointer<QAction> action; // null: it is an object
    ObjectRef object;
};

class PaletteEntries {
public:
    static constexpr std::size_t most = 200; // more nobody reads

    PaletteEntries() = default;
    /// `loaded` may be null: there are only actions then.
    PaletteEntries(std::vector<ActionGroup> groups, LoadedTracePtr loaded);

    /// Best first, and what cannot be run now last. `recent` are ids of actions, the latest first: they come first
    /// where nothing else decides.
    [[nodiscard]] std::vector<PaletteEntry> matching(const QString& text, const QStringList& recent) const;
    /// What to say when nothing matches.
    [[nodiscard]] QString emptyText(const QString& text) const;

    /// What the objects of the entries belong to.
    [[nodiscard]] const LoadedTracePtr& loaded() const { return loaded_; }

private:
    [[nodiscard]] std::vector<PaletteEntry> actions(const QString& query, const QStringList& recent) const;
    [[nodiscard]] std::vector<PaletteEntry> agents(const QString& query) const;
    [[nodiscard]] std::vector<PaletteEntry> objects(const QString& id) const;
    [[nodiscard]] PaletteEntry entryFor(ObjectRef object) const;

    std::vector<ActionGroup> groups_;
    LoadedTracePtr loaded_;
    mutable std::vector<QString> agentPaths_; // in spawn order; made when somebody types the first `@`
};

} // namespace rolloutscope
