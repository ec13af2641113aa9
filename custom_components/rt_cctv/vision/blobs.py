"""Connected regions of a mask, found by its rows' runs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
    def fill(self) -> float:
        """Return the share of the box that is covered."""
        return self.area / (self.width * self.height)

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
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return float(across * down) if across > 0 and down > 0 else 0.0

    def box(self, height: int, width: int) -> Box:
        """Return the box in shares of the grid."""
        return Box(
            left=self.left / width,
            top=self.top / height,
            right=self.right / width,
            bottom=self.bottom / height,
        )


def find_blobs(mask: Mask, least: int = 1) -> list[Blob]:
    """Return the 8-connected regions of at least `least` cells, the largest first."""
    height, width = mask.shape
    stride = width + 1
    padded = np.zeros(height * stride + 1, np.bool_)
    padded[1:].reshape(height, stride)[:, :width] = mask
    turns = np.flatnonzero(padded[1:] != padded[:-1])
    starts, ends = turns[0::2], turns[1::2]
    if not 0 < len(starts) <= MOST_RUNS:
        return []
    roots = _join(starts, ends, stride)
    is_root = roots == np.arange(len(roots))
    names = (np.cumsum(is_root) - 1)[roots]
    count = int(names[-1] if len(names) == 1 else names.max()) + 1
    rows = starts // stride
    lefts = starts - rows * stride
    lengths = ends - starts
    areas = np.bincount(names, lengths, count)
    xs = np.bincount(names, lengths * (2 * lefts + lengths), count) / (2 * areas)
    ys = np.bincount(names, lengths * (2 * rows + 1), count) / (2 * areas)
    left, right = np.full(count, width), np.zeros(count, int)
    np.minimum.at(left, names, lefts)
    np.maximum.at(right, names, lefts + lengths)
    # Runs come row by row: a region's first is its root, its last is written last.
    top, bottom = rows[is_root], np.empty(count, int)
    bottom[names] = rows + 1
    keep = np.flatnonzero(areas >= least)
    keep = keep[np.argsort(-areas[keep], kind="stable")]
    columns = (
        areas[keep].astype(int),
        xs[keep],
        ys[keep],
        left[keep],
        top[keep],
        right[keep],
        bottom[keep],
    )
    return [Blob(*fields) for fields in zip(*(column.tolist() for column in columns), strict=True)]


def _join(
    starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp], stride: int
) -> npt.NDArray[np.intp]:
    """Return for each run the number of the region to which it belongs."""
    low = np.searchsorted(ends, starts + (stride - 1), side="right")
    high = np.searchsorted(starts, ends + (stride + 1), side="left")
    parent = list(range(len(starts)))
    for run, (first, last) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        root = run
        while parent[root] != root:
            root = parent[root]
        parent[run] = root
        for below in range(first, last):
            other = below
            while parent[other] != other:
                other = parent[other]
            if other < root:
                parent[root] = root = other
            else:
                parent[other] = root
    # Runs come in order and a region's root is its first run, so that one pass settles all.
    for run, above in enumerate(parent):
        parent[run] = parent[above]
    return np.array(parent, np.intp)
