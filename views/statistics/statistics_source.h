// The numbers of the stretch of time that the document has selected, or of the whole rollout: asked for as the person
// drags and as a live rollout grows, computed in the background, old ones kept until new ones are there.
#pragma once

#include "core/insight/statistics.h"
#include "views/document/trace_document.h"

#include <QElapsedTimer>
#include <QObject>

#include <atomic>
#include <memory>

class QTimer;

namespace rolloutscope {

/// Whose work counts.
enum class StatisticsScope : std::uint8_t { AllAgents, OneAgent, AgentAndBelow };

/// Numbers, and what they are of. Immutable; owns the trace that its objects point into.
struct StretchStatistics {
    LoadedTracePtr loaded;
    std::optional<TimeRange> range; // none: the whole rollout
    StatisticsScope scope = StatisticsScope::AllAgents;
    ThreadIndex agent; // of the scope
    UnixMs begin = 0;  // what the range comes to in whole milliseconds
    UnixMs end = 0;
    RangeStatistics numbers;
    std::size_t failures = 0; // a command that failed counts once, as its tool call
};
using StretchStatisticsPtr = std::shared_ptr<const StretchStatistics>;

class StatisticsSource : public QObject {
    Q_OBJECT
public:
    explicit StatisticsSource(TraceDocument* document, QObject* parent = nullptr);
    ~StatisticsSource() override;

    /// Nothing is computed while nobody looks; starts inactive.
    void setActive(bool active);

    [[nodiscard]] StatisticsScope scope() const { return scope_; }
    void setScope(StatisticsScope scope);
    /// The agent of the latest selection, of which the scope speaks; absent as long as there was none.
    [[nodiscard]] ThreadIndex agent() const { return agent_; }
    /// Selects in the document without making another agent the scope's: a list stays when one picks of it.
    void select(ObjectRef object);
    /// As select(), and asks the views to bring it into sight.
    void reveal(ObjectRef object);

    /// Null until the first numbers are there.
    [[nodiscard]] const StretchStatisticsPtr& current() const { return current_; }
    /// What is asked for has changed since current(), for longer than one would not notice.
    [[nodiscard]] bool isStale() const { return stale_; }
    /// How many computations were started so far.
    [[nodiscard]] int runs() const { return runs_; }

signals:
    void currentChanged();
    void staleChanged();
    /// Another agent, or another scope.
    void scopeChanged();

private:
    void takeTrace(TraceChange change);
    void takeSelection();
    void ask();
    void start();
    void take(StretchStatisticsPtr result);
    void abandon();
    void setStale(bool stale);

    TraceDocument* document_;
    LoadedTracePtr loaded_;
    ObjectRef selection_;
    ThreadIndex agent_; // in loaded_
    StatisticsScope scope_ = StatisticsScope::AllAgents;
    StretchStatisticsPtr current_;
    std::shared_ptr<std::atomic<bool>> cancelled_; // of the computation that runs; null: none does
    QTimer* delay_;                                // while the question may still change
    QTimer* patience_;                             // until old numbers look old
    QTimer* rest_;                                 // between computations for a growing trace
    QElapsedTimer sinceStart_;
    bool active_ = false;
    bool due_ = true; // asked while nobody looked
    bool picking_ = false;
    bool stale_ = false;
    int runs_ = 0;
};

} // namespace rolloutscope
