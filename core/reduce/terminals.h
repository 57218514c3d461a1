// Terminal operations and sessions (spec 3, terminals; spec 5, terminals).
#pragma once

#include "core/bundle/event.h"
#include "core/json/document.h"
#include "core/trace/trace.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace rolloutscope {

struct Reduction;

class Terminals {
public:
    explicit Terminals(Reduction& reduction) : r_(reduction) {}

    /// From the runtime payload of an exec_command or write_stdin.
    void startFromRuntime(ToolIndex tool, PayloadIndex payload);
    /// From the invocation of a write_stdin.
    void startFromInvocation(ToolIndex tool, json::Value invocation, PayloadIndex payload);
    /// Ends the tool's operation with a runtime payload or the tool's result.
    void end(ToolIndex tool, ExecutionStatus status, PayloadIndex payload);
    void stdinTargetResolved(const event::StdinTargetResolved& event);
    void forgetProcessIds(ThreadIndex thread);

private:
    struct ParsedResult {
        TerminalResult result;
        std::optional<std::string> processId;
    };
    void begin(ToolIndex tool, TerminalOperation&& operation, PayloadIndex payload,
               const std::optional<std::string>& processId);
    void join(OperationIndex operation);
    void joinByProcessId(OperationIndex operation);
    void joinSessionOfCommand(OperationIndex operation);
    [[nodiscard]] SessionIndex open(const std::string& id, OperationIndex by);
    void addTo(SessionIndex session, OperationIndex operation);

    [[nodiscard]] std::optional<ParsedResult> parseResult(const TerminalOperation& operation, json::Value payload,
                                                          std::string& why) const;
    [[nodiscard]] std::optional<ParsedResult> parseProtocolForm(json::Value payload, std::string& why) const;
    [[nodiscard]] std::optional<ParsedResult> parseDispatchForm(json::Value payload, std::string& why) const;
    [[nodiscard]] std::optional<std::string> textContent(json::Value value) const;
    [[nodiscard]] std::string compactText(json::Value value) const;

    Reduction& r_;
    std::unordered_map<std::string, std::string>
        sessionIdByProcess_; // key: thread and process id (one exec, one session)
};

} // namespace rolloutscope
