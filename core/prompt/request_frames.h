// What requests begin with and repeat in each: instructions and tool schemas. Told apart quickly: of a request that has
// the same as one before little more is read than that.
#pragma once

#include "core/bundle/bundle.h"
#include "core/trace/trace.h"

#include <memory>
#include <string>
#include <vector>

namespace rolloutscope {

struct FramePart {
    std::string name;         // `instructions`, `tool exec_command`
    std::string json;         // as it was sent
    std::uint64_t offset = 0; // bytes, in the call's request
};

class RequestFrames {
public:
    /// Both must outlive it.
    RequestFrames(const Bundle& bundle, const RolloutTrace& trace);
    ~RequestFrames();
    RequestFrames(const RequestFrames&) = delete;
    RequestFrames& operator=(const RequestFrames&) = delete;

    /// What no call that was asked for before had. Nothing of a request that is missing or damaged.
    [[nodiscard]] std::vector<FramePart> newIn(InferenceIndex call);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rolloutscope
