// The payload that was opened last, parsed: whoever walks through a conversation comes back to the same one.
#pragma once

#include "core/bundle/bundle.h"
#include "core/json/document.h"
#include "core/trace/trace.h"

#include <string>

namespace rolloutscope {

class PayloadDocument {
public:
    /// Both must outlive it.
    PayloadDocument(const Bundle& bundle, const RolloutTrace& trace) : bundle_(bundle), trace_(trace) {}

    /// Its root, valid until another one is opened; absent for a payload that cannot be had: error() says why. As
    /// lenient as reading allows: what a rule of reduction would refuse can still be looked at.
    json::Value open(PayloadIndex payload);
    /// `payloads/7.json: the file is missing`; empty when the payload is open.
    [[nodiscard]] const std::string& error() const { return error_; }
    /// The one that is open; absent if none is.
    [[nodiscard]] PayloadIndex opened() const { return opened_; }

private:
    const Bundle& bundle_;
    const RolloutTrace& trace_;
    PayloadIndex opened_;
    std::string file_;
    json::Document document_;
    std::string error_;
};

} // namespace rolloutscope
