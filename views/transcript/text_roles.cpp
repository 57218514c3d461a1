#include "views/transcript/text_roles.h"

#include <QSet>

namespace rolloutscope::transcript {
namespace {

const QSet<QString>& keywords()
{
    static const QSet<QString> words{
        QStringLiteral("async"),  QStringLiteral("await"),    QStringLiteral("break"),  QStringLiteral("case"),
        QStringLiteral("catch"),  QStringLiteral("class"),    QStringLiteral("const"),  QStringLiteral("continue"),
        QStringLiteral("delete"), QStringLiteral("else"),     QStringLiteral("export"), QStringLiteral("false"),
        QStringLiteral("for"),    QStringLiteral("function"), QStringLiteral("if"),     QStringLiteral("import"),
        QStringLiteral("in"),     QStringLiteral("let"),      QStringLiteral("new"),    QStringLiteral("null"),
        QStringLiteral("of"),     QStringLiteral("return"),   QStringLiteral("switch"), QStringLiteral("this"),
        QStringLiteral("throw"),  QStringLiteral("true"),     QStringLiteral("try"),    QStringLiteral("typeof"),
        QStringLiteral("var"),    QStringLiteral("while"),    QStringLiteral("yield"),  QStringLiteral("undefined"),
    };
    return words;
}

class JavaScript {
public:
    explicit JavaScript(const QString& text) : text_(text) {}

    std::vector<TextStretch> read()
    {
        while (at_ < text_.size()) {
            const QChar c = text_[at_];
            if (c == u'/' && peek(1) == u'/')
                take(TextRole::Comment, endOf(QStringLiteral("\n"), 0));
            else if (c == u'/' && peek(1) == u'*')
                take(TextRole::Comment, endOf(QStringLiteral("*/"), 2));
            else if (c == u'"' || c == u'\'' || c == u'`')
                take(TextRole::String, endOfString(c));
            else if (c.isDigit())
                take(TextRole::Number, endOfWord());
            else if (isWord(c))
                takeWord();
            else
                ++at_;
        }
        return std::move(stretches_);
    }

private:
    [[nodiscard]] QChar peek(qsizetype by) const { return at_ + by < text_.size() ? text_[at_ + by] : QChar(); }
    [[nodiscard]] static bool isWord(QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'$'; }

    [[nodiscard]] qsizetype endOf(const QString& end, qsizetype after) const
    {
        const qsizetype found = text_.indexOf(end, at_ + 2);
        return found < 0 ? text_.size() : found + after;
    }

    [[nodiscard]] qsizetype endOfString(QChar quote) const
    {
        for (qsizetype i = at_ + 1; i < text_.size(); ++i) {
            if (text_[i] == u'\\')
                ++i;
            else if (text_[i] == quote)
                return i + 1;
            else if (text_[i] == u'\n' && quote != u'`')
                return i; // never closed
        }
        return text_.size();
    }

    [[nodiscard]] qsizetype endOfWord() const
    {
        qsizetype end = at_;
        while (end < text_.size() && (isWord(text_[end]) || text_[end] == u'.'))
            ++end;
        return end;
    }

    void takeWord()
    {
        qsizetype end = at_;
        while (end < text_.size() && isWord(text_[end]))
            ++end;
        if (keywords().contains(text_.mid(at_, end - at_)))
            take(TextRole::Keyword, end);
        else
            at_ = end;
    }

    void take(TextRole role, qsizetype end)
    {
        stretches_.push_back({.begin = at_, .length = end - at_, .role = role});
        at_ = end;
    }

    const QString& text_;
    qsizetype at_ = 0;
    std::vector<TextStretch> stretches_;
};

} // namespace

std::vector<TextStretch> javaScriptStretches(const QString& text)
{
    return JavaScript(text).read();
}

std::vector<TextStretch> jsonStretches(const QString& text)
{
    std::vector<TextStretch> stretches = javaScriptStretches(text);
    for (TextStretch& stretch : stretches) {
        const qsizetype end = stretch.begin + stretch.length;
        if (stretch.role == TextRole::String && end < text.size() && text[end] == u':')
            stretch.role = TextRole::Keyword;
    }
    return stretches;
}

std::vector<TextStretch> patchStretches(const QString& text)
{
    std::vector<TextStretch> stretches;
    for (qsizetype begin = 0; begin < text.size();) {
        qsizetype end = text.indexOf(u'\n', begin);
        end = end < 0 ? text.size() : end;
        const QStringView line = QStringView(text).sliced(begin, end - begin);
        const bool header = line.startsWith(u"@@") || line.startsWith(u"***") || line.startsWith(u"+++") ||
                            line.startsWith(u"---") || line.startsWith(u"diff ");
        if (header)
            stretches.push_back({.begin = begin, .length = line.size(), .role = TextRole::Hunk});
        else if (line.startsWith(u'+') || line.startsWith(u'-'))
            stretches.push_back({.begin = begin,
                                 .length = line.size(),
                                 .role = line.startsWith(u'+') ? TextRole::Added : TextRole::Removed});
        begin = end + 1;
    }
    return stretches;
}

bool looksLikePatch(const QString& text)
{
    const QString begin = QStringLiteral("*** Begin Patch");
    return text.startsWith(begin) || text.contains(u'\n' + begin) || text.startsWith(QStringLiteral("diff --git ")) ||
           (text.contains(QStringLiteral("\n@@ ")) && text.contains(QStringLiteral("\n+++ ")));
}

} // namespace rolloutscope::transcript
