"""What the integration adds to Home Assistant's start: a real one is started without and with an entry, in turn."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
import re
import tempfile

from demo.api import Api
from demo.home import Home, free_port
from demo.stage import SCENARIO, add_recorder
from tests.virtual_recorder import Scenario, VirtualRecorder

from .report import CannotMeasureError, Metric, of_runs

STARTS = 7
SETTLING = 3.0
"""Seconds after the start until its work is done that waits for nobody."""
_INITIALIZED = re.compile(r"Home Assistant initialized in ([0-9.]+)s")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Start:
    """One start: seconds until Home Assistant says that it is there, and its processor time until it rests."""

    until_ready: float
    processor: float


async def start_cost() -> Sequence[Metric]:
    """Measure the difference that one recorder's entry makes, start by start.

    Both keep Python's bytecode, as an installed Home Assistant does; their first starts, which write it, don't count.
    """
    with tempfile.TemporaryDirectory(prefix="rt_cctv-bench-") as folder:
        bytecode = {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode"),
        }
        without = Home(Path(folder) / "without", free_port(), environment=bytecode)
        with_entry = Home(Path(folder) / "with", free_port(), environment=bytecode)
        async with VirtualRecorder(Scenario.load(SCENARIO)) as recorder:
            async with without:
                pass
            async with with_entry, Api(with_entry.url, with_entry.token) as api:
                await add_recorder(api, recorder)
            pairs = [(await _start(without), await _start(with_entry)) for _ in range(STARTS)]
    return [
        of_runs(
            "cost of Home Assistant's start",
            "s",
            [b.until_ready - a.until_ready for a, b in pairs],
            at_most=0.3,
        ),
        # Other work on the machine adds to a start and never takes from it.
        Metric(
            metric="the same, between the quickest starts",
            value=min(b.until_ready for _, b in pairs) - min(a.until_ready for a, _ in pairs),
            unit="s",
            target=0.3,
            runs=STARTS,
        ),
        Metric(
            metric="processor time of that, in the least disturbed runs",
            value=min(b.processor for _, b in pairs) - min(a.processor for a, _ in pairs),
            unit="s",
            runs=STARTS,
        ),
    ]


async def _start(home: Home) -> _Start:
    await home.start()
    await asyncio.sleep(SETTLING)
    used = home.processes()[0].cpu_times()
    await home.stop()
    told = _INITIALIZED.findall(home.log.read_text(encoding="utf-8"))
    if not told:
        raise CannotMeasureError("Home Assistant did not say how long its start took")
    return _Start(until_ready=float(told[-1]), processor=used.user + used.system)
