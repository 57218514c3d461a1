#include "views/timeline/axis_ticks.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace rolloutscope {
namespace {

constexpr double second = 1000;
constexpr double minute = 60 * second;
constexpr double hour = 60 * minute;
constexpr double day = 24 * hour;

struct Step {
    double major;
    int parts; // minor steps in a major one
};

constexpr std::array clockSteps = {
    Step{second, 5},      Step{2 * second, 4},  Step{5 * second, 5}, Step{10 * second, 5}, Step{20 * second, 4},
    Step{30 * second, 3}, Step{minute, 6},      Step{2 * minute, 4}, Step{5 * minute, 5},  Step{10 * minute, 5},
    Step{20 * minute, 4}, Step{30 * minute, 3}, Step{hour, 6},       Step{2 * hour, 4},    Step{3 * hour, 3},
    Step{6 * hour, 6},    Step{12 * hour, 4},   Step{day, 4},
};

/// The smallest of 1, 2, 5 × 10ⁿ × unit that is at least `least`.
Step decimalStep(double least, double unit)
{
    const double power = unit * std::pow(10.0, std::floor(std::log10(std::max(least, 1e-9) / unit)));
    for (const double times : {1.0, 2.0, 5.0}) {
        if (power * times >= least * (1 - 1e-9))
            return {power * times, times == 2.0 ? 4 : 5};
    }
    return {power * 10, 5};
}

Step chooseStep(double msPerPixel, double minPixels)
{
    const double least = msPerPixel * minPixels;
    if (least <= second / 2)
        return decimalStep(least, 1.0);
    for (const Step& step : clockSteps) {
        if (step.major >= least)
            return step;
    }
    return decimalStep(least, day);
}

std::string format(const char* pattern, auto... values)
{
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), pattern, values...);
    return text.data();
}

/// Digits after the point that tell two neighbours apart when a unit holds `perUnit` steps.
int decimalsFor(double perUnit)
{
    int digits = 0;
    for (double steps = 1; steps < perUnit * (1 - 1e-9) && digits < 9; steps *= 10)
        ++digits;
    return digits;
}

} // namespace

double majorStep(double msPerPixel, double minPixels)
{
    return chooseStep(msPerPixel, minPixels).major;
}

std::string tickLabel(double time, double step)
{
    if (std::abs(time) < step / 1000)
        return "0 s";
    if (time < 0)
        return std::string("−").append(tickLabel(-time, step));
    if (step < second && time < second - step / 2) {
        const int decimals = decimalsFor(1 / step);
        return format("%.*f ms", decimals, time);
    }
    // Rounded once, so that no part can carry over into the next unit.
    const int decimals = step < second ? decimalsFor(second / step) : 0;
    const double unitsPerSecond = std::pow(10.0, decimals);
    const double whole = std::round(time / second * unitsPerSecond) / unitsPerSecond;
    const auto days = static_cast<std::int64_t>(std::floor(whole / 86'400));
    const auto hours = static_cast<int>(std::floor(std::fmod(whole, 86'400) / 3600));
    const auto minutes = static_cast<int>(std::floor(std::fmod(whole, 3600) / 60));
    const double seconds = std::fmod(whole, 60);
    if (step >= day)
        return format("%lld d", static_cast<long long>(days));

    std::string label;
    const auto append = [&](const std::string& part) { label += (label.empty() ? "" : " ") + part; };
    if (days > 0)
        append(format("%lld d", static_cast<long long>(days)));
    if (days > 0 || hours > 0)
        append(format(days > 0 ? "%02d h" : "%d h", hours));
    if (step < hour && (days > 0 || hours > 0 || minutes > 0))
        append(format(label.empty() ? "%d m" : "%02d m", minutes));
    if (step < minute) {
        const int width = label.empty() ? 0 : (decimals > 0 ? 3 + decimals : 2); // two digits before the point
        append(format("%0*.*f s", width, decimals, seconds));
    }
    return label.empty() ? "0 s" : label;
}

namespace {

std::string clockLabel(double unixMs, double step)
{
    using namespace std::chrono;
    // Rounded once, so that no part can carry over into the next unit.
    const int decimals = step < second ? decimalsFor(second / step) : 0;
    const double perSecond = std::pow(10.0, decimals);
    const double whole = std::round(unixMs / second * perSecond) / perSecond;
    const auto days = static_cast<std::int64_t>(std::floor(whole / 86'400));
    constexpr std::int64_t farthest = 10'000'000; // days: what a calendar of 16-bit years still takes
    const year_month_day date{sys_days{std::chrono::days{std::clamp(days, -farthest, farthest)}}};
    const double ofDay = whole - static_cast<double>(days) * 86'400;
    const auto minutes = static_cast<int>(std::floor(ofDay / 60));
    if (step >= day || (ofDay == 0 && step >= minute)) {
        static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        return format("%u %s", static_cast<unsigned>(date.day()),
                      months[(static_cast<unsigned>(date.month()) + 11) % 12]);
    }
    if (step >= minute)
        return format("%02d:%02d", minutes / 60, minutes % 60);
    return format("%02d:%02d:%0*.*f", minutes / 60, minutes % 60, decimals > 0 ? 3 + decimals : 2, decimals,
                  ofDay - minutes * 60.0);
}

void addTicks(Stretch times, const Step& step, const AxisClock& clock, const TimeFolds& folds,
              std::vector<AxisTick>& ticks)
{
    constexpr std::int64_t most = 5000;
    const double minor = step.major / step.parts;
    const auto first = static_cast<std::int64_t>(std::ceil((times.begin + clock.offset) / minor));
    const auto last = std::min(static_cast<std::int64_t>(std::floor((times.end + clock.offset) / minor)), first + most);
    for (std::int64_t i = first; i <= last && ticks.size() < 2 * most; ++i) {
        const bool major = i % step.parts == 0;
        const double time = static_cast<double>(i) * minor - clock.offset;
        ticks.push_back({.position = folds.positionOf(time),
                         .major = major,
                         .label = major ? clock.label(time, step.major) : std::string()});
    }
}

} // namespace

std::string AxisClock::label(double time, double step) const
{
    switch (mode) {
    case AxisMode::LocalClock:
    case AxisMode::UtcClock:
        return clockLabel(time + offset, step);
    case AxisMode::SinceSelection: {
        const std::string text = tickLabel(time + offset, step);
        return time + offset > step / 1000 ? "+" + text : text;
    }
    case AxisMode::SinceStart:
        break;
    }
    return tickLabel(time + offset, step);
}

std::vector<AxisTick> axisTicks(Stretch visible, double msPerPixel, const AxisClock& clock, const TimeFolds& folds,
                                double minPixels)
{
    const Step step = chooseStep(msPerPixel, minPixels);
    std::vector<AxisTick> ticks;
    double from = folds.timeAt(visible.begin);
    const double end = folds.timeAt(visible.end);
    for (const TimeFold& fold : folds.folds()) {
        if (static_cast<double>(fold.end) <= from)
            continue;
        if (static_cast<double>(fold.begin) >= end)
            break;
        addTicks({from, std::min(end, static_cast<double>(fold.begin))}, step, clock, folds, ticks);
        from = static_cast<double>(fold.end);
    }
    if (from <= end)
        addTicks({from, end}, step, clock, folds, ticks);
    return ticks;
}

} // namespace rolloutscope
