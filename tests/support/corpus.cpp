#include "tests/support/corpus.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace rolloutscope::test {

namespace fs = std::filesystem;

fs::path corpusGroup(const std::string& group)
{
    std::vector<fs::path> roots;
    if (const char* named = std::getenv("ROLLOUTSCOPE_CORPUS"))
        roots.emplace_back(named);
    roots.emplace_back(ROLLOUTSCOPE_SHARED_CORPUS);
    roots.emplace_back(fs::path(ROLLOUTSCOPE_TEST_DATA) / "corpus");
    for (const fs::path& root : roots) {
        std::error_code ignored;
        if (fs::is_directory(root / group, ignored))
            return root / group;
    }
    return {};
}

std::vector<fs::path> bundlesOf(const fs::path& group)
{
    std::vector<fs::path> folders;
    if (group.empty())
        return folders;
    for (const auto& entry : fs::directory_iterator(group)) {
        if (entry.is_directory())
            folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::string readFile(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace rolloutscope::test
