// Compactions and their requests (spec 3, compaction).
#pragma once

#include "core/bundle/event.h"
#include "core/trace/trace.h"

#include <string>
#include <unordered_map>

namespace rolloutscope {

struct Reduction;

class Compactions {
public:
    explicit Compactions(Reduction& reduction) : r_(reduction) {}

    void requestStarted(const event::CompactionRequestStarted& event);
    void requestEnded(const event::CompactionRequestEnded& event);
    void installed(const event::CompactionInstalled& event);

private:
    Reduction& r_;
    std::unordered_map<std::string, IndexList<CompactionRequest>> requests_; // by compaction id
};

} // namespace rolloutscope
