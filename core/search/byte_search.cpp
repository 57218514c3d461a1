#include "core/search/byte_search.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace rolloutscope {
namespace {

constexpr std::size_t nowhere = std::string_view::npos;

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

constexpr bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// How common a byte is in English, code and JSON: more is more common.
int commonness(char c)
{
    constexpr std::string_view common =
        " etaoinsrlcdu\"pmh,:gf.y_bw-v/\\0k1{}x2()3[]j=qz459876;EATSICRNOLDPMUFHGBVWYKX";
    const std::size_t at = common.find(c);
    return at == nowhere ? 0 : static_cast<int>(common.size() - at);
}

} // namespace

ByteSearch::ByteSearch(std::string_view needle, bool caseSensitive) : needle_(needle), caseSensitive_(caseSensitive)
{
    if (!caseSensitive_)
        std::transform(needle_.begin(), needle_.end(), needle_.begin(), lower);
    for (std::size_t i = 1; i < needle_.size(); ++i) {
        if (commonness(needle_[i]) < commonness(needle_[rare_])) {
            other_ = rare_;
            rare_ = i;
        } else if (other_ == rare_ || commonness(needle_[i]) < commonness(needle_[other_])) {
            other_ = i;
        }
    }
}

bool ByteSearch::matchesAt(const char* text) const
{
    if (caseSensitive_)
        return std::memcmp(text, needle_.data(), needle_.size()) == 0;
    for (std::size_t i = 0; i < needle_.size(); ++i) {
        if (lower(text[i]) != needle_[i])
            return false;
    }
    return true;
}

std::size_t ByteSearch::findSlowly(std::string_view text, std::size_t from) const
{
    for (std::size_t at = from; at + needle_.size() <= text.size(); ++at) {
        if (matchesAt(text.data() + at))
            return at;
    }
    return nowhere;
}

std::size_t ByteSearch::find(std::string_view text, std::size_t from) const
{
    if (needle_.empty() || text.size() < needle_.size() || from > text.size() - needle_.size())
        return nowhere;
    std::size_t at = from;
#if defined(__SSE2__)
    // A letter and its capital differ in one bit; setting it makes some other bytes equal too, which are sorted out
    // when the whole needle is compared.
    const auto mask = [this](std::size_t place) {
        return _mm_set1_epi8(!caseSensitive_ && isLetter(needle_[place]) ? 0x20 : 0);
    };
    const __m128i rareMask = mask(rare_);
    const __m128i otherMask = mask(other_);
    const __m128i rareByte = _mm_set1_epi8(needle_[rare_]);
    const __m128i otherByte = _mm_set1_epi8(needle_[other_]);
    const auto block = [](const char* place) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(place)); // NOLINT: how bytes are loaded
    };
    constexpr std::size_t width = 16;
    const std::size_t last = text.size() - needle_.size(); // where the needle can begin
    for (; at + width - 1 <= last; at += width) {
        const char* place = text.data() + at;
        const __m128i rare = _mm_cmpeq_epi8(_mm_or_si128(block(place + rare_), rareMask), rareByte);
        const __m128i other = _mm_cmpeq_epi8(_mm_or_si128(block(place + other_), otherMask), otherByte);
        auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_and_si128(rare, other)));
        for (; found != 0; found &= found - 1) {
            const auto offset = static_cast<std::size_t>(std::countr_zero(found));
            if (matchesAt(place + offset))
                return at + offset;
        }
    }
#else
    if (caseSensitive_) {
        const std::size_t found = text.find(needle_, from);
        return found;
    }
#endif
    return findSlowly(text, at);
}

} // namespace rolloutscope
