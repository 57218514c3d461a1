// Writes comma-separated values (RFC 4180) for spreadsheets and scripts, field by field.
// Texts that a spreadsheet would take for a formula get an apostrophe: they come from an untrusted bundle.
#pragma once

#include "core/export/sink.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rolloutscope {

class CsvWriter {
public:
    /// The sink must outlive the writer. `redact`: secrets in texts are masked (redaction.h), field by field, for
    /// quotes around a field would hide them.
    explicit CsvWriter(const ExportSink& sink, bool redact = false) : sink_(sink), redact_(redact) {}

    void text(std::string_view field);
    void number(std::int64_t value);
    /// An empty field without a value.
    void number(std::optional<std::uint64_t> value);
    /// With one decimal, and a point whatever the locale.
    void decimal(double value);
    void endLine();

    /// Hands on what is left. False if the sink refused a piece.
    bool finish();
    /// False once the sink has refused a piece: writing on is of no use.
    [[nodiscard]] bool good() const { return good_; }

private:
    void separate();
    void plain(std::string_view field);
    void flush();

    const ExportSink& sink_;
    std::string out_;
    bool redact_;
    bool first_ = true;
    bool good_ = true;
};

} // namespace rolloutscope
