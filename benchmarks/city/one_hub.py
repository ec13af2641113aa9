"""One hub: what its ledger takes, what it sends on a quiet day, how it catches up after a year."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import tempfile
import time

from benchmarks.report import Metric
from city.engine import city_user
from city.mosquitto import Mosquitto
from city.pki import certificates
from custom_components.rt_cctv.model import SlotOwner, SlotStatus
from custom_components.rt_cctv.sync.broker import Broker
from custom_components.rt_cctv.sync.collector import Collector
from custom_components.rt_cctv.sync.identity import HubId
from custom_components.rt_cctv.sync.ledger import Entry, Ledger
from custom_components.rt_cctv.sync.messages import (
    Command,
    CommandBody,
    HourBody,
    IncidentBody,
    SlotBody,
    SlotState,
    State,
)
from custom_components.rt_cctv.sync.outbox import Outbox
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.session import Pace
from custom_components.rt_cctv.sync.store import Store
from custom_components.rt_cctv.sync.uplink import Uplink

from .stand import RECORDS_A_DAY, free_ports

_HUB = HubId.parse("3374011001-003-002")
_YEAR = 366 * RECORDS_A_DAY
_DAY_S = 86_400
_CHANGES = 10
"""Slots that come and go on a quiet day."""


def entries(count: int) -> list[Entry]:
    """Return records as a hub writes them."""
    start, made = 1_760_000_000_000, []
    for number in range(count):
        ts = start + number * 576_000
        if number % 25 < 16:
            counts = {"illegal_parking": 2, "incidents": 1}
            made.append(Entry(ts, HourBody(n=1 + number % 4, h=ts // 3_600_000, c=counts)))
        elif number % 25 < 21:
            body = SlotBody(n=1 + number % 4, to=SlotStatus.OFFLINE, was=SlotStatus.ONLINE)
            made.append(Entry(ts, body))
        else:
            made.append(Entry(ts, IncidentBody(id=f"i{number:07}", k="flooding", ph="raised", n=2)))
    return made


def ledger_size() -> list[Metric]:
    """Measure a ledger of a year."""
    with tempfile.TemporaryDirectory(prefix="rt_cctv_ledger_") as folder:
        ledger = Ledger(Path(folder) / "ledger.db")
        year = entries(_YEAR)
        for start in range(0, _YEAR, 1_000):
            ledger.append(year[start : start + 1_000])
        size = ledger.size()
        began = time.perf_counter()
        for entry in year[:500]:
            ledger.append([entry])
        single = (time.perf_counter() - began) / 500
        ledger.close()
    return [
        Metric(metric="ledger, for each record", value=size / _YEAR, unit="B", target=100),
        Metric(metric="ledger, one year offline", value=size / 2**20, unit="MiB", target=64),
        Metric(metric="ledger, one record onto the disk", value=single * 1000, unit="ms"),
    ]


class CountingProxy:
    """Counts what a hub sends, as it leaves the house: TLS and all, without TCP's own headers."""

    def __init__(self, target: int) -> None:
        self.sent = 0
        self.port = 0
        self._target = target
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(
            self._pass(reader, far_writer, counted=True),
            self._pass(far_reader, writer, counted=False),
            return_exceptions=True,
        )

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool
    ) -> None:
        while data := await reader.read(65_536):
            self.sent += len(data) if counted else 0
            writer.write(data)
        writer.close()


@asynccontextmanager
async def linked(pace: Pace) -> AsyncIterator[tuple[Uplink, Outbox, CountingProxy, Collector]]:
    """Run one hub and a city over TLS, with a proxy between them that counts; the link isn't started."""
    with tempfile.TemporaryDirectory(prefix="rt_cctv_hub_") as name:
        folder, port = Path(name), free_ports(1)[0]
        store = Store(f"sqlite:///{folder}/city.db")
        registry = Registry(store)
        grant = registry.claim(_HUB, registry.expect([_HUB])[_HUB.text])
        registry.vouch([_HUB], "confirmed")
        files, user = certificates(folder, ["127.0.0.1"]), city_user(folder, "collector")
        broker = Mosquitto(folder, port=port, certificates=files, users=[user], bind="127.0.0.1")
        broker.admit(registry.credentials())
        await broker.start()
        proxy = CountingProxy(port)
        await proxy.start()
        ca = files.ca.read_text()
        ours = Broker(
            host="127.0.0.1", port=port, username=user.name, password=user.password, ca=ca
        )
        collector = Collector(broker=ours, store=store)
        collecting = asyncio.create_task(collector.run())
        outbox = await Outbox.open(folder / "ledger.db")
        way = Broker(
            host="127.0.0.1", port=proxy.port, username=_HUB.text, password=grant.password, ca=ca
        )
        uplink = Uplink(
            hub=_HUB, broker=way, outbox=outbox, snapshot=_snapshot, on_command=_obey, pace=pace
        )
        try:
            yield uplink, outbox, proxy, collector
        finally:
            collecting.cancel()
            await asyncio.gather(collecting, return_exceptions=True)
            await outbox.close()
            proxy.stop()
            await broker.stop()
            store.close()


def _snapshot() -> State:
    slots = tuple(SlotState(n=n, st=SlotStatus.ONLINE, own=SlotOwner.SWADAYA) for n in range(1, 5))
    return State(v=1, sid="", rev=0, at=0, slots=slots, nvr="online", free=40)


async def _obey(command: Command) -> CommandBody:
    return CommandBody(id=command.id, ok=True)


async def quiet_day() -> list[Metric]:
    """Measure what a connection, a ping, a state and a record cost, and add a quiet day up."""
    async with linked(Pace(keepalive=2, settle=0.01)) as (uplink, outbox, proxy, _):
        task = asyncio.create_task(uplink.run())
        while not uplink.status.greeted:
            await asyncio.sleep(0.05)
        await asyncio.sleep(1)
        connecting = proxy.sent
        await asyncio.sleep(10)
        # paho pings when nothing was sent for one keepalive.
        ping = (proxy.sent - connecting) / 5
        before = proxy.sent
        for number in range(_CHANGES):
            await outbox.append(entries(30)[16 + number % 5 :][:1])
            uplink.wake()
            uplink.state_changed()
            await asyncio.sleep(0.2)
        changes = proxy.sent - before
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    state = len(uplink.last_sent["state"]) + 80
    total = connecting + ping * _DAY_S / Pace().keepalive + changes + state * 24
    return [
        Metric(metric="a quiet hub sends in a day", value=total / 1000, unit="kB", target=100),
        Metric(metric="of that: to stay connected", value=ping * 1440 / 1000, unit="kB"),
    ]


async def year_offline() -> list[Metric]:
    """Measure how a hub catches up that was offline for a year."""
    async with linked(Pace()) as (uplink, outbox, _, collector):
        year = entries(_YEAR)
        for start in range(0, _YEAR, 1_000):
            await outbox.append(year[start : start + 1_000])
        began = time.monotonic()
        task = asyncio.create_task(uplink.run())
        while (await outbox.waiting()).count:
            await asyncio.sleep(0.1)
        took = time.monotonic() - began
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with collector.store.transaction() as db:
            records = db.exec_driver_sql("SELECT count(*) FROM record").scalar()
    return [
        Metric(
            metric=f"one year offline ({_YEAR} records) caught up", value=took, unit="s", target=60
        ),
        Metric(
            metric="of those missing", value=_YEAR - int(records or 0), unit="records", target=0
        ),
    ]
