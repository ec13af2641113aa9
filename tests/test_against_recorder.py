"""The whole integration against the virtual recorder, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
import itertools
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.components.camera import async_get_image
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.nvr.discovery import Discovered
from custom_components.rt_cctv.recorder_entry import forget_login
from custom_components.rt_cctv.recorder_search import async_search

from .virtual_recorder import (
    Auth,
    Brand,
    Outcome,
    Quirks,
    Scenario,
    Slot,
    SlotState,
    VirtualRecorder,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

SLOTS = (
    Slot(number=1, name="Pos kamling"),
    Slot(number=2, name="Gang Mawar"),
    Slot(number=3, name="Lapangan", state=SlotState.OFFLINE),
    Slot(number=4, state=SlotState.EMPTY),
)


@pytest.fixture
async def recorder() -> AsyncIterator[VirtualRecorder]:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        yield recorder


@pytest.fixture
def entry(recorder: VirtualRecorder, recorder_entry: MockConfigEntry) -> MockConfigEntry:
    identity = recorder.scenario.identity
    return MockConfigEntry(
        domain=DOMAIN,
        title="RT 05",
        unique_id=identity.serial,
        data={
            **recorder_entry.data,
            "host": recorder.host,
            "port": recorder.http_port,
            "username": identity.user,
            "password": identity.password,
        },
        options=recorder_entry.options,
    )


@pytest.fixture
async def loaded(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncIterator[MockConfigEntry]:
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


def entity_id(hass: HomeAssistant, domain: str, key: str) -> str:
    registry = er.async_get(hass)
    entries = [e for e in registry.entities.values() if e.platform == DOMAIN]
    return next(
        e.entity_id for e in entries if e.domain == domain and e.unique_id.endswith(f"_{key}")
    )


def state(hass: HomeAssistant, domain: str, key: str) -> str:
    found = hass.states.get(entity_id(hass, domain, key))
    return found.state if found else "missing"


async def until(seen: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not seen():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def calls_of_the_first_look(recorder: VirtualRecorder) -> int:
    """Count what came before the alarm stream, which may ask for a second look."""
    before = itertools.takewhile(lambda request: not request.alarm_stream, recorder.requests)
    return sum(1 for request in before if request.outcome is not Outcome.CHALLENGED)


def refused(recorder: VirtualRecorder) -> int:
    return sum(1 for r in recorder.requests if r.outcome is Outcome.REFUSED)


async def test_a_recorder_shows_its_slots_as_they_are(
    hass: HomeAssistant, recorder: VirtualRecorder, loaded: MockConfigEntry
) -> None:
    statuses = [state(hass, "sensor", f"slot_{n}_slot_status") for n in range(1, 5)]
    assert statuses == ["online", "online", "offline", "empty"]
    assert calls_of_the_first_look(recorder) <= 15
    assert recorder.max_in_flight <= 1
    assert refused(recorder) == 0


async def test_an_alarm_turns_its_own_sensor_on_and_off(
    hass: HomeAssistant, recorder: VirtualRecorder, loaded: MockConfigEntry
) -> None:
    await until(lambda: state(hass, "binary_sensor", "alarm_stream") == "on")
    recorder.fire(2, "line_crossing", target="person")
    await until(lambda: state(hass, "binary_sensor", "slot_2_line_crossing") == "on")
    assert state(hass, "binary_sensor", "slot_2_person") == "on"
    assert state(hass, "binary_sensor", "slot_1_line_crossing") == "off"
    recorder.clear(2, "line_crossing")
    await until(lambda: state(hass, "binary_sensor", "slot_2_line_crossing") == "off")


async def test_a_camera_that_dies_is_shown_at_once_and_so_is_its_return(
    hass: HomeAssistant, recorder: VirtualRecorder, loaded: MockConfigEntry
) -> None:
    await until(lambda: state(hass, "binary_sensor", "alarm_stream") == "on")
    recorder.set_slot(1, state=SlotState.OFFLINE)
    await until(lambda: state(hass, "sensor", "slot_1_slot_status") == "offline")
    assert state(hass, "camera", "slot_1_camera_sub") == "unavailable"
    recorder.set_slot(1, state=SlotState.ONLINE)
    await until(lambda: state(hass, "sensor", "slot_1_slot_status") == "online")


async def test_alarms_come_again_after_the_stream_broke(
    hass: HomeAssistant, recorder: VirtualRecorder, loaded: MockConfigEntry
) -> None:
    def opened() -> int:
        return sum(r.alarm_stream and r.outcome is Outcome.ACCEPTED for r in recorder.requests)

    await until(lambda: recorder.alarm_streams == 1)
    before = opened()
    recorder.drop_stream()
    await until(lambda: opened() > before)
    recorder.fire(1, "motion")
    await until(lambda: state(hass, "binary_sensor", "slot_1_motion") == "on")


async def test_after_a_password_change_one_login_is_refused_and_then_the_user_is_asked(
    hass: HomeAssistant, recorder: VirtualRecorder, loaded: MockConfigEntry
) -> None:
    coordinator = loaded.runtime_data.coordinator
    recorder.set_password("another")
    await until(lambda: hass.config_entries.flow.async_progress() != [])
    for _ in range(3):
        await coordinator.async_refresh()
    await asyncio.sleep(2.5)
    assert refused(recorder) == 1
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]

    result = await hass.config_entries.flow.async_configure(
        flows[0]["flow_id"], {"username": "admin", "password": "another"}
    )
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert loaded.state is ConfigEntryState.LOADED
    assert refused(recorder) == 1


async def test_a_locked_recorder_is_left_alone_over_retries(
    hass: HomeAssistant, recorder: VirtualRecorder, entry: MockConfigEntry
) -> None:
    recorder.lock(1800)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.reason is not None
    assert "30 minutes" in entry.reason
    sent = len(recorder.requests)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    assert len(recorder.requests) == sent


async def test_a_still_is_the_slots_picture(
    hass: HomeAssistant, recorder: VirtualRecorder, loaded: MockConfigEntry
) -> None:
    image = await async_get_image(hass, entity_id(hass, "camera", "slot_2_camera_sub"))
    assert image.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 404},
        {"kind": "html"},
        {"kind": "truncated"},
        {"kind": "namespace"},
        {"kind": "empty"},
    ],
    ids=["403", "404", "html", "truncated", "namespace", "empty"],
)
@pytest.mark.parametrize(
    "path", ["*/ContentMgmt/Storage", "*/System/time", "*/Streaming/*", "*/Event/triggers"]
)
async def test_one_bad_answer_takes_nothing_else_down(
    hass: HomeAssistant,
    recorder: VirtualRecorder,
    entry: MockConfigEntry,
    path: str,
    fault: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorder.fault(f"/ISAPI{path[1:]}", **fault)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert state(hass, "sensor", "slot_1_slot_status") == "online"
    assert "Traceback" not in caplog.text
    await hass.config_entries.async_unload(entry.entry_id)


async def test_firmware_that_cannot_say_slot_states_leaves_them_unknown(
    hass: HomeAssistant, entry: MockConfigEntry, recorder: VirtualRecorder
) -> None:
    scenario = replace(recorder.scenario, quirks=Quirks(status_list=False))
    async with VirtualRecorder(scenario) as old:
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(entry, data={**entry.data, "port": old.http_port})
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert state(hass, "sensor", "slot_1_slot_status") == "unknown"
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"host": "perekam / rt"}, "host_not_found"),
        ({"port": 1}, "cannot_connect"),
        ({"password": "wrong"}, "invalid_auth"),
        ({"locked": True}, "locked"),
        ({"html": True}, "not_a_recorder"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_each_thing_that_can_be_wrong_is_said_and_then_put_right(
    hass: HomeAssistant, recorder: VirtualRecorder, change: dict[str, Any], error: str
) -> None:
    if change.get("locked"):
        recorder.lock(1800)
    if change.get("html"):
        recorder.fault("/*", "html")
    form = {
        "host": change.get("host", recorder.host),
        "username": "admin",
        "password": change.get("password", recorder.scenario.identity.password),
        "advanced": {
            "port": change.get("port", recorder.http_port),
            "tls": False,
            "verify_tls": True,
        },
    }
    configure = hass.config_entries.flow.async_configure
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await configure(result["flow_id"], {"next_step_id": "recorder"})
    result = await configure(result["flow_id"], form)
    assert result["errors"] == {"base": error}

    recorder.lock(0)
    recorder.heal()
    right = {
        **form,
        "host": recorder.host,
        "password": recorder.scenario.identity.password,
        "advanced": {**form["advanced"], "port": recorder.http_port},
    }
    result = await configure(result["flow_id"], right)
    assert result["step_id"] == "slots"
    assert recorder.max_in_flight <= 1


def without_password(recorder: VirtualRecorder) -> bool:
    """Whether the recorder was asked something, and was told no login of the kind it takes."""
    outcomes = {request.outcome for request in recorder.requests}
    return Outcome.CHALLENGED in outcomes and outcomes <= {Outcome.NONE, Outcome.CHALLENGED}


async def heard(
    hass: HomeAssistant, entry: MockConfigEntry, recorder: VirtualRecorder, nearby: AsyncMock
) -> None:
    """Let a recorder that was elsewhere be heard of at its address."""
    data = {**entry.data, "host": "10.0.0.9", "endpoint": "urn:uuid:9"}
    hass.config_entries.async_update_entry(entry, data=data)
    nearby.return_value = (
        Discovered(
            host=recorder.host,
            port=recorder.http_port,
            tls=False,
            endpoint="urn:uuid:9",
            name="NVR",
            hardware="X",
        ),
    )
    await async_search(hass)
    await until(lambda: entry.data["host"] == recorder.host)
    await hass.async_block_till_done()


async def test_a_recorder_that_moved_and_asks_for_digest_is_followed_without_a_word(
    hass: HomeAssistant, recorder: VirtualRecorder, entry: MockConfigEntry, nobody_nearby: AsyncMock
) -> None:
    entry.add_to_hass(hass)
    await heard(hass, entry, recorder, nobody_nearby)
    assert entry.data["host"] == recorder.host
    assert entry.state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("brand", [Brand.HIKVISION, Brand.DAHUA])
async def test_an_impostor_that_says_it_is_the_recorder_is_told_no_password(
    hass: HomeAssistant, entry: MockConfigEntry, nobody_nearby: AsyncMock, brand: Brand
) -> None:
    entry.add_to_hass(hass)
    basic = Scenario(brand=brand, slots=SLOTS, auth=Auth(schemes=("basic",)))
    async with VirtualRecorder(basic) as impostor:
        data = {**entry.data, "brand": str(brand), "port": impostor.http_port}
        hass.config_entries.async_update_entry(entry, data=data)
        await heard(hass, entry, impostor, nobody_nearby)
        assert without_password(impostor)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.reason is not None
    assert "Basic" in entry.reason
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]


async def test_whoever_takes_the_recorders_own_address_is_told_no_password(
    hass: HomeAssistant, recorder: VirtualRecorder, loaded: MockConfigEntry
) -> None:
    coordinator = loaded.runtime_data.coordinator
    assert loaded.data["digest_only"]
    basic = Scenario(slots=SLOTS, auth=Auth(schemes=("basic",)))
    async with recorder.away(), VirtualRecorder(basic, http_port=recorder.http_port) as impostor:
        await coordinator.async_refresh()
        # As after a restart of Home Assistant: what the entry says is all that is known.
        forget_login(hass, loaded)
        await hass.config_entries.async_reload(loaded.entry_id)
        assert without_password(impostor)
        assert loaded.state is ConfigEntryState.SETUP_ERROR
    assert await hass.config_entries.async_reload(loaded.entry_id)
    assert refused(recorder) == 0
