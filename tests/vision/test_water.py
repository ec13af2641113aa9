"""Tests of standing water: certainty, votes and the painted gauge."""

import numpy as np
import pytest

from custom_components.rt_cctv.model import Certainty, FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.grid import Grid
from custom_components.rt_cctv.vision.sighting import Sighting
from custom_components.rt_cctv.vision.water import (
    VOTE_SECONDS,
    Votes,
    follow_slowly,
    gauge_level,
    likelihood,
)
from custom_components.rt_cctv.vision.zones import Gauge, Zone
from tests.drawn import street
from tests.drawn.scenes import START, Scene

from .watching import begun, ended, everything, scene, show

FLOODING = FindingKind.FLOODING
FPS = 1.0
ROAD = Zone(
    name="road", points=((0, 0.47), (1, 0.47), (1, 0.83), (0, 0.83)), kinds=frozenset({FLOODING})
)
GAUGE = Gauge(foot=(0.8, 0.9), top=(0.8, 0.3), top_cm=120, alarm_cm=30)


def flooded(vote: bool | None = None) -> list[Sighting]:
    flood = scene("flood")
    analyser = Analyser(everything(flood.minutes, zones=(ROAD,)))
    said: list[Sighting] = []
    for frame in flood.frames(FPS):
        if vote is not None and frame.at - START > 30:
            analyser.vote("rain", vote, frame.at)
        said += analyser.look(frame)
    return said


def test_water_is_suspected_with_what_it_covers_and_how_likely_it_is() -> None:
    said = flooded()
    (found,) = begun(said, FLOODING)
    assert found.zone == "road"
    assert found.certainty is Certainty.SUSPECTED
    assert 35 <= float(found.detail["covered"]) <= 100
    assert float(found.detail["likelihood"]) <= 60
    assert len(ended(said, FLOODING)) == 1


def test_a_second_vote_confirms_it() -> None:
    found = begun(flooded(vote=True), FLOODING)
    assert found[-1].certainty is Certainty.CONFIRMED
    assert found[-1].detail["votes"] == "rain"
    assert float(found[-1].detail["likelihood"]) > 60


def test_a_vote_against_it_makes_it_less_likely_only() -> None:
    (found,) = begun(flooded(vote=False), FLOODING)
    assert found.certainty is Certainty.SUSPECTED
    assert float(found.detail["likelihood"]) < 50


def test_votes_are_good_for_an_hour() -> None:
    votes = Votes({"rain": (True, 0), "slot 2": (False, 0)})
    assert votes.wet(VOTE_SECONDS) == ["rain"]
    assert votes.dry(VOTE_SECONDS) == ["slot 2"]
    assert votes.wet(VOTE_SECONDS + 1) == votes.dry(VOTE_SECONDS + 1) == []


def test_one_camera_alone_is_never_more_than_sixty_per_cent_sure() -> None:
    assert likelihood(1e6, 60, Votes(), 0) == 60
    assert likelihood(0, 60, Votes(), 0) == 40
    assert likelihood(1e6, 60, Votes({str(n): (True, 0) for n in range(9)}), 0) == 95


def test_a_lorry_on_the_road_is_no_water() -> None:
    lorry = scene("lorry parks")
    said = show(Analyser(everything({FLOODING: 0.5}, zones=(ROAD,))), lorry.frames(FPS))
    assert not begun(said, FLOODING)


def test_what_passes_by_leaves_no_trace_in_the_slow_picture() -> None:
    slow = np.full((9, 16), 100, np.float32)
    follow_slowly(slow, np.full((9, 16), 250, np.float32), 1.0)
    assert slow.max() == 103


def painted(level: float) -> Grid:
    """Return a post with a scale from row 27 to row 81, under water up to a share of it."""
    picture = np.full((90, 160), 120, np.float32)
    for mark in range(12):
        rows = slice(27 + round(mark * 4.5), 27 + round((mark + 1) * 4.5))
        picture[rows, 124:133] = 220 if mark % 2 else 40
    first = round(81 - 54 * level)
    if level:
        picture[first:, :] = 140
    return picture


@pytest.mark.parametrize("level", [0.0, 0.25, 0.5, 0.75])
def test_a_gauge_is_read_to_a_mark(level: float) -> None:
    read = gauge_level(painted(level), painted(0), GAUGE)
    assert read is not None
    assert read == pytest.approx(level * 120, abs=12)


def test_a_gauge_is_read_in_another_light() -> None:
    read = gauge_level(painted(0.5) * 0.6 + 10, painted(0), GAUGE)
    assert read == pytest.approx(60, abs=12)


def test_a_line_over_nothing_painted_is_not_read() -> None:
    plain = np.full((90, 160), 120, np.float32)
    assert gauge_level(plain, plain, GAUGE) is None


def test_a_gauge_over_its_alarm_is_a_finding_with_its_height() -> None:
    def paint(canvas: street.Canvas, t: float, rng: object) -> None:
        post = np.kron(painted(0.5 if t > 10 else 0), np.ones((2, 2), np.float32))
        canvas[:, 240:276] = post[:, 240:276]

    rising = Scene("gauge", 200, paint)
    analyser = Analyser(everything(gauge=GAUGE))
    (found,) = begun(show(analyser, rising.frames(FPS)), FLOODING)
    assert found.zone == "gauge"
    assert found.detail["level_cm"] == pytest.approx(60, abs=12)
    assert analyser.level_cm == pytest.approx(60, abs=12)
