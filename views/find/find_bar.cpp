#include "views/find/find_bar.h"

#include "views/document/background.h"
#include "views/document/find_search.h"
#include "views/find/query_edit.h"
#include "views/theme/icons.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QTimer>
#include <QToolButton>

namespace rolloutscope {
namespace {

constexpr int barHeight = 30;              // px
constexpr int widestStatus = 420;          // px
constexpr int slowAfterMs = 200;           // then "searching…" replaces the count of before
constexpr qint64 wordsStayMs = 2'000;      // that completions are made from, while a rollout grows
constexpr std::size_t madeAtOnce = 20'000; // tools and calls whose names take no more than a few milliseconds

QString grouped(std::size_t count)
{
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(count));
}

} // namespace

struct FindBar::Private {
    TraceDocument* document = nullptr;
    FindSearch* find = nullptr;
    QueryEdit* edit = nullptr;
    QLabel* status = nullptr;
    QToolButton* previous = nullptr;
    QToolButton* next = nullptr;
    QToolButton* close = nullptr;
    QTimer* slow = nullptr;
    bool isSlow = false; // hits are waited for longer than a blink
    QString shownStatus;

    LoadedTracePtr wordsOf; // what the vocabulary is made from, or being made from
    bool makingWords = false;
    QElapsedTimer sinceWords;
};

FindBar::FindBar(TraceDocument* document, QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>())
{
    d_->document = document;
    d_->find = document->find();
    build();
    connect(d_->edit, &QLineEdit::textChanged, d_->find, &FindSearch::setText);
    connect(d_->edit, &QLineEdit::textEdited, this, &FindBar::refreshVocabulary);
    connect(d_->edit, &QueryEdit::stepRequested, this, &FindBar::step);
    connect(d_->edit, &QueryEdit::escaped, this, &FindBar::dismiss);
    connect(d_->previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(d_->next, &QToolButton::clicked, this, [this] { step(1); });
    connect(d_->close, &QToolButton::clicked, this, &FindBar::dismiss);
    connect(d_->find, &FindSearch::textChanged, this, [this](const QString& text) {
        if (d_->edit->text() != text)
            d_->edit->setText(text);
    });
    connect(d_->find, &FindSearch::hitsChanged, this, &FindBar::showStatus);
    connect(d_->find, &FindSearch::currentHitChanged, this, &FindBar::showStatus);
    connect(d_->find, &FindSearch::hitChosen, this, &FindBar::hitChosen);
    connect(d_->slow, &QTimer::timeout, this, [this] {
        d_->isSlow = true;
        showStatus();
    });
    connect(document, &TraceDocument::traceChanged, this, [this](TraceChange change) {
        if (change == TraceChange::Opened) {
            d_->edit->setVocabulary(std::make_shared<const QueryVocabulary>());
            d_->wordsOf = nullptr;
            d_->makingWords = false;
        }
        if (isVisible())
            refreshVocabulary();
    });
    d_->edit->setText(d_->find->text());
    showStatus();
    hide();
}

FindBar::~FindBar() = default;

void FindBar::build()
{
    d_->edit = new QueryEdit(this);
    d_->edit->setPlaceholderText(tr("Find: words, is:failed, tool:exec_command, agent:/root, >5s"));
    d_->edit->setClearButtonEnabled(true);
    d_->edit->setAccessibleName(tr("Find in the rollout"));
    d_->edit->setToolTip(
        tr("<p>Words in names, commands, ids, paths and in what the models saw and said; <tt>is:failed</tt>, "
           "<tt>tool:NAME</tt>, <tt>agent:/root</tt> (with all beneath: <tt>agent:/root/</tt>), <tt>kind:message</tt>, "
           "<tt>model:NAME</tt>, <tt>id:ID</tt>, <tt>&gt;5s</tt>, <tt>&lt;200ms</tt>, <tt>tokens&gt;10k</tt>, "
           "<tt>text:WORDS</tt>. A leading <tt>-</tt> excludes, quotes keep spaces. Down offers what can be typed, "
           "Tab takes it. (Ctrl+F)</p>"));
    d_->status = new QLabel(this);
    d_->status->setTextFormat(Qt::PlainText);
    d_->status->setFont(smallFont());
    d_->status->setAccessibleName(tr("Hits"));
    const auto makeButton = [this](const QString& text, const QString& name, const QString& keys) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setAccessibleName(name);
        button->setToolTip(tr("%1 (%2)").arg(name, keys));
        button->setFocusPolicy(Qt::TabFocus);
        return button;
    };
    d_->previous = makeButton(QStringLiteral("‹"), tr("Previous hit"), tr("Shift+F3, Shift+Enter"));
    d_->next = makeButton(QStringLiteral("›"), tr("Next hit"), tr("F3, Enter"));
    d_->close = makeButton(QString(), tr("Close and end the search"), tr("Esc"));
    d_->close->setIcon(themedIcon(QStringLiteral("close")));
    d_->close->setProperty("iconOnly", true);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->setSpacing(4);
    layout->addWidget(d_->edit, 1);
    layout->addSpacing(4);
    layout->addWidget(d_->status);
    layout->addWidget(d_->previous);
    layout->addWidget(d_->next);
    layout->addWidget(d_->close);
    setFixedHeight(barHeight);
    setFocusProxy(d_->edit);

    d_->slow = new QTimer(this);
    d_->slow->setSingleShot(true);
    d_->slow->setInterval(slowAfterMs);
}

void FindBar::activate(const QString& prefill)
{
    const LoadedTracePtr loaded = d_->document->loaded();
    if (loaded && !d_->document->selection().valid())
        d_->find->startFrom(static_cast<UnixMs>(d_->document->visibleTime().begin));
    show();
    if (!prefill.isEmpty())
        d_->edit->setText(prefill);
    d_->edit->setFocus(Qt::ShortcutFocusReason);
    d_->edit->selectAll();
    refreshVocabulary();
}

void FindBar::dismiss()
{
    d_->edit->clear();
    hide();
    emit closed();
}

void FindBar::goToNext()
{
    step(1);
}

void FindBar::goToPrevious()
{
    step(-1);
}

void FindBar::step(int by)
{
    if (d_->find->text().trimmed().isEmpty())
        activate();
    else if (by > 0)
        d_->find->goToNext();
    else
        d_->find->goToPrevious();
}

QString FindBar::status() const
{
    return d_->shownStatus;
}

void FindBar::showStatus()
{
    const FindSearch& find = *d_->find;
    const auto index = find.currentIndex();
    const std::size_t count = find.hits()->hits.size();
    QString text;
    if (!find.error().isEmpty()) {
        text = find.error();
    } else if (find.areHitsOfText() && find.hits()->complete) {
        text = !index            ? tr("no match")
               : !find.wrapped() ? tr("%1 of %2").arg(grouped(*index + 1), grouped(count))
                                 : tr("%1 of %2, from the other end").arg(grouped(*index + 1), grouped(count));
    } else if (find.areHitsOfText() && index) {
        text = tr("%1 so far…").arg(grouped(count));
    } else if (find.isSearching()) {
        // What takes no time shall not flicker.
        if (!d_->isSlow && !d_->slow->isActive())
            d_->slow->start();
        text = d_->isSlow || d_->shownStatus.isEmpty() ? tr("searching…") : d_->shownStatus;
    }
    if (!find.isSearching() || find.areHitsOfText()) {
        d_->slow->stop();
        d_->isSlow = false;
    }
    d_->shownStatus = text;
    const QString line = d_->status->fontMetrics().elidedText(singleLine(text), Qt::ElideRight, widestStatus);
    d_->status->setText(line);
    d_->status->setToolTip(line == text ? QString() : plainToolTip(text));
    const bool canStep = find.error().isEmpty() && (index.has_value() || find.isSearching());
    d_->previous->setEnabled(canStep);
    d_->next->setEnabled(canStep);
    recolor();
}

void FindBar::recolor()
{
    const Theme& theme = Theme::of(palette());
    const QColor color = d_->find->error().isEmpty() ? theme.dimText : theme.failure;
    QPalette colors = d_->status->palette();
    if (colors.color(QPalette::WindowText) == color)
        return;
    colors.setColor(QPalette::WindowText, color);
    d_->status->setPalette(colors);
}

void FindBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        recolor();
    QWidget::changeEvent(event);
}

void FindBar::refreshVocabulary()
{
    const LoadedTracePtr loaded = d_->document->loaded();
    if (!loaded || loaded == d_->wordsOf || d_->makingWords)
        return;
    if (d_->wordsOf && d_->sinceWords.isValid() && d_->sinceWords.elapsed() < wordsStayMs)
        return;
    d_->wordsOf = loaded;
    d_->sinceWords.start();
    if (loaded->trace.toolCalls.size() + loaded->trace.inferenceCalls.size() <= madeAtOnce) {
        d_->edit->setVocabulary(std::make_shared<const QueryVocabulary>(loaded->trace));
        return;
    }
    d_->makingWords = true;
    auto* watcher = new QFutureWatcher<QueryVocabularyPtr>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, loaded] {
        watcher->deleteLater();
        if (loaded != d_->wordsOf)
            return; // another rollout was opened
        d_->makingWords = false;
        d_->edit->setVocabulary(watcher->result());
    });
    watcher->setFuture(runInBackground(
        [loaded]() -> QueryVocabularyPtr { return std::make_shared<const QueryVocabulary>(loaded->trace); }));
}

} // namespace rolloutscope
