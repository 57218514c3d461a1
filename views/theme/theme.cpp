// The two colour tables, what colour an object has, and the fonts.
#include "views/theme/theme.h"

#include <QFontDatabase>
#include <QPalette>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace rolloutscope {
namespace {

Theme makeLight()
{
    Theme theme;
    theme.dark = false;
    theme.ground = QColor(0xFF, 0xFF, 0xFF);
    theme.panel = QColor(0xF6, 0xF7, 0xF9);
    theme.header = QColor(0xFB, 0xFC, 0xFD);
    theme.line = QColor(0xE3, 0xE6, 0xEB);
    theme.text = QColor(0x1B, 0x1F, 0x27);
    theme.dimText = QColor(0x66, 0x70, 0x85);
    theme.selection = QColor(0x0B, 0x6B, 0xCB);
    theme.selectionGround = QColor(0xE3, 0xF0, 0xFD);
    theme.inference = QColor(0x3B, 0x6F, 0xD4);
    theme.inferenceLight = QColor(0xC9, 0xDB, 0xF8);
    theme.tool = QColor(0xA6, 0x63, 0x00);
    theme.success = QColor(0x1B, 0x7F, 0x50);
    theme.web = QColor(0x0C, 0x7C, 0x87);
    theme.agent = QColor(0xA4, 0x34, 0x8E);
    theme.codeCell = QColor(0x6B, 0x4F, 0xC8);
    theme.codeCellGround = QColor(0xDD, 0xD5, 0xF7);
    theme.terminal = QColor(0x5D, 0x6B, 0x82);
    theme.waitingGround = QColor(0xED, 0xEF, 0xF3);
    theme.waitingHatch = QColor(0xC5, 0xCB, 0xD6);
    theme.compaction = QColor(0x8F, 0x6A, 0x08);
    theme.failure = QColor(0xD0, 0x3A, 0x2B);
    theme.failureGround = QColor(0xFB, 0xE0, 0xDC);
    return theme;
}

Theme makeDark()
{
    Theme theme;
    theme.dark = true;
    theme.ground = QColor(0x16, 0x18, 0x1D);
    theme.panel = QColor(0x1C, 0x1F, 0x26);
    theme.header = QColor(0x19, 0x1C, 0x22);
    theme.line = QColor(0x2B, 0x30, 0x3A);
    theme.text = QColor(0xE6, 0xE9, 0xEF);
    theme.dimText = QColor(0x98, 0xA2, 0xB3);
    theme.selection = QColor(0x5E, 0xA8, 0xFF);
    theme.selectionGround = QColor(0x1C, 0x35, 0x52);
    theme.inference = QColor(0x5B, 0x8D, 0xEF);
    theme.inferenceLight = QColor(0x2A, 0x44, 0x73);
    theme.tool = QColor(0xE6, 0xA2, 0x3C);
    theme.success = QColor(0x3F, 0xBF, 0x85);
    theme.web = QColor(0x35, 0xB8, 0xC4);
    theme.agent = QColor(0xD9, 0x70, 0xC5);
    theme.codeCell = QColor(0x9A, 0x83, 0xF0);
    theme.codeCellGround = QColor(0x3B, 0x31, 0x67);
    theme.terminal = QColor(0x85, 0x93, 0xAB);
    theme.waitingGround = QColor(0x23, 0x27, 0x2F);
    theme.waitingHatch = QColor(0x3A, 0x41, 0x4E);
    theme.compaction = QColor(0xD9, 0xB4, 0x4A);
    theme.failure = QColor(0xFF, 0x6B, 0x5C);
    theme.failureGround = QColor(0x4A, 0x21, 0x1D);
    return theme;
}

/// Relative luminance as in WCAG 2.
double luminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

ColorRole roleOfTool(ToolKindName name)
{
    switch (name) {
    case ToolKindName::ApplyPatch:
        return ColorRole::Patch;
    case ToolKindName::Mcp:
    case ToolKindName::Web:
        return ColorRole::Web;
    case ToolKindName::SpawnAgent:
    case ToolKindName::AssignAgentTask:
    case ToolKindName::SendMessage:
    case ToolKindName::CloseAgent:
        return ColorRole::Agent;
    case ToolKindName::WaitAgent:
        return ColorRole::Waiting;
    case ToolKindName::ExecCommand:
    case ToolKindName::WriteStdin:
    case ToolKindName::ImageGeneration:
    case ToolKindName::Other:
        return ColorRole::Tool;
    }
    return ColorRole::Tool;
}

QFont sized(QFont font, double pixels)
{
    // setPixelSize takes whole numbers only; half pixels matter at 200 %.
    font.setPixelSize(static_cast<int>(std::lround(pixels)));
    return font;
}

} // namespace

QColor Theme::accent(ColorRole role) const
{
    switch (role) {
    case ColorRole::Inference:
        return inference;
    case ColorRole::Tool:
        return tool;
    case ColorRole::Patch:
        return success;
    case ColorRole::Web:
        return web;
    case ColorRole::Agent:
        return agent;
    case ColorRole::CodeCell:
        return codeCell;
    case ColorRole::Terminal:
        return terminal;
    case ColorRole::Waiting:
        return dark ? waitingHatch.lighter(150) : waitingHatch; // as a small mark it has to be seen
    case ColorRole::Compaction:
        return compaction;
    case ColorRole::Turn:
    case ColorRole::Item:
        return dimText;
    }
    return dimText;
}

QColor Theme::fill(ColorRole role) const
{
    switch (role) {
    case ColorRole::CodeCell:
        return codeCellGround;
    case ColorRole::Waiting:
    case ColorRole::Turn:
    case ColorRole::Item:
        return waitingGround;
    default:
        return accent(role);
    }
}

QColor Theme::categorical(int number) const
{
    // After Okabe and Ito's palette: hues that stay apart with every kind of colour blindness.
    static const std::array onLight = {QColor(0x00, 0x72, 0xB2), QColor(0xE6, 0x9F, 0x00), QColor(0x00, 0x8F, 0x6A),
                                       QColor(0xCC, 0x79, 0xA7), QColor(0x56, 0xB4, 0xE9), QColor(0xC4, 0x4E, 0x00),
                                       QColor(0x6B, 0x4F, 0xC8), QColor(0x8A, 0x8A, 0x52)};
    static const std::array onDark = {QColor(0x4A, 0x9F, 0xDC), QColor(0xF0, 0xB4, 0x2E), QColor(0x2F, 0xC4, 0x98),
                                      QColor(0xDD, 0x93, 0xBD), QColor(0x8C, 0xCF, 0xF5), QColor(0xE8, 0x7A, 0x35),
                                      QColor(0x9A, 0x83, 0xF0), QColor(0xB8, 0xB8, 0x7A)};
    const auto at = static_cast<std::size_t>(std::abs(number)) % onLight.size();
    return dark ? onDark[at] : onLight[at];
}

QColor Theme::sequential(double step) const
{
    const QColor little = dark ? QColor(0x27, 0x3C, 0x52) : QColor(0xD3, 0xE2, 0xF2);
    const QColor middle = dark ? QColor(0x3F, 0x86, 0xB8) : QColor(0x5A, 0x96, 0xC8);
    const QColor much = dark ? QColor(0xD8, 0xEE, 0xFA) : QColor(0x0B, 0x2C, 0x5E);
    const auto between = [](const QColor& a, const QColor& b, double share) {
        const auto mixed = [share](int from, int to) {
            return static_cast<int>(std::lround(from + (to - from) * share));
        };
        return QColor(mixed(a.red(), b.red()), mixed(a.green(), b.green()), mixed(a.blue(), b.blue()));
    };
    const double at = std::clamp(step, 0.0, 1.0);
    return at < 0.5 ? between(little, middle, at * 2) : between(middle, much, at * 2 - 1);
}

QColor Theme::textOn(const QColor& background) const
{
    constexpr double legible = 4.5;
    // White or black is always legible; what is near them is easier on the eye.
    const std::array candidates = {text, QColor(Qt::white), QColor(0x0D, 0x10, 0x16), QColor(Qt::black)};
    for (const QColor& candidate : candidates) {
        if (contrast(candidate, background) >= legible)
            return candidate;
    }
    return candidates.back();
}

const Theme& Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme& Theme::darkTheme()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme& Theme::of(const QPalette& palette)
{
    const double text = luminance(palette.color(QPalette::Active, QPalette::WindowText));
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    // A style sheet's transparent background stands in the palette as transparent black, which says nothing.
    constexpr double middle = 0.18;
    return text > (window.alpha() == 0 ? middle : luminance(window)) ? darkTheme() : light();
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, panel);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, ground);
    palette.setColor(QPalette::AlternateBase, panel);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, dimText);
    palette.setColor(QPalette::Button, panel);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, failure);
    palette.setColor(QPalette::ToolTipBase, ground);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, selectionGround);
    palette.setColor(QPalette::HighlightedText, dark ? text : selection);
    palette.setColor(QPalette::Link, selection);
    palette.setColor(QPalette::LinkVisited, selection);
    // The bevels of Fusion, flattened towards the line colour.
    palette.setColor(QPalette::Light, dark ? line.lighter(115) : QColor(Qt::white));
    palette.setColor(QPalette::Midlight, line);
    palette.setColor(QPalette::Mid, line.darker(dark ? 80 : 110));
    palette.setColor(QPalette::Dark, dark ? QColor(0x0E, 0x10, 0x14) : QColor(0xB8, 0xBF, 0xCB));
    palette.setColor(QPalette::Shadow, dark ? QColor(Qt::black) : QColor(0x80, 0x88, 0x96));
    QColor faint = dimText;
    faint.setAlpha(150);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, line);
    return palette;
}

ColorRole colorRoleOf(const RolloutTrace& trace, ObjectRef object)
{
    switch (object.kind) {
    case ObjectKind::Thread:
    case ObjectKind::InteractionEdge:
        return ColorRole::Agent;
    case ObjectKind::Turn:
        return ColorRole::Turn;
    case ObjectKind::InferenceCall:
        return ColorRole::Inference;
    case ObjectKind::ToolCall:
        return exists(trace, object) ? roleOfTool(trace.toolCalls[object.toolCall()].kind.name) : ColorRole::Tool;
    case ObjectKind::CodeCell:
        return ColorRole::CodeCell;
    case ObjectKind::TerminalSession:
    case ObjectKind::TerminalOperation:
        return ColorRole::Terminal;
    case ObjectKind::Compaction:
    case ObjectKind::CompactionRequest:
        return ColorRole::Compaction;
    case ObjectKind::ConversationItem:
    case ObjectKind::RawPayload:
    case ObjectKind::None:
        return ColorRole::Item;
    }
    return ColorRole::Item;
}

QFont baseFont()
{
    return sized(QFontDatabase::systemFont(QFontDatabase::GeneralFont), metrics::baseText);
}

QFont smallFont()
{
    return sized(QFontDatabase::systemFont(QFontDatabase::GeneralFont), metrics::smallText);
}

QFont titleFont()
{
    QFont font = sized(QFontDatabase::systemFont(QFontDatabase::GeneralFont), metrics::titleText);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont fixedFont()
{
    return sized(QFontDatabase::systemFont(QFontDatabase::FixedFont), metrics::baseText);
}

} // namespace rolloutscope
