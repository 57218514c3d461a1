// Where the shared corpus is: bundles with the states that they must give. It need not be there.
#pragma once

#include <QByteArray>
#include <QString>

#include <filesystem>
#include <string>
#include <vector>

namespace rolloutscope::test {

/// ROLLOUTSCOPE_CORPUS, else ../shared/corpus beside the checkout, else the copies in tests/data; empty when the group
/// is in none of them.
[[nodiscard]] std::filesystem::path corpusGroup(const std::string& group);
/// The folders of a group, by name; none of one that is not there.
[[nodiscard]] std::vector<std::filesystem::path> bundlesOf(const std::filesystem::path& group);
[[nodiscard]] std::string readFile(const std::filesystem::path& path);

} // namespace rolloutscope::test
