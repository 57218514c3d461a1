#include "core/export/redacting_sink.h"

#include "core/export/redaction.h"

namespace rolloutscope {

bool RedactingSink::take(std::string_view piece)
{
    const std::size_t end = piece.rfind('\n');
    if (end == std::string_view::npos) {
        line_ += piece;
        return good_;
    }
    line_ += piece.substr(0, end + 1);
    good_ = good_ && sink_(redacted(line_));
    line_ = piece.substr(end + 1);
    return good_;
}

bool RedactingSink::finish()
{
    good_ = good_ && (line_.empty() || sink_(redacted(line_)));
    line_.clear();
    return good_;
}

} // namespace rolloutscope
