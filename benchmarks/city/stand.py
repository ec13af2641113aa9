"""A whole city on this machine: broker or cluster, database, collector, and swarms of hubs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
import signal
import socket
import sys
import tempfile

from sqlalchemy import text

from city.engine import CityUser, EngineError, city_user
from city.mosquitto import Mosquitto
from city.nats import NatsCluster, Node
from city.postgres import Postgres
from custom_components.rt_cctv.sync import tables
from custom_components.rt_cctv.sync.areas import Level, areas
from custom_components.rt_cctv.sync.identity import HubId
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.secret import new_password, verifiers
from custom_components.rt_cctv.sync.store import Store

CITY = 10_293
RECORDS_A_DAY = 150
SWARMS = 2


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on just now."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def hub_names(count: int) -> list[str]:
    """Return hub ids spread over the kelurahan, as many as asked for."""
    kelurahan = [area.code for area in areas().values() if area.level is Level.KELURAHAN]
    return [
        f"{kelurahan[n % 177]}-{1 + n // 177 // 90 % 900:03}-{1 + n // 177 % 90:03}"
        for n in range(count)
    ]


def day(first: int, count: int = RECORDS_A_DAY) -> str:
    """Return a day's records as a hub writes them: hours of four slots, and what happened between."""
    start = 1_790_000_000_000
    lines = []
    for number in range(first, first + count):
        ts = start + number * 576_000
        if number % 25 < 16:
            body: dict[str, object] = {
                "n": 1 + number % 4,
                "h": ts // 3_600_000,
                "c": {"illegal_parking": 2, "incidents": 1},
            }
            lines.append([number, ts, "hour", body])
        elif number % 25 < 21:
            lines.append(
                [number, ts, "slot", {"n": 1 + number % 4, "to": "offline", "was": "online"}]
            )
        else:
            body = {"id": f"i{number:07}", "k": "flooding", "ph": "raised", "n": 2}
            lines.append([number, ts, "incident", body])
    return json.dumps(lines, separators=(",", ":"))


@dataclass
class Child:
    """A process that obeys lines of JSON."""

    process: asyncio.subprocess.Process

    async def ask(self, **order: object) -> dict[str, float]:
        """Have it do something and return what it says."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        await self.process.stdin.drain()
        answer: dict[str, float] = json.loads(await self.process.stdout.readline())
        return answer


class Town:
    """A city to be measured; use `town`."""

    def __init__(self, folder: Path, names: list[str], *, engine: str, url: str) -> None:
        self.folder = folder
        self.names = names
        self.store = Store(url)
        self.url = url
        self.password = new_password()
        self._user = city_user(folder, "collector")
        self.ports = free_ports(12)
        self.broker = self._mosquitto() if engine == "mosquitto" else self._nats()
        self._children: list[asyncio.subprocess.Process] = []
        self.swarms: list[Child] = []
        self._collector: asyncio.subprocess.Process | None = None

    def _mosquitto(self) -> Mosquitto:
        self.ports = self.ports[:1]
        return Mosquitto(
            self.folder, port=self.ports[0], certificates=None, users=[self._user], bind="127.0.0.1"
        )

    def _nats(self) -> NatsCluster:
        ports = iter(self.ports)
        nodes = [
            Node(f"n{index}", "127.0.0.1", *(next(ports) for _ in range(4))) for index in range(3)
        ]
        self.ports = [node.mqtt for node in nodes]
        users: list[CityUser] = [self._user]
        return NatsCluster(self.folder, nodes=nodes, here=nodes, certificates=None, users=users)

    def register(self) -> None:
        """Put all hubs into the registry at once, with one password: hashing isn't measured here."""
        secret = verifiers(self.password)
        rows, members = [], []
        for number, name in enumerate(self.names, 1):
            hub = HubId.parse(name)
            rows.append(
                {
                    "n": number,
                    "id": name,
                    "kec": hub.kecamatan,
                    "kel": hub.kelurahan,
                    "kind": hub.kind.value,
                    "status": "confirmed",
                }
            )
            members.append(
                {
                    "hub": number,
                    "door": secret.door,
                    "mosquitto": secret.mosquitto,
                    "bcrypt": secret.bcrypt,
                }
            )
        with self.store.transaction() as db:
            db.execute(tables.hub.insert(), rows)
            db.execute(tables.member.insert(), members)

    async def start(self) -> None:
        """Start broker, collector and swarms."""
        self.register()
        self.broker.admit(Registry(self.store).credentials())
        await self.broker.start()
        await self.start_collector()
        for part in range(SWARMS):
            child = Child(await self._spawn("benchmarks.city.swarm"))
            await child.ask(
                names=self.names[part::SWARMS], ports=self.ports, password=self.password
            )
            self.swarms.append(child)

    async def start_collector(self) -> None:
        """Start the collector and wait until it collects."""
        notes = {"db": self.url, "ports": self.ports, "password": self._user.password}
        path = self.folder / "collect.json"
        path.write_text(json.dumps(notes))
        self._collector = await self._spawn(
            "benchmarks.city.collect", str(path), str(self.folder / "report.json")
        )
        assert self._collector.stdout is not None
        async with asyncio.timeout(120):
            if not await self._collector.stdout.readline():
                raise EngineError("the collector does not start")

    async def kill_collector(self) -> None:
        """End the collector at once."""
        assert self._collector is not None
        self._collector.kill()
        await self._collector.wait()

    async def stop_collector(self) -> dict[str, float]:
        """Stop the collector; return its report."""
        assert self._collector is not None
        self._collector.send_signal(signal.SIGTERM)
        await self._collector.wait()
        report: dict[str, float] = json.loads((self.folder / "report.json").read_text())
        return report

    async def ask_all(self, **order: object) -> dict[str, float]:
        """Have all swarms do something at once; return the sum, and the slowest."""
        answers = await asyncio.gather(*(swarm.ask(**order) for swarm in self.swarms))
        slowest = {"seconds", "p99", "at"}
        return {
            key: (max if key in slowest else sum)(answer[key] for answer in answers)
            for key in answers[0]
        }

    def value(self, query: str) -> int:
        """Return a number from the database."""
        with self.store.transaction() as db:
            return int(db.execute(text(query)).scalar() or 0)

    async def stop(self) -> None:
        """Stop everything."""
        for process in self._children:
            if process.returncode is None:
                process.kill()
            await process.wait()
        await self.broker.stop()
        self.store.close()

    async def _spawn(self, module: str, *arguments: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", module, *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**24,
        )
        self._children.append(process)
        return process


@asynccontextmanager
async def town(
    hubs: int, *, engine: str = "mosquitto", database: str = "sqlite"
) -> AsyncIterator[Town]:
    """Run a city of so many hubs. Raises EngineError where something isn't installed."""
    postgres = Postgres() if database == "postgresql" else None
    with tempfile.TemporaryDirectory(prefix="rt_cctv_city_") as folder:
        if postgres is not None:
            await postgres.start()
        url = postgres.url if postgres else f"sqlite:///{folder}/city.db"
        made = Town(Path(folder), hub_names(hubs), engine=engine, url=url)
        try:
            await made.start()
            yield made
        finally:
            await made.stop()
            if postgres is not None:
                await postgres.stop()
