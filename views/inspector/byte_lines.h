// Single lines of the text and hexadecimal views: what stands in them, and how they are laid out.
#pragma once

#include "views/inspector/plain_text.h"

#include <QTextLayout>

namespace rolloutscope::inspector {

/// `00000010  7b 0a 20 …  {. `; in the hexadecimal and in the text part each character knows its byte.
[[nodiscard]] MappedText hexLine(std::string_view text, std::uint64_t line, unsigned width);

/// One line laid out from left to right, whatever script begins it.
void layOut(QTextLayout& layout, const QFont& font);

/// Marks the units of a line that show the bytes [begin, end).
void mark(const MappedText& line, std::uint64_t begin, std::uint64_t end, const QTextCharFormat& format,
          QList<QTextLayout::FormatRange>& ranges);

} // namespace rolloutscope::inspector
