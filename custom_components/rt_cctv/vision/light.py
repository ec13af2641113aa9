"""What light, exposure and a swaying mast do to a picture of an empty scene."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from .grid import Grid, box3, count, pool, rank, slopes, window_median, window_sum

BLACK = 8.0
"""Grey levels of a black surface: what is near it changes less than by a factor."""
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


def soften(ratio: Grid, overall: np.float32, now: Sparse, then: Sparse) -> Grid | None:
    """Return the blocks' light: their own where they changed as one, else that of those around them.

    None where hardly any tells of another light than the whole picture's: what differs is then no light.
    """
    apart = now.power - 2 * ratio * pool(now.cells * then.cells) + ratio * ratio * then.power
    other = ratio - overall
    as_one = apart < (SHAPE * other) ** 2 * then.power + ROUGHNESS
    if count(as_one & (np.abs(other) >= NEAR / 3)) < FEW:
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


def align(frame: Grid, level: Grid) -> Grid | None:
    """Return the frame moved back by the small shift that explains much of its difference, None where none does.

    To first order a shift adds the level's own slopes, whatever else moves in the picture.
    """
    smooth = box3(level)
    across, down = slopes(smooth)
    across *= 0.5
    down *= 0.5
    square = np.array(
        [
            [np.vdot(across, across), np.vdot(across, down)],
            [np.vdot(across, down), np.vdot(down, down)],
        ]
    )
    if np.linalg.det(square) < 1:
        return None
    change = box3(frame) - smooth
    change -= rank(change[::4, ::4])
    guess = np.clip(np.round(_shift(square, across, down, change)), -2, 2).astype(int)
    y, x = min(_around(guess), key=lambda step: _apart(frame, level, step))
    moved = roll_onto(frame, level, y, x)
    change = box3(moved) - smooth
    change -= rank(change[::4, ::4])
    rest = np.clip(_shift(square, across, down, change), -0.6, 0.6)
    if not (y or x) and np.abs(rest).max() < 0.1:
        return None
    sharp = slopes(moved)
    return moved - (sharp[0] * np.float32(rest[0] / 2) + sharp[1] * np.float32(rest[1] / 2))


def _shift(
    square: npt.NDArray[np.float64], across: Grid, down: Grid, change: Grid
) -> npt.NDArray[np.float64]:
    """Return the shift, across and down, that explains a change best (least squares on the slopes)."""
    wanted = np.array([np.vdot(across, change), np.vdot(down, change)], np.float64)
    shift: npt.NDArray[np.float64] = np.linalg.solve(square, wanted).astype(np.float64)
    return shift


def _around(guess: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the whole shifts, down and across, next to a guess (across, down)."""
    return [(int(guess[1]) + y, int(guess[0]) + x) for y in (0, -1, 1) for x in (0, -1, 1)]


def _apart(frame: Grid, level: Grid, step: tuple[int, int]) -> float:
    """Return how far a moved frame is from the level, judged on every sixth cell inside."""
    height, width = level.shape
    y, x = step
    inside = level[4 : height - 4 : 3, 4 : width - 4 : 2]
    moved = frame[4 - y : height - 4 - y : 3, 4 - x : width - 4 - x : 2]
    change = moved - inside
    return float(np.abs(change - rank(change[::4, ::4])).mean())


def roll_onto(frame: Grid, level: Grid, down: int, across: int) -> Grid:
    """Return the frame moved by some cells, what comes in at the border taken from the level."""
    moved = np.roll(frame, (down, across), axis=(0, 1))
    if down:
        edge = slice(None, down) if down > 0 else slice(down, None)
        moved[edge] = level[edge]
    if across:
        edge = slice(None, across) if across > 0 else slice(across, None)
        moved[:, edge] = level[:, edge]
    return moved
