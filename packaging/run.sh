#!/usr/bin/env bash
# Installs what Rolloutscope needs, builds it and opens a bundle, or the sample.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: packaging/run.sh [BUNDLE…]

Installs missing packages (Debian, Ubuntu), builds Rolloutscope and opens the bundles, or the sample when none is named.
Without a display it draws the window into rolloutscope.png.
TEXT
}

case ${1:-} in
-h | --help)
    usage
    exit 0
    ;;
esac

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=packaging/common.sh
source "$here/common.sh"

install_packages fonts-dejavu-core # a window without any font shows boxes
configure release
build release rolloutscope
program="$repository/build/release/bin/rolloutscope"
sample="$repository/resources/sample"

bundles=("$@")
if ((${#bundles[@]} == 0)); then
    bundles=("$sample")
fi

if [[ -z ${DISPLAY:-} && -z ${WAYLAND_DISPLAY:-} && -z ${QT_QPA_PLATFORM:-} ]]; then
    picture="$repository/rolloutscope.png"
    "$program" render "${bundles[0]}" -o "$picture"
    say "There is no display: the window of ${bundles[0]} was drawn into $picture"
    exit 0
fi
say "Opening ${bundles[*]}"
exec "$program" "${bundles[@]}"
