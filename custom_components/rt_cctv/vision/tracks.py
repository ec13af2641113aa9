"""Follows blobs from frame to frame, and tells what travels from what flickers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, hypot, log

import numpy as np

from .blobs import Blob

MEMORY = 2.0
"""Seconds for which something that isn't seen is remembered."""
PATH = 4.0
"""Seconds of its path that a track remembers."""
FASTEST = 12.0
"""Sizes per second: a motorcycle at 50 km/h is ten of its sizes; an insect at the lens is more."""
FARTHEST = 3.0
"""Sizes by which something may have moved between two looks, however long that took."""
STEADY = 0.5
"""By how much of its mean speed a step may differ from it."""
LEAP_STEADY = 0.25
LEAP_ALIKE = 1.7
JITTER = 1.0
"""Cells, and tenths of its size, by which a blob's centre wavers by itself."""
PATCH = 8
"""Cells along the side of a place in which short-lived blobs are counted."""
RESTLESS_TAU = 60.0
ALIKE = 3.5
"""Times by which the area may have changed between two looks."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a track was, and as what."""

    at: float
    blob: Blob


@dataclass(slots=True, eq=False)
class Track:
    """One thing followed in a picture of `width` cells. `moved_at` is when it last travelled, None until it has.

    `part_of` names the confirmed track from whose place it appeared: not an arrival but a piece of it.
    """

    key: int
    width: int
    blob: Blob
    since: float
    seen: float
    path: list[Step] = field(default_factory=list)
    hits: int = 1
    moved_at: float | None = None
    confirmed: bool = False
    checked: float = 0.0
    part_of: int | None = None

    def predict(self, at: float) -> tuple[float, float]:
        """Return where its centre should be."""
        if len(self.path) < 2:
            return self.blob.x, self.blob.y
        first, last = self.path[-min(3, len(self.path))], self.path[-1]
        ahead = min(at - last.at, MEMORY) / max(last.at - first.at, 1e-3)
        x, y = last.blob.x, last.blob.y
        return x + (x - first.blob.x) * ahead, y + (y - first.blob.y) * ahead

    def follow(self, blob: Blob, at: float) -> None:
        """Take the blob as where it is now."""
        self.blob = blob
        self.seen = at
        self.hits += 1
        self.path.append(Step(at, blob))
        while len(self.path) > 2 and self.path[0].at < at - PATH:
            del self.path[0]

    def travelled(self) -> float:
        """Return how far it came along its remembered path as the crow flies, in cells.

        0 where it wavered or its last steps lead back; a single leap (a blob that another joined) is no way either.
        """
        steps = self.path
        parts = [
            steps[-count:]
            for count in (4, 8, len(steps))
            if count <= len(steps) and len(steps) > 2 and _goes_on(steps[-count:])
        ]
        ways = ((_way(part, self.width), _way(part[:-1], self.width)) for part in parts)
        return max((min(whole, 2.5 * before) for whole, before in ways), default=0.0)

    @property
    def pace(self) -> float:
        """Return how far it came with its last steps, in cells."""
        return _way(self.path[-4:], self.width)

    def is_steady(self, *, dark: bool = False) -> bool:
        """Tell whether its last steps go on in one way, as one thing: chance meetings of insects don't.

        What leaps by more than itself must do so more evenly, or longer; in the `dark`, where infrared
        draws insects, both.
        """
        steps = self.path[-5 if dark else -4 :]
        leaps = any(not b.blob.overlap(a.blob) for a, b in pairwise(steps))
        areas = [step.blob.area for step in steps]
        if leaps and dark and len(steps) < 5:
            return False
        strict = leaps and (dark or len(steps) < 4)
        if leaps and max(areas) > (LEAP_ALIKE if strict else ALIKE) * min(areas):
            return False
        ways = [
            ((b.blob.x - a.blob.x) / (b.at - a.at), (b.blob.y - a.blob.y) / (b.at - a.at))
            for a, b in pairwise(steps)
        ]
        mean = sum(way[0] for way in ways) / len(ways), sum(way[1] for way in ways) / len(ways)
        often = (steps[-1].at - steps[0].at) / len(ways)
        room = (LEAP_STEADY if strict else STEADY) * hypot(*mean) + (
            JITTER + 0.1 * self.blob.size
        ) / often
        return all(hypot(way[0] - mean[0], way[1] - mean[1]) <= room for way in ways)


def _goes_on(steps: Sequence[Step]) -> bool:
    """Tell whether the last steps lead the same way as all of them."""
    first, before, last = steps[0].blob, steps[-4:][0].blob, steps[-1].blob
    across = (last.x - first.x) * (last.x - before.x)
    down = (last.y - first.y) * (last.y - before.y)
    return across + down > 0


def _way(steps: Sequence[Step], width: int) -> float:
    """Return how far the last step lies from the first; 0 where it wavered in between.

    What lies within its former sides has gone nowhere sideways: it fades, unless it leaves by the picture's
    border (0 or `width`).
    """
    first, last = steps[0].blob, steps[-1].blob
    fades = first.left <= last.left and last.right <= first.right
    fades &= last.left > 0 and last.right < width
    across = 0.0 if fades else last.x - first.x
    centre = hypot(across, last.y - first.y)
    walked, before = 0.0, first
    for step in steps:
        blob = step.blob
        walked += hypot(blob.x - before.x, blob.y - before.y)
        before = blob
    if centre < 0.5 * walked:
        return 0.0
    return max(centre, hypot(across, last.bottom - first.bottom))


class Tracker:
    """Keeps the tracks of one grid."""

    def __init__(self, shape: tuple[int, int]) -> None:
        """Begin with nothing on a grid of that shape."""
        self.tracks: list[Track] = []
        self._next = 1
        self._at: float | None = None
        self._width = shape[1]
        self._restless = np.zeros((shape[0] // PATCH + 1, shape[1] // PATCH + 1), np.float32)

    def restlessness(self, blob: Blob) -> float:
        """Return how many short-lived blobs there were lately about a place: leaves, insects, rain."""
        y, x = int(blob.y) // PATCH, int(blob.x) // PATCH
        return float(self._restless[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2].sum())

    @property
    def swarm(self) -> float:
        """Return how many short-lived blobs there were lately in the whole picture."""
        return float(self._restless.sum())

    def _forget(self, passed: float, at: float, memory: float) -> None:
        self._restless *= np.float32(exp(-passed / RESTLESS_TAU))
        kept = []
        for track in self.tracks:
            if at - track.seen <= (memory if track.confirmed else memory / 3):
                kept.append(track)
            elif not track.confirmed:
                self._restless[int(track.blob.y) // PATCH, int(track.blob.x) // PATCH] += 1
        self.tracks = kept

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
        self._forget(passed, at, memory)

    def _pairs(
        self, blobs: Sequence[Blob], at: float, passed: float
    ) -> list[tuple[float, int, Track]]:
        pairs = []
        for track in self.tracks:
            x, y = track.predict(at)
            was, size = track.blob, track.blob.size
            reach = size * min(FASTEST * passed, FARTHEST) + 2
            least, most = was.area / ALIKE, was.area * ALIKE
            for index, blob in enumerate(blobs):
                apart = hypot(blob.x - x, blob.y - y)
                common = was.overlap(blob)
                if not common and (apart > reach or not least < blob.area < most):
                    continue
                shared = common / max(was.width * was.height, blob.width * blob.height)
                unlike = abs(log(blob.area / was.area))
                cost = apart / (size + 1) - 2 * shared + unlike - track.confirmed
                pairs.append((cost, index, track))
        return pairs

    def _begin(self, blob: Blob, at: float, places: Sequence[tuple[Track, Blob]]) -> None:
        track = Track(key=self._next, width=self._width, blob=blob, since=at, seen=at)
        track.path.append(Step(at, blob))
        whole = next(
            (other for other, place in places if place.overlap(blob) or other.blob.overlap(blob)),
            None,
        )
        if whole is not None:
            track.part_of = whole.key if whole.part_of is None else whole.part_of
        self._next += 1
        self.tracks.append(track)
