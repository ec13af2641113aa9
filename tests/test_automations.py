"""Triggers and conditions of our own, with targets, in real automations; and the logbook."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import async_get_all_descriptions as condition_descriptions
from homeassistant.helpers.trigger import async_get_all_descriptions as trigger_descriptions
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
import voluptuous as vol

from custom_components.rt_cctv import logbook
from custom_components.rt_cctv.alerts import Alerts
from custom_components.rt_cctv.condition import CONDITIONS
from custom_components.rt_cctv.incidents import Acknowledge, Close, Mode, SetMode
from custom_components.rt_cctv.model import Certainty, FindingKind, FindingSource, SlotStatus
from custom_components.rt_cctv.trigger import TRIGGERS

from .alert_home import entity, only, set_up
from .fake_recorder import FakeRecorder, finding


@pytest.fixture
async def alerts(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> Alerts:
    return await set_up(hass, recorder_entry)


@pytest.fixture
def fired(hass: HomeAssistant) -> list[str]:
    calls: list[str] = []

    async def note(call: ServiceCall) -> None:
        calls.append(call.data["what"])

    hass.services.async_register("test", "note", note)
    return calls


async def automate(hass: HomeAssistant, *configs: dict[str, Any]) -> None:
    numbered = [{"alias": f"a{n}", **config} for n, config in enumerate(configs)]
    assert await async_setup_component(hass, "automation", {"automation": numbered})
    await hass.async_block_till_done()
    for n in range(len(configs)):
        state = hass.states.get(f"automation.a{n}")
        assert state
        assert state.state == "on"


def on(trigger: str, target: str, what: str = "{{ trigger.entity_id }}", **options: Any) -> Any:
    return {
        "triggers": {
            "trigger": f"rt_cctv.{trigger}",
            "target": {"entity_id": target},
            "options": options,
        },
        "actions": {"action": "test.note", "data": {"what": what}},
    }


async def test_home_assistant_describes_every_one_of_them(
    hass: HomeAssistant, alerts: Alerts
) -> None:
    assert await async_setup_component(hass, "automation", {})
    triggers = await trigger_descriptions(hass)
    conditions = await condition_descriptions(hass)
    assert {f"rt_cctv.{key}" for key in TRIGGERS} <= triggers.keys()
    assert {f"rt_cctv.{key}" for key in CONDITIONS} <= conditions.keys()
    assert all(triggers[f"rt_cctv.{key}"] for key in TRIGGERS)
    assert all(conditions[f"rt_cctv.{key}"] for key in CONDITIONS)


async def test_an_incidents_turns_trigger(
    hass: HomeAssistant, alerts: Alerts, fired: list[str]
) -> None:
    event = entity(hass, "event", "slot_1_incident")
    await automate(
        hass,
        on("incident_raised", event, "raised"),
        on("incident_raised", event, "flood", kind=["flooding"]),
        on("incident_raised", event, "emergency", severity=["emergency"]),
        on("incident_acknowledged", event, "{{ trigger.to_state.attributes.acknowledged_by }}"),
        on("incident_closed", event, "closed", kind=["intrusion"]),
    )
    alerts.async_handle_finding(finding(FindingKind.INTRUSION))
    await hass.async_block_till_done()
    assert sorted(fired) == ["emergency", "raised"]
    name = only(alerts).id
    alerts.process(Acknowledge(incident=name, by="Budi"))
    alerts.process(Close(incident=name, by="Budi"))
    await hass.async_block_till_done()
    assert fired[2:] == ["Budi", "closed"]


async def test_a_flood_that_is_confirmed_triggers_anew(
    hass: HomeAssistant, alerts: Alerts, fired: list[str]
) -> None:
    incident, found = (entity(hass, "event", f"slot_1_{key}") for key in ("incident", "finding"))
    await automate(
        hass,
        on("incident_raised", incident, "emergency", severity=["emergency"]),
        on("finding_seen", found, "{{ trigger.to_state.attributes.certainty }}"),
    )
    coordinator = alerts.entry.runtime_data.coordinator
    sure = finding(FindingKind.FLOODING, source=FindingSource.HUB, expires_after=None)
    coordinator.async_handle_finding(replace(sure, certainty=Certainty.SUSPECTED))
    await hass.async_block_till_done()
    assert fired == ["suspected"]
    coordinator.async_handle_finding(sure)
    await hass.async_block_till_done()
    assert sorted(fired[1:]) == ["confirmed", "emergency"]


async def test_a_finding_triggers_by_kind(
    hass: HomeAssistant, alerts: Alerts, fired: list[str]
) -> None:
    event = entity(hass, "event", "slot_1_finding")
    await automate(
        hass,
        on("finding_seen", event, "any"),
        on("finding_seen", event, "line", kind="line_crossing"),
    )
    coordinator = alerts.entry.runtime_data.coordinator
    coordinator.async_handle_finding(finding(FindingKind.MOTION))
    await hass.async_block_till_done()
    coordinator.async_handle_finding(finding(FindingKind.LINE_CROSSING))
    await hass.async_block_till_done()
    assert sorted(fired) == ["any", "any", "line"]


async def test_a_slot_that_goes_dark_and_comes_back_triggers(
    hass: HomeAssistant, alerts: Alerts, fired: list[str], fake_recorder: FakeRecorder
) -> None:
    sensor = entity(hass, "binary_sensor", "slot_1_connectivity")
    await automate(hass, on("slot_dark", sensor, "dark"), on("slot_back", sensor, "back"))
    coordinator = alerts.entry.runtime_data.coordinator
    for status in (SlotStatus.OFFLINE, SlotStatus.ONLINE):
        fake_recorder.set_status(1, status)
        await coordinator.async_refresh()
        await hass.async_block_till_done()
    assert fired == ["dark", "back"]


async def test_a_device_as_target_means_its_own_entities_only(
    hass: HomeAssistant, alerts: Alerts, fired: list[str], fake_recorder: FakeRecorder
) -> None:
    """The recorder's device holds other connectivity sensors as well, which aren't slots."""
    registered = er.async_get(hass).async_get(entity(hass, "binary_sensor", "slot_1_connectivity"))
    assert registered
    config = on("slot_dark", "", "dark")
    config["triggers"]["target"] = {"device_id": registered.device_id}
    await automate(hass, config)
    fake_recorder.set_status(1, SlotStatus.OFFLINE)
    fake_recorder.set_status(2, SlotStatus.OFFLINE)
    await alerts.entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()
    assert fired == ["dark"]


@pytest.mark.parametrize(
    ("condition", "unique_id", "options", "holds"),
    [
        ("slot_is_dark", ("binary_sensor", "slot_3_connectivity"), {}, True),
        ("slot_is_dark", ("binary_sensor", "slot_1_connectivity"), {}, False),
        ("has_open_incident", ("binary_sensor", "slot_1_incident"), {}, True),
        ("has_open_incident", ("binary_sensor", "slot_2_incident"), {}, False),
        ("mode_is", ("select", "mode"), {"mode": ["libur", "siaga"]}, True),
        ("mode_is", ("select", "mode"), {"mode": "siang"}, False),
    ],
)
async def test_a_condition_holds_or_not(
    hass: HomeAssistant,
    alerts: Alerts,
    fired: list[str],
    condition: str,
    unique_id: tuple[str, str],
    options: dict[str, Any],
    *,
    holds: bool,
) -> None:
    alerts.process(SetMode(mode=Mode.LIBUR))
    alerts.async_handle_finding(finding(FindingKind.INTRUSION))
    await hass.async_block_till_done()
    await automate(
        hass,
        {
            "triggers": {"trigger": "event", "event_type": "now"},
            "conditions": {
                "condition": f"rt_cctv.{condition}",
                "target": {"entity_id": entity(hass, *unique_id)},
                "options": options,
            },
            "actions": {"action": "test.note", "data": {"what": "yes"}},
        },
    )
    hass.bus.async_fire("now")
    await hass.async_block_till_done()
    assert bool(fired) is holds


@pytest.mark.parametrize(
    ("trigger", "options"),
    [("finding_seen", {"kind": "sunshine"}), ("incident_raised", {"severity": ["panic"]})],
)
async def test_what_there_is_not_cannot_be_waited_for(
    hass: HomeAssistant, alerts: Alerts, trigger: str, options: dict[str, Any]
) -> None:
    config = on(trigger, "event.x", **options)["triggers"]
    with pytest.raises(vol.Invalid):
        await TRIGGERS[trigger].async_validate_config(hass, config)


@pytest.mark.parametrize(
    ("language", "sentences", "what"),
    [
        ("en", ["raised (level: Emergency)", "taken by Budi", "dealt with by Siti"], "Intruder"),
        ("id", ["dimulai (tingkat: Darurat)", "ditangani Budi", "diselesaikan Siti"], "Penyusup"),
    ],
)
async def test_the_logbook_reads_well(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    language: str,
    sentences: list[str],
    what: str,
) -> None:
    hass.config.language = language
    alerts = await set_up(hass, recorder_entry)
    described: dict[str, Any] = {}
    logbook.async_describe_events(
        hass, lambda _domain, event, describe: described.update({event: describe})
    )
    events = async_capture_events(hass, "rt_cctv_incident")
    alerts.async_handle_finding(finding(FindingKind.INTRUSION))
    name = only(alerts).id
    alerts.process(Acknowledge(incident=name, by="Budi"))
    alerts.process(Close(incident=name, by="Siti"))
    await hass.async_block_till_done()
    told = [described["rt_cctv_incident"](event) for event in events]
    assert [line["message"] for line in told] == [f'"{what}" {said}' for said in sentences]
    assert told[0]["entity_id"] == entity(hass, "event", "slot_1_incident")
    assert "slot 1 (Pos kamling)" in told[0]["name"]
