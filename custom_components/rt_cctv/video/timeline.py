"""One steady clock made from a camera's unsteady one."""

from dataclasses import dataclass

from .fmp4 import TIMESCALE

_STALL = 2.0
_SHORTEST, _LONGEST = 1 / 120, 2.0
_SLEW = 0.02
_LOST = 10.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a picture lies: `start` and `duration` in ticks on the MP4's clock.

    `at` is Unix time moved on by the stream's own timestamps; it never goes back.
    `arrived` is monotonic and `wall` Unix time of its arrival.
    """

    start: int
    duration: int
    at: float
    arrived: float
    wall: float


class Timeline:
    """Places pictures one behind the other.

    On the MP4's clock every picture begins exactly where the one before it ends: MediaSource
    throws pictures away behind a gap of more than twice a picture's length, and cameras that
    change their rate at dusk make such gaps. So a picture's length is a forecast of when the next
    one comes, the next one's length corrects it, and stalls are squeezed out.

    Timestamps that stand still, go back, jump, or are missing are replaced by arrival times.
    """

    def __init__(self, media: float = 0.0) -> None:
        """Begin at `media` seconds on the MP4's clock."""
        self._next = round(media * TIMESCALE)
        self._ideal = float(media)
        self._last_pts: float | None = None
        self._last_arrived: float | None = None
        self._at: float | None = None
        self._step = 0.1
        self.without_pts = 0

    @property
    def fps(self) -> float:
        """Pictures a second by the stream's own clock."""
        return 1 / self._step

    def reconnected(self, fps: float | None) -> None:
        """Begin a new session: its timestamps have nothing to do with the last one's."""
        self._last_pts = None
        if fps and 1 / 60 <= fps <= 120:
            self._step = 1 / fps

    def place(self, pts: float | None, arrived: float, wall: float) -> Placed:
        """Place a picture; `pts` in seconds, None where the stream has none."""
        delta = self._delta(pts, arrived)
        first = self._last_arrived is None
        elapsed = arrived - (self._last_arrived or arrived)
        self._last_arrived = arrived
        if delta is None:
            shown, passed = 0.0 if first else self._step, elapsed
        else:
            stalled = delta > max(_STALL, 3 * self._step)
            shown, passed = (self._step, elapsed) if stalled else (delta, delta)
            if not stalled:
                self._step += 0.1 * (min(max(delta, _SHORTEST), _LONGEST) - self._step)
        self._ideal += shown
        start = self._next
        ahead = self._ideal + self._step - start / TIMESCALE
        length = min(max(ahead, self._step / 4), 4 * self._step)
        duration = max(1, round(length * TIMESCALE))
        self._next = start + duration
        return Placed(start, duration, self._move(passed, wall), arrived, wall)

    def _delta(self, pts: float | None, arrived: float) -> float | None:
        """Return the time since the picture before, None for the first one of a session."""
        last_pts, self._last_pts = self._last_pts, pts
        if self._last_arrived is None:
            return None
        elapsed = arrived - self._last_arrived
        if pts is None:
            self.without_pts += 1
            return max(elapsed, _SHORTEST)
        if last_pts is None:
            return None
        delta = pts - last_pts
        if 0 < delta < elapsed + _LOST:
            return delta
        self.without_pts += 1
        return max(elapsed, _SHORTEST)

    def _move(self, passed: float, wall: float) -> float:
        if self._at is None or wall - self._at > _LOST:
            self._at = wall
            return wall
        error = wall - self._at - passed
        limit = 0.2 * passed
        self._at += passed + min(max(_SLEW * error, -limit), limit)
        return self._at
