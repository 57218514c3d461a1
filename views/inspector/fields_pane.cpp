#include "views/inspector/fields_pane_laid.h"

#include <QScrollBar>

namespace rolloutscope::inspector {

namespace {

constexpr int labelGap = 10;

QFont fontOf(const FieldRow& row)
{
    switch (row.kind) {
    case FieldRow::Kind::Title: {
        QFont font = titleFont();
        font.setWeight(QFont::DemiBold);
        return font;
    }
    case FieldRow::Kind::Section:
    case FieldRow::Kind::Note:
        return smallFont();
    case FieldRow::Kind::Subtitle:
    case FieldRow::Kind::Value:
    case FieldRow::Kind::Toggle:
        break;
    }
    return row.monospace ? fixedFont() : baseFont();
}

} // namespace

FieldsPane::FieldsPane(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    verticalScrollBar()->setSingleStep(22);
}

FieldsPane::~FieldsPane() = default;

void FieldsPane::setDetails(ObjectDetails details)
{
    const bool isOther = details.object != details_.object || details.id != details_.id;
    details_ = std::move(details);
    if (isOther) {
        folds_ = {};
        current_ = -1;
        currentLink_ = 0;
    }
    setAccessibleName(QString::fromStdString(details_.title));
    rebuild();
    if (isOther)
        verticalScrollBar()->setValue(0);
}

void FieldsPane::setHint(const QString& hint)
{
    hint_ = hint;
    viewport()->update();
}

void FieldsPane::rebuild()
{
    rows_ = fieldRows(details_, folds_);
    laid_.clear();
    selectionRow_ = -1;
    pressed_ = hovered_ = {};
    current_ = std::min(current_, static_cast<int>(rows_.size()) - 1);
    const QFontMetrics metrics{baseFont()};
    labelWidth_ = 0;
    for (const FieldRow& row : rows_)
        labelWidth_ = std::max(labelWidth_, metrics.horizontalAdvance(row.label));
    labelWidth_ = std::min(labelWidth_, 130) + labelGap;
    layOut();
}

void FieldsPane::layOut()
{
    const int width = viewport()->width() - 2 * fieldsPadding;
    laid_.clear();
    int y = fieldsPadding - 2;
    for (const FieldRow& row : rows_) {
        auto laid = std::make_unique<Laid>();
        const QFont font = fontOf(row);
        const bool hasLabel = !row.label.isEmpty();
        // A long text takes the whole width, below its label.
        const bool below =
            hasLabel && row.keepsLines && (row.text.contains(QLatin1Char('\n')) || row.text.size() > 160);
        laid->textLeft = fieldsPadding + (hasLabel && !below ? labelWidth_ : 0);
        const int available = width - (laid->textLeft - fieldsPadding);
        laid->text = row.kind == FieldRow::Kind::Section ? row.text.toUpper() : row.text;
        const bool wraps =
            !row.singleLine && row.kind != FieldRow::Kind::Section && row.kind != FieldRow::Kind::Subtitle;
        if (!wraps)
            laid->text = QFontMetrics(font).elidedText(laid->text, Qt::ElideRight, available);
        laid->top = y;
        laid->textTop = below ? QFontMetrics(baseFont()).height() + fieldsRowGap : 0;
        int above = fieldsRowGap / 2;
        int under = fieldsRowGap / 2;
        if (row.kind == FieldRow::Kind::Section) {
            above = row.text.isEmpty() ? 6 : 14;
            under = row.text.isEmpty() ? 0 : 3;
        } else if (row.kind == FieldRow::Kind::Title) {
            under = row.badge.isEmpty() && rows_.size() > 1 && rows_[1].kind != FieldRow::Kind::Subtitle ? 8 : 0;
        } else if (row.kind == FieldRow::Kind::Subtitle) {
            under = 6;
        }
        laid->textTop += above;
        const bool isEmptySection = row.kind == FieldRow::Kind::Section && row.text.isEmpty();
        laid->height = laid->textTop + (isEmptySection ? 0 : laid->layOut(font, available, wraps)) + under;
        laid_.push_back(std::move(laid));
        if (row.kind == FieldRow::Kind::Title && !row.badge.isEmpty()) {
            // The badge stands behind the title, or on a line of its own.
            Laid& title = *laid_.back();
            const QRect badge = badgeRect(title);
            title.height = std::max(title.height, badge.bottom() + 1 - title.top + 2);
        }
        y += laid_.back()->height;
    }
    const int height = rows_.empty() ? QWIDGETSIZE_MAX : y + fieldsPadding;
    if (height != contentHeight_) {
        contentHeight_ = height;
        emit contentHeightChanged(height);
    }
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, rows_.empty() ? 0 : std::max(0, contentHeight_ - viewport()->height()));
    viewport()->update();
}

void FieldsPane::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void FieldsPane::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        rebuild();
}

std::optional<QPoint> FieldsPane::pointOfLink(ObjectRef link) const
{
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        for (const FieldSpan& span : rows_[i].spans) {
            if (span.link != link || span.length == 0)
                continue;
            const Laid& laid = *laid_[i];
            const QRectF rect = laid.rectOf(span.start)
                                    .translated(laid.textLeft, laid.top + laid.textTop - verticalScrollBar()->value());
            const QPoint point = rect.center().toPoint();
            if (viewport()->rect().contains(point))
                return point;
        }
    }
    return std::nullopt;
}

std::optional<QPoint> FieldsPane::pointOfToggle(std::size_t section) const
{
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].kind != FieldRow::Kind::Toggle || rows_[i].section != section)
            continue;
        const Laid& laid = *laid_[i];
        const QPoint point = laid.rectOf(0).center().toPoint() +
                             QPoint(laid.textLeft, laid.top + laid.textTop - verticalScrollBar()->value());
        if (viewport()->rect().contains(point))
            return point;
    }
    return std::nullopt;
}

} // namespace rolloutscope::inspector
