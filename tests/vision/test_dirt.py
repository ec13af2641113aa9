"""Tests of dirt on the lens: a spider by night, a drop by day."""

from functools import cache

import numpy as np
import pytest

from custom_components.rt_cctv.model import Certainty, FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from tests.drawn import street
from tests.drawn.scenes import START, Painter, Scene

from .watching import begun, ended, everything, show

DIRTY = FindingKind.DIRTY_LENS


def spider(canvas: street.Canvas, t: float, rng: np.random.Generator) -> None:
    """Let a spider turn about in its web for four minutes."""
    if 10 <= t < 250:
        for leg in range(5):
            x, y = 262 + rng.normal(0, 9), 40 + rng.normal(0, 9)
            street.ellipse(canvas, x, y, 10, 5 + leg, 170)


@cache
def out_of_focus() -> street.Canvas:
    """Return the empty street as it looks through a drop."""
    return street.blur(street.empty_street(), 7)


def drop(canvas: street.Canvas, t: float, rng: np.random.Generator) -> None:
    """Let a drop hang on the lens, so that a part of the view is out of focus."""
    if 10 <= t < 250:
        canvas[40:130, 20:130] = out_of_focus()[40:130, 20:130]


@pytest.mark.parametrize(("paint", "dark"), [(spider, True), (drop, False)])
def test_dirt_is_suspected_after_its_minutes_and_ends_when_it_is_gone(
    paint: Painter, *, dark: bool
) -> None:
    dirty = Scene("dirt", 420, paint, dark=dark, noise=2.0 if dark else 1.2)
    said = show(Analyser(everything({DIRTY: 2.0})), dirty.frames(2))
    (found,) = begun(said, DIRTY)
    assert found.certainty is Certainty.SUSPECTED
    assert 120 < found.at - START < 240
    (end,) = ended(said, DIRTY)
    assert end.at - START > 250


def test_a_parked_car_is_no_dirt() -> None:
    def paint(canvas: street.Canvas, t: float, rng: np.random.Generator) -> None:
        if t >= 10:
            x = min(150.0, -60 + (t - 10) * 42)
            street.car(canvas, x, 146, 96, street.Look())

    parked = Scene("parked", 300, paint)
    assert not begun(show(Analyser(everything({DIRTY: 1.0})), parked.frames(1)), DIRTY)
