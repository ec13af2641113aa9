"""Tests of lost and frozen streams, and of the card that a recorder shows without a camera."""

from collections.abc import Iterator

import numpy as np
import pytest

from custom_components.rt_cctv.vision.sighting import Frame
from custom_components.rt_cctv.vision.stream import StreamWatch


def living(seconds: float, begin: float = 0.0, *, seed: int = 1) -> Iterator[Frame]:
    """Yield a living picture: noise, five times a second."""
    rng = np.random.default_rng(seed)
    for index in range(round(seconds * 5)):
        grey = (110 + rng.normal(0, 2, (90, 160))).astype(np.uint8)
        yield Frame(grey=grey, at=begin + index / 5, saturation=10.0)


def watched(*parts: Iterator[Frame]) -> StreamWatch:
    watch = StreamWatch()
    for part in parts:
        for frame in part:
            watch.look(frame)
    return watch


def test_a_stream_is_lost_after_fifteen_seconds_without_a_picture() -> None:
    watch = watched(living(5))
    assert not watch.gap(18)
    assert watch.gap(20)


def test_a_stream_that_never_came_is_lost_as_well() -> None:
    watch = StreamWatch()
    assert not watch.gap(100)
    assert watch.gap(116)


def test_a_stream_is_back_after_three_seconds_of_pictures() -> None:
    watch = watched(living(5))
    watch.gap(30)
    for frame in living(2.8, 31):
        watch.look(frame)
    assert watch.lost
    for frame in living(1, 34):
        watch.look(frame)
    assert not watch.lost


def frozen(seconds: float, begin: float) -> Iterator[Frame]:
    (last,) = living(0.2)
    for index in range(round(seconds * 5)):
        yield Frame(grey=last.grey.copy(), at=begin + index / 5, saturation=10.0)


def test_a_picture_that_lived_and_stands_still_is_frozen() -> None:
    frozen_after = {28: False, 33: True}
    for seconds, expected in frozen_after.items():
        assert watched(living(150), frozen(seconds, 150)).frozen is expected
    assert not watched(living(150), frozen(33, 150), living(5, 183)).frozen


def test_a_scene_that_was_always_still_is_not_called_frozen() -> None:
    assert not watched(frozen(400, 0)).frozen


def test_a_still_scene_whose_clock_stops_is_frozen() -> None:
    watch = StreamWatch()

    def ticking(seconds: int, begin: int, *, ticks: bool) -> None:
        for index in range(seconds * 2):
            grey = np.full((90, 160), 90, np.uint8)
            second = (begin + index // 2) if ticks else begin
            grey[4:6, 10:12] = second * 37 % 256
            watch.look(Frame(grey=grey, at=begin + index / 2))

    ticking(200, 0, ticks=True)
    assert not watch.frozen
    ticking(40, 200, ticks=False)
    assert watch.frozen


@pytest.mark.parametrize(("saturation", "lost"), [(60.0, True), (0.2, False), (None, False)])
def test_a_plain_blue_card_is_no_camera(saturation: float | None, *, lost: bool) -> None:
    watch = StreamWatch()
    for index in range(100):
        grey = np.full((90, 160), 41, np.uint8)
        grey[40:50, 60:100:3] = 230
        watch.look(Frame(grey=grey, at=index / 5, saturation=saturation))
    assert watch.lost is lost


def test_a_change_of_size_is_no_standstill() -> None:
    watch = watched(living(3))
    watch.look(Frame(grey=np.zeros((120, 160), np.uint8), at=3))
    assert not watch.frozen
