#include "views/inspector/encoded_text.h"

#include "views/inspector/plain_text.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cctype>

namespace rolloutscope::inspector {
namespace {

constexpr std::size_t shortest = 24;                        // characters; shorter ones are words
constexpr std::size_t mostEncoded = std::size_t{16} << 20U; // bytes
constexpr std::size_t mostHex = std::size_t{1} << 20U;      // bytes shown in hexadecimal

struct Magic {
    std::string_view bytes;
    const char* kind;
};
constexpr std::array magics{Magic{"\x89PNG\r\n", "PNG"},
                            Magic{"\xFF\xD8\xFF", "JPEG"},
                            Magic{"GIF8", "GIF"},
                            Magic{"%PDF-", "PDF"},
                            Magic{"PK\x03\x04", "ZIP"},
                            Magic{"\x1F\x8B\x08", "gzip"},
                            Magic{"\x7F"
                                  "ELF",
                                  "ELF"},
                            Magic{"OggS", "Ogg"},
                            Magic{"ID3", "MP3"},
                            Magic{"SQLite format 3", "SQLite"}};

bool isBase64(std::string_view text)
{
    const std::size_t padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
    if (text.size() % 4 != 0 || padding > 2)
        return false;
    return std::all_of(text.begin(), text.end() - static_cast<std::ptrdiff_t>(padding), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '+' || c == '/' || c == '-' || c == '_';
    });
}

bool isReadable(std::string_view bytes)
{
    return firstInvalidUtf8(bytes) == std::string_view::npos && std::none_of(bytes.begin(), bytes.end(), [](char c) {
               const auto code = static_cast<unsigned char>(c);
               return (code < 0x20 && c != '\n' && c != '\t' && c != '\r' && code != 0x1B) || code == 0x7F;
           });
}

} // namespace

std::string hexLines(std::string_view bytes)
{
    constexpr std::size_t perLine = 16;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 5);
    for (std::size_t at = 0; at < bytes.size(); at += perLine) {
        const std::string_view line = bytes.substr(at, perLine);
        for (int shift = at > 0xFFFF ? 28 : 12; shift >= 0; shift -= 4)
            text += digits[(at >> static_cast<unsigned>(shift)) & 0xFU];
        text += "  ";
        for (std::size_t i = 0; i < perLine; ++i) {
            if (i < line.size()) {
                const auto byte = static_cast<unsigned char>(line[i]);
                text += digits[byte >> 4U];
                text += digits[byte & 0xFU];
                text += ' ';
            } else {
                text += "   ";
            }
        }
        text += ' ';
        for (const char c : line)
            text += c >= 0x20 && c < 0x7F ? c : '.';
        text += '\n';
    }
    if (!text.empty())
        text.pop_back();
    return text;
}

std::optional<DecodedText> decodeBase64(std::string_view text)
{
    if (text.starts_with("data:")) {
        const std::size_t comma = text.find(";base64,");
        if (comma == std::string_view::npos || comma > 100)
            return std::nullopt;
        text.remove_prefix(comma + 8);
    }
    if (text.size() < shortest || text.size() > mostEncoded || !isBase64(text))
        return std::nullopt;
    const bool isUrlForm = text.find_first_of("-_") != std::string_view::npos;
    const auto result =
        QByteArray::fromBase64Encoding(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())),
                                       (isUrlForm ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding) |
                                           QByteArray::AbortOnBase64DecodingErrors);
    if (!result)
        return std::nullopt;
    const std::string_view bytes(result.decoded.constData(), static_cast<std::size_t>(result.decoded.size()));
    if (isReadable(bytes))
        return DecodedText{.text = std::string(bytes), .kind = "text", .bytes = bytes.size()};
    const auto magic =
        std::find_if(magics.begin(), magics.end(), [&](const Magic& each) { return bytes.starts_with(each.bytes); });
    if (magic == magics.end())
        return std::nullopt;
    return DecodedText{.text = hexLines(bytes.substr(0, mostHex)), .kind = magic->kind, .bytes = bytes.size()};
}

} // namespace rolloutscope::inspector
