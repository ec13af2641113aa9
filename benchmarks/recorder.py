"""How gently and how quickly a recorder is watched, beside pyHik on the same virtual recorder."""

import asyncio
from collections.abc import Sequence
import math
from pathlib import Path
import re
import subprocess
import tempfile
import time

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from demo.api import Api
from demo.home import Home, free_port
from demo.stage import SCENARIO, add_recorder
from tests.virtual_recorder import (
    Identity,
    Outcome,
    Scenario,
    SlotState,
    VirtualRecorder,
)

from ._brands import OTHERS, measure_brand
from ._hub import entity_id, hub, make_entry
from ._latency import alarm_latencies
from .report import Metric, of_runs

STEADY_SECONDS = 65.0
PASSWORD_SECONDS = 70.0
STARTS = 3
_REFUSED = {Outcome.REFUSED}


async def measure() -> Sequence[Metric]:
    """Measure Hikvision beside pyHik, then the other drivers by the same figures."""
    pyhik = _peer_python("pyhik")
    return [
        *await _calls(pyhik),
        await _password_change(pyhik),
        await _dark(told=True),
        await _dark(told=False),
        *await _latencies(pyhik),
        await _start_cost(),
        *[metric for brand in OTHERS for metric in await measure_brand(brand, _p99)],
    ]


def _peer_python(name: str) -> str:
    root = Path(__file__).resolve().parent.parent
    made = subprocess.run(
        [root / "scripts" / "peer-env", name], check=True, stdout=subprocess.PIPE, text=True
    )
    return made.stdout.strip()


def _answered(recorder: VirtualRecorder) -> int:
    """Count the calls, less alarm streams and the first halves of digest exchanges."""
    return sum(
        1
        for request in recorder.requests
        if not request.alarm_stream and request.outcome is not Outcome.CHALLENGED
    )


def _entry(recorder: VirtualRecorder, brand: str = "hikvision") -> MockConfigEntry:
    identity = recorder.scenario.identity
    return make_entry(brand, recorder.host, recorder.http_port, identity.user, identity.password)


async def _listen_with_pyhik(python: str, recorder: VirtualRecorder, seconds: float) -> None:
    identity = Identity()
    process = await asyncio.create_subprocess_exec(
        python,
        "-m",
        "benchmarks._pyhik_listen",
        str(recorder.http_port),
        identity.user,
        identity.password,
        str(seconds),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await process.wait()


async def _calls(pyhik: str) -> list[Metric]:
    async with VirtualRecorder() as recorder, hub(_entry(recorder)):
        at_setup = _answered(recorder)
        await asyncio.sleep(STEADY_SECONDS)
        steady = (_answered(recorder) - at_setup) * 60 / STEADY_SECONDS
        in_flight = recorder.max_in_flight
    async with VirtualRecorder() as recorder:
        await _listen_with_pyhik(pyhik, recorder, 3)
        peer = _answered(recorder)
        peer_in_flight = recorder.max_in_flight
    return [
        Metric(
            metric="calls to set up 4 slots",
            value=at_setup,
            unit="calls",
            target=15,
            peer="pyHik",
            peer_value=peer,
        ),
        Metric(
            metric="most calls at once",
            value=in_flight,
            unit="calls",
            target=1,
            peer="pyHik",
            peer_value=peer_in_flight,
        ),
        Metric(metric="calls in steady state", value=steady, unit="a minute", target=6),
    ]


async def _password_change(pyhik: str) -> Metric:
    async with VirtualRecorder() as recorder, hub(_entry(recorder)) as hass:
        before = _refused(recorder)
        recorder.set_password("another")
        await asyncio.sleep(PASSWORD_SECONDS)
        ours = float(_refused(recorder) - before)
        flows = hass.config_entries.flow.async_progress()
        asked = [flow["context"]["source"] for flow in flows]
    async with VirtualRecorder() as recorder:
        listening = asyncio.create_task(_listen_with_pyhik(pyhik, recorder, PASSWORD_SECONDS + 5))
        await asyncio.sleep(5)
        recorder.set_password("another")
        await listening
        peer = _refused(recorder)
    if asked != [SOURCE_REAUTH]:
        ours = math.inf
    return Metric(
        metric=f"refused logins in {PASSWORD_SECONDS:.0f} s after a password change",
        value=ours,
        unit="logins",
        target=1,
        peer="pyHik",
        peer_value=peer,
    )


def _refused(recorder: VirtualRecorder) -> int:
    return sum(1 for request in recorder.requests if request.outcome in _REFUSED)


async def _dark(*, told: bool) -> Metric:
    """Measure from a camera's death to its slot's status; pyHik shows no such thing."""
    async with VirtualRecorder() as recorder, hub(_entry(recorder)) as hass:
        await asyncio.sleep(5)
        if not told:
            recorder.set(stream_stalled=True)
        began = time.monotonic()
        recorder.set_slot(2, state=SlotState.OFFLINE)
        await _until(hass, entity_id(hass, "sensor", "slot_2_slot_status"), "offline", 90)
        took = time.monotonic() - began
    return Metric(
        metric="a slot goes dark, the recorder " + ("says so" if told else "says nothing"),
        value=took,
        unit="s",
        target=5 if told else 60,
        peer="pyHik",
    )


async def _until(hass: HomeAssistant, entity: str, wanted: str, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while (state := hass.states.get(entity)) is None or state.state != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _latencies(pyhik: str) -> list[Metric]:
    metrics = []
    for framing, name in (("chunked", "chunked"), ("close", "unchunked")):
        ours, peers = await alarm_latencies("hikvision", framing, pyhik)
        metrics.append(
            Metric(
                metric=f"alarm to state, {name}, p99",
                value=_p99(ours),
                unit="ms",
                target=20,
                peer="pyHik",
                peer_value=_p99(peers) if peers else None,
                runs=len(ours),
            )
        )
    return metrics


def _p99(values: list[float]) -> float:
    return sorted(values)[math.ceil(0.99 * len(values)) - 1]


async def _start_cost() -> Metric:
    """Start a real Home Assistant without and with the entry, in turn."""
    with tempfile.TemporaryDirectory(prefix="rt_cctv-bench-") as folder:
        async with VirtualRecorder(Scenario.load(SCENARIO)) as recorder:
            without = Home(Path(folder) / "without", free_port())
            with_entry = Home(Path(folder) / "with", free_port())
            async with without:
                pass
            async with with_entry, Api(with_entry.url, with_entry.token) as api:
                await add_recorder(api, recorder)
            costs = [
                await _start_seconds(with_entry) - await _start_seconds(without)
                for _ in range(STARTS)
            ]
    return of_runs("cost of Home Assistant's start", "s", costs, at_most=0.3)


async def _start_seconds(home: Home) -> float:
    await home.start()
    await home.stop()
    text = await asyncio.to_thread(home.log.read_text)
    return float(re.findall(r"Home Assistant initialized in ([0-9.]+)s", text)[-1])
