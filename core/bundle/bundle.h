// A trace bundle on disk: its manifest, and the folder from which the event log and payloads are read
// (spec: the trace bundle).
#pragma once

#include "core/bundle/confined_folder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rolloutscope {

struct Manifest {
    std::uint32_t schemaVersion = 1;
    std::string traceId;
    std::string rolloutId;
    std::string rootThreadId;
    std::int64_t startedAt = 0; // Unix ms
};

/// The names are fixed by the format; what the manifest says of them is not used.
inline constexpr const char* manifestFileName = "manifest.json";
inline constexpr const char* eventLogFileName = "trace.jsonl";
inline constexpr const char* stateFileName = "state.json";

class Bundle {
public:
    /// Opens the folder and reads its manifest. On failure `error` says which file and why, and nothing is opened.
    /// A folder without event log is refused too.
    [[nodiscard]] static bool open(const std::filesystem::path& path, Bundle& bundle, std::string& error);

    [[nodiscard]] const Manifest& manifest() const { return manifest_; }
    [[nodiscard]] const ConfinedFolder& folder() const { return folder_; }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

private:
    Manifest manifest_;
    ConfinedFolder folder_;
};

/// Reads and checks a manifest; on failure `error` says why.
[[nodiscard]] bool parseManifest(const std::string& json, Manifest& manifest, std::string& error);

/// Whether the folder looks like a bundle: it has a manifest or an event log.
[[nodiscard]] bool looksLikeBundle(const std::filesystem::path& path);
/// Folders directly inside `path` that look like bundles, by name; at most `most`.
[[nodiscard]] std::vector<std::filesystem::path> bundlesInside(const std::filesystem::path& path,
                                                               std::size_t most = 1000);

} // namespace rolloutscope
