#include "views/statistics/statistics_source.h"

#include "views/document/background.h"

#include <QFutureWatcher>
#include <QScopedValueRollback>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rolloutscope {
namespace {

constexpr int dragDelayMs = 60;
constexpr int patienceMs = 300;
/// A growing trace is counted anew after a second, and later where that takes long.
constexpr qint64 shortestRestMs = 1'000;
constexpr qint64 restPerWork = 5;
constexpr qint64 longestRestMs = 15'000;

/// Whole milliseconds, within what an integer holds.
UnixMs wholeMs(double ms)
{
    constexpr double most = 9e18;
    return std::llround(std::clamp(ms, -most, most));
}

IndexList<AgentThread> agentsOf(const LoadedTrace& loaded, StatisticsScope scope, ThreadIndex agent)
{
    IndexList<AgentThread> agents;
    agents.push_back(agent);
    if (scope == StatisticsScope::AgentAndBelow) {
        for (std::size_t next = 0; next < agents.size(); ++next) {
            for (const ThreadIndex child : loaded.relations.childThreads(agents[next]))
                agents.push_back(child);
        }
    }
    return agents;
}

std::size_t failuresOf(const RangeStatistics& numbers)
{
    std::size_t failures = 0;
    for (const Statistic& row : numbers.rows) {
        if (row.group == StatisticGroup::Kind && row.objects.front().kind != ObjectKind::TerminalOperation)
            failures += row.failed;
    }
    return failures;
}

/// Fills in the numbers of what is asked for; null when cancelled.
StretchStatisticsPtr computed(StretchStatistics asked, const std::atomic<bool>& cancelled)
{
    const LoadedTrace& loaded = *asked.loaded;
    if (asked.range) {
        asked.begin = wholeMs(std::floor(asked.range->begin));
        asked.end = wholeMs(std::ceil(asked.range->end));
    } else {
        asked.begin = loaded.relations.firstMoment();
        asked.end = loaded.relations.lastMoment();
    }
    const bool all = asked.scope == StatisticsScope::AllAgents;
    const IndexList<AgentThread> agents = all ? IndexList<AgentThread>() : agentsOf(loaded, asked.scope, asked.agent);
    auto numbers =
        statisticsOf(loaded.trace, loaded.relations, asked.begin, asked.end, all ? nullptr : &agents, &cancelled);
    if (!numbers)
        return nullptr;
    asked.numbers = std::move(*numbers);
    asked.failures = failuresOf(asked.numbers);
    return std::make_shared<const StretchStatistics>(std::move(asked));
}

} // namespace

StatisticsSource::StatisticsSource(TraceDocument* document, QObject* parent)
    : QObject(parent),
      document_(document),
      delay_(new QTimer(this)),
      patience_(new QTimer(this)),
      rest_(new QTimer(this))
{
    for (QTimer* timer : {delay_, patience_, rest_})
        timer->setSingleShot(true);
    delay_->setInterval(dragDelayMs);
    patience_->setInterval(patienceMs);
    connect(delay_, &QTimer::timeout, this, &StatisticsSource::start);
    connect(patience_, &QTimer::timeout, this, [this] { setStale(current_ != nullptr); });
    connect(rest_, &QTimer::timeout, this, [this] {
        if (active_ && !cancelled_ && !delay_->isActive() && current_ && current_->loaded != loaded_)
            start();
    });
    connect(document_, &TraceDocument::traceChanged, this, &StatisticsSource::takeTrace);
    connect(document_, &TraceDocument::rangeChanged, this, &StatisticsSource::ask);
    connect(document_, &TraceDocument::selectionChanged, this, &StatisticsSource::takeSelection);
    takeTrace(TraceChange::Opened);
    takeSelection();
}

StatisticsSource::~StatisticsSource()
{
    abandon();
}

void StatisticsSource::setActive(bool active)
{
    if (active == active_)
        return;
    active_ = active;
    if (!active) {
        due_ = due_ || cancelled_ || delay_->isActive() || (current_ && current_->loaded != loaded_);
        abandon();
        setStale(false);
    } else if (due_) {
        ask();
        start();
    }
}

void StatisticsSource::setScope(StatisticsScope scope)
{
    if (scope == scope_ || (scope != StatisticsScope::AllAgents && !agent_))
        return;
    scope_ = scope;
    emit scopeChanged();
    ask();
}

void StatisticsSource::select(ObjectRef object)
{
    const QScopedValueRollback picking(picking_, true);
    document_->select(object);
}

void StatisticsSource::reveal(ObjectRef object)
{
    const QScopedValueRollback picking(picking_, true);
    document_->reveal(object);
}

void StatisticsSource::takeTrace(TraceChange change)
{
    const LoadedTracePtr before = std::exchange(loaded_, document_->loaded());
    if (change == TraceChange::Grown && before && loaded_) {
        agent_ = agent_ ? sameObject(before->trace, loaded_->trace, agent_).thread() : agent_;
        selection_ = document_->selection(); // the same object still
        if (!agent_ && scope_ != StatisticsScope::AllAgents)
            setScope(StatisticsScope::AllAgents);
        if (!active_)
            due_ = true;
        else if (!current_)
            ask();
        else if (!cancelled_ && !delay_->isActive() && !rest_->isActive())
            start();
        return;
    }
    abandon();
    selection_ = {};
    agent_ = {};
    scope_ = StatisticsScope::AllAgents;
    current_.reset();
    setStale(false);
    emit scopeChanged();
    emit currentChanged();
    ask();
}

void StatisticsSource::takeSelection()
{
    const ObjectRef selected = document_->selection();
    if (std::exchange(selection_, selected) == selected || picking_ || !loaded_)
        return;
    const ThreadIndex agent = threadOf(loaded_->trace, selected);
    if (!agent || agent == agent_)
        return; // without a selection one goes on looking at the agent
    agent_ = agent;
    emit scopeChanged();
    if (scope_ != StatisticsScope::AllAgents)
        ask();
}

void StatisticsSource::ask()
{
    if (!active_ || !loaded_) {
        due_ = true;
        return;
    }
    if (!patience_->isActive())
        patience_->start();
    // Not anew with every move of a drag: numbers come along while one drags.
    if (!delay_->isActive())
        delay_->start();
}

void StatisticsSource::start()
{
    delay_->stop();
    rest_->stop();
    if (cancelled_)
        *cancelled_ = true;
    cancelled_.reset();
    if (!loaded_)
        return;
    due_ = false;
    ++runs_;
    sinceStart_.start();
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    cancelled_ = cancelled;
    StretchStatistics asked{.loaded = loaded_,
                            .range = document_->range(),
                            .scope = scope_,
                            .agent = scope_ == StatisticsScope::AllAgents ? ThreadIndex() : agent_,
                            .numbers = {}};
    auto* watcher = new QFutureWatcher<StretchStatisticsPtr>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, cancelled] {
        watcher->deleteLater();
        if (!*cancelled)
            take(watcher->result());
    });
    watcher->setFuture(runInBackground([asked = std::move(asked), cancelled] { return computed(asked, *cancelled); }));
}

void StatisticsSource::take(StretchStatisticsPtr result)
{
    cancelled_.reset();
    current_ = std::move(result);
    if (!delay_->isActive()) {
        patience_->stop();
        setStale(false);
    }
    rest_->start(static_cast<int>(std::clamp(sinceStart_.elapsed() * restPerWork, shortestRestMs, longestRestMs)));
    emit currentChanged();
}

void StatisticsSource::abandon()
{
    for (QTimer* timer : {delay_, patience_, rest_})
        timer->stop();
    if (cancelled_)
        *cancelled_ = true;
    cancelled_.reset();
}

void StatisticsSource::setStale(bool stale)
{
    if (std::exchange(stale_, stale) != stale)
        emit staleChanged();
}

} // namespace rolloutscope
