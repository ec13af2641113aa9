"""A hub's link to the Pemkot inside Home Assistant, with a real broker and a city of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
import hashlib
import json
from pathlib import Path
import ssl
import time
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.rt_cctv import backup
from custom_components.rt_cctv.const import CONF_CONSENT, DOMAIN
from custom_components.rt_cctv.diagnostics import async_get_config_entry_diagnostics
from custom_components.rt_cctv.link import Link
from custom_components.rt_cctv.link_feed import consent_key
from custom_components.rt_cctv.model import FindingKind, SlotStatus
from custom_components.rt_cctv.nvr.base import CannotConnectError
from custom_components.rt_cctv.sync import commands
from custom_components.rt_cctv.sync.clock import now_ms
from custom_components.rt_cctv.sync.door import BrokerAddress, Door, application
from custom_components.rt_cctv.sync.identity import public
from custom_components.rt_cctv.sync.messages import Body, RecorderBody

from .fake_recorder import SERIAL, FakeRecorder, finding, make_slot
from .sync.stand import HUB, City, need


async def until(hass: HomeAssistant, condition: Callable[[], object], within: float = 60) -> None:
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, "it never came to be"
        await asyncio.sleep(0.02)
    await hass.async_block_till_done()


@asynccontextmanager
async def open_door(city: City) -> AsyncIterator[str]:
    """Answer hubs over HTTPS; yield the invitation without its code."""
    address = BrokerAddress(host="127.0.0.1", port=city.port, ca=city.certificates.ca.read_text())
    runner = web.AppRunner(application(Door(city.registry, address, None)))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(city.certificates.certificate, city.certificates.key)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    port = runner.addresses[0][1]
    pem = city.certificates.certificate.read_bytes()
    digest = hashlib.sha256(x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER))
    yield f"rtcctv://127.0.0.1:{port}/{HUB.text}?cert={digest.hexdigest()}&code="
    await runner.cleanup()


@pytest.fixture
async def city(tmp_path: Path, hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[City]:
    need("mosquitto")
    hass.config.config_dir = str(tmp_path)
    (tmp_path / ".storage").mkdir(exist_ok=True)
    async with City(tmp_path) as made:
        yield made


@pytest.fixture
async def invitation(city: City) -> AsyncIterator[str]:
    async with open_door(city) as made:
        yield made


async def choose(hass: HomeAssistant, *steps: str) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    for step in steps:
        assert result["type"] is FlowResultType.MENU
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], {"next_step_id": step}
        )
    return result


@pytest.fixture
async def linked(
    hass: HomeAssistant, city: City, invitation: str, loaded_entry: MockConfigEntry
) -> AsyncIterator[Link]:
    """Return the link of a hub with a recorder, enrolled through the flow and greeted by the city."""
    code = city.registry.expect([HUB])[HUB.text]
    result = await choose(hass, "link", "link_letter")
    made = asyncio.create_task(
        hass.config_entries.flow.async_configure(result["flow_id"], {"letter": invitation + code})
    )
    await until(hass, city.registry.credentials)
    city.broker.admit(city.registry.credentials())
    result = await made
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    assert result["title"] == "RT 02 RW 03, Miroto"
    entry = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, "link")
    assert entry is not None
    link: Link = entry.runtime_data.link
    await until(hass, lambda: link.status.greeted)
    yield link
    if entry.state.recoverable and entry.runtime_data.link:
        await hass.config_entries.async_unload(entry.entry_id)


def state_of(hass: HomeAssistant, platform: str, key: str) -> str:
    entity_id = er.async_get(hass).async_get_entity_id(platform, DOMAIN, f"{HUB.text}_{key}")
    assert entity_id is not None
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


def bodies(city: City, kind: str) -> list[dict[str, Any]]:
    return [json.loads(body) for _, found, body in city.records() if found == kind]


async def test_the_city_learns_which_slots_are_filled_and_alive(
    hass: HomeAssistant, city: City, linked: Link
) -> None:
    await until(hass, lambda: city.row()["n_online"] == 2)
    row = city.row()
    assert (row["n_dark"], row["n_empty"], row["nvr"], row["disk"], row["free"]) == (
        *(1, 1, "online", "ok"),
        20,
    )
    assert row["n_pemkot"] == 1
    assert row["n_swadaya"] == 1
    assert row["status"] == "pending"
    assert state_of(hass, "binary_sensor", "link_connected") == "on"
    assert state_of(hass, "sensor", "link_standing") == "pending"


async def test_a_pulled_camera_is_in_the_citys_books_once(
    hass: HomeAssistant,
    city: City,
    linked: Link,
    fake_recorder: FakeRecorder,
    loaded_entry: MockConfigEntry,
) -> None:
    await until(hass, lambda: len(bodies(city, "slot")) == 4)
    slots = list(fake_recorder.state.slots)
    slots[0] = make_slot(1, SlotStatus.OFFLINE)
    fake_recorder.state = replace(fake_recorder.state, slots=tuple(slots))
    await loaded_entry.runtime_data.coordinator.async_refresh()
    await until(hass, lambda: city.row()["n_dark"] == 2)
    await until(hass, lambda: len(bodies(city, "slot")) == 5)
    assert bodies(city, "slot")[-1] == {"n": 1, "to": "offline", "was": "online", "own": "pemkot"}


async def test_what_is_told_while_the_hours_are_closed_is_written_too(
    hass: HomeAssistant, city: City, linked: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    await until(hass, lambda: len(bodies(city, "slot")) == 4)
    close_hours = linked.outbox.close_hours
    told: list[list[Body]] = [[RecorderBody(to="offline", r=1)]]

    async def close() -> None:
        await close_hours()
        if told:
            linked.feed.tell(told.pop())

    monkeypatch.setattr(linked.outbox, "close_hours", close)
    await linked.feed.async_write()
    await until(hass, lambda: any(body["to"] == "offline" for body in bodies(city, "nvr")))


async def test_a_recorder_that_does_not_answer_at_the_start_is_not_forgotten(
    hass: HomeAssistant,
    city: City,
    linked: Link,
    fake_recorder: FakeRecorder,
    loaded_entry: MockConfigEntry,
) -> None:
    await until(hass, lambda: city.row()["n_online"] == 2)
    fake_recorder.error = CannotConnectError()
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await until(hass, lambda: city.row()["nvr"] == "offline")
    assert [city.row()[name] for name in ("n_unknown", "n_empty", "n_pemkot")] == [3, 1, 1]
    await until(hass, lambda: bodies(city, "nvr")[-1:] == [{"to": "offline"}])
    fake_recorder.error = None
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await until(hass, lambda: city.row()["n_online"] == 2)
    await until(hass, lambda: bodies(city, "nvr")[-1:] == [{"to": "online"}])


async def test_a_recorder_that_is_loaded_again_has_its_slots_again(
    hass: HomeAssistant, city: City, linked: Link, loaded_entry: MockConfigEntry
) -> None:
    await until(hass, lambda: city.row()["n_online"] == 2)
    await hass.config_entries.async_unload(loaded_entry.entry_id)
    await until(hass, lambda: city.row()["nvr"] == "unknown")
    await hass.config_entries.async_setup(loaded_entry.entry_id)
    await until(hass, lambda: city.row()["n_online"] == 2)


async def test_a_restart_makes_no_news(hass: HomeAssistant, city: City, linked: Link) -> None:
    await until(hass, lambda: len(bodies(city, "slot")) == 4)
    await hass.config_entries.async_reload(linked.entry.entry_id)
    again: Link = linked.entry.runtime_data.link
    await until(hass, lambda: again.status.greeted and not again.waiting.count)
    assert len(bodies(city, "slot")) == 4


async def test_residents_slots_send_no_counts_unless_they_said_yes(
    hass: HomeAssistant, city: City, linked: Link, loaded_entry: MockConfigEntry
) -> None:
    coordinator = loaded_entry.runtime_data.coordinator

    def see(slot: int, kind: FindingKind) -> None:
        coordinator.async_handle_finding(finding(kind, slot))

    see(1, FindingKind.ILLEGAL_PARKING)
    see(2, FindingKind.ILLEGAL_PARKING)
    see(1, FindingKind.MOTION)
    await linked.feed.async_write()
    counted = await linked.outbox.run(
        lambda: linked.outbox.ledger.db.execute("SELECT n, word, count FROM counting").fetchall()
    )
    words = {(slot, word) for slot, word, _ in counted}
    assert (1, "illegal_parking") in words
    assert not [slot for slot, _ in words if slot != 1]
    assert "motion" not in {word for _, word in words}
    hass.config_entries.async_update_entry(
        linked.entry, options={CONF_CONSENT: [consent_key(SERIAL, 2)]}
    )
    await hass.config_entries.async_reload(linked.entry.entry_id)
    again: Link = linked.entry.runtime_data.link
    see(2, FindingKind.FLOODING)
    await again.feed.async_write()
    counted = await again.outbox.run(
        lambda: again.outbox.ledger.db.execute("SELECT n, word FROM counting").fetchall()
    )
    assert (2, "flooding") in counted


async def test_consent_that_is_taken_back_takes_back_what_was_not_sent(
    hass: HomeAssistant, city: City, linked: Link, loaded_entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(
        linked.entry, options={CONF_CONSENT: [consent_key(SERIAL, 2)]}
    )
    await hass.config_entries.async_reload(linked.entry.entry_id)
    link: Link = linked.entry.runtime_data.link
    loaded_entry.runtime_data.coordinator.async_handle_finding(finding(FindingKind.FLOODING, 2))
    await link.feed.async_write()
    result = await hass.config_entries.options.async_init(linked.entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "link_consent"}
    )
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {CONF_CONSENT: []}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    again: Link = linked.entry.runtime_data.link
    rows = await again.outbox.run(
        lambda: again.outbox.ledger.db.execute("SELECT n FROM counting WHERE n = 2").fetchall()
    )
    assert rows == []


async def test_what_was_last_sent_can_be_read(
    hass: HomeAssistant, city: City, linked: Link
) -> None:
    await until(hass, lambda: "state" in linked.uplink.last_sent)
    result = await hass.config_entries.options.async_init(linked.entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "link_sent"}
    )
    shown = (result["description_placeholders"] or {})["sent"]
    for leaf, payload in linked.uplink.last_sent.items():
        assert leaf in shown
        assert json.dumps(json.loads(payload), indent=1, ensure_ascii=False) in shown
    for secret in ("s3cret", "10.0.0", "CAMSERIAL", "Gang Mawar", SERIAL):
        assert secret not in shown
    diagnostics = await async_get_config_entry_diagnostics(hass, linked.entry)
    assert linked.entry.data["password"] not in json.dumps(diagnostics)
    assert set(diagnostics["last_sent"]) == set(linked.uplink.last_sent)


async def test_an_announcement_becomes_an_incident_and_not_one_of_the_citys(
    hass: HomeAssistant, city: City, linked: Link, loaded_entry: MockConfigEntry
) -> None:
    given = commands.give(
        city.store,
        target=HUB.kecamatan,
        op="announce",
        text="Banjir kiriman",
        severity="warning",
        now=now_ms(),
    )
    await city.collector.send(given, public(HUB.kecamatan))
    alerts = loaded_entry.runtime_data.alerts
    await until(hass, lambda: alerts.state.incidents)
    incident = next(iter(alerts.state.incidents.values()))
    assert incident.text == "Banjir kiriman"
    assert state_of(hass, "event", "announcement") != "unknown"
    await until(hass, lambda: bodies(city, "cmd"))
    assert bodies(city, "incident") == []


async def test_a_refused_hub_gets_a_new_password_by_the_old_one_or_asks(
    hass: HomeAssistant, city: City, linked: Link
) -> None:
    before = linked.entry.data["password"]
    # The hub comes back from a backup of before a rotation: its password is the one before.
    city.registry.confirm_rotation(HUB, city.registry.rotate(HUB, before).password)
    city.broker.admit(city.registry.credentials())
    await until(hass, lambda: linked.entry.data["password"] != before)
    # The broker doesn't know the new one at once; nobody is asked for anything meanwhile.
    assert not hass.config_entries.flow.async_progress()
    city.broker.admit(city.registry.credentials())
    await until(hass, lambda: linked.status.greeted and not linked.status.refused, within=40)
    city.registry.revoke([HUB])
    city.broker.admit(city.registry.credentials())
    await until(
        hass,
        lambda: [
            flow
            for flow in hass.config_entries.flow.async_progress()
            if flow["context"]["source"] == SOURCE_REAUTH
        ],
        within=40,
    )
    code = city.registry.reinstate([HUB])[HUB.text]
    flow = hass.config_entries.flow.async_progress()[0]
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], {"code": "0" * 16})
    assert result["errors"] == {"base": "enrol_code"}
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], {"code": code})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "link_renewed"
    city.broker.admit(city.registry.credentials())
    await until(
        hass,
        lambda: (
            linked.entry.state is ConfigEntryState.LOADED
            and linked.entry.runtime_data.link.status.greeted
        ),
        within=40,
    )


async def test_the_ledger_is_still_while_a_backup_is_made(
    hass: HomeAssistant, city: City, linked: Link
) -> None:
    await until(hass, lambda: not linked.waiting.count and linked.confirmed_at)
    await backup.async_pre_backup(hass)
    held = await linked.outbox.waiting()
    linked.feed.tell([])
    linked.feed.tell([RecorderBody(to="offline")])
    await hass.async_block_till_done()
    assert (await linked.outbox.waiting()).count == held.count
    await backup.async_post_backup(hass)
    await until(hass, lambda: {"to": "offline"} in bodies(city, "nvr"))


async def test_a_code_that_is_wrong_can_be_typed_again(
    hass: HomeAssistant, city: City, invitation: str
) -> None:
    code = city.registry.expect([HUB])[HUB.text]
    result = await choose(hass, "link", "link_letter")
    for letter, error in (
        ("hello", "enrol_not_a_city"),
        (invitation + "wrong", "enrol_code"),
        (invitation.replace("003-002", "003-009") + code, "enrol_unknown"),
        (f"{invitation.partition('?')[0]}?cert={'00' * 32}&code={code}", "enrol_insecure"),
        (f"{invitation.partition('?')[0]}?cert=00&code={code}", "enrol_not_a_city"),
    ):
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], {"letter": letter}
        )
        assert result["errors"] == {"base": error}, letter


async def test_the_place_can_be_chosen_from_lists(hass: HomeAssistant, city: City) -> None:
    result = await choose(hass, "link", "link_place")
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {"url": "http://127.0.0.1", "source": "rt", "kecamatan": "337401"},
    )
    assert result["step_id"] == "link_code"
    answers = {"kelurahan": "3374011001", "rw": 3, "number": 2, "code": "x"}
    result = await hass.config_entries.flow.async_configure(result["flow_id"], answers)
    assert result["errors"] == {"base": "enrol_insecure"}


async def test_counts_are_flushed_by_the_clock(
    hass: HomeAssistant, city: City, linked: Link, loaded_entry: MockConfigEntry
) -> None:
    loaded_entry.runtime_data.coordinator.async_handle_finding(
        finding(FindingKind.ILLEGAL_PARKING, 1)
    )
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=31))
    await until(hass, lambda: not linked.feed._counts)
