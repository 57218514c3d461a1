#include "core/insight/describe.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace rolloutscope {

namespace {

/// One decimal below a hundred, none above; the dot is a dot in every locale.
std::string scaled(double value, const char* unit)
{
    std::array<char, 48> text{};
    if (value >= 99.95) {
        std::snprintf(text.data(), text.size(), "%lld %s", std::llround(value), unit);
        return text.data();
    }
    const long long tenths = std::llround(value * 10);
    if (tenths % 10 == 0)
        std::snprintf(text.data(), text.size(), "%lld %s", tenths / 10, unit);
    else
        std::snprintf(text.data(), text.size(), "%lld.%lld %s", tenths / 10, tenths % 10, unit);
    return text.data();
}

} // namespace

std::string formatDuration(std::int64_t ms)
{
    if (ms < 0)
        return "-" + formatDuration(ms == INT64_MIN ? INT64_MAX : -ms);
    if (ms < 1000)
        return std::to_string(ms) + " ms";
    if (ms < 59'950) {
        const std::int64_t tenths = (ms + 50) / 100;
        return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
    }
    const std::int64_t seconds = (ms + 500) / 1000;
    const auto twoDigits = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    if (seconds < 3600)
        return std::to_string(seconds / 60) + " m " + twoDigits(seconds % 60) + " s";
    const std::int64_t minutes = seconds / 60;
    if (minutes < 48 * 60)
        return std::to_string(minutes / 60) + " h " + twoDigits(minutes % 60) + " m";
    return std::to_string(minutes / (24 * 60)) + " d " + twoDigits(minutes / 60 % 24) + " h";
}

std::string formatBytes(std::uint64_t bytes)
{
    if (bytes < 1000)
        return std::to_string(bytes) + " B";
    double value = static_cast<double>(bytes);
    const std::array units{"KB", "MB", "GB", "TB", "PB", "EB"};
    std::size_t unit = 0;
    for (value /= 1000; value >= 999.5 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    return scaled(value, units[unit]);
}

std::string formatCount(std::uint64_t count)
{
    if (count < 1000)
        return std::to_string(count);
    double value = static_cast<double>(count);
    const std::array units{"k", "M", "G", "T", "P", "E"};
    std::size_t unit = 0;
    for (value /= 1000; value >= 999.5 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    return scaled(value, units[unit]);
}

std::string formatCounted(std::uint64_t count, const char* singular, const char* plural)
{
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, ",");
    return digits + " " + (count == 1 ? singular : plural);
}

} // namespace rolloutscope
