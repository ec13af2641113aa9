"""The Pemkot's side inside Home Assistant: collector, door, sums, actions, the panel's questions."""

import asyncio
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from pathlib import Path
import time
from typing import Any, cast

from homeassistant.components import frontend
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.const import CONF_PASSWORD
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.rt_cctv import backup
from custom_components.rt_cctv.city_core import City as HostedCity
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.diagnostics import async_get_config_entry_diagnostics
from custom_components.rt_cctv.sync.clock import now_ms
from custom_components.rt_cctv.sync.door import PATH
from custom_components.rt_cctv.sync.ledger import Entry
from custom_components.rt_cctv.sync.messages import HourBody
from custom_components.rt_cctv.sync.outbox import Outbox
from custom_components.rt_cctv.wall_display import async_add_display

from .sync.stand import FAR, HUB, City, TestHub, need, slot_bodies
from .test_link import choose

FORM = {"tls": True, "username": "collector", "scope": [], "public": {}}


async def until(hass: HomeAssistant, condition: Callable[[], object], within: float = 60) -> None:
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, "it never came to be"
        await asyncio.sleep(0.02)
    await hass.async_block_till_done()


@pytest.fixture
async def stand(tmp_path: Path, hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[City]:
    """Return a city whose collector doesn't run: Home Assistant's does."""
    need("mosquitto")
    hass.config.config_dir = str(tmp_path)
    async with City(tmp_path) as made:
        await made.stop_collector()
        yield made


def form(stand: City, **changes: Any) -> dict[str, Any]:
    return {
        **FORM,
        "host": "127.0.0.1",
        "port": stand.port,
        "ca": stand.certificates.ca.read_text(),
        "password": stand.user.password,
        "database": f"sqlite:///{stand.folder}/city.db",
        **changes,
    }


@pytest.fixture
async def hosted(hass: HomeAssistant, stand: City) -> AsyncIterator[HostedCity]:
    result = await choose(hass, "city")
    result = await hass.config_entries.flow.async_configure(result["flow_id"], form(stand))
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    await hass.async_block_till_done()
    city: HostedCity = result["result"].runtime_data.city
    await until(hass, lambda: city.status.connected)
    yield city
    if city.entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(city.entry.entry_id)


def value(hass: HomeAssistant, code: str, word: str) -> str | None:
    entity_id = er.async_get(hass).async_get_entity_id("sensor", DOMAIN, f"area_{code}_{word}")
    assert entity_id is not None
    state = hass.states.get(entity_id)
    return state.state if state else None


async def test_a_hub_shows_in_its_kelurahan_its_kecamatan_and_the_city(
    hass: HomeAssistant, stand: City, hosted: HostedCity
) -> None:
    hub = await stand.hub()
    hub.start()
    await until(hass, lambda: value(hass, "3374", "slots_online") == "1")
    assert value(hass, HUB.kecamatan, "slots_online") == "1"
    assert value(hass, HUB.kelurahan, "slots_online") == "1"
    assert value(hass, FAR.kelurahan, "slots_online") == "0"
    await hub.stop()
    await until(hass, lambda: value(hass, "3374", "online") == "0")
    assert value(hass, "3374", "slots_unknown") == "1"


async def test_areas_are_devices_below_each_other_and_rts_are_none(
    hass: HomeAssistant, stand: City, hosted: HostedCity
) -> None:
    await stand.hub()
    registry = dr.async_get(hass)
    devices = dr.async_entries_for_config_entry(registry, hosted.entry.entry_id)
    assert len(devices) == 194
    by_area = {next(iter(device.identifiers))[1]: device for device in devices}
    assert by_area["area_3374011001"].via_device_id == by_area["area_337401"].id
    assert by_area["area_337401"].via_device_id == by_area["area_3374"].id
    entities = er.async_entries_for_config_entry(er.async_get(hass), hosted.entry.entry_id)
    assert not [entity for entity in entities if HUB.text in entity.unique_id]


async def test_hubs_enrol_through_home_assistant(
    hass: HomeAssistant,
    stand: City,
    hosted: HostedCity,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    answer = await hass.services.async_call(
        DOMAIN, "expect_hubs", {"hubs": [HUB.text]}, blocking=True, return_response=True
    )
    code = cast("dict[str, dict[str, str]]", answer)["codes"][HUB.text]
    client = await hass_client_no_auth()
    wrong = await client.post(f"{PATH}/claim", json={"hub": HUB.text, "code": "0" * 16})
    assert (wrong.status, (await wrong.json())["error"]) == (HTTPStatus.FORBIDDEN, "code")
    for body in (b"", b"[]", b"{" * 3000, b"x" * 10_000, b"\xff"):
        bad = await client.post(f"{PATH}/claim", data=body)
        assert bad.status == HTTPStatus.BAD_REQUEST
    right = await client.post(f"{PATH}/claim", json={"hub": HUB.text, "code": code})
    grant = await right.json()
    assert grant["broker"]["port"] == stand.port
    stand.broker.admit(hosted.registry.credentials())
    hub = TestHub(
        HUB,
        stand.way_in(HUB.text, grant["password"]),
        await Outbox.open(stand.folder / "hub.db"),
    )
    stand.hubs.append(hub)
    hub.start()
    await until(hass, lambda: hub.uplink.status.greeted)
    assert hub.uplink.status.pending
    await until(hass, lambda: value(hass, HUB.kecamatan, "pending") == "1")
    assert value(hass, "3374", "rt") == "0"
    await hass.services.async_call(DOMAIN, "confirm_hubs", {"hubs": [HUB.text]}, blocking=True)
    await until(hass, lambda: value(hass, "3374", "rt") == "1")
    await hass.services.async_call(DOMAIN, "revoke_hubs", {"hubs": [HUB.text]}, blocking=True)
    assert hosted.registry.credentials() == []


async def test_an_announcement_goes_out_and_is_answered(
    hass: HomeAssistant, stand: City, hosted: HostedCity
) -> None:
    hub, far = await stand.hub(), await stand.hub(FAR)
    hub.start()
    await until(hass, lambda: hub.uplink.status.greeted)
    for area in ("337401", HUB.text):
        await hass.services.async_call(
            DOMAIN, "announce", {"area": area, "text": f"Untuk {area}"}, blocking=True
        )
    await until(hass, lambda: len(hub.commands) == 2)
    await hass.services.async_call(DOMAIN, "announce", {"text": "Semua"}, blocking=True)
    far.start()
    await until(hass, lambda: far.commands)
    assert [command.text for command in far.commands] == ["Semua"]
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            DOMAIN, "announce", {"area": "Miroto", "text": "x"}, blocking=True
        )


async def test_only_administrators_act(
    hass: HomeAssistant, stand: City, hosted: HostedCity, hass_read_only_user: MockUser
) -> None:
    context = Context(user_id=hass_read_only_user.id)
    for action, data in (
        ("announce", {"text": "x"}),
        ("command_hubs", {"area": "all", "operation": "state"}),
        ("confirm_hubs", {"hubs": [HUB.text]}),
        ("revoke_hubs", {"hubs": [HUB.text]}),
    ):
        with pytest.raises(Unauthorized):
            await hass.services.async_call(DOMAIN, action, data, blocking=True, context=context)


async def test_actions_without_a_city_say_so(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(DOMAIN, "announce", {"text": "x"}, blocking=True)


async def test_the_panel_finds_hubs_by_place_and_by_trouble(
    hass: HomeAssistant, stand: City, hosted: HostedCity, hass_ws_client: WebSocketGenerator
) -> None:
    hub = await stand.hub()
    hosted.registry.expect([FAR])
    hub.start()
    await hub.write(slot_bodies(10))
    await hub.told()
    await until(hass, lambda: value(hass, "3374", "slots_empty") == "1")
    client = await hass_ws_client(hass)

    async def ask(kind: str, **more: Any) -> Any:
        await client.send_json_auto_id({"type": f"rt_cctv/city/{kind}", **more})
        # Once subscribed, news of the sums may come before the answer.
        while (answer := await client.receive_json())["type"] == "event":
            pass
        assert answer["success"], answer
        return answer["result"]

    areas = (await ask("areas"))["areas"]
    assert len(areas) == 194
    await ask("subscribe")
    event = await client.receive_json()
    assert event["event"]["sums"]["3374011001"]["rt"] == 1
    for query, expected in (
        ({}, {HUB.text, FAR.text}),
        ({"area": "337401"}, {HUB.text}),
        ({"area": HUB.kelurahan, "trouble": "empty"}, {HUB.text}),
        ({"trouble": "dark"}, set()),
        ({"trouble": "expected"}, {FAR.text}),
        ({"text": "miroto"}, {HUB.text}),
        ({"text": "%"}, set()),
        ({"text": "003-002"}, {HUB.text}),
    ):
        found = await ask("hubs", **query)
        assert {one["id"] for one in found["hubs"]} == expected, query
        assert found["total"] == len(expected)
    one = await ask("hub", hub=HUB.text)
    assert [slot["st"] for slot in one["slots"]] == ["online", "empty"]
    assert one["records"][0]["kind"] in {"slot", "hour"}
    await client.send_json_auto_id({"type": "rt_cctv/city/hub", "hub": "nobody"})
    while (answer := await client.receive_json())["type"] == "event":
        pass
    assert not answer["success"]


async def test_counts_can_be_taken_away_as_csv_and_name_no_rt(
    hass: HomeAssistant,
    stand: City,
    hosted: HostedCity,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    hub = await stand.hub()
    hub.start()
    hour = now_ms() // 3_600_000 - 1
    await hub.write(
        [Entry(now_ms(), HourBody(n=1, h=hour, c={"illegal_parking": 3, "flooding": 1}))]
    )
    await hub.told()
    client = await hass_client()
    url = "/api/rt_cctv/city/counts.csv"
    answer = await client.get(f"{url}?from=2020-01-01&to=2099-12-31")
    lines = (await answer.text()).splitlines()
    assert lines[0] == "date,kecamatan,kelurahan_code,kelurahan,kind,count,hubs"
    assert [line.split(",")[1:] for line in lines[1:]] == [
        ["Semarang Tengah", "3374011001", "Miroto", "flooding", "1", "1"],
        ["Semarang Tengah", "3374011001", "Miroto", "illegal_parking", "3", "1"],
    ]
    assert HUB.text not in "".join(lines)
    assert (await client.get(f"{url}?from=x&to=y")).status == HTTPStatus.BAD_REQUEST
    stranger = await hass_client_no_auth()
    assert (await stranger.get(f"{url}?from=2020-01-01&to=2099-12-31")).status == 401


async def test_a_display_is_shown_nothing_of_the_city(
    hass: HomeAssistant,
    stand: City,
    hosted: HostedCity,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    display = await async_add_display(hass, "Layar Pos", "http://127.0.0.1/", acknowledges=True)
    token = hass.auth.async_create_access_token(display)
    socket = await hass_ws_client(hass, token)
    for question in (
        {"type": "rt_cctv/city/areas"},
        {"type": "rt_cctv/city/subscribe"},
        {"type": "rt_cctv/city/hubs"},
        {"type": "rt_cctv/city/hub", "hub": HUB.text},
    ):
        await socket.send_json_auto_id(question)
        assert (await socket.receive_json())["error"]["code"] == "unauthorized"
    client = await hass_client(token)
    answer = await client.get("/api/rt_cctv/city/counts.csv?from=2026-11-01&to=2026-11-30")
    assert answer.status == HTTPStatus.NOT_FOUND


@pytest.fixture
async def with_frontend(hass: HomeAssistant, stand: City) -> None:
    assert await async_setup_component(hass, "frontend", {})


async def test_the_panel_comes_and_goes_with_the_city_and_hears_its_troubles(
    hass: HomeAssistant,
    with_frontend: None,
    stand: City,
    hosted: HostedCity,
    hass_client_no_auth: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    panel = hass.data[frontend.DATA_PANELS]["rt-cctv-city"]
    assert panel.config is not None
    script = await (await hass_client_no_auth()).get(panel.config["_panel_custom"]["module_url"])
    assert "rt-cctv-city" in await script.text()
    socket = await hass_ws_client(hass)
    await socket.send_json_auto_id({"type": "rt_cctv/city/subscribe"})
    assert (await socket.receive_json())["success"]
    assert (await socket.receive_json())["event"]["connected"]
    await stand.broker.stop()
    async with asyncio.timeout(60):
        while (await socket.receive_json())["event"]["connected"]:
            pass
    await hass.config_entries.async_unload(hosted.entry.entry_id)
    assert "rt-cctv-city" not in hass.data[frontend.DATA_PANELS]
    await socket.send_json_auto_id({"type": "rt_cctv/city/areas"})
    while (answer := await socket.receive_json())["type"] == "event":
        pass
    assert not answer["success"]


async def test_a_city_hub_shows_its_own_kecamatan_only(
    hass: HomeAssistant, stand: City, hass_ws_client: WebSocketGenerator
) -> None:
    result = await choose(hass, "city")
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], form(stand, scope=["337416"])
    )
    await hass.async_block_till_done()
    city: HostedCity = result["result"].runtime_data.city
    city.registry.expect([HUB, FAR])
    socket = await hass_ws_client(hass)

    async def ask(kind: str, **more: Any) -> Any:
        await socket.send_json_auto_id({"type": f"rt_cctv/city/{kind}", **more})
        return await socket.receive_json()

    areas = (await ask("areas"))["result"]["areas"]
    assert {area["code"][:6] for area in areas} == {"3374", "337416"}
    assert [hub["id"] for hub in (await ask("hubs"))["result"]["hubs"]] == [FAR.text]
    assert (await ask("hub", hub=FAR.text))["success"]
    assert not (await ask("hub", hub=HUB.text))["success"]
    await hass.config_entries.async_unload(city.entry.entry_id)


async def test_settings_that_do_not_work_are_told_one_by_one(
    hass: HomeAssistant, stand: City
) -> None:
    result = await choose(hass, "city")
    for changes, errors in (
        ({"password": "wrong"}, {"base": "city_refused"}),
        ({"port": 1}, {"base": "city_no_broker"}),
        ({"ca": "hello"}, {"ca": "city_ca"}),
        ({"database": "sqlite:////nowhere/at/all.db"}, {"database": "city_no_database"}),
        ({"database": "nonsense"}, {"database": "city_no_database"}),
    ):
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], form(stand, **changes)
        )
        assert result["errors"] == errors, changes
    result = await hass.config_entries.flow.async_configure(result["flow_id"], form(stand))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_a_refused_collector_asks_for_its_password(
    hass: HomeAssistant, stand: City, hosted: HostedCity
) -> None:
    hass.config_entries.async_update_entry(
        hosted.entry, data={**hosted.entry.data, CONF_PASSWORD: "wrong"}
    )
    await hass.config_entries.async_reload(hosted.entry.entry_id)
    await until(hass, hass.config_entries.flow.async_progress)
    flow = hass.config_entries.flow.async_progress()[0]
    assert flow["context"]["source"] == SOURCE_REAUTH
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], form(stand))
    assert result["reason"] == "reauth_successful"
    await until(
        hass,
        lambda: (
            hosted.entry.state is ConfigEntryState.LOADED
            and hosted.entry.runtime_data.city.status.connected
        ),
    )


async def test_settings_can_be_changed(
    hass: HomeAssistant, stand: City, hosted: HostedCity
) -> None:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": hosted.entry.entry_id}
    )
    assert result["step_id"] == "city_again"
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], form(stand, scope=["337401"])
    )
    assert result["reason"] == "city_changed"
    await hass.async_block_till_done()
    city: HostedCity = hosted.entry.runtime_data.city
    await until(hass, lambda: city.status.totals)
    assert {code[:6] for code in city.status.totals} == {"3374", "337401"}


async def test_diagnostics_hold_no_secret(
    hass: HomeAssistant, stand: City, hosted: HostedCity
) -> None:
    text = str(await async_get_config_entry_diagnostics(hass, hosted.entry))
    assert stand.user.password not in text
    assert "city.db" not in text


async def test_the_database_is_still_while_a_backup_is_made(
    hass: HomeAssistant, stand: City, hosted: HostedCity
) -> None:
    hub = await stand.hub()
    hub.start()
    await until(hass, lambda: hub.uplink.status.greeted)
    await backup.async_pre_backup(hass)
    await hub.write(slot_bodies(5))
    await asyncio.sleep(0.3)
    assert (await hub.outbox.waiting()).count == 5
    await backup.async_post_backup(hass)
    await hub.told()


async def test_trouble_with_the_database_is_a_repair_while_it_lasts(
    hass: HomeAssistant, stand: City, hosted: HostedCity
) -> None:
    hosted.collector._note_problem("OperationalError: gone")
    key = (DOMAIN, f"city_database_{hosted.entry.entry_id}")
    assert key in ir.async_get(hass).issues
    hosted.collector._note_problem("")
    assert key not in ir.async_get(hass).issues


async def test_the_door_is_closed_where_no_city_lives(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "http", {})
    client = await hass_client_no_auth()
    answer = await client.post(f"{PATH}/claim", json={})
    assert answer.status == HTTPStatus.NOT_FOUND
