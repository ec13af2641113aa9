"""Keeps us from being locked out: one refused login per credential, and a lock is waited out."""

import asyncio
from collections.abc import Callable
import json
import re
import time

from .base import InvalidAuthError, LockedError

UNKNOWN_LOCK = 1800.0
"""Seconds that a lock is taken to last where the recorder doesn't say: the makers' default."""
LONGEST_LOCK = 86400.0
"""Seconds after which a login is tried again whatever the recorder said."""

_LOCKED = re.compile(r"<(?:\w+:)?lockStatus>\s*lock(?:ed)?\s*<", re.IGNORECASE)
_UNLOCK = re.compile(r"<(?:\w+:)?unlockTime>\s*([0-9]{1,9})\s*<", re.IGNORECASE)


def read_lock(text: str) -> float | None:
    """Return for how many seconds an answer (401 or 403) says that logins are refused.

    None where it speaks of no lock, `UNKNOWN_LOCK` where it names no time. Hikvision: `userCheck`
    with `lockStatus` lock and `unlockTime`; Dahua: JSON with a positive `RmLock`, both in seconds.
    """
    if _LOCKED.search(text):
        seconds = _UNLOCK.search(text)
        return float(seconds[1]) if seconds and int(seconds[1]) else UNKNOWN_LOCK
    if "RmLock" not in text and "lockStatus" not in text:
        return None
    try:
        answer = json.loads(text)
    except ValueError, RecursionError:
        return None
    if not isinstance(answer, dict):
        return None
    answer = answer.get("userCheck", answer)
    if not isinstance(answer, dict):
        return None
    remaining = answer.get("RmLock", 0)
    if answer.get("lockStatus") in ("lock", "locked"):
        remaining = answer.get("unlockTime") or UNKNOWN_LOCK
    if isinstance(remaining, bool) or not isinstance(remaining, int | float):
        return None
    return float(remaining) if remaining > 0 else None


class LoginGuard:
    """What is known of one credential at one recorder, shared by all that log in with it.

    Whoever sends something holds `turn`, so nobody else tries a login whose outcome is unknown.
    Keep the guard while the credential stays the same: it remembers a refusal and a lock across
    new `Recorder` objects.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Know nothing yet. `clock` counts seconds and never goes back."""
        self.turn = asyncio.Lock()
        self._clock = clock
        self.digest_seen = False
        """Whether it asked for Digest once: it doesn't unlearn it, so whoever asks for less isn't it."""
        self._accepted = False
        self._refused = False
        self._locked_until: float | None = None

    @property
    def accepted(self) -> bool:
        """True once the recorder took the credential."""
        return self._accepted

    @property
    def refused(self) -> bool:
        """True once the recorder refused it: it is never sent again."""
        return self._refused

    def check(self) -> None:
        """Raise `InvalidAuthError` or `LockedError` where nothing may be sent."""
        if self._refused:
            raise InvalidAuthError("The recorder refused this login before")
        if self._locked_until is None:
            return
        remaining = self._locked_until - self._clock()
        if remaining > 0:
            raise LockedError(remaining)
        self._locked_until = None

    def accept(self) -> None:
        """Remember that the recorder took the credential."""
        self._accepted = True

    def refuse(self) -> InvalidAuthError:
        """Remember that the recorder refused the credential."""
        self._refused = True
        return InvalidAuthError("The recorder refused the login")

    def lock(self, seconds: float) -> LockedError:
        """Remember that the recorder refuses every login for `seconds`."""
        seconds = min(seconds, LONGEST_LOCK)
        self._locked_until = self._clock() + seconds
        return LockedError(seconds)
