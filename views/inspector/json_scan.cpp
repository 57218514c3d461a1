#include "views/inspector/json_scan.h"

#include "views/inspector/json_scanner.h"

#include <algorithm>

namespace rolloutscope::inspector {

namespace {

/// Reads members from where one is expected, until `most` are read, the container ends or breaks.
void readMembers(std::string_view text, Scanner& scanner, bool isObject, std::uint64_t keep, std::uint64_t most,
                 JsonMembers& result)
{
    const auto stop = [&] {
        result.cancelled = scanner.wasCancelled();
        if (!result.cancelled)
            result.error = locate(text, scanner.at(), scanner.reason());
    };
    while (result.count < most) {
        scanner.skipSpace();
        JsonValue member;
        const std::uint64_t begin = scanner.at();
        if (isObject) {
            member.keyBegin = begin;
            if (!scanner.skipKey())
                return stop();
            member.keyEnd = scanner.at();
            if (!scanner.skipColon())
                return stop();
        }
        const bool good = scanner.skipValue(member);
        if (good || member.isContainer() || member.type == JsonType::String) {
            if (result.count % JsonMembers::pageSize == 0)
                result.pageStarts.push_back(begin);
            if (result.members.size() < keep)
                result.members.push_back(member);
            ++result.count;
        }
        if (!good) {
            // What is wrong inside a container shows there.
            if (scanner.wasCancelled() || !member.isContainer())
                stop();
            return;
        }
        scanner.skipSpace();
        if (scanner.atEnd()) {
            scanner.fail(isObject ? "the text ends inside an object" : "the text ends inside an array");
            return stop();
        }
        const char c = scanner.current();
        if (c == (isObject ? '}' : ']'))
            return;
        if (c != ',') {
            scanner.fail(isObject ? "a comma or } is expected" : "a comma or ] is expected");
            return stop();
        }
        scanner.step();
    }
}

} // namespace

JsonError locate(std::string_view text, std::uint64_t offset, const char* reason)
{
    JsonError error{.offset = offset, .line = 1, .column = 1, .reason = reason};
    const std::string_view before = text.substr(0, offset);
    error.line += static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t lineFeed = before.rfind('\n');
    error.column += lineFeed == std::string_view::npos ? before.size() : before.size() - lineFeed - 1;
    return error;
}

JsonRoot scanRoot(std::string_view text, const std::atomic<bool>* cancelled)
{
    JsonRoot root;
    // A byte order mark is no JSON, but editors leave it.
    const std::uint64_t from = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
    Scanner scanner(text, from, cancelled);
    scanner.skipSpace();
    if (scanner.atEnd()) {
        root.error = locate(text, scanner.at(), from == text.size() ? "the file is empty" : "nothing but white space");
        return root;
    }
    JsonValue value;
    const bool good = scanner.skipValue(value);
    root.cancelled = scanner.wasCancelled();
    if (root.cancelled)
        return root;
    if (good || value.isContainer() || value.type == JsonType::String)
        root.value = value;
    if (!good) {
        root.error = locate(text, scanner.at(), scanner.reason());
        return root;
    }
    scanner.skipSpace();
    if (!scanner.atEnd())
        root.error = locate(text, scanner.at(), "something follows the JSON value");
    return root;
}

JsonMembers scanMembers(std::string_view text, const JsonValue& container, std::uint64_t keep,
                        const std::atomic<bool>* cancelled)
{
    JsonMembers result;
    if (!container.isContainer())
        return result;
    const bool isObject = container.type == JsonType::Object;
    Scanner scanner(text, container.begin + 1, cancelled);
    scanner.skipSpace();
    if (!scanner.atEnd() && scanner.current() == (isObject ? '}' : ']'))
        return result;
    if (scanner.atEnd()) {
        result.error =
            locate(text, scanner.at(), isObject ? "the text ends inside an object" : "the text ends inside an array");
        return result;
    }
    readMembers(text, scanner, isObject, keep, UINT64_MAX, result);
    return result;
}

JsonMembers scanPage(std::string_view text, const JsonValue& container, std::uint64_t pageStart, std::uint64_t most,
                     const std::atomic<bool>* cancelled)
{
    JsonMembers result;
    Scanner scanner(text, pageStart, cancelled);
    readMembers(text, scanner, container.type == JsonType::Object, most, most, result);
    return result;
}

} // namespace rolloutscope::inspector
