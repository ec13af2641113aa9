"""Tests of the whole room against the virtual recorder: live pictures, and what breaks them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
import io
import itertools
import os
from pathlib import Path
import signal
from typing import Any

from PIL import Image
import pytest

from custom_components.rt_cctv.video.slot_words import NoPictureError, SlotConfig
from custom_components.rt_cctv.video.viewers import LiveMedia, LiveStart, LiveState

from ..virtual_recorder import Brand, Scenario, Slot, StreamSpec, VirtualRecorder
from .conftest import WatchedHub, open_files
from .drawing import decode

SMALL = StreamSpec(width=320, height=180, fps=10, gop_seconds=1.0)
MOTION: dict[str, Any] = {"kinds": {"motion": {}}}


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
    await watched.live("1")
    await asyncio.sleep(1.2)
    items = await watched.watch("1", 15)
    assert isinstance(items[0], LiveState)
    start, *media = (item for item in items if not isinstance(item, LiveState))
    assert isinstance(start, LiveStart)
    assert start.mime.startswith('video/mp4; codecs="avc1.')
    pictures = [item for item in media if isinstance(item, LiveMedia)]
    assert pictures[0].key
    assert pictures[0].backlog
    assert not pictures[-1].backlog
    assert len(decode(start.data + b"".join(p.data for p in pictures))) == len(pictures)
    assert all(a.media < b.media for a, b in itertools.pairwise(pictures))


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
    await asyncio.sleep(2)
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
        return state is not None and 4 <= state.looked_fps <= 6 and 8 <= state.fps <= 12

    await watched.until(as_it_should_be, 12)
    state = watched.hub.state("1")
    assert state is not None
    assert state.degraded is None


async def test_a_wrong_password_is_sent_once_for_all_slots_together(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
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
    walls: list[float] = []

    async def follow() -> None:
        async with aclosing(watched.hub.subscribe_live("4")) as stream:
            async for items in stream:
                walls.extend(i.wall for i in items if isinstance(i, LiveMedia) and not i.backlog)

    following = asyncio.create_task(follow())
    os.kill(before["1"], signal.SIGKILL)
    os.kill(before["2"], signal.SIGSTOP)
    recorder.video_fault(3, "stall")
    await watched.until(lambda: watched.hub.state("3").link == "lost", 8)  # type: ignore[union-attr]
    recorder.video_fault(3, "none")
    await asyncio.sleep(0.5)
    await watched.live("1", "2", "3", "4", seconds=10)
    after = watched.hub.pids()
    assert after["1"] != before["1"]
    assert after["2"] != before["2"]
    assert (after["3"], after["4"]) == (before["3"], before["4"])
    assert max(b - a for a, b in itertools.pairwise(walls)) < 1
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


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

    def started_again(key: str) -> bool:
        state = watched.hub.state(key)
        return state is not None and state.restarts == 1

    await watched.until(lambda: started_again("1") and started_again("2"))
    await watched.live("1", "2")
    assert {state_and_parent(pid)[0] for pid in before.values()} == {"Z"}


async def test_a_viewer_sees_its_slot_come_back_on_the_same_rising_clock(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder))
    await watched.live("1")
    watching = asyncio.create_task(watched.watch("1", 40, 20))
    await asyncio.sleep(1)
    os.kill(watched.hub.pids()["1"], signal.SIGKILL)
    await asyncio.sleep(2)
    recorder.video_fault(1, "drop")
    items = await watching
    links = [item.link for item in items if isinstance(item, LiveState)]
    assert links[0] == "live"
    assert links.count("lost") >= 2
    assert links[-1] == "live"
    pictures = [item for item in items if isinstance(item, LiveMedia)]
    assert all(a.media < b.media for a, b in itertools.pairwise(pictures))
    assert sum(item.gap for item in pictures) == 1
    assert sum(isinstance(item, LiveStart) for item in items) >= 2


async def test_a_change_of_size_gives_a_new_beginning_and_goes_on_being_looked_at(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder), settings=MOTION)
    await watched.live("1")
    watching = asyncio.create_task(watched.watch("1", 30, 15))
    await asyncio.sleep(0.5)
    recorder.video_fault(1, "resize")
    items = await watching
    sizes = [(item.width, item.height) for item in items if isinstance(item, LiveStart)]
    assert sizes[0] == (320, 180)
    assert sizes[-1] == (160, 90)
    await watched.until(lambda: watched.hub.state("1").looked_fps > 3)  # type: ignore[union-attr]


async def test_broken_packets_are_counted_and_survived(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder), settings=MOTION)
    await watched.live("1")
    recorder.video_fault(1, "broken")
    await watched.until(lambda: watched.hub.state("1").broken > 3)  # type: ignore[union-attr]
    recorder.video_fault(1, "none")
    await asyncio.sleep(0.5)
    await watched.live("1")
    await watched.watch("1", 15)
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
    await asyncio.sleep(0.1)
    assert {name for name in open_files() if name.startswith("pipe:")} == files
    assert set(watched.heard.saved) == {"1", "2"}


async def test_other_settings_are_taken_over_without_a_new_session(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(1, url=address(recorder))
    await watched.live("1")
    await watched.read(1, url=address(recorder), settings=MOTION)
    await watched.until(lambda: watched.hub.state("1").looked_fps > 3)  # type: ignore[union-attr]
    assert len(recorder.sessions) == 1


async def test_a_slot_that_the_recorder_does_not_have_says_so(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    await watched.read(9, url=address(recorder))
    await watched.until(lambda: watched.hub.state("9").reason == "not_found")  # type: ignore[union-attr]


async def test_a_recorder_that_is_not_there_says_so_and_is_found_when_it_comes(
    recorder: VirtualRecorder, watched: WatchedHub
) -> None:
    rebooting = asyncio.create_task(recorder.reboot(3))
    await asyncio.sleep(0.1)
    await watched.read(1, 2, url=address(recorder))
    await watched.until(lambda: watched.hub.state("1").reason == "unreachable")  # type: ignore[union-attr]
    await rebooting
    await watched.live("1", "2", seconds=10)
