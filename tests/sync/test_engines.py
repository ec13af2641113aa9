"""The same link on the engines that a growing city moves to: a NATS cluster, PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import aiomqtt
from aiomqtt import ProtocolVersion
import pytest

from city.nats import NatsCluster
from city.postgres import Postgres, programs
from custom_components.rt_cctv.sync import broker as broker_module
from custom_components.rt_cctv.sync.broker import (
    Broker,
    DisconnectedError,
    connection,
    tls_context,
)
from custom_components.rt_cctv.sync.codec import encode
from custom_components.rt_cctv.sync.identity import ROOT, down, public, up
from custom_components.rt_cctv.sync.ledger import Entry
from custom_components.rt_cctv.sync.messages import KINDS, Hello, State
from custom_components.rt_cctv.sync.reading import read_and_commit
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store
from custom_components.rt_cctv.sync.views import find_hubs, look_at

from ..ports import free_port
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
    server.port = free_port()
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
    await cluster.admitted(way)
    forged = b'{"v":1,"sid":"%s-%d"}' % (hub.uplink._run_id.encode(), hub.uplink._connections)
    with suppress(DisconnectedError):
        async with connected(way) as client:
            await client.publish(up(HUB, "life"), forged, qos=1)
            await asyncio.sleep(0.5)
    await hub.write(slot_bodies(3))
    await hub.told()
    assert cluster.row()["online"] == 1
    assert cluster.faults() == {}


async def test_a_neighbour_on_the_cluster_hears_nothing(cluster: City) -> None:
    hub = await cluster.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted, within=60)
    way = cluster.enrol(NEIGHBOUR)
    await cluster.admitted(way)
    heard: list[str] = []

    async def listen(client: aiomqtt.Client) -> None:
        async for message in client.messages:
            heard.append(str(message.topic))  # noqa: PERF401 -- it never ends

    async with connected(way) as client:
        listening = asyncio.create_task(listen(client))
        for topic in ("#", f"{ROOT}/#", up(HUB, "+"), down(HUB, "+"), f"{ROOT}/+/+/down/+"):
            for qos in (0, 1):
                with suppress(aiomqtt.MqttError):
                    await client.subscribe(topic, qos)
        await client.subscribe(public("all"))
        await hub.write(slot_bodies(10))
        await hub.told()
        async with connected(cluster.way_in("collector", cluster.user.password)) as ours:
            await ours.publish(public("all"), b"{}")
            await until(lambda: public("all") in heard)
        listening.cancel()
    assert not [topic for topic in heard if HUB.text in topic]


async def test_a_neighbour_on_the_cluster_cannot_push_us_off(
    cluster: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = await cluster.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted, within=60)
    way = cluster.enrol(NEIGHBOUR)
    await cluster.admitted(way)
    # All that a neighbour knows: our name, and how an id is made of a name and a password.
    guessed = broker_module.client_id(replace(hub.broker, password=way.password))
    connections = hub.uplink._connections
    for client_id in (HUB.text, guessed):
        monkeypatch.setattr(broker_module, "client_id", lambda _, forged=client_id: forged)
        for _ in range(3):
            async with connected(way):
                await asyncio.sleep(0.2)
    await hub.write(slot_bodies(3))
    await hub.told()
    assert hub.uplink._connections == connections


@asynccontextmanager
async def connected(way: Broker) -> AsyncIterator[aiomqtt.Client]:
    async with connection(
        way, version=ProtocolVersion.V311, context=tls_context(way), keepalive=30
    ) as client:
        yield client


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


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_databases_keep_text_as_it_came_and_list_hubs_alike(
    tmp_path: Path, database: str, postgres: Postgres
) -> None:
    store = Store(postgres.url if database == "postgresql" else f"sqlite:///{tmp_path}/city.db")
    registry = Registry(store)
    codes = registry.expect([HUB, NEIGHBOUR])
    registry.claim(NEIGHBOUR, codes[NEIGHBOUR.text])
    odd = '"quoted", {NULL}, \\ and \n'
    sid = "0a1b2c3d4e5f-1"
    hello = Hello(v=1, sid=sid, e="0123456789abcde", base=0, head=0, sw=odd, ha="NULL")
    state = State(v=1, sid=sid, rev=1, at=0)
    raw = [(up(NEIGHBOUR, "hello"), encode(hello)), (up(NEIGHBOUR, "state"), encode(state))]
    assert len(read_and_commit(store, frozenset(), raw).answers) == 2
    never, spoke = HUB.text, NEIGHBOUR.text
    hubs = find_hubs(store, frozenset())["hubs"]
    assert [hub["id"] for hub in hubs] == [spoke, never], "who never spoke comes last"
    found = look_at(store, frozenset(), spoke)
    assert found is not None
    assert (found["sw"], found["ha"], found["free"]) == (odd, "NULL", None)
    store.close()
