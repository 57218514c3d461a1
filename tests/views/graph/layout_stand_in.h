// The test programs are their own layout process: with the hidden verb they lay out, and with other words they do what
// a broken one would do.
#pragma once

#include "views/graph/graph_view.h"
#include "views/graph/layout_client.h"

#include <QCoreApplication>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string_view>
#include <thread>

namespace rolloutscope::graphtest {

/// Set: the hidden verb hangs.
inline constexpr const char* hangVariable = "ROLLOUTSCOPE_TEST_LAYOUT_HANGS";

/// The exit code, when the program was started as a layout process.
inline std::optional<int> runAsLayoutProcess(int argc, char** argv)
{
    const std::string_view word = argc > 1 ? argv[1] : "";
    const bool asked = word == "--layout-process";
    if (asked && !qEnvironmentVariableIsSet(hangVariable))
        return runLayoutProcess();
    if (asked || word == "--hang") {
        std::this_thread::sleep_for(std::chrono::minutes(5));
        return 0;
    }
    if (word == "--crash") {
        std::signal(SIGKILL, SIG_DFL);
        std::raise(SIGKILL);
    }
    if (word == "--garbage") {
        std::fputs("{\"version\":2,\"size\":[10,", stdout);
        return 0;
    }
    if (word == "--lie") {
        // A proper answer to another question.
        std::fputs(R"({"version":2,"size":[10,10],"clusters":[],"nodes":[[5,5]],"edges":[]})", stdout);
        return 0;
    }
    return std::nullopt;
}

inline graph::LayoutProgram standIn(const char* word)
{
    return {.path = QCoreApplication::applicationFilePath(), .arguments = {QString::fromLatin1(word)}};
}

} // namespace rolloutscope::graphtest
