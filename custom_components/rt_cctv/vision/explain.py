"""Draws what the analytics see, for whoever tunes them."""

import numpy as np

from .blobs import Blob
from .grid import Mask, core
from .motion import Moving
from .settings import SlotSettings
from .sighting import Colour, Grey
from .standing import Thing
from .zones import rasterise

SCALE = 4
type Paint = tuple[int, int, int]
MOVING: Paint = (220, 40, 40)
WET: Paint = (40, 160, 240)
PRESENT: Paint = (40, 220, 60)
WATCHED: Paint = (240, 220, 40)
STANDING: Paint = (240, 60, 220)
ZONE: Paint = (60, 120, 255)
IGNORED: Paint = (90, 90, 90)


def explain(
    grey: Grey,
    settings: SlotSettings,
    mask: Mask,
    wet: Mask,
    moving: Moving | None,
    things: list[Thing],
) -> Colour:
    """Return the picture four times as large, tinted and framed.

    Red: differs from the empty scene. Blue tint: taken for water. Yellow frame: followed, not yet
    motion. Green: motion. Magenta: stands. Blue lines: zones. Dark: ignored.
    """
    height, width = grey.shape
    out = np.repeat(grey[:, :, None], 3, axis=2).astype(np.float32)
    for where, paint in ((mask, MOVING), (wet, WET)):
        out[where] = 0.6 * out[where] + 0.4 * np.array(paint, np.float32)
    for zone in settings.ignored:
        out[rasterise(zone.points, height, width)] *= 0.4
    large: Colour = np.repeat(np.repeat(out.astype(np.uint8), SCALE, axis=0), SCALE, axis=1)
    for zone in settings.zones:
        inside = rasterise(zone.points, height * SCALE, width * SCALE)
        large[inside & ~core(inside)] = ZONE
    if moving is not None:
        for track in moving.tracks:
            _frame(large, track.blob, PRESENT if track in moving.present else WATCHED)
    for thing in things:
        _frame(large, thing.blob, STANDING)
    return large


def _frame(picture: Colour, blob: Blob, paint: Paint) -> None:
    top, bottom = blob.top * SCALE, blob.bottom * SCALE - 1
    left, right = blob.left * SCALE, blob.right * SCALE - 1
    picture[[top, bottom], left : right + 1] = paint
    picture[top : bottom + 1, [left, right]] = paint
