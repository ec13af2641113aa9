"""A virtual recorder of any brand, and our driver that looks at it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from custom_components.rt_cctv.model import Brand, Finding, RecorderState, StreamProfile
from custom_components.rt_cctv.nvr.base import AlarmEvent, Recorder, RecorderConfig
from custom_components.rt_cctv.nvr.create import make_recorder
from custom_components.rt_cctv.nvr.guard import LoginGuard
from tests.virtual_recorder import (
    Brand as PlayedBrand,
    Outcome,
    Scenario,
    Slot,
    SlotState,
    VirtualRecorder,
)

from .peer import session

RT = (
    Slot(number=1, name="Gang masuk"),
    Slot(number=2, name="Pos <b>kamling</b> \N{HOUSE BUILDING} & 'gang'"),
    Slot(number=3, name="Tepi sungai", state=SlotState.OFFLINE),
    Slot(number=4, name="Kosong", state=SlotState.EMPTY),
)
"""Online, online, offline, empty."""

ALL_BRANDS = tuple(Brand)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The recorder that is played, and the one that our driver sees."""

    played: VirtualRecorder
    seen: Recorder
    again: Callable[..., Recorder]
    clock: list[float]

    async def poll(self) -> RecorderState:
        """Look as 30 s later."""
        self.clock[0] += 30.0
        return await self.seen.poll()

    def requests(self) -> int:
        """Return how many requests came, whatever they were."""
        return len(self.played.requests) + len(self.played.rtsp_requests)

    def refused(self) -> int:
        """Return how many logins the recorder refused."""
        return sum(r.outcome is Outcome.REFUSED for r in self.played.requests) + sum(
            r.outcome is Outcome.REFUSED for r in self.played.rtsp_requests
        )

    def calls(self) -> int:
        """Return how many calls came, without the refused half of an exchange and the alarms."""
        return sum(
            r.outcome is not Outcome.CHALLENGED and not r.alarm_stream for r in self.played.requests
        ) + sum(r.outcome is not Outcome.CHALLENGED for r in self.played.rtsp_requests)


def config_for(played: VirtualRecorder, brand: Brand, **changes: Any) -> RecorderConfig:
    """Return how to reach a virtual recorder."""
    identity = played.scenario.identity
    address = f"rtsp://{played.host}:{played.rtsp_port}/slot"
    config = RecorderConfig(
        brand=brand,
        host=played.host,
        port=played.http_port or 80,
        username=identity.user,
        password=identity.password,
        templates={
            slot.number: {p: f"{address}/{slot.number}/{p}" for p in StreamProfile}
            for slot in played.scenario.slots
        }
        if brand is Brand.RTSP
        else {},
    )
    return replace(config, **changes)


@asynccontextmanager
async def running(
    brand: Brand, scenario: Scenario | None = None, **changes: Any
) -> AsyncIterator[Pair]:
    """Play a scenario under that brand and look at it; `changes` are of our configuration."""
    scenario = replace(scenario or Scenario(slots=RT), brand=PlayedBrand(brand))
    async with VirtualRecorder(scenario) as played, session() as made:
        opened: list[Recorder] = []

        clock = [1000.0]

        def again(guard: LoginGuard | None = None, **more: Any) -> Recorder:
            config = config_for(played, brand, **(changes | more))
            recorder = make_recorder(config, made, guard=guard, clock=lambda: clock[0])
            opened.append(recorder)
            return recorder

        try:
            yield Pair(played=played, seen=again(), again=again, clock=clock)
        finally:
            for recorder in opened:
                await recorder.close()


async def listen(
    recorder: Recorder,
    until: Callable[[list[AlarmEvent]], bool],
    on_open: Awaitable[None] | None = None,
) -> list[AlarmEvent]:
    """Collect what the alarm stream says until `until` is content with it."""
    events: list[AlarmEvent] = []
    async with aclosing(recorder.alarms()) as alarms:
        async for event in alarms:
            events.append(event)
            if until(events):
                break
    return events


def findings(events: Iterable[AlarmEvent]) -> list[Finding]:
    """Return the findings among events."""
    return [event for event in events if isinstance(event, Finding)]
