// Makes the timeline's model of a trace, or grows it from an earlier one.
#include "views/document/trace_document.h"
#include "views/timeline/timeline_model.h"

#include <unordered_map>

namespace rolloutscope {

class TimelineBuilder {
public:
    TimelineBuilder(std::shared_ptr<const LoadedTrace> loaded, UnixMs present, TimelineOptions options)
        : loaded_(loaded), trace_(loaded->trace), relations_(loaded->relations), present_(present)
    {
        model_.loaded_ = std::move(loaded);
        model_.options_ = options;
        model_.zero_ = trace_.startedAt;
    }

    std::shared_ptr<const TimelineModel> build()
    {
        findTimes();
        model_.categories_ = SpanCategories(trace_, {});
        fold();
        model_.overview_ = OverviewDensity(model_.content_);
        std::vector<Piece> pieces;
        for (const ThreadIndex thread : relations_.threadsInSpawnOrder()) {
            pieces.clear();
            collect(thread, pieces);
            auto content = std::make_shared<TrackContent>();
            fill(*content, pieces);
            addTrack(thread, std::move(content));
        }
        return finish();
    }

    /// Null if the two traces differ in a way that growing does not cover.
    std::shared_ptr<const TimelineModel> grow(const TimelineModel& earlier)
    {
        const RolloutTrace& before = earlier.trace();
        if (model_.zero_ != earlier.zero_ || !findChanges(before))
            return nullptr;
        model_.times_ = earlier.times_;
        for (const auto& [thread, objects] : changed_) {
            for (const ObjectRef object : objects)
                widen(*windowOf(trace_, object));
        }
        if (model_.times_.begin < earlier.times_.begin)
            return nullptr; // the overview begins elsewhere
        model_.times_.end = std::max({model_.times_.end, static_cast<double>(lastMoment()), model_.times_.begin + 1});
        model_.content_ = model_.times_;
        model_.categories_ = SpanCategories(trace_, earlier.categories_);
        model_.overview_ = earlier.overview_;
        std::vector<Piece> pieces;
        for (const ThreadIndex thread : relations_.threadsInSpawnOrder()) {
            const auto track = earlier.trackOf(thread);
            const auto changes = changed_.find(thread);
            if (track && changes == changed_.end()) {
                shareTrack(earlier.tracks_[*track]);
                continue;
            }
            std::shared_ptr<TrackContent> content;
            if (track) {
                content = std::make_shared<TrackContent>(earlier.tracks_[*track].content->share());
                if (!apply(*content, changes->second)) {
                    content->forEachSpan([&](LaneKind kind, const SpanData& span) { countInOverview(kind, span, -1); });
                    content = nullptr;
                }
            }
            if (!content) {
                pieces.clear();
                collect(thread, pieces);
                content = std::make_shared<TrackContent>();
                fill(*content, pieces);
            }
            addTrack(thread, std::move(content));
        }
        return finish();
    }

private:
    struct Piece {
        LaneKind kind;
        SpanData span;
    };

    // ---- Times -----------------------------------------------------------------------------------------------------

    [[nodiscard]] std::int64_t lastMoment() const
    {
        return model_.relative(std::max(relations_.lastMoment(), present_));
    }

    void widen(const ExecutionWindow& window)
    {
        const auto begin = static_cast<double>(model_.relative(window.startedAt));
        model_.times_.begin = std::min(model_.times_.begin, begin);
        model_.times_.end = std::max(model_.times_.end, begin);
        if (window.endedAt)
            model_.times_.end = std::max(model_.times_.end, static_cast<double>(model_.relative(*window.endedAt)));
    }

    template <typename Use>
    void forEachWindow(Use use) const
    {
        const auto each = [&](const auto& table) {
            for (const auto& object : table)
                use(object.execution);
        };
        each(trace_.threads);
        each(trace_.turns);
        each(trace_.inferenceCalls);
        each(trace_.toolCalls);
        each(trace_.codeCells);
        each(trace_.terminalOperations);
        each(trace_.compactionRequests);
    }

    /// The content is where something ran. The trace's own start counts too, unless it is nowhere near (a manifest can
    /// say anything).
    void findTimes()
    {
        const auto last = static_cast<double>(lastMoment());
        bool any = false;
        forEachWindow([&](const ExecutionWindow& window) {
            if (!any) {
                model_.times_.begin = static_cast<double>(model_.relative(window.startedAt));
                model_.times_.end = std::max(last, model_.times_.begin);
                any = true;
            }
            widen(window);
        });
        if (!any)
            model_.times_ = {0, std::max(last, 0.0)};
        const double begin = model_.times_.begin;
        if (begin > 0 && begin <= model_.times_.end - begin + 1000)
            model_.times_.begin = 0;
        model_.times_.end = std::max(model_.times_.end, model_.times_.begin + 1);
    }

    void fold()
    {
        model_.content_ = model_.times_;
        if (model_.options_.foldLongerThan <= 0)
            return;
        std::vector<BusyStretch> busy;
        const auto moment = [&](UnixMs at) { busy.push_back({model_.relative(at), model_.relative(at)}); };
        // What was interrupted and never told its end lasts as long as its turn, or its agent.
        const auto stretch = [&](const auto& object, TurnIndex turn) {
            std::optional<UnixMs> end = object.execution.endedAt;
            if (!end && trace_.turns.contains(turn))
                end = trace_.turns[turn].execution.endedAt;
            if (!end && trace_.threads.contains(object.thread))
                end = trace_.threads[object.thread].execution.endedAt;
            busy.push_back({model_.relative(object.execution.startedAt),
                            end ? model_.relative(*end) : static_cast<std::int64_t>(model_.times_.end)});
        };
        const auto ends = [&](const ExecutionWindow& window) {
            moment(window.startedAt);
            if (window.endedAt)
                moment(*window.endedAt);
        };
        // An agent, a turn and a terminal that are merely open, and waiting for others, are no work.
        for (const AgentThread& thread : trace_.threads)
            ends(thread.execution);
        for (const CodexTurn& turn : trace_.turns)
            ends(turn.execution);
        for (const TerminalOperation& operation : trace_.terminalOperations)
            ends(operation.execution);
        for (const InferenceCall& call : trace_.inferenceCalls)
            stretch(call, call.turn);
        for (const CompactionRequest& request : trace_.compactionRequests)
            stretch(request, request.turn);
        // A cell works unless it waits for tools, of which those that work are listed themselves.
        for (const CodeCell& cell : trace_.codeCells) {
            if (cell.waitToolCalls.empty() && cell.nestedToolCalls.empty())
                stretch(cell, cell.turn);
            else
                ends(cell.execution);
        }
        for (const ToolCall& tool : trace_.toolCalls) {
            if (tool.kind.name == ToolKindName::WaitAgent)
                ends(tool.execution);
            else
                stretch(tool, tool.startedByTurn);
        }
        for (const InteractionEdge& edge : trace_.edges)
            moment(edge.startedAt);
        for (const Compaction& compaction : trace_.compactions)
            moment(compaction.installedAt);
        model_.folds_ = TimeFolds(std::move(busy), model_.times_, model_.options_.foldLongerThan);
        model_.content_ = {model_.folds_.positionOf(model_.times_.begin), model_.folds_.positionOf(model_.times_.end)};
    }

    // ---- Spans -----------------------------------------------------------------------------------------------------

    [[nodiscard]] SpanData spanFor(ObjectRef object, const ExecutionWindow& window) const
    {
        SpanData span;
        span.begin = model_.positionOf(window.startedAt);
        span.open = !window.endedAt.has_value();
        span.end = span.open ? openEnd : std::max(span.begin, model_.positionOf(*window.endedAt));
        span.object = object;
        span.role = colorRoleOf(trace_, object);
        span.outcome = outcomeOf(trace_, object);
        return span;
    }

    /// A terminal session lasts as long as what is done in it. Those that end with the call that made them say nothing
    /// that the call does not say.
    [[nodiscard]] std::optional<SpanData> sessionSpan(SessionIndex index) const
    {
        const TerminalSession& session = trace_.terminalSessions[index];
        if (session.removed || session.operations.empty())
            return std::nullopt;
        ExecutionWindow life = session.execution;
        life.endedAt = life.startedAt;
        for (const OperationIndex operation : session.operations) {
            const std::optional<UnixMs> end = trace_.terminalOperations[operation].execution.endedAt;
            life.endedAt = end && life.endedAt ? std::optional(std::max(*life.endedAt, *end)) : std::nullopt;
        }
        const ToolIndex maker = trace_.terminalOperations[session.operations.front()].tool;
        const bool outlives = trace_.toolCalls.contains(maker) && trace_.toolCalls[maker].execution.endedAt &&
                              life.endedAt.value_or(openEnd) > *trace_.toolCalls[maker].execution.endedAt;
        if (session.operations.size() < 2 && !outlives)
            return std::nullopt;
        return spanFor(index, life);
    }

    /// What an object is drawn as; nothing if it is not.
    [[nodiscard]] std::optional<Piece> pieceOf(ObjectRef object) const
    {
        const auto kind = laneKindOf(trace_, object);
        if (!kind)
            return std::nullopt;
        std::optional<SpanData> span;
        if (*kind == LaneKind::TerminalSessions)
            span = sessionSpan(object.session());
        else
            span = spanFor(object, *windowOf(trace_, object));
        if (!span || isHidden(*kind, *span))
            return std::nullopt;
        return Piece{*kind, *span};
    }

    [[nodiscard]] bool isHidden(LaneKind kind, const SpanData& span) const
    {
        const TimelineOptions& options = model_.options_;
        // Turns are the ground of everything; only as a kind of their own they can go.
        if (options.hidden == 0 || (kind == LaneKind::Turns && options.mode != ColorMode::Kind))
            return false;
        const auto category = model_.categories_.of(trace_, options.mode, span, model_.openUntil());
        return (options.hidden & categoryBit(category)) != 0;
    }

    void collect(ThreadIndex thread, std::vector<Piece>& pieces) const
    {
        const auto add = [&](ObjectRef object) {
            if (auto piece = pieceOf(object))
                pieces.push_back(*piece);
        };
        const auto addAll = [&](const auto& list) {
            for (const auto index : list)
                add(index);
        };
        addAll(relations_.turns(thread));
        addAll(relations_.inferenceCalls(thread));
        addAll(relations_.compactionRequests(thread));
        addAll(relations_.toolCalls(thread));
        addAll(relations_.codeCells(thread));
        for (const OperationIndex operation : relations_.terminalOperations(thread)) {
            add(operation);
            // Each session comes with the operation that made it.
            const SessionIndex session = trace_.terminalOperations[operation].session;
            if (trace_.terminalSessions.contains(session) && !trace_.terminalSessions[session].operations.empty() &&
                trace_.terminalSessions[session].operations.front() == operation)
                add(session);
        }
    }

    void fill(TrackContent& content, std::vector<Piece>& pieces)
    {
        const auto earlier = [](const Piece& a, const Piece& b) {
            return a.kind != b.kind ? a.kind < b.kind : comesBefore(a.span, b.span);
        };
        if (!std::is_sorted(pieces.begin(), pieces.end(), earlier))
            std::sort(pieces.begin(), pieces.end(), earlier);
        for (const Piece& piece : pieces) {
            if (content.append(piece.kind, piece.span))
                countInOverview(piece.kind, piece.span, 1);
        }
    }

    void countInOverview(LaneKind kind, const SpanData& span, int times)
    {
        const bool isGround =
            kind == LaneKind::Turns || kind == LaneKind::Terminal || kind == LaneKind::TerminalSessions;
        if (isGround || span.role == ColorRole::Waiting)
            return;
        if (times > 0)
            model_.overview_.add(span);
        else
            model_.overview_.remove(span);
    }

    // ---- Tracks ----------------------------------------------------------------------------------------------------

    void addTrack(ThreadIndex thread, std::shared_ptr<const TrackContent> content)
    {
        const AgentThread& agent = trace_.threads[thread];
        TimelineTrack track;
        track.thread = thread;
        track.depth = relations_.depth(thread);
        const SpanData life = spanFor(thread, agent.execution);
        track.begin = life.begin;
        track.end = life.end;
        track.open = life.open;
        track.outcome = life.outcome;
        track.failures = content->failures();
        for (const AgentThread::Gap& gap : agent.gaps)
            track.gaps.push_back({model_.positionOf(gap.endedAt), model_.positionOf(gap.resumedAt)});
        for (const CompactionIndex compaction : relations_.compactions(thread))
            track.marks.push_back({model_.positionOf(trace_.compactions[compaction].installedAt), compaction});
        std::stable_sort(track.marks.begin(), track.marks.end(),
                         [](const TimelineMark& a, const TimelineMark& b) { return a.time < b.time; });
        track.content = std::move(content);
        model_.tracks_.push_back(std::move(track));
    }

    void shareTrack(const TimelineTrack& earlier)
    {
        model_.tracks_.push_back(earlier);
        model_.tracks_.back().depth = relations_.depth(earlier.thread);
    }

    /// What is derived from all tracks together.
    std::shared_ptr<const TimelineModel> finish()
    {
        model_.trackOfThread_.assign(trace_.threads.size(), TimelineModel::nowhere);
        for (std::uint32_t index = 0; index < model_.tracks_.size(); ++index) {
            TimelineTrack& track = model_.tracks_[index];
            model_.trackOfThread_[track.thread.value] = index;
            if (track.open)
                track.end = std::max(track.begin, model_.openUntil());
            track.firstLane = static_cast<std::uint32_t>(model_.lanes_.size());
            for (std::size_t kind = 0; kind < laneKinds; ++kind) {
                for (const LaneSpans& lane : track.content->lanes(static_cast<LaneKind>(kind)))
                    model_.lanes_.push_back({.kind = static_cast<LaneKind>(kind), .track = index, .spans = &lane});
            }
            track.laneCount = static_cast<std::uint32_t>(model_.lanes_.size()) - track.firstLane;
        }
        addArrows();
        return std::make_shared<const TimelineModel>(std::move(model_));
    }

    void addArrows()
    {
        model_.arrows_.reserve(trace_.edges.size());
        for (std::uint32_t i = 0; i < trace_.edges.size(); ++i) {
            const EdgeIndex index{i};
            const InteractionEdge& edge = trace_.edges[index];
            const auto from = model_.trackOf(threadOf(trace_, edge.source));
            const auto to = model_.trackOf(threadOf(trace_, edge.target));
            if (!from || !to)
                continue;
            TimelineArrow arrow{.edge = index, .from = {.track = *from}, .to = {.track = *to}};
            arrow.from.span = model_.spanOf(objectOf(edge.source));
            arrow.from.time = model_.positionOf(edge.startedAt);
            arrow.to.span = model_.spanOf(objectOf(edge.target));
            arrow.to.time = arrivalOf(edge);
            model_.arrows_.push_back(arrow);
        }
        std::stable_sort(model_.arrows_.begin(), model_.arrows_.end(),
                         [](const TimelineArrow& a, const TimelineArrow& b) { return a.begin() < b.begin(); });
        model_.arrowOfEdge_.assign(trace_.edges.size(), TimelineModel::nowhere);
        std::int64_t latest = 0;
        for (std::size_t i = 0; i < model_.arrows_.size(); ++i) {
            const TimelineArrow& arrow = model_.arrows_[i];
            latest = i == 0 ? arrow.end() : std::max(latest, arrow.end());
            model_.latestArrowEnd_.push_back(latest);
            model_.arrowOfEdge_[arrow.edge.value] = static_cast<std::uint32_t>(i);
        }
    }

    /// When a message was there: the receiver's model first saw the item that it became, or the recorded end. A spawn
    /// arrives where its thread starts.
    [[nodiscard]] std::int64_t arrivalOf(const InteractionEdge& edge) const
    {
        const std::int64_t sent = model_.positionOf(edge.startedAt);
        const ObjectRef target = objectOf(edge.target);
        if (edge.kind == EdgeKind::SpawnAgent)
            return std::max(sent, model_.positionOf(trace_.threads[threadOf(trace_, target)].execution.startedAt));
        if (const ItemIndex item = target.item(); trace_.items.contains(item))
            return std::max(sent, model_.positionOf(trace_.items[item].firstSeenAt));
        return model_.positionOf(edge.endedAt.value_or(edge.startedAt));
    }

    // ---- Growing ---------------------------------------------------------------------------------------------------

    /// By thread, what may be drawn differently than before. False if an object became another one.
    [[nodiscard]] bool findChanges(const RolloutTrace& before)
    {
        bool same = true;
        const auto look = [&](const auto& table, const auto& earlier, const auto& threadOfObject) {
            if (table.size() < earlier.size())
                same = false;
            table.forEachChanged(earlier, [&](auto index) {
                same = same && (!earlier.contains(index) || staysInPlace(before, earlier[index].id, index));
                if (const ThreadIndex thread = threadOfObject(index))
                    changed_[thread].push_back(index);
            });
        };
        const auto owner = [&](auto index) { return threadOf(trace_, ObjectRef(index)); };
        look(trace_.threads, before.threads, [](ThreadIndex thread) { return thread; });
        look(trace_.turns, before.turns, owner);
        look(trace_.inferenceCalls, before.inferenceCalls, owner);
        look(trace_.toolCalls, before.toolCalls, owner);
        look(trace_.codeCells, before.codeCells, owner);
        look(trace_.terminalOperations, before.terminalOperations, owner);
        look(trace_.terminalSessions, before.terminalSessions, owner);
        look(trace_.compactions, before.compactions, owner);
        look(trace_.compactionRequests, before.compactionRequests, owner);
        addDependants();
        return same;
    }

    /// Whether an object is the one that it was, and still where its span was put.
    [[nodiscard]] bool staysInPlace(const RolloutTrace& before, const std::string& idBefore, ObjectRef object) const
    {
        if (objectId(trace_, object) != idBefore)
            return false;
        const auto kind = laneKindOf(trace_, object);
        return !kind || (kind == laneKindOf(before, object) && threadOf(trace_, object) == threadOf(before, object) &&
                         windowOf(trace_, object)->startedAt == windowOf(before, object)->startedAt);
    }

    /// A session is drawn as long as its operations last; a tool and its command share an outcome.
    void addDependants()
    {
        std::vector<ObjectRef> more;
        const auto addOperation = [&](OperationIndex index) {
            const TerminalOperation& operation = trace_.terminalOperations[index];
            if (trace_.terminalSessions.contains(operation.session))
                more.emplace_back(operation.session);
            if (trace_.toolCalls.contains(operation.tool))
                more.emplace_back(operation.tool);
        };
        for (const auto& [thread, objects] : changed_) {
            for (const ObjectRef object : objects) {
                if (const OperationIndex index = object.operation()) {
                    addOperation(index);
                } else if (const ToolIndex tool = object.toolCall()) {
                    if (const OperationIndex command = trace_.toolCalls[tool].terminalOperation;
                        trace_.terminalOperations.contains(command)) {
                        more.emplace_back(command);
                        addOperation(command);
                    }
                }
            }
        }
        // Each is filed under the agent that it belongs to, which need not be the one of what it depends on.
        for (const ObjectRef object : more) {
            if (const ThreadIndex thread = threadOf(trace_, object))
                changed_[thread].push_back(object);
        }
        for (auto& [thread, objects] : changed_) {
            std::sort(objects.begin(), objects.end());
            objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
        }
    }

    /// Brings a track up to date. False if it has to be filled anew.
    [[nodiscard]] bool apply(TrackContent& content, const std::vector<ObjectRef>& objects)
    {
        std::vector<Piece> added;
        // A replacement costs as much as there is behind it: many of them, and filling the track anew is cheaper.
        std::size_t rewritten = 0;
        const std::size_t most = 4 * (content.spanCount() + objects.size()) + 1'000;
        for (const ObjectRef object : objects) {
            const auto kind = laneKindOf(trace_, object);
            if (!kind)
                continue;
            const auto piece = pieceOf(object);
            const auto place = content.find(*kind, model_.positionOf(windowOf(trace_, object)->startedAt), object);
            if (!place && piece) {
                added.push_back(*piece);
            } else if (place && !piece) {
                return false; // it went into a hidden category
            } else if (place && content.span(*kind, *place) != piece->span) {
                const SpanData was = content.span(*kind, *place);
                rewritten += content.lanes(*kind)[place->lane].size() - place->at;
                if (rewritten > most || !content.replace(*kind, *place, piece->span))
                    return false;
                countInOverview(*kind, was, -1);
                countInOverview(*kind, piece->span, 1);
            }
        }
        std::sort(added.begin(), added.end(), [](const Piece& a, const Piece& b) {
            return a.kind != b.kind ? a.kind < b.kind : comesBefore(a.span, b.span);
        });
        for (const Piece& piece : added) {
            if (!content.append(piece.kind, piece.span))
                return false;
            countInOverview(piece.kind, piece.span, 1);
        }
        return true;
    }

    std::shared_ptr<const LoadedTrace> loaded_;
    const RolloutTrace& trace_;
    const Relations& relations_;
    const UnixMs present_;
    TimelineModel model_;
    std::unordered_map<ThreadIndex, std::vector<ObjectRef>> changed_;
};

std::shared_ptr<const TimelineModel> TimelineModel::build(std::shared_ptr<const LoadedTrace> loaded, UnixMs present,
                                                          TimelineOptions options)
{
    return TimelineBuilder(std::move(loaded), present, options).build();
}

std::shared_ptr<const TimelineModel> TimelineModel::grow(const TimelineModel& earlier,
                                                         std::shared_ptr<const LoadedTrace> loaded, UnixMs present,
                                                         TimelineOptions options)
{
    // A new fold moves everything behind it.
    // The duration of what runs changes without a change of the trace.
    const bool hidesDurations = options.hidden != 0 && options.mode == ColorMode::Duration;
    if (earlier.options_ == options && options.foldLongerThan <= 0 && !hidesDurations) {
        if (auto grown = TimelineBuilder(loaded, present, options).grow(earlier))
            return grown;
    }
    return build(std::move(loaded), present, options);
}

} // namespace rolloutscope
