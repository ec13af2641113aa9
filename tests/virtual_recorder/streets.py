"""Four streets of an RT, drawn once as the still background of a slot's picture."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .canvas import Canvas, Colour, Point

_WALLS: tuple[Colour, ...] = (
    (196, 178, 140), (150, 176, 168), (205, 150, 120), (178, 178, 186), (214, 200, 120), (140, 160, 190),
)  # fmt: skip
_ROOF: Colour = (150, 72, 52)
_ASPHALT: Colour = (104, 104, 108)
_PAVING: Colour = (140, 134, 124)
_GRASS: Colour = (92, 120, 66)


@dataclass(frozen=True, kw_only=True, slots=True)
class Street:
    """The shape of one street: where it vanishes, and how wide it is at the lower edge."""

    name: str
    vanishing: Point
    left: float
    right: float
    surface: Colour
    paint: Callable[[Canvas, Street, np.random.Generator], None]

    def at(self, depth: float, across: float) -> Point:
        """Return the point at `depth` (0 the lower edge, 1 the vanishing point), `across` 0 to 1."""
        vx, vy = self.vanishing
        x = self.left + (self.right - self.left) * across
        return x + (vx - x) * depth, 1 + (vy - 1) * depth


def background(name: str, width: int, height: int) -> Canvas:
    """Draw a street; the same one every time. Unknown names get the gang."""
    street = STREETS.get(name, STREETS["gang"])
    canvas = Canvas(width, height)
    random = np.random.default_rng(sum(name.encode()))
    _sky(canvas, street.vanishing[1])
    street.paint(canvas, street, random)
    grain = random.normal(0, 5, (height // 2, width // 2)).repeat(2, 0).repeat(2, 1)
    canvas.y[:] = np.clip(canvas.y + grain[:height, :width], 16, 235)
    return canvas


def _sky(canvas: Canvas, horizon: float) -> None:
    rows = round(canvas.height * (horizon + 0.02))
    canvas.y[:rows] = np.linspace(175, 205, rows)[:, None]
    canvas.u[: rows // 2] = 138
    canvas.v[: rows // 2] = 120


def _road(canvas: Canvas, street: Street, verge: Colour) -> None:
    horizon = street.vanishing[1]
    canvas.rectangle(0, horizon, 1, 1, verge)
    near, far = 0.0, 0.96
    corners = [street.at(far, 0), street.at(far, 1), street.at(near, 1), street.at(near, 0)]
    canvas.shape(corners, street.surface)


def _houses(
    canvas: Canvas, street: Street, random: np.random.Generator, sides: tuple[int, ...] = (0, 1)
) -> None:
    """Rows of houses along both sides, the far ones first."""
    for side in sides:
        depths = [0.9, 0.78, 0.62, 0.42, 0.16, -0.3]
        for far, near in pairwise(depths):
            _house(canvas, street, side, (far, near), random)


def _house(
    canvas: Canvas,
    street: Street,
    side: int,
    depth: tuple[float, float],
    random: np.random.Generator,
) -> None:
    far, near = depth
    out = -0.08 if side == 0 else 1.08
    vy = street.vanishing[1]
    (x0, y0), (x1, y1) = street.at(far, out), street.at(near, out)
    rise = 1.15 + 0.25 * float(random.random())

    def up(y: float, share: float) -> float:
        return y - (y - vy + 0.03) * rise * share

    def wall(a: float, b: float, low: float, high: float, colour: Colour) -> None:
        xa, ya = x0 + (x1 - x0) * a, y0 + (y1 - y0) * a
        xb, yb = x0 + (x1 - x0) * b, y0 + (y1 - y0) * b
        corners = [(xa, up(ya, high)), (xb, up(yb, high)), (xb, up(yb, low)), (xa, up(ya, low))]
        canvas.shape(corners if xb > xa else corners[::-1], colour)

    paint = _WALLS[int(random.integers(len(_WALLS)))]
    wall(0, 1, 0, 1, paint)
    wall(0, 1, 1, 1.25, _ROOF)
    wall(0.12, 0.34, 0, 0.62, (92, 64, 44))
    wall(0.5, 0.82, 0.32, 0.66, (70, 84, 96))
    wall(0, 0.03, 0, 1, (90, 84, 76))


def _poles(canvas: Canvas, street: Street) -> None:
    for depth in (0.72, 0.45, 0.12):
        x, y = street.at(depth, -0.03)
        tall = (y - street.vanishing[1]) * 2.2
        thick = 0.012 * (1 - depth) + 0.002
        canvas.rectangle(x - thick / 2, y - tall, x + thick / 2, y, (120, 118, 112))


def _gang(canvas: Canvas, street: Street, random: np.random.Generator) -> None:
    _road(canvas, street, _PAVING)
    _houses(canvas, street, random)
    _poles(canvas, street)


def _jalan(canvas: Canvas, street: Street, random: np.random.Generator) -> None:
    _road(canvas, street, _GRASS)
    for n in range(8):
        near, far = n * 0.12, n * 0.12 + 0.05
        marks = [
            street.at(far, 0.49),
            street.at(far, 0.51),
            street.at(near, 0.51),
            street.at(near, 0.49),
        ]
        canvas.shape(marks, (220, 220, 214))
    _houses(canvas, street, random, (1,))
    _poles(canvas, street)


def _pos(canvas: Canvas, street: Street, random: np.random.Generator) -> None:
    _road(canvas, street, _PAVING)
    _houses(canvas, street, random, (0,))
    canvas.rectangle(0.70, 0.36, 0.93, 0.72, (170, 150, 110))
    canvas.shape([(0.66, 0.37), (0.81, 0.24), (0.97, 0.37)], _ROOF)
    canvas.rectangle(0.74, 0.46, 0.84, 0.60, (60, 58, 56))
    canvas.ellipse(0.89, 0.48, 0.012, 0.07, (110, 70, 36))


def _sungai(canvas: Canvas, street: Street, random: np.random.Generator) -> None:
    _road(canvas, street, _GRASS)
    _houses(canvas, street, random, (0,))
    for n in range(12):
        depth = n * 0.08
        x, y = street.at(depth, 1.02)
        tall = (y - street.vanishing[1]) * 0.35
        canvas.rectangle(x - 0.004, y - tall, x + 0.004, y, (210, 210, 205))


STREETS = {
    street.name: street
    for street in (
        Street(name="gang", vanishing=(0.52, 0.34), left=0.10, right=0.92, surface=_ASPHALT, paint=_gang),
        Street(name="jalan", vanishing=(0.30, 0.36), left=-0.35, right=1.05, surface=_ASPHALT, paint=_jalan),
        Street(name="pos", vanishing=(0.62, 0.38), left=0.15, right=1.25, surface=_ASPHALT, paint=_pos),
        Street(name="sungai", vanishing=(0.45, 0.32), left=0.05, right=0.80, surface=(96, 112, 110), paint=_sungai),
    )
}  # fmt: skip
