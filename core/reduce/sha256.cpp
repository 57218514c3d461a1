#include "core/reduce/sha256.h"

#include <openssl/evp.h>

#include <array>

namespace rolloutscope {

std::string sha256Hex(std::string_view bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += hex[digest[i] >> 4U];
        text += hex[digest[i] & 0x0FU];
    }
    return text;
}

} // namespace rolloutscope
