# shellcheck shell=bash
# What run.sh, test.sh and .ci/run share: the packages, and how to install, configure and build. To be sourced.

repository=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# As Debian 12 and Ubuntu 24.04 call them. "a|b": a, or b where there is no a.
packages=(
    g++ cmake ninja-build pkg-config ccache
    qt6-base-dev 'qt6-svg-dev|libqt6svg6-dev'
    nlohmann-json3-dev libsimdjson-dev libssl-dev libbenchmark-dev libdtl-dev libre2-dev
    libgraphviz-dev # with it the layout plugin that is loaded at run time
    qt6-qpa-plugins # xcb, offscreen
)

say() {
    printf '\n== %s\n' "$*"
}

installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Prints those of the named packages (with their alternatives) that are not installed.
missing_packages() {
    local names name
    for names in "$@"; do
        for name in ${names//|/ }; do
            if installed "$name"; then
                continue 2
            fi
        done
        printf '%s\n' "$names"
    done
}

# Of "a|b" prints the first that the package lists know.
available_package() {
    local name
    for name in ${1//|/ }; do
        if [[ -n $(apt-cache --quiet=2 --names-only search "^${name//+/\\+}\$" 2>/dev/null) ]]; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "${1%%|*}"
}

# Installs what is missing of the packages above and of those named. Where that is impossible it names them and goes on:
# CMake decides.
install_packages() {
    local missing=() names chosen=() as_root=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "Not a Debian or Ubuntu system: nothing was installed. Needed there, by its own names: ${packages[*]//|/ or } $*"
        return
    fi
    mapfile -t missing < <(missing_packages "${packages[@]}" "$@")
    if ((${#missing[@]} == 0)); then
        return
    fi
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            say "Neither root nor sudo: nothing was installed. Missing: ${missing[*]//|/ or }"
            return
        fi
        as_root=(sudo)
        [[ -t 0 ]] || as_root=(sudo --non-interactive) # nobody is there to type a password
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get --quiet --option DPkg::Lock::Timeout=300)
    say "Installing ${missing[*]//|/ or }"
    # One unreachable source out of several is no reason to stop.
    "${as_root[@]}" update </dev/null || say "The package lists could not be refreshed; trying with those at hand."
    for names in "${missing[@]}"; do
        chosen+=("$(available_package "$names")")
    done
    if ! "${as_root[@]}" install --yes --no-install-recommends "${chosen[@]}" </dev/null; then
        say "Could not install. Missing: ${chosen[*]}"
        return 1
    fi
}

# configure PRESET [CMAKE-OPTION…]
configure() {
    local cache="$repository/build/$1/CMakeCache.txt" fresh=() tool
    for tool in cmake ninja c++; do
        if ! command -v "$tool" >/dev/null; then
            say "$tool is not installed: cannot build"
            return 1
        fi
    done
    # A build folder that came along with a moved checkout is of no use.
    if [[ -f $cache ]] && ! grep --quiet --line-regexp --fixed-strings "CMAKE_HOME_DIRECTORY:INTERNAL=$repository" "$cache"; then
        fresh=(--fresh)
    fi
    say "Configuring $1"
    (cd -- "$repository" && cmake "${fresh[@]}" --preset "$@")
}

# build PRESET [TARGET]
build() {
    say "Building $1"
    cmake --build "$repository/build/$1" --parallel "$(nproc)" ${2:+--target "$2"}
}
