#include "views/transcript/closed_document.h"

#include <QTextBlock>
#include <QTextCursor>

#include <vector>

namespace rolloutscope::transcript {

void ClosedDocument::setClosedMarkdown(const QString& markdown)
{
    setMarkdown(markdown, QTextDocument::MarkdownNoHTML);
    std::vector<std::pair<int, QString>> pictures; // places
    for (QTextBlock block = begin(); block.isValid(); block = block.next()) {
        for (auto at = block.begin(); !at.atEnd(); ++at) {
            const QTextFragment fragment = at.fragment();
            if (fragment.charFormat().isImageFormat()) {
                for (int i = 0; i < fragment.length(); ++i)
                    pictures.emplace_back(fragment.position() + i, fragment.charFormat().toImageFormat().name());
            }
        }
    }
    QTextCursor cursor(this);
    for (auto picture = pictures.rbegin(); picture != pictures.rend(); ++picture) {
        cursor.setPosition(picture->first);
        cursor.setPosition(picture->first + 1, QTextCursor::KeepAnchor);
        cursor.insertText(QStringLiteral("[image: %1]").arg(picture->second), QTextCharFormat());
    }
}

} // namespace rolloutscope::transcript
