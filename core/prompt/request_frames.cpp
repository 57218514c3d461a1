#include "core/prompt/request_frames.h"

#include "core/bundle/file_bytes.h"
#include "core/json/document.h"
#include "core/prompt/prompt_elements.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <unordered_set>

namespace rolloutscope {
namespace {

constexpr json::ParseOptions lenient{.hugeNumbersValid = true, .loneSurrogatesValid = true};
constexpr std::size_t mostFrames = 8;                  // that agents of a rollout take turns with
constexpr std::size_t around = std::size_t{64} << 10U; // bytes: other members of a request beside them

/// Whether a text holds another one; many times faster than std::string_view where that begins with a common letter.
bool contains(std::string_view text, std::string_view wanted)
{
    return memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
}

/// A member of a request with its name, as it stands there. A text cannot hold it: there quotes have escapes.
struct FrameMember {
    std::string_view name;     // `"tools"`
    std::string json;          // empty: a request does not have it
    std::size_t fromBegin = 0; // bytes, where it stood last
    std::size_t fromEnd = 0;

    /// Where it was before, or else anywhere `near` the ends of the request, before the input or behind it.
    [[nodiscard]] bool isIn(std::string_view request, std::size_t near) const
    {
        const std::string_view head = request.substr(0, near);
        const std::string_view tail = request.substr(request.size() - std::min(request.size(), near));
        if (json.empty())
            return !contains(head, name) && !contains(tail, name);
        const auto isAt = [&](std::size_t at) {
            return request.substr(std::min(at, request.size())).starts_with(json);
        };
        return isAt(fromBegin) || (fromEnd <= request.size() && isAt(request.size() - fromEnd)) ||
               contains(head, json) || contains(tail, json);
    }
};

struct Frame {
    FrameMember instructions;
    FrameMember tools;

    [[nodiscard]] bool isIn(std::string_view request) const
    {
        const std::size_t near = instructions.json.size() + tools.json.size() + around;
        return instructions.isIn(request, near) && tools.isIn(request, near);
    }
};

FrameMember memberOf(std::string_view request, json::Value root, std::string_view quotedName)
{
    for (const json::Member member : root.members()) {
        if (member.key.raw() != quotedName)
            continue;
        const std::size_t begin = member.key.offset();
        const std::size_t end = member.value.offset() + member.value.raw().size();
        return {.name = quotedName,
                .json = std::string(request.substr(begin, end - begin)),
                .fromBegin = begin,
                .fromEnd = request.size() - begin};
    }
    return {.name = quotedName, .json = {}};
}

} // namespace

struct RequestFrames::Impl {
    Impl(const Bundle& bundleOpened, const RolloutTrace& reduced) : bundle(bundleOpened), trace(reduced) {}

    [[nodiscard]] std::vector<FramePart> parse(std::string_view request);

    const Bundle& bundle;
    const RolloutTrace& trace;
    std::vector<Frame> frames; // the one that was seen last is the last
    std::unordered_set<std::string> known;
    json::Document document;
    FileBytes file;
};

std::vector<FramePart> RequestFrames::Impl::parse(std::string_view request)
{
    std::vector<FramePart> parts;
    if (!document.parse(request, lenient) || !document.root().isObject())
        return parts;
    const json::Value root = document.root();
    const auto add = [&](std::string name, json::Value value) {
        if (known.emplace(value.raw()).second)
            parts.push_back({.name = std::move(name), .json = std::string(value.raw()), .offset = value.offset()});
    };
    if (const json::Value text = root["instructions"]; text.isString() && text.raw().size() > 2)
        add("instructions", text);
    for (const json::Value tool : root["tools"].elements())
        add("tool " + toolSchemaName(tool), tool);
    for (const json::Value element : root["input"].elements()) {
        if (!isConversationItem(element))
            add("additional tools", element);
    }
    Frame frame{.instructions = memberOf(request, root, "\"instructions\""),
                .tools = memberOf(request, root, "\"tools\"")};
    const bool isKnown = std::any_of(frames.begin(), frames.end(), [&](const Frame& other) {
        return other.instructions.json == frame.instructions.json && other.tools.json == frame.tools.json;
    });
    if (!isKnown && (!frame.instructions.json.empty() || !frame.tools.json.empty()))
        frames.push_back(std::move(frame));
    if (frames.size() > mostFrames)
        frames.erase(frames.begin());
    return parts;
}

RequestFrames::RequestFrames(const Bundle& bundle, const RolloutTrace& trace)
    : impl_(std::make_unique<Impl>(bundle, trace))
{
}

RequestFrames::~RequestFrames() = default;

std::vector<FramePart> RequestFrames::newIn(InferenceIndex call)
{
    Impl& d = *impl_;
    const PayloadIndex payload = d.trace.inferenceCalls[call].requestPayload;
    if (!d.trace.payloads.contains(payload))
        return {};
    try {
        std::string_view request;
        if (d.file.read(d.bundle.folder(), d.trace.payloads[payload].path, request) != FileError::None)
            return {};
        const auto same =
            std::find_if(d.frames.rbegin(), d.frames.rend(), [&](const Frame& frame) { return frame.isIn(request); });
        // More tools can come with the input.
        const bool hasMore = contains(request, "\"additional_tools\"");
        if (same != d.frames.rend() && !hasMore) {
            std::rotate(std::prev(same.base()), same.base(), d.frames.end());
            return {};
        }
        return d.parse(request);
    } catch (const std::bad_alloc&) {
        d.file.release();
        return {};
    }
}

} // namespace rolloutscope
