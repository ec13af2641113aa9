"""How often to look when the machine can't keep up: first less often, then at key frames only."""

from enum import StrEnum
from typing import Final

RATES: Final = (5.0, 3.0, 2.0)
"""Looks a second, best first; below the last one only key frames are decoded."""

MAX_PIXELS: Final = 1920 * 1088
"""Larger pictures are a main stream by mistake: decoding them all would eat the hub."""

_BEHIND, _CALM = 1.0, 0.3
_BUSY, _IDLE = 0.8, 0.5
_DOWN_AFTER = 3.0
_UP_AFTER, _UP_AFTER_AT_MOST = 60.0, 960.0


class Degraded(StrEnum):
    """Why a slot is not looked at as often as it should be."""

    BEHIND = "behind"
    TOO_LARGE = "too_large"


class Pace:
    """Steps down when behind for a few seconds, and up again when calm for a minute.

    After a relapse the next try to step up waits twice as long, at most 16 minutes.
    """

    def __init__(self) -> None:
        """Begin at the best rate."""
        self._step = 0
        self._too_large = False
        self._strained_since: float | None = None
        self._calm_since: float | None = None
        self._stepped_up_at: float | None = None
        self._patience = _UP_AFTER

    @property
    def rate(self) -> float:
        """Looks a second to aim at."""
        return RATES[min(self._step, len(RATES) - 1)]

    @property
    def keyframes_only(self) -> bool:
        """Whether only key frames are worth decoding."""
        return self._too_large or self._step >= len(RATES)

    @property
    def degraded(self) -> Degraded | None:
        """Why this is not the best rate, None where it is."""
        if self._too_large:
            return Degraded.TOO_LARGE
        return Degraded.BEHIND if self._step else None

    def size(self, width: int, height: int) -> None:
        """Note the size of the stream's pictures."""
        self._too_large = width * height > MAX_PIXELS

    def note(self, now: float, lag: float, busy: float) -> None:
        """Take in how late (seconds) a picture was looked at and what share of a core that takes."""
        if lag > _BEHIND or busy > _BUSY:
            self._calm_since = None
            if self._strained_since is None:
                self._strained_since = now
            elif now - self._strained_since >= _DOWN_AFTER:
                self._down(now)
        elif lag < _CALM and busy < _IDLE:
            self._strained_since = None
            if self._calm_since is None:
                self._calm_since = now
            elif self._step and now - self._calm_since >= self._patience:
                self._step -= 1
                self._stepped_up_at = self._calm_since = now
        else:
            self._strained_since = self._calm_since = None

    def _down(self, now: float) -> None:
        if self._step < len(RATES):
            self._step += 1
        relapse = self._stepped_up_at is not None and now - self._stepped_up_at < _UP_AFTER
        self._patience = min(self._patience * 2, _UP_AFTER_AT_MOST) if relapse else self._patience
        self._strained_since = None
