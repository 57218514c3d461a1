#include "core/prompt/prompt_diff.h"

#include "core/prompt/sequence_diff.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace rolloutscope {
namespace {

// They differ from request to request and are no part of what the model sees.
constexpr std::string_view namesOfRequests[] = {"previous_response_id", "client_metadata", "type", "stream", "store"};

/// One number for all parts that are the same.
class PartKeys {
public:
    std::vector<std::uint64_t> of(const Prompt& prompt)
    {
        std::vector<std::uint64_t> keys;
        keys.reserve(prompt.parts.size());
        for (const PromptPart& part : prompt.parts)
            keys.push_back(keyOf(prompt, part));
        return keys;
    }

private:
    std::uint64_t keyOf(const Prompt& prompt, const PromptPart& part)
    {
        const std::string_view json = prompt.json(part);
        std::uint64_t key = next_;
        // What the reduction says comes first: two messages can read alike, and an id can come later.
        const auto item = part.item ? byItem_.find(part.item) : byItem_.end();
        if (item != byItem_.end())
            key = item->second;
        else if (const auto bytes = byBytes_.find(json); bytes != byBytes_.end() && !json.empty())
            key = bytes->second;
        if (part.item)
            byItem_.try_emplace(part.item, key);
        if (!json.empty()) // what is guessed has none
            byBytes_.try_emplace(json, key);
        next_ += key == next_ ? 1 : 0;
        return key;
    }

    std::unordered_map<std::string_view, std::uint64_t> byBytes_;
    std::unordered_map<ItemIndex, std::uint64_t> byItem_;
    std::uint64_t next_ = 0;
};

/// Of a gap between two kept stretches: parts that were replaced by others of their kind.
void pairUp(const Prompt& before, const Prompt& after, const DiffRun& dropped, const DiffRun& added,
            std::vector<PromptDiffRow>& rows)
{
    const auto alike = [&](std::size_t from, std::size_t to) {
        const PromptPart& a = before.parts[from];
        const PromptPart& b = after.parts[to];
        return a.kind == b.kind && a.category == b.category && a.name == b.name;
    };
    std::size_t from = dropped.before;
    for (std::size_t to = added.after; to < added.after + added.length; ++to) {
        std::size_t match = from;
        while (match < dropped.before + dropped.length && !alike(match, to))
            ++match;
        if (match == dropped.before + dropped.length) {
            rows.push_back({PromptChange::Added, std::nullopt, to});
            continue;
        }
        for (; from < match; ++from)
            rows.push_back({PromptChange::Dropped, from, std::nullopt});
        rows.push_back({PromptChange::Changed, from++, to});
    }
    for (; from < dropped.before + dropped.length; ++from)
        rows.push_back({PromptChange::Dropped, from, std::nullopt});
}

std::vector<SettingChange> diffSettings(const Prompt& before, const Prompt& after)
{
    std::vector<SettingChange> changes;
    const auto jsonOf = [](const Prompt& prompt, const std::string& name) {
        const auto found = std::find_if(prompt.settings.begin(), prompt.settings.end(),
                                        [&](const PromptSetting& setting) { return setting.name == name; });
        return found == prompt.settings.end() ? std::string() : found->json;
    };
    const auto isName = [](const std::string& name) {
        return std::find(std::begin(namesOfRequests), std::end(namesOfRequests), name) != std::end(namesOfRequests);
    };
    for (const PromptSetting& setting : after.settings) {
        if (std::string earlier = jsonOf(before, setting.name); !isName(setting.name) && earlier != setting.json)
            changes.push_back({setting.name, std::move(earlier), setting.json});
    }
    for (const PromptSetting& setting : before.settings) {
        if (!isName(setting.name) && jsonOf(after, setting.name).empty())
            changes.push_back({setting.name, setting.json, {}});
    }
    return changes;
}

/// A part that changed is the same up to a place in it.
void addCommonBeginning(const Prompt& before, const Prompt& after, PromptDiff& diff)
{
    const PromptDiffRow& row = diff.rows[*diff.firstDifference];
    const PromptPart& part = after.parts[*row.after];
    const std::string_view earlier = before.json(before.parts[*row.before]);
    const std::string_view later = after.json(part);
    const auto place = std::mismatch(later.begin(), later.end(), earlier.begin(), earlier.end()).first;
    const auto same = static_cast<std::uint64_t>(place - later.begin());
    diff.sameBytes += same;
    if (part.length > 0) // where in it the images are is not known
        diff.sameImageBytes += part.imageBytes * same / part.length;
}

} // namespace

PromptDiff diffPrompts(const Prompt& before, const Prompt& after)
{
    PartKeys keys;
    const std::vector<std::uint64_t> from = keys.of(before);
    const std::vector<std::uint64_t> to = keys.of(after);
    const std::vector<DiffRun> runs = diffSequences(from, to);

    PromptDiff diff;
    diff.settings = diffSettings(before, after);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const DiffRun& run = runs[i];
        if (run.step == DiffStep::Kept) {
            for (std::size_t at = 0; at < run.length; ++at)
                diff.rows.push_back({PromptChange::Kept, run.before + at, run.after + at});
        } else if (run.step == DiffStep::Dropped) {
            const bool replaced = i + 1 < runs.size() && runs[i + 1].step == DiffStep::Added;
            const DiffRun none{.step = DiffStep::Added, .before = run.before, .after = run.after, .length = 0};
            pairUp(before, after, run, replaced ? runs[i + 1] : none, diff.rows);
            i += replaced ? 1 : 0;
        } else {
            for (std::size_t at = 0; at < run.length; ++at)
                diff.rows.push_back({PromptChange::Added, std::nullopt, run.after + at});
        }
    }
    std::size_t end = diff.rows.size(); // before what only came at the end
    while (end > 0 && diff.rows[end - 1].change == PromptChange::Added)
        --end;
    for (std::size_t row = 0; row < diff.rows.size(); ++row) {
        ++diff.counts[static_cast<std::size_t>(diff.rows[row].change)];
        if (!diff.firstDifference && row < end && diff.rows[row].change != PromptChange::Kept)
            diff.firstDifference = row;
    }
    for (std::size_t row = 0; row < diff.firstDifference.value_or(end); ++row) {
        const PromptPart& part = after.parts[*diff.rows[row].after];
        diff.sameBytes += part.length;
        diff.sameImageBytes += part.imageBytes;
    }
    if (diff.firstDifference && diff.rows[*diff.firstDifference].change == PromptChange::Changed)
        addCommonBeginning(before, after, diff);
    return diff;
}

} // namespace rolloutscope
