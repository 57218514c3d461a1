#include "core/reduce/reducer.h"

#include "core/reduce/live_reduction.h"

namespace rolloutscope {

ReduceResult reduce(const Bundle& bundle, const ReduceOptions& options)
{
    LiveReduction reduction(bundle, options);
    reduction.setPatience(std::chrono::milliseconds(0));
    reduction.advance();
    return reduction.finish();
}

} // namespace rolloutscope
