#include "core/prompt/payload_document.h"

namespace rolloutscope {

json::Value PayloadDocument::open(PayloadIndex payload)
{
    if (payload && payload == opened_)
        return document_.root();
    opened_ = {};
    error_.clear();
    if (!trace_.payloads.contains(payload)) {
        error_ = "A payload is not recorded.";
        return {};
    }
    const std::string& path = trace_.payloads[payload].path;
    if (const FileError error = bundle_.folder().readFile(path, file_); error != FileError::None)
        error_ = path + ": " + describe(error);
    else if (!document_.parse(file_, {.hugeNumbersValid = true, .loneSurrogatesValid = true}))
        error_ = path + ": " + document_.error();
    else
        opened_ = payload;
    return opened_ ? document_.root() : json::Value();
}

} // namespace rolloutscope
