"""Tests of handing pictures to viewers of different speed."""

from collections.abc import Iterable

from custom_components.rt_cctv.video.viewers import (
    Audience,
    LiveItem,
    LiveMedia,
    LiveStart,
    LiveState,
    Viewer,
)

STATE = LiveState(link="live", reason=None, since=1.0)
START = LiveStart(mime="video/mp4", codec="h264", width=640, height=360, data=b"init")


def media(number: int, *, size: int = 100) -> LiveMedia:
    """Return the n-th picture of a stream of ten a second, every tenth a key frame."""
    return LiveMedia(
        key=number % 10 == 0,
        backlog=False,
        gap=False,
        wall=1000 + number / 10,
        media=number / 10,
        data=bytes(size),
    )


async def waiting(viewer: Viewer) -> list[LiveItem]:
    """Return what a viewer would get now."""
    async for items in viewer.items():
        return items
    return []


def numbers(items: Iterable[LiveItem]) -> list[int]:
    return [round(item.media * 10) for item in items if isinstance(item, LiveMedia)]


async def test_a_new_viewer_gets_all_since_the_key_frame_at_once() -> None:
    audience = Audience()
    audience.state(STATE)
    audience.start(START)
    for number in range(14):
        audience.media(media(number))
    viewer = Viewer()
    audience.join(viewer)
    audience.media(media(14))
    items = await waiting(viewer)
    assert items[:2] == [STATE, START]
    assert numbers(items) == [10, 11, 12, 13, 14]
    assert [item.backlog for item in items if isinstance(item, LiveMedia)] == [True] * 4 + [False]


async def test_a_slow_viewer_jumps_to_a_key_frame_and_is_told() -> None:
    viewer = Viewer()
    viewer.put(STATE)
    viewer.put(START)
    for number in range(35):
        viewer.put(media(number))
    items = await waiting(viewer)
    assert items[:2] == [STATE, START]
    assert numbers(items) == [30, 31, 32, 33, 34]
    assert [item.gap for item in items if isinstance(item, LiveMedia)] == [True] + [False] * 4


async def test_a_viewer_that_never_reads_holds_a_bounded_amount() -> None:
    viewer = Viewer()
    for number in range(2000):
        viewer.put(media(number, size=90_000))
        assert viewer._bytes <= 2_000_000


async def test_one_slow_viewer_does_not_hold_back_another() -> None:
    audience = Audience()
    slow, quick = Viewer(), Viewer()
    audience.join(slow)
    audience.join(quick)
    got: list[int] = []
    for number in range(40):
        audience.media(media(number))
        got += numbers(await waiting(quick))
    assert got == list(range(40))


async def test_a_closed_viewer_gets_the_rest_and_ends() -> None:
    viewer = Viewer()
    viewer.put(STATE)
    viewer.close()
    assert [items async for items in viewer.items()] == [[STATE]]


async def test_a_long_group_of_pictures_is_not_kept_for_newcomers_for_ever() -> None:
    audience = Audience()
    audience.start(START)
    audience.media(media(0, size=90_000))
    for number in (n for n in range(1, 500) if n % 10):
        audience.media(media(number, size=90_000))
    viewer = Viewer()
    audience.join(viewer)
    audience.media(media(500))
    assert numbers(await waiting(viewer)) == [500]
