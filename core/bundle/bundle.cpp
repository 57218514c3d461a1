#include "core/bundle/bundle.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <system_error>

namespace rolloutscope {

namespace {

constexpr std::uint64_t manifestLimit = std::uint64_t{16} << 20U; // bytes; real ones have 300

std::string inFile(const char* file, const std::string& reason)
{
    return std::string(file) + ": " + reason;
}

} // namespace

bool parseManifest(const std::string& json, Manifest& manifest, std::string& error)
{
    const nlohmann::json document = nlohmann::json::parse(json, nullptr, false);
    if (document.is_discarded()) {
        error = "it is not valid JSON";
        return false;
    }
    if (!document.is_object()) {
        error = "it is not a JSON object";
        return false;
    }
    const auto fail = [&](const char* field, const char* expected) {
        error = std::string(document.contains(field) ? "the field " : "the field is missing: ") + field +
                (document.contains(field) ? std::string(" is not ") + expected : std::string());
        return false;
    };
    const auto text = [&](const char* field, std::string& into) {
        const auto found = document.find(field);
        if (found == document.end() || !found->is_string())
            return fail(field, "a string");
        into = found->get<std::string>();
        return true;
    };

    const auto version = document.find("schema_version");
    if (version == document.end() || !version->is_number_unsigned() ||
        version->get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max())
        return fail("schema_version", "a whole number");
    manifest.schemaVersion = version->get<std::uint32_t>();
    const auto started = document.find("started_at_unix_ms");
    if (started == document.end() || !started->is_number_integer() ||
        (started->is_number_unsigned() &&
         started->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())))
        return fail("started_at_unix_ms", "a whole number of milliseconds");
    manifest.startedAt = started->get<std::int64_t>();
    std::string unused;
    return text("trace_id", manifest.traceId) && text("rollout_id", manifest.rolloutId) &&
           text("root_thread_id", manifest.rootThreadId) && text("raw_event_log", unused) &&
           text("payloads_dir", unused);
}

bool Bundle::open(const std::filesystem::path& path, Bundle& bundle, std::string& error)
{
    Bundle opened;
    if (const FileError problem = ConfinedFolder::open(path, opened.folder_); problem != FileError::None) {
        error = path.string() + ": ";
        error += problem == FileError::Missing    ? "there is no such folder"
                 : problem == FileError::NotAFile ? "it is not a folder"
                                                  : describe(problem);
        return false;
    }
    std::string json;
    const FileError manifestError = opened.folder_.readFile(manifestFileName, json, manifestLimit);
    ConfinedFile log;
    const FileError logError = opened.folder_.openFile(eventLogFileName, log);
    if (manifestError == FileError::Missing && logError == FileError::Missing) {
        error = path.string() + ": this is not a trace bundle: it has neither " + manifestFileName + " nor " +
                eventLogFileName;
        return false;
    }
    if (manifestError != FileError::None) {
        error = inFile((path / manifestFileName).c_str(), describe(manifestError));
        return false;
    }
    std::string reason;
    if (!parseManifest(json, opened.manifest_, reason)) {
        error = inFile((path / manifestFileName).c_str(), reason);
        return false;
    }
    if (logError != FileError::None) {
        error = inFile((path / eventLogFileName).c_str(), describe(logError));
        return false;
    }
    bundle = std::move(opened);
    return true;
}

bool looksLikeBundle(const std::filesystem::path& path)
{
    std::error_code ignored;
    return std::filesystem::exists(path / manifestFileName, ignored) ||
           std::filesystem::exists(path / eventLogFileName, ignored);
}

std::vector<std::filesystem::path> bundlesInside(const std::filesystem::path& path, std::size_t most)
{
    std::vector<std::filesystem::path> found;
    std::error_code error;
    std::filesystem::directory_iterator entry(path, std::filesystem::directory_options::skip_permission_denied, error);
    constexpr std::size_t mostEntries = 100'000;
    for (std::size_t seen = 0;
         !error && entry != std::filesystem::directory_iterator() && found.size() < most && seen < mostEntries;
         entry.increment(error), ++seen) {
        std::error_code ignored;
        if (entry->is_directory(ignored) && looksLikeBundle(entry->path()))
            found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace rolloutscope
