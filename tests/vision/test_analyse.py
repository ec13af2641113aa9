"""Tests of the analyser as a whole: odd input, and the picture that explains."""

from dataclasses import replace

import numpy as np
import pytest

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.explain import PRESENT, SCALE, ZONE
from custom_components.rt_cctv.vision.settings import KindSettings, SlotSettings
from custom_components.rt_cctv.vision.sighting import Frame, Sighting
from custom_components.rt_cctv.vision.zones import Zone
from tests.drawn.scenes import START

from .watching import begun, everything, scene, show

FPS = 2.0


def test_nothing_is_said_and_nothing_breaks_with_everything_off() -> None:
    assert not show(Analyser(SlotSettings()), scene("covered").frames(FPS))


def test_a_frame_that_is_not_later_is_passed_over() -> None:
    analyser = Analyser(everything())
    frame = next(iter(scene("quiet").frames(FPS)))
    analyser.look(frame)
    before = analyser.save()
    assert analyser.look(frame) == ()
    assert analyser.look(replace(frame, at=frame.at - 100)) == ()
    assert analyser.save() == before


@pytest.mark.parametrize("shape", [(16, 160), (90, 160), (120, 160), (284, 160), (90, 64)])
def test_pictures_of_any_shape_are_looked_at(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    analyser = Analyser(everything())
    for index in range(80):
        grey = rng.integers(80, 120, shape, np.uint8)
        if index > 60:
            grey[4:12, index - 40 : index - 34] = 250
        analyser.look(Frame(grey=grey, at=START + index))
    assert analyser.ready


@pytest.mark.parametrize("level", [0, 255])
def test_black_and_white_pictures_are_looked_at(level: int) -> None:
    analyser = Analyser(everything())
    for index in range(80):
        analyser.look(Frame(grey=np.full((90, 160), level, np.uint8), at=START + index))


def test_frames_with_a_stride_are_looked_at() -> None:
    wide = np.random.default_rng(1).integers(0, 255, (90, 192), np.uint8)
    Analyser(everything()).look(Frame(grey=wide[:, :160], at=START))


def test_an_hour_without_frames_confuses_nobody() -> None:
    walkers = scene("walkers")
    analyser = Analyser(everything())
    frames = list(walkers.frames(FPS))
    said = show(analyser, [frame for frame in frames if frame.at - START < 5])
    for frame in frames:
        if frame.at - START >= 5:
            said += analyser.look(replace(frame, at=frame.at + 3600))
    assert len(begun(said, FindingKind.MOTION)) == 2


def test_a_higher_sensitivity_sees_a_fainter_thing() -> None:
    def found(sensitivity: int) -> int:
        settings = SlotSettings(kinds={FindingKind.MOTION: KindSettings(sensitivity=sensitivity)})
        analyser = Analyser(settings)
        said: list[Sighting] = []
        for frame in scene("walkers").frames(5):
            grey = (frame.grey.astype(np.float32) * 0.14 + 90).astype(np.uint8)
            said += analyser.look(replace(frame, grey=grey))
        return len(begun(said, FindingKind.MOTION))

    assert found(100) > found(1) == 0


def test_motion_is_said_for_the_zone_it_is_in() -> None:
    motion = frozenset({FindingKind.MOTION})
    near = Zone(name="near", points=((0, 0.7), (1, 0.7), (1, 1), (0, 1)), kinds=motion)
    far = Zone(name="far", points=((0, 0.3), (1, 0.3), (1, 0.5), (0, 0.5)), kinds=motion)
    said = show(Analyser(everything(zones=(near, far))), scene("walkers").frames(5))
    assert [each.zone for each in begun(said, FindingKind.MOTION)] == ["near", "far"]


def test_the_explaining_picture_frames_what_moves_and_draws_the_zone() -> None:
    zone = Zone(name="a", points=((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)))
    analyser = Analyser(everything(zones=(zone,)))
    assert analyser.explain().shape == (90, 160, 3)
    for frame in scene("walkers").frames(5):
        analyser.look(frame)
        if frame.at - START > 15:
            break
    picture = analyser.explain()
    assert picture.shape == (90 * SCALE, 160 * SCALE, 3)
    assert (picture == PRESENT).all(axis=2).any()
    assert (picture == ZONE).all(axis=2).sum() > 1000


def test_what_is_active_can_be_asked_for() -> None:
    analyser = Analyser(everything())
    assert analyser.active == frozenset()
    for frame in scene("walkers").frames(5):
        analyser.look(frame)
        if frame.at - START > 15:
            break
    assert analyser.active == {(FindingKind.MOTION, None)}
