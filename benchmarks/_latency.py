"""Alarm bytes on the socket to state written, ours and pyHik's from the same alarms."""

import asyncio
from collections import defaultdict
import json
import math
import sys
import time
from typing import Any

from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers.event import async_track_state_change_event

from tests.virtual_recorder import Identity

from ._hub import entity_id, hub, make_entry
from .report import CannotMeasureError

SECONDS = 20.0
SLOTS = range(1, 5)
type Moments = dict[tuple[int, bool], list[float]]


async def alarm_latencies(
    brand: str, framing: str, peer_python: str | None
) -> tuple[list[float], list[float]]:
    """Return our delays and the peer's, in ms, for every alarm's begin and end."""
    identity = Identity()
    streams = 1 if peer_python is None else 2
    source = await _start("-m", "benchmarks._alarm_source", brand, framing, str(streams), SECONDS)
    port = (await _line(source))["port"]
    seen: Moments = defaultdict(list)
    peer = None
    async with hub(make_entry(brand, "127.0.0.1", port, identity.user, identity.password)) as hass:
        sensors = {entity_id(hass, "binary_sensor", f"slot_{n}_motion"): n for n in SLOTS}

        @callback
        def note(event: Event[EventStateChangedData]) -> None:
            new, old = event.data["new_state"], event.data["old_state"]
            states = {state.state for state in (new, old) if state is not None}
            if new is not None and states == {"on", "off"}:
                key = sensors[event.data["entity_id"]], new.state == "on"
                seen[key].append(time.monotonic())

        async_track_state_change_event(hass, list(sensors), note)
        if peer_python is not None:
            login = (str(port), identity.user, identity.password)
            peer = await _start(
                "-m", "benchmarks._pyhik_listen", *login, SECONDS + 6, python=peer_python
            )
            await _line(peer)
        told = (await _line(source))["told"]
    heard: Moments = defaultdict(list)
    for channel, active, at in (await _line(peer))["heard"] if peer else ():
        heard[channel, active].append(at)
    for process in (source, peer):
        if process is not None:
            await process.wait()
    return _delays(told, seen, whole=True), _delays(told, heard, whole=False)


def _delays(told: list[Any], seen: Moments, *, whole: bool) -> list[float]:
    """Match what was told with what was seen, in order, each change with its own."""
    expected: Moments = defaultdict(list)
    for slot, active, at in told:
        expected[slot, active].append(at)
    delays = []
    for key, moments in expected.items():
        arrivals = seen[key]
        if whole and len(arrivals) != len(moments):
            raise CannotMeasureError(f"{len(moments)} alarms told, {len(arrivals)} seen: {key}")
        pairs = zip(moments, arrivals, strict=False)
        delays += [1000 * (at - moment) for moment, at in pairs]
    return delays


async def _start(*arguments: object, python: str = sys.executable) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        python, *map(str, arguments), stdout=asyncio.subprocess.PIPE, limit=2**24
    )


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    if process.stdout is None:
        raise CannotMeasureError("The other process has no output")
    async with asyncio.timeout(180):
        line = await process.stdout.readline()
    if not line:
        raise CannotMeasureError("The other process ended early")
    result: dict[str, Any] = json.loads(line)
    return result


def p99(values: list[float]) -> float:
    """Return the value that 99 of 100 don't exceed."""
    return sorted(values)[math.ceil(0.99 * len(values)) - 1]
