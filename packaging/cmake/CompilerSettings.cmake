# Warnings, sanitizers and ccache for every target of the project.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(rolloutscope_settings INTERFACE)
target_include_directories(rolloutscope_settings INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(rolloutscope_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wimplicit-fallthrough)
# GCC 12 warns of overlaps inside its own std::string at higher optimisation (GCC bug 105651).
target_compile_options(rolloutscope_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_compile_definitions(rolloutscope_settings INTERFACE
  ROLLOUTSCOPE_VERSION="${PROJECT_VERSION}" QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII)
if(ROLLOUTSCOPE_WERROR)
  target_compile_options(rolloutscope_settings INTERFACE -Werror)
endif()
if(ROLLOUTSCOPE_SANITIZE)
  target_compile_options(rolloutscope_settings INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(rolloutscope_settings INTERFACE -fsanitize=address,undefined)
endif()
