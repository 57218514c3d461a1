#!/usr/bin/env bash
# Installs what Rolloutscope needs, builds it and runs all its tests through CTest, without a display.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: packaging/test.sh [PRESET] [--werror] [-- CTEST-OPTION…]

PRESET     dev (default), release, or asan: AddressSanitizer with leak detection and UndefinedBehaviorSanitizer
--werror   warnings are errors; so it is when the environment has CI=true

Example: packaging/test.sh asan -- -R timeline
TEXT
}

preset=dev
options=()
[[ ${CI:-} == true ]] && options=(-DROLLOUTSCOPE_WERROR=ON)
while (($# > 0)); do
    case $1 in
    -h | --help)
        usage
        exit 0
        ;;
    --werror) options=(-DROLLOUTSCOPE_WERROR=ON) ;;
    --)
        shift
        break
        ;;
    -*)
        usage >&2
        exit 2
        ;;
    *) preset=$1 ;;
    esac
    shift
done

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=packaging/common.sh
source "$here/common.sh"

install_packages fonts-dejavu-core python3 # the tests measure text, and make bundles too large to keep
configure "$preset" "${options[@]}"
build "$preset"
folder="$repository/build/$preset"

# The same surroundings everywhere, and the settings of the person who tests stay as they are.
unset DISPLAY WAYLAND_DISPLAY XDG_CURRENT_DESKTOP QT_SCALE_FACTOR QT_STYLE_OVERRIDE QT_QPA_PLATFORMTHEME
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
export XDG_CONFIG_HOME="$folder/home/config" XDG_DATA_HOME="$folder/home/data" XDG_CACHE_HOME="$folder/home/cache"
export XDG_RUNTIME_DIR="$folder/home/runtime"
mkdir -p "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
if [[ $preset == asan ]]; then
    export ASAN_OPTIONS="detect_leaks=1:${ASAN_OPTIONS:-}"
    export LSAN_OPTIONS="suppressions=$here/leaks.supp:print_suppressions=0:${LSAN_OPTIONS:-}"
    export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
fi

say "Testing $preset"
exec ctest --test-dir "$folder" --output-on-failure --no-tests=error "$@"
