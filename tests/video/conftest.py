"""A hub whose every word is kept, and a recorder for it to read."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from custom_components.rt_cctv.model import Finding
from custom_components.rt_cctv.video import process, slot
from custom_components.rt_cctv.video.confirm import Trouble
from custom_components.rt_cctv.video.hub import HubListener, VideoHub
from custom_components.rt_cctv.video.slot_words import SlotConfig, SlotState
from custom_components.rt_cctv.video.viewers import LiveItem, LiveMedia


@dataclass
class Heard:
    """What a hub said."""

    findings: list[tuple[str, Finding]] = field(default_factory=list)
    states: dict[str, list[SlotState]] = field(default_factory=lambda: defaultdict(list))
    saved: dict[str, bytes] = field(default_factory=dict)
    confirmer: list[tuple[str, Trouble | None]] = field(default_factory=list)


@dataclass
class WatchedHub:
    """A hub under test."""

    hub: VideoHub
    heard: Heard

    async def read(self, *numbers: int, url: Callable[[int], str], **config: Any) -> None:
        """Read slots, keyed by their numbers."""
        for number in numbers:
            await self.hub.set_slot(
                str(number), SlotConfig(number=number, url=url(number), **config)
            )

    async def until(self, condition: Callable[[], object], seconds: float = 60.0) -> None:
        """Wait for something to become true."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 (the condition is somebody else's)
                await asyncio.sleep(0.05)

    async def live(self, *keys: str, seconds: float = 60.0) -> None:
        """Wait until slots are read."""

        def all_live() -> bool:
            states = [self.hub.state(key) for key in keys]
            return all(state is not None and state.link == "live" for state in states)

        await self.until(all_live, seconds)

    async def watch(self, key: str, count: int, seconds: float = 60.0) -> list[LiveItem]:
        """Return what a viewer gets until it has so many pictures."""
        items: list[LiveItem] = []
        async with asyncio.timeout(seconds), aclosing(self.hub.subscribe_live(key)) as stream:
            async for some in stream:
                items += some
                if len(pictures(items)) >= count:
                    break
        return items

    @asynccontextmanager
    async def watching(self, key: str) -> AsyncIterator[list[LiveItem]]:
        """Give what a viewer gets, as it comes."""
        items: list[LiveItem] = []

        async def follow() -> None:
            async with aclosing(self.hub.subscribe_live(key)) as stream:
                async for some in stream:
                    items.extend(some)

        following = asyncio.create_task(follow())
        try:
            yield items
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


def pictures(items: Iterable[LiveItem]) -> list[LiveMedia]:
    """Return the pictures among what a viewer got."""
    return [item for item in items if isinstance(item, LiveMedia)]


def open_files() -> set[str]:
    """Return what this process has open."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.add(str(entry.readlink()))
    return found


def children() -> set[int]:
    """Return this process's children, zombies included."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found.update(map(int, (task / "children").read_text().split()))
    return found


@pytest.fixture
async def watched(
    socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[WatchedHub]:
    """Return a hub whose workers may be slow to answer; nothing of it may be left afterwards."""
    monkeypatch.setattr(slot, "ANSWER_LIMIT", 30.0)
    monkeypatch.setattr(process, "STOP_LIMIT", 30.0)
    before = children()
    heard = Heard()
    hub = VideoHub(
        HubListener(
            finding=lambda key, finding: heard.findings.append((key, finding)),
            state=lambda key, state: heard.states[key].append(state),
            saved=heard.saved.__setitem__,
            confirmer=lambda key, trouble: heard.confirmer.append((key, trouble)),
        )
    )
    yield WatchedHub(hub, heard)
    await hub.close()
    await asyncio.sleep(0)
    assert children() <= before
