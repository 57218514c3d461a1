#include "core/bundle/line_reader.h"

#include <algorithm>
#include <cstring>

namespace rolloutscope {

namespace {
constexpr std::size_t blockBytes = std::size_t{1} << 20U;
} // namespace

bool LineReader::fill()
{
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (buffer_.size() < end_ + blockBytes)
        buffer_.resize(std::max(end_ + blockBytes, buffer_.size() * 2));
    const std::int64_t got = file_.readAt(offset_, buffer_.data() + end_, buffer_.size() - end_);
    if (got <= 0) {
        failed_ = got < 0;
        return false;
    }
    end_ += static_cast<std::size_t>(got);
    offset_ += static_cast<std::uint64_t>(got);
    return true;
}

bool LineReader::next(std::string_view& line)
{
    std::size_t searched = begin_;
    while (true) {
        const void* found = end_ > searched ? std::memchr(buffer_.data() + searched, '\n', end_ - searched) : nullptr;
        if (found != nullptr) {
            const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
            line = std::string_view(buffer_).substr(begin_, at - begin_);
            done_ += at + 1 - begin_;
            begin_ = at + 1;
            whole_ = true;
            return true;
        }
        const std::size_t unsearched = end_ - begin_;
        if (fill()) {
            searched = begin_ + unsearched;
            continue;
        }
        if (begin_ == end_)
            return false;
        line = std::string_view(buffer_).substr(begin_, end_ - begin_);
        done_ += end_ - begin_;
        begin_ = end_;
        whole_ = false;
        return true;
    }
}

} // namespace rolloutscope
