// A row of the fields as it lies in the pane; the pane's own header.
#pragma once

#include "views/inspector/fields_pane.h"
#include "views/theme/theme.h"

#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace rolloutscope::inspector {

inline constexpr int fieldsPadding = metrics::panelPadding + 2;
inline constexpr int fieldsRowGap = 4; // above and below a value's text, together

/// A row, laid out: one QTextLayout for each paragraph, so that a long text wraps paragraph by paragraph.
struct FieldsPane::Laid {
    int top = 0;
    int height = 0;
    int textLeft = 0;
    int textTop = 0; // below `top`
    QString text;    // as painted: elided when it is one line
    std::vector<std::unique_ptr<QTextLayout>> paragraphs;
    std::vector<int> starts; // of the paragraphs in the text

    /// Breaks `text` into lines of this width, or leaves it on one line; returns the height.
    int layOut(const QFont& font, int width, bool wraps)
    {
        paragraphs.clear();
        starts.clear();
        double y = 0;
        for (qsizetype start = 0; start <= text.size();) {
            qsizetype end = text.indexOf(QLatin1Char('\n'), start);
            if (end < 0)
                end = text.size();
            auto layout = std::make_unique<QTextLayout>(text.mid(start, end - start), font);
            QTextOption option;
            option.setTextDirection(Qt::LeftToRight);
            option.setAlignment(Qt::AlignLeft);
            option.setWrapMode(wraps ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
            layout->setTextOption(option);
            layout->setCacheEnabled(true);
            layout->beginLayout();
            for (QTextLine line = layout->createLine(); line.isValid(); line = layout->createLine()) {
                line.setLineWidth(std::max(20, width));
                line.setPosition({0, y});
                y += line.height();
            }
            layout->endLayout();
            starts.push_back(static_cast<int>(start));
            paragraphs.push_back(std::move(layout));
            start = end + 1;
        }
        return static_cast<int>(std::ceil(y));
    }

    /// Position in the text at a point relative to it; -1 when there is no text.
    [[nodiscard]] int cursorAt(QPointF point, bool* onText) const
    {
        *onText = false;
        for (std::size_t i = 0; i < paragraphs.size(); ++i) {
            const QTextLayout& layout = *paragraphs[i];
            for (int l = 0; l < layout.lineCount(); ++l) {
                const QTextLine line = layout.lineAt(l);
                const bool isLast = i + 1 == paragraphs.size() && l + 1 == layout.lineCount();
                if (point.y() >= line.y() + line.height() && !isLast)
                    continue;
                *onText = point.y() >= line.y() && point.y() < line.y() + line.height() && point.x() >= 0 &&
                          point.x() < line.naturalTextWidth();
                return starts[i] + line.xToCursor(point.x());
            }
        }
        return -1;
    }

    /// The rectangle of one character, relative to the text.
    [[nodiscard]] QRectF rectOf(int position) const
    {
        for (std::size_t i = paragraphs.size(); i-- > 0;) {
            if (starts[i] > position)
                continue;
            const QTextLine line = paragraphs[i]->lineForTextPosition(position - starts[i]);
            if (!line.isValid())
                return {};
            const double left = line.cursorToX(position - starts[i]);
            const double right = line.cursorToX(position - starts[i] + 1);
            return {left, line.y(), std::max(1.0, right - left), line.height()};
        }
        return {};
    }
};

} // namespace rolloutscope::inspector
