"""Small tools for grids of cells: neighbourhoods, blocks, gradients. All float32, height x width."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

type Grid = npt.NDArray[np.float32]
type Mask = npt.NDArray[np.bool_]

BLOCKS = 20
"""Blocks across the picture's width; those down it are as square as its shape allows."""


def box3[Kind: (np.float32, np.int16, np.uint8)](
    a: npt.NDArray[Kind], out: npt.NDArray[Kind] | None = None
) -> npt.NDArray[Kind]:
    """Return the sum over each cell's 3 x 3 neighbourhood (integers may overflow).

    For speed the border is approximate: outside is nothing above and below, and the next row's other end
    to the left and right.
    """
    down = np.empty_like(a)
    down[0] = a[0]
    np.add(a[:-1], a[1:], out=down[1:])
    down[:-1] += a[1:]
    result = np.empty_like(a) if out is None else out
    rows, wide = down.ravel(), result.ravel()
    wide[0] = rows[0]
    np.add(rows[:-1], rows[1:], out=wide[1:])
    wide[:-1] += rows[1:]
    return result


def highest3[Kind: (np.int16, np.uint8)](a: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """Return the maximum over each cell's 3 x 3 neighbourhood."""
    down = np.empty_like(a)
    down[0] = a[0]
    np.maximum(a[1:], a[:-1], out=down[1:])
    np.maximum(down[:-1], a[1:], out=down[:-1])
    if a.shape[1] < 2:
        return down
    result = np.empty_like(a)
    rows, wide = down.ravel(), result.ravel()
    np.maximum(rows[1:], rows[:-1], out=wide[1:])
    np.maximum(wide[:-1], rows[1:], out=wide[:-1])
    # What came over from the next row's other end is written over.
    np.maximum(down[:, 0], down[:, 1], out=result[:, 0])
    np.maximum(down[:, -1], down[:, -2], out=result[:, -1])
    return result


def grow(mask: Mask, times: int = 1) -> Mask:
    """Return the mask with every cell within `times` steps (square neighbourhoods) of it added."""
    view = mask.view(np.uint8)
    for _ in range(times):
        view = highest3(view)
    return view.view(np.bool_)


def core(mask: Mask) -> Mask:
    """Return the mask without its rim: the cells beside which, across or down, one isn't set."""
    inner = mask.copy()
    inner[1:-1, 1:-1] &= mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
    return inner


def slopes(a: Grid) -> tuple[Grid, Grid]:
    """Return the central differences across and down, zero at the border."""
    across = np.zeros_like(a)
    down = np.zeros_like(a)
    np.subtract(a[:, 2:], a[:, :-2], out=across[:, 1:-1])
    np.subtract(a[2:], a[:-2], out=down[1:-1])
    return across, down


def count(cells: npt.NDArray[np.bool_]) -> int:
    """Return how many cells are set."""
    return int(np.count_nonzero(cells))


def rank(a: Grid, share: float = 0.5) -> np.float32:
    """Return the value below which about `share` of the cells lie: numpy's own takes ten times as long."""
    flat = a.ravel()
    place = min(int(share * flat.size), flat.size - 1)
    value: np.float32 = np.partition(flat, place)[place]
    return value


def block_shape(height: int, width: int) -> tuple[int, int]:
    """Return how many blocks go down and across a grid."""
    return max(1, round(BLOCKS * height / width)), BLOCKS


@lru_cache(maxsize=32)
def _pool(cells: int, blocks: int) -> Grid:
    """Return the blocks x cells matrix that averages cells into blocks."""
    edges = np.linspace(0, cells, blocks + 1)
    low = np.maximum(edges[:-1, None], np.arange(cells)[None, :])
    high = np.minimum(edges[1:, None], np.arange(cells)[None, :] + 1)
    share = np.clip(high - low, 0, None)
    return np.ascontiguousarray(share / share.sum(1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=32)
def _spread(cells: int, blocks: int) -> Grid:
    """Return the cells x blocks matrix that interpolates linearly between the blocks' centres."""
    place = np.clip((np.arange(cells) + 0.5) * blocks / cells - 0.5, 0, blocks - 1)
    low = np.minimum(place.astype(int), max(blocks - 2, 0))
    part = place - low
    out = np.zeros((cells, blocks), np.float32)
    out[np.arange(cells), low] = 1 - part
    if blocks > 1:
        out[np.arange(cells), low + 1] = part
    return out


@lru_cache(maxsize=32)
def _pools(height: int, width: int) -> tuple[Grid, Grid]:
    """Return what averages a grid's rows, from the left, and its columns, from the right."""
    down, across = block_shape(height, width)
    return _pool(height, down), _pool(width, across).T


@lru_cache(maxsize=32)
def _halves(cells: int, blocks: int) -> tuple[tuple[slice, slice, Grid], ...]:
    """Return, for each half of the cells, the blocks that it lies between, itself, and what interpolates it.

    Most of the whole matrix is zero; halves are half the work, and smaller parts wouldn't pay for themselves.
    """
    whole, parts = _spread(cells, blocks), []
    for half in (slice(0, cells // 2), slice(cells // 2, cells)):
        used = np.flatnonzero(whole[half].any(axis=0))
        between = slice(int(used[0]), int(used[-1]) + 1)
        parts.append((between, half, np.ascontiguousarray(whole[half, between].T)))
    return tuple(parts)


def pool(a: Grid) -> Grid:
    """Return the blocks' means."""
    down, across = _pools(*a.shape)
    rows: Grid = down @ a
    return rows @ across


def spread(blocks: Grid, out: Grid) -> None:
    """Write a smooth grid through the blocks' values."""
    (height, width), (down, across) = out.shape, blocks.shape
    rows: Grid = _spread(height, down) @ blocks
    for between, half, matrix in _halves(width, across):
        np.matmul(rows[:, between], matrix, out=out[:, half])


@lru_cache(maxsize=32)
def _window(blocks: int) -> Grid:
    """Return the matrix that sums each block's neighbours along one side, weights 1 2 3 2 1, the border repeated."""
    out = np.zeros((blocks, blocks), np.float32)
    for block in range(blocks):
        for step in range(-2, 3):
            out[block, min(max(block + step, 0), blocks - 1)] += 3 - abs(step)
    return out


def window_sum(blocks: Grid) -> Grid:
    """Return each block's sum over its 5 x 5 neighbourhood, the nearest weighing most (81 in all)."""
    height, width = blocks.shape
    rows: Grid = _window(height) @ blocks
    return rows @ _window(width).T


@lru_cache(maxsize=8)
def _windows(height: int, width: int) -> npt.NDArray[np.intp]:
    """Return which blocks are each one's 5 x 5 neighbourhood, the border repeated."""
    steps = np.arange(-2, 3)
    rows = np.clip(np.arange(height)[:, None] + steps, 0, height - 1)
    columns = np.clip(np.arange(width)[:, None] + steps, 0, width - 1)
    places: npt.NDArray[np.intp] = rows[:, None, :, None] * width + columns[None, :, None, :]
    return places.reshape(height, width, 25)


def window_median(blocks: Grid) -> Grid:
    """Return each block's median over its 5 x 5 neighbourhood, the border repeated."""
    around = blocks.ravel().take(_windows(*blocks.shape), mode="clip")
    around.partition(12, axis=-1)
    return around[..., 12]
