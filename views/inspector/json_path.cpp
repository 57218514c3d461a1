// The way from the root to a position of a JSON text.
#include "views/inspector/json_scanner.h"

namespace rolloutscope::inspector {

std::vector<std::uint64_t> pathTo(std::string_view text, std::uint64_t offset, const std::atomic<bool>* cancelled)
{
    struct Level {
        std::uint64_t member = 0;
        bool isObject = false;
    };
    constexpr std::size_t mostLevels = 10'000; // nobody can look at more
    std::vector<Level> levels;
    std::vector<std::uint64_t> path;
    const auto taken = [&](bool insideMember) {
        for (std::size_t i = 0; i < levels.size(); ++i) {
            if (i + 1 < levels.size() || insideMember)
                path.push_back(levels[i].member);
        }
        return path;
    };
    Scanner scanner(text, text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0, cancelled);
    // True while the next thing is a member (and not its container's end).
    bool first = false;
    for (;;) {
        scanner.skipSpace();
        if (scanner.atEnd())
            return taken(!levels.empty() && !first);
        if (!levels.empty()) {
            const char closing = levels.back().isObject ? '}' : ']';
            if (first && scanner.current() == closing) {
                if (scanner.at() >= offset)
                    return taken(false);
                scanner.step();
                levels.pop_back();
                first = false;
            } else {
                first = false;
                if (levels.back().isObject && (!scanner.skipKey() || !scanner.skipColon()))
                    return taken(true);
                if (scanner.at() > offset || scanner.atEnd())
                    return taken(true);
                if (scanner.current() == '{' || scanner.current() == '[') {
                    if (scanner.at() == offset || levels.size() >= mostLevels)
                        return taken(true);
                    levels.push_back({.member = 0, .isObject = scanner.current() == '{'});
                    scanner.step();
                    first = true;
                    continue;
                }
                JsonType type = JsonType::Null;
                if (!scanner.skipScalar(type) || scanner.at() > offset)
                    return taken(true);
            }
        } else {
            if (scanner.at() >= offset || (scanner.current() != '{' && scanner.current() != '['))
                return path;
            levels.push_back({.member = 0, .isObject = scanner.current() == '{'});
            scanner.step();
            first = true;
            continue;
        }
        for (;;) { // behind a value
            if (levels.empty())
                return path;
            scanner.skipSpace();
            if (scanner.atEnd() || scanner.at() >= offset)
                return taken(!scanner.atEnd() && scanner.current() == ',');
            if (scanner.current() == ',') {
                scanner.step();
                ++levels.back().member;
                break;
            }
            if (scanner.current() != (levels.back().isObject ? '}' : ']'))
                return taken(true);
            scanner.step();
            levels.pop_back();
        }
    }
}

} // namespace rolloutscope::inspector
