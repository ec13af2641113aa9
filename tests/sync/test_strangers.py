"""What a neighbour, or anybody with a password of his own, can't do: shown by what is delivered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiomqtt
from aiomqtt import ProtocolVersion
import pytest

from city.pki import certificates
from custom_components.rt_cctv.sync import broker as broker_module
from custom_components.rt_cctv.sync.broker import Broker, RefusedError, connection, tls_context
from custom_components.rt_cctv.sync.identity import ROOT, down, public, up

from .stand import HUB, NEIGHBOUR, City, slot_bodies, until

RECORDS = b'{"v":1,"sid":"%s","e":"000000000000001","p":0,"r":[[1,1790000000000,"slot",{"n":1,"to":"online"}]]}'


@asynccontextmanager
async def connected(
    way: Broker, version: ProtocolVersion = ProtocolVersion.V5
) -> AsyncIterator[aiomqtt.Client]:
    context = tls_context(way)
    async with connection(way, version=version, context=context, keepalive=30) as client:
        yield client


@pytest.mark.parametrize("version", [ProtocolVersion.V311, ProtocolVersion.V5])
async def test_a_neighbour_hears_nothing(city: City, version: ProtocolVersion) -> None:
    hub = await city.hub()
    heard: list[str] = []

    async def listen(client: aiomqtt.Client) -> None:
        async for message in client.messages:
            heard.append(str(message.topic))  # noqa: PERF401 -- it never ends

    async with connected(city.enrol(NEIGHBOUR), version) as client:
        listening = asyncio.create_task(listen(client))
        for topic in (
            "#",
            f"{ROOT}/#",
            up(HUB, "+"),
            down(HUB, "+"),
            f"{ROOT}/+/+/down/+",
            "$SYS/#",
        ):
            await client.subscribe(topic, 1)
        await client.subscribe(public("all"))
        hub.start()
        await hub.write(slot_bodies(10))
        await hub.told()
        async with connected(city.way_in("collector", city.user.password)) as ours:
            await ours.publish(public("all"), b"{}")
        await until(lambda: public("all") in heard)
        listening.cancel()
    assert not [topic for topic in heard if HUB.text in topic]


async def test_a_neighbour_writes_nothing_in_our_name(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted)
    sid = f"{hub.uplink._run_id}-{hub.uplink._connections}".encode()
    way = city.enrol(NEIGHBOUR)
    for topic, payload in (
        (up(HUB, "rec"), RECORDS % sid),
        (up(HUB, "life"), b'{"v":1,"sid":"%s"}' % sid),
        (down(HUB, "cmd"), b'{"v":1,"id":"x","op":"announce","exp":4000000000000,"text":"x"}'),
        (public("all"), b'{"v":1,"id":"y","op":"announce","exp":4000000000000,"text":"y"}'),
        (f"{ROOT}/agg/3374", b"{}"),
    ):
        # Whether the broker hangs up or says nothing is its own affair.
        with suppress(broker_module.DisconnectedError):
            async with connected(way, ProtocolVersion.V311) as client:
                await client.publish(topic, payload, qos=1)
                await asyncio.sleep(0.3)
    await asyncio.sleep(0.3)
    assert city.records() == []
    assert city.row()["online"] == 1
    assert not hub.commands


async def test_a_neighbour_cannot_push_us_off(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted)
    taken = broker_module.client_id(hub.broker)
    way = city.enrol(NEIGHBOUR)
    for client_id in (HUB.text, taken):
        monkeypatch.setattr(broker_module, "client_id", lambda _, forged=client_id: forged)
        async with connected(way):
            await asyncio.sleep(0.2)
    await hub.write(slot_bodies(3))
    await hub.told()
    assert hub.uplink._connections == 1


async def test_nobody_gets_in_without_a_password_or_with_a_wrong_one(city: City) -> None:
    city.enrol(HUB)
    for username, password in ((HUB.text, "wrong"), ("collector", ""), ("nobody", "x")):
        with pytest.raises(RefusedError):
            async with connected(city.way_in(username, password)):
                pass


async def test_a_broker_with_another_authority_is_not_trusted(city: City, tmp_path: Path) -> None:
    other = certificates(tmp_path / "other", ["127.0.0.1"]).ca.read_text()
    way = city.enrol(HUB)
    false = Broker(
        host=way.host, port=way.port, username=way.username, password=way.password, ca=other
    )
    with pytest.raises(broker_module.DisconnectedError):
        async with connected(false):
            pass


async def test_what_cannot_be_taken_is_counted_and_stops_nothing(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: hub.uplink.status.greeted)
    sid = b"0123456789ab-1"
    async with connected(city.enrol(NEIGHBOUR)) as client:
        for leaf, payload in (
            ("rec", b"\xff\xfe nonsense"),
            ("rec", b"[" * 20_000),
            ("hello", b'{"v":2,"sid":"%s","e":"000000000000001","new":{}}' % sid),
            ("rec", RECORDS % b"nonsense"),
            ("rec", b'{"v":1,"sid":"0123456789ab-1","e":"000000000000001","p":0,"r":[]}'),
            ("rec", b" " * 40_000),
            ("life", b'{"v":1,"sid":"%s"}' % sid),
            ("what", b"{}"),
            ("rec", RECORDS % sid),
        ):
            await client.publish(up(NEIGHBOUR, leaf), payload, qos=1)
        wrong_kecamatan = up(NEIGHBOUR, "rec").replace("/337401/", "/337402/")
        await client.publish(wrong_kecamatan, RECORDS % sid, qos=1)
        await hub.write(slot_bodies(5))
        await hub.told()
        await until(lambda: ("", "topic") in city.faults())
    faults = city.faults()
    assert faults[NEIGHBOUR.text, "malformed"] == 4
    assert faults[NEIGHBOUR.text, "version"] == 1
    assert faults[NEIGHBOUR.text, "oversized"] == 1
    assert faults[NEIGHBOUR.text, "stale_death"] == 1
    assert faults[NEIGHBOUR.text, "topic"] == 1
    assert len(city.records()) == 5
    assert city.records(NEIGHBOUR) == []


async def test_a_hub_of_a_newer_contract_is_told_so(city: City) -> None:
    way = city.enrol(NEIGHBOUR)
    async with connected(way) as client:
        await client.subscribe(down(NEIGHBOUR, "+"))
        await client.publish(
            up(NEIGHBOUR, "hello"),
            b'{"v":2,"sid":"0123456789ab-1","e":"000000000000001"}',
            qos=1,
        )
        async with asyncio.timeout(20):
            message = await anext(aiter(client.messages))
    assert b'"no":"version"' in message.payload
