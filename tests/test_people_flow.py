"""The flows in which an RT says whom to alert, when, where it sounds and what matters."""

from dataclasses import replace
from datetime import time
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv.incidents import Hours, Mode, Severity
from custom_components.rt_cctv.kentongan import BEATS, Code
from custom_components.rt_cctv.model import FindingKind, SlotStatus
from custom_components.rt_cctv.people import beats_of, policy_of, posts_of

from .alert_home import record_notify
from .fake_recorder import FakeRecorder, make_slot

CODES = {str(code): pattern for code, pattern in BEATS.items()}


async def start(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> dict[str, Any]:
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    return dict(result)


async def answer(hass: HomeAssistant, flow: dict[str, Any], data: dict[str, Any]) -> Any:
    return await hass.config_entries.subentries.async_configure(flow["flow_id"], data)


async def make(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str, data: dict[str, Any]
) -> ConfigSubentry:
    result = await answer(hass, await start(hass, entry, kind), data)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    return list(entry.subentries.values())[-1]


async def test_a_person_is_added_and_changed(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    record_notify(hass, "chat")
    added = await make(
        hass,
        loaded_entry,
        "person",
        {
            "name": "Budi",
            "services": ["notify.chat"],
            "order": 2,
            "least": "information",
            "kinds": ["person", "recorder_trouble"],
            "slots": ["1"],
            "days": ["sat", "sun"],
            "start": "22:00:00",
            "end": "04:00:00",
            "language": "en",
        },
    )
    (budi,) = policy_of(loaded_entry).people
    assert (budi.key, budi.name, budi.order, budi.language) == (added.subentry_id, "Budi", 2, "en")
    assert budi.targets == ("notify.chat",)
    assert budi.least is Severity.INFORMATION
    assert budi.kinds == {FindingKind.PERSON, "recorder_trouble"}
    assert budi.slots == {1}
    assert budi.hours == (Hours(start=time(22), end=time(4), days=frozenset({5, 6})),)
    result = await hass.config_entries.subentries.async_init(
        (loaded_entry.entry_id, "person"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": added.subentry_id},
    )
    assert result["step_id"] == "reconfigure"
    changed = {
        "name": "Pak Budi",
        "services": ["notify.chat"],
        "order": 1,
        "least": "watch",
        "language": "id",
    }
    done = await answer(hass, dict(result), changed)
    assert done["reason"] == "reconfigure_successful"
    (budi,) = loaded_entry.runtime_data.alerts.policy.people
    assert (budi.name, budi.hours, budi.kinds) == ("Pak Budi", (), frozenset())


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, {"phones": "nowhere_to_send"}),
        ({"services": ["notify.nobody"]}, {"services": "no_such_service"}),
        ({"services": ["light.turn_on"]}, {"services": "no_such_service"}),
    ],
)
async def test_a_person_nobody_can_reach_is_refused_and_can_be_corrected(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, data: dict[str, Any], error: dict[str, str]
) -> None:
    record_notify(hass, "chat")
    flow = await start(hass, loaded_entry, "person")
    base = {"name": "Budi", "order": 1, "least": "watch", "language": "id"}
    result = await answer(hass, flow, base | data)
    assert result["errors"] == error
    result = await answer(hass, flow, base | {"services": ["notify.chat"]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_every_slot_of_a_large_recorder_is_offered(
    hass: HomeAssistant, fake_recorder: FakeRecorder, loaded_entry: MockConfigEntry
) -> None:
    slots = tuple(make_slot(number, SlotStatus.ONLINE) for number in range(1, 33))
    fake_recorder.state = replace(fake_recorder.state, slots=slots)
    await loaded_entry.runtime_data.coordinator.async_refresh()
    form = await start(hass, loaded_entry, "rule")
    offered = form["data_schema"].schema["slots"].config["options"]
    assert [slot["value"] for slot in offered] == [str(number) for number in range(1, 33)]
    assert [slot["label"] for slot in offered[1:3]] == ["2. Gang Mawar", "3. Slot 3"]


async def test_a_shift_makes_the_watch(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    record_notify(hass, "chat")
    base = {"order": 1, "least": "watch", "language": "id", "services": ["notify.chat"]}
    budi = await make(hass, loaded_entry, "person", {"name": "Budi", **base})
    await make(
        hass,
        loaded_entry,
        "shift",
        {
            "name": "Regu Selasa",
            "days": ["tue"],
            "start": "21:00:00",
            "end": "05:00:00",
            "people": [budi.subentry_id],
        },
    )
    (shift,) = policy_of(loaded_entry).shifts
    assert shift.hours == Hours(start=time(21), end=time(5), days=frozenset({1}))
    assert shift.people == {budi.subentry_id}


async def test_a_rule_changes_a_rating(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    await make(
        hass,
        loaded_entry,
        "rule",
        {"name": "Kucing", "severity": "ignore", "kinds": ["intrusion"], "modes": ["ronda"]},
    )
    (rule,) = policy_of(loaded_entry).rules
    assert rule.severity is None
    assert rule.modes == {Mode.RONDA}
    assert rule.hours is None


async def test_a_post_has_its_own_beats(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    assert beats_of(posts_of(loaded_entry)) == BEATS
    flow = await start(hass, loaded_entry, "post")
    base = {"name": "Pos Mawar", "least": "emergency", "volume": 70}
    wrong = {**base, "codes": {**CODES, "rajapati": "satu"}}
    assert (await answer(hass, flow, wrong))["errors"] == {"base": "not_beats"}
    right = {**base, "codes": {**CODES, "rajapati": "1-1-1"}, "media_players": ["media_player.x"]}
    assert (await answer(hass, flow, right))["type"] is FlowResultType.CREATE_ENTRY
    (post,) = loaded_entry.runtime_data.alerts.posts.posts
    assert post.volume == 0.7
    assert post.codes[Code.RAJAPATI] == "1-1-1"
    assert beats_of((post,))[Code.PENCURIAN] == BEATS[Code.PENCURIAN]


async def test_a_subentry_that_cannot_be_read_is_left_out_and_said(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    hass.config_entries.async_add_subentry(
        loaded_entry,
        ConfigSubentry(
            data=MappingProxyType({"name": "Budi", "kinds": ["sunshine"]}),
            subentry_type="person",
            title="Budi",
            unique_id=None,
        ),
    )
    policy = loaded_entry.runtime_data.alerts.policy
    assert policy.people == ()
    assert "A person of RT 05 can't be read" in caplog.text
