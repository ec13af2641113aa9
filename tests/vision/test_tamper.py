"""Tests of how the view is judged, and of how long that must last."""

import numpy as np
import pytest

from custom_components.rt_cctv.model import Certainty, FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.edges import find_edges
from custom_components.rt_cctv.vision.grid import Grid
from custom_components.rt_cctv.vision.settings import SlotSettings
from custom_components.rt_cctv.vision.sighting import Sighting
from custom_components.rt_cctv.vision.tamper import Judgement, Tamper, View, judge
from tests.drawn import street
from tests.drawn.scenes import START

from .watching import begun, everything, scene, show


@pytest.fixture(name="view")
def empty_view() -> Grid:
    """Return the empty street."""
    rng = np.random.default_rng(2)
    return street.develop(street.empty_street(), rng, 1).astype(np.float32)


def judged(view: Grid, frame: Grid) -> View:
    return judge(frame, (find_edges(view),)).view


def test_the_scene_itself_is_clear_in_any_exposure(view: Grid) -> None:
    for gain, offset in ((1, 0), (0.5, 30), (0.4, 0), (1.2, 10)):
        assert judged(view, np.clip(view * gain + offset, 0, 255)) is View.CLEAR


def test_each_kind_of_tampering_is_told_from_the_others(view: Grid) -> None:
    canvas = street.empty_street()
    rng = np.random.default_rng(3)
    blurred = street.develop(street.blur(canvas, 6), rng, 1).astype(np.float32)
    assert judged(view, blurred) is View.DEFOCUSED
    assert judged(view, np.full_like(view, 20)) is View.COVERED
    assert judged(view, np.roll(view, 31, axis=1)) is View.TURNED
    part = view.copy()
    part[:, :100] = 25
    assert judged(view, part) is View.PARTLY


def test_a_turned_camera_says_by_how_much_it_turned(view: Grid) -> None:
    assert judge(np.roll(view, 31, axis=1), (find_edges(view),)).shift == (0, -31)


def test_the_night_reference_clears_a_night_picture(view: Grid) -> None:
    rng = np.random.default_rng(3)
    night = street.develop(street.night(street.empty_street()), rng, 2).astype(np.float32)
    assert judge(night, (find_edges(view), find_edges(night))).view is View.CLEAR


def test_a_scene_without_edges_is_not_judged() -> None:
    plain = np.full((90, 160), 100, np.float32)
    assert judged(plain, np.zeros_like(plain)) is View.UNSURE


def at_each_half_second(
    tamper: Tamper, judgement: Judgement, begin: float, seconds: float
) -> list[View]:
    """Judge alike for some seconds; return what was said."""
    looks = (begin + index / 2 for index in range(round(seconds * 2)))
    said = (tamper.look(judgement, at, hanging=0) for at in looks)
    return [view for view in said if view is not None]


def test_a_covered_lens_is_said_after_five_seconds_and_a_turned_one_after_eight() -> None:
    tamper = Tamper()
    assert at_each_half_second(tamper, Judgement(View.COVERED, 0.0), 0, 5) == []
    assert at_each_half_second(tamper, Judgement(View.COVERED, 0.0), 5, 1) == [View.COVERED]
    tamper = Tamper()
    assert at_each_half_second(tamper, Judgement(View.TURNED, 0.2), 0, 8) == []
    assert at_each_half_second(tamper, Judgement(View.TURNED, 0.2), 8, 1) == [View.TURNED]


def test_a_bus_before_the_lens_for_some_seconds_is_none() -> None:
    tamper = Tamper()
    assert at_each_half_second(tamper, Judgement(View.PARTLY, 0.4), 0, 7) == []
    assert at_each_half_second(tamper, Judgement(View.CLEAR, 0.9), 7, 1) == []
    assert at_each_half_second(tamper, Judgement(View.PARTLY, 0.4), 8, 7) == []


def test_it_is_well_again_after_twenty_clear_seconds() -> None:
    tamper = Tamper()
    at_each_half_second(tamper, Judgement(View.COVERED, 0.0), 0, 6)
    assert at_each_half_second(tamper, Judgement(View.CLEAR, 0.9), 6, 20) == []
    assert at_each_half_second(tamper, Judgement(View.CLEAR, 0.9), 26, 1) == [View.CLEAR]
    assert not tamper.doubtful


def test_a_hand_before_the_lens_is_suspected_and_told_with_what_is_left_of_the_view() -> None:
    quiet = scene("quiet")

    analyser = Analyser(everything())
    said: list[Sighting] = []
    for frame in quiet.frames(5):
        t = frame.at - START
        grey = frame.grey.copy()
        if t > 5:
            grey[: 60 + int(3 * np.sin(t)), 30:130] = np.linspace(150, 190, 100).astype(np.uint8)
        said += analyser.look(type(frame)(grey=grey, at=frame.at, saturation=frame.saturation))
        if t > 20:
            break
    (found,) = begun(said, FindingKind.TAMPER)
    assert found.certainty is Certainty.SUSPECTED
    assert found.detail["view"] == "partly"
    assert found.at - START < 15


def test_a_kind_that_is_off_is_not_said() -> None:
    settings = everything()
    kinds = dict(settings.kinds)
    del kinds[FindingKind.TAMPER]
    analyser = Analyser(SlotSettings(kinds=kinds))
    assert not begun(show(analyser, scene("covered").frames(2)), FindingKind.TAMPER)
