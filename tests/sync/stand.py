"""A city and hubs to test with: real brokers, real databases, a network that can be broken."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
import shutil
import time
from typing import Self

from aiomqtt import ProtocolVersion
import pytest

from city.engine import city_user
from city.mosquitto import Mosquitto
from city.nats import NatsCluster, Node
from city.pki import certificates
from custom_components.rt_cctv.model import SlotOwner, SlotStatus
from custom_components.rt_cctv.sync import tables
from custom_components.rt_cctv.sync.broker import (
    Broker,
    DisconnectedError,
    RefusedError,
    connection,
    tls_context,
)
from custom_components.rt_cctv.sync.collector import Collector
from custom_components.rt_cctv.sync.identity import HubId
from custom_components.rt_cctv.sync.ledger import Entry
from custom_components.rt_cctv.sync.messages import (
    Body,
    Command,
    CommandBody,
    HourBody,
    SlotBody,
    SlotState,
    State,
)
from custom_components.rt_cctv.sync.outbox import Outbox
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.session import Pace
from custom_components.rt_cctv.sync.store import Store
from custom_components.rt_cctv.sync.uplink import Uplink

from ..ports import free_port

HUB = HubId.parse("3374011001-003-002")
NEIGHBOUR = HubId.parse("3374011001-003-003")
FAR = HubId.parse("3374161007-001-001")
PACE = Pace(answer=0.5, slowest=2.0, reconnect=0.05, settle=0.05, spread=0.1, keepalive=5)


def need(program: str) -> None:
    """Skip the test where a program isn't installed."""
    if shutil.which(program, path="/usr/sbin:/usr/local/sbin:/usr/bin") is None:
        pytest.skip(f"{program} is not installed (Debian: apt-get install {program})")


async def until(condition: Callable[[], object], *, within: float = 60.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it never came to be")
        await asyncio.sleep(0.02)


def slot_bodies(count: int, *, first: int = 0) -> list[Entry]:
    """Return records that differ from each other."""
    return [
        Entry(
            1_790_000_000_000 + number,
            SlotBody(n=1 + number % 4, to=SlotStatus.OFFLINE, was=SlotStatus.ONLINE)
            if number % 3
            else HourBody(n=1, h=490_000 + number, c={"illegal_parking": 1 + number % 5}),
        )
        for number in range(first, first + count)
    ]


def body_key(entry: Entry) -> tuple[int, Body]:
    """Return what makes records of `slot_bodies` one of a kind."""
    return entry.ts, entry.body


@dataclass
class TestHub:
    """A hub with a ledger on the disk and a link to the city."""

    __test__ = False

    hub: HubId
    broker: Broker
    outbox: Outbox
    pace: Pace = PACE
    slots: tuple[SlotState, ...] = (
        SlotState(n=1, st=SlotStatus.ONLINE, own=SlotOwner.PEMKOT),
        SlotState(n=2, st=SlotStatus.EMPTY),
    )
    commands: list[Command] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    uplink: Uplink = field(init=False)

    def __post_init__(self) -> None:
        self.make_uplink()

    def make_uplink(self) -> None:
        """Make a fresh link, as after a restart."""
        self.uplink = Uplink(
            hub=self.hub,
            broker=self.broker,
            outbox=self.outbox,
            snapshot=lambda: State(v=1, sid="", rev=0, at=0, slots=self.slots, nvr="online"),
            on_command=self._obey,
            pace=self.pace,
            software="0.1",
        )

    async def _obey(self, command: Command) -> CommandBody:
        self.commands.append(command)
        return CommandBody(id=command.id, ok=True)

    def start(self) -> None:
        """Keep the link."""
        self.task = asyncio.create_task(self.uplink.run())

    async def stop(self) -> None:
        """End the link; the ledger stays open."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def write(self, entries: list[Entry]) -> None:
        """Write records and send them."""
        await self.outbox.append(entries)
        self.uplink.wake()

    async def told(self, *, within: float = 60.0) -> None:
        """Wait until the city has confirmed everything."""
        end = time.monotonic() + within
        while (await self.outbox.waiting()).count:
            assert time.monotonic() < end, "the city never confirmed"
            await asyncio.sleep(0.02)


class City:
    """A broker, a database and a collector in a folder."""

    def __init__(self, folder: Path, *, url: str | None = None, engine: str = "mosquitto") -> None:
        self.folder = folder
        self.store = Store(url or f"sqlite:///{folder}/city.db")
        self.registry = Registry(self.store)
        self.port = free_port()
        self.certificates = certificates(folder, ["127.0.0.1"])
        self.user = city_user(folder, "collector")
        self.others: tuple[tuple[str, int], ...] = ()
        self.broker: Mosquitto | NatsCluster = (
            self._mosquitto() if engine == "mosquitto" else self._nats()
        )
        self.hubs: list[TestHub] = []
        self.collector = self.make_collector()
        self._collecting: asyncio.Task[None] | None = None
        self._stack = AsyncExitStack()

    @property
    def mosquitto(self) -> Mosquitto:
        """The broker, which is a Mosquitto."""
        assert isinstance(self.broker, Mosquitto)
        return self.broker

    def _mosquitto(self) -> Mosquitto:
        return Mosquitto(
            self.folder,
            port=self.port,
            certificates=self.certificates,
            users=[self.user],
            bind="127.0.0.1",
        )

    def _nats(self) -> NatsCluster:
        nodes = [
            Node(f"n{index}", "127.0.0.1", *(free_port() for _ in range(4))) for index in range(3)
        ]
        self.port = nodes[0].mqtt
        self.others = tuple(("127.0.0.1", node.mqtt) for node in nodes[1:])
        return NatsCluster(
            self.folder,
            nodes=nodes,
            here=nodes,
            certificates=self.certificates,
            users=[self.user],
        )

    def make_collector(self) -> Collector:
        """Make a fresh collector, as after a restart."""
        self.collector = Collector(
            broker=self.way_in("collector", self.user.password), store=self.store, roll_call=1.0
        )
        return self.collector

    def way_in(self, username: str, password: str, *, port: int | None = None) -> Broker:
        """Return how somebody gets to the broker."""
        return Broker(
            host="127.0.0.1",
            port=port or self.port,
            username=username,
            password=password,
            ca=self.certificates.ca.read_text(),
            others=() if port else self.others,
        )

    async def __aenter__(self) -> Self:
        self.broker.admit(self.registry.credentials())
        await self.broker.start()
        self.start_collector()
        # What is said to nobody is lost, as it should be; tests speak when somebody listens.
        await until(lambda: self.collector.status.connected, within=60)
        return self

    async def __aexit__(self, *_: object) -> None:
        for hub in self.hubs:
            await hub.stop()
            with suppress(Exception):
                await hub.outbox.close()
        await self.stop_collector()
        await self.broker.stop()
        self.store.close()

    def start_collector(self) -> None:
        """Collect."""
        self._collecting = asyncio.create_task(self.make_collector().run())

    async def stop_collector(self) -> None:
        """Stop collecting."""
        if self._collecting is not None:
            self._collecting.cancel()
            await asyncio.gather(self._collecting, return_exceptions=True)

    def enrol(self, hub: HubId, *, port: int | None = None) -> Broker:
        """Take a hub in, confirmed, and let the broker know; return its way to the broker."""
        code = self.registry.expect([hub])[hub.text]
        grant = self.registry.claim(hub, code)
        self.registry.vouch([hub], "confirmed")
        self.broker.admit(self.registry.credentials())
        return self.way_in(hub.text, grant.password, port=port)

    async def hub(self, hub: HubId = HUB, *, port: int | None = None, pace: Pace = PACE) -> TestHub:
        """Return an enrolled hub that isn't linked yet; `port` leads through a proxy."""
        outbox = await Outbox.open(self.folder / f"{hub.text}.db")
        way = self.enrol(hub, port=port)
        await self.admitted(way)
        made = TestHub(hub, way, outbox, pace)
        self.hubs.append(made)
        return made

    async def admitted(self, way: Broker) -> None:
        """Wait until every node has read the new users: NATS tells nobody when it has."""
        if not self.others:
            return
        context = tls_context(way)
        async with asyncio.timeout(60):
            for attempt in range(1 + len(self.others)):
                while True:
                    try:
                        async with connection(
                            way,
                            version=ProtocolVersion.V311,
                            context=context,
                            keepalive=10,
                            attempt=attempt,
                        ):
                            break
                    except RefusedError, DisconnectedError:
                        await asyncio.sleep(0.2)

    def records(self, hub: HubId = HUB) -> list[tuple[int, str, str]]:
        """Return what the database has of a hub, in the order of its life: ts, kind, body."""
        query = (
            tables.record.select()
            .join(tables.hub, tables.hub.c.n == tables.record.c.hub)
            .where(tables.hub.c.id == hub.text)
            .order_by(tables.record.c.got, tables.record.c.seq)
        )
        with self.store.transaction() as db:
            return [(row.ts, row.kind, row.body) for row in db.execute(query)]

    def row(self, hub: HubId = HUB) -> dict[str, object]:
        """Return a hub's row."""
        with self.store.transaction() as db:
            found = db.execute(tables.hub.select().where(tables.hub.c.id == hub.text))
            return dict(found.mappings().one())

    def faults(self) -> dict[tuple[str, str], int]:
        """Return what was counted as wrong, by hub and reason."""
        with self.store.transaction() as db:
            return {(row.hub, row.reason): row.n for row in db.execute(tables.fault.select())}

    def gaps(self) -> list[tuple[int, int, int, str]]:
        """Return the gaps that are stated."""
        with self.store.transaction() as db:
            return [(row.a, row.z, row.n, row.why) for row in db.execute(tables.gap.select())]
