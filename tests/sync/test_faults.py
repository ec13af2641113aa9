"""What can go wrong on the way: the wire, the broker, the collector, the hub, the disk, the clock.

Whatever happens, the city ends with the records that were written, each of them once.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
import random
import shutil
from unittest.mock import patch

import pytest

from custom_components.rt_cctv.sync import collector, ledger as ledger_module
from custom_components.rt_cctv.sync.codec import encode
from custom_components.rt_cctv.sync.ledger import Entry, Ledger
from custom_components.rt_cctv.sync.messages import KINDS
from custom_components.rt_cctv.sync.outbox import Outbox
from custom_components.rt_cctv.sync.store import StoreError

from .proxy import Proxy, Wire
from .stand import HUB, City, TestHub, slot_bodies, until


def written(entries: list[Entry]) -> Counter[tuple[int, str, str]]:
    return Counter((one.ts, KINDS[type(one.body)], encode(one.body).decode()) for one in entries)


def arrived(city: City) -> Counter[tuple[int, str, str]]:
    return Counter(line for line in city.records() if line[1] not in {"cmd", "gap"})


@pytest.fixture
async def proxy(city: City) -> AsyncIterator[Proxy]:
    async with Proxy(city.port) as made:
        yield made


async def reopen(city: City, hub: TestHub) -> None:
    """Do to a hub what a power cut does, and let it start again."""
    await hub.stop()
    # Nothing is closed in good order: the file is left as it is and opened anew.
    hub.outbox._thread.shutdown(wait=True)
    hub.outbox = await Outbox.open(city.folder / f"{HUB.text}.db")
    hub.make_uplink()


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_or_doubled_whatever_the_wire_does(
    city: City, proxy: Proxy, seed: int
) -> None:
    chance = random.Random(seed)
    hub = await city.hub(port=proxy.port)
    hub.start()
    entries = slot_bodies(1500)
    for start in range(0, 1500, 100):
        await hub.write(entries[start : start + 100])
        match chance.choice(["cut", "stall", "half", "slow", "whole"]):
            case "cut":
                proxy.cut()
            case "stall":
                proxy.set(Wire.STALLED)
                await asyncio.sleep(chance.uniform(0, 0.8))
                proxy.set(Wire.WHOLE)
            case "half":
                proxy.set(Wire.HALF_OPEN)
                await asyncio.sleep(chance.uniform(0, 0.3))
                # A TLS stream that lost bytes is broken; what follows is a new connection.
                proxy.set(Wire.WHOLE)
                proxy.cut()
            case "slow":
                proxy.delay = chance.uniform(0, 0.05)
        await asyncio.sleep(chance.uniform(0, 0.1))
    proxy.delay = 0
    await hub.told(within=60)
    assert arrived(city) == written(entries)


async def test_a_half_open_line_is_noticed_and_replaced(city: City, proxy: Proxy) -> None:
    hub = await city.hub(port=proxy.port)
    hub.start()
    await until(lambda: hub.uplink.status.greeted)
    proxy.set(Wire.HALF_OPEN)
    entries = slot_bodies(20)
    await hub.write(entries)
    await until(lambda: not hub.uplink.status.connected, within=40)
    proxy.set(Wire.WHOLE)
    proxy.cut()
    await hub.told(within=40)
    assert arrived(city) == written(entries)


async def test_nothing_is_lost_or_doubled_whoever_is_killed(city: City, proxy: Proxy) -> None:
    chance = random.Random(7)
    hub = await city.hub(port=proxy.port)
    hub.start()
    entries = slot_bodies(1200)
    for start in range(0, 1200, 100):
        await hub.outbox.append(entries[start : start + 100])
        hub.uplink.wake()
        await asyncio.sleep(chance.uniform(0, 0.06))
        match chance.choice(["hub", "broker", "collector"]):
            case "hub":
                await reopen(city, hub)
                hub.start()
            case "broker":
                await city.mosquitto.process.kill()
                await city.broker.start()
            case "collector":
                await city.stop_collector()
                city.start_collector()
    await hub.told(within=60)
    assert arrived(city) == written(entries)


async def test_a_commit_whose_answer_was_lost_is_not_taken_twice(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted)
    with patch.object(collector, "send_directly"):
        await hub.write(entries := slot_bodies(50))
        await until(lambda: len(city.records()) == 50)
        await asyncio.sleep(0.6)
    await hub.told()
    assert arrived(city) == written(entries)
    assert city.faults()[HUB.text, "replayed"] >= 50


async def test_the_database_being_away_only_delays(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted)
    entries = slot_bodies(30)
    with patch.object(city.store, "add_records", side_effect=StoreError("OperationalError: gone")):
        await hub.write(entries)
        await until(lambda: "gone" in city.collector.status.problem)
    await hub.told(within=30)
    assert city.collector.status.problem == ""
    assert arrived(city) == written(entries)


async def test_a_restored_ledger_keeps_what_it_writes_from_then_on(city: City) -> None:
    hub = await city.hub()
    hub.start()
    early, late, new = slot_bodies(40), slot_bodies(40, first=100), slot_bodies(70, first=200)
    await hub.write(early)
    await hub.told()
    await hub.stop()
    hub.outbox.ledger.hold()
    path = city.folder / f"{HUB.text}.db"
    shutil.copy(path, backup := city.folder / "backup.db")
    hub.outbox.ledger.release()
    hub.start()
    await hub.write(late)
    await hub.told()
    await hub.stop()
    await hub.outbox.close()
    shutil.copy(backup, path)
    hub.outbox = await Outbox.open(path)
    epoch = (await hub.outbox.place()).epoch
    hub.make_uplink()
    # More than was lost is written before the city is heard again: its number says nothing then.
    await hub.outbox.append(new)
    hub.start()
    await hub.told()
    assert arrived(city) == written(early + late + new)
    assert (await hub.outbox.place()).epoch != epoch
    assert hub.uplink.status.forks == 1


async def test_a_city_that_comes_back_from_a_backup_is_told_again(city: City) -> None:
    hub = await city.hub()
    hub.start()
    early, late = slot_bodies(40), slot_bodies(300, first=100)
    await hub.write(early)
    await hub.told()
    await city.stop_collector()
    city.store.close()
    shutil.copy(city.folder / "city.db", backup := city.folder / "city.backup")
    city.start_collector()
    await hub.write(late)
    await hub.told()
    await city.stop_collector()
    city.store.close()
    for suffix in ("-wal", "-shm"):
        (city.folder / f"city.db{suffix}").unlink(missing_ok=True)
    shutil.copy(backup, city.folder / "city.db")
    city.start_collector()
    more = slot_bodies(10, first=900)
    await hub.write(more)
    await until(lambda: len(city.records()) == 350)
    assert arrived(city) == written(early + late + more)
    assert city.gaps() == []


async def test_what_a_restored_city_can_no_longer_get_is_stated(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await hub.write(slot_bodies(40))
    await hub.told()
    await city.stop_collector()
    with city.store.transaction() as db:
        db.exec_driver_sql("DELETE FROM record WHERE seq > 10")
        db.exec_driver_sql("UPDATE epoch SET acked = 10")
    with patch.object(ledger_module, "KEEP_CONFIRMED_MS", 0):
        await hub.outbox.tidy()
    await hub.outbox.run(lambda: hub.outbox.ledger.db.execute("DELETE FROM record"))
    city.start_collector()
    await hub.write(new := slot_bodies(5, first=500))
    await until(lambda: len(city.records()) == 15)
    assert city.gaps() == [(11, 40, 30, "city")]
    assert arrived(city) >= written(new)


async def test_two_hubs_of_one_identity_are_told_apart_and_both_kept(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await hub.write(both := slot_bodies(30))
    await hub.told()
    await hub.stop()
    hub.outbox.ledger.hold()
    shutil.copy(city.folder / f"{HUB.text}.db", city.folder / "clone.db")
    hub.outbox.ledger.release()
    clone = TestHub(HUB, hub.broker, await Outbox.open(city.folder / "clone.db"))
    city.hubs.append(clone)
    mine, yours = slot_bodies(60, first=100), slot_bodies(60, first=300)
    hub.start()
    clone.start()
    await hub.write(mine)
    await clone.write(yours)
    await hub.told(within=60)
    await clone.told(within=60)
    assert arrived(city) == written(both + mine + yours)
    await until(lambda: city.row()["twin"] is not None, within=30)


async def fill(hub: TestHub) -> None:
    for start in range(0, 100_000, 500):
        await hub.outbox.append(slot_bodies(500, first=start))


async def test_a_full_disk_stops_nothing_for_good(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted)
    pages = hub.outbox.ledger.db.execute("PRAGMA page_count").fetchone()[0]
    hub.outbox.ledger.db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(ledger_module.LedgerError):
        await fill(hub)
    hub.outbox.ledger.db.execute("PRAGMA max_page_count=1000000")
    await hub.write(slot_bodies(1, first=900_000))
    await hub.told(within=30)


async def test_a_ledger_that_cannot_be_read_is_put_aside_and_that_is_stated(city: City) -> None:
    path = city.folder / f"{HUB.text}.db"
    path.write_bytes(b"this is no database" * 1000)
    hub = await city.hub()
    hub.start()
    await until(lambda: [kind for _, kind, _ in city.records()] == ["gap"])
    assert path.with_name(f"{path.name}.broken").exists()
    assert city.gaps() == [(0, 0, 0, "damaged")]


def test_a_power_cut_leaves_what_was_written(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.append(slot_bodies(10))
    for name in ("ledger.db", "ledger.db-wal"):
        shutil.copy(tmp_path / name, tmp_path / f"after-{name}")
    ledger.close()
    again = Ledger(tmp_path / "after-ledger.db")
    assert again.waiting().count == 10
    again.close()
