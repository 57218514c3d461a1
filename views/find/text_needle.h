// A text that is looked for in many UTF-8 texts, without regard to case. Texts are searched where they lie: nothing is
// copied or converted as long as the needle is ASCII. Plain value: works on any thread.
#pragma once

#include <QString>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rolloutscope {

class TextNeedle {
public:
    explicit TextNeedle(const QString& text = {});

    /// Whether it is anywhere in the text. The empty needle is in every text.
    [[nodiscard]] bool isIn(std::string_view utf8) const;
    /// Whether the whole text is the needle.
    [[nodiscard]] bool isAllOf(std::string_view utf8) const;
    [[nodiscard]] bool isStartOf(std::string_view utf8) const;

private:
    QString text_;
    bool ascii_ = true;
    std::string folded_;                       // of an ASCII needle: in lower case
    std::array<std::uint32_t, 256> advance_{}; // by the byte under the needle's last one (Horspool)
};

} // namespace rolloutscope
