// Inside of the prompt view, shared by its files: widgets and actions (prompt_view_layout.cpp), what they say
// (prompt_view_words.cpp), and what is read when (prompt_view.cpp).
#pragma once

#include "views/prompt/part_text.h"
#include "views/prompt/prompt_reading.h"
#include "views/prompt/prompt_view.h"

#include <QElapsedTimer>
#include <QFutureWatcher>

class QAction;
class QComboBox;
class QLabel;
class QModelIndex;
class QPlainTextEdit;
class QSplitter;
class QStackedWidget;
class QTimer;
class QToolButton;
class QTreeView;
class QVBoxLayout;

namespace rolloutscope {

class PromptLegend;

inline constexpr int promptBusyDelayMs = 300; // what is read at once does not flicker

struct PromptView::Private {
    explicit Private(PromptView* view, TraceDocument* doc) : q(view), document(doc) {}

    void createWidgets();
    void createHeader(QVBoxLayout* column);
    void createActions();
    void takeTrace(TraceChange change);
    void follow();
    void show(InferenceIndex wanted, bool isNews);
    void read();
    void readGrowthLater();
    void measure();
    bool keepReading(const PromptReadingPtr& shown);
    [[nodiscard]] InferenceIndex wantedCall(const LoadedTrace& loaded) const;
    void take(const PromptReadingPtr& reading);
    void takeGrowth(const GrowthReadingPtr& growth);
    void markSelection();
    void chooseFirst();
    void showText();
    void takeText(const PartText& made);
    void markLines(const PartText& made);
    void updateHeader();
    void updateCompare();
    void step(int by);
    void openPart(const QModelIndex& index);
    void setNote(const QString& note);
    [[nodiscard]] InferenceIndex baseline() const;
    [[nodiscard]] QString titleOf(InferenceIndex of) const;

    PromptView* q;
    TraceDocument* document;
    ActionRegistry* registry = nullptr;
    QAction* raw = nullptr;
    QToolButton* back = nullptr;
    QToolButton* forward = nullptr;
    QLabel* title = nullptr;
    QLabel* facts = nullptr;
    QComboBox* compareBox = nullptr;
    QLabel* cache = nullptr;
    GrowthChart* chart = nullptr;
    PromptLegend* legend = nullptr;
    QSplitter* splitter = nullptr;
    QTreeView* tree = nullptr;
    PromptModel* model = nullptr;
    QPlainTextEdit* body = nullptr;
    QStackedWidget* stack = nullptr;
    QLabel* note = nullptr;
    QTimer* busy = nullptr;
    QTimer* again = nullptr;

    QFutureWatcher<PromptReadingPtr> reading;
    QFutureWatcher<GrowthReadingPtr> growing;
    QFutureWatcher<PartText> texting;
    CancelFlag cancelReading;
    CancelFlag cancelGrowing;
    std::shared_ptr<std::atomic<int>> measured;
    QElapsedTimer growthClock;
    qint64 growthTook = 0;

    InferenceIndex call;   // of the document's trace
    InferenceIndex pinned; // of the document's trace
    ObjectRef followed;    // the selection for which the call was chosen
    LoadedTracePtr trace;  // the document's, to which these belong
    Compare compare = Compare::CallBefore;
    bool inSight = false;
    bool isOld = false;       // what is shown is not what the document says
    bool growthIsOld = false; // as above, of the chart
    bool choosing = false;    // the selection comes from here
};

} // namespace rolloutscope
