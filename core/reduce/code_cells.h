// Code cells: a start waits for the source item that the model gave, responses and ends wait for the start (spec 3,
// code cells).
#pragma once

#include "core/bundle/event.h"
#include "core/trace/trace.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace rolloutscope {

struct Reduction;

class CodeCells {
public:
    explicit CodeCells(Reduction& reduction) : r_(reduction) {}

    void started(const event::CodeCellStarted& event);
    void reported(const event::CodeCellReported& event);
    /// The turn of a running cell ended.
    void endWithTurn(CellIndex cell, CellStatus status);

    /// The cell id that a runtime id means in a thread now; null if it is unknown. The cell need not exist yet.
    [[nodiscard]] const std::string* cellIdOf(ThreadIndex thread, std::string_view runtimeId) const;
    void addNestedTool(const std::string& cellId, ToolIndex tool);
    void addWaitTool(const std::string& cellId, ToolIndex tool);
    void forgetRuntimeIds(ThreadIndex thread);

    void itemCreated(ItemIndex item);
    void itemSighted(ItemIndex item);
    /// Starts the cells whose source item has come.
    void startWaiting();

private:
    struct Start {
        std::string cellId;
        std::string callId;
        std::string runtimeId;
        std::string sourceJs;
        ThreadIndex thread;
        std::optional<std::string> turnId;
        UnixMs at = 0;
        std::uint64_t seq = 0;
    };
    struct Report {
        bool ended = false;
        CellStatus status = CellStatus::Completed;
        std::string runtimeId;
        PayloadIndex payload;
        UnixMs at = 0;
        std::uint64_t seq = 0;
    };
    [[nodiscard]] static std::string runtimeKey(ThreadIndex thread, std::string_view runtimeId);
    [[nodiscard]] static std::string startKey(ThreadIndex thread, std::string_view callId);
    void start(const Start& start, ItemIndex source);
    void apply(CellIndex cell, const Report& report);
    [[nodiscard]] bool isWaiting(const std::string& cellId) const;

    Reduction& r_;
    std::unordered_map<std::string, std::string> cellIdByRuntime_;        // key: thread and runtime id
    std::unordered_map<std::string, Start> waitingStarts_;                // key: thread and call id
    std::unordered_map<std::string, int> waitingByCellId_;                // how many starts of it wait
    std::unordered_map<std::string, std::vector<Report>> waitingReports_; // key: cell id
    std::unordered_map<std::string, IndexList<ToolCall>> requestedTools_; // key: cell id
    std::vector<std::string> sourceSeen_; // keys of waiting starts whose source item has come
};

} // namespace rolloutscope
