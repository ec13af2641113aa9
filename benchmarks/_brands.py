"""The same figures for every driver, against the same scenario."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
import time
from typing import Any
from unittest.mock import patch

from aiohttp import web
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.virtual_recorder import Brand, Outcome, Scenario, SlotState, VirtualRecorder
from tests.virtual_recorder.server import HttpDoor

from ._hub import entity_id, hub, make_entry
from ._latency import alarm_latencies
from .report import Metric

OTHERS = (Brand.DAHUA, Brand.ONVIF, Brand.RTSP)
STEADY_SECONDS = 65.0
FIRST_POLL = 35.0
SLOTS = 4


@dataclass(kw_only=True)
class _Connections:
    """Which connections the recorder's HTTP door has seen."""

    seen: set[object] = field(default_factory=set)


@asynccontextmanager
async def _watched(
    brand: Brand, **slot: Any
) -> AsyncGenerator[tuple[VirtualRecorder, _Connections]]:
    """Yield a recorder of a brand, and note every connection that is made to it."""
    connections = _Connections()
    answer = HttpDoor._handle  # noqa: SLF001 - the one place that sees connections

    async def note(self: HttpDoor, request: web.BaseRequest) -> web.StreamResponse:
        if request.transport is not None:
            connections.seen.add(request.transport.get_extra_info("peername"))
        return await answer(self, request)

    with patch.object(HttpDoor, "_handle", note):
        plain = Scenario()
        slots = tuple(replace(each, **slot) for each in plain.slots)
        async with VirtualRecorder(replace(plain, brand=brand, slots=slots)) as recorder:
            yield recorder, connections


def entry_for(recorder: VirtualRecorder, brand: Brand) -> MockConfigEntry:
    """Return an entry for a virtual recorder of that brand."""
    identity = recorder.scenario.identity
    entry = make_entry(
        str(brand), recorder.host, recorder.http_port or 80, identity.user, identity.password
    )
    if brand is not Brand.RTSP:
        return entry
    address = f"rtsp://{recorder.host}:{recorder.rtsp_port}/slot"
    templates = {
        str(n): {kind: f"{address}/{n}/{kind}" for kind in ("main", "sub")}
        for n in range(1, SLOTS + 1)
    }
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        unique_id=entry.unique_id,
        data={**entry.data, "templates": templates},
    )


def calls(recorder: VirtualRecorder) -> int:
    """Count the calls, less alarm streams and the first halves of digest exchanges."""
    http = sum(
        not r.alarm_stream and r.outcome is not Outcome.CHALLENGED for r in recorder.requests
    )
    described = [r for r in recorder.rtsp_requests if r.method == "DESCRIBE"]
    return http + sum(r.outcome is not Outcome.CHALLENGED for r in described)


def refused(recorder: VirtualRecorder) -> int:
    """Count the logins that the recorder refused."""
    return sum(r.outcome is Outcome.REFUSED for r in recorder.requests) + sum(
        r.outcome is Outcome.REFUSED for r in recorder.rtsp_requests
    )


async def measure_brand(brand: Brand, p99: Callable[[list[float]], float]) -> Sequence[Metric]:
    """Measure what every driver has to reach."""
    metrics = [*await _calls(brand), await _password(brand), await _dark(brand)]
    if brand is not Brand.RTSP:
        ours, _ = await alarm_latencies(str(brand), "chunked", None)
        metrics.append(
            Metric(
                metric=f"{brand}: alarm to state, p99",
                value=p99(ours),
                unit="ms",
                target=20,
                runs=len(ours),
            )
        )
        metrics.append(await _reboot(brand))
    return metrics


async def _calls(brand: Brand) -> list[Metric]:
    async with _watched(brand) as (recorder, connections), hub(entry_for(recorder, brand)):
        await asyncio.sleep(1)
        at_setup = calls(recorder)
        # The first poll beside a stream that waits opens the one connection that polls then share.
        await asyncio.sleep(FIRST_POLL)
        opened, before = len(connections.seen), calls(recorder)
        await asyncio.sleep(STEADY_SECONDS)
        steady = (calls(recorder) - before) * 60 / STEADY_SECONDS
        logins = (len(connections.seen) - opened) * 3600 / STEADY_SECONDS
    return [
        Metric(metric=f"{brand}: calls to set up 4 slots", value=at_setup, unit="calls", target=15),
        Metric(metric=f"{brand}: calls in steady state", value=steady, unit="a minute", target=6),
        Metric(metric=f"{brand}: new connections", value=logins, unit="an hour", target=2),
    ]


async def _password(brand: Brand) -> Metric:
    async with _watched(brand) as (recorder, _), hub(entry_for(recorder, brand)) as hass:
        await asyncio.sleep(1)
        recorder.set_password("another")
        async with asyncio.timeout(90):
            while not hass.config_entries.flow.async_progress():  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        await asyncio.sleep(5)
        count = refused(recorder)
    return Metric(
        metric=f"{brand}: refused logins after a password change",
        value=count,
        unit="logins",
        target=1,
    )


async def _dark(brand: Brand) -> Metric:
    # Not armed for video loss, it says nothing when a picture goes away.
    async with (
        _watched(brand, armed=("motion",)) as (recorder, _),
        hub(entry_for(recorder, brand)) as hass,
    ):
        await asyncio.sleep(3)
        if recorder.face is not None:
            recorder.set(stream_stalled=True)
        began = time.monotonic()
        recorder.set_slot(2, state=SlotState.OFFLINE)
        await until(hass, entity_id(hass, "sensor", "slot_2_slot_status"), "offline", 90)
        took = time.monotonic() - began
    return Metric(
        metric=f"{brand}: a slot goes dark, the recorder says nothing",
        value=took,
        unit="s",
        target=60,
    )


async def _reboot(brand: Brand) -> Metric:
    """Restart the recorder while an alarm is on; measure from its first answer to the next alarm."""
    async with _watched(brand) as (recorder, _), hub(entry_for(recorder, brand)) as hass:
        await asyncio.sleep(3)
        sensor = entity_id(hass, "binary_sensor", "slot_1_motion")
        recorder.fire(1, "motion")
        await until(hass, sensor, "on", 10)
        await recorder.reboot(3.0)
        back = time.monotonic()
        async with asyncio.timeout(60):
            while recorder.alarm_streams == 0:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        took = time.monotonic() - back
        # Its alarm ended with the restart, untold: the sensor must not stay on.
        await until(hass, sensor, "off", 40)
    return Metric(metric=f"{brand}: back after a restart", value=took, unit="s", target=5)


async def until(hass: HomeAssistant, entity: str, wanted: str, seconds: float) -> None:
    """Wait for a state; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while (state := hass.states.get(entity)) is None or state.state != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
