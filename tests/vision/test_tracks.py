"""Tests of what travels and what only flickers."""

import numpy as np
import pytest

from custom_components.rt_cctv.vision.blobs import Blob
from custom_components.rt_cctv.vision.motion import LEAST_WAY
from custom_components.rt_cctv.vision.tracks import Track, Tracker

SHAPE = (90, 160)


def blob(x: float, y: float = 40, *, wide: int = 8, tall: int = 16) -> Blob:
    left, top = round(x - wide / 2), round(y - tall / 2)
    return Blob(wide * tall, x, y, left, top, left + wide, top + tall)


def followed(places: list[list[Blob]], *, every: float = 0.2) -> list[Track]:
    tracker = Tracker(SHAPE)
    for index, blobs in enumerate(places):
        tracker.update(blobs, index * every)
    return tracker.tracks


def test_a_walker_is_one_track_that_travels() -> None:
    (track,) = followed([[blob(20 + 2 * step)] for step in range(10)])
    assert track.hits == 10
    assert track.travelled() > 15
    assert track.is_steady()


def test_two_who_cross_keep_their_ways() -> None:
    tracks = followed([[blob(20 + 3 * i, 30), blob(80 - 3 * i, 60)] for i in range(20)])
    assert sorted(track.hits for track in tracks) == [20, 20]


def test_what_sways_has_travelled_nowhere() -> None:
    (track,) = followed([[blob(50 + 3 * (i % 2))] for i in range(12)])
    assert track.travelled() == 0


def test_what_leapt_once_and_then_wavers_has_travelled_nowhere() -> None:
    # The edge of a roof under a mast that shakes.
    places = (91.5, 98.3, 104.3, 104.2, 106.6, 104.5, 104.2, 103.7)
    (track,) = followed([[blob(x, 13, wide=20, tall=4)] for x in places])
    assert track.travelled() < LEAST_WAY


@pytest.mark.parametrize(("right", "far"), [(60, 0), (160, 6)])
def test_what_fades_from_one_side_goes_nowhere_unless_the_border_hides_the_other(
    right: int, far: float
) -> None:
    wides = (20, 20, 20, 17, 14, 11, 8)
    (track,) = followed([[blob(right - wide / 2, wide=wide)] for wide in wides])
    assert track.travelled() == far


def test_a_blob_that_another_joins_leaps_and_is_not_steady() -> None:
    joined = [[blob(62, wide=20)], [blob(62, wide=20)]]
    (track,) = followed([[blob(50)] for _ in range(8)] + joined)
    assert not track.is_steady()


def test_insects_here_and_there_are_no_way() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        places = [[blob(rng.uniform(10, 150), rng.uniform(10, 80))] for _ in range(4)]
        assert not any(track.hits > 3 and track.is_steady(dark=True) for track in followed(places))


def test_a_piece_of_somebody_is_no_arrival() -> None:
    tracker = Tracker(SHAPE)
    tracker.update([blob(50, wide=30)], 0)
    tracker.tracks[0].confirmed = True
    tracker.update([blob(42), blob(60, wide=12)], 0.2)
    pieces = [track for track in tracker.tracks if track.part_of is not None]
    assert len(pieces) == 1


def test_a_place_where_much_flickers_becomes_restless() -> None:
    tracker = Tracker(SHAPE)
    for step in range(60):
        tracker.update([blob(50, wide=4, tall=4)] if step % 8 < 2 else [], step * 0.2)
    assert tracker.restlessness(blob(50)) > 3
    assert tracker.restlessness(blob(140)) == 0


def test_somebody_lost_for_too_long_is_forgotten() -> None:
    tracker = Tracker(SHAPE)
    tracker.update([blob(50)], 0)
    tracker.update([], 3)
    assert not tracker.tracks
