// Colours, metrics and fonts by role, for light and dark. Views ask for a role, never for a colour.
#pragma once

#include "core/insight/describe.h"

#include <QColor>
#include <QFont>

class QPalette;

namespace rolloutscope {

/// What an object is, as far as its colour goes.
enum class ColorRole : std::uint8_t {
    Inference,
    Tool,
    Patch,
    Web,
    Agent,
    CodeCell,
    Terminal,
    Waiting,
    Compaction,
    Turn,
    Item
};

struct Theme {
    bool dark = false;
    QColor ground, panel, header;
    QColor line, text, dimText;
    QColor selection, selectionGround;
    QColor inference, inferenceLight;
    QColor tool, success, web, agent;
    QColor codeCell, codeCellGround;
    QColor terminal;
    QColor waitingGround, waitingHatch;
    QColor compaction;
    QColor failure, failureGround;

    /// Fill of a role; the lighter ground where one exists.
    [[nodiscard]] QColor fill(ColorRole role) const;
    /// The strong colour of a role: small marks, icons, outlines.
    [[nodiscard]] QColor accent(ColorRole role) const;
    /// One of a few colours that can be told apart, also by colour-blind people; they repeat.
    [[nodiscard]] QColor categorical(int number) const;
    /// From little (0) to much (1): one hue, more or less of it.
    [[nodiscard]] QColor sequential(double step) const;
    /// Text that is legible (4.5:1 or more) on `ground`: the theme's text colour, white or near-black.
    [[nodiscard]] QColor textOn(const QColor& background) const;

    [[nodiscard]] static const Theme& light();
    [[nodiscard]] static const Theme& darkTheme();
    /// The one that fits a palette: dark when its window text is lighter than its window.
    [[nodiscard]] static const Theme& of(const QPalette& palette);
    /// Palette for widgets, so that Qt's own controls agree with the theme.
    [[nodiscard]] QPalette palette() const;
};

[[nodiscard]] ColorRole colorRoleOf(const RolloutTrace& trace, ObjectRef object);

/// px at 100 %
namespace metrics {
inline constexpr int baseText = 12;
inline constexpr double smallText = 10.5;
inline constexpr int titleText = 16;
inline constexpr int treeRow = 22;
inline constexpr int laneHeight = 16;
inline constexpr int laneGap = 4;
inline constexpr double spanCorner = 2.5;
inline constexpr int controlCorner = 6;
inline constexpr int panelPadding = 10;
inline constexpr int trackHeader = 150;
} // namespace metrics

[[nodiscard]] QFont baseFont();
[[nodiscard]] QFont smallFont();
[[nodiscard]] QFont titleFont();
[[nodiscard]] QFont fixedFont(); // ids, commands, payloads

} // namespace rolloutscope
