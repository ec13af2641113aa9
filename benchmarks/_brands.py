"""The same figures for every driver, against the same scenario."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
import time
from typing import Any
from unittest.mock import patch

from aiohttp import web

from tests.virtual_recorder import Brand, Scenario, SlotState, VirtualRecorder
from tests.virtual_recorder.server import HttpDoor

from ._hub import calls, entity_id, entry_for, hub, refused, until
from ._latency import alarm_latencies, p99
from .report import Metric

OTHERS = (Brand.DAHUA, Brand.ONVIF, Brand.RTSP)
STEADY_SECONDS = 65.0
FIRST_POLL = 35.0


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


async def measure_brand(brand: Brand) -> Sequence[Metric]:
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
