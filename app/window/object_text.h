// An object in a few lines of plain text, to be pasted into a report or a chat.
#pragma once

#include "views/document/loaded_trace.h"

#include <QString>

namespace rolloutscope {

/// Title, detail, status, times (UTC), agent and id, a line each; what is not known is left out. Empty when the object
/// does not exist. Recorded texts are one line each.
[[nodiscard]] QString objectText(const LoadedTrace& loaded, ObjectRef object);

} // namespace rolloutscope
