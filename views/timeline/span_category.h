// What a span's colour can stand for, and into which of at most 64 categories it falls then: what the legend lists, and
// what can be hidden with a click on it.
#pragma once

#include "views/timeline/lane_spans.h"

#include <array>
#include <string>
#include <vector>

namespace rolloutscope {

enum class ColorMode : std::uint8_t { Kind, Status, Duration, Tokens, Model, Agent };
inline constexpr std::array allColorModes = {ColorMode::Kind,   ColorMode::Status, ColorMode::Duration,
                                             ColorMode::Tokens, ColorMode::Model,  ColorMode::Agent};

/// A word for files and the command line.
[[nodiscard]] const char* wordOf(ColorMode mode);

/// A bit per category.
using CategorySet = std::uint64_t;
inline constexpr std::uint8_t maxCategories = 64;
/// What a person hid, for each thing that colours can stand for.
using HiddenCategories = std::array<CategorySet, allColorModes.size()>;
[[nodiscard]] constexpr CategorySet categoryBit(std::uint8_t category)
{
    return CategorySet{1} << category;
}

/// Numbers stay the same while a trace grows.
class SpanCategories {
public:
    SpanCategories() = default;
    /// Those of a trace that grew out of the one of `earlier`.
    SpanCategories(const RolloutTrace& trace, const SpanCategories& earlier);

    /// Open spans last until `openUntil`.
    [[nodiscard]] std::uint8_t of(const RolloutTrace& trace, ColorMode mode, const SpanData& span,
                                  std::int64_t openUntil) const;
    /// What a category is called in the legend: plain text of the bundle among it.
    [[nodiscard]] std::string name(const RolloutTrace& trace, ColorMode mode, std::uint8_t category) const;

    /// Whether spans can be of a category.
    [[nodiscard]] bool exists(const RolloutTrace& trace, ColorMode mode, std::uint8_t category) const;

    /// Durations and tokens are steps from little to much: 0 … 1; less than 0 for what has none.
    [[nodiscard]] static double step(ColorMode mode, std::uint8_t category);

private:
    std::vector<std::string> models_; // by first use
    std::size_t callsSeen_ = 0;
};

} // namespace rolloutscope
