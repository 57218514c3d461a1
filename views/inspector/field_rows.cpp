#include "views/inspector/field_rows.h"

#include "views/inspector/plain_text.h"

#include <algorithm>

namespace rolloutscope::inspector {

namespace {

QString asRecorded(const std::string& text)
{
    return QString::fromStdString(text);
}

/// How many bytes of a text are shown at a step; 0 is folded.
std::size_t shownBytes(std::string_view text, int step)
{
    if (step == 0) {
        std::size_t at = 0;
        for (int line = 0; line < foldedLines && at < text.size(); ++line) {
            const std::size_t lineFeed = text.find('\n', at);
            at = lineFeed == std::string_view::npos ? text.size() : lineFeed + 1;
        }
        // Folding away less than a few words would be silly.
        const std::size_t bytes = std::min<std::size_t>(at, foldedChars);
        return text.size() - bytes < 40 && at >= text.size() ? text.size() : bytes;
    }
    std::size_t bytes = 16'000;
    for (int i = 1; i < step && bytes < text.size(); ++i)
        bytes *= 4;
    return std::min(bytes, text.size());
}

FieldRow makeValue(const DetailRow& detail, std::size_t section, std::size_t row)
{
    FieldRow made;
    made.label = visibleText(detail.label, Breaks::Show);
    made.tooltip = asRecorded(detail.tooltip);
    made.monospace = detail.monospace;
    made.keepsLines = detail.isText;
    made.section = section;
    made.row = row;
    for (const DetailSpan& span : detail.value) {
        if (!made.text.isEmpty()) {
            made.text += QStringLiteral("  ");
            made.copied += QStringLiteral("  ");
        }
        const QString shown = visibleText(span.text, Breaks::Show);
        made.spans.push_back({.start = static_cast<int>(made.text.size()),
                              .length = static_cast<int>(shown.size()),
                              .link = span.link,
                              .tone = span.tone});
        made.text += shown;
        made.copied += asRecorded(span.text);
    }
    return made;
}

void addText(std::vector<FieldRow>& rows, const DetailRow& detail, std::size_t section, std::size_t row,
             const FoldState& folds)
{
    const std::string& text = detail.value.front().text;
    const auto found = folds.texts.find({section, row});
    const int step = found == folds.texts.end() ? 0 : found->second;
    std::string_view shown = cutText(text, shownBytes(text, step));
    while (!shown.empty() && shown.size() < text.size() && shown.back() == '\n')
        shown.remove_suffix(1);
    while (!shown.empty() && shown.size() == text.size() && shown.ends_with('\n'))
        shown.remove_suffix(1);

    FieldRow made;
    made.label = visibleText(detail.label, Breaks::Show);
    made.tooltip = asRecorded(detail.tooltip);
    made.monospace = detail.monospace;
    made.keepsLines = true;
    made.section = section;
    made.row = row;
    made.text = visibleText(shown, Breaks::Keep);
    made.copied = asRecorded(text);
    made.spans.push_back(
        {.start = 0, .length = static_cast<int>(made.text.size()), .link = {}, .tone = detail.value.front().tone});
    rows.push_back(std::move(made));

    const std::string_view all = std::string_view(text).substr(0, text.find_last_not_of('\n') + 1);
    const bool isFolded = shown.size() < all.size();
    if (isFolded || step > 0) {
        FieldRow toggle;
        toggle.kind = FieldRow::Kind::Toggle;
        toggle.section = section;
        toggle.row = row;
        toggle.text = isFolded ? QStringLiteral("Show more (%1)").arg(QString::fromStdString(formatBytes(text.size())))
                               : QStringLiteral("Show less");
        rows.push_back(std::move(toggle));
    }
    if (detail.omittedBytes > 0 && !isFolded) {
        FieldRow note;
        note.kind = FieldRow::Kind::Note;
        note.text =
            QStringLiteral("%1 more in the payload").arg(QString::fromStdString(formatBytes(detail.omittedBytes)));
        rows.push_back(std::move(note));
    }
}

void addSection(std::vector<FieldRow>& rows, const DetailSection& section, std::size_t at, const FoldState& folds)
{
    FieldRow heading;
    heading.kind = FieldRow::Kind::Section;
    heading.text = visibleText(section.title, Breaks::Show);
    heading.section = at;
    if (at > 0)
        rows.push_back(std::move(heading));
    const auto found = folds.lists.find(at);
    const bool unfolded = found != folds.lists.end() && found->second;
    const bool folds_ = section.isList && section.rows.size() > foldedLinks + 2;
    const std::size_t shown = folds_ && !unfolded ? foldedLinks : section.rows.size();
    for (std::size_t i = 0; i < shown; ++i) {
        const DetailRow& detail = section.rows[i];
        if (detail.isText && detail.value.size() == 1) {
            addText(rows, detail, at, i, folds);
            continue;
        }
        FieldRow made = makeValue(detail, at, i);
        made.singleLine = section.isList;
        rows.push_back(std::move(made));
    }
    if (folds_) {
        FieldRow toggle;
        toggle.kind = FieldRow::Kind::Toggle;
        toggle.section = at;
        toggle.row = SIZE_MAX; // the list, no row of it
        toggle.text = unfolded ? QStringLiteral("Show fewer")
                               : QStringLiteral("Show %1%2")
                                     .arg(section.more.empty() ? QStringLiteral("all ") : QStringLiteral("the first "),
                                          grouped(section.rows.size()));
        rows.push_back(std::move(toggle));
    }
    if (!section.more.empty() && (unfolded || !folds_)) {
        FieldRow note;
        note.kind = FieldRow::Kind::Note;
        note.text = asRecorded(section.more);
        rows.push_back(std::move(note));
    }
}

} // namespace

std::vector<FieldRow> fieldRows(const ObjectDetails& details, const FoldState& folds)
{
    std::vector<FieldRow> rows;
    if (details.title.empty() && details.id.empty())
        return rows;
    FieldRow title;
    title.kind = FieldRow::Kind::Title;
    title.text = visibleText(details.title.empty() ? details.id : details.title, Breaks::Show);
    title.copied = asRecorded(details.title);
    title.badge = visibleText(details.badge, Breaks::Show);
    title.outcome = details.outcome;
    rows.push_back(std::move(title));
    if (!details.subtitle.empty()) {
        FieldRow subtitle;
        subtitle.kind = FieldRow::Kind::Subtitle;
        subtitle.text = visibleText(details.subtitle, Breaks::Show);
        subtitle.copied = asRecorded(details.subtitle);
        subtitle.monospace = details.subtitleIsCode;
        rows.push_back(std::move(subtitle));
    }
    for (std::size_t i = 0; i < details.sections.size(); ++i)
        addSection(rows, details.sections[i], i, folds);
    return rows;
}

} // namespace rolloutscope::inspector
