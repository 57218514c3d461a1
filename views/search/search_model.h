// What an everywhere search found, as a tree that grows while it runs: agents, what was found in (items, payloads), and
// the lines with the hits. Also what was found by a search for where a text came from: the same, in order of time.
#pragma once

#include "core/search/trace_search.h"
#include "views/document/loaded_trace.h"

#include <QAbstractItemModel>

#include <memory>
#include <unordered_map>
#include <vector>

namespace rolloutscope {

class SearchModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role : int {
        LevelRole = Qt::UserRole + 1, // int of Level
        DetailRole,                   // dim text beside the name
        CountRole,                    // number of hits; of a line none
        MatchBeginRole,               // of a line: where its match stands in the display text, in characters
        MatchLengthRole,
        ColorRoleRole, // int of ColorRole, of what was found in
    };
    enum class Level : std::uint8_t { Agent, Place, Line };

    explicit SearchModel(QObject* parent = nullptr);
    ~SearchModel() override;

    /// Empties it; `loaded` is what is going to be searched.
    void start(LoadedTracePtr loaded);
    void add(std::vector<SearchGroup>&& groups);
    [[nodiscard]] const LoadedTracePtr& loaded() const { return loaded_; }

    [[nodiscard]] Level levelOf(const QModelIndex& index) const;
    /// The agent, the item or the payload's owner; absent for the rollout as a whole.
    [[nodiscard]] ObjectRef objectAt(const QModelIndex& index) const;
    /// Of a line: its hit, and what it stands in; null otherwise.
    [[nodiscard]] const SearchHit* hitAt(const QModelIndex& index) const;
    [[nodiscard]] const SearchGroup* groupAt(const QModelIndex& index) const;
    /// The line after (+1) or before (-1), going round; invalid when there is none.
    [[nodiscard]] QModelIndex nextLine(const QModelIndex& from, int by) const;
    /// Every object in which something was found, once.
    [[nodiscard]] std::vector<ObjectRef> objects() const;
    [[nodiscard]] std::size_t places() const { return places_; }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Agent {
        ThreadIndex thread; // absent: the rollout as a whole
        std::vector<SearchGroup> groups;
        std::uint64_t count = 0;
    };
    struct Place {
        std::size_t agent = 0;
        std::size_t group = 0;
        bool isLine = false; // a line in it
    };

    [[nodiscard]] static quintptr idOf(std::size_t agent, std::size_t group, bool line);
    [[nodiscard]] static Place placeOf(const QModelIndex& index);
    [[nodiscard]] QString nameAt(const QModelIndex& index) const;
    [[nodiscard]] QString detailAt(const QModelIndex& index) const;
    [[nodiscard]] QString toolTipAt(const QModelIndex& index) const;
    Agent& agentOf(ThreadIndex thread);

    LoadedTracePtr loaded_;
    std::vector<std::unique_ptr<Agent>> agents_; // by the first hit
    std::unordered_map<ThreadIndex, std::size_t> agentOfThread_;
    std::size_t places_ = 0;
};

/// A line of a hit as it is shown: one line, control characters visible, and where its match is in it.
struct ShownLine {
    QString text;
    int matchBegin = 0;
    int matchLength = 0;
};
[[nodiscard]] ShownLine shownLine(const SearchHit& hit);

} // namespace rolloutscope
