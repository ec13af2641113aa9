"""Tests of what the browser gets: panel, dashboard, script."""

from pathlib import Path
from unittest.mock import patch

from homeassistant.components import frontend
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.rt_cctv import panel
from custom_components.rt_cctv.panel import DASHBOARD_PATH, WALL_PATH, script_version

from .fake_recorder import FakeRecorder


@pytest.fixture
async def shown(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> MockConfigEntry:
    """Return an entry that was set up where there is a frontend."""
    assert await async_setup_component(hass, "frontend", {})
    recorder_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    return recorder_entry


async def test_the_wall_is_a_panel_that_needs_no_iframe(
    hass: HomeAssistant,
    shown: MockConfigEntry,
    socket_enabled: None,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    wall = hass.data[frontend.DATA_PANELS][WALL_PATH]
    assert wall.config is not None
    custom = wall.config["_panel_custom"]
    assert (custom["name"], custom["embed_iframe"]) == ("rt-cctv-wall", False)
    version = script_version(hass)
    assert version is not None
    assert custom["module_url"].endswith(f"?v={version}")
    client = await hass_client_no_auth()
    script = await client.get(custom["module_url"])
    assert script.status == 200
    assert "customElements" in await script.text()
    assert custom["module_url"] in hass.data[frontend.DATA_EXTRA_MODULE_URL].urls


async def test_the_dashboard_is_there_without_anyone_editing(
    hass: HomeAssistant, shown: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "lovelace/config", "url_path": DASHBOARD_PATH})
    assert (await client.receive_json())["result"] == {"strategy": {"type": "custom:rt-cctv"}}
    await client.send_json_auto_id({"type": "lovelace/dashboards/list"})
    listed = (await client.receive_json())["result"]
    assert DASHBOARD_PATH in [each["url_path"] for each in listed]
    save = {"type": "lovelace/config/save", "url_path": DASHBOARD_PATH, "config": {"views": []}}
    await client.send_json_auto_id(save)
    assert (await client.receive_json())["success"] is False


async def test_both_go_with_the_last_entry_and_survive_a_reload(
    hass: HomeAssistant, shown: MockConfigEntry
) -> None:
    await hass.config_entries.async_reload(shown.entry_id)
    await hass.async_block_till_done()
    assert frontend.async_panel_exists(hass, WALL_PATH)
    await hass.config_entries.async_remove(shown.entry_id)
    await hass.async_block_till_done()
    for path in (WALL_PATH, DASHBOARD_PATH):
        assert not frontend.async_panel_exists(hass, path)
    assert not any("rt_cctv" in url for url in hass.data[frontend.DATA_EXTRA_MODULE_URL].urls)


async def test_a_users_own_panel_under_the_same_path_stays(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    assert await async_setup_component(hass, "frontend", {})
    for path in (WALL_PATH, DASHBOARD_PATH):
        frontend.async_register_built_in_panel(hass, "iframe", frontend_url_path=path)
    recorder_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    for path in (WALL_PATH, DASHBOARD_PATH):
        assert hass.data[frontend.DATA_PANELS][path].component_name == "iframe"
    await hass.config_entries.async_remove(recorder_entry.entry_id)
    await hass.async_block_till_done()
    assert frontend.async_panel_exists(hass, WALL_PATH)
    assert frontend.async_panel_exists(hass, DASHBOARD_PATH)


async def test_a_missing_script_is_said_and_stops_nothing(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    assert await async_setup_component(hass, "frontend", {})
    recorder_entry.add_to_hass(hass)
    with patch.object(panel, "_FOLDER", tmp_path):
        assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    assert "rt-cctv.js is missing" in caplog.text
    assert script_version(hass) is None


async def test_a_hub_without_a_frontend_works(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    assert script_version(hass) is None
    panel.async_hide_panel(hass)
