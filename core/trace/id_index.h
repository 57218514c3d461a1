// Finds positions by id. Copies of a growing table share one index: it only ever gains entries, and a reader skips
// those beyond its own table's end. Only the original adds to it; a copy that adds gets an index of its own.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace rolloutscope {

/// Copies made before an entry is added may be read by other threads meanwhile.
class IdIndex {
public:
    [[nodiscard]] IdIndex share() const
    {
        IdIndex copy;
        copy.places_ = places_;
        copy.count_ = count_;
        copy.isCopy_ = true;
        return copy;
    }

    /// Calls isIt(position) for entries that may have this id, in order of adding, until it says yes.
    template <typename IsIt>
    [[nodiscard]] bool find(std::string_view id, IsIt isIt) const
    {
        if (!places_)
            return false;
        const std::uint32_t hash = hashOf(id);
        for (std::size_t at = hash & places_->mask;; at = (at + 1) & places_->mask) {
            const std::uint64_t entry = places_->entries[at].load(std::memory_order_acquire);
            if (entry == 0)
                return false;
            if (static_cast<std::uint32_t>(entry >> 32U) == hash && isIt(static_cast<std::uint32_t>(entry) - 1))
                return true;
        }
    }

    void add(std::string_view id, std::uint32_t position)
    {
        const bool full = !places_ || (count_ + 1) * 2 > places_->mask + 1;
        if (full || isCopy_)
            rebuild(full);
        put(*places_, (std::uint64_t{hashOf(id)} << 32U) | (position + 1));
        ++count_;
    }

private:
    struct Places {
        explicit Places(std::size_t size) : mask(size - 1), entries(new std::atomic<std::uint64_t>[size]()) {}
        std::size_t mask;
        std::unique_ptr<std::atomic<std::uint64_t>[]> entries; // hash and position + 1; 0: free
    };

    [[nodiscard]] static std::uint32_t hashOf(std::string_view id)
    {
        const std::uint64_t hash = std::hash<std::string_view>()(id);
        return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
    }

    static void put(Places& places, std::uint64_t entry)
    {
        std::size_t at = (entry >> 32U) & places.mask;
        while (places.entries[at].load(std::memory_order_relaxed) != 0)
            at = (at + 1) & places.mask;
        places.entries[at].store(entry, std::memory_order_release);
    }

    /// Into new places: those who share the old ones keep them.
    void rebuild(bool larger)
    {
        const std::size_t before = places_ ? places_->mask + 1 : 0;
        auto fresh = std::make_shared<Places>(std::max<std::size_t>(16, larger ? before * 2 : before));
        for (std::size_t i = 0; i < before; ++i) {
            if (const std::uint64_t entry = places_->entries[i].load(std::memory_order_relaxed))
                put(*fresh, entry);
        }
        places_ = std::move(fresh);
        isCopy_ = false;
    }

    std::shared_ptr<Places> places_;
    std::size_t count_ = 0;
    bool isCopy_ = false;
};

} // namespace rolloutscope
