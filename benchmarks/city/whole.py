"""The whole city at once: everybody connects, sends a batch, a day, and some die."""

import asyncio
from contextlib import suppress
import time

from benchmarks.report import Metric

from .stand import CITY, RECORDS_A_DAY, Town, day, town

_SMALL = 4
_DEATHS = 500
_REPLAYS = 1_000
_PATIENCE = 300.0


async def whole_city(*, database: str) -> list[Metric]:
    """Measure the city on Mosquitto with this database."""
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database]

    def metric(what: str, value: float, unit: str, at_most: float | None = None) -> Metric:
        return Metric(metric=f"{name}: {what}", value=value, unit=unit, target=at_most)

    async with town(CITY, database=database) as city:
        connected = await city.ask_all(do="connect", within=_PATIENCE)
        batch = await city.ask_all(do="send", batches=[day(1, _SMALL)], within=_PATIENCE)
        filled = await city.ask_all(
            do="send", batches=[day(1 + _SMALL, RECORDS_A_DAY)], within=_PATIENCE
        )
        records = city.value("SELECT count(*) FROM record")
        await city.ask_all(do="replay", batch=day(1, _SMALL), previous=0, count=_REPLAYS // 2)
        deaths = await _deaths(city)
        await _settled(city)
        after = city.value("SELECT count(*) FROM record")
        report = await city.stop_collector()
        expected = CITY * (_SMALL + RECORDS_A_DAY)
        return [
            metric(f"{CITY} hubs connected and greeted", connected["seconds"], "s", 10),
            metric("hubs not connected", CITY - connected["done"], "hubs", 0),
            metric("one batch each, committed and acknowledged", batch["seconds"], "s", 2),
            metric("one batch, 99th percentile", batch["p99"], "s", 1),
            metric(
                f"a day each ({CITY * RECORDS_A_DAY} records)",
                filled["seconds"],
                "s",
                15 if database == "sqlite" else 30,
            ),
            metric("records missing", expected - records, "records", 0),
            metric(
                f"records doubled by {_REPLAYS} replayed batches", after - records, "records", 0
            ),
            metric(f"{_DEATHS} deaths seen", deaths, "s", 2),
            metric("event loop held up at worst", report["worst"] * 1000, "ms", 50),
            metric("collector's processor time", report["cpu"], "s"),
            metric("collector's memory", report["rss"] / 2**20, "MiB"),
        ]


async def cluster_with_a_node_killed() -> list[Metric]:
    """Measure the city on three NATS nodes of which one is killed while all send their day."""
    async with town(CITY, engine="nats") as city:
        connected = await city.ask_all(do="connect", within=_PATIENCE)
        sending = asyncio.create_task(
            city.ask_all(do="send", batches=[day(1, RECORDS_A_DAY)], within=_PATIENCE)
        )
        await asyncio.sleep(2)
        await city.broker.servers[1].process.kill()  # type: ignore[union-attr]
        filled = await sending
        await _settled(city)
        records = city.value("SELECT count(*) FROM record")

    def metric(what: str, value: float, unit: str, at_most: float | None = None) -> Metric:
        return Metric(metric=f"NATS, a node killed: {what}", value=value, unit=unit, target=at_most)

    return [
        metric(f"{CITY} hubs connected and greeted", connected["seconds"], "s"),
        metric("a day each", filled["seconds"], "s"),
        metric("hubs not finished", CITY - filled["done"], "hubs", 0),
        metric("records missing or doubled", abs(CITY * RECORDS_A_DAY - records), "records", 0),
    ]


async def _deaths(city: Town) -> float:
    began = time.monotonic()
    await city.ask_all(do="die", count=_DEATHS // 2)
    with suppress(TimeoutError):
        async with asyncio.timeout(60):
            while city.value("SELECT count(*) FROM hub WHERE online = 0") < _DEATHS:
                await asyncio.sleep(0.05)
    return time.monotonic() - began


async def _settled(city: Town) -> None:
    """Wait until the database changes no more."""
    before = -1
    while (now := city.value("SELECT count(*) FROM record")) != before:
        before = now
        await asyncio.sleep(1)
