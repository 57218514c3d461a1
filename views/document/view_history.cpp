#include "views/document/view_history.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace rolloutscope {

bool ViewState::isSamePlace(const ViewState& other) const
{
    constexpr double share = 0.004; // of what is visible
    constexpr int fewPixels = 8;
    const double little = std::max(visibleTime.length(), other.visibleTime.length()) * share;
    const auto near = [little](double a, double b) { return std::abs(a - b) <= little; };
    return selection == other.selection && range == other.range && trackFilter == other.trackFilter &&
           graph == other.graph && near(visibleTime.begin, other.visibleTime.begin) &&
           near(visibleTime.end, other.visibleTime.end) && scroll.threadId == other.scroll.threadId &&
           std::abs(scroll.offset - other.scroll.offset) <= fewPixels;
}

void ViewHistory::reset(ViewState start)
{
    entries_.assign(1, std::move(start));
    at_ = 0;
}

void ViewHistory::push(const ViewState& state)
{
    if (entries_.empty()) {
        reset(state);
        return;
    }
    if (entries_[at_].isSamePlace(state))
        return;
    entries_.resize(at_ + 1);
    entries_.push_back(state);
    if (entries_.size() > most)
        entries_.erase(entries_.begin());
    at_ = entries_.size() - 1;
}

void ViewHistory::replacePresent(const ViewState& state)
{
    if (entries_.empty())
        reset(state);
    else
        entries_[at_] = state;
}

bool ViewHistory::canGoBack(const ViewState& now) const
{
    return !entries_.empty() && (at_ > 0 || !entries_[at_].isSamePlace(now));
}

ViewState ViewHistory::back(const ViewState& now)
{
    if (!canGoBack(now))
        return now;
    push(now);
    --at_;
    return entries_[at_];
}

ViewState ViewHistory::forward()
{
    if (canGoForward())
        ++at_;
    return entries_.empty() ? ViewState() : entries_[at_];
}

} // namespace rolloutscope
