#include "views/document/loaded_trace.h"

#include "views/document/background.h"

namespace rolloutscope {

LoadedTracePtr shared(std::unique_ptr<LoadedTrace> loaded)
{
    return {loaded.release(), [](const LoadedTrace* last) { deleteInBackground(last); }};
}

} // namespace rolloutscope
