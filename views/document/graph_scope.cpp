#include "views/document/graph_scope.h"

#include <algorithm>

namespace rolloutscope::graph {

void toggle(std::vector<ObjectRef>& list, ObjectRef object)
{
    const auto at = std::lower_bound(list.begin(), list.end(), object);
    if (at != list.end() && *at == object)
        list.erase(at);
    else
        list.insert(at, object);
}

bool contains(const std::vector<ObjectRef>& list, ObjectRef object)
{
    return std::binary_search(list.begin(), list.end(), object);
}

} // namespace rolloutscope::graph
