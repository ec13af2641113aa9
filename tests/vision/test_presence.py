"""Tests of loitering and crowds."""

import numpy as np

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.blobs import Blob
from custom_components.rt_cctv.vision.presence import (
    Crowd,
    Level,
    Loitering,
    is_person_sized,
    person_area,
)
from custom_components.rt_cctv.vision.tracks import Track
from custom_components.rt_cctv.vision.zones import Scale

from .watching import begun, everything, scene, show

EVERYWHERE = np.ones((90, 160), bool)


def body(x: int, *, key: int = 1, tall: int = 30) -> Track:
    blob = Blob(tall * 8, x, 60, x - 5, 75 - tall, x + 5, 75)
    return Track(key=key, width=160, blob=blob, since=0, seen=0)


def test_somebody_who_stays_is_loitering_and_somebody_who_passes_is_not() -> None:
    loitering = Loitering(30)
    found = [loitering.look([body(60 + at % 5)], EVERYWHERE, None, at) for at in range(40)]
    assert found[29] is None
    assert found[31] is not None
    passing = Loitering(30)
    assert not any(
        passing.look([body(5 + at * 9 % 150, key=at // 16)], EVERYWHERE, None, at)
        for at in range(200)
    )


def test_a_pause_of_ten_seconds_behind_a_tree_does_not_start_anew() -> None:
    loitering = Loitering(30)
    for at in range(20):
        loitering.look([body(60)], EVERYWHERE, None, at)
    found = [loitering.look([body(62, key=2)], EVERYWHERE, None, at) for at in (*range(28, 45),)]
    assert found[-1] is not None
    assert found[0] is None


def test_outside_the_zone_nobody_loiters() -> None:
    loitering = Loitering(5)
    zone = np.zeros((90, 160), bool)
    assert not any(loitering.look([body(60)], zone, None, at) for at in range(60))


def test_with_a_scale_a_cat_is_no_person() -> None:
    scale = Scale(near=0.5, far=0.2)
    assert is_person_sized(body(60).blob, scale, 90)
    assert not is_person_sized(Blob(20, 60, 70, 57, 71, 63, 75), scale, 90)
    assert person_area(scale, 1, 90) > person_area(scale, 0, 90)


def test_a_crowd_is_slow_to_come_and_slow_to_go() -> None:
    crowd = Crowd(seconds=30)
    full = np.zeros((90, 160), bool)
    full[40:75, 10:150] = True
    levels = []
    for at in range(120):
        crowd.look(full if at < 60 else np.zeros_like(full), EVERYWHERE, None, float(at), 1.0)
        levels.append(crowd.level)
    assert Level.CROWDED not in levels[:30]
    assert levels[45] is Level.CROWDED
    assert levels[70] is Level.CROWDED
    assert levels[119] is Level.QUIET


def test_the_level_of_each_zone_can_be_asked_for() -> None:
    busy = scene("crowd")
    analyser = Analyser(everything(busy.minutes))
    assert analyser.people_level == {}
    assert begun(show(analyser, busy.frames(2)), FindingKind.CROWD)
    assert analyser.people_level == {None: "crowded"}
