#include "core/json/escape.h"

namespace rolloutscope::json {

std::string escaped(std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '"':
            result += "\\\"";
            break;
        case '\\':
            result += "\\\\";
            break;
        case '\n':
            result += "\\n";
            break;
        case '\r':
            result += "\\r";
            break;
        case '\t':
            result += "\\t";
            break;
        case '\b':
            result += "\\b";
            break;
        case '\f':
            result += "\\f";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                result += "\\u00";
                result += digits[static_cast<unsigned char>(c) >> 4U];
                result += digits[static_cast<unsigned char>(c) & 0xFU];
            } else {
                result += c;
            }
        }
    }
    return result;
}

} // namespace rolloutscope::json
