"""A video hub without workers: for tests of the rooms above it."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from custom_components.rt_cctv.model import Certainty, Finding, FindingKind, FindingSource
from custom_components.rt_cctv.video.hub import HubListener
from custom_components.rt_cctv.video.slot_words import NoPictureError, SlotConfig, SlotState
from custom_components.rt_cctv.video.viewers import LiveItem, LiveState

PICTURE = b"\xff\xd8\xff\xe0seen\xff\xd9"


@dataclass
class FakeHub:
    """Notes what it is asked for and says what it is told to."""

    listener: HubListener
    slots: dict[str, SlotConfig] = field(default_factory=dict)
    states: dict[str, SlotState] = field(default_factory=dict)
    held: dict[str, frozenset[FindingKind]] = field(default_factory=dict)
    votes: list[tuple[str, str, bool]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: bool = False
    reopened: int = 0
    closed: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def warm_up(self) -> None:
        pass

    async def set_slot(self, key: str, config: SlotConfig) -> None:
        self.slots[key] = config

    async def remove_slot(self, key: str) -> None:
        if self.slots.pop(key, None) is not None:
            self.removed.append(key)
            self.states.pop(key, None)

    async def close(self) -> None:
        self.closed = True
        self.slots.clear()

    def reopen(self) -> None:
        self.reopened += 1
        self.refused = False

    def state(self, key: str) -> SlotState | None:
        return self.states.get(key) if key in self.slots else None

    def active(self, key: str) -> frozenset[FindingKind]:
        return self.held.get(key, frozenset())

    def vote(self, key: str, source: str, *, wet: bool) -> None:
        self.votes.append((key, source, wet))

    async def explain(self, key: str) -> bytes:
        if key not in self.slots:
            raise NoPictureError
        return PICTURE

    async def still(self, key: str) -> bytes:
        raise NoPictureError

    async def clip(self, key: str, seconds: float) -> bytes:
        raise NoPictureError

    async def subscribe_live(self, key: str) -> AsyncGenerator[list[LiveItem]]:
        if key in self.slots:
            yield [LiveState(link="live", since=0.0)]
            await self.ended.wait()

    def become(self, key: str, **state: object) -> None:
        """Say that a slot is read."""
        given = SlotState(**{"link": "live", "ready": True, "looked_fps": 5.0, **state})  # type: ignore[arg-type]
        self.states[key] = given
        self.listener.state(key, given)

    def find(self, key: str, kind: FindingKind, **changes: object) -> None:
        """Say that something was seen, or ended."""
        base = Finding(
            kind=kind,
            slot=int(key),
            active=True,
            at=datetime.now(UTC),
            source=FindingSource.HUB,
            certainty=Certainty.CONFIRMED,
            evidence=PICTURE,
        )
        self.listener.finding(key, replace(base, **changes))  # type: ignore[arg-type]
