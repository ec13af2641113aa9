"""Who and what comes into a drawn street. Each is painted from how long it has been there."""

from collections.abc import Callable
from dataclasses import dataclass
import math

import numpy as np

from .canvas import Canvas, Colour
from .streets import Street

type Box = tuple[float, float, float, float]
"""Left, top, right, bottom, 0 to 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Presence:
    """Since when an actor is on, and since when it is leaving (None while it isn't); seconds."""

    since: float
    leaving: float | None = None


def walker(canvas: Canvas, street: Street, present: float, gone: float | None) -> Box | None:
    """Paint a person who walks up and down the street, about 12 s each way; leaves at once."""
    if gone is not None:
        return None
    there = abs((present / 12.0) % 2 - 1)
    across = 0.55 + 0.28 * math.sin(present / 7)
    return _person(canvas, street, 0.08 + 0.55 * there, across, present)


def _person(canvas: Canvas, street: Street, depth: float, across: float, step: float) -> Box:
    x, foot = street.at(depth, across)
    tall = (foot - street.vanishing[1]) * 0.62
    wide = tall * 0.26 * canvas.height / canvas.width
    swing = wide * 0.45 * math.sin(step * 6)
    top = foot - tall
    for leg in (-swing, swing):
        low, high = x + leg, x
        canvas.shape(
            [(high - wide * 0.2, top + tall * 0.5), (high + wide * 0.2, top + tall * 0.5),
             (low + wide * 0.18, foot), (low - wide * 0.18, foot)],
            (38, 40, 58),
        )  # fmt: skip
    canvas.rectangle(
        x - wide * 0.5, top + tall * 0.18, x + wide * 0.5, top + tall * 0.56, (200, 60, 48)
    )
    canvas.ellipse(x, top + tall * 0.09, wide * 0.3, tall * 0.09, (150, 106, 78))
    return x - wide * 0.6, top, x + wide * 0.6, foot


def car(canvas: Canvas, street: Street, present: float, gone: float | None) -> Box | None:
    """Paint a car that comes from afar and drives by, every 9 s; leaves at once."""
    if gone is not None:
        return None
    ride = (present % 9.0) / 6.0
    if ride >= 1:
        return None
    return _vehicle(canvas, street, 0.85 * (1 - ride) - 0.12, 0.32, (38, 70, 150))


def parker(canvas: Canvas, street: Street, present: float, gone: float | None) -> Box | None:
    """Paint a car that drives in within 4 s, stands, and takes 3 s to leave."""
    if gone is not None:
        if gone > 3:
            return None
        depth = 0.30 - 0.45 * gone / 3
    else:
        depth = 0.80 - 0.50 * min(1.0, present / 4)
    return _vehicle(canvas, street, depth, 0.74, (222, 222, 226))


def _vehicle(canvas: Canvas, street: Street, depth: float, across: float, colour: Colour) -> Box:
    x, ground = street.at(depth, across)
    tall = (ground - street.vanishing[1]) * 0.5
    wide = tall * 1.15 * canvas.height / canvas.width
    top, mid = ground - tall, ground - tall * 0.55
    canvas.shape(
        [(x - wide * 0.7, top), (x + wide * 0.7, top), (x + wide * 0.92, mid), (x - wide * 0.92, mid)],
        (44, 52, 60),
    )  # fmt: skip
    canvas.rectangle(x - wide, mid, x + wide, ground - tall * 0.12, colour)
    for wheel in (-0.72, 0.72):
        canvas.ellipse(x + wheel * wide, ground - tall * 0.1, wide * 0.2, tall * 0.14, (20, 20, 22))
    for lamp in (-0.75, 0.75):
        canvas.ellipse(
            x + lamp * wide, ground - tall * 0.42, wide * 0.12, tall * 0.06, (250, 246, 210)
        )
    return x - wide, top, x + wide, ground


def water(canvas: Canvas, street: Street, present: float, gone: float | None) -> Box | None:
    """Water that rises for 60 s until it stands over the street, and falls within 20 s."""
    level = min(1.0, present / 60)
    if gone is not None:
        level -= gone / 20
    if level <= 0:
        return None
    line = 1 - level * (1 - street.vanishing[1]) * 0.62
    top = round(line * canvas.height)
    rows = np.arange(top, canvas.height)[:, None]
    columns = np.arange(canvas.width)[None, :]
    ripple = 6 * np.sin(rows / 5 + present * 2.2) + 4 * np.sin(columns / 23 + rows / 9 - present)
    # Standing water mirrors the sky: lighter than the asphalt it covers.
    canvas.y[top:] = np.clip(140 + ripple, 16, 235)
    canvas.u[top // 2 :] = 120
    canvas.v[top // 2 :] = 138
    return 0.0, line, 1.0, 1.0


def cover(canvas: Canvas, street: Street, present: float, gone: float | None) -> Box | None:
    """Somebody holds a cloth before the lens, over it within 1 s; leaves within 1 s."""
    share = min(1.0, present) if gone is None else 1 - gone
    if share <= 0:
        return None
    canvas.rectangle(0, 0, share, 1, (42, 38, 36))
    return 0.0, 0.0, share, 1.0


def blur(canvas: Canvas, street: Street, present: float, gone: float | None) -> Box | None:
    """Put the lens out of focus."""
    if gone is not None:
        return None
    for plane, size in ((canvas.y, 16), (canvas.u, 8), (canvas.v, 8)):
        high, wide = (n // size * size for n in plane.shape)
        cells = plane[:high, :wide].reshape(high // size, size, wide // size, size)
        plane[:high, :wide] = cells.mean((1, 3)).astype(np.uint8).repeat(size, 0).repeat(size, 1)
    return 0.0, 0.0, 1.0, 1.0


def night(canvas: Canvas, street: Street, present: float, gone: float | None) -> Box | None:
    """Infra-red light: no colours, a dark picture that is brightest in the middle."""
    if gone is not None:
        return None
    across = np.linspace(-1, 1, canvas.width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, canvas.height, dtype=np.float32)[:, None]
    lit = np.clip(0.75 - 0.45 * (across**2 + down**2), 0.08, 1)
    canvas.y[:] = 16 + (canvas.y - 16) * lit
    canvas.u[:] = canvas.v[:] = 128
    return None


ACTORS: dict[str, Callable[[Canvas, Street, float, float | None], Box | None]] = {
    "parker": parker,
    "car": car,
    "walker": walker,
    "water": water,
    "blur": blur,
    "night": night,
    "cover": cover,
}
"""In the order in which they are painted. `freeze` is the scene's own: time stands still."""
