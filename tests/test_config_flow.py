"""Adding a recorder, its new password, its new address, its slots."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.model import SlotStatus
from custom_components.rt_cctv.nvr.base import (
    BadAnswerError,
    CannotConnectError,
    CertificateError,
    HostNotFoundError,
    InvalidAuthError,
    LockedError,
    NotARecorderError,
    PermissionDeniedError,
    RecorderError,
    TimedOutError,
    UnsafeLoginError,
)

from .fake_recorder import SERIAL, STATE, FakeRecorder, make_slot

ADVANCED = {"port": 80, "tls": False, "verify_tls": True}
FORM = {"host": " 10.0.0.9 ", "username": "admin", "password": "s3cret", "advanced": ADVANCED}
SLOTS = {
    "slot_1": {"name": "Pos kamling", "owner": "pemkot"},
    "slot_2": {"name": "Gang Mawar", "owner": "swadaya"},
    "slot_3": {},
}
ERRORS = [
    (HostNotFoundError(), "host_not_found"),
    (CannotConnectError(), "cannot_connect"),
    (TimedOutError(), "timed_out"),
    (CertificateError(), "certificate"),
    (InvalidAuthError(), "invalid_auth"),
    (UnsafeLoginError(), "unsafe_login"),
    (PermissionDeniedError(), "permission_denied"),
    (LockedError(1700), "locked"),
    (NotARecorderError(), "not_a_recorder"),
    (BadAnswerError(), "bad_answer"),
]


@pytest.fixture(autouse=True)
def no_setup() -> Iterator[None]:
    with patch("custom_components.rt_cctv.async_setup_entry", return_value=True):
        yield


async def _begin(hass: HomeAssistant) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.MENU
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": "recorder"}
    )
    assert result["type"] is FlowResultType.FORM
    return result


async def _send(hass: HomeAssistant, flow: ConfigFlowResult, form: dict[str, Any]) -> Any:
    return await hass.config_entries.flow.async_configure(flow["flow_id"], form)


async def test_a_recorder_is_added_with_its_slots_named(
    hass: HomeAssistant, fake_recorder: FakeRecorder
) -> None:
    result = await _send(hass, await _begin(hass), FORM)
    assert result["step_id"] == "slots"
    listed = result["description_placeholders"]["slots"]
    assert "3\\. Kamera 3: **Offline**" in listed
    assert "4\\. Kamera 4: **Empty**" in listed
    assert [str(key) for key in result["data_schema"].schema] == [
        "slot_1",
        "slot_2",
        "slot_3",
        "watch",
    ]
    assert _suggested(result, "watch") is False
    assert fake_recorder.closed

    result = await _send(hass, result, SLOTS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Perekam RT 05"
    assert result["result"].unique_id == SERIAL
    assert result["data"]["host"] == "10.0.0.9"
    assert result["data"]["key"] == SERIAL
    assert result["options"] == {
        "slots": {"1": SLOTS["slot_1"], "2": SLOTS["slot_2"]},
    }


async def test_whoever_asks_for_it_has_the_hub_watch_all_listed_slots(
    hass: HomeAssistant, fake_recorder: FakeRecorder
) -> None:
    result = await _send(hass, await _begin(hass), FORM)
    result = await _send(hass, result, {**SLOTS, "watch": True})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"]["slots"] == {"1": SLOTS["slot_1"], "2": SLOTS["slot_2"]}
    on = (
        "motion",
        "illegal_parking",
        "tamper",
        "scene_change",
        "video_loss",
        "frozen",
    )
    kinds = {kind: {"on": True} for kind in on}
    assert result["options"]["eyes"] == {number: {"kinds": kinds} for number in "123"}


@pytest.mark.parametrize("answer", [{}, {"watch": False}])
async def test_without_that_answer_the_hub_watches_nothing(
    hass: HomeAssistant, fake_recorder: FakeRecorder, answer: dict[str, bool]
) -> None:
    result = await _send(hass, await _begin(hass), FORM)
    result = await _send(hass, result, {**SLOTS, **answer})
    assert "eyes" not in result["options"]


async def test_the_hub_is_proposed_to_watch_where_the_recorder_cannot(
    hass: HomeAssistant, fake_recorder: FakeRecorder
) -> None:
    plain = {**FORM, "advanced": {**ADVANCED, "brand": "rtsp"}}
    result = await _send(hass, await _begin(hass), plain)
    assert result["step_id"] == "streams"
    main = "rtsp://10.0.0.9/slot/{slot}"
    result = await _send(hass, result, {"main": main, "slots": 4})
    assert result["step_id"] == "slots"
    assert _suggested(result, "watch") is True


def _suggested(form: ConfigFlowResult, field: str) -> object:
    schema = form["data_schema"]
    assert schema is not None
    (marker,) = (key for key in schema.schema if key == field)
    return marker.description["suggested_value"]


async def test_a_recorder_without_cameras_is_added_without_asking(
    hass: HomeAssistant, fake_recorder: FakeRecorder
) -> None:
    for number in range(1, 5):
        fake_recorder.set_status(number, SlotStatus.EMPTY)
    result = await _send(hass, await _begin(hass), FORM)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"] == {"slots": {}}


async def test_a_recorder_with_many_slots_asks_for_the_first_sixteen(
    hass: HomeAssistant, fake_recorder: FakeRecorder
) -> None:
    slots = tuple(make_slot(n, SlotStatus.ONLINE) for n in range(1, 33))
    fake_recorder.state = replace(STATE, slots=slots)
    result = await _send(hass, await _begin(hass), FORM)
    assert sum("slot_" in str(key) for key in result["data_schema"].schema) == 16


@pytest.mark.parametrize(("error", "key"), ERRORS, ids=[key for _, key in ERRORS])
async def test_each_error_is_said_and_recovers(
    hass: HomeAssistant, fake_recorder: FakeRecorder, error: RecorderError, key: str
) -> None:
    fake_recorder.error = error
    result = await _send(hass, await _begin(hass), FORM)
    assert result["errors"] == {"base": key}
    if key == "locked":
        assert result["description_placeholders"] == {"minutes": "29"}

    fake_recorder.error = None
    result = await _send(hass, result, {**FORM, "password": "right"})
    result = await _send(hass, result, SLOTS)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_refused_password_is_not_sent_again(
    hass: HomeAssistant, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.error = InvalidAuthError()
    result = await _send(hass, await _begin(hass), FORM)
    result = await _send(hass, result, FORM)
    assert result["errors"] == {"base": "invalid_auth"}
    assert fake_recorder.polls == 1


async def test_whoever_left_half_way_may_begin_again(
    hass: HomeAssistant, fake_recorder: FakeRecorder, no_setup: None
) -> None:
    await _send(hass, await _begin(hass), FORM)
    result = await _send(hass, await _begin(hass), FORM)
    assert result["step_id"] == "slots"
    assert (await _send(hass, result, SLOTS))["type"] is FlowResultType.CREATE_ENTRY
    assert not hass.config_entries.flow.async_progress()


@pytest.mark.parametrize("kind", ["link", "city"])
async def test_a_form_left_open_elsewhere_stands_in_nobodys_way(
    hass: HomeAssistant, kind: str
) -> None:
    steps = []
    for _ in range(2):
        flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
        steps.append(
            await hass.config_entries.flow.async_configure(flow["flow_id"], {"next_step_id": kind})
        )
    assert [step.get("step_id") for step in steps] == [kind, kind]


async def test_the_same_recorder_is_not_added_twice(
    hass: HomeAssistant, fake_recorder: FakeRecorder, recorder_entry: MockConfigEntry
) -> None:
    recorder_entry.add_to_hass(hass)
    result = await _send(hass, await _begin(hass), FORM)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize(("error", "key"), ERRORS, ids=[key for _, key in ERRORS])
async def test_a_new_password_is_asked_for_and_kept(
    hass: HomeAssistant,
    fake_recorder: FakeRecorder,
    recorder_entry: MockConfigEntry,
    error: RecorderError,
    key: str,
) -> None:
    recorder_entry.add_to_hass(hass)
    result = await recorder_entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"
    fake_recorder.error = error
    result = await _send(hass, result, {"username": "admin", "password": "old"})
    assert result["errors"] == {"base": key}
    fake_recorder.error = None
    result = await _send(hass, result, {"username": "admin", "password": "new"})
    assert result["reason"] == "reauth_successful"
    # Home Assistant's own sentence is not there in Indonesian: it must be ours.
    assert "translation_domain" not in result
    assert recorder_entry.data["password"] == "new"
    assert recorder_entry.data["host"] == "10.0.0.9"


async def test_only_whoever_confirms_the_address_may_have_the_password_sent_in_the_clear(
    hass: HomeAssistant, fake_recorder: FakeRecorder, recorder_entry: MockConfigEntry
) -> None:
    recorder_entry.add_to_hass(hass)
    data = {**recorder_entry.data, "digest_only": True}
    hass.config_entries.async_update_entry(recorder_entry, data=data)
    login = {"username": "admin", "password": "s3cret"}
    result = await recorder_entry.start_reauth_flow(hass)
    fake_recorder.error = UnsafeLoginError()
    result = await _send(hass, result, login)
    # Nothing was sent, so nothing was refused: the same may be tried again.
    fake_recorder.error = None
    result = await _send(hass, result, login)
    assert result["reason"] == "reauth_successful"
    assert recorder_entry.data["digest_only"]

    result = await _send(hass, await recorder_entry.start_reconfigure_flow(hass), FORM)
    assert result["reason"] == "reconfigure_successful"
    assert "digest_only" not in recorder_entry.data


async def test_a_new_address_is_kept(
    hass: HomeAssistant, fake_recorder: FakeRecorder, recorder_entry: MockConfigEntry
) -> None:
    recorder_entry.add_to_hass(hass)
    result = await recorder_entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "reconfigure"
    result = await _send(
        hass, result, {**FORM, "host": "10.0.0.10", "advanced": {**ADVANCED, "port": 8080}}
    )
    assert result["reason"] == "reconfigure_successful"
    assert recorder_entry.data["host"] == "10.0.0.10"
    assert recorder_entry.data["port"] == 8080
    assert recorder_entry.options["slots"]["1"]["name"] == "Pos kamling"


async def test_the_slots_name_and_owner_can_be_changed_and_taken_back_later(
    hass: HomeAssistant, loaded_entry_for_options: MockConfigEntry
) -> None:
    entry = loaded_entry_for_options
    result = await hass.config_entries.options.async_init(entry.entry_id)
    configure = hass.config_entries.options.async_configure
    result = await configure(result["flow_id"], {"next_step_id": "choose_slot"})
    result = await configure(result["flow_id"], {"slot": "3"})
    assert result["description_placeholders"] == {"slot": "3"}
    result = await configure(result["flow_id"], {"name": "Lapangan", "owner": "korporasi"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["slots"]["3"] == {"name": "Lapangan", "owner": "korporasi"}
    assert entry.options["slots"]["1"]["name"] == "Pos kamling"

    result = await hass.config_entries.options.async_init(entry.entry_id)
    result = await configure(result["flow_id"], {"next_step_id": "choose_slot"})
    result = await configure(result["flow_id"], {"slot": "3"})
    await configure(result["flow_id"], {"owner": "swadaya"})
    assert entry.options["slots"]["3"] == {"owner": "swadaya"}
    await hass.async_block_till_done()


@pytest.fixture
async def loaded_entry_for_options(
    hass: HomeAssistant,
    no_setup: None,
    fake_recorder: FakeRecorder,
    recorder_entry: MockConfigEntry,
) -> MockConfigEntry:
    recorder_entry.add_to_hass(hass)
    recorder_entry.mock_state(hass, ConfigEntryState.LOADED)
    recorder_entry.runtime_data = SimpleNamespace(coordinator=SimpleNamespace(data=STATE))
    return recorder_entry


@pytest.mark.parametrize("step", ["choose_slot", "wall", "eyes"])
async def test_options_of_a_recorder_that_is_away_say_so(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, step: str
) -> None:
    recorder_entry.add_to_hass(hass)
    result = await hass.config_entries.options.async_init(recorder_entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": step}
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_loaded"
