// A text document that stays by itself.
#pragma once

#include <QTextDocument>

namespace rolloutscope::transcript {

/// Markdown without its pictures, style sheets and links to elsewhere. Qt looks for a picture that no resource has in
/// the file system, by its name: the names stand there as text instead.
class ClosedDocument : public QTextDocument {
public:
    void setClosedMarkdown(const QString& markdown);

protected:
    QVariant loadResource(int /*type*/, const QUrl& /*name*/) override { return {}; }
};

} // namespace rolloutscope::transcript
