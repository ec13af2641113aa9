"""The blueprints that we ship: installed, never overwritten when edited, and each one works."""

import asyncio
from collections.abc import Callable
from pathlib import Path
import shutil
import time
from types import SimpleNamespace
from typing import Any

from homeassistant.components.blueprint import models
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv import blueprint_install
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.incidents import Acknowledge
from custom_components.rt_cctv.model import FindingKind

from .alert_home import entity, only, record_notify, set_up
from .fake_recorder import FakeRecorder, finding

NAMES = sorted(path.name for path in blueprint_install.SHIPPED.glob("*.yaml"))


@pytest.fixture(autouse=True)
def config_dir(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Give Home Assistant a configuration folder of its own."""
    hass.config.config_dir = str(tmp_path)
    return tmp_path


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of shipped blueprints that a test may change, as an update would."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in NAMES:
        folder.joinpath(name).write_bytes((blueprint_install.SHIPPED / name).read_bytes())
    monkeypatch.setattr(blueprint_install, "SHIPPED", folder)
    return folder


async def _install(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "automation", {})
    blueprint_install.async_install_blueprints(hass)
    await hass.async_block_till_done()


def _update(shipped: Path) -> str:
    name = NAMES[0]
    path = shipped / name
    path.write_text(
        path.read_text("utf-8").replace("author: rt_cctv", "author: rt_cctv 2"), "utf-8"
    )
    return name


async def test_a_fresh_home_gets_ours_and_keeps_home_assistants_own(
    hass: HomeAssistant, config_dir: Path
) -> None:
    await _install(hass)
    folder = config_dir / "blueprints" / "automation"
    assert sorted(path.name for path in (folder / DOMAIN).iterdir()) == NAMES
    assert (folder / "homeassistant" / "motion_light.yaml").exists()


async def test_automations_that_are_slow_with_their_examples_are_waited_for(
    hass: HomeAssistant,
    config_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def copy_slowly(source: Path, target: Path) -> Path:
        time.sleep(0.1)
        return copytree(source, target)

    copytree = shutil.copytree
    monkeypatch.setattr(models, "shutil", SimpleNamespace(copytree=copy_slowly))
    await _install(hass)
    folder = config_dir / "blueprints" / "automation"
    assert sorted(path.name for path in (folder / DOMAIN).iterdir()) == NAMES
    assert (folder / "homeassistant" / "motion_light.yaml").exists()
    assert "FileExistsError" not in caplog.text


async def test_an_edited_one_is_never_overwritten_and_that_is_said(
    hass: HomeAssistant, config_dir: Path, shipped: Path
) -> None:
    await _install(hass)
    mine = config_dir / "blueprints" / "automation" / DOMAIN / NAMES[0]
    edited = mine.read_text("utf-8") + "# punya saya\n"
    mine.write_text(edited, "utf-8")
    await _install(hass)
    assert not ir.async_get(hass).issues
    name = _update(shipped)
    await _install(hass)
    assert mine.read_text("utf-8") == edited
    assert (DOMAIN, f"blueprint_edited_{name}") in ir.async_get(hass).issues
    mine.unlink()
    await _install(hass)
    assert "rt_cctv 2" in mine.read_text("utf-8")
    assert not ir.async_get(hass).issues


async def test_an_untouched_one_follows_an_update(
    hass: HomeAssistant, config_dir: Path, shipped: Path
) -> None:
    await _install(hass)
    name = _update(shipped)
    await _install(hass)
    written = config_dir / "blueprints" / "automation" / DOMAIN / name
    assert "rt_cctv 2" in written.read_text("utf-8")


async def test_one_that_was_there_before_us_is_left_alone(
    hass: HomeAssistant, config_dir: Path
) -> None:
    mine = config_dir / "blueprints" / "automation" / DOMAIN / NAMES[0]
    mine.parent.mkdir(parents=True)
    mine.write_text("blueprint: {}\n", "utf-8")
    await _install(hass)
    assert mine.read_text("utf-8") == "blueprint: {}\n"


async def test_one_that_was_deleted_stays_deleted(hass: HomeAssistant, config_dir: Path) -> None:
    await _install(hass)
    gone = config_dir / "blueprints" / "automation" / DOMAIN / NAMES[0]
    gone.unlink()
    await _install(hass)
    assert not gone.exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_blueprint_says_where_it_comes_from_and_what_it_needs(name: str) -> None:
    head = load_yaml_dict(str(blueprint_install.SHIPPED / name))["blueprint"]
    assert head["source_url"].endswith(name)
    assert head["homeassistant"]["min_version"] == "2026.10.0"


async def _automation(hass: HomeAssistant, name: str, inputs: dict[str, Any]) -> None:
    config = {"use_blueprint": {"path": f"{DOMAIN}/{name}", "input": inputs}, "alias": name}
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    await hass.async_block_till_done()
    state = hass.states.get(f"automation.{name.removesuffix('.yaml')}_yaml")
    assert state
    assert state.state == "on"


async def _until(so: Callable[[], bool]) -> None:
    """Wait until an automation did something; one in a wait of its own is never done."""
    async with asyncio.timeout(30):
        while not so():  # noqa: ASYNC110 -- an automation tells nobody
            await asyncio.sleep(0.01)


async def _end(hass: HomeAssistant) -> None:
    entity_ids = hass.states.async_entity_ids("automation")
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": entity_ids}, blocking=True
    )


def _record(hass: HomeAssistant, domain: str, *services: str) -> list[str]:
    calls: list[str] = []

    async def note(call: ServiceCall) -> None:
        calls.append(f"{call.domain}.{call.service}")

    for service in services:
        hass.services.async_register(domain, service, note)
    return calls


def _installed_beforehand(config_dir: Path) -> None:
    """Have the files there before automations are set up, as after the first start."""
    folder = config_dir / "blueprints" / "automation" / DOMAIN
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_bytes((blueprint_install.SHIPPED / name).read_bytes())


async def test_light_and_siren_go_on_with_an_emergency_and_off_when_it_is_taken(
    hass: HomeAssistant,
    config_dir: Path,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    _installed_beforehand(config_dir)
    lights = _record(hass, "light", "turn_on", "turn_off")
    alerts = await set_up(hass, recorder_entry)
    await _automation(
        hass,
        "light_and_siren.yaml",
        {
            "place": {"entity_id": entity(hass, "event", "slot_1_incident")},
            "watch_mode": entity(hass, "select", "mode"),
            "lights": {"entity_id": "light.gang"},
        },
    )
    alerts.async_handle_finding(finding(FindingKind.INTRUSION))
    await _until(lambda: lights == ["light.turn_on"])
    alerts.process(Acknowledge(incident=only(alerts).id, by="Budi"))
    await _until(lambda: lights == ["light.turn_on", "light.turn_off"])
    await _end(hass)


async def test_an_alert_goes_to_a_phone_and_is_cleared(
    hass: HomeAssistant,
    config_dir: Path,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    _installed_beforehand(config_dir)
    calls = record_notify(hass, "mobile_app_rt_05")
    alerts = await set_up(hass, recorder_entry)
    recorder = next(
        device
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), alerts.entry.entry_id)
        if device.name == "RT 05"
    )
    await _automation(
        hass,
        "alert_to_phones.yaml",
        {
            "place": {"entity_id": entity(hass, "event", "slot_1_incident")},
            # Any device stands in for a phone: its name makes the action.
            "phones": [recorder.id],
        },
    )
    alerts.async_handle_finding(finding(FindingKind.INTRUSION))
    await _until(lambda: len(calls) == 1)
    alerts.process(Acknowledge(incident=only(alerts).id, by="Budi"))
    await _until(lambda: len(calls) == 2)
    raised, cleared = calls
    assert raised["title"] == "EMERGENCY: Intruder at slot 1 (Pos kamling)"
    assert raised["data"]["image"].startswith("/api/rt_cctv/evidence/")
    assert cleared["message"] == "clear_notification"
    assert cleared["data"]["tag"] == raised["data"]["tag"]
    await _end(hass)


async def test_a_flood_is_passed_on_when_confirmed(
    hass: HomeAssistant,
    config_dir: Path,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    _installed_beforehand(config_dir)
    calls = _record(hass, "notify", "send_message")
    alerts = await set_up(hass, recorder_entry)
    await _automation(
        hass,
        "flood_early_warning.yaml",
        {
            "place": {"entity_id": entity(hass, "event", "slot_1_finding")},
            "neighbours": ["notify.rt_06"],
        },
    )
    coordinator = alerts.entry.runtime_data.coordinator
    coordinator.async_handle_finding(finding(FindingKind.FLOODING))
    await _until(lambda: calls == ["notify.send_message"])
    await _end(hass)


async def test_the_morning_report_is_made_of_the_night(
    hass: HomeAssistant,
    config_dir: Path,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    _installed_beforehand(config_dir)
    calls: list[dict[str, Any]] = []

    async def note(call: ServiceCall) -> None:
        calls.append(dict(call.data))

    alerts = await set_up(hass, recorder_entry)
    hass.services.async_register("persistent_notification", "create", note)
    alerts.async_handle_finding(finding(FindingKind.INTRUSION))
    alerts.process(Acknowledge(incident=only(alerts).id, by="Budi"))
    await _automation(hass, "morning_report.yaml", {"recorder": alerts.entry.entry_id})
    await hass.services.async_call(
        "automation", "trigger", {"entity_id": "automation.morning_report_yaml"}, blocking=True
    )
    await _until(lambda: len(calls) == 1)
    (call,) = calls
    assert call["title"] == "Night report of RT 05"
    assert "EMERGENCY: Intruder at slot 1 (Pos kamling): taken by Budi" in call["message"]
    await _end(hass)
