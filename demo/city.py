"""The Pemkot around the demo's RT: a broker, a second Home Assistant as the city hub, the RT's link, 50 simulated RTs."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
import hashlib
from pathlib import Path
import random
import ssl
import time

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import text

from city.engine import city_user
from city.follow import follow
from city.mosquitto import Mosquitto
from city.pki import Certificates, certificates
from custom_components.rt_cctv.model import SlotOwner, SlotStatus
from custom_components.rt_cctv.sync.broker import Broker
from custom_components.rt_cctv.sync.door import BrokerAddress, Door, application
from custom_components.rt_cctv.sync.identity import HubId
from custom_components.rt_cctv.sync.messages import Command, CommandBody, SlotState, State
from custom_components.rt_cctv.sync.outbox import Outbox
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store
from custom_components.rt_cctv.sync.uplink import Uplink
from tests.virtual_recorder import Brand, VirtualRecorder

from .api import Api
from .home import Home, free_port

HUB = HubId.parse("3374011001-005-003")
NEIGHBOURS = 50
PANEL = "rt-cctv-city"
_SEEN_WITHIN = 5.0
_LOOKED_AT_WITHIN = 60.0
"""Over RTSP nothing tells that a camera is gone: the hub looks for itself, twice a minute."""
_BACK_WITHIN = 60.0
_FOLLOW = 0.3
_STATUSES = (SlotStatus.ONLINE, SlotStatus.OFFLINE, SlotStatus.EMPTY)


@dataclass(frozen=True, kw_only=True)
class Pemkot:
    """The city around the RT."""

    home: Home
    api: Api
    store: Store
    broker: Mosquitto
    entities: dict[str, str]

    def changes(self, slot: int) -> list[str]:
        """Return what the database has of a slot of the demo's RT, in order."""
        query = """SELECT body FROM record JOIN hub ON n = record.hub
            WHERE id = :hub AND record.kind = 'slot' AND json_extract(body, '$.n') = :slot
            ORDER BY epoch, seq"""
        with self.store.transaction() as db:
            rows = db.execute(text(query), {"hub": HUB.text, "slot": slot})
            return [str(row[0]) for row in rows]


@asynccontextmanager
async def pemkot_around(folder: Path, rt: Api) -> AsyncGenerator[Pemkot]:
    """Put up the city, link the RT to it and let its neighbours speak. Raises EngineError."""
    async with AsyncExitStack() as stack:
        home_folder = folder / "pemkot"
        await asyncio.to_thread(home_folder.mkdir)
        files = certificates(folder / "broker", ["127.0.0.1"])
        store = Store(f"sqlite:///{home_folder}/city.db")
        stack.callback(store.close)
        registry = Registry(store)
        user = city_user(folder / "broker", "collector")
        port = free_port()
        broker = Mosquitto(
            folder / "broker", port=port, certificates=files, users=[user], bind="127.0.0.1"
        )
        broker.admit([])
        await broker.start()
        stack.push_async_callback(broker.stop)
        following = asyncio.create_task(follow(store, broker.admit, "", every=_FOLLOW))
        stack.callback(following.cancel)
        home = await stack.enter_async_context(Home(home_folder, free_port()))
        api = await stack.enter_async_context(Api(home.url, home.token))
        form = {
            "host": "127.0.0.1",
            "port": port,
            "tls": True,
            "ca": files.ca.read_text(),
            "username": user.name,
            "password": user.password,
            "database": f"sqlite:///{home_folder}/city.db",
            "scope": [],
            "public": {},
        }
        await api.flow({"next_step_id": "city"}, form)
        door = await stack.enter_async_context(_door(registry, files, port))
        code = (await asyncio.to_thread(registry.expect, [HUB]))[HUB.text]
        letter = f"{door}/{HUB.text}?code={code}&cert={_digest(files)}"
        await rt.flow({"next_step_id": "link"}, {"next_step_id": "link_letter"}, {"letter": letter})
        await asyncio.to_thread(registry.vouch, [HUB], "confirmed")
        way = Broker(host="127.0.0.1", port=port, username="", password="", ca=files.ca.read_text())
        await stack.enter_async_context(_neighbours(folder / "neighbours", registry, way))
        yield Pemkot(
            home=home, api=api, store=store, broker=broker, entities=await api.entity_ids()
        )


async def see_a_slot_pulled(city: Pemkot, recorder: VirtualRecorder) -> tuple[bool, str]:
    """Pull a camera, and put it back while the broker is dead: the city sees it, and each change once."""
    dark = city.entities[f"area_{HUB.kelurahan}_slots_dark"]
    before = await city.api.state(dark)
    wanted = str(int(before) + 1)
    earlier = len(await asyncio.to_thread(city.changes, 2))
    within = _LOOKED_AT_WITHIN if recorder.scenario.brand is Brand.RTSP else _SEEN_WITHIN
    began = time.monotonic()
    recorder.set_slot(2, state="offline")
    seen = await city.api.wait_for(dark, wanted, within)
    took = time.monotonic() - began
    await city.broker.process.kill()
    recorder.set_slot(2, state="online")
    await asyncio.sleep(2)
    await city.broker.start()
    back = await city.api.wait_for(dark, before, _BACK_WITHIN)
    # The view hears of a state at once; its record comes with the next batch.
    for _ in range(40):
        changes = await asyncio.to_thread(city.changes, 2)
        if len(changes) >= earlier + 2:
            break
        await asyncio.sleep(0.5)
    once = len(changes) == earlier + 2 and len(set(changes[-2:])) == 2
    good = seen == wanted and back == before and once
    return good, f"in the city's view after {took:.1f} s; changes in its database: {len(changes)}"


@asynccontextmanager
async def _door(registry: Registry, files: Certificates, port: int) -> AsyncGenerator[str]:
    address = BrokerAddress(host="127.0.0.1", port=port, ca=files.ca.read_text())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    runner = web.AppRunner(application(Door(registry, address, None)))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    try:
        yield f"rtcctv://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _digest(files: Certificates) -> str:
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


@asynccontextmanager
async def _neighbours(folder: Path, registry: Registry, way: Broker) -> AsyncGenerator[None]:
    """Let the RTs around speak, each with a ledger and a link of its own."""
    await asyncio.to_thread(folder.mkdir)
    hubs = [
        HubId.parse(f"{HUB.kelurahan}-{1 + number // 10:03}-{1 + number % 10:03}")
        for number in range(NEIGHBOURS)
    ]
    hubs = [hub for hub in hubs if hub != HUB]
    codes = await asyncio.to_thread(registry.expect, hubs)
    boxes, tasks = [], []
    for hub in hubs:
        grant = await asyncio.to_thread(registry.claim, hub, codes[hub.text])
        outbox = await Outbox.open(folder / f"{hub.text}.db")
        boxes.append(outbox)
        broker = Broker(
            host=way.host, port=way.port, username=hub.text, password=grant.password, ca=way.ca
        )
        tasks.append(asyncio.create_task(_speak(hub, broker, outbox)))
    await asyncio.to_thread(registry.vouch, hubs, "confirmed")
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for outbox in boxes:
            await outbox.close()


async def _speak(hub: HubId, broker: Broker, outbox: Outbox) -> None:
    chance = random.Random(hub.text)
    slots = tuple(
        SlotState(n=n, st=chance.choice(_STATUSES), own=chance.choice([*SlotOwner]))
        for n in range(1, 5)
    )

    async def obey(command: Command) -> CommandBody:
        return CommandBody(id=command.id, ok=True)

    while True:
        # The broker lets a hub in a moment after the registry does.
        uplink = Uplink(
            hub=hub,
            broker=broker,
            outbox=outbox,
            snapshot=lambda: State(v=1, sid="", rev=0, at=0, slots=slots, nvr="online"),
            on_command=obey,
        )
        with suppress(ssl.SSLError):
            await uplink.run()
        await asyncio.sleep(1)
