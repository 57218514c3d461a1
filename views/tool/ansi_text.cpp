#include "views/tool/ansi_text.h"

#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <string>

namespace rolloutscope {
namespace {

constexpr std::size_t longestSequence = 4'096; // bytes; a longer one is no sequence
constexpr std::size_t mostParameters = 64;

class Parser {
public:
    explicit Parser(std::string_view bytes) : bytes_(bytes) {}

    AnsiText parse()
    {
        while (at_ < bytes_.size()) {
            const char c = bytes_[at_];
            if (c == '\x1B' && skipSequence())
                continue;
            if (c == '\r' && writesOver())
                continue;
            plain_ += c;
            ++at_;
        }
        flush();
        return std::move(result_);
    }

private:
    void flush()
    {
        if (plain_.empty())
            return;
        const QString text = visibleLines(QString::fromUtf8(plain_.data(), static_cast<qsizetype>(plain_.size())));
        if (style_ != AnsiStyle() && !text.isEmpty())
            result_.stretches.push_back({result_.text.size(), text.size(), style_});
        result_.text += text;
        plain_.clear();
    }

    /// A progress line goes back to its beginning and is written again: the last form counts.
    bool writesOver()
    {
        ++at_;
        if (at_ >= bytes_.size() || bytes_[at_] == '\n' || bytes_[at_] == '\r')
            return true;
        flush();
        const qsizetype begin = result_.text.lastIndexOf(u'\n') + 1;
        result_.text.truncate(begin);
        while (!result_.stretches.empty()) {
            AnsiStretch& last = result_.stretches.back();
            if (last.begin >= begin) {
                result_.stretches.pop_back();
                continue;
            }
            last.length = std::min(last.length, begin - last.begin);
            break;
        }
        return true;
    }

    /// At an escape character. False: it begins nothing that is known.
    bool skipSequence()
    {
        const std::string_view rest = bytes_.substr(at_, longestSequence);
        if (rest.size() < 2)
            return false;
        if (rest[1] == '[') {
            std::size_t end = 2;
            while (end < rest.size() && rest[end] >= 0x20 && rest[end] < 0x40)
                ++end;
            if (end == rest.size() || rest[end] < 0x40 || rest[end] > 0x7E)
                return false;
            if (rest[end] == 'm') {
                flush();
                setStyle(rest.substr(2, end - 2));
            }
            at_ += end + 1;
            return true;
        }
        if (rest[1] == ']' || rest[1] == 'P') { // a title, a link: up to a bell or ESC backslash
            for (std::size_t end = 2; end < rest.size(); ++end) {
                if (rest[end] == '\a' || (rest[end] == '\\' && rest[end - 1] == '\x1B')) {
                    at_ += end + 1;
                    return true;
                }
                if (rest[end] == '\n')
                    break;
            }
            return false;
        }
        if (rest[1] == '(' || rest[1] == ')') { // character sets
            at_ += std::min<std::size_t>(3, rest.size());
            return true;
        }
        if (std::string_view("=>78MDEHc").find(rest[1]) != std::string_view::npos) {
            at_ += 2;
            return true;
        }
        return false;
    }

    void setStyle(std::string_view parameters)
    {
        std::array<int, mostParameters> numbers{};
        std::size_t count = 0;
        for (std::size_t begin = 0; begin <= parameters.size() && count < numbers.size();) {
            std::size_t end = parameters.find_first_of(";:", begin);
            end = end == std::string_view::npos ? parameters.size() : end;
            int number = 0;
            std::from_chars(parameters.data() + begin, parameters.data() + end, number);
            numbers[count++] = number;
            begin = end + 1;
        }
        for (std::size_t i = 0; i < count; ++i)
            i += take(std::span(numbers).subspan(i, count - i));
    }

    /// How many parameters beyond the first belonged to it.
    std::size_t take(std::span<const int> numbers)
    {
        const int code = numbers[0];
        if (code == 0)
            style_ = {};
        else if (code == 1)
            style_.bold = true;
        else if (code == 2)
            style_.dim = true;
        else if (code == 3)
            style_.italic = true;
        else if (code == 4)
            style_.underline = true;
        else if (code == 7)
            style_.inverse = true;
        else if (code == 9)
            style_.struck = true;
        else if (code == 22)
            style_.bold = style_.dim = false;
        else if (code == 23)
            style_.italic = false;
        else if (code == 24)
            style_.underline = false;
        else if (code == 27)
            style_.inverse = false;
        else if (code == 29)
            style_.struck = false;
        else if (code == 38 || code == 48)
            return takeColor(numbers, code == 38 ? style_.foreground : style_.background);
        else if (code == 39)
            style_.foreground = {};
        else if (code == 49)
            style_.background = {};
        else if (const int color = code % 10; color < 8 && (code / 10 == 3 || code / 10 == 9))
            style_.foreground = indexed(color + (code / 10 == 9 ? 8 : 0));
        else if (color < 8 && (code / 10 == 4 || code / 10 == 10))
            style_.background = indexed(color + (code / 10 == 10 ? 8 : 0));
        return 0;
    }

    static AnsiColor indexed(int index)
    {
        return {.kind = AnsiColor::Kind::Indexed, .index = static_cast<std::uint8_t>(std::clamp(index, 0, 255))};
    }

    static std::size_t takeColor(std::span<const int> numbers, AnsiColor& color)
    {
        if (numbers.size() >= 3 && numbers[1] == 5) {
            color = indexed(numbers[2]);
            return 2;
        }
        if (numbers.size() >= 5 && numbers[1] == 2) {
            const auto channel = [&](std::size_t i) {
                return static_cast<std::uint8_t>(std::clamp(numbers[i], 0, 255));
            };
            color = {.kind = AnsiColor::Kind::Direct, .red = channel(2), .green = channel(3), .blue = channel(4)};
            return 4;
        }
        return numbers.size() - 1;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    std::string plain_;
    AnsiStyle style_;
    AnsiText result_;
};

QColor ofIndex(const Theme& theme, std::uint8_t index)
{
    // The first 16 are the theme's own, as terminals have theirs.
    const std::array<QColor, 16> basic{
        theme.dark ? QColor(0x45, 0x4C, 0x5A) : QColor(0x1B, 0x1F, 0x27),
        theme.failure,
        theme.success,
        theme.tool,
        theme.inference,
        theme.agent,
        theme.web,
        theme.dark ? QColor(0xC8, 0xCD, 0xD6) : QColor(0x66, 0x70, 0x85),
        theme.dimText,
        theme.failure.lighter(theme.dark ? 115 : 110),
        theme.success.lighter(theme.dark ? 115 : 110),
        theme.compaction,
        theme.selection,
        theme.codeCell,
        theme.web.lighter(theme.dark ? 115 : 110),
        theme.text,
    };
    if (index < basic.size())
        return basic[index];
    if (index < 232) { // a cube of six steps
        const int cube = index - 16;
        const auto step = [](int value) { return value == 0 ? 0 : 55 + value * 40; };
        return {step(cube / 36), step(cube / 6 % 6), step(cube % 6)};
    }
    const int grey = 8 + (index - 232) * 10;
    return {grey, grey, grey};
}

} // namespace

AnsiText parseAnsi(std::string_view utf8)
{
    return Parser(utf8).parse();
}

QColor colorOf(const Theme& theme, const AnsiColor& color, bool isForeground)
{
    if (color.kind == AnsiColor::Kind::Default)
        return {};
    QColor made = color.kind == AnsiColor::Kind::Indexed ? ofIndex(theme, color.index)
                                                         : QColor(color.red, color.green, color.blue);
    if (!isForeground)
        return made;
    // What would vanish on the ground comes towards the text's colour, step by step.
    constexpr double enough = 0.32; // of lightness
    for (int step = 0; step < 10 && std::abs(made.lightnessF() - theme.ground.lightnessF()) < enough; ++step) {
        made = QColor::fromRgbF(made.redF() * 0.8F + theme.text.redF() * 0.2F,
                                made.greenF() * 0.8F + theme.text.greenF() * 0.2F,
                                made.blueF() * 0.8F + theme.text.blueF() * 0.2F);
    }
    return made;
}

} // namespace rolloutscope
