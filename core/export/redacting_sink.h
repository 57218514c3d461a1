// Masks secrets in what is written line by line (trace events, CSV) on its way to another sink.
#pragma once

#include "core/export/sink.h"

#include <string>

namespace rolloutscope {

class RedactingSink {
public:
    /// `sink` must outlive it.
    explicit RedactingSink(const ExportSink& sink) : sink_(sink) {}

    /// For writers; the RedactingSink must outlive it.
    [[nodiscard]] ExportSink sink()
    {
        return [this](std::string_view piece) { return take(piece); };
    }
    /// Hands on what is left. False if the sink refused a piece.
    [[nodiscard]] bool finish();

private:
    bool take(std::string_view piece);

    const ExportSink& sink_;
    std::string line_; // that is not whole yet
    bool good_ = true;
};

} // namespace rolloutscope
