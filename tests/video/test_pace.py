"""Tests of stepping down and up."""

from custom_components.rt_cctv.video.pace import Degraded, Pace


def feed(pace: Pace, start: float, seconds: float, *, lag: float, busy: float = 0.1) -> float:
    """Note ten pictures a second."""
    for number in range(int(seconds * 10)):
        pace.note(start + number / 10, lag, busy)
    return start + seconds


def test_who_keeps_up_looks_five_times_a_second() -> None:
    pace = Pace()
    feed(pace, 0, 600, lag=0.05)
    assert (pace.rate, pace.keyframes_only, pace.degraded) == (5.0, False, None)


def test_who_falls_behind_steps_down_to_key_frames_and_says_so() -> None:
    pace = Pace()
    seen, now = [], 0.0
    for _ in range(5):
        now = feed(pace, now, 3.2, lag=2.0)
        seen.append((pace.rate, pace.keyframes_only))
    assert seen == [(3.0, False), (2.0, False), (2.0, True), (2.0, True), (2.0, True)]
    assert pace.degraded is Degraded.BEHIND


def test_a_short_hiccup_changes_nothing() -> None:
    pace = Pace()
    now = feed(pace, 0, 2.5, lag=2.0)
    feed(pace, now, 10, lag=0.1)
    assert pace.degraded is None


def test_a_core_eaten_up_counts_as_behind() -> None:
    pace = Pace()
    feed(pace, 0, 4, lag=0.0, busy=0.95)
    assert pace.rate == 3.0


def test_a_calm_minute_steps_up_and_a_relapse_doubles_the_wait() -> None:
    pace = Pace()
    now = feed(pace, 0, 3.2, lag=2.0)
    now = feed(pace, now, 61, lag=0.1)
    assert pace.degraded is None
    now = feed(pace, now, 3.2, lag=2.0)
    assert pace.rate == 3.0
    now = feed(pace, now, 61, lag=0.1)
    assert pace.rate == 3.0
    feed(pace, now, 61, lag=0.1)
    assert pace.rate == 5.0


def test_a_main_stream_by_mistake_is_looked_at_in_key_frames_only() -> None:
    pace = Pace()
    pace.size(3840, 2160)
    assert pace.keyframes_only
    assert pace.degraded is Degraded.TOO_LARGE
    pace.size(640, 360)
    assert not pace.keyframes_only
