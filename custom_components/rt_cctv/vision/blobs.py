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
    padded = np.zeros((height, stride), np.int8)
    padded[:, :width] = mask
    flat = padded.ravel()
    turns = np.flatnonzero(np.diff(flat, prepend=np.int8(0)))
    starts, ends = turns[0::2], turns[1::2]
    if not 0 < len(starts) <= MOST_RUNS:
        return []
    names = _join(starts, ends, stride)
    rows, lefts = np.divmod(starts, stride)
    lengths = ends - starts
    rights = lefts + lengths
    order = np.argsort(names, kind="stable")
    firsts = np.flatnonzero(np.diff(names[order], prepend=-1))
    areas = np.add.reduceat(lengths[order], firsts)
    xs = np.add.reduceat((lengths * (lefts + rights))[order], firsts) / (2.0 * areas)
    ys = np.add.reduceat((lengths * (2 * rows + 1))[order], firsts) / (2.0 * areas)
    left = np.minimum.reduceat(lefts[order], firsts)
    right = np.maximum.reduceat(rights[order], firsts)
    top = np.minimum.reduceat(rows[order], firsts)
    bottom = np.maximum.reduceat(rows[order], firsts) + 1
    keep = np.flatnonzero(areas >= least)
    keep = keep[np.argsort(-areas[keep], kind="stable")]
    columns = (areas, xs, ys, left, top, right, bottom)
    return [
        Blob(*fields) for fields in zip(*(column[keep].tolist() for column in columns), strict=True)
    ]


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
