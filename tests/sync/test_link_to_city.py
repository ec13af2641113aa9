"""A hub and the city over a real Mosquitto with TLS."""

import asyncio
import json

from aiomqtt import ProtocolVersion
import pytest

from custom_components.rt_cctv.model import SlotStatus
from custom_components.rt_cctv.sync import commands
from custom_components.rt_cctv.sync.broker import connection, tls_context
from custom_components.rt_cctv.sync.clock import now_ms
from custom_components.rt_cctv.sync.codec import encode
from custom_components.rt_cctv.sync.identity import aggregate, down, public
from custom_components.rt_cctv.sync.ledger import Entry
from custom_components.rt_cctv.sync.messages import KINDS, SlotState

from .stand import FAR, HUB, NEIGHBOUR, City, slot_bodies, until


def written(entries: list[Entry]) -> list[tuple[int, str, str]]:
    return [(one.ts, KINDS[type(one.body)], encode(one.body).decode()) for one in entries]


async def test_everything_written_arrives_once_and_in_order(city: City) -> None:
    hub = await city.hub()
    entries = slot_bodies(700)
    await hub.outbox.append(entries[:500])
    hub.start()
    await hub.told()
    await hub.write(entries[500:])
    await hub.told()
    assert city.records() == written(entries)


async def test_the_city_sees_slots_and_knows_when_a_hub_is_gone(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: city.row()["n_online"] == 1)
    assert city.row()["n_empty"] == 1
    hub.slots = (SlotState(n=1, st=SlotStatus.OFFLINE), hub.slots[1])
    hub.uplink.state_changed()
    await until(lambda: city.row()["n_dark"] == 1)
    before = json.loads(str(city.row()["slots"]))
    assert before[0]["st"] == "offline"
    await hub.stop()
    await until(lambda: city.row()["online"] == 0)


async def test_a_hub_comes_back_by_itself_after_the_broker_was_killed(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: city.row()["online"] == 1)
    await city.mosquitto.process.kill()
    await city.broker.start()
    await until(lambda: city.row()["online"] == 1 and hub.uplink.status.greeted)


async def test_a_command_is_done_once_and_answered(city: City) -> None:
    hub = await city.hub()
    given = commands.give(
        city.store, target=HUB.text, op="announce", text="Kerja bakti besok", now=now_ms()
    )
    hub.start()
    await until(lambda: hub.commands)
    await city.collector.send(given, down(HUB, "cmd"))
    await hub.told()
    await until(lambda: any(kind == "cmd" for _, kind, _ in city.records()))
    await hub.stop()
    hub.make_uplink()
    hub.start()
    await until(lambda: hub.uplink.status.greeted)
    await asyncio.sleep(0.3)
    assert [command.text for command in hub.commands] == ["Kerja bakti besok"]


async def test_an_announcement_reaches_its_kecamatan_alone(city: City) -> None:
    near, far = await city.hub(), await city.hub(FAR)
    near.start()
    far.start()
    await until(lambda: near.uplink.status.greeted and far.uplink.status.greeted)
    given = commands.give(
        city.store, target=HUB.kecamatan, op="announce", text="Banjir", now=now_ms()
    )
    await city.collector.send(given, public(HUB.kecamatan))
    await until(lambda: near.commands)
    await near.told()
    await asyncio.sleep(0.2)
    assert not far.commands


async def test_a_password_that_was_revoked_is_refused_without_a_restart(city: City) -> None:
    hub, other = await city.hub(), await city.hub(NEIGHBOUR)
    hub.start()
    other.start()
    await until(lambda: hub.uplink.status.greeted and other.uplink.status.greeted)
    city.registry.revoke([HUB])
    city.broker.admit(city.registry.credentials())
    await until(lambda: hub.uplink.status.refused)
    await other.write(slot_bodies(3))
    await other.told()


async def test_aggregates_add_up(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: city.collector.status.totals.get("3374", {}).get("slots_online") == 1)
    totals = city.collector.status.totals
    assert len(totals) == 194
    assert totals["337401"]["rt"] == totals["3374011001"]["rt"] == 1
    assert totals["337402"]["rt"] == 0
    await hub.stop()
    await until(lambda: city.collector.status.totals["3374"]["slots_unknown"] == 1)
    assert city.collector.status.totals["3374"]["slots_online"] == 0


async def test_aggregates_wait_at_the_broker_for_whoever_comes_later(city: City) -> None:
    hub = await city.hub()
    hub.start()
    await until(lambda: city.collector.status.totals.get("3374", {}).get("slots_online") == 1)
    later = city.way_in("collector", city.user.password)
    await city.stop_collector()
    async with connection(
        later, version=ProtocolVersion.V311, context=tls_context(later), keepalive=30
    ) as client:
        await client.subscribe(aggregate("3374"))
        async with asyncio.timeout(20):
            message = await anext(client.messages)
    assert message.retain
    assert json.loads(message.payload)["n"]["slots_online"] == 1


@pytest.mark.parametrize("version", [4, 5])
async def test_both_versions_of_mqtt_work(city: City, version: int) -> None:
    hub = await city.hub()
    hub.uplink._version = type(hub.uplink._version)(version)
    hub.start()
    await hub.write(slot_bodies(5))
    await hub.told()
    assert len(city.records()) == 5
