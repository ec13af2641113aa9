"""How fast an alert leaves, how well a rain of findings is dammed, and what a day of it costs."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import gc
import time
import tracemalloc
from unittest.mock import patch

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.alerts import Alerts
from custom_components.rt_cctv.alerts_phone import CLEAR
from custom_components.rt_cctv.coordinator import RecorderCoordinator
from custom_components.rt_cctv.evidence import evidence_name
from custom_components.rt_cctv.incidents import RECENT, Close, Mode, Now, SetMode, Severity
from custom_components.rt_cctv.model import Finding, FindingKind, FindingSource, SlotStatus
from tests.alert_home import person
from tests.fake_recorder import JPEG, FakeRecorder

from ._hub import hub, make_entry
from .report import CannotMeasureError, Metric, of_runs

ALARMS = 300
RAIN_SECONDS = 60.0
RAIN = 1000
DAY = 86_400
DAYS = 3
KINDS = (
    FindingKind.MOTION,
    FindingKind.PERSON,
    FindingKind.LINE_CROSSING,
    FindingKind.INTRUSION,
    FindingKind.FLOODING,
    FindingKind.TAMPER,
    FindingKind.LOITERING,
)
SLOTS = (1, 2)
STILL = JPEG + bytes(60_000)


async def measure() -> Sequence[Metric]:
    """Measure all three."""
    return [*await _quickness(), *await _rain(), *await _day()]


@dataclass(slots=True)
class _Post:
    """What arrived at a notify action that stands where a phone's does."""

    alerts: Alerts
    coordinator: RecorderCoordinator
    hass: HomeAssistant
    calls: list[tuple[float, str, bool]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, call: ServiceCall) -> None:
        """Note a call, and whether its picture can be had at that moment."""
        message: str = call.data["message"]
        if message == CLEAR:
            return
        image = call.data.get("data", {}).get("image", "").rpartition("/")[2]
        name = evidence_name(image)
        pictured = name is not None and await self.alerts.evidence.async_get(name) is not None
        self.calls.append((time.perf_counter(), message, pictured))
        self.arrived.set()

    def find(self, kind: FindingKind, slot: int, *, active: bool, still: bytes | None) -> None:
        """Put a finding in where the recorder's alarm stream and the eyes do."""
        self.coordinator.async_handle_finding(
            Finding(
                kind=kind,
                slot=slot,
                active=active,
                at=datetime.now(UTC),
                source=FindingSource.RECORDER,
                evidence=still,
            )
        )


@asynccontextmanager
async def _post() -> AsyncGenerator[_Post]:
    """Yield a hub on holiday watch, with one person whose phone is a note-taker."""
    recorder = FakeRecorder()
    # Nothing but what is put in shall be told.
    recorder.set_status(3, SlotStatus.EMPTY)
    plain = make_entry("hikvision", "127.0.0.1", 80, "admin", "bench")
    entry = MockConfigEntry(
        domain=plain.domain,
        title="RT",
        unique_id="bench",
        data=plain.data,
        subentries_data=[person("Budi", phones=("phone",))],
    )
    with (
        patch(
            "custom_components.rt_cctv.recorder_entry.create_recorder",
            return_value=recorder,
        ),
        # Not a mock: that would remember every call.
        patch("custom_components.rt_cctv.alerts_send.phone_service", lambda *_: "mobile_app_bench"),
    ):
        async with hub(entry) as hass:
            runtime = entry.runtime_data
            post = _Post(alerts=runtime.alerts, coordinator=runtime.coordinator, hass=hass)
            await async_setup_component(hass, "notify", {})
            hass.services.async_register("notify", "mobile_app_bench", post.take)
            runtime.alerts.process(SetMode(mode=Mode.LIBUR))
            yield post


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def _quickness() -> list[Metric]:
    taken, pictured = [], 0
    async with _post() as post:
        for number in range(ALARMS):
            slot = SLOTS[number % len(SLOTS)]
            post.arrived.clear()
            began = time.perf_counter()
            post.find(FindingKind.INTRUSION, slot, active=True, still=STILL)
            async with asyncio.timeout(10):
                await post.arrived.wait()
            at, _, with_picture = post.calls[-1]
            taken.append(at - began)
            pictured += with_picture
            post.find(FindingKind.INTRUSION, slot, active=False, still=None)
            for incident in list(post.alerts.state.incidents):
                post.alerts.process(Close(incident=incident, by="bench"))
            await asyncio.sleep(0.01)
    milliseconds = [seconds * 1000 for seconds in taken]
    return [
        Metric(
            metric="finding to notify call, p99",
            value=_percentile(milliseconds, 0.99),
            unit="ms",
            target=150,
            runs=ALARMS,
        ),
        of_runs("finding to notify call, median", "ms", milliseconds),
        Metric(
            metric="notify calls whose still could be fetched at once",
            value=100 * pictured / ALARMS,
            unit="%",
            target=100,
            limit="at least",
            runs=ALARMS,
        ),
    ]


async def _rain() -> list[Metric]:
    """Let 1,000 findings fall in a minute, each beginning and ending, on all slots and kinds."""
    async with _post() as post:
        promised = _promised(post.alerts)
        lateness = _Lateness()
        watching = asyncio.create_task(lateness.watch())
        began = time.perf_counter()
        for number in range(RAIN):
            kind, slot = KINDS[number % len(KINDS)], SLOTS[number // len(KINDS) % len(SLOTS)]
            post.find(kind, slot, active=True, still=STILL)
            post.find(kind, slot, active=False, still=None)
            due = began + (number + 1) * RAIN_SECONDS / RAIN
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        watching.cancel()
        await asyncio.sleep(1)
        told = [message for _, message, _ in post.calls]
        lost = _lost_emergencies(post.alerts)
        counted = sum(i.count + i.missed for i in post.alerts.state.incidents.values())
    return [
        Metric(
            metric=f"messages in a minute of {RAIN} findings",
            value=len(told),
            unit="messages",
            target=promised,
        ),
        Metric(metric="emergencies lost in it", value=lost, unit="incidents", target=0),
        Metric(
            metric="findings counted in it",
            value=counted,
            unit="findings",
            target=RAIN,
            limit="at least",
        ),
        Metric(metric="event loop blocked", value=lateness.blocked * 1000, unit="ms", target=20),
        Metric(metric="event loop late by", value=lateness.late * 1000, unit="ms"),
    ]


def _rating(alerts: Alerts, kind: FindingKind, slot: int) -> Severity | None:
    return alerts.policy.rate(kind, slot, alerts.state.mode, datetime.now(UTC))


def _promised(alerts: Alerts) -> int:
    """Return the promise: one message for each slot and kind that somebody is told of."""
    ratings = (_rating(alerts, kind, slot) for kind in KINDS for slot in SLOTS)
    return sum(rating in (Severity.WATCH, Severity.EMERGENCY) for rating in ratings)


def _lost_emergencies(alerts: Alerts) -> int:
    told = {
        (incident.kind, incident.slot)
        for incident in alerts.state.incidents.values()
        if incident.told and incident.sent_at is not None
    }
    return sum(
        _rating(alerts, kind, slot) is Severity.EMERGENCY and (kind, slot) not in told
        for kind in KINDS
        for slot in SLOTS
    )


class _Lateness:
    """How long the event loop left somebody waiting who wanted a turn each millisecond.

    `blocked` is the part of it in which the loop's thread was computing; the rest of `late` it
    waited for a core, on a machine that had other things to do.
    """

    def __init__(self) -> None:
        self.late = 0.0
        self.blocked = 0.0

    async def watch(self) -> None:
        while True:
            due, computed = time.perf_counter() + 0.001, time.thread_time()
            await asyncio.sleep(0.001)
            late = time.perf_counter() - due
            self.late = max(self.late, late)
            self.blocked = max(self.blocked, min(late, time.thread_time() - computed))


async def _day() -> list[Metric]:
    """Put days of findings in, one a second by the alerts' own clock, as fast as they are taken.

    What is remembered on purpose (the last closed incidents) is filled beforehand. In the first
    day fall caches that Home Assistant fills once (the JSON of its registries); a leak shows in
    every day.
    """
    stays, peaks = [], []
    async with _post() as post:
        clock = _Clock(post.alerts)
        while len(post.alerts.state.recent) < RECENT:
            await _fall(post, clock, 2000)
            await clock.quiet(post.alerts)
        began = time.process_time()
        tracemalloc.start()
        before = _traced(post)
        for _ in range(DAYS):
            tracemalloc.reset_peak()
            await _fall(post, clock, DAY)
            peaks.append(tracemalloc.get_traced_memory()[1] - before)
            await clock.quiet(post.alerts)
            after = _traced(post)
            stays.append(after - before)
            before = after
        tracemalloc.stop()
        spent = time.process_time() - began
        if any(i.slot in SLOTS for i in post.alerts.state.incidents.values()):
            raise CannotMeasureError("The days' incidents did not close by themselves")
    megabyte = 1024 * 1024
    return [
        Metric(
            metric=f"memory added by a day of {DAY} findings, at most at once",
            value=max(peaks) / megabyte,
            unit="MB",
            target=20,
            runs=DAYS,
        ),
        *(
            Metric(
                metric=f"memory that stays of each finding of day {number}",
                value=max(0.0, left / DAY),
                unit="bytes",
                # No Python object is as small.
                target=1 if number > 1 else None,
            )
            for number, left in enumerate(stays, 1)
        ),
        Metric(metric="CPU time of a day (traced)", value=spent / DAYS, unit="s", runs=DAYS),
    ]


def _traced(post: _Post) -> int:
    post.calls.clear()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


class _Clock:
    """The alerts' clock, which goes a second forward with every finding."""

    def __init__(self, alerts: Alerts) -> None:
        self._now = alerts._clock()  # noqa: SLF001
        alerts._clock = self.read  # noqa: SLF001

    def read(self) -> Now:
        return self._now

    def go(self, seconds: float) -> None:
        at = self._now.at + timedelta(seconds=seconds)
        self._now = Now(at=at, ticks=self._now.ticks + seconds)

    async def quiet(self, alerts: Alerts) -> None:
        """Let two hours go by in which nothing is found."""
        tick: Callable[[datetime], None] = alerts._minute_went_by  # noqa: SLF001
        for _ in range(120):
            self.go(60)
            tick(self._now.at)
            await asyncio.sleep(0)
        await asyncio.sleep(2)


async def _fall(post: _Post, clock: _Clock, count: int) -> None:
    for number in range(count):
        clock.go(1)
        kind, slot = KINDS[number % len(KINDS)], SLOTS[number // len(KINDS) % len(SLOTS)]
        post.find(kind, slot, active=True, still=None)
        post.find(kind, slot, active=False, still=None)
        if number % 20 == 0:
            await asyncio.sleep(0)
    await asyncio.sleep(0.5)
