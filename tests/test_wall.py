"""Tests of what the wall is told, and of who may say what through it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.auth.models import RefreshToken
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.rt_cctv import incidents as inc
from custom_components.rt_cctv.const import Visibility
from custom_components.rt_cctv.model import SlotStatus
from custom_components.rt_cctv.sync.session import LinkStatus
from custom_components.rt_cctv.wall_display import async_add_display, async_remove_display

from .fake_recorder import SERIAL, FakeRecorder, make_slot

CLIENT = "http://hub/"

CAMERA_SERVICES = ("set_zones", "explain", "snapshot")
# The city's actions need the city's entry, which a hub doesn't have; a slot's history is only read.
ELSEWHERE = (
    "announce",
    "command_hubs",
    "expect_hubs",
    "confirm_hubs",
    "revoke_hubs",
    "slot_history",
)
SERVICE_DATA: dict[str, dict[str, object]] = {
    "raise_incident": {"text": "x", "severity": "emergency", "slot": 1},
    "snooze": {"duration": {"minutes": 5}},
    "play_kentongan": {"code": "pencurian"},
    "keep_clip": {"seconds": 5},
    "set_zones": {"zones": []},
}
"""What makes each call a good one, so that only the right to make it is missing."""


def services_of(
    hass: HomeAssistant, entry: str, incident: str
) -> list[tuple[str, dict[str, object], SupportsResponse]]:
    """Return all actions with what they are aimed at."""
    camera = er.async_get(hass).async_get_entity_id(
        "camera", "rt_cctv", f"{SERIAL}_slot_1_camera_sub"
    )
    found = []
    for name, service in hass.services.async_services_for_domain("rt_cctv").items():
        if name in ELSEWHERE:
            continue
        aim: dict[str, object] = {}
        if name in ("acknowledge", "dismiss", "close", "keep_clip"):
            aim = {"incident": incident}
        elif name in CAMERA_SERVICES:
            aim = {"entity_id": camera}
        elif name in ("reboot", "set_clock"):
            aim = {"config_entry_id": entry}
        found.append((name, aim, service.supports_response))
    return found


type Open = Callable[..., Awaitable[MockHAClientWebSocket]]


@pytest.fixture
def open_as(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> Open:
    """Return what opens a connection of a new user of a group, or with a token."""

    async def open_it(
        group: str | None = None, token: RefreshToken | None = None
    ) -> MockHAClientWebSocket:
        if not any(user.is_owner for user in await hass.auth.async_get_users()):
            await hass.auth.async_create_user("Owner", group_ids=[GROUP_ID_ADMIN])
        if token is None:
            user = await hass.auth.async_create_user("Bu Sri", group_ids=[group or GROUP_ID_ADMIN])
            token = await hass.auth.async_create_refresh_token(user, CLIENT)
        return await hass_ws_client(hass, hass.auth.async_create_access_token(token))

    return open_it


async def display_token(
    hass: HomeAssistant, *, acknowledges: bool = True, name: str = "Layar"
) -> RefreshToken:
    if not any(user.is_owner for user in await hass.auth.async_get_users()):
        await hass.auth.async_create_user("Owner", group_ids=[GROUP_ID_ADMIN])
    return await async_add_display(hass, name, CLIENT, acknowledges=acknowledges)


async def subscribe(client: MockHAClientWebSocket) -> dict[str, Any]:
    await client.send_json_auto_id({"type": "rt_cctv/wall/subscribe"})
    assert (await client.receive_json())["success"]
    event: dict[str, Any] = (await client.receive_json())["event"]
    return event


async def ask(client: MockHAClientWebSocket, kind: str, **fields: object) -> dict[str, Any]:
    await client.send_json_auto_id({"type": kind, **fields})
    answer: dict[str, Any] = await client.receive_json()
    return answer


def show(hass: HomeAssistant, entry: MockConfigEntry, **visibility: Visibility) -> None:
    """Set who may see slots, by keywords such as s1."""
    slots = dict(entry.options["slots"])
    for key, value in visibility.items():
        slots[key[1:]] = {**slots.get(key[1:], {}), "visibility": str(value)}
    hass.config_entries.async_update_entry(entry, options={**entry.options, "slots": slots})


def report(entry: MockConfigEntry, slot: int | None = 1) -> str:
    """Raise an incident and return its id."""
    alerts = entry.runtime_data.alerts
    alerts.process(inc.Raise(by="Pak RT", slot=slot, text="Api"))
    incident: str = next(i.id for i in alerts.state.incidents.values() if i.slot == slot)
    return incident


async def test_the_wall_is_told_slots_recorders_and_incidents(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    incident = report(loaded_entry)
    said = await subscribe(await open_as())
    assert [(s["number"], s["status"]) for s in said["slots"]] == [
        (1, "online"),
        (2, "online"),
        (3, "offline"),
        (4, "empty"),
    ]
    first = said["slots"][0]
    assert (first["key"], first["name"], first["owner"]) == (
        f"{SERIAL}_slot_1",
        "Pos kamling",
        "pemkot",
    )
    assert hass.states.get(first["camera"]) is not None
    assert said["recorders"][0] | {"on_shift": []} == {
        "entry": loaded_entry.entry_id,
        "name": "RT 05",
        "connected": True,
        "alarms": True,
        "mode": loaded_entry.runtime_data.alerts.state.mode,
        "on_shift": [],
    }
    shown = said["incidents"][0]
    assert (shown["incident"], shown["text"], shown["may_act"]) == (incident, "Api", True)
    assert shown["evidence"].endswith(f"{incident}-s1-manual.jpg")


async def test_changes_are_sent_once_and_together(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder, open_as: Open
) -> None:
    client = await open_as()
    await subscribe(client)
    state = fake_recorder.state
    slots = (make_slot(1, SlotStatus.OFFLINE), *state.slots[1:])
    fake_recorder.state = replace(state, slots=slots)
    await loaded_entry.runtime_data.coordinator.async_refresh()
    report(loaded_entry)
    event = (await client.receive_json())["event"]
    assert event["slots"][0]["status"] == "offline"
    assert len(event["incidents"]) == 1


async def test_a_reloaded_entry_is_followed_on(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    client = await open_as()
    await subscribe(client)
    await hass.config_entries.async_unload(loaded_entry.entry_id)
    gone = (await client.receive_json())["event"]
    assert gone["slots"] == []
    assert gone["recorders"][0]["connected"] is False
    await hass.config_entries.async_setup(loaded_entry.entry_id)
    event = (await client.receive_json())["event"]
    while len(event["slots"]) < 4:
        event = (await client.receive_json())["event"]
    report(loaded_entry)
    while not event["incidents"]:
        event = (await client.receive_json())["event"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("admin", [1, 2, 3, 4]),
        ("volunteer", [1, 2, 3]),
        ("display", [1, 2]),
        ("resident", [1]),
    ],
)
async def test_each_sees_only_what_is_meant_for_them(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open, who: str, seen: list[int]
) -> None:
    show(
        hass,
        loaded_entry,
        s1=Visibility.EVERYBODY,
        s2=Visibility.WALL,
        s3=Visibility.VOLUNTEERS,
        s4=Visibility.HIDDEN,
    )
    for slot in (1, 2, 3, 4):
        report(loaded_entry, slot)
    groups = {
        "admin": GROUP_ID_ADMIN,
        "volunteer": GROUP_ID_USER,
        "resident": GROUP_ID_READ_ONLY,
    }
    token = await display_token(hass) if who == "display" else None
    said = await subscribe(await open_as(groups.get(who), token))
    assert [s["number"] for s in said["slots"] if not s["hidden"]] == seen
    assert [i["slot"] for i in said["incidents"]] == seen
    for slot in said["slots"]:
        if slot["hidden"]:
            assert set(slot) == {"entry", "number", "hidden"}
    assert (said["admin"], said["display"]) == (who == "admin", who == "display")
    assert said["volunteer"] is (who in ("admin", "volunteer"))


async def test_a_slot_without_a_word_is_on_the_wall_but_not_for_residents(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    display = await subscribe(await open_as(token=await display_token(hass)))
    resident = await subscribe(await open_as(GROUP_ID_READ_ONLY))
    assert not any(slot["hidden"] for slot in display["slots"])
    assert all(slot["hidden"] for slot in resident["slots"])


async def test_a_display_says_only_that_it_is_seen_to(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    incident = report(loaded_entry)
    client = await open_as(token=await display_token(hass, name="Layar Pos"))
    where = {"entry": loaded_entry.entry_id, "incident": incident}
    for verb in ("nothing", "help", "close"):
        refused = await ask(client, "rt_cctv/incident/answer", verb=verb, **where)
        assert refused["error"]["code"] == "not_found"
    assert (await ask(client, "rt_cctv/incident/answer", verb="take", **where))["success"]
    taken = loaded_entry.runtime_data.alerts.state.incidents[incident]
    assert (taken.stage, taken.acknowledged_by) == (inc.Stage.ACKNOWLEDGED, "Layar Pos")
    late = await ask(client, "rt_cctv/incident/answer", verb="take", **where)
    assert late["error"]["code"] == "already"


@pytest.mark.parametrize("who", ["display without the right", "resident"])
async def test_a_user_who_may_only_look_changes_nothing_with_any_command(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open, who: str
) -> None:
    show(hass, loaded_entry, s1=Visibility.EVERYBODY)
    incident = report(loaded_entry)
    token = await display_token(hass, acknowledges=False) if who != "resident" else None
    client = await open_as(GROUP_ID_READ_ONLY, token)
    calls = async_capture_events(hass, EVENT_CALL_SERVICE)
    alerts = loaded_entry.runtime_data.alerts
    before = (alerts.state.incidents, alerts.state.mode, dict(loaded_entry.options))
    displays = (await ask(await open_as(), "rt_cctv/display/list"))["result"]
    entry = loaded_entry.entry_id
    tries: list[tuple[str, dict[str, object]]] = [
        ("rt_cctv/incident/report", {"entry": entry, "text": "x", "severity": "emergency"}),
        ("rt_cctv/incident/report", {"entry": entry, "slot": 1, "text": "x", "severity": "watch"}),
        ("rt_cctv/display/list", {}),
        ("rt_cctv/display/pair", {"code": "123456", "name": "x", "acknowledges": True}),
        ("rt_cctv/display/remove", {"display": "x"}),
    ]
    for verb in ("take", "nothing", "help", "close"):
        where = {"entry": entry, "incident": incident, "verb": verb}
        tries.append(("rt_cctv/incident/answer", dict(where)))
    for service, given, answers in services_of(hass, entry, incident):
        call = {
            "domain": "rt_cctv",
            "service": service,
            "service_data": SERVICE_DATA.get(service, {}) | given,
            "return_response": answers is not SupportsResponse.NONE,
        }
        tries.append(("call_service", call))
    for kind, fields in tries:
        answer = await ask(client, kind, **fields)
        assert answer["success"] is False, (kind, fields)
        assert kind != "call_service" or answer["error"]["message"] == "Unauthorized", fields
    assert (alerts.state.incidents, alerts.state.mode, dict(loaded_entry.options)) == before
    assert (await ask(await open_as(), "rt_cctv/display/list"))["result"] == displays
    assert not [c for c in calls if c.data["domain"] != "rt_cctv"]


async def test_an_incident_that_is_not_shown_cannot_be_answered(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    show(hass, loaded_entry, s1=Visibility.HIDDEN)
    where = {"entry": loaded_entry.entry_id, "verb": "take"}
    client = await open_as(GROUP_ID_USER)
    hidden = await ask(client, "rt_cctv/incident/answer", incident=report(loaded_entry), **where)
    nowhere = await ask(client, "rt_cctv/incident/answer", incident="20200101000000-1", **where)
    assert hidden["error"] == nowhere["error"]


async def test_a_volunteer_reports_and_answers(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    client = await open_as(GROUP_ID_USER)
    where = {"entry": loaded_entry.entry_id}
    said = await ask(
        client, "rt_cctv/incident/report", slot=2, text=" Pagar ", severity="watch", **where
    )
    assert said["success"]
    incident = next(iter(loaded_entry.runtime_data.alerts.state.incidents.values()))
    assert (incident.text, incident.slot) == ("Pagar", 2)
    answer = await ask(
        client, "rt_cctv/incident/answer", incident=incident.id, verb="nothing", **where
    )
    assert answer["success"]
    assert not loaded_entry.runtime_data.alerts.state.incidents


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "", "severity": "watch"},
        {"text": "x" * 201, "severity": "watch"},
        {"text": "x", "severity": "terrible"},
        {"text": "x", "severity": "watch", "slot": 0},
    ],
)
async def test_a_report_that_is_none_gets_a_clear_error(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open, fields: dict[str, object]
) -> None:
    client = await open_as()
    answer = await ask(client, "rt_cctv/incident/report", entry=loaded_entry.entry_id, **fields)
    assert answer["error"]["code"] == "invalid_format"


# aiohttp leaves its heartbeat's timer behind when the server closes a WebSocket; it fires into nothing.
@pytest.mark.parametrize("expected_lingering_timers", [True])
async def test_a_removed_display_loses_its_login_and_its_user(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    token = await display_token(hass)
    assert token.user.local_only
    assert [group.id for group in token.user.groups] == [GROUP_ID_READ_ONLY]
    client = await open_as(token=token)
    admin = await open_as()
    listed = (await ask(admin, "rt_cctv/display/list"))["result"]["displays"]
    assert [each["id"] for each in listed] == [token.user.id]
    assert (await ask(admin, "rt_cctv/display/remove", display=token.user.id))["success"]
    assert hass.auth.async_get_refresh_token(token.id) is None
    assert await hass.auth.async_get_user(token.user.id) is None
    assert (await client.receive()).type.name in ("CLOSE", "CLOSING", "CLOSED")
    assert not (await ask(admin, "rt_cctv/display/remove", display=token.user.id))["success"]
    assert not await async_remove_display(hass, "nobody")


async def test_the_options_say_who_may_see_which_slot(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    flows = hass.config_entries.options
    result = await flows.async_init(loaded_entry.entry_id)
    assert result["type"] is FlowResultType.MENU
    result = await flows.async_configure(result["flow_id"], {"next_step_id": "wall"})
    result = await flows.async_configure(
        result["flow_id"], {"on_wall": ["1", "2"], "for_residents": ["1", "4"], "hidden": ["4"]}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    slots = loaded_entry.options["slots"]
    assert [slots[n]["visibility"] for n in "1234"] == ["everybody", "wall", "volunteers", "hidden"]
    assert slots["1"]["name"] == "Pos kamling"
    await hass.async_block_till_done()
    result = await flows.async_init(loaded_entry.entry_id)
    result = await flows.async_configure(result["flow_id"], {"next_step_id": "wall"})
    schema = result["data_schema"]
    assert schema is not None
    shown = {str(key): key.default() for key in schema.schema}
    assert shown == {"on_wall": ["1", "2"], "for_residents": ["1"], "hidden": ["4"]}
    await hass.async_block_till_done()


async def test_zones_are_read_by_those_who_may_draw_them(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    zone = {"name": "jalan", "points": [[0, 0.5], [1, 0.5], [1, 1], [0, 1]], "kinds": ["motion"]}
    eyes = {"1": {"zones": [zone], "ignored": [], "scale": {"near": 0.5, "far": 0.2}}}
    options = {**loaded_entry.options, "eyes": eyes}
    hass.config_entries.async_update_entry(loaded_entry, options=options)
    slot = f"{SERIAL}_slot_1"
    answer = await ask(await open_as(GROUP_ID_USER), "rt_cctv/zones/read", slot=slot)
    assert answer["result"] == {
        "zones": [{**zone, "ignored": False}],
        "scale": {"near": 0.5, "far": 0.2},
    }
    refused = await ask(await open_as(GROUP_ID_READ_ONLY), "rt_cctv/zones/read", slot=slot)
    assert refused["error"]["code"] == "not_found"


@dataclass
class FakeLink:
    """A link whose standing a test sets."""

    status: LinkStatus = field(default_factory=lambda: LinkStatus(connected=True))
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def async_listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)


async def test_the_wall_says_how_the_link_to_the_city_stands(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, open_as: Open
) -> None:
    link = FakeLink()
    entry = MockConfigEntry(domain="rt_cctv", data={"kind": "link"}, unique_id="link")
    entry.add_to_hass(hass)
    entry.mock_state(hass, ConfigEntryState.LOADED)
    entry.runtime_data = SimpleNamespace(link=link)
    client = await open_as()
    assert (await subscribe(client))["link"] == {"state": "waiting"}
    for status, state in (
        (LinkStatus(connected=True, greeted=True), "connected"),
        (LinkStatus(connected=False), "broken"),
        (LinkStatus(connected=True, greeted=True, pending=True), "waiting"),
        (LinkStatus(connected=True, refused=True), "broken"),
    ):
        link.status = status
        for listener in tuple(link.listeners):
            listener()
        assert (await client.receive_json())["event"]["link"] == {"state": state}
