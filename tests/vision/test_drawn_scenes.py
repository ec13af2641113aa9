"""Every drawn scene is seen for what it is, and no nuisance is taken for anything."""

import pytest

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from tests.drawn.scenes import SCENES, START, Scene, Truth

from .watching import begun, ended, everything, scene, show

FPS = 2.0


def is_allowed(at: float, kind_truths: list[Truth]) -> bool:
    """Tell whether a truth covers a moment."""
    return any(each.begins - 1 <= at <= (each.ends or 1e9) + 1 for each in kind_truths)


@pytest.mark.parametrize("drawn", SCENES, ids=lambda each: each.name)
def test_a_scene_is_seen_for_what_it_is(drawn: Scene) -> None:
    said = show(Analyser(everything(drawn.minutes)), drawn.frames(FPS))
    for truth in drawn.truths:
        times = [each.at - START for each in begun(said, truth.kind)]
        assert any(truth.begins <= at <= truth.found_by for at in times), (truth, times)
        if truth.ends is not None:
            ends = [each.at - START for each in ended(said, truth.kind)]
            assert any(truth.begins <= at <= truth.ends + 10 for at in ends), (truth, ends)
    false = [
        (each.kind, each.at - START)
        for each in said
        if each.active
        and each.kind not in drawn.may
        and not is_allowed(each.at - START, [t for t in drawn.truths if t.kind is each.kind])
    ]
    assert not false


@pytest.mark.parametrize(
    ("name", "seed", "fps"),
    [
        ("insects", 11, 5.0),
        ("insects", 13, 5.0),
        ("insects", 25, 5.0),
        ("insects", 27, 2.0),
        ("clouds", 100, 5.0),
        ("clouds", 103, 5.0),
        ("shake", 101, 5.0),
    ],
)
def test_a_nuisance_drawn_otherwise_is_nothing_either(name: str, seed: int, fps: float) -> None:
    drawn = scene(name)
    said = show(Analyser(everything(drawn.minutes)), drawn.frames(fps, seed))
    assert not begun(said, FindingKind.MOTION)


def test_the_same_frames_give_the_same_sightings() -> None:
    bag = scene("bag")
    once, again = (show(Analyser(everything(bag.minutes)), bag.frames(FPS)) for _ in range(2))
    assert once == again
    assert once
