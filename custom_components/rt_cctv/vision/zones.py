"""Polygons drawn on the picture, how big a person is in it, and the painted scale of a gauge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np

from ..model import FindingKind
from .grid import Mask

type Point = tuple[float, float]
"""x and y in shares (0 to 1) of the picture's width and height, from the top left corner."""

MIN_POINTS = 4
MAX_POINTS = 32
MIN_AREA = 0.002


class ZoneProblem(StrEnum):
    """Why a zone is refused; the value is the translation key's ending."""

    TOO_FEW_POINTS = "too_few_points"
    TOO_MANY_POINTS = "too_many_points"
    OUTSIDE = "outside"
    CROSSING = "crossing"
    TOO_SMALL = "too_small"


class ZoneError(ValueError):
    """A zone that can't be used; `problem` says why and `zone` which."""

    def __init__(self, problem: ZoneProblem, zone: str) -> None:
        """Keep what a translated sentence needs."""
        super().__init__(f"zone {zone!r}: {problem}")
        self.problem = problem
        self.zone = zone


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """A named polygon and the kinds that are looked for inside it.

    Raises ZoneError for fewer than 4 points (a street seen in perspective is never a triangle,
    and three points are what a hand slip leaves), more than 32, points outside the picture,
    lines that cross or touch, and areas under 0.2 % of the picture.
    """

    name: str
    points: tuple[Point, ...]
    kinds: frozenset[FindingKind] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what can't be used."""
        if problem := zone_problem(self.points):
            raise ZoneError(problem, self.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """How tall a person is, in shares of the picture's height, standing at its bottom and at its top edge."""

    near: float
    far: float

    def __post_init__(self) -> None:
        """Refuse a person of no size, or one larger than two pictures."""
        if not (0 < self.far <= self.near <= 2):
            msg = f"a person can't be {self.near} of the picture near and {self.far} far away"
            raise ValueError(msg)

    def height(self, y: float) -> float:
        """Return the height of a person whose feet are at `y`."""
        return self.far + (self.near - self.far) * min(max(y, 0.0), 1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Gauge:
    """A line over a painted scale, from its dry foot to its top, and what its ends mean in centimetres."""

    foot: Point
    top: Point
    foot_cm: float = 0.0
    top_cm: float = 100.0
    alarm_cm: float = 20.0

    def __post_init__(self) -> None:
        """Refuse a line outside the picture, one of no length, and a scale that doesn't rise."""
        if any(not 0 <= value <= 1 for value in (*self.foot, *self.top)):
            raise ZoneError(ZoneProblem.OUTSIDE, "gauge")
        if max(abs(self.foot[0] - self.top[0]), abs(self.foot[1] - self.top[1])) < 0.05:
            raise ZoneError(ZoneProblem.TOO_SMALL, "gauge")
        if not self.foot_cm < self.alarm_cm <= self.top_cm:
            msg = "the alarm's height must lie on the gauge"
            raise ValueError(msg)


def zone_problem(points: Sequence[Point]) -> ZoneProblem | None:
    """Return why a polygon can't be used, None where it can."""
    if len(points) < MIN_POINTS:
        return ZoneProblem.TOO_FEW_POINTS
    if len(points) > MAX_POINTS:
        return ZoneProblem.TOO_MANY_POINTS
    if any(not (0 <= x <= 1 and 0 <= y <= 1) for x, y in points):
        return ZoneProblem.OUTSIDE
    if crosses_itself(points):
        return ZoneProblem.CROSSING
    if abs(signed_area(points)) < MIN_AREA:
        return ZoneProblem.TOO_SMALL
    return None


def signed_area(points: Sequence[Point]) -> float:
    """Return the polygon's area as a share of the picture, negative where drawn anticlockwise on the screen."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def crosses_itself(points: Sequence[Point]) -> bool:
    """Tell whether two sides that are not neighbours share a point, or a side has no length."""
    count = len(points)
    sides = [(points[i], points[(i + 1) % count]) for i in range(count)]
    if any(start == end for start, end in sides):
        return True
    apart = ((i, j) for i, j in combinations(range(count), 2) if j - i not in (1, count - 1))
    return any(_meet(*sides[i], *sides[j]) for i, j in apart)


def _turn(a: Point, b: Point, c: Point) -> int:
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return 0 if abs(cross) < 1e-9 else (1 if cross > 0 else -1)


def _between(a: Point, b: Point, c: Point) -> bool:
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    turns = (_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b))
    if turns[0] != turns[1] and turns[2] != turns[3]:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(turn == 0 and _between(*end) for turn, end in zip(turns, ends, strict=True))


def rasterise(points: Sequence[Point], height: int, width: int) -> Mask:
    """Return which cells of the grid have their centre inside the polygon (even-odd rule)."""
    xs = (np.arange(width) + 0.5) / width
    ys = (np.arange(height) + 0.5) / height
    inside = np.zeros((height, width), bool)
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        if ay == by:
            continue
        rows = (ys >= min(ay, by)) & (ys < max(ay, by))
        crossing = ax + (ys - ay) * (bx - ax) / (by - ay)
        inside ^= rows[:, None] & (xs[None, :] > crossing[:, None])
    return inside


def union(zones: Iterable[Zone], height: int, width: int) -> Mask:
    """Return which cells are inside any of the zones."""
    inside = np.zeros((height, width), bool)
    for zone in zones:
        inside |= rasterise(zone.points, height, width)
    return inside
