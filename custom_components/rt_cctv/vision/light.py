"""What light and exposure do to a picture of an empty scene."""

from functools import cached_property

import numpy as np

from .grid import Grid, count, pool, rank, slopes, spread, window_median, window_sum

BLACK = 8.0
"""Grey levels of a black surface: what is near it changes less than by a factor."""
BRIGHTER = 1.5
DARKER = 0.55
"""By how much of itself light may change a surface; beyond that it is another surface."""
EVEN = 0.01
"""Change of the whole picture's light that is none."""
UNEVEN = 0.06
"""Difference between the blocks' changes of light above which it is uneven."""
FEW_BLOCKS = 2
"""Blocks under which it is even after all."""
ALIKE = 0.03
"""Change of a block's light since it was last looked at that is none."""
FEW_CHANGED = 8
"""Blocks that may have changed more: somebody walks there, a cloud changes many."""
KEPT = 3
"""Looks in which a few blocks change, after which the light is found anew: a cloud leaves by a corner."""
NEAR = 0.2
"""How near to its neighbours' a block's own light must be."""
FEW = 2
"""Blocks of another light that are not enough to say so."""
MANY = 27
"""Weight of the blocks around one, of 81, that must tell of the light for it to be taken from them."""
AGREED = 0.12
"""By how much they may differ."""
SHAPE = 0.35
"""The deviation inside a block that changed as one, as a share of its change."""
ROUGHNESS = 16.0
"""The variance inside any block that says nothing."""
PLAIN = 100.0
"""Variance of a picture under which it says nothing of a gain."""
SAME_VIEW = 0.35
"""Correlation of the slopes' strength above which a block is still the same: infrared turns some slopes round."""


class Sparse:
    """Some of a picture's cells, which tell enough of its blocks; all above black, that is BLACK more than they are."""

    def __init__(self, cells: Grid) -> None:
        """Take the cells over, and the blocks' means."""
        self.cells = cells
        self.cells += np.float32(BLACK)
        self.means = pool(cells)

    @cached_property
    def power(self) -> Grid:
        """Return the blocks' mean squares."""
        return pool(self.cells * self.cells)


class Lighting:
    """Finds by how much of itself the light on each cell changed, evenly or block by block."""

    def __init__(self, shape: tuple[int, int], *, uneven: bool) -> None:
        """Begin with no light known. Where `uneven` is False only an even change is found."""
        self._uneven = uneven
        self._found: tuple[Grid | None, Grid | None] = (None, None)
        self._kept = 0
        self._cells = np.empty(shape, np.float32)

    def change(self, now: Sparse, then: Sparse) -> Grid | np.float32 | None:
        """Return the change that explains a frame, one for all cells where it is even; None where there is none.

        The grid is scratch: valid until the next call.
        """
        ratio = now.means / then.means
        overall = rank(ratio)
        uneven = self._uneven and count(np.abs(ratio - overall) >= UNEVEN) >= FEW_BLOCKS
        if uneven and self._blocks(ratio, overall, now, then) is not None:
            return self._cells
        return None if abs(overall - 1) < EVEN else overall - 1

    def _blocks(self, ratio: Grid, overall: np.float32, now: Sparse, then: Sparse) -> Grid | None:
        """Return the blocks' light, as it was last found while none changes, and for a few looks while few do."""
        before, known = self._found
        if before is not None:
            changed = count(np.abs(ratio - before) > ALIKE)
            self._kept += changed > 0
            if changed <= FEW_CHANGED and self._kept < KEPT:
                return known
        self._kept = 0
        blocks = soften(ratio, overall, now, then)
        self._found = ratio, blocks
        if blocks is not None:
            spread(np.clip(blocks - 1, -DARKER, BRIGHTER), self._cells)
        return blocks


def soften(ratio: Grid, overall: np.float32, now: Sparse, then: Sparse) -> Grid | None:
    """Return the blocks' light: their own where they changed as one, else that of those around them.

    None where hardly any tells of another light than the whole picture's: what differs is then no light.
    """
    other = np.abs(ratio - overall)
    apart = now.power - 2 * ratio * pool(now.cells * then.cells) + ratio * ratio * then.power
    as_one = apart < (SHAPE * other) ** 2 * then.power + ROUGHNESS
    if count(as_one & (other >= NEAR / 3)) < FEW:
        return None
    told = ratio * as_one
    weight = np.maximum(window_sum(as_one.astype(np.float32)), 1)
    around = window_sum(told) / weight
    agreed = (weight >= MANY) & (window_sum(told * told) / weight - around * around < AGREED**2)
    filled = np.where(as_one, ratio, np.where(agreed, around, overall))
    if filled.max() - filled.min() < NEAR:
        return filled
    usual = window_median(filled)
    return np.where(np.abs(filled - usual) < NEAR, filled, usual)


def fit_light(then: Grid, now: Grid) -> tuple[float, float]:
    """Return gain and offset that turn one picture into another of the same scene, whatever stands in it."""
    x, y = then[::2, ::2].ravel(), now[::2, ::2].ravel()
    gain, offset = 1.0, float(rank(y - x))
    for _ in range(3):
        apart = np.abs(y - gain * x - offset)
        keep = apart <= rank(apart, 0.7)
        a, b = x[keep], y[keep]
        spread = float(np.var(a))
        gain = (
            float(np.clip(np.mean((a - a.mean()) * (b - b.mean())) / spread, 0.2, 4.0))
            if spread > PLAIN
            else 1.0
        )
        offset = float(b.mean() - gain * a.mean())
    return gain, offset


def same_view(then: Grid, now: Grid) -> bool:
    """Tell whether two pictures show the same view, in whatever light: most blocks have their edges where they had them."""
    a, b = (np.hypot(*slopes(each)) for each in (then, now))
    power_a, power_b = pool(a * a) - pool(a) ** 2, pool(b * b) - pool(b) ** 2
    with_edges = power_a >= max(float(np.percentile(power_a, 50)), 4.0)
    if np.count_nonzero(with_edges) < 4:
        return False
    alike = (pool(a * b) - pool(a) * pool(b)) / np.sqrt(np.maximum(power_a * power_b, 1e-3))
    return float(np.median(alike[with_edges])) >= SAME_VIEW
