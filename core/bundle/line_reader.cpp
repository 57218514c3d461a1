#include "core/bundle/line_reader.h"

#include <algorithm>
#include <cstring>

namespace rolloutscope {

namespace {
constexpr std::size_t blockBytes = std::size_t{1} << 18U;
constexpr std::size_t keptBytes = 256; // of what was given out, for stillAsRead()
} // namespace

bool LineReader::fill()
{
    if (begin_ > keptBytes) {
        const std::size_t dropped = begin_ - keptBytes;
        std::memmove(buffer_.data(), buffer_.data() + dropped, end_ - dropped);
        end_ -= dropped;
        begin_ = keptBytes;
    }
    if (buffer_.size() < end_ + blockBytes / 2)
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

bool LineReader::find(std::string_view& line)
{
    std::size_t searched = begin_;
    while (true) {
        const void* found = end_ > searched ? std::memchr(buffer_.data() + searched, '\n', end_ - searched) : nullptr;
        if (found != nullptr) {
            const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
            line = std::string_view(buffer_).substr(begin_, at - begin_);
            given_ = at + 1 - begin_;
            done_ += given_;
            begin_ = at + 1;
            whole_ = true;
            return true;
        }
        const std::size_t unsearched = end_ - begin_;
        if (unsearched > longest_ || !fill())
            return false;
        searched = begin_ + unsearched;
    }
}

bool LineReader::nextWhole(std::string_view& line)
{
    return find(line);
}

bool LineReader::next(std::string_view& line)
{
    if (find(line))
        return true;
    if (begin_ == end_)
        return false;
    line = unfinished();
    given_ = end_ - begin_;
    done_ += given_;
    begin_ = end_;
    whole_ = false;
    return true;
}

bool LineReader::stillAsRead() const
{
    char bytes[keptBytes];
    const std::size_t count = std::min(end_, keptBytes);
    return file_.readAt(offset_ - count, bytes, count) == static_cast<std::int64_t>(count) &&
           std::memcmp(bytes, buffer_.data() + end_ - count, count) == 0;
}

void LineReader::putBack()
{
    begin_ -= given_;
    done_ -= given_;
    given_ = 0;
}

} // namespace rolloutscope
