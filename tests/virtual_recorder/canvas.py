"""Painting on a YUV 4:2:0 picture with numpy: rectangles, convex shapes, text, a clock for machines."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

type Plane = NDArray[np.uint8]
type Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""
type Point = tuple[float, float]
"""Across and down, 0 to 1."""

CLOCK_BITS = 44
_CELLS = CLOCK_BITS + 4
_CELLS_ACROSS = 80


def yuv(colour: Colour) -> tuple[int, int, int]:
    """Convert to limited-range BT.601."""
    r, g, b = colour
    return (
        round(16 + 0.257 * r + 0.504 * g + 0.098 * b),
        round(128 - 0.148 * r - 0.291 * g + 0.439 * b),
        round(128 + 0.439 * r - 0.368 * g - 0.071 * b),
    )


class Canvas:
    """A picture of even width and height, as one array of the three planes (yuv420p)."""

    def __init__(self, width: int, height: int, data: Plane | None = None) -> None:
        self.width, self.height = width, height
        if data is None:
            data = np.full((height * 3 // 2, width), 128, np.uint8)
        self.data = data
        flat = data.reshape(-1)
        luma, quarter = width * height, width * height // 4
        self.y = flat[:luma].reshape(height, width)
        self.u = flat[luma : luma + quarter].reshape(height // 2, width // 2)
        self.v = flat[luma + quarter :].reshape(height // 2, width // 2)

    def copy(self) -> Canvas:
        """Return another canvas with the same picture."""
        return Canvas(self.width, self.height, self.data.copy())

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        """Fill a rectangle."""
        w, h = self.width, self.height
        left, right = (round(min(max(x, 0), 1) * w) for x in (x0, x1))
        top, bottom = (round(min(max(y, 0), 1) * h) for y in (y0, y1))
        y, u, v = yuv(colour)
        self.y[top:bottom, left:right] = y
        half = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
        self.u[half], self.v[half] = u, v

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a convex shape, its corners clockwise as seen."""
        y, u, v = yuv(colour)
        _fill(self.y, points, y)
        _fill(self.u, points, u)
        _fill(self.v, points, v)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an ellipse about (x, y)."""
        angles = np.linspace(0, 2 * np.pi, 13)[:-1]
        self.shape([(x + rx * np.cos(a), y + ry * np.sin(a)) for a in angles], colour)

    def text(self, x: int, y: int, text: str, size: int) -> None:
        """Write white letters with a dark edge, the upper left corner at pixel (x, y)."""
        for letter in text:
            glyph, edge = _glyph(letter, size)
            high = min(glyph.shape[0], self.height - y)
            wide = min(glyph.shape[1], self.width - x)
            if high <= 0 or wide <= 0:
                return
            at = np.s_[y : y + high, x : x + wide]
            self.y[at][edge[:high, :wide]] = 16
            self.y[at][glyph[:high, :wide]] = 235
            x += wide

    def clock(self, milliseconds: int) -> None:
        """Paint milliseconds since 1970 as black and white squares along the upper edge.

        44 bits, the highest first, then 4 bits of check; a square is 1/80 of the width.
        """
        bits = _clock_bits(milliseconds)
        cell = self.width // _CELLS_ACROSS
        row = np.repeat(np.where(bits, 235, 16).astype(np.uint8), cell)
        self.y[:cell, : row.size] = row
        half = np.s_[: cell // 2, : row.size // 2]
        self.u[half] = self.v[half] = 128


def read_clock(luma: NDArray[np.number[Any]]) -> int | None:
    """Return the milliseconds painted on a picture (its grey plane), None where unreadable."""
    cell = luma.shape[1] / _CELLS_ACROSS
    middle = int(cell / 2)
    columns = ((np.arange(_CELLS) + 0.5) * cell).astype(int)
    rows = luma[max(0, middle - 1) : middle + 1]
    bits = rows[:, columns].mean(axis=0) > 128
    value = int("".join("1" if b else "0" for b in bits[:CLOCK_BITS]), 2)
    return value if np.array_equal(_clock_bits(value), bits) else None


def _clock_bits(value: int) -> NDArray[np.bool_]:
    check = 5 + sum(value >> shift & 15 for shift in range(0, CLOCK_BITS, 4)) & 15
    text = f"{value:0{CLOCK_BITS}b}{check:04b}"
    return np.array([c == "1" for c in text])


def _fill(plane: Plane, points: Sequence[Point], value: int) -> None:
    height, width = plane.shape
    xs = np.array([p[0] for p in points]) * width
    ys = np.array([p[1] for p in points]) * height
    left, right = max(0, int(xs.min())), min(width, int(np.ceil(xs.max())))
    top, bottom = max(0, int(ys.min())), min(height, int(np.ceil(ys.max())))
    if left >= right or top >= bottom:
        return
    gx = np.arange(left, right) + 0.5
    gy = (np.arange(top, bottom) + 0.5)[:, None]
    inside = np.ones((bottom - top, right - left), np.bool_)
    for x0, y0, x1, y1 in zip(xs, ys, np.roll(xs, -1), np.roll(ys, -1), strict=True):
        inside &= (x1 - x0) * (gy - y0) - (y1 - y0) * (gx - x0) >= 0
    plane[top:bottom, left:right][inside] = value


@lru_cache(maxsize=512)
def _glyph(letter: str, size: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where a letter is, and where its edge is."""
    font = ImageFont.load_default(size)
    wide = max(2, round(font.getlength(letter))) + 1
    image = Image.new("L", (wide, size + size // 3))
    ImageDraw.Draw(image).text((0, 0), letter, fill=255, font=font)
    ink = np.asarray(image) > 110
    around = np.pad(ink, 1)
    edge = around[:-2, 1:-1] | around[2:, 1:-1] | around[1:-1, :-2] | around[1:-1, 2:]
    return ink, edge & ~ink
