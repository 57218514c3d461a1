// A table of trace objects addressed by small typed indexes, with lookup by id.
// Objects keep their address for the table's life; an index is the position of creation.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
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

/// T has a `std::string id`. Not thread-safe while it is written.
template <typename T>
class Table {
public:
    Table() = default;
    // The lookup holds views into the objects, so a copy has to build its own.
    Table(const Table& other) : objects_(other.objects_) { indexIds(); }
    Table& operator=(const Table& other)
    {
        if (this != &other) {
            objects_ = other.objects_;
            indexIds();
        }
        return *this;
    }
    Table(Table&&) = default;
    Table& operator=(Table&&) = default;
    ~Table() = default;

    [[nodiscard]] std::size_t size() const { return objects_.size(); }
    [[nodiscard]] bool empty() const { return objects_.empty(); }
    [[nodiscard]] bool contains(Index<T> index) const { return index.value < objects_.size(); }

    T& operator[](Index<T> index) { return objects_[index.value]; }
    const T& operator[](Index<T> index) const { return objects_[index.value]; }

    /// The object with this id, or an absent index.
    [[nodiscard]] Index<T> find(std::string_view id) const
    {
        const auto found = byId_.find(id);
        return found == byId_.end() ? Index<T>{} : found->second;
    }

    /// Adds an object whose id is not in the table yet.
    Index<T> add(T object)
    {
        const Index<T> index{static_cast<std::uint32_t>(objects_.size())};
        objects_.push_back(std::move(object));
        byId_.emplace(objects_.back().id, index);
        return index;
    }

    auto begin() { return objects_.begin(); }
    auto end() { return objects_.end(); }
    auto begin() const { return objects_.begin(); }
    auto end() const { return objects_.end(); }

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
    void indexIds()
    {
        byId_.clear();
        byId_.reserve(objects_.size());
        for (std::uint32_t i = 0; i < objects_.size(); ++i)
            byId_.emplace(objects_[i].id, Index<T>{i});
    }

    std::deque<T> objects_;
    std::unordered_map<std::string_view, Index<T>> byId_;
};

} // namespace rolloutscope

template <typename T>
struct std::hash<rolloutscope::Index<T>> {
    std::size_t operator()(rolloutscope::Index<T> index) const noexcept { return index.value; }
};
