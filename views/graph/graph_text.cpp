#include "views/graph/graph_text.h"

namespace rolloutscope::graph {

QString groupedNumber(std::uint64_t number)
{
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, QChar(u','));
    return digits;
}

std::string_view lastPathSegment(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == path.size())
        return path;
    return path.substr(slash + 1);
}

} // namespace rolloutscope::graph
