"""Every drawn scene is seen for what it is, and no nuisance is taken for anything."""

import pytest

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from tests.drawn.scenes import SCENES, START, Scene, Truth

from .watching import begun, ended, everything, show

FPS = 2.0


def is_allowed(at: float, kind_truths: list[Truth]) -> bool:
    """Tell whether a truth covers a moment."""
    return any(each.begins - 1 <= at <= (each.ends or 1e9) + 1 for each in kind_truths)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_scene_is_seen_for_what_it_is(scene: Scene) -> None:
    said = show(Analyser(everything(scene.minutes)), scene.frames(FPS))
    for truth in scene.truths:
        times = [each.at - START for each in begun(said, truth.kind)]
        assert any(truth.begins <= at <= truth.found_by for at in times), (truth, times)
        if truth.ends is not None:
            ends = [each.at - START for each in ended(said, truth.kind)]
            assert any(truth.begins <= at <= truth.ends + 10 for at in ends), (truth, ends)
    false = [
        (each.kind, each.at - START)
        for each in said
        if each.active
        and each.kind not in scene.may
        and not is_allowed(each.at - START, [t for t in scene.truths if t.kind is each.kind])
    ]
    assert not false


@pytest.mark.parametrize(("seed", "fps"), [(11, 5.0), (13, 5.0), (25, 5.0), (27, 2.0)])
def test_insects_that_happen_to_line_up_are_nothing(seed: int, fps: float) -> None:
    scene = next(each for each in SCENES if each.name == "insects")
    said = show(Analyser(everything(scene.minutes)), scene.frames(fps, seed))
    assert not begun(said, FindingKind.MOTION)


def test_the_same_frames_give_the_same_sightings() -> None:
    scene = next(each for each in SCENES if each.name == "bag")
    once, again = (show(Analyser(everything(scene.minutes)), scene.frames(FPS)) for _ in range(2))
    assert once == again
    assert once
