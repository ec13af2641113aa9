"""Finding recorders, following them, replacing them, and those known by RTSP alone."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
import json
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, Mock, patch

from homeassistant.auth.models import User
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components import rt_cctv
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.model import Brand
from custom_components.rt_cctv.nvr.base import CannotConnectError, NotARecorderError, RecorderError
from custom_components.rt_cctv.nvr.discovery import Discovered
from custom_components.rt_cctv.nvr.makers import BRAND_BY_BLOCK
from custom_components.rt_cctv.nvr.probe import Found
from custom_components.rt_cctv.recorder_entry import recorder_config
from custom_components.rt_cctv.recorder_forms import make_templates, shown_templates
from custom_components.rt_cctv.recorder_search import async_search
from custom_components.rt_cctv.system_health import async_register
from custom_components.rt_cctv.wall_feed import snapshot

from .fake_recorder import SERIAL, STATE, FakeRecorder

MANIFEST = Path(rt_cctv.__file__).with_name("manifest.json")
MAC = "44:19:b6:00:00:01"
DHCP = DhcpServiceInfo(ip="10.0.0.77", hostname="nvr", macaddress=MAC.replace(":", ""))
NEARBY = Discovered(
    host="10.0.0.80", port=8899, tls=False, endpoint="urn:uuid:7", name="NVR", hardware="X"
)
ADVANCED = {"brand": "auto", "port": 80, "tls": False, "verify_tls": True}
FORM = {"host": "10.0.0.77", "username": "admin", "password": "s3cret", "advanced": ADVANCED}


@pytest.fixture
def no_setup() -> Iterator[None]:
    with patch("custom_components.rt_cctv.async_setup_entry", return_value=True):
        yield


def probing(result: Found | RecorderError) -> Any:
    """Let probing end so."""
    mock = AsyncMock(side_effect=result if isinstance(result, RecorderError) else None)
    mock.return_value = result
    return patch("custom_components.rt_cctv.recorder_found.probe", mock)


async def begin(hass: HomeAssistant, step: str = "recorder") -> Any:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    return await hass.config_entries.flow.async_configure(result["flow_id"], {"next_step_id": step})


async def send(hass: HomeAssistant, flow: Any, form: dict[str, Any]) -> Any:
    return await hass.config_entries.flow.async_configure(flow["flow_id"], form)


async def dhcp(hass: HomeAssistant) -> Any:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_DHCP}, data=DHCP
    )


async def offered(hass: HomeAssistant) -> list[Any]:
    """Return the flows that were begun, once there is one: discoveries begin theirs in the background."""
    async with asyncio.timeout(30):
        while not (flows := hass.config_entries.flow.async_progress()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return list(flows)


async def test_the_brand_is_found_without_a_login_and_kept(
    hass: HomeAssistant, fake_recorder: FakeRecorder, no_setup: None
) -> None:
    with probing(Found(port=8080, tls=False, brands=(Brand.DAHUA, Brand.ONVIF))):
        result = await send(hass, await begin(hass), FORM)
    assert result["step_id"] == "slots"
    result = await send(hass, result, {f"slot_{n}": {} for n in (1, 2, 3)})
    assert (result["data"]["brand"], result["data"]["port"]) == ("dahua", 8080)


async def test_the_user_may_know_better_than_the_probe(
    hass: HomeAssistant, fake_recorder: FakeRecorder, no_setup: None
) -> None:
    with probing(NotARecorderError()) as probe:
        form = {**FORM, "advanced": {**ADVANCED, "brand": "onvif"}}
        result = await send(hass, await begin(hass), form)
    assert result["step_id"] == "slots"
    probe.assert_not_called()


@pytest.mark.parametrize(
    ("error", "key"),
    [(CannotConnectError(), "cannot_connect"), (NotARecorderError(), "not_a_recorder")],
)
async def test_a_probe_that_fails_is_said_and_nothing_was_sent(
    hass: HomeAssistant, fake_recorder: FakeRecorder, no_setup: None, error: RecorderError, key: str
) -> None:
    with probing(error):
        result = await send(hass, await begin(hass), FORM)
    assert result["errors"] == {"base": key}
    assert fake_recorder.polls == 0
    result = await send(hass, result, FORM)
    assert result["step_id"] == "slots"


async def test_a_recorder_known_by_rtsp_alone_is_asked_for_its_addresses(
    hass: HomeAssistant, fake_recorder: FakeRecorder, no_setup: None
) -> None:
    with probing(Found(port=80, tls=False, brands=(Brand.RTSP,))):
        result = await send(hass, await begin(hass), FORM)
    assert result["step_id"] == "streams"
    result = await send(hass, result, {"main": "http://x/", "slots": 2})
    assert result["errors"] == {"base": "bad_stream_address"}
    fake_recorder.error = CannotConnectError()
    form = {
        "main": "rtsp://u:p@10.0.0.77/{slot}/main",
        "sub": "rtsp://10.0.0.77/{slot}/sub",
        "slots": 2,
    }
    result = await send(hass, result, form)
    assert result["errors"] == {"base": "cannot_connect"}
    fake_recorder.error = None
    result = await send(hass, result, form)
    result = await send(hass, result, {f"slot_{n}": {} for n in (1, 2, 3)})
    data = result["data"]
    assert data["brand"] == "rtsp"
    assert data["templates"] == {
        "1": {"main": "rtsp://10.0.0.77/1/main", "sub": "rtsp://10.0.0.77/1/sub"},
        "2": {"main": "rtsp://10.0.0.77/2/main", "sub": "rtsp://10.0.0.77/2/sub"},
    }
    assert set(recorder_config(data).templates) == {1, 2}


@pytest.mark.parametrize(
    "form",
    [
        {"main": "", "slots": 4},
        {"main": "rtsp://a/1\nrtsp://a/2", "sub": "rtsp://a/1", "slots": 4},
        {"main": "\n".join(["rtsp://a/1"] * 65), "slots": 4},
        {"main": "rtsp://", "slots": 1},
    ],
)
def test_addresses_that_make_no_sense_are_refused(form: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        make_templates(form)


def test_addresses_are_shown_as_they_can_be_entered_again() -> None:
    templates = make_templates({"main": "rtsp://a/1\nrtsp://a/2", "slots": 4})
    assert make_templates(shown_templates(templates)) == templates


async def test_a_new_recorders_card_offers_it(
    hass: HomeAssistant, fake_recorder: FakeRecorder, no_setup: None
) -> None:
    result = await dhcp(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "recorder"
    flow = hass.config_entries.flow.async_progress()[0]
    assert flow["context"]["title_placeholders"] == {"name": "Hikvision (10.0.0.77)"}
    result = await send(hass, result, FORM)
    assert result["step_id"] == "slots"


async def test_a_makers_other_device_is_not_offered(hass: HomeAssistant) -> None:
    with probing(NotARecorderError()):
        result = await dhcp(hass)
    assert result["reason"] == "not_a_recorder"


async def test_a_known_recorder_is_followed_to_its_new_address(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    result = await dhcp(hass)
    assert result["reason"] == "already_configured"
    assert loaded_entry.data["host"] == "10.0.0.77"
    await hass.async_block_till_done()
    result = await dhcp(hass)
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize(
    "answer", [CannotConnectError(), Found(port=80, tls=False, brands=(Brand.DAHUA,))]
)
async def test_somebody_else_at_the_new_address_is_not_followed(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, answer: Found | RecorderError
) -> None:
    with probing(answer):
        result = await dhcp(hass)
    assert result["reason"] == "not_a_recorder"
    assert loaded_entry.data["host"] == "10.0.0.9"


async def test_the_user_may_choose_among_those_who_answer(
    hass: HomeAssistant, fake_recorder: FakeRecorder, nobody_nearby: AsyncMock, no_setup: None
) -> None:
    nobody_nearby.return_value = (NEARBY,)
    result = await begin(hass, "search")
    assert result["step_id"] == "search"
    result = await send(hass, result, {"host": NEARBY.host})
    assert result["step_id"] == "recorder"
    result = await send(hass, result, {**FORM, "host": NEARBY.host})
    result = await send(hass, result, {f"slot_{n}": {} for n in (1, 2, 3)})
    assert result["data"]["endpoint"] == "urn:uuid:7"


async def test_where_nobody_answers_the_address_is_asked_for(hass: HomeAssistant) -> None:
    result = await begin(hass, "search")
    assert result["step_id"] == "recorder"
    assert result["errors"] == {"base": "none_found"}


async def test_asking_around_offers_who_is_new_and_follows_who_is_known(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, nobody_nearby: AsyncMock
) -> None:
    nobody_nearby.return_value = (NEARBY, replace(NEARBY, host="10.0.0.9", endpoint="urn:uuid:9"))
    await async_search(hass)
    flows = await offered(hass)
    assert [f["context"]["source"] for f in flows] == [SOURCE_INTEGRATION_DISCOVERY]
    assert loaded_entry.data["endpoint"] == "urn:uuid:9"

    nobody_nearby.return_value = (replace(NEARBY, host="10.0.0.99", endpoint="urn:uuid:9"),)
    await async_search(hass)
    async with asyncio.timeout(30):
        while loaded_entry.data["host"] != "10.0.0.99":  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def reconfigure(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    result = await entry.start_reconfigure_flow(hass)
    return await send(hass, result, FORM)


async def test_a_nameless_device_that_speaks_rtsp_alone_is_offered_too(hass: HomeAssistant) -> None:
    nameless = replace(NEARBY, name="", hardware="")
    with (
        patch("custom_components.rt_cctv.recorder_search.discover", return_value=(nameless,)),
        probing(Found(port=8899, tls=False, brands=(Brand.RTSP,))),
    ):
        await async_search(hass)
        (flow,) = await offered(hass)
    assert flow["context"]["title_placeholders"] == {"name": "RTSP (10.0.0.80)"}


async def test_a_recorder_that_was_replaced_keeps_its_entities(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    before = {s.entity_id for s in hass.states.async_all()}
    marks = {"endpoint": "urn:uuid:9", "sources": {"1": "theirs"}}
    hass.config_entries.async_update_entry(loaded_entry, data={**loaded_entry.data, **marks})
    fake_recorder.state = replace(STATE, info=replace(STATE.info, serial="SUCCESSOR"))
    result = await reconfigure(hass, loaded_entry)
    assert result["step_id"] == "replace"
    result = await send(hass, result, {})
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert loaded_entry.unique_id == "SUCCESSOR"
    assert loaded_entry.data["key"] == SERIAL
    assert loaded_entry.data.keys().isdisjoint(marks)
    assert {s.entity_id for s in hass.states.async_all()} == before


async def test_a_recorder_that_is_here_already_replaces_nobody(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    other = MockConfigEntry(
        domain=DOMAIN, unique_id="SUCCESSOR", data={**loaded_entry.data, "host": "10.0.0.5"}
    )
    other.add_to_hass(hass)
    fake_recorder.state = replace(STATE, info=replace(STATE.info, serial="SUCCESSOR"))
    assert (await reconfigure(hass, loaded_entry))["reason"] == "already_configured"


def test_the_manifest_asks_for_every_makers_card() -> None:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    asked = {m["macaddress"] for m in manifest["dhcp"] if "macaddress" in m}
    assert asked == {f"{block}*" for block in BRAND_BY_BLOCK}
    assert {"registered_devices": True} in manifest["dhcp"]


async def test_a_device_that_the_user_ignores_troubles_nobody(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: User,
    loaded_entry: MockConfigEntry,
) -> None:
    with (
        patch("custom_components.rt_cctv.recorder_search.discover", return_value=[NEARBY]),
        probing(Found(port=80, tls=False, brands=(Brand.HIKVISION,))),
    ):
        await async_search(hass)
        (offer,) = await offered(hass)
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {"type": "config_entries/ignore_flow", "flow_id": offer["flow_id"], "title": "NVR"}
    )
    assert (await client.receive_json())["success"]
    await client.send_json_auto_id({"type": "config_entries/get", "domain": DOMAIN})
    listed = (await client.receive_json())["result"]
    assert {entry["source"] for entry in listed} == {"ignore", "user"}

    assert await hass.config_entries.async_reload(loaded_entry.entry_id)
    register = Mock()
    async_register(hass, register)
    assert (await register.async_register_info.call_args.args[0](hass))["recorders"] == 1
    assert len(snapshot(hass, hass_admin_user)["recorders"]) == 1
