"""Tests of the whole room against the virtual recorder: live pictures, and what breaks them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
import io
import itertools
import os
from pathlib import Path
import signal
from typing import Any

from PIL import Image
import pytest

from custom_components.rt_cctv.video import gate
from custom_components.rt_cctv.video.slot_words import NoPictureError, SlotConfig
from custom_components.rt_cctv.video.viewers import LiveItem, LiveMedia, LiveStart, LiveState

from ..virtual_recorder import Brand, Scenario, Slot, StreamSpec, VirtualRecorder
from .conftest import WatchedHub, open_files, pictures
from .drawing import decode

SMALL = StreamSpec(width=320, height=180, fps=10, gop_seconds=1.0)
MOTION: dict[str, Any] = {"kinds": {"motion": {}}}
ONE_STEP_UP = 100.0
"""Seconds in which a worker that a busy machine made step down steps up again: after a calm minute."""


@pytest.fixture
async def recorder(socket_enabled: None) -> AsyncIterator[VirtualRecorder]:
    """Return a recorder with four small streams, its third in H.265."""
    slots = tuple(
        Slot(number=n, sub=replace(SMALL, codec="h265" if n == 3 else "h264")) for n in range(1, 5)
    )
    async with VirtualRecorder(Scenario(brand=Brand.RTSP, slots=slots)) as running:
        yield running


def address(recorder: VirtualRecorder, password: str = "Ronda-2026%21") -> Callable[[int], str]:  # noqa: S107
    """Return what makes a slot's address."""
    return lambda n: f"rtsp://admin:{password}@127.0.0.1:{recorder.rtsp_port}/slot/{n}/sub"


async def test_a_viewer_gets_the_first_picture_at_once_and_then_every_one(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder))
    await watched.watch("1", 12)
    items = await watched.watch("1", 15)
    assert isinstance(items[0], LiveState)
    start, *media = (item for item in items if not isinstance(item, LiveState))
    assert isinstance(start, LiveStart)
    assert start.mime.startswith('video/mp4; codecs="avc1.')
    seen = pictures(media)
    assert seen[0].key
    assert seen[0].backlog
    assert not seen[-1].backlog
    assert len(decode(start.data + b"".join(p.data for p in seen))) == len(seen)
    assert all(a.media < b.media for a, b in itertools.pairwise(seen))


async def test_any_number_of_viewers_share_one_session(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder), settings=MOTION)
    await watched.live("1")
    await asyncio.gather(*(watched.watch("1", 8) for _ in range(5)))
    assert len(recorder.sessions) == 1


async def test_h265_is_remuxed_with_its_own_name(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(3, url=address(recorder), settings=MOTION)
    await watched.live("3")
    items = await watched.watch("3", 12)
    start = next(item for item in items if isinstance(item, LiveStart))
    assert start.mime.startswith('video/mp4; codecs="hvc1.')
    state = watched.hub.state("3")
    assert state is not None
    assert state.codec == "hevc"
    assert state.broken == 0


async def test_a_still_a_clip_and_an_explanation_are_given_on_request(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, 2, url=address(recorder), settings=MOTION)
    await watched.hub.set_slot("2", SlotConfig(number=2, url=address(recorder)(2)))
    await watched.live("1", "2")

    def two_seconds_seen(key: str) -> bool:
        state = watched.hub.state(key)
        return state is not None and (state.last_picture or 0) - state.since >= 2

    await watched.until(lambda: two_seconds_seen("1") and two_seconds_seen("2"))
    for key in ("1", "2"):
        assert Image.open(io.BytesIO(await watched.hub.still(key))).size == (320, 180)
    assert len(decode(await watched.hub.clip("1", 2))) >= 10
    assert Image.open(io.BytesIO(await watched.hub.explain("1"))).format == "JPEG"
    with pytest.raises(NoPictureError):
        await watched.hub.still("9")


async def test_pictures_are_looked_at_five_times_a_second(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder), settings=MOTION)
    await watched.live("1")

    def as_it_should_be() -> bool:
        state = watched.hub.state("1")
        return (
            state is not None
            and 4 <= state.looked_fps <= 6
            and 8 <= state.fps <= 12
            and state.degraded is None
        )

    await watched.until(as_it_should_be, ONE_STEP_UP)


async def test_a_wrong_password_is_sent_once_for_all_slots_together(
    recorder: VirtualRecorder, watched: WatchedHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "HOLD", 60.0)
    await watched.read(1, 2, 3, 4, url=address(recorder, "salah"))
    await watched.until(lambda: watched.hub.refused)
    await asyncio.sleep(2)
    refused = [r for r in recorder.rtsp_requests if r.outcome == "refused"]
    assert len(refused) == 1
    recorder.set_password("salah", drop=False)
    watched.hub.reopen()
    await watched.live("1", "2", "3", "4")
    assert not watched.hub.refused


async def test_a_killed_a_stopped_and_a_stalled_slot_come_back_and_leave_the_fourth_alone(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, 2, 3, 4, url=address(recorder), settings=MOTION)
    await watched.live("1", "2", "3", "4")
    before = watched.hub.pids()

    def started_anew(key: str) -> bool:
        return watched.hub.pids().get(key) not in {None, before[key]}

    async with watched.watching("4") as fourth:
        os.kill(before["1"], signal.SIGKILL)
        os.kill(before["2"], signal.SIGSTOP)
        recorder.video_fault(3, "stall")
        await watched.until(lambda: watched.hub.state("3").link == "lost")  # type: ignore[union-attr]
        recorder.video_fault(3, "none")
        await watched.until(lambda: started_anew("1") and started_anew("2"))
        await watched.live("1", "2", "3", "4")
    after = watched.hub.pids()
    assert (after["3"], after["4"]) == (before["3"], before["4"])
    assert {item.link for item in fourth if isinstance(item, LiveState)} == {"live"}
    assert len(pictures(fourth)) > 30
    assert not any(item.gap for item in pictures(fourth))
    assert len([session for session in recorder.sessions if session.slot == 4]) == 1


def state_and_parent(pid: int) -> tuple[str, int]:
    """Return a process's state as `ps` has it, Z where there is none, and who started it."""
    try:
        state, starter = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except FileNotFoundError:
        return "Z", 0
    return state, int(starter)


async def test_the_death_of_the_process_that_starts_the_workers_is_survived(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.hub.warm_up()
    await watched.read(1, 2, url=address(recorder))
    await watched.live("1", "2")
    before = watched.hub.pids()
    (server,) = {state_and_parent(pid)[1] for pid in before.values()}
    os.kill(before["1"], signal.SIGSTOP)
    os.kill(server, signal.SIGKILL)

    def restarts() -> list[int]:
        states = [watched.hub.state(key) for key in ("1", "2")]
        return [state.restarts for state in states if state is not None]

    await watched.until(lambda: min(restarts()) > 0)
    await watched.live("1", "2")
    assert restarts() == [1, 1]
    await watched.until(lambda: {state_and_parent(pid)[0] for pid in before.values()} == {"Z"})


def came_back(items: Sequence[LiveItem]) -> bool:
    """Whether the slot was lost and its pictures came again."""
    links = [item.link for item in items if isinstance(item, LiveState)]
    if "lost" not in links or links[-1] != "live":
        return False
    live = max(n for n, item in enumerate(items) if isinstance(item, LiveState))
    return bool(pictures(items[live:]))


async def test_a_viewer_sees_its_slot_come_back_on_the_same_rising_clock(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder))
    await watched.live("1")
    async with watched.watching("1") as items:
        await watched.until(lambda: pictures(items))
        os.kill(watched.hub.pids()["1"], signal.SIGKILL)
        await watched.until(lambda: came_back(items))
        before = len(items)
        recorder.video_fault(1, "drop")
        await watched.until(lambda: came_back(items[before:]))
    first = items[0]
    assert isinstance(first, LiveState)
    assert first.link == "live"
    seen = pictures(items)
    assert all(a.media < b.media for a, b in itertools.pairwise(seen))
    assert sum(item.gap for item in seen) == 1
    assert sum(isinstance(item, LiveStart) for item in items) >= 2


async def test_a_change_of_size_gives_a_new_beginning_and_goes_on_being_looked_at(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder), settings=MOTION)
    await watched.live("1")
    async with watched.watching("1") as items:

        def sizes() -> list[tuple[int, int]]:
            return [(item.width, item.height) for item in items if isinstance(item, LiveStart)]

        await watched.until(lambda: pictures(items))
        recorder.video_fault(1, "resize")
        await watched.until(lambda: sizes()[-1] == (160, 90) and isinstance(items[-1], LiveMedia))
    assert sizes() == [(320, 180), (160, 90)]
    await watched.until(lambda: watched.hub.state("1").looked_fps > 1)  # type: ignore[union-attr]


async def test_broken_packets_are_counted_and_survived(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder), settings=MOTION)
    await watched.live("1")
    recorder.video_fault(1, "broken")
    await watched.until(lambda: watched.hub.state("1").broken > 3)  # type: ignore[union-attr]
    recorder.video_fault(1, "none")
    await watched.watch("1", 25)
    assert Image.open(io.BytesIO(await watched.hub.still("1"))).size == (320, 180)


async def test_too_little_memory_ends_one_worker_not_the_hub(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder))
    await watched.read(2, url=address(recorder), memory=120_000_000)
    await watched.live("1")
    await watched.until(lambda: watched.hub.state("2").restarts > 0)  # type: ignore[union-attr]
    state = watched.hub.state("1")
    assert state is not None
    assert (state.link, state.restarts) == ("live", 0)


def shown(pid: int) -> bytes:
    """Return what everybody on the machine can read of a process."""
    return b"".join(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ"))


async def test_nothing_is_left_open_and_no_command_line_holds_the_password(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    files = {name for name in open_files() if name.startswith("pipe:")}
    await watched.read(1, 2, url=address(recorder), settings=MOTION)
    await watched.live("1", "2")
    watching = asyncio.create_task(watched.watch("1", 10_000, 60))
    await asyncio.sleep(0.3)
    for pid in watched.hub.pids().values():
        assert b"Ronda" not in shown(pid)
    await watched.hub.close()
    await watching
    await watched.until(lambda: {f for f in open_files() if f.startswith("pipe:")} == files)
    assert set(watched.heard.saved) == {"1", "2"}


async def test_other_settings_are_taken_over_without_a_new_session(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder))
    await watched.live("1")
    await watched.read(1, url=address(recorder), settings=MOTION)
    await watched.until(lambda: watched.hub.state("1").looked_fps > 1)  # type: ignore[union-attr]
    assert len(recorder.sessions) == 1


async def test_a_slot_that_the_recorder_does_not_have_says_so(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(9, url=address(recorder))
    await watched.until(lambda: watched.hub.state("9").reason == "not_found")  # type: ignore[union-attr]


async def test_a_recorder_that_is_not_there_says_so_and_is_found_when_it_comes(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    async with recorder.away():
        await watched.read(1, 2, url=address(recorder))
        await watched.until(lambda: watched.hub.state("1").reason == "unreachable")  # type: ignore[union-attr]
    await watched.live("1", "2")
