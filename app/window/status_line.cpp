#include "app/window/status_line.h"

#include "app/bundle_page.h"
#include "app/window/bundle_words.h"
#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace rolloutscope {

namespace {
constexpr int progressSteps = 1000;
} // namespace

StatusLine::StatusLine(QWidget* parent) : QStatusBar(parent)
{
    setSizeGripEnabled(false);
    statistics_ = new QLabel(this);
    statistics_->setTextFormat(Qt::PlainText);
    statistics_->setContentsMargins(metrics::panelPadding, 0, 0, 0);
    // In a narrow window they are cut, and stand in the tooltip: they must not widen it.
    statistics_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    selection_ = new QLabel(this);
    selection_->setTextFormat(Qt::PlainText);
    selection_->setContentsMargins(4, 0, metrics::panelPadding, 0);
    problems_ = new QPushButton(this);
    problems_->setFlat(true);
    problems_->setObjectName(QStringLiteral("problemCount"));
    problems_->setToolTip(tr("Show the problems (Ctrl+Shift+M)"));
    problems_->hide();
    progress_ = new QProgressBar(this);
    progress_->setRange(0, progressSteps);
    progress_->setTextVisible(false);
    progress_->setFixedSize(120, 6);
    progress_->setAccessibleName(tr("Reading the bundle"));
    cancel_ = new QPushButton(tr("Cancel"), this);
    cancel_->setFlat(true);
    cancel_->setToolTip(tr("Stop reading; what is shown stays"));
    reading_ = new QWidget(this);
    auto* readingLayout = new QHBoxLayout(reading_);
    readingLayout->setContentsMargins(metrics::panelPadding, 0, 0, 0);
    readingLayout->addWidget(progress_, 0, Qt::AlignVCenter);
    readingLayout->addWidget(cancel_);
    reading_->hide();
    addWidget(reading_);
    addWidget(statistics_, 1);
    addPermanentWidget(problems_);
    addPermanentWidget(selection_);
    connect(cancel_, &QPushButton::clicked, this, [this] {
        if (page_ != nullptr)
            page_->document()->cancelLoading();
    });
    connect(problems_, &QPushButton::clicked, this, [this] {
        if (page_ != nullptr)
            page_->showProblems();
    });
}

QString StatusLine::statistics() const
{
    return statistics_->text();
}

void StatusLine::setPage(BundlePage* page)
{
    for (const auto& connection : std::as_const(connections_))
        disconnect(connection);
    connections_.clear();
    page_ = page;
    if (page_ != nullptr) {
        TraceDocument* document = page_->document();
        connections_ = {
            connect(page_, &BundlePage::contentChanged, this, &StatusLine::update),
            connect(page_, &BundlePage::livenessChanged, this, &StatusLine::update),
            connect(page_, &QObject::destroyed, this, [this] { setPage(nullptr); }),
            connect(document, &TraceDocument::selectionChanged, this, &StatusLine::updateSelection),
            connect(document, &TraceDocument::visibleTimeChanged, this, &StatusLine::updateSelection),
            connect(document, &TraceDocument::loadProgressed, this,
                    [this](double fraction) { progress_->setValue(static_cast<int>(fraction * progressSteps)); }),
            connect(document, &TraceDocument::loadCancelled, this, &StatusLine::update),
            connect(document, &TraceDocument::loadFailed, this, &StatusLine::update),
        };
    }
    update();
}

void StatusLine::update()
{
    const LoadedTracePtr loaded = page_ != nullptr ? page_->document()->loaded() : nullptr;
    const bool partly = loaded && loaded->stage == TraceStage::Spine;
    statistics_->setText(loaded ? bundleStatistics(*loaded, page_->document()->liveness()) : QString());
    problems_->setVisible(loaded != nullptr && !partly);
    updateProgress();
    statistics_->setToolTip(plainToolTip(statistics_->text()));
    if (loaded) {
        const std::uint64_t count = loaded->problems.total;
        problems_->setText(count == 0 ? tr("No problems")
                                      : QString::fromStdString(formatCounted(count, "problem", "problems")));
    }
    updateSelection();
}

void StatusLine::updateProgress()
{
    const TraceDocument* document = page_ != nullptr ? page_->document() : nullptr;
    const bool reading =
        document != nullptr && document->loaded() && document->state() == TraceDocument::State::Loading;
    reading_->setVisible(reading);
    if (reading && document->loaded()->stage == TraceStage::Spine)
        statistics_->setText(tr("Reading conversations and messages…"));
}

void StatusLine::updateSelection()
{
    const LoadedTracePtr loaded = page_ != nullptr ? page_->document()->loaded() : nullptr;
    selection_->setText(
        loaded ? selectionWords(*loaded, page_->document()->selection(), page_->document()->visibleTime()) : QString());
}

} // namespace rolloutscope
