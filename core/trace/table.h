// A table of trace objects addressed by small typed indexes, with lookup by id.
// An index is the position of creation and never changes.
#pragma once

#include "core/trace/chunked_array.h"
#include "core/trace/id_index.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rolloutscope {

/// Position of an object in its Table; a default one points nowhere ("absent").
template <typename T>
struct Index {
    static constexpr std::uint32_t absent = 0xFFFF'FFFF;
    std::uint32_t value = absent;

    [[nodiscard]] constexpr bool valid() const { return value != absent; }
    constexpr explicit operator bool() const { return valid(); }
    constexpr auto operator<=>(const Index&) const = default;
};

template <typename T>
using IndexList = std::vector<Index<T>>;

/// T has a `std::string id`, which never changes. Not thread-safe while it is written; copies made with share() are
/// independent of it.
template <typename T>
class Table {
public:
    [[nodiscard]] std::size_t size() const { return objects_.size(); }
    [[nodiscard]] bool empty() const { return objects_.empty(); }
    [[nodiscard]] bool contains(Index<T> index) const { return index.value < objects_.size(); }

    /// For writing: the object keeps its address until the next share().
    T& operator[](Index<T> index) { return objects_[index.value]; }
    const T& operator[](Index<T> index) const { return objects_[index.value]; }

    /// The object with this id, or an absent index.
    [[nodiscard]] Index<T> find(std::string_view id) const
    {
        Index<T> found;
        (void)byId_.find(id, [&](std::uint32_t position) {
            if (position >= objects_.size() || objects_[position].id != id)
                return false;
            found.value = position;
            return true;
        });
        return found;
    }

    /// Adds an object whose id is not in the table yet.
    Index<T> add(T object)
    {
        const Index<T> index{static_cast<std::uint32_t>(objects_.size())};
        byId_.add(objects_.push_back(std::move(object)).id, index.value);
        return index;
    }

    /// A copy that shares what neither of the two changes from now on: cheap however large the table is.
    [[nodiscard]] Table share() const
    {
        Table copy;
        copy.objects_ = objects_.share();
        copy.byId_ = byId_.share();
        return copy;
    }

    [[nodiscard]] auto begin() const { return objects_.begin(); }
    [[nodiscard]] auto end() const { return objects_.end(); }

    /// Calls use(index) for every object that is new or may have changed since a copy was made.
    template <typename Use>
    void forEachChanged(const Table& earlier, Use use) const
    {
        objects_.forEachChanged(earlier.objects_,
                                [&](std::size_t at) { use(Index<T>{static_cast<std::uint32_t>(at)}); });
    }

    /// All indexes, sorted by the bytes of the ids (the order of state.json's maps).
    [[nodiscard]] IndexList<T> sortedById() const
    {
        IndexList<T> order(objects_.size());
        for (std::uint32_t i = 0; i < order.size(); ++i)
            order[i].value = i;
        std::sort(order.begin(), order.end(), [this](Index<T> a, Index<T> b) { return (*this)[a].id < (*this)[b].id; });
        return order;
    }

private:
    ChunkedArray<T> objects_;
    IdIndex byId_;
};

} // namespace rolloutscope

template <typename T>
struct std::hash<rolloutscope::Index<T>> {
    std::size_t operator()(rolloutscope::Index<T> index) const noexcept { return index.value; }
};
