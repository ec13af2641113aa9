"""What each hub costs the city as it grows: 1 to 100,000 hubs, simulated without their connections.

RT_CCTV_SCALE_PAGE says where to write the table and the plot (docs/scale.md keeps them).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
import json
import os
from pathlib import Path
import tempfile
import time
from typing import Final

from benchmarks.report import CannotMeasureError, Metric
from city.mosquitto import Mosquitto
from custom_components.rt_cctv.sync.aggregate import aggregates
from custom_components.rt_cctv.sync.identity import HubId, up
from custom_components.rt_cctv.sync.reading import Raw, read_and_commit
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.retention import forget
from custom_components.rt_cctv.sync.store import Store
from custom_components.rt_cctv.sync.views import Trouble, find_hubs

from .city.plot import write_page
from .city.stand import RECORDS_A_DAY, Town, day, hub_names

SIZES: Final = (1, 10, 100, 1_000, 10_293, 100_000)
_BATCH: Final = 200
_SID: Final = "0a1b2c3d4e5f-1"
_EPOCH: Final = "0123456789abcde"
_STATE: Final = {
    "v": 1,
    "sid": _SID,
    "rev": 1,
    "at": 1_790_000_000_000,
    "slots": [
        {"n": 1, "st": "online", "own": "pemkot"},
        {"n": 2, "st": "offline", "own": "swadaya"},
        {"n": 3, "st": "empty"},
        {"n": 4, "st": "empty"},
    ],
    "nvr": "online",
    "disk": "ok",
    "free": 40,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one size of city costs. Times in seconds, sizes in bytes."""

    hubs: int
    greet: float
    a_day: float
    disk: int
    add_up: float
    search: float
    users: float
    forget: float

    def row(self) -> list[str]:
        """Return the line of the table."""
        n = self.hubs
        load = self.a_day / 86_400
        return [
            f"{n:,}",
            f"{self.greet / n * 1e6:.0f} µs",
            f"{self.a_day / n * 1e3:.2f} ms",
            f"{load * 100:.3g} %",
            f"{self.disk / n / 1e3:.1f} kB",
            f"{self.disk * 35 / 1e9:.3g} GB",
            f"{self.add_up * 1e3:.0f} ms",
            f"{self.search * 1e3:.0f} ms",
            f"{self.users * 1e3:.0f} ms",
            f"{self.forget:.1f} s",
        ]


_HEAD: Final = (
    "hubs",
    "a hello and a state, each",
    "a day's records, each",
    "one core busy with that",
    "disk a day, each",
    "disk for 35 days",
    "adding up 194 areas",
    "a search in the panel",
    "the broker's user list",
    "the night's cleaning",
)


def cost(hubs: int) -> Cost:
    """Measure one size of city."""
    with tempfile.TemporaryDirectory(prefix="rt_cctv_scale_") as name:
        folder = Path(name)
        town = Town(folder, hub_names(hubs), engine="mosquitto", url=f"sqlite:///{folder}/city.db")
        town.register()
        store = town.store
        try:
            hello = {"v": 1, "sid": _SID, "e": _EPOCH, "base": 0, "head": 0}
            greet = _feed(store, town.names, [("hello", hello), ("state", _STATE)])
            before = _size(folder)
            records = f'{{"v":1,"sid":"{_SID}","e":"{_EPOCH}","p":0,"r":{day(1, RECORDS_A_DAY)}}}'
            a_day = _feed(store, town.names, [("rec", records)])
            disk = _size(folder) - before
            return Cost(
                hubs=hubs,
                greet=greet,
                a_day=a_day,
                disk=disk,
                add_up=_timed(lambda: aggregates(store, frozenset())),
                search=_timed(
                    lambda: find_hubs(store, frozenset(), text="semarang", trouble=Trouble.DARK)
                ),
                users=_timed(lambda: _admit(town.broker, store)),
                forget=_timed(lambda: forget(store, 1)) * hubs,
            )
        finally:
            store.close()


def _admit(broker: object, store: Store) -> None:
    if isinstance(broker, Mosquitto):
        broker.admit(Registry(store).credentials())


def _feed(store: Store, names: list[str], messages: list[tuple[str, object]]) -> float:
    texts = [
        (leaf, message.encode() if isinstance(message, str) else json.dumps(message).encode())
        for leaf, message in messages
    ]
    began = time.perf_counter()
    for start in range(0, len(names), _BATCH):
        queue: list[Raw] = [
            (up(HubId.parse(name), leaf), payload)
            for name in names[start : start + _BATCH]
            for leaf, payload in texts
        ]
        outcome = read_and_commit(store, frozenset(), queue)
        if outcome.faults:
            raise CannotMeasureError("the simulated hubs' messages are refused")
    return time.perf_counter() - began


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("city.db*"))


def table(costs: Sequence[Cost]) -> str:
    """Return the costs as a table in Markdown."""
    lines = [" | ".join(row) for row in [_HEAD, ["--:"] * len(_HEAD), *(c.row() for c in costs)]]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def measure() -> Sequence[Metric]:
    """Measure every size; write the page's table where asked for."""
    costs = [cost(hubs) for hubs in SIZES]
    if page := os.environ.get("RT_CCTV_SCALE_PAGE"):
        write_page(Path(page), table(costs), [(c.hubs, c.a_day / c.hubs * 1e3) for c in costs])
    metrics = []
    for one in costs:
        per_hub = one.a_day / one.hubs * 1e3
        metrics += [
            Metric(metric=f"{one.hubs:,} hubs: a day's records, each", value=per_hub, unit="ms"),
            Metric(metric=f"{one.hubs:,} hubs: adding up", value=one.add_up * 1e3, unit="ms"),
            Metric(
                metric=f"{one.hubs:,} hubs: disk a day, each",
                value=one.disk / one.hubs / 1e3,
                unit="kB",
            ),
        ]
    return metrics
