"""Tests of the steady clock."""

from collections.abc import Sequence
import itertools
import random

import pytest

from custom_components.rt_cctv.video.fmp4 import TIMESCALE
from custom_components.rt_cctv.video.timeline import Placed, Timeline


def run(
    steps: Sequence[tuple[float | None, float]], timeline: Timeline | None = None
) -> list[Placed]:
    """Place pictures given as (pts, arrived); wall time is 1e9 later."""
    timeline = timeline or Timeline()
    return [timeline.place(pts, arrived, 1e9 + arrived) for pts, arrived in steps]


def contiguous(placed: list[Placed]) -> bool:
    """Whether each picture begins where the one before ends."""
    return all(a.start + a.duration == b.start for a, b in itertools.pairwise(placed))


def at_steps(placed: list[Placed]) -> list[float]:
    """Return how `at` moved."""
    return [b.at - a.at for a, b in itertools.pairwise(placed)]


@pytest.mark.parametrize("fps", [1, 10, 25, 60])
def test_an_even_stream_keeps_its_rate(fps: int) -> None:
    placed = run([(7 + n / fps, 100 + n / fps) for n in range(fps * 20)])
    assert contiguous(placed)
    assert (placed[-1].start - placed[0].start) / TIMESCALE == pytest.approx(20 - 1 / fps, abs=0.15)
    assert at_steps(placed) == pytest.approx([1 / fps] * (len(placed) - 1), rel=0.01)


def test_arrival_jitter_does_not_move_the_clock_that_follows_timestamps() -> None:
    rng = random.Random(3)
    placed = run([(n / 10, 100 + n / 10 + rng.uniform(0, 0.08)) for n in range(300)])
    assert at_steps(placed) == pytest.approx([0.1] * 299, abs=0.01)


def test_a_camera_that_halves_its_rate_at_dusk_leaves_no_gap() -> None:
    steps = [(n / 25, n / 25) for n in range(100)] + [(4 + n / 12, 4 + n / 12) for n in range(100)]
    placed = run(steps)
    assert contiguous(placed)
    assert placed[-1].start / TIMESCALE == pytest.approx(steps[-1][0], abs=0.2)


@pytest.mark.parametrize("pts", [None, 5.0])
def test_without_usable_timestamps_arrival_times_take_their_place(pts: float | None) -> None:
    timeline = Timeline()
    placed = run([(pts, 50 + n / 10) for n in range(50)], timeline)
    assert contiguous(placed)
    assert timeline.without_pts == 49
    assert at_steps(placed) == pytest.approx([0.1] * 49, rel=0.05)
    assert placed[-1].start / TIMESCALE == pytest.approx(4.9, abs=0.3)


@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
def test_a_jump_of_the_recorders_clock_is_not_followed(jump: float) -> None:
    steps: list[tuple[float | None, float]] = [(n / 10, n / 10) for n in range(50)]
    steps += [(jump + n / 10, n / 10) for n in range(50, 100)]
    placed = run(steps)
    assert contiguous(placed)
    assert max(at_steps(placed)) < 0.2
    assert min(at_steps(placed)) >= 0


def test_a_stall_is_squeezed_out_of_the_mp4_but_not_out_of_time() -> None:
    steps: list[tuple[float | None, float]] = [(n / 10, n / 10) for n in range(50)]
    steps += [(60 + n / 10, 60 + n / 10) for n in range(50)]
    placed = run(steps)
    assert contiguous(placed)
    assert placed[-1].start / TIMESCALE == pytest.approx(9.9, abs=0.3)
    assert placed[-1].at - placed[0].at == pytest.approx(64.9, abs=0.3)


def test_the_clock_goes_on_over_a_reconnection() -> None:
    timeline = Timeline(30.0)
    before = run([(n / 10, n / 10) for n in range(20)], timeline)
    timeline.reconnected(10.0)
    after = run([(900 + n / 10, 7 + n / 10) for n in range(20)], timeline)
    assert contiguous(before + after)
    assert after[0].at - before[-1].at == pytest.approx(5.1, abs=0.1)


def test_time_never_goes_back_when_the_hubs_clock_is_set_back() -> None:
    timeline = Timeline()
    first = [timeline.place(n / 10, n / 10, 1e9 + n / 10) for n in range(20)]
    second = [timeline.place(2 + n / 10, 2 + n / 10, 1e9 - 500 + n / 10) for n in range(20)]
    assert min(at_steps(first + second)) >= 0


def test_a_burst_at_the_start_is_spread_by_its_timestamps() -> None:
    placed = run([(n / 10, 100.0) for n in range(20)])
    assert contiguous(placed)
    assert placed[-1].start / TIMESCALE == pytest.approx(1.9, abs=0.1)
