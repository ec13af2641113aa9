"""Small tools for grids of cells: neighbourhoods, blocks, gradients. All float32, height x width."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

type Grid = npt.NDArray[np.float32]
type Mask = npt.NDArray[np.bool_]

BLOCKS = 20
"""Blocks across the picture's width; those down it are as square as its shape allows."""


def box3[Kind: (np.float32, np.uint8)](
    a: npt.NDArray[Kind], out: npt.NDArray[Kind] | None = None
) -> npt.NDArray[Kind]:
    """Return the sum over each cell's 3 x 3 neighbourhood (integers may overflow).

    For speed the border is approximate: outside is nothing above and below, and the next row's other end
    to the left and right.
    """
    down = np.empty_like(a)
    np.add(a[:-2], a[1:-1], out=down[1:-1])
    down[1:-1] += a[2:]
    np.add(a[0], a[1], out=down[0])
    np.add(a[-1], a[-2], out=down[-1])
    result = np.empty_like(a) if out is None else out
    rows, wide = down.ravel(), result.ravel()
    np.add(rows[:-2], rows[1:-1], out=wide[1:-1])
    wide[1:-1] += rows[2:]
    wide[0], wide[-1] = rows[0], rows[-1]
    return result


def highest3(a: Grid) -> Grid:
    """Return the maximum over each cell's 3 x 3 neighbourhood."""
    return _extreme(np.maximum, a)


def _extreme[Kind: (np.float32, np.uint8)](of: np.ufunc, a: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    down = a.copy()
    of(down[1:], a[:-1], out=down[1:])
    of(down[:-1], a[1:], out=down[:-1])
    if a.shape[1] < 2:
        return down
    flat = down.ravel()
    wide = flat.copy()
    of(wide[1:], flat[:-1], out=wide[1:])
    of(wide[:-1], flat[1:], out=wide[:-1])
    result = wide.reshape(a.shape)
    of(down[:, 0], down[:, 1], out=result[:, 0])
    of(down[:, -1], down[:, -2], out=result[:, -1])
    return result


def grow(mask: Mask, times: int = 1) -> Mask:
    """Return the mask with every cell within `times` steps (square neighbourhoods) of it added."""
    view = mask.view(np.uint8)
    for _ in range(times):
        view = _extreme(np.maximum, view)
    return view.view(np.bool_)


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


def pool(a: Grid) -> Grid:
    """Return the blocks' means."""
    height, width = a.shape
    down, across = block_shape(height, width)
    rows: Grid = _pool(height, down) @ a
    return rows @ _pool(width, across).T


def spread(blocks: Grid, height: int, width: int) -> Grid:
    """Return a smooth grid through the blocks' values."""
    down, across = blocks.shape
    rows: Grid = _spread(height, down) @ blocks
    return rows @ _spread(width, across).T


def widen(blocks: Grid, cells: int = 2) -> Grid:
    """Return the blocks with their border repeated outwards."""
    height, width = blocks.shape
    out = np.empty((height + 2 * cells, width + 2 * cells), np.float32)
    out[cells:-cells, cells:-cells] = blocks
    out[:cells, cells:-cells] = blocks[0]
    out[-cells:, cells:-cells] = blocks[-1]
    out[:, :cells] = out[:, cells : cells + 1]
    out[:, -cells:] = out[:, -cells - 1 : -cells]
    return out


def window_sum(blocks: Grid) -> Grid:
    """Return each block's sum over its 5 x 5 neighbourhood, the nearest weighing most (81 in all)."""
    return box3(box3(widen(blocks)))[2:-2, 2:-2]


def window_median(blocks: Grid) -> Grid:
    """Return each block's median over its 5 x 5 neighbourhood, the border repeated."""
    windows = np.lib.stride_tricks.sliding_window_view(widen(blocks), (5, 5))
    return np.partition(windows.reshape(*blocks.shape, 25), 12, axis=-1)[..., 12]
