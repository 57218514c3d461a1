// What the end of a terminal operation says, in the forms that recorders write (spec 3, terminals: end).
#include "core/reduce/terminals.h"

#include "core/json/compact.h"
#include "core/reduce/reduction.h"

#include <limits>

namespace rolloutscope {

namespace {

std::optional<std::int32_t> int32Of(json::Value value)
{
    const auto number = value.int64();
    if (!number || *number < std::numeric_limits<std::int32_t>::min() ||
        *number > std::numeric_limits<std::int32_t>::max())
        return std::nullopt;
    return static_cast<std::int32_t>(*number);
}

} // namespace

std::string Terminals::compactText(json::Value value) const
{
    json::CompactOptions options;
    options.numbers = r_.rules.numbers;
    return json::compact(value, options);
}

/// Of a string itself; of an array the string `text` fields of its objects, by lines; of null or nothing none; of any
/// other value its compact JSON.
std::optional<std::string> Terminals::textContent(json::Value value) const
{
    if (value.isNullOrAbsent())
        return std::nullopt;
    if (auto text = value.string())
        return text;
    if (!value.isArray())
        return compactText(value);
    std::string joined;
    bool first = true;
    for (const json::Value element : value.elements()) {
        if (auto text = element["text"].string()) {
            if (!first)
                joined += '\n';
            first = false;
            joined += *text;
        }
    }
    return joined.empty() ? std::nullopt : std::optional(std::move(joined));
}

std::optional<Terminals::ParsedResult> Terminals::parseResult(const TerminalOperation& operation, json::Value payload,
                                                              std::string& why) const
{
    if (auto parsed = parseProtocolForm(payload, why))
        return parsed;
    if (std::holds_alternative<ExecRequest>(operation.request))
        return std::nullopt;
    return parseDispatchForm(payload, why);
}

std::optional<Terminals::ParsedResult> Terminals::parseProtocolForm(json::Value payload, std::string& why) const
{
    ParsedResult parsed;
    TerminalResult& result = parsed.result;
    const auto bad = [&](const char* field) {
        why = std::string("the field ") + field + " is missing or mistyped";
        return std::nullopt;
    };
    const json::Value aggregate = payload["aggregated_output"];
    const bool late = !payload["stdout"] && aggregate.isString();
    if (r_.rules.outputFromAggregate || late) {
        if (aggregate) {
            auto text = aggregate.string();
            if (!text)
                return bad("aggregated_output");
            result.out = std::move(*text);
        }
    } else {
        auto out = payload["stdout"].string();
        auto err = payload["stderr"].string();
        auto formatted = payload["formatted_output"].string();
        if (!out)
            return bad("stdout");
        if (!err)
            return bad("stderr");
        if (!formatted)
            return bad("formatted_output");
        result.out = std::move(*out);
        result.err = std::move(*err);
        if (*formatted == result.out.text())
            result.formattedOutput = result.out;
        else
            result.formattedOutput = SharedText(std::move(*formatted));
    }
    result.exitCode = int32Of(payload["exit_code"]);
    if (!result.exitCode)
        return bad("exit_code");
    const json::Value processId = payload["process_id"];
    if (!processId.isNullOrAbsent()) {
        parsed.processId = processId.string();
        if (!parsed.processId)
            return bad("process_id");
    }
    return parsed;
}

std::optional<Terminals::ParsedResult> Terminals::parseDispatchForm(json::Value payload, std::string& why) const
{
    ParsedResult parsed;
    TerminalResult& result = parsed.result;
    const json::Value type = payload["type"];
    if (type.equals("direct_response")) {
        const json::Value item = payload["response_item"];
        if (!item) {
            why = "a direct_response has no response_item";
            return std::nullopt;
        }
        auto text = textContent(item["output"]);
        result.out = text ? std::move(*text) : compactText(item);
        result.formattedOutput = result.out;
        return parsed;
    }
    if (type.equals("code_mode_response")) {
        const json::Value value = payload["value"];
        if (!value) {
            why = "a code_mode_response has no value";
            return std::nullopt;
        }
        if (auto output = value["output"].string()) {
            const json::Value exitCode = value["exit_code"];
            const json::Value tokens = value["original_token_count"];
            const json::Value chunk = value["chunk_id"];
            result.exitCode = int32Of(exitCode);
            result.originalTokenCount = tokens.uint64();
            result.chunkId = chunk.string();
            const bool fits = (exitCode.isNullOrAbsent() || result.exitCode) &&
                              (tokens.isNullOrAbsent() || result.originalTokenCount) &&
                              (chunk.isNullOrAbsent() || result.chunkId);
            if (fits) {
                result.out = std::move(*output);
                result.formattedOutput = result.out;
                return parsed;
            }
            result = TerminalResult{};
        }
        auto text = textContent(value);
        result.out = text ? std::move(*text) : compactText(value);
        result.formattedOutput = result.out;
        return parsed;
    }
    if (type.equals("error")) {
        auto error = payload["error"].string();
        if (!error) {
            why = "an error has no text";
            return std::nullopt;
        }
        result.err = std::move(*error);
        result.formattedOutput = result.err;
        return parsed;
    }
    why = "it is neither a protocol event nor a known kind of result";
    return std::nullopt;
}

} // namespace rolloutscope
