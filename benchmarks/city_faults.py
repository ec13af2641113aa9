"""Kills hubs, broker, collector and database at random moments, 1,000 times, and compares what was written with what arrived.

RT_CCTV_KILLS says another number of kills.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
import json
import os
from pathlib import Path
import random
import sqlite3
import sys
import tempfile
import time

from sqlalchemy import text

from benchmarks.report import CannotMeasureError, Metric
from city.engine import EngineError, city_user
from city.mosquitto import Mosquitto
from city.postgres import Postgres
from custom_components.rt_cctv.sync.identity import HubId
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store

from .city.hub_process import BASE_MS
from .city.stand import free_ports

_KILLS = int(os.environ.get("RT_CCTV_KILLS", "1000"))
_HUBS = 4
_PATIENCE = 120.0
_VICTIMS = {"hub": 10, "broker": 5, "collector": 4, "database": 1}
_SEED = 7


class Battlefield:
    """Everything as processes, on PostgreSQL."""

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.folder = folder
        self.postgres = postgres
        self.store = Store(postgres.url)
        self.port = free_ports(1)[0]
        self._user = city_user(folder, "collector")
        self.broker = Mosquitto(
            folder, port=self.port, certificates=None, users=[self._user], bind="127.0.0.1"
        )
        self.hubs = [HubId.parse(f"3374011001-001-{number:03}") for number in range(1, 1 + _HUBS)]
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        self.kills = dict.fromkeys(_VICTIMS, 0)
        self.writing = True

    async def start(self) -> None:
        """Enrol the hubs and start everything."""
        registry = Registry(self.store)
        codes = registry.expect(self.hubs)
        for hub in self.hubs:
            grant = registry.claim(hub, codes[hub.text])
            notes = {
                "folder": str(self.folder),
                "hub": hub.text,
                "port": self.port,
                "password": grant.password,
            }
            (self.folder / f"{hub.text}.json").write_text(json.dumps(notes))
        registry.vouch(self.hubs, "confirmed")
        self.broker.admit(registry.credentials())
        await self.broker.start()
        notes = {"db": self.postgres.url, "ports": [self.port], "password": self._user.password}
        (self.folder / "collect.json").write_text(json.dumps(notes))
        await self.spawn("collector")
        for hub in self.hubs:
            await self.spawn(hub.text)

    async def has_begun(self) -> None:
        """Wait until every hub writes."""
        async with asyncio.timeout(_PATIENCE):
            while not all((self.folder / f"{hub.text}.journal").exists() for hub in self.hubs):
                await asyncio.sleep(0.1)

    async def spawn(self, name: str) -> None:
        """Start the collector or a hub; nobody waits until it is ready."""
        arguments = ["benchmarks.city.collect", str(self.folder / "collect.json"), "/dev/null"]
        if name != "collector":
            mode = "write" if self.writing else "link"
            arguments = ["benchmarks.city.hub_process", str(self.folder / f"{name}.json"), mode]
        self.processes[name] = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *arguments),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def end(self, name: str) -> None:
        """Kill the collector or a hub."""
        process = self.processes[name]
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def strike(self, chance: random.Random) -> None:
        """Kill one of them and start it again."""
        kind = chance.choices([*_VICTIMS], [*_VICTIMS.values()])[0]
        self.kills[kind] += 1
        if kind == "broker":
            await self.broker.process.kill()
            await self.broker.start()
        elif kind == "database":
            await self.postgres.kill()
            await self.postgres.start()
        else:
            name = kind if kind == "collector" else chance.choice(self.hubs).text
            await self.end(name)
            await self.spawn(name)

    async def finish(self) -> float:
        """Let the hubs send what is left; return the seconds that took."""
        self.writing = False
        for hub in self.hubs:
            await self.end(hub.text)
            await self.spawn(hub.text)
        began = time.monotonic()
        while any(waiting(self.folder / f"{hub.text}.db") for hub in self.hubs):
            if time.monotonic() - began > _PATIENCE:
                break
            await asyncio.sleep(0.2)
        return time.monotonic() - began

    async def stop(self) -> None:
        """Stop everything."""
        for name in self.processes:
            await self.end(name)
        await self.broker.stop()
        self.store.close()

    def compare(self) -> tuple[int, int, int]:
        """Return how many records were written, are missing, and are doubled or not as written."""
        written = missing = wrong = 0
        for hub in self.hubs:
            ledger = ledger_records(self.folder / f"{hub.text}.db")
            journal = (self.folder / f"{hub.text}.journal").read_text().split()
            with self.store.transaction() as db:
                query = "SELECT ts, body FROM record JOIN hub ON n = record.hub WHERE id = :id"
                rows = [tuple(row) for row in db.execute(text(query), {"id": hub.text})]
            arrived = set(rows)
            promised = {BASE_MS + number for number in range(1, 1 + int(journal[-1]))}
            written += len(ledger)
            missing += len(ledger - arrived) + len(promised - {ts for ts, _ in arrived})
            wrong += len(arrived - ledger) + len(rows) - len(arrived)
        return written, missing, wrong


def ledger_records(path: Path) -> set[tuple[int, str]]:
    """Return what a hub wrote."""
    with sqlite3.connect(path) as db:
        return set(db.execute("SELECT ts, body FROM record"))


def waiting(path: Path) -> int:
    """Return how many records a hub still has to send."""
    if not path.exists():
        return 1
    with suppress(sqlite3.OperationalError), sqlite3.connect(path, timeout=10) as db:
        query = (
            "SELECT count(*) FROM record WHERE seq > (SELECT value FROM meta WHERE key = 'acked')"
        )
        return int(db.execute(query).fetchone()[0])
    return 1


async def measure() -> Sequence[Metric]:
    """Kill, let the rest arrive, compare."""
    chance = random.Random(_SEED)
    try:
        postgres = Postgres()
        await postgres.start()
    except EngineError as error:
        raise CannotMeasureError(str(error)) from error
    with tempfile.TemporaryDirectory(prefix="rt_cctv_faults_") as name:
        field = Battlefield(Path(name), postgres)
        try:
            await field.start()
            await field.has_begun()
            for _ in range(_KILLS):
                await asyncio.sleep(chance.uniform(0, 0.8))
                await field.strike(chance)
            caught_up = await field.finish()
            written, missing, wrong = field.compare()
        except EngineError as error:
            raise CannotMeasureError(str(error)) from error
        finally:
            await field.stop()
            await postgres.stop()
    kills = [
        Metric(metric=f"killed: {kind}", value=count, unit="times")
        for kind, count in field.kills.items()
    ]
    return [
        *kills,
        Metric(metric="records written", value=written, unit="records"),
        Metric(metric="records missing", value=missing, unit="records", target=0),
        Metric(metric="records doubled or changed", value=wrong, unit="records", target=0),
        Metric(metric="caught up after the last kill", value=caught_up, unit="s"),
    ]
