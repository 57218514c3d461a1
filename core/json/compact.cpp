#include "core/json/compact.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

namespace rolloutscope::json {

namespace {

/// Characters of a string that need an escape.
constexpr std::array<bool, 256> needsEscape = [] {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < 0x20; ++i)
        table[i] = true;
    table['"'] = table['\\'] = true;
    return table;
}();

struct UniqueMember {
    std::string key;
    Value value;
};

/// Members with duplicates resolved: the last value at the place of the first.
std::vector<UniqueMember> uniqueMembers(Value object)
{
    std::vector<UniqueMember> unique;
    std::unordered_map<std::string, std::size_t> places;
    constexpr std::size_t scanned = 16; // up to here a scan is cheaper than a map
    for (const Member member : object.members()) {
        std::string key = member.key.string().value_or(std::string());
        std::size_t place = unique.size();
        if (unique.size() <= scanned) {
            for (std::size_t i = 0; i < unique.size(); ++i) {
                if (unique[i].key == key)
                    place = i;
            }
        } else {
            if (places.empty()) {
                for (std::size_t i = 0; i < unique.size(); ++i)
                    places.emplace(unique[i].key, i);
            }
            if (const auto found = places.find(key); found != places.end())
                place = found->second;
        }
        if (place < unique.size()) {
            unique[place].value = member.value;
            continue;
        }
        if (!places.empty())
            places.emplace(key, place);
        unique.push_back({std::move(key), member.value});
    }
    return unique;
}

class Writer {
public:
    Writer(const CompactOptions& options, std::string& out) : options_(options), out_(out) {}

    /// Recursion is bounded by the depth that the document was parsed with.
    void append(Value value, bool outermost)
    {
        if (out_.size() > options_.enough)
            return;
        switch (value.type()) {
        case Type::Null:
        case Type::True:
        case Type::False:
            out_ += value.raw();
            break;
        case Type::Number:
            appendNumber(value.raw(), options_.numbers, out_);
            break;
        case Type::String:
            appendString(value);
            break;
        case Type::Array:
            appendArray(value);
            break;
        case Type::Object:
            appendObject(value, outermost);
            break;
        }
    }

private:
    void appendString(Value value)
    {
        if (value.plainString())
            out_ += value.raw(); // nothing in it was escaped, so nothing needs an escape
        else
            appendQuoted(value.string().value_or(std::string()), out_);
    }

    void appendArray(Value value)
    {
        out_ += '[';
        bool first = true;
        for (const Value element : value.elements()) {
            if (!first)
                out_ += ',';
            first = false;
            append(element, false);
            if (out_.size() > options_.enough)
                return;
        }
        out_ += ']';
    }

    void appendObject(Value value, bool outermost)
    {
        std::vector<UniqueMember> members = uniqueMembers(value);
        if (outermost && !options_.dropKey.empty()) {
            const auto dropped = std::find_if(members.begin(), members.end(),
                                              [&](const UniqueMember& m) { return m.key == options_.dropKey; });
            if (dropped != members.end()) {
                std::swap(*dropped, members.back());
                members.pop_back();
            }
        }
        if (options_.keys == KeyOrder::Sorted) {
            std::sort(members.begin(), members.end(),
                      [](const UniqueMember& a, const UniqueMember& b) { return a.key < b.key; });
        }
        out_ += '{';
        bool first = true;
        for (const UniqueMember& member : members) {
            if (!first)
                out_ += ',';
            first = false;
            appendQuoted(member.key, out_);
            out_ += ':';
            append(member.value, false);
            if (out_.size() > options_.enough)
                return;
        }
        out_ += '}';
    }

    const CompactOptions& options_;
    std::string& out_;
};

} // namespace

void appendCompact(Value value, const CompactOptions& options, std::string& out)
{
    Writer(options, out).append(value, true);
}

std::string compact(Value value, const CompactOptions& options)
{
    std::string out;
    appendCompact(value, options, out);
    return out;
}

void appendQuoted(std::string_view text, std::string& out)
{
    out += '"';
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (!needsEscape[byte])
            continue;
        out += text.substr(begin, i - begin);
        begin = i + 1;
        switch (text[i]) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default: {
            constexpr std::string_view hex = "0123456789abcdef";
            out += "\\u00";
            out += hex[byte >> 4U];
            out += hex[byte & 0x0FU];
        }
        }
    }
    out += text.substr(begin);
    out += '"';
}

} // namespace rolloutscope::json
