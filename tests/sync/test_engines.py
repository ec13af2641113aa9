"""The same link on the engines that a growing city moves to: a NATS cluster, PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

from aiomqtt import ProtocolVersion
import pytest

from city.nats import NatsCluster
from city.postgres import Postgres, programs
from custom_components.rt_cctv.sync import broker as broker_module
from custom_components.rt_cctv.sync.broker import DisconnectedError, connection, tls_context
from custom_components.rt_cctv.sync.codec import encode
from custom_components.rt_cctv.sync.identity import up
from custom_components.rt_cctv.sync.ledger import Entry
from custom_components.rt_cctv.sync.messages import KINDS

from .stand import HUB, NEIGHBOUR, City, need, slot_bodies, until


def written(entries: list[Entry]) -> Counter[tuple[int, str, str]]:
    return Counter((one.ts, KINDS[type(one.body)], encode(one.body).decode()) for one in entries)


@pytest.fixture
async def cluster(tmp_path: Path, socket_enabled: None) -> AsyncIterator[City]:
    need("nats-server")
    async with City(tmp_path, engine="nats") as made:
        yield made


@pytest.fixture
async def postgres(socket_enabled: None) -> AsyncIterator[Postgres]:
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    server = Postgres()
    try:
        await server.start()
        yield server
    finally:
        await server.stop()


async def test_nothing_is_lost_when_a_node_of_the_cluster_is_killed(cluster: City) -> None:
    assert isinstance(cluster.broker, NatsCluster)
    hubs = [await cluster.hub(HUB), await cluster.hub(NEIGHBOUR)]
    entries = slot_bodies(900)
    for hub in hubs:
        hub.start()
        await hub.write(entries[:300])
    await until(lambda: len(cluster.records()) >= 300, within=60)
    await cluster.broker.servers[1].process.kill()
    for hub in hubs:
        await hub.write(entries[300:])
    for hub in hubs:
        await hub.told(within=90)
    assert Counter(cluster.records(HUB)) == written(entries)
    assert Counter(cluster.records(NEIGHBOUR)) == written(entries)


async def test_a_neighbour_on_the_cluster_writes_nothing_in_our_name(cluster: City) -> None:
    hub = await cluster.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted, within=60)
    way = cluster.enrol(NEIGHBOUR)
    context = tls_context(way)
    forged = b'{"v":1,"sid":"%s","e":"000000000000001"}' % hub.uplink._run_id.encode()
    for _ in range(2):
        try:
            async with connection(
                way, version=ProtocolVersion.V311, context=context, keepalive=30
            ) as client:
                await client.publish(up(HUB, "life"), forged, qos=1)
                await asyncio.sleep(0.5)
                break
        except DisconnectedError, broker_module.RefusedError:
            await asyncio.sleep(0.5)
    await asyncio.sleep(0.5)
    assert cluster.row()["online"] == 1
    assert cluster.faults() == {}


async def test_postgresql_holds_the_same(
    tmp_path: Path, postgres: Postgres, socket_enabled: None
) -> None:
    need("mosquitto")
    async with City(tmp_path, url=postgres.url) as city:
        hub = await city.hub()
        hub.start()
        entries = slot_bodies(600)
        await hub.write(entries[:300])
        await hub.told()
        await postgres.kill()
        await hub.write(entries[300:])
        await until(lambda: city.collector.status.problem)
        await postgres.start()
        await hub.told(within=60)
        assert Counter(city.records()) == written(entries)
        assert city.collector.status.problem == ""
        await until(lambda: city.collector.status.totals["3374"]["rt"] == 1)
        assert city.gaps() == []
