"""How gently and how quickly a recorder is watched, beside pyHik on the same virtual recorder."""

import argparse
import asyncio
from collections.abc import Sequence
from functools import cache
import math
from pathlib import Path
import subprocess
import time

from homeassistant.config_entries import SOURCE_REAUTH

from tests.virtual_recorder import Identity, SlotState, VirtualRecorder

from ._brands import OTHERS, STEADY_SECONDS, measure_brand
from ._hub import calls, entity_id, entry_for, hub, refused, until
from ._latency import alarm_latencies, p99
from ._start import start_cost
from .report import Metric

PASSWORD_SECONDS = 70.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the caller ask for one part."""
    parser.add_argument("--part", choices=PARTS, help="measure only that")


async def measure(options: argparse.Namespace) -> Sequence[Metric]:
    """Measure Hikvision beside pyHik, the start, and the other drivers by the same figures."""
    parts = [options.part] if options.part else PARTS
    return [metric for part in parts for metric in await PARTS[part]()]


async def _hikvision() -> Sequence[Metric]:
    pyhik = _peer_python("pyhik")
    return [
        *await _calls(pyhik),
        await _password_change(pyhik),
        await _dark(told=True),
        await _dark(told=False),
    ]


async def _other_brands() -> Sequence[Metric]:
    return [metric for brand in OTHERS for metric in await measure_brand(brand)]


@cache
def _peer_python(name: str) -> str:
    root = Path(__file__).resolve().parent.parent
    made = subprocess.run(
        [root / "scripts" / "peer-env", name], check=True, stdout=subprocess.PIPE, text=True
    )
    return made.stdout.strip()


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
    async with VirtualRecorder() as recorder, hub(entry_for(recorder)):
        at_setup = calls(recorder)
        await asyncio.sleep(STEADY_SECONDS)
        steady = (calls(recorder) - at_setup) * 60 / STEADY_SECONDS
        in_flight = recorder.max_in_flight
    async with VirtualRecorder() as recorder:
        await _listen_with_pyhik(pyhik, recorder, 3)
        peer = calls(recorder)
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
    async with VirtualRecorder() as recorder, hub(entry_for(recorder)) as hass:
        before = refused(recorder)
        recorder.set_password("another")
        await asyncio.sleep(PASSWORD_SECONDS)
        ours = float(refused(recorder) - before)
        flows = hass.config_entries.flow.async_progress()
        asked = [flow["context"]["source"] for flow in flows]
    async with VirtualRecorder() as recorder:
        listening = asyncio.create_task(_listen_with_pyhik(pyhik, recorder, PASSWORD_SECONDS + 5))
        await asyncio.sleep(5)
        recorder.set_password("another")
        await listening
        peer = refused(recorder)
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


async def _dark(*, told: bool) -> Metric:
    """Measure from a camera's death to its slot's status; pyHik shows no such thing."""
    async with VirtualRecorder() as recorder, hub(entry_for(recorder)) as hass:
        await asyncio.sleep(5)
        if not told:
            recorder.set(stream_stalled=True)
        began = time.monotonic()
        recorder.set_slot(2, state=SlotState.OFFLINE)
        await until(hass, entity_id(hass, "sensor", "slot_2_slot_status"), "offline", 90)
        took = time.monotonic() - began
    return Metric(
        metric="a slot goes dark, the recorder " + ("says so" if told else "says nothing"),
        value=took,
        unit="s",
        target=5 if told else 60,
        peer="pyHik",
    )


async def _latencies() -> Sequence[Metric]:
    pyhik = _peer_python("pyhik")
    metrics = []
    for framing, name in (("chunked", "chunked"), ("close", "unchunked")):
        ours, peers = await alarm_latencies("hikvision", framing, pyhik)
        metrics.append(
            Metric(
                metric=f"alarm to state, {name}, p99",
                value=p99(ours),
                unit="ms",
                target=20,
                peer="pyHik",
                peer_value=p99(peers) if peers else None,
                runs=len(ours),
            )
        )
    return metrics


PARTS = {
    "hikvision": _hikvision,
    "latency": _latencies,
    "start": start_cost,
    "others": _other_brands,
}
