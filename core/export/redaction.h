// Masks secrets before something leaves the machine: what is known by its pattern (keys, tokens, passwords, private
// keys), e-mail addresses, the names of people in home paths, and images in the text (nobody can tell what they show).
// A mark says what stood there: `[redacted API key]`. A help, no proof: what follows no pattern stays. Linear in the
// text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rolloutscope {

enum class SecretKind : std::uint8_t { ApiKey, Token, Password, Secret, PrivateKey, Email, User, Image };
/// `[redacted API key]`
[[nodiscard]] std::string_view redactionMark(SecretKind kind);

/// Also of text that holds JSON or other text with escapes, at whatever depth: `\"token\":\"…\"`, `\n`, `\\Users\\`.
/// Redacting twice changes nothing more.
[[nodiscard]] std::string redacted(std::string_view text);

/// Redacts every string of a JSON text, names included, and the values of members named like a secret; it stays JSON.
/// Compact. A text that is no JSON is redacted as text.
[[nodiscard]] std::string redactedJson(std::string_view json);

} // namespace rolloutscope
