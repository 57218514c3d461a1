#include "tests/support/bundle_replay.h"

#include "tests/support/corpus.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace rolloutscope::test {

namespace fs = std::filesystem;

namespace {

/// The paths of all payload references in an event, wherever they stand.
void collectPaths(const nlohmann::json& value, std::vector<std::string>& paths)
{
    if (value.is_object() && value.contains("raw_payload_id") && value.contains("path") && value["path"].is_string())
        paths.push_back(value["path"].get<std::string>());
    if (value.is_structured()) {
        for (const auto& inside : value)
            collectPaths(inside, paths);
    }
}

} // namespace

BundleReplay::BundleReplay(fs::path from, fs::path to, Options options)
    : from_(std::move(from)),
      to_(std::move(to)),
      options_(options),
      random_(options.seed),
      log_(readFile(from_ / "trace.jsonl"))
{
    fs::create_directories(to_ / "payloads");
    fs::copy_file(from_ / "manifest.json", to_ / "manifest.json", fs::copy_options::overwrite_existing);
    std::ofstream(to_ / "trace.jsonl", std::ios::binary);
}

void BundleReplay::cut(const fs::path& file, const std::string& bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t count = std::min<std::size_t>(1 + random_() % options_.longestPiece, bytes.size() - at);
        pieces_.push_back({file, bytes.substr(at, count)});
        at += count;
    }
}

void BundleReplay::prepare()
{
    if (!pieces_.empty() || at_ >= log_.size())
        return;
    const std::size_t end = std::min(log_.find('\n', at_), log_.size() - 1) + 1;
    const std::string line = log_.substr(at_, end - at_);
    at_ = end;
    std::vector<std::string> paths;
    const auto event = nlohmann::json::parse(line, nullptr, false);
    if (event.is_object()) {
        collectPaths(event, paths);
        if (const auto time = event.find("wall_time_unix_ms"); time != event.end() && time->is_number_integer())
            recordedAt_ = time->get<std::int64_t>();
    }
    const bool late = options_.latePayloads && random_() % 4 == 0;
    if (late)
        cut("trace.jsonl", line);
    for (const std::string& path : paths) {
        std::error_code error;
        const bool inside = path.rfind("payloads/", 0) == 0 && path.find("..") == std::string::npos;
        if (inside && written_.insert(path).second && fs::is_regular_file(from_ / path, error))
            cut(path, readFile(from_ / path));
    }
    if (!late)
        cut("trace.jsonl", line);
}

void BundleReplay::flush(const Piece& piece)
{
    fs::create_directories((to_ / piece.file).parent_path());
    std::ofstream(to_ / piece.file, std::ios::binary | std::ios::app) << piece.bytes;
}

void BundleReplay::writePiece()
{
    prepare();
    if (pieces_.empty())
        return;
    flush(pieces_.front());
    pieces_.pop_front();
}

void BundleReplay::writeEvent()
{
    prepare();
    while (!pieces_.empty())
        writePiece();
}

} // namespace rolloutscope::test
