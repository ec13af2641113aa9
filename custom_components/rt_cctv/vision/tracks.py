"""Follows blobs from frame to frame, and tells what travels from what flickers."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot, log

from .blobs import Blob

MEMORY = 2.0
"""Seconds for which something that isn't seen is remembered."""
PATH = 3.0
"""Seconds of its path that a track remembers."""
FASTEST = 12.0
"""Sizes per second: a motorcycle at 50 km/h is ten of its sizes; an insect at the lens is more."""
FARTHEST = 3.0
"""Sizes by which something may have moved between two looks, however long that took."""
ALIKE = 3.5
"""Times by which the area may have changed between two looks."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a track was: its blob's centre and foot, in cells."""

    at: float
    x: float
    y: float
    foot: float


@dataclass(slots=True)
class Track:
    """One thing followed. `moved_at` is when it last travelled, None until it has.

    `part_of` names the confirmed track from whose place it appeared: not an arrival but a piece of it.
    """

    key: int
    blob: Blob
    since: float
    seen: float
    path: deque[Step] = field(default_factory=deque)
    hits: int = 1
    moved_at: float | None = None
    confirmed: bool = False
    part_of: int | None = None

    def predict(self, at: float) -> tuple[float, float]:
        """Return where its centre should be."""
        if len(self.path) < 2:
            return self.blob.x, self.blob.y
        first, last = self.path[-min(3, len(self.path))], self.path[-1]
        ahead = min(at - last.at, MEMORY) / max(last.at - first.at, 1e-3)
        return last.x + (last.x - first.x) * ahead, last.y + (last.y - first.y) * ahead

    def follow(self, blob: Blob, at: float) -> None:
        """Take the blob as where it is now."""
        self.blob = blob
        self.seen = at
        self.hits += 1
        self.path.append(Step(at, blob.x, blob.y, float(blob.bottom)))
        while len(self.path) > 2 and self.path[0].at < at - PATH:
            self.path.popleft()

    def travelled(self) -> float:
        """Return how far it came along its remembered path as the crow flies, in cells.

        0 where it wavered; a single leap (a blob that another joined) is no way either.
        """
        steps = tuple(self.path)
        way = _way(steps)
        return min(way, 2.5 * _way(steps[:-1])) if len(steps) > 2 else 0.0


def _way(steps: tuple[Step, ...]) -> float:
    first, last = steps[0], steps[-1]
    centre = hypot(last.x - first.x, last.y - first.y)
    walked = sum(hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(steps))
    return max(centre, hypot(last.x - first.x, last.foot - first.foot)) if centre >= 0.5 * walked else 0.0


class Tracker:
    """Keeps the tracks of one grid."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.tracks: list[Track] = []
        self._next = 1
        self._at: float | None = None

    def clear(self) -> None:
        """Forget everything: the picture jumped."""
        self.tracks.clear()

    def update(self, blobs: Sequence[Blob], at: float) -> None:
        """Match the blobs of a frame to the tracks; the rest become new ones, and old ones are forgotten."""
        passed = at - self._at if self._at is not None else 1.0
        self._at = at
        places = [(track, track.blob) for track in self.tracks if track.confirmed]
        taken: set[int] = set()
        matched: set[int] = set()
        for _, index, track in sorted(self._pairs(blobs, at, passed), key=lambda pair: pair[0]):
            if index in taken or track.key in matched:
                continue
            taken.add(index)
            matched.add(track.key)
            track.follow(blobs[index], at)
        for index, blob in enumerate(blobs):
            if index not in taken:
                self._begin(blob, at, places)
        memory = max(MEMORY, 2.5 * passed)
        self.tracks = [track for track in self.tracks if at - track.seen <= (memory if track.confirmed else memory / 3)]

    def _pairs(self, blobs: Sequence[Blob], at: float, passed: float) -> list[tuple[float, int, Track]]:
        pairs = []
        for track in self.tracks:
            x, y = track.predict(at)
            reach = track.blob.size * min(FASTEST * passed, FARTHEST) + 2
            for index, blob in enumerate(blobs):
                apart = hypot(blob.x - x, blob.y - y)
                common = track.blob.overlap(blob)
                if not common and (apart > reach or not 1 / ALIKE < blob.area / track.blob.area < ALIKE):
                    continue
                shared = common / max(track.blob.width * track.blob.height, blob.width * blob.height)
                unlike = abs(log(blob.area / track.blob.area))
                cost = apart / (track.blob.size + 1) - 2 * shared + unlike - (1 if track.confirmed else 0)
                pairs.append((cost, index, track))
        return pairs

    def _begin(self, blob: Blob, at: float, places: Sequence[tuple[Track, Blob]]) -> None:
        track = Track(key=self._next, blob=blob, since=at, seen=at)
        track.path.append(Step(at, blob.x, blob.y, float(blob.bottom)))
        whole = next((other for other, place in places if place.overlap(blob) or other.blob.overlap(blob)), None)
        if whole is not None:
            track.part_of = whole.key if whole.part_of is None else whole.part_of
        self._next += 1
        self.tracks.append(track)
