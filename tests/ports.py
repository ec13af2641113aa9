"""Ports for programs that have to be told theirs."""

import secrets
import socket
from typing import Final

_FIRST: Final = 20_000
_END: Final = 32_768
"""From here on Linux gives ports out by itself: one of those may be somebody's before the program listens."""


def free_port() -> int:
    """Return a port of this machine that nobody uses, and that nobody is given who asks for any."""
    while True:
        port = _FIRST + secrets.randbelow(_END - _FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
