"""Who stays about (loitering), and how full it is (crowd level)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import hypot

import numpy as np
import numpy.typing as npt

from .blobs import Blob
from .grid import Grid, Mask, slopes
from .tracks import Track
from .zones import Scale

GAP = 10.0
"""Seconds for which someone may be out of sight and still be the same."""
WALKING = 1.5
"""Own sizes a second above which somebody passes, and doesn't stay."""
STOPPING = 0.5
"""The same, above which somebody who is lost from sight has gone, and the next one is another."""
USUAL = Scale(near=0.35, far=0.15)
"""A person's height where nobody has set the scale."""
EDGE = 25.0
"""Slope over two cells from which there is an edge."""
TEXTURED = 0.25
"""Share of a group's cells that are edges, at the least."""
BODY = 0.4 * 0.65
"""A person's area as a share of the square of their height: 0.4 as broad as tall, two thirds of it filled."""


def person_area(scale: Scale | None, y: float, height: int) -> float:
    """Return the area in cells of a person whose feet are at `y` (share of the picture's height)."""
    tall = (scale or USUAL).height(y) * height
    return BODY * tall * tall


def is_person_sized(blob: Blob, scale: Scale | None, height: int) -> bool:
    """Tell whether a blob could be a person; without a scale nearly everything could."""
    usual = person_area(scale, blob.bottom / height, height)
    least, most = (0.3, 4.0) if scale else (0.05, 8.0)
    return least * usual <= blob.area <= most * usual and blob.height >= 0.6 * blob.width


def is_textured(picture: Grid, inside: Mask) -> bool:
    """Tell whether a large region has the edges that a group of bodies has all over it."""
    across, down = slopes(picture)
    strong = across * across + down * down > EDGE * EDGE
    return float(np.mean(strong[inside])) > TEXTURED if inside.any() else False


@dataclass(slots=True)
class _Stay:
    since: float
    seen: float
    blob: Blob
    total: float = 0.0
    speed: float = 0.0


@dataclass(slots=True)
class Loitering:
    """Adds up for how long each person-sized track is inside a zone."""

    seconds: float
    stays: dict[int, _Stay] = field(default_factory=dict)
    active: bool = False

    def look(
        self, tracks: Sequence[Track], zone: Mask, scale: Scale | None, at: float
    ) -> Blob | None:
        """Take one look; return who has stayed too long, None where nobody has."""
        height, width = zone.shape
        for track in tracks:
            blob = track.blob
            foot = min(blob.bottom, height) - 1, min(int(blob.x), width - 1)
            if not zone[foot] or not is_person_sized(blob, scale, height):
                continue
            stay = self.stays.get(track.key) or self._same(blob, at)
            if stay is None:
                stay = _Stay(since=at, seen=at, blob=blob)
            self.stays[track.key] = stay
            passed = at - stay.seen
            if passed > 0:
                stay.speed = hypot(blob.x - stay.blob.x, blob.y - stay.blob.y) / passed / blob.size
                stay.total += passed if stay.speed < WALKING else 0
            stay.seen, stay.blob = at, blob
        self.stays = {key: stay for key, stay in self.stays.items() if at - stay.seen <= GAP}
        long = [stay for stay in self.stays.values() if stay.total >= self.seconds]
        return max(long, key=lambda stay: stay.total).blob if long else None

    def _same(self, blob: Blob, at: float) -> _Stay | None:
        """Return the stay of someone who was lost near there lately: tracks break, people don't."""
        for key, stay in list(self.stays.items()):
            if stay.speed > STOPPING or not 0.5 < stay.blob.area / blob.area < 2:
                continue
            near = (
                abs(stay.blob.x - blob.x) < 1.5 * blob.size
                and abs(stay.blob.bottom - blob.bottom) < 1.5 * blob.size
            )
            if near and 0 < at - stay.seen <= GAP:
                del self.stays[key]
                return stay
        return None


class Level(StrEnum):
    """How full a zone is. Merged bodies can't be counted, so this is no number."""

    QUIET = "quiet"
    BUSY = "busy"
    CROWDED = "crowded"


PEOPLE = {Level.BUSY: 3.0, Level.CROWDED: 7.0}
"""Persons' areas from which a zone is called so, at sensitivity 50."""


@lru_cache(maxsize=8)
def _persons(scale: Scale | None, height: int) -> npt.NDArray[np.float32]:
    """Return for each row the share of a person that a cell there makes up.

    A body's cells lie above its feet, by half a person on average.
    """
    usual = scale or USUAL
    rows = [row / height for row in range(height)]
    shares = [1 / person_area(usual, y + 0.5 * usual.height(y), height) for y in rows]
    return np.array(shares, np.float32)


@dataclass(slots=True)
class Crowd:
    """The crowd level of a zone, slow to rise and to fall."""

    seconds: float
    sensitivity: float = 1.0
    people: float = 0.0
    above: float | None = None
    below: float | None = None
    active: bool = False

    def look(self, moving: Mask, zone: Mask, scale: Scale | None, at: float, passed: float) -> None:
        """Take one look: the cells of what travels about inside the zone, in persons of their row's size."""
        inside = (moving & zone).view(np.uint8)
        now = float((_persons(scale, zone.shape[0]) @ inside).sum())
        self.people += (now - self.people) * min(1.0, passed / 5.0)
        limit = PEOPLE[Level.CROWDED] / self.sensitivity
        self.above = (
            (self.above if self.above is not None else at) if self.people >= limit else None
        )
        self.below = (
            (self.below if self.below is not None else at) if self.people < 0.7 * limit else None
        )
        if self.above is not None and at - self.above >= self.seconds:
            self.active = True
        elif self.below is not None and at - self.below >= self.seconds:
            self.active = False

    @property
    def level(self) -> Level:
        """Return the level now."""
        if self.active:
            return Level.CROWDED
        return Level.BUSY if self.people >= PEOPLE[Level.BUSY] / self.sensitivity else Level.QUIET
