#include "views/transcript/entry_layout.h"

#include "views/transcript/closed_document.h"
#include "views/transcript/entry_metrics.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QTextCursor>
#include <QTextDocumentFragment>
#include <QTextOption>

#include <algorithm>
#include <cmath>

namespace rolloutscope::transcript {
namespace {

QColor colorOf(const Theme& theme, TextRole role)
{
    switch (role) {
    case TextRole::Plain:
        return theme.text;
    case TextRole::Dim:
    case TextRole::Comment:
        return theme.dimText;
    case TextRole::Keyword:
        return theme.codeCell;
    case TextRole::String:
        return theme.success;
    case TextRole::Number:
        return theme.tool;
    case TextRole::Added:
        return theme.success;
    case TextRole::Removed:
        return theme.failure;
    case TextRole::Hunk:
        return theme.inference;
    }
    return theme.text;
}

} // namespace

EntryLayout::EntryLayout(const Transcript& transcript, std::size_t index, const EntryState& state,
                         EntryDetailsPtr details, int width, const Theme& theme)
    : theme_(theme),
      kind_(transcript.entries[index].kind),
      text_(
          textOf(transcript, index, state.unfolded ? unfoldedLines : foldedLines, details ? details->body : QString())),
      width_(width),
      unfolded_(state.unfolded),
      details_(std::move(details))
{
    const Entry& entry = transcript.entries[index];
    const LoadedTrace& loaded = *transcript.loaded;
    // Its pictures stand below.
    const QString reference = QStringLiteral("[input_image]");
    while (details_ && !details_->thumbnails.empty() && text_.body.endsWith(reference)) {
        text_.body.chop(reference.size());
        if (text_.body.endsWith(u'\n'))
            text_.body.chop(1);
    }
    dropped_ = static_cast<bool>(entry.droppedBy);
    beginsTurn_ = entry.beginsTurn;
    if (beginsTurn_)
        turn_ =
            QString::fromStdString(objectTitle(loaded.trace, loaded.relations, loaded.trace.items[entry.item].turn));
    if (kind_ == EntryKind::Compaction) {
        height_ = dividerHeight + (beginsTurn_ ? turnRow : 0);
        return;
    }
    nameHeading(transcript, entry);
    layHeading();
    canUnfold_ = text_.lines > foldedLines || (text_.cut && !unfolded_);
    // Which part of the agent's life had it in the context.
    const Readings& readings = *transcript.readings;
    const auto& places = transcript.placeOfCall;
    const auto first = places.find(readings.firstReader(entry.item));
    const auto last = places.find(readings.lastReader(entry.item));
    if (first != places.end() && last != places.end()) {
        const auto all = static_cast<double>(places.size());
        readBegin_ = static_cast<double>(first->second) / all;
        readShare_ = static_cast<double>(last->second + 1 - std::min(first->second, last->second)) / all;
    }
    if (state.markdown) {
        auto closed = std::make_unique<ClosedDocument>();
        closed->setUndoRedoEnabled(false);
        closed->setDefaultFont(baseFont());
        closed->setDocumentMargin(0);
        closed->setClosedMarkdown(text_.body);
        document_ = std::move(closed);
        document_->setTextWidth(width_ - gutter - 2 * margin);
    } else {
        layBody(theme);
    }
    const double body = document_ ? document_->size().height() : bodyHeight_;
    layThumbnails(belowHeading_ + std::ceil(body));
    double pictures = 0;
    for (const QRectF& box : thumbnails_)
        pictures = std::max(pictures, box.bottom() + captionRow - belowHeading_ - body);
    height_ = (beginsTurn_ ? turnRow : 0) + static_cast<int>(belowHeading_) + padding +
              static_cast<int>(std::ceil(body)) + static_cast<int>(std::ceil(pictures)) +
              (canUnfold_ ? static_cast<int>(std::ceil(QFontMetricsF(smallFont()).height())) + 2 : 0);
}

void EntryLayout::nameHeading(const Transcript& transcript, const Entry& entry)
{
    constexpr qsizetype longest = 60;
    const RolloutTrace& trace = transcript.loaded->trace;
    const auto add = [this](const std::string& agent) {
        const QString path = QString::fromStdString(agent);
        heading_.push_back({.text = singleLine(agent, longest), .agent = path, .edge = false, .box = {}});
    };
    if (const MessageEnds ends = messageEnds(trace, entry); ends.valid()) {
        add(ends.sender);
        heading_.push_back({.text = QStringLiteral(" → "), .agent = {}, .edge = entry.edge.valid(), .box = {}});
        add(ends.recipient);
        return;
    }
    heading_.push_back({.text = text_.heading, .agent = {}, .edge = false, .box = {}});
    // A tool that speaks to another agent names it.
    const auto* agent = entry.kind == EntryKind::ToolCall && trace.toolCalls.contains(entry.tool)
                            ? std::get_if<AgentSummary>(&trace.toolCalls[entry.tool].summary)
                            : nullptr;
    if (agent != nullptr && !agent->targetAgentPath.empty()) {
        heading_.push_back({.text = QStringLiteral(" → "), .agent = {}, .edge = false, .box = {}});
        add(agent->targetAgentPath);
    }
}

void EntryLayout::layHeading()
{
    const QFontMetricsF metrics(boldFont());
    const double left = gutter + margin;
    double wanted = 0;
    for (const HeadingPart& part : heading_)
        wanted += metrics.horizontalAdvance(part.text);
    // Where there is no room for all of it, names share what there is.
    const std::size_t linked = (heading_.size() + 1) / 2; // with an arrow between two of them
    const auto names = static_cast<double>(linked);
    const double arrows = metrics.horizontalAdvance(QStringLiteral(" → ")) * (names - 1);
    const double all = width_ - left - margin;
    const double room = wanted <= all ? all : std::max(20.0, (all - arrows) / names);
    double x = left;
    for (HeadingPart& part : heading_) {
        const double wide = std::min(std::ceil(metrics.horizontalAdvance(part.text)), room);
        part.box = QRectF(x, padding, wide, std::ceil(metrics.height()));
        x += wide;
    }
    const QFontMetricsF small(smallFont());
    if (x + factsGap + small.horizontalAdvance(text_.facts) > width_ - margin) {
        // In rows, as many facts in each as there is room for.
        const QString separator = QStringLiteral(" · ");
        for (const QString& fact : text_.facts.split(separator, Qt::SkipEmptyParts)) {
            const QString longer = factRows_.isEmpty() ? fact : factRows_.back() + separator + fact;
            if (factRows_.isEmpty() || small.horizontalAdvance(longer) > width_ - margin - left)
                factRows_ += fact;
            else
                factRows_.back() = longer;
        }
    }
    belowHeading_ = padding + std::ceil(metrics.height()) + headingGap +
                    static_cast<double>(factRows_.size()) * std::ceil(small.height());
}

/// Beside each other as far as there is room, as high as the highest of their row.
void EntryLayout::layThumbnails(double top)
{
    if (!details_)
        return;
    const double left = gutter + margin;
    double x = left;
    double y = top + thumbnailGap;
    double row = 0;
    for (const Thumbnail& thumbnail : details_->thumbnails) {
        QSizeF size = thumbnail.image.isNull() ? QSizeF(thumbnailSize.width(), 0) : QSizeF(thumbnail.image.size());
        const QSizeF most(std::min(thumbnailSize.width(), std::max(40, width_ - gutter - 2 * margin)),
                          thumbnailSize.height());
        if (size.width() > most.width() || size.height() > most.height())
            size.scale(most, Qt::KeepAspectRatio);
        const double wide = std::max(size.width(), static_cast<double>(most.width()));
        if (x > left && x + wide > width_ - margin) {
            x = left;
            y += row + captionRow + thumbnailGap;
            row = 0;
        }
        thumbnails_.emplace_back(QPointF(x, y), size);
        row = std::max(row, size.height());
        x += wide + thumbnailGap;
    }
}

std::optional<std::size_t> EntryLayout::thumbnailAt(QPoint position) const
{
    const QPointF at = position - QPoint(0, beginsTurn_ ? turnRow : 0);
    const auto found = std::find_if(thumbnails_.begin(), thumbnails_.end(),
                                    [&](const QRectF& box) { return box.adjusted(0, 0, 0, captionRow).contains(at); });
    return found == thumbnails_.end() ? std::nullopt
                                      : std::optional(static_cast<std::size_t>(found - thumbnails_.begin()));
}

QString EntryLayout::agentAt(QPoint position) const
{
    const QPointF at = position - QPoint(0, beginsTurn_ ? turnRow : 0);
    const auto found =
        std::find_if(heading_.begin(), heading_.end(), [&](const HeadingPart& part) { return part.box.contains(at); });
    return found == heading_.end() ? QString() : found->agent;
}

bool EntryLayout::isHeading(QPoint position) const
{
    const double y = position.y() - (beginsTurn_ ? turnRow : 0);
    return y >= 0 && y < belowHeading_ - headingGap;
}

bool EntryLayout::isBody(QPoint position) const
{
    const double y = position.y() - (beginsTurn_ ? turnRow : 0) - belowHeading_;
    const double body = document_ ? document_->size().height() : bodyHeight_;
    return kind_ != EntryKind::Compaction && position.x() >= gutter && y >= 0 && y < body;
}

int EntryLayout::cursorAt(QPoint position) const
{
    const QPointF at = QPointF(position) - QPointF(gutter + margin, (beginsTurn_ ? turnRow : 0) + belowHeading_);
    if (document_)
        return std::max(0, document_->documentLayout()->hitTest(at, Qt::FuzzyHit));
    if (!body_ || body_->lineCount() == 0)
        return 0;
    const int shown = canUnfold_ && !unfolded_ ? std::min<int>(body_->lineCount(), foldedLines) : body_->lineCount();
    int line = 0;
    for (int more = shown; more > 0;) { // the last one that begins above
        const int half = more / 2;
        if (body_->lineAt(line + half).y() <= at.y()) {
            line += half;
            more -= half + (half == 0 ? 1 : 0);
        } else {
            more = half;
        }
    }
    return body_->lineAt(std::clamp(line, 0, shown - 1)).xToCursor(at.x());
}

std::optional<TextRange> EntryLayout::find(const QString& text, int nth) const
{
    if (!body_ || text.isEmpty())
        return std::nullopt;
    QString wanted = text;
    wanted.replace(u'\n', QChar::LineSeparator);
    const QString body = body_->text();
    qsizetype at = body.indexOf(wanted, 0, Qt::CaseInsensitive);
    if (at < 0)
        return std::nullopt;
    for (qsizetype next = at; nth > 0 && next >= 0; --nth) {
        next = body.indexOf(wanted, at + wanted.size(), Qt::CaseInsensitive);
        at = next >= 0 ? next : at;
    }
    return TextRange{.from = static_cast<int>(at), .to = static_cast<int>(at + wanted.size())};
}

int EntryLayout::topOf(int cursor) const
{
    const QTextLine line = body_ ? body_->lineForTextPosition(cursor) : QTextLine();
    return (beginsTurn_ ? turnRow : 0) + static_cast<int>(belowHeading_ + (line.isValid() ? line.y() : 0));
}

bool EntryLayout::isShown(int cursor) const
{
    if (!body_ || !canUnfold_ || unfolded_)
        return true;
    const QTextLine line = body_->lineForTextPosition(cursor);
    return line.isValid() && line.lineNumber() < foldedLines;
}

QString EntryLayout::textIn(const TextRange& range) const
{
    const auto [from, to] = std::minmax(range.from, range.to);
    if (document_) {
        QTextCursor cursor(document_.get());
        const int last = document_->characterCount() - 1;
        cursor.setPosition(std::min(from, last));
        cursor.setPosition(std::min(to, last), QTextCursor::KeepAnchor);
        return cursor.selection().toPlainText();
    }
    return text_.body.mid(from, to - from);
}

bool EntryLayout::isEdge(QPoint position) const
{
    const QPointF at = position - QPoint(0, beginsTurn_ ? turnRow : 0);
    return std::any_of(heading_.begin(), heading_.end(),
                       [&](const HeadingPart& part) { return part.edge && part.box.contains(at); });
}

bool EntryLayout::isGutter(QPoint position) const
{
    return kind_ != EntryKind::Compaction && position.x() < gutter && position.y() >= (beginsTurn_ ? turnRow : 0);
}

void EntryLayout::layBody(const Theme& theme)
{
    QString text = text_.body;
    text.replace(u'\n', QChar::LineSeparator);
    body_ = std::make_unique<QTextLayout>(text, text_.fixedWidth ? fixedFont() : baseFont());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTabStopDistance(QFontMetricsF(body_->font()).horizontalAdvance(u' ') * 4);
    body_->setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    for (const TextStretch& stretch : text_.stretches) {
        QTextLayout::FormatRange range;
        range.start = static_cast<int>(stretch.begin);
        range.length = static_cast<int>(stretch.length);
        range.format.setForeground(colorOf(theme, stretch.role));
        if (stretch.role == TextRole::Added || stretch.role == TextRole::Removed) {
            QColor ground = colorOf(theme, stretch.role);
            ground.setAlpha(28);
            range.format.setBackground(ground);
        }
        formats += range;
    }
    body_->setFormats(formats);
    body_->setCacheEnabled(true);
    body_->beginLayout();
    double y = 0;
    qsizetype shown = 0;
    for (QTextLine line = body_->createLine(); line.isValid(); line = body_->createLine()) {
        if (!unfolded_ && ++shown > foldedLines) {
            canUnfold_ = true; // one long line can be a page
            line.setNumColumns(0);
            line.setPosition(QPointF(0, 1e6)); // out of sight
            break;
        }
        line.setLineWidth(width_ - gutter - 2 * margin);
        line.setPosition(QPointF(0, y));
        y += line.height();
    }
    body_->endLayout();
    bodyHeight_ = y;
}

int EntryLayout::estimate(const Transcript& transcript, std::size_t index, int width)
{
    const Entry& entry = transcript.entries[index];
    const int turn = entry.beginsTurn ? turnRow : 0;
    if (entry.kind == EntryKind::Compaction)
        return dividerHeight + turn;
    constexpr int lineHeight = 15;
    constexpr int characterWidth = 7;
    const int perLine = std::max(20, (width - gutter - 2 * margin) / characterWidth);
    const auto perRow = static_cast<std::size_t>(perLine);
    constexpr auto mostRows = static_cast<std::size_t>(foldedLines);
    std::size_t rows = 0;
    // No more of a text is looked at than has room above the fold.
    const auto add = [&rows, perRow](std::string_view text) {
        while (rows <= mostRows && !text.empty()) {
            const std::size_t end = text.substr(0, perRow * mostRows).find('\n');
            const std::size_t length = std::min(end, std::min(text.size(), perRow * mostRows));
            rows += std::max<std::size_t>(1, (length + perRow - 1) / perRow);
            text.remove_prefix(std::min(text.size(), length + 1));
        }
    };
    for (const ItemPart& part : transcript.loaded->trace.items[entry.item].parts) {
        if (const auto* text = std::get_if<TextPart>(&part))
            add(text->text);
        else if (const auto* code = std::get_if<CodePart>(&part))
            add(code->source);
        else if (const auto* summary = std::get_if<SummaryPart>(&part))
            add(summary->text);
        else
            ++rows;
    }
    const int fold = rows > mostRows ? lineHeight : 0; // what says so
    const auto lines = static_cast<int>(std::clamp<std::size_t>(rows, 1, mostRows));
    return turn + 2 * padding + lineHeight + headingGap + lines * lineHeight + fold;
}

} // namespace rolloutscope::transcript
