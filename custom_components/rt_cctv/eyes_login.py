"""Tries a login that the recorder refused to the eyes again, rarely, while it takes it elsewhere."""

from math import inf
from typing import Final

from .video.hub import VideoHub

REOPEN_AFTER: Final = (30.0, 120.0, 300.0, 900.0)
"""Seconds after a refusal until the next try; a login that held for longer than the last begins anew."""


class LoginRetry:
    """The tries of one entry."""

    def __init__(self, hub: VideoHub) -> None:
        """Begin with a login that nobody refused."""
        self._hub = hub
        self._refused_since: float | None = None
        self._tries = 0
        self._tried_at = -inf

    def look(self, now: float, *, accepted: bool) -> None:
        """Take one look, at `now` seconds; `accepted` says that the recorder has just taken the login elsewhere."""
        if not self._hub.refused:
            self._refused_since = None
            return
        if not accepted:
            return
        if self._refused_since is None:
            self._refused_since = now
            if now - self._tried_at > REOPEN_AFTER[-1]:
                self._tries = 0
        if now - self._refused_since >= REOPEN_AFTER[min(self._tries, len(REOPEN_AFTER) - 1)]:
            self._refused_since, self._tried_at = None, now
            self._tries += 1
            self._hub.reopen()
