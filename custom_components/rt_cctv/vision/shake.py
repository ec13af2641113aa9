"""A camera that shakes with its mast: by how much, and the picture moved back."""

import numpy as np
import numpy.typing as npt

from .grid import Grid, box3, rank, slopes


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
    rest = _shift(square, across, down, _change(frame, smooth))
    guess = np.clip(np.round(rest), -2, 2).astype(int)
    y, x = min(_around(guess), key=lambda step: _apart(frame, level, step))
    moved = frame
    if y or x:
        moved = roll_onto(frame, level, y, x)
        rest = _shift(square, across, down, _change(moved, smooth))
    elif np.abs(rest).max() < 0.1:
        return None
    rest = np.clip(rest, -0.6, 0.6)
    sharp = slopes(moved)
    return moved - (sharp[0] * np.float32(rest[0] / 2) + sharp[1] * np.float32(rest[1] / 2))


def _change(frame: Grid, smooth: Grid) -> Grid:
    """Return how a frame's sums over 3 x 3 cells changed, beside what changed everywhere."""
    change = box3(frame)
    change -= smooth
    change -= rank(change[::4, ::4])
    return change


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
    change -= rank(change[::4, ::4])
    return float(np.abs(change, out=change).mean())


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
