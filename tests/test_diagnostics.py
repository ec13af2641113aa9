"""The diagnostics download holds nothing that identifies an RT."""

import json
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.nvr.base import CannotConnectError

from .fake_recorder import INFO, JPEG, SERIAL, FakeRecorder, finding

SECRETS = ("s3cret", "10.0.0.", "admin", SERIAL, "CAMSERIAL", str(INFO.mac), "rtsp://", "picture")


async def test_no_password_address_serial_or_stream_credential_leaves(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    coordinator = loaded_entry.runtime_data.coordinator
    coordinator.async_handle_finding(finding(FindingKind.MOTION, evidence=JPEG))
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, loaded_entry)
    text = json.dumps(told)
    assert [secret for secret in SECRETS if secret in text] == []
    assert told["state"]["slots"][2]["status"] == "offline"
    assert told["active_findings"][0]["kind"] == "motion"
    assert "System/deviceInfo" in told["dump"]


async def test_a_recorder_that_does_not_answer_still_gives_diagnostics(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    loaded_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    fake_recorder.error = CannotConnectError()
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, loaded_entry)
    assert told["dump"] == {"error": "CannotConnectError"}


async def test_diagnostics_tell_of_slots_and_hide_stream_addresses(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, loaded_entry: MockConfigEntry
) -> None:
    data = {
        **loaded_entry.data,
        "endpoint": "urn:uuid:ENDPOINT",
        "templates": {"1": {"main": "rtsp://10.0.0.9/secret-path"}},
    }
    hass.config_entries.async_update_entry(loaded_entry, data=data)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, loaded_entry)
    assert told["memory"]["slots"]["1"]["periods"][0]["owner"] == "pemkot"
    text = json.dumps(told)
    assert [secret for secret in ("ENDPOINT", "secret-path", *SECRETS) if secret in text] == []


async def test_a_recorder_that_was_never_set_up_gives_what_is_known_of_it(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    fake_recorder.error = CannotConnectError()
    recorder_entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(recorder_entry.entry_id)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, recorder_entry)
    assert told["entry"]["state"] == "setup_retry"
    assert told["entry"]["data"]["brand"] == "hikvision"
    assert [secret for secret in SECRETS if secret in json.dumps(told)] == []


async def test_a_models_address_with_a_login_stays_on_the_hub(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, loaded_entry: MockConfigEntry
) -> None:
    model = {"param": "https://me:TOKEN@host/m.param", "weights": "https://host/m.bin?key=TOKEN"}
    options = {**loaded_entry.options, "confirmer": model}
    hass.config_entries.async_update_entry(loaded_entry, options=options)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, loaded_entry)
    assert "TOKEN" not in json.dumps(told)
