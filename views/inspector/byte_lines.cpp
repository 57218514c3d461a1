#include "views/inspector/byte_lines.h"

#include <QTextOption>

#include <algorithm>

namespace rolloutscope::inspector {

MappedText hexLine(std::string_view text, std::uint64_t line, unsigned width)
{
    static constexpr char digits[] = "0123456789abcdef";
    const std::uint64_t begin = line * width;
    const std::uint64_t end = std::min<std::uint64_t>(begin + width, text.size());
    MappedText mapped;
    mapped.text = QStringLiteral("%1  ").arg(begin, 8, 16, QLatin1Char('0'));
    mapped.byteOf.resize(static_cast<std::size_t>(mapped.text.size()), begin);
    const auto put = [&](char c, std::uint64_t offset) {
        mapped.text += QLatin1Char(c);
        mapped.byteOf.push_back(offset);
    };
    for (std::uint64_t at = begin; at < begin + width; ++at) {
        const std::uint64_t offset = std::min(at, end);
        const auto byte = at < end ? static_cast<unsigned char>(text[at]) : 0U;
        put(at < end ? digits[byte >> 4U] : ' ', offset);
        put(at < end ? digits[byte & 0xFU] : ' ', offset);
        put(' ', offset);
    }
    put(' ', end);
    for (std::uint64_t at = begin; at < end; ++at)
        put(text[at] >= 0x20 && text[at] < 0x7F ? text[at] : '.', at);
    mapped.byteOf.push_back(end);
    return mapped;
}

void layOut(QTextLayout& layout, const QFont& font)
{
    layout.setFont(font);
    QTextOption option;
    option.setTextDirection(Qt::LeftToRight);
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.setCacheEnabled(true);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid())
        line.setLineWidth(1e6);
    layout.endLayout();
}

void mark(const MappedText& line, std::uint64_t begin, std::uint64_t end, const QTextCharFormat& format,
          QList<QTextLayout::FormatRange>& ranges)
{
    if (end <= begin || line.byteOf.empty() || begin >= line.byteOf.back() || end <= line.byteOf.front())
        return;
    // In a hexadecimal line a byte stands twice, so positions do not rise.
    int start = -1;
    for (int i = 0; i <= line.text.size(); ++i) {
        const bool inside = i < line.text.size() && line.byteOf[static_cast<std::size_t>(i)] >= begin &&
                            line.byteOf[static_cast<std::size_t>(i)] < end;
        if (inside && start < 0) {
            start = i;
        } else if (!inside && start >= 0) {
            ranges.append({start, i - start, format});
            start = -1;
        }
    }
}

} // namespace rolloutscope::inspector
