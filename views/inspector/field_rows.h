// An object's details as rows ready to be laid out: text made safe, spans joined, long texts and lists folded.
#pragma once

#include "views/inspector/object_details.h"

#include <QString>

#include <map>
#include <vector>

namespace rolloutscope::inspector {

struct FieldSpan {
    int start = 0;
    int length = 0;
    ObjectRef link;
    Tone tone = Tone::Normal;
};

struct FieldRow {
    enum class Kind : std::uint8_t { Title, Subtitle, Section, Value, Toggle, Note };

    Kind kind = Kind::Value;
    QString label;
    QString text; // all spans, two spaces between
    std::vector<FieldSpan> spans;
    QString copied; // what "Copy value" takes: as recorded
    QString tooltip;
    bool monospace = false;
    bool keepsLines = false; // wraps and keeps its line breaks; otherwise one line when `singleLine`
    bool singleLine = false;
    // Where it comes from, for folding.
    std::size_t section = 0;
    std::size_t row = 0;
    QString badge; // Title
    Outcome outcome = Outcome::None;
};

/// How much of what is long is shown.
struct FoldState {
    std::map<std::pair<std::size_t, std::size_t>, int> texts; // (section, row) → how often "show more" was chosen
    std::map<std::size_t, bool> lists;                        // section → unfolded
};

/// Characters and lines of a text at each step of "show more".
inline constexpr int foldedChars = 900;
inline constexpr int foldedLines = 14;
inline constexpr std::size_t foldedLinks = 8;

[[nodiscard]] std::vector<FieldRow> fieldRows(const ObjectDetails& details, const FoldState& folds);

} // namespace rolloutscope::inspector
