// An array in chunks that copies share until one of them is written to: a copy of a trace that still grows costs a
// pointer per chunk, and what two copies do not share is what changed between them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace rolloutscope {

/// Not thread-safe while it is written. A copy made with share() may be read by other threads while the original is
/// written to.
template <typename T>
class ChunkedArray {
public:
    static constexpr std::size_t perChunk = 64;

    ChunkedArray() = default;
    ChunkedArray(const ChunkedArray&) = delete;
    ChunkedArray& operator=(const ChunkedArray&) = delete;
    ChunkedArray(ChunkedArray&& other) noexcept
        : chunks_(std::move(other.chunks_)), size_(std::exchange(other.size_, 0)), owner_(other.owner_)
    {
        other.chunks_.clear();
    }
    ChunkedArray& operator=(ChunkedArray&& other) noexcept
    {
        chunks_ = std::move(other.chunks_);
        other.chunks_.clear();
        size_ = std::exchange(other.size_, 0);
        owner_ = other.owner_;
        return *this;
    }
    ~ChunkedArray() = default;

    /// A copy. From now on each of the two clones a chunk before it writes to it the first time. Not to be called by
    /// two threads at once.
    [[nodiscard]] ChunkedArray share() const
    {
        ChunkedArray copy;
        copy.chunks_ = chunks_;
        copy.size_ = size_;
        owner_ = newOwner();
        return copy;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    const T& operator[](std::size_t at) const { return chunks_[at / perChunk]->object(at % perChunk); }
    /// For writing: the object keeps its address until the next share().
    T& operator[](std::size_t at) { return owned(at / perChunk).object(at % perChunk); }

    T& push_back(T object)
    {
        if (size_ % perChunk == 0)
            chunks_.push_back(std::make_shared<Chunk>(owner_));
        T& added = owned(size_ / perChunk).add(std::move(object));
        ++size_;
        return added;
    }
    void resize(std::size_t size)
    {
        while (size_ < size)
            push_back(T());
    }

    class ConstIterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        ConstIterator() = default;
        ConstIterator(const ChunkedArray* array, std::size_t at) : array_(array), at_(at) {}
        const T& operator*() const { return (*array_)[at_]; }
        const T* operator->() const { return &(*array_)[at_]; }
        ConstIterator& operator++()
        {
            ++at_;
            return *this;
        }
        ConstIterator operator++(int) { return {array_, at_++}; }
        bool operator==(const ConstIterator&) const = default;

    private:
        const ChunkedArray* array_ = nullptr;
        std::size_t at_ = 0;
    };
    [[nodiscard]] ConstIterator begin() const { return {this, 0}; }
    [[nodiscard]] ConstIterator end() const { return {this, size_}; }

    /// Calls use(position) for every object that may differ from the one at the same position in an earlier copy.
    template <typename Use>
    void forEachChanged(const ChunkedArray& earlier, Use use) const
    {
        for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
            const bool shared = chunk < earlier.chunks_.size() && chunks_[chunk] == earlier.chunks_[chunk];
            if (shared && earlier.size_ >= std::min(size_, (chunk + 1) * perChunk))
                continue;
            for (std::size_t at = chunk * perChunk; at < std::min(size_, (chunk + 1) * perChunk); ++at)
                use(at);
        }
    }

private:
    /// Who may write to a chunk: every array has an identity of its own, and takes a new one with each share().
    [[nodiscard]] static std::uint64_t newOwner()
    {
        static std::atomic<std::uint64_t> last = 0;
        return last.fetch_add(1, std::memory_order_relaxed) + 1;
    }

    class Chunk {
    public:
        explicit Chunk(std::uint64_t owner) : owner_(owner) {}
        Chunk(const Chunk& other, std::uint64_t owner) : owner_(owner)
        {
            for (; count_ < other.count_; ++count_)
                new (at(count_)) T(other.object(count_));
        }
        Chunk(const Chunk&) = delete;
        Chunk& operator=(const Chunk&) = delete;
        ~Chunk()
        {
            for (std::size_t i = 0; i < count_; ++i)
                object(i).~T();
        }
        [[nodiscard]] std::uint64_t owner() const { return owner_; }
        T& object(std::size_t i) { return *std::launder(reinterpret_cast<T*>(at(i))); }
        const T& object(std::size_t i) const
        {
            return *std::launder(reinterpret_cast<const T*>(storage_ + i * sizeof(T)));
        }
        T& add(T&& object)
        {
            T* added = new (at(count_)) T(std::move(object));
            ++count_;
            return *added;
        }

    private:
        void* at(std::size_t i) { return storage_ + i * sizeof(T); }

        std::uint64_t owner_;
        std::size_t count_ = 0;
        alignas(T) std::byte storage_[perChunk * sizeof(T)];
    };

    Chunk& owned(std::size_t chunk)
    {
        std::shared_ptr<Chunk>& place = chunks_[chunk];
        if (place->owner() != owner_)
            place = std::make_shared<Chunk>(*place, owner_);
        return *place;
    }

    std::vector<std::shared_ptr<Chunk>> chunks_;
    std::size_t size_ = 0;
    mutable std::uint64_t owner_ = newOwner();
};

} // namespace rolloutscope
