"""Connected regions of a mask, found by its rows' runs."""

from dataclasses import dataclass

import numpy as np

from .grid import Mask
from .sighting import Box

MOST_RUNS = 1500
"""A mask in more pieces than this is noise: nothing is made of it."""


@dataclass(frozen=True, slots=True)
class Blob:
    """One region: its area in cells, its centre, and the box [left, right) x [top, bottom) in cells."""

    area: int
    x: float
    y: float
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Return the box's width in cells."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Return the box's height in cells."""
        return self.bottom - self.top

    @property
    def size(self) -> float:
        """Return the side of the square that is as large as the box."""
        return float((self.width * self.height) ** 0.5)

    @property
    def window(self) -> tuple[slice, slice]:
        """Return the box as an index into a grid."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def around(self, cells: int, height: int, width: int) -> tuple[slice, slice]:
        """Return the box made larger by some cells on every side, as an index into a grid."""
        return (
            slice(max(0, self.top - cells), min(height, self.bottom + cells)),
            slice(max(0, self.left - cells), min(width, self.right + cells)),
        )

    def overlap(self, other: Blob) -> float:
        """Return the boxes' common area in cells."""
        if (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        ):
            return 0.0
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return float(across * down)

    def box(self, height: int, width: int) -> Box:
        """Return the box in shares of the grid."""
        return Box(
            left=self.left / width,
            top=self.top / height,
            right=self.right / width,
            bottom=self.bottom / height,
        )


@dataclass(slots=True)
class _Region:
    """One region while its runs are read, row by row. `x` and `y` are sums over its cells, twice their centres."""

    area: int
    x: int
    y: int
    left: int
    top: int
    right: int
    bottom: int
    merged: _Region | None = None

    def take_in(self, other: _Region) -> None:
        """Become one with another."""
        other.merged = self
        self.area += other.area
        self.x += other.x
        self.y += other.y
        self.left = min(self.left, other.left)
        self.top = min(self.top, other.top)
        self.right = max(self.right, other.right)

    def blob(self) -> Blob:
        """Return what it came to."""
        x, y = self.x / (2 * self.area), self.y / (2 * self.area)
        return Blob(self.area, x, y, self.left, self.top, self.right, self.bottom)


def find_blobs(mask: Mask, least: int = 1) -> list[Blob]:
    """Return the 8-connected regions of at least `least` cells, the largest first."""
    height, width = mask.shape
    # With an empty column behind each row no run reaches into the next.
    stride = width + 1
    padded = np.zeros(height * stride + 1, np.bool_)
    padded[1:].reshape(height, stride)[:, :width] = mask
    turns = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    if len(turns) > 2 * MOST_RUNS:
        return []
    regions = _regions(turns[0::2], turns[1::2], stride)
    blobs = [each.blob() for each in regions if each.merged is None and each.area >= least]
    return sorted(blobs, key=lambda blob: -blob.area)


def _regions(starts: list[int], ends: list[int], stride: int) -> list[_Region]:
    """Return the regions that runs [start, end) make up, those too that were merged into others.

    A few dozen runs are the rule: for so few, plain integers take half the time that arrays do.
    """
    regions: list[_Region] = []
    region_of: list[_Region] = []
    first = 0
    for run, (start, end) in enumerate(zip(starts, ends, strict=True)):
        row, left = divmod(start, stride)
        length = end - start
        right = left + length
        while ends[first] < start - stride:
            first += 1
        mine: _Region | None = None
        for above in range(first, run):
            if starts[above] > end - stride:
                break
            mine = _joined(mine, region_of[above])
        if mine is None:
            mine = _Region(0, 0, 0, left, row, right, row)
            regions.append(mine)
        mine.area += length
        mine.x += length * (left + right)
        mine.y += length * (2 * row + 1)
        mine.left = min(mine.left, left)
        mine.right = max(mine.right, right)
        mine.bottom = row + 1
        region_of.append(mine)
    return regions


def _joined(mine: _Region | None, other: _Region) -> _Region:
    """Return the one region that both are from now on."""
    while other.merged is not None:
        other = other.merged
    if mine is None:
        return other
    if other is not mine:
        mine.take_in(other)
    return mine
