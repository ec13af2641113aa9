"""Motion: something with a body that travels. What flickers, sways, streaks or only lights up is none."""

from dataclasses import dataclass
from math import exp, inf

import numpy as np

from .background import Background
from .blobs import Blob, find_blobs
from .grid import Grid, Mask, box3, grow, rank, slopes
from .tracks import Track, Tracker

LEAST_AREA = 0.0006
"""The share of the picture that a blob must cover, at sensitivity 50."""
LEAST_CUT = 0.005
"""The same for a blob that the picture's border cuts off: of a smaller piece nobody can say what it is."""
HITS = 3
"""Looks in which something must have been seen."""
SWARM = 25.0
"""Short-lived blobs in the whole picture, within a minute, for each of which many one look more is asked, in the dark."""
LEAST_WAY = 3.0
"""Cells that something must travel, and half of its own narrower side."""
SMALL = 40
"""Cells under which a blob is small: it must be followed for longer."""
RESTLESS = 10.0
"""Short-lived blobs about a place, within a minute, that are no more counted."""
SECONDS_PER_DOUBT = 0.15
WAY_PER_DOUBT = 0.1
STILL_GOING = 0.15
"""Share of the needed way that must lie in the last steps: a blob that split has leapt, and stands."""
MOVES = 1.0
"""Cells with its last steps by which something still moves."""
MOST_BLOBS = 40
TRIFLE = 1 / 12
"""Area against the largest of late, under which something that comes is no arrival of its own."""
LARGEST_TAU = 60.0
YOUNG = 1.5
"""Seconds for which the background waits to see what a new blob becomes."""
PRESENT = 60.0
"""Seconds for which something that travelled and then stands is still held to be there."""
SEEN = 0.7
"""Seconds for which something that a look missed is still held to be there."""
GHOST = 0.87
"""Edges around a region, now against then: below this something left, and the background is wrong."""
SOFTEST = 2.8
"""Cells over which a blob's border may rise: light has a soft border, bodies a sharp one. A small blob's can't be wide."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moving:
    """What a look found: all tracks, those that count as motion, and those that are new among them."""

    tracks: tuple[Track, ...]
    present: tuple[Track, ...]
    entered: tuple[Track, ...]


class Motion:
    """Follows what differs from the motion background."""

    def __init__(self, shape: tuple[int, int], sensitivity: float = 1.0) -> None:
        """Begin with nothing; `sensitivity` 1 is the usual, 2 takes half the size."""
        self.sensitivity = sensitivity
        self.tracker = Tracker(shape)
        self.dark = False
        self._shape = shape
        self._largest = 0.0
        self._at = -inf

    def look(
        self, frame: Grid, background: Background, mask: Mask, at: float, *, sure: bool = True
    ) -> Moving:
        """Take one frame; `mask` is what differs from the background, without what is ignored.

        Where the view isn't `sure` (somebody may be tampering) blobs are followed and nothing else.
        """
        least = max(6, LEAST_AREA / self.sensitivity * mask.size)
        self.tracker.update(find_blobs(mask, int(least))[:MOST_BLOBS], at)
        entered: list[Track] = []
        if sure:
            entered = [
                track
                for track in self.tracker.tracks
                if not track.confirmed and self._confirm(track, frame, background, at)
            ]
            self._drop_ghosts(frame, background, mask, at)
        present = tuple(
            track
            for track in self.tracker.tracks
            if track.moved_at is not None
            and at - track.moved_at <= PRESENT
            and at - track.seen <= SEEN
        )
        arrived = tuple(
            track for track in entered if track.part_of is None and not self._is_trifle(track)
        )
        self._largest *= exp(min(0.0, self._at - at) / LARGEST_TAU)
        self._largest = max([self._largest, *(track.blob.area for track in present)])
        self._at = at
        return Moving(tracks=tuple(self.tracker.tracks), present=present, entered=arrived)

    def _is_trifle(self, track: Track) -> bool:
        """Tell whether something is so small beside what was there lately that it is its reflection or its dog."""
        return track.blob.area < TRIFLE * self._largest

    def covered(self, mask: Mask, moving: Moving, at: float) -> Mask:
        """Return the cells that the background must not learn: what is there, and what may become something."""
        held = np.zeros(mask.shape, bool)
        for track in moving.tracks:
            if track in moving.present or (not track.confirmed and at - track.since < YOUNG):
                window = track.blob.around(1, *mask.shape)
                held[window] |= mask[window]
        return grow(held)

    def _confirm(self, track: Track, frame: Grid, background: Background, at: float) -> bool:
        if track.seen != at or track.hits < self._needed_hits():
            return False
        if not track.is_steady(dark=self.dark):
            return False
        small = min(1.0, SMALL / track.blob.area)
        doubt = small * min(self.tracker.restlessness(track.blob), RESTLESS) / self.sensitivity
        if at - track.since < small**2 + SECONDS_PER_DOUBT * doubt:
            return False
        needed = max(LEAST_WAY + small, 0.5 * min(track.blob.width, track.blob.height)) * (
            1 + WAY_PER_DOUBT * doubt
        )
        if track.travelled() < needed or track.pace < max(1.0, STILL_GOING * needed):
            return False
        if (
            cut_off(track.blob, self._shape)
            and track.blob.area < LEAST_CUT * self._shape[0] * self._shape[1]
        ):
            return False
        if border_width(track.blob, frame, background.level) >= min(
            SOFTEST, 1.6 + 0.08 * track.blob.area**0.5
        ):
            return False
        track.confirmed = True
        track.moved_at = at
        return True

    def _needed_hits(self) -> int:
        """Return how often something must have been seen: the more insects there are, the more often some line up.

        That a blob of chance lies where the last one leads to is as likely as there are many of them, and
        each further sighting makes it as much less likely again.
        """
        return HITS + (min(2, int(self.tracker.swarm / SWARM)) if self.dark else 0)

    def _drop_ghosts(self, frame: Grid, background: Background, mask: Mask, at: float) -> None:
        """Learn at once where something left that the background had taken for a part of the scene."""
        for track in self.tracker.tracks:
            if track.seen != at:
                continue
            if track.confirmed and track.pace >= MOVES:
                track.moved_at = at
                continue
            still = at - (track.since if track.moved_at is None else track.moved_at)
            if not 2 < still < PRESENT or at - track.checked < 1:
                continue
            track.checked = at
            if is_ghost(frame, background.level, mask, track.blob):
                track.moved_at = at - PRESENT - 1
                background.take_over(frame, track.blob.around(2, *mask.shape))


def cut_off(blob: Blob, shape: tuple[int, int]) -> bool:
    """Tell whether a blob touches the picture's border, so that an unknown part of it is outside."""
    return blob.left == 0 or blob.top == 0 or blob.right == shape[1] or blob.bottom == shape[0]


def is_ghost(frame: Grid, level: Grid, mask: Mask, blob: Blob) -> bool:
    """Tell whether a region differs because something left: then its outline is in the background, not in the frame."""
    return edge_ratio(frame, level, mask, blob) < GHOST


def edge_ratio(frame: Grid, level: Grid, mask: Mask, blob: Blob) -> float:
    """Return how strong the edges along a region's outline are in the frame, against those in the background."""
    window = blob.around(3, *mask.shape)
    inside = mask[window]
    ring = grow(inside) & grow(~inside)
    if not ring.any():
        return 1.0
    now, then = (np.hypot(*slopes(a[window]))[ring].mean() for a in (frame, level))
    return float((now + 1) / (then + 1))


def border_width(blob: Blob, frame: Grid, level: Grid) -> float:
    """Return over how many cells a blob's border rises, judged on the ratio to the background.

    Light multiplies what it falls on, so that the surface's own texture is not in the ratio.
    """
    window = blob.around(6, *level.shape)
    ratio = box3(frame[window] + 12) / box3(level[window] + 12)
    ratio -= rank(ratio)
    steep = np.hypot(*slopes(ratio)) / 2
    power = float(np.square(steep).sum())
    if power <= 0:
        return 99.0
    return float(steep.sum()) * float(rank(np.abs(ratio), 0.9)) / power / 2
