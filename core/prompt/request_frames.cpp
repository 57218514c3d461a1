#include "core/prompt/request_frames.h"

#include "core/bundle/mapped_file.h"
#include "core/json/document.h"
#include "core/prompt/prompt_elements.h"

#include <algorithm>
#include <new>
#include <unordered_set>

namespace rolloutscope {
namespace {

constexpr json::ParseOptions lenient{.hugeNumbersValid = true, .loneSurrogatesValid = true};
constexpr std::size_t mostFrames = 8;                  // that agents of a rollout take turns with
constexpr std::size_t around = std::size_t{64} << 10U; // bytes: other members of a request beside them

/// Two members of a request, as they stand in it. A text cannot hold them: there quotes have escapes.
struct Frame {
    std::string instructions; // with its name; empty: there is none
    std::string tools;

    /// Looks where they stand in a request, before the input or behind it.
    [[nodiscard]] bool isIn(std::string_view request) const
    {
        return holds(request, instructions) && holds(request, tools);
    }

private:
    [[nodiscard]] bool holds(std::string_view request, const std::string& member) const
    {
        const std::size_t far = instructions.size() + tools.size() + around;
        if (member.empty())
            return true;
        return request.substr(0, far).find(member) != std::string_view::npos ||
               request.substr(request.size() - std::min(request.size(), far)).find(member) != std::string_view::npos;
    }
};

std::string memberOf(std::string_view request, json::Value root, const char* name)
{
    for (const json::Member member : root.members()) {
        if (!member.key.equals(name))
            continue;
        const std::size_t begin = member.key.offset();
        return std::string(request.substr(begin, member.value.offset() + member.value.raw().size() - begin));
    }
    return {};
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
    std::string buffer;
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
    Frame frame{.instructions = memberOf(request, root, "instructions"), .tools = memberOf(request, root, "tools")};
    const bool isKnown = std::any_of(frames.begin(), frames.end(), [&](const Frame& other) {
        return other.instructions == frame.instructions && other.tools == frame.tools;
    });
    if (!isKnown && (!frame.instructions.empty() || !frame.tools.empty()))
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
    ConfinedFile file;
    if (!d.trace.payloads.contains(payload) ||
        d.bundle.folder().openFile(d.trace.payloads[payload].path, file) != FileError::None)
        return {};
    const auto mapped = MappedFile::map(file);
    std::string_view request = mapped ? mapped->view() : std::string_view();
    try {
        if (!mapped) {
            if (d.bundle.folder().readFile(d.trace.payloads[payload].path, d.buffer) != FileError::None)
                return {};
            request = d.buffer;
        }
        const auto same =
            std::find_if(d.frames.rbegin(), d.frames.rend(), [&](const Frame& frame) { return frame.isIn(request); });
        // More tools can come with the input.
        const bool hasMore = request.find("\"additional_tools\"") != std::string_view::npos;
        if (same != d.frames.rend() && !hasMore) {
            std::rotate(std::prev(same.base()), same.base(), d.frames.end());
            return {};
        }
        return d.parse(request);
    } catch (const std::bad_alloc&) {
        d.buffer = {};
        return {};
    }
}

} // namespace rolloutscope
