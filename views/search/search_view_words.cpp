#include "views/search/search_view_private.h"

#include "views/search/search_model.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QTreeView>

namespace rolloutscope {
namespace {

QString number(std::uint64_t value)
{
    return QLocale().toString(static_cast<qulonglong>(value));
}

} // namespace

void SearchView::Private::setNote(const QString& words)
{
    note->setText(words);
    stack->setCurrentWidget(words.isEmpty() ? static_cast<QWidget*>(tree) : note);
}

/// The first item that holds a text, in words.
QString SearchView::Private::originText() const
{
    const QModelIndex first = model->index(0, 0, model->index(0, 0));
    if (!first.isValid())
        return {};
    QString words = tr("First in %1 of %2").arg(first.data().toString(), model->index(0, 0).data().toString());
    if (const QString from = first.data(SearchModel::DetailRole).toString(); !from.isEmpty())
        words += QStringLiteral(", ") + from;
    const std::size_t later = model->places() - 1;
    return words + (later > 0 ? tr("; then in %1 more").arg(number(later)) : tr("; nowhere else")) + u'.';
}

void SearchView::Private::describe()
{
    const bool asked = !query.text.empty();
    if (!document->loaded())
        setNote(tr("Open a bundle to search in it."));
    else if (!asked)
        setNote(error.isEmpty()
                    ? tr("Finds words in everything that models of this rollout saw: messages, reasoning, code, "
                         "calls, outputs, instructions, tool schemas. With Payloads every file of the bundle is "
                         "searched.")
                    : QString());
    else if (model->places() == 0 && summary)
        setNote(withPayloads ? tr("Nothing has these letters.")
                             : tr("No model saw these letters. Raw results and what the recorder wrote are in the "
                                  "payloads: Payloads (Alt+P) searches them too."));
    else
        setNote({});
    QStringList words;
    if (!error.isEmpty()) {
        words += tr("This is no expression: %1").arg(singleLine(error, 200));
    } else if (asked) {
        words += isOrigin && model->places() > 0 && summary
                     ? originText()
                     : tr("%1 in %2")
                           .arg(progress.hits == 1 ? tr("1 hit") : tr("%1 hits").arg(number(progress.hits)),
                                model->places() == 1 ? tr("1 place") : tr("%1 places").arg(number(model->places())));
        if (running && progress.objectsTotal > 0)
            words += tr("searching… %1 %").arg(progress.objectsDone * 100 / progress.objectsTotal);
        if (summary && summary->cancelled)
            words += tr("stopped");
        if (summary && summary->timedOut)
            words += tr("given up after a minute");
        if (summary && summary->more)
            words += tr("not all are listed");
        if (summary && summary->unreadable > 0)
            words += tr("%1 payload files could not be read").arg(number(summary->unreadable));
        if (grew)
            words += tr("the rollout has grown since: Enter searches again");
    }
    status->setText(words.join(QStringLiteral(" · ")));
    QPalette colors = q->palette();
    if (!error.isEmpty())
        colors.setColor(QPalette::PlaceholderText, Theme::of(colors).failure);
    status->setPalette(colors);
}

} // namespace rolloutscope
