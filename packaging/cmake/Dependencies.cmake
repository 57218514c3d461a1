# Every library that the project takes from the distribution. A missing one is named with its Debian and Ubuntu package.

function(rolloutscope_missing library package)
  message(FATAL_ERROR "${library} was not found. On Debian and Ubuntu: sudo apt install ${package}")
endfunction()

find_package(Qt6 6.4 QUIET COMPONENTS Core Gui Widgets Concurrent Svg Test)
if(NOT Qt6_FOUND)
  rolloutscope_missing("Qt 6.4 or later (Widgets, Concurrent, Svg, Test)" "qt6-base-dev qt6-svg-dev (where there is none: libqt6svg6-dev)")
endif()

find_package(nlohmann_json 3.11 QUIET)
if(NOT nlohmann_json_FOUND)
  rolloutscope_missing("nlohmann/json 3.11 or later" "nlohmann-json3-dev")
endif()

find_package(simdjson 3 QUIET)
if(NOT simdjson_FOUND)
  rolloutscope_missing("simdjson 3" "libsimdjson-dev")
endif()

find_package(OpenSSL QUIET COMPONENTS Crypto)
if(NOT OpenSSL_FOUND)
  rolloutscope_missing("OpenSSL (libcrypto, for SHA-256)" "libssl-dev")
endif()

find_path(DTL_INCLUDE_DIR dtl/dtl.hpp)
if(NOT DTL_INCLUDE_DIR)
  rolloutscope_missing("dtl (differences of sequences)" "libdtl-dev")
endif()

find_package(PkgConfig QUIET)
if(NOT PkgConfig_FOUND)
  rolloutscope_missing("pkg-config" "pkg-config")
endif()
pkg_check_modules(GRAPHVIZ QUIET IMPORTED_TARGET libcgraph libgvc)
if(NOT GRAPHVIZ_FOUND)
  rolloutscope_missing("Graphviz (cgraph, gvc)" "libgraphviz-dev")
endif()

pkg_check_modules(RE2 QUIET IMPORTED_TARGET re2)
if(NOT RE2_FOUND)
  rolloutscope_missing("RE2 (regular expressions in linear time)" "libre2-dev")
endif()

if(ROLLOUTSCOPE_BENCHMARKS)
  find_package(benchmark QUIET)
  if(NOT benchmark_FOUND)
    rolloutscope_missing("Google Benchmark" "libbenchmark-dev")
  endif()
endif()
