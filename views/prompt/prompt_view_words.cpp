#include "views/prompt/prompt_view_private.h"

#include "core/insight/describe.h"
#include "views/actions/action_registry.h"
#include "views/document/background.h"
#include "views/prompt/prompt_model.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTextBlock>
#include <QTreeView>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int mostMarkedLines = 20'000;

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QString tokens(std::uint64_t count)
{
    return text(formatCount(count)) + QStringLiteral(" tokens");
}

} // namespace

void PromptView::Private::setNote(const QString& words)
{
    note->setText(words);
    stack->setCurrentWidget(words.isEmpty() ? stack->widget(0) : note);
}

QString PromptView::Private::titleOf(InferenceIndex of) const
{
    const LoadedTracePtr loaded = document->loaded();
    if (!loaded || !loaded->trace.inferenceCalls.contains(of))
        return {};
    const ThreadIndex thread = loaded->trace.inferenceCalls[of].thread;
    QString name = text(objectTitle(loaded->trace, loaded->relations, of));
    if (thread)
        name += tr(" of %1").arg(singleLine(objectTitle(loaded->trace, loaded->relations, thread), 60));
    return name;
}

void PromptView::Private::showText()
{
    const std::vector<PromptModel::Row> rows = model->rowsAt(tree->currentIndex());
    if (rows.empty() || model->isFold(tree->currentIndex())) {
        body->clear();
        body->setPlaceholderText(rows.empty() ? tr("Choose a part to read it.")
                                              : tr("Open the fold to see the parts in it."));
        return;
    }
    texting.setFuture(runInBackground(
        [request = PartTextRequest{.reading = model->reading(), .row = rows.front(), .raw = raw->isChecked()}] {
            return partText(request);
        }));
}

void PromptView::Private::takeText(const PartText& made)
{
    QString shown = made.text;
    if (made.cut)
        shown += QStringLiteral("\n") + tr("… cut here. “Open in Payload” (P) shows all of it.");
    body->setFont(made.fixedWidth ? fixedFont() : baseFont());
    body->setPlainText(shown);
    body->setPlaceholderText(tr("This part is empty."));
    markLines(made);
    if (made.firstChange > 0) {
        const QTextBlock block = body->document()->findBlockByNumber(made.firstChange);
        QTextCursor cursor(block);
        body->setTextCursor(cursor);
        body->centerCursor();
    }
}

void PromptView::Private::markLines(const PartText& made)
{
    // A part that is new as a whole needs no marks.
    const bool isMixed = std::any_of(made.lines.begin(), made.lines.end(),
                                     [&](LineChange change) { return change != made.lines.front(); });
    if (!isMixed)
        return;
    const Theme& theme = Theme::of(q->palette());
    QList<QTextEdit::ExtraSelection> marks;
    QTextBlock block = body->document()->firstBlock();
    for (const LineChange change : made.lines) {
        if (!block.isValid() || marks.size() >= mostMarkedLines)
            break;
        if (change != LineChange::Same) {
            QColor ground = change == LineChange::Added ? theme.success : theme.failure;
            ground.setAlphaF(theme.dark ? 0.22F : 0.14F);
            QTextEdit::ExtraSelection mark;
            mark.format.setBackground(ground);
            mark.format.setProperty(QTextFormat::FullWidthSelection, true);
            mark.cursor = QTextCursor(block);
            // All lines of a wrapped paragraph.
            mark.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
            if (block.text().isEmpty())
                mark.cursor.clearSelection();
            marks.push_back(mark);
        }
        block = block.next();
    }
    body->setExtraSelections(marks);
}

void PromptView::Private::updateHeader()
{
    const PromptReadingPtr& shown = model->reading();
    const LoadedTracePtr loaded = document->loaded();
    if (!shown || !loaded)
        return;
    const IndexList<InferenceCall>& calls = loaded->relations.inferenceCalls(loaded->trace.inferenceCalls[call].thread);
    title->setText(titleOf(call));
    title->setToolTip(plainToolTip(title->text()));
    registry->action(QStringLiteral("prompt.before"))->setEnabled(!calls.empty() && calls.front() != call);
    registry->action(QStringLiteral("prompt.after"))->setEnabled(!calls.empty() && calls.back() != call);
    const InferenceCall& made = shown->loaded->trace.inferenceCalls[shown->prompt->call];
    QStringList words{singleLine(made.model, 60)};
    if (made.usage)
        words +=
            tr("%1 in, %2 from the cache").arg(tokens(made.usage->input), text(formatCount(made.usage->cachedInput)));
    else
        words += tr("tokens not recorded");
    words += text(formatBytes(shown->total()));
    words += text(formatCounted(shown->prompt->parts.size(), "part", "parts"));
    if (shown->prompt->requests > 1)
        words += tr("rebuilt from %1 requests").arg(shown->prompt->requests);
    if (shown->baseline) {
        const PromptDiff& diff = *shown->diff;
        words += tr("%1 kept, %2 added, %3 dropped, %4 changed")
                     .arg(diff.count(PromptChange::Kept))
                     .arg(diff.count(PromptChange::Added))
                     .arg(diff.count(PromptChange::Dropped))
                     .arg(diff.count(PromptChange::Changed));
    }
    words.removeAll(QString());
    QString all = words.join(QStringLiteral(" · "));
    for (std::size_t i = 0; i < std::min<std::size_t>(3, shown->prompt->gaps.size()); ++i)
        all += u'\n' + tr("Incomplete: %1").arg(singleLine(shown->prompt->gaps[i], 200));
    facts->setText(all);
    cache->setText(singleLine(shown->comparison, 600));
    cache->setVisible(!shown->comparison.isEmpty());
    const Theme& theme = Theme::of(q->palette());
    QPalette colors = q->palette();
    const bool missed = shown->verdict == CacheVerdict::Broken || shown->verdict == CacheVerdict::NotFound ||
                        shown->verdict == CacheVerdict::Partly;
    colors.setColor(QPalette::PlaceholderText, missed ? theme.tool : theme.dimText);
    cache->setPalette(colors);
    registry->action(QStringLiteral("prompt.firstDifference"))
        ->setEnabled(shown->diff && shown->diff->firstDifference.has_value());
    updateCompare();
}

void PromptView::Private::updateCompare()
{
    compareBox->clear();
    compareBox->addItem(tr("the agent's call before"), static_cast<int>(Compare::CallBefore));
    if (pinned)
        compareBox->addItem(tr("pinned: %1").arg(titleOf(pinned)), static_cast<int>(Compare::Pinned));
    compareBox->addItem(tr("nothing"), static_cast<int>(Compare::Nothing));
    compareBox->setCurrentIndex(compareBox->findData(static_cast<int>(compare)));
}

} // namespace rolloutscope
