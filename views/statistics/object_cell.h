// What a cell of a list of objects says.
#pragma once

#include "views/document/loaded_trace.h"
#include "views/statistics/object_order.h"

#include <QString>

namespace rolloutscope {

/// One line; empty where the object has no such thing. The object must exist in the trace.
[[nodiscard]] QString cellText(const LoadedTrace& loaded, ObjectRef object, ObjectColumn column);

} // namespace rolloutscope
