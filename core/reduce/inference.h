// Inference calls (spec 3, inference calls).
#pragma once

#include "core/bundle/event.h"
#include "core/trace/trace.h"

#include <string>
#include <unordered_map>

namespace rolloutscope {

struct Reduction;

class Inference {
public:
    explicit Inference(Reduction& reduction) : r_(reduction) {}

    void started(const event::InferenceStarted& event);
    void ended(const event::InferenceEnded& event);

    /// The call of the thread, first in byte order of call ids, with this response id; absent if there is none.
    [[nodiscard]] InferenceIndex withResponse(ThreadIndex thread, std::string_view responseId) const;

private:
    void setResponseId(InferenceIndex call, const event::OptionalText& responseId);

    Reduction& r_;
    std::unordered_map<std::string, IndexList<InferenceCall>> callsByResponse_; // key: thread and response id
};

} // namespace rolloutscope
