"""Actions on incidents: who may, what they answer, and what they say when they refuse."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.const import GROUP_ID_READ_ONLY
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_fire_time_changed,
    async_mock_service,
)
import voluptuous as vol

from custom_components.rt_cctv.alerts import Alerts
from custom_components.rt_cctv.alerts_post import SIREN_LIMIT
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.incidents import (
    RECENT,
    Changed,
    ModeChanged,
    Outcome,
    Severity,
    Stage,
    Tick,
    Topic,
)
from custom_components.rt_cctv.model import FindingKind

from .alert_home import only, person, record_notify, set_up, subentry
from .fake_recorder import FakeRecorder, finding

type Call = Callable[..., Any]


@pytest.fixture
async def alerts(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> Alerts:
    record_notify(hass, "chat")
    return await set_up(
        hass,
        recorder_entry,
        person("Budi", services=("notify.chat",)),
        person("Siti", services=("notify.chat",), order=2),
    )


async def call(
    hass: HomeAssistant, name: str, user: User | None = None, **data: Any
) -> dict[str, Any]:
    answer = await hass.services.async_call(
        DOMAIN,
        name,
        data,
        blocking=True,
        return_response=True,
        context=Context(user_id=user.id if user else None),
    )
    assert isinstance(answer, dict)
    return answer


def intruder(alerts: Alerts) -> str:
    alerts.async_handle_finding(finding(FindingKind.INTRUSION))
    return only(alerts).id


async def test_an_incident_is_raised_taken_and_closed(hass: HomeAssistant, alerts: Alerts) -> None:
    raised = await call(hass, "raise_incident", text="Kebakaran di gang 2", slot=2)
    assert raised["told"] == 1
    assert only(alerts).kind is Topic.MANUAL
    assert await call(hass, "acknowledge", by="Budi") == {
        "incident": raised["incident"],
        "by": "Budi",
    }
    assert only(alerts).acknowledged_by == "Budi"
    await call(hass, "close", incident=raised["incident"])
    assert alerts.state.recent[-1].outcome is Outcome.HANDLED


async def test_dismissing_closes(hass: HomeAssistant, alerts: Alerts) -> None:
    intruder(alerts)
    await call(hass, "dismiss")
    assert alerts.state.recent[-1].outcome is Outcome.DISMISSED


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("acknowledge", {}, "nothing_open"),
        ("acknowledge", {"incident": "20200101000000-1"}, "no_such_incident"),
        ("raise_incident", {"text": "x", "slot": 9}, "no_such_slot"),
        ("snooze", {"duration": 60, "slot": 9}, "no_such_slot"),
        ("test_alert", {"people": ["Joko"]}, "no_such_person"),
        ("play_kentongan", {"code": "bencana"}, "no_post"),
        ("acknowledge", {"config_entry_id": "other"}, "no_such_recorder"),
        ("keep_clip", {"incident": "20200101000000-1"}, "no_such_incident"),
    ],
)
async def test_misuse_is_said_in_words(
    hass: HomeAssistant, alerts: Alerts, name: str, data: dict[str, Any], key: str
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await call(hass, name, **data)
    assert raised.value.translation_key == key


async def test_a_drill_for_nobody_says_whom_to_add(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    await set_up(hass, recorder_entry)
    with pytest.raises(ServiceValidationError) as raised:
        await call(hass, "test_alert")
    assert raised.value.translation_key == "nobody_listed"


async def test_late_and_double_words_are_refused(hass: HomeAssistant, alerts: Alerts) -> None:
    name = intruder(alerts)
    await call(hass, "acknowledge", by="Siti")
    with pytest.raises(ServiceValidationError) as raised:
        await call(hass, "acknowledge", by="Budi")
    assert raised.value.translation_key == "already_acknowledged"
    assert raised.value.translation_placeholders == {"name": "Siti"}
    await call(hass, "close")
    with pytest.raises(ServiceValidationError) as raised:
        await call(hass, "close", incident=name)
    assert raised.value.translation_key == "incident_closed"


async def test_with_two_open_one_has_to_be_named(hass: HomeAssistant, alerts: Alerts) -> None:
    intruder(alerts)
    await call(hass, "raise_incident", text="Kebakaran")
    with pytest.raises(ServiceValidationError) as raised:
        await call(hass, "acknowledge")
    assert raised.value.translation_key == "which_incident"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("raise_incident", {"text": ""}),
        ("raise_incident", {"text": "x" * 201}),
        ("raise_incident", {"text": "x", "severity": "panic"}),
        ("snooze", {"duration": 60, "kind": "sunshine"}),
        ("play_kentongan", {"code": "samba"}),
        ("keep_clip", {"seconds": 600}),
    ],
)
async def test_what_makes_no_sense_is_not_taken(
    hass: HomeAssistant, alerts: Alerts, name: str, data: dict[str, Any]
) -> None:
    with pytest.raises((vol.Invalid, ServiceValidationError)):
        await call(hass, name, **data)


EVERYTHING: list[tuple[str, dict[str, Any]]] = [
    ("raise_incident", {"text": "x"}),
    ("raise_incident", {"text": "x", "slot": 1}),
    ("acknowledge", {}),
    ("dismiss", {}),
    ("close", {}),
    ("snooze", {"duration": 60}),
    ("test_alert", {}),
    ("play_kentongan", {"code": "bencana"}),
    ("keep_clip", {}),
    ("report", {}),
]


@pytest.mark.parametrize(("name", "data"), EVERYTHING)
async def test_who_may_only_look_changes_nothing(
    hass: HomeAssistant, alerts: Alerts, name: str, data: dict[str, Any]
) -> None:
    intruder(alerts)
    before = alerts.state
    group = await hass.auth.async_get_group(GROUP_ID_READ_ONLY)
    assert group
    viewer = MockUser(name="Layar", groups=[group]).add_to_hass(hass)
    with pytest.raises(Unauthorized):
        await call(hass, name, viewer, **data)
    assert alerts.state.incidents == before.incidents
    assert alerts.state.snoozes == before.snoozes


async def test_a_user_speaks_only_for_themselves(
    hass: HomeAssistant, alerts: Alerts, hass_admin_user: MockUser
) -> None:
    intruder(alerts)
    member = MockUser(name="Rudi", groups=[]).add_to_hass(hass)
    member.mock_policy({"entities": True})
    await call(hass, "acknowledge", member, by="Pak RT")
    assert only(alerts).acknowledged_by == "Rudi"
    await call(hass, "close", member)
    await call(hass, "raise_incident", hass_admin_user, text="x", severity="watch")
    member.is_active = False
    with pytest.raises(Unauthorized):
        await call(hass, "close", member)


async def test_what_is_raised_again_is_the_same_incident_and_nobody_is_told_twice(
    hass: HomeAssistant, alerts: Alerts
) -> None:
    first = await call(hass, "raise_incident", text="Kebakaran")
    again = await call(hass, "raise_incident", text="Kebakaran")
    assert again == {"incident": first["incident"], "told": 0}


async def test_an_automation_may_answer_an_incident_with_another(
    hass: HomeAssistant, alerts: Alerts
) -> None:
    answers: list[asyncio.Task[dict[str, Any]]] = []

    @callback
    def reply(change: Changed | ModeChanged) -> None:
        if not answers:
            told = call(hass, "raise_incident", text="Nyalakan lampu")
            answers.append(hass.async_create_task(told, eager_start=True))

    alerts.async_listen(reply)
    intruder(alerts)
    assert (await answers[0])["incident"] in alerts.state.incidents


async def test_what_is_raised_is_told_apart_from_what_is_due_meanwhile(
    hass: HomeAssistant, alerts: Alerts
) -> None:
    intruder(alerts)
    await hass.async_block_till_done()
    clock, repeat_due = alerts._clock, timedelta(seconds=125)
    alerts._clock = lambda: replace(clock(), ticks=clock().ticks + repeat_due.total_seconds())
    raised = await call(hass, "raise_incident", text="Kebakaran")
    assert raised["told"] == 1
    assert alerts.state.incidents[raised["incident"]].text == "Kebakaran"


async def test_a_drill_reaches_everybody_or_those_named(
    hass: HomeAssistant, alerts: Alerts
) -> None:
    assert (await call(hass, "test_alert"))["told"] == 2
    assert (await call(hass, "test_alert", people=["Siti"]))["told"] == 1


async def test_a_snooze_holds_back_and_zero_ends_it(hass: HomeAssistant, alerts: Alerts) -> None:
    answer = await call(hass, "snooze", duration={"minutes": 5}, slot=1, kind="intrusion")
    assert answer == {"slot": 1, "kind": "intrusion", "seconds": 300}
    alerts.async_handle_finding(finding(FindingKind.INTRUSION))
    assert not [i for i in alerts.state.incidents.values() if i.slot == 1]
    await call(hass, "snooze", duration=0, slot=1, kind="intrusion")
    assert alerts.state.snoozes == ()


async def test_a_clip_is_kept_of_what_the_eyes_saw(
    hass: HomeAssistant, alerts: Alerts, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(alerts.evidence, "_folder", tmp_path)
    intruder(alerts)
    with pytest.raises(HomeAssistantError) as raised:
        await call(hass, "keep_clip")
    assert raised.value.translation_key == "no_clip"

    async def clip(_slot: int, seconds: float) -> bytes:
        return b"mp4" * int(seconds)

    monkeypatch.setattr(alerts.entry.runtime_data.eyes, "async_clip", clip)
    answer = await call(hass, "keep_clip", seconds=2)
    assert answer["clip"].endswith("-s1-intrusion.mp4")
    assert (tmp_path / answer["clip"].rpartition("/")[2]).read_bytes() == b"mp4mp4"


async def test_the_report_tells_the_night(hass: HomeAssistant, alerts: Alerts) -> None:
    assert (await call(hass, "report"))["text"].startswith("No incidents in the last 12 hours.")
    intruder(alerts)
    await call(hass, "dismiss", by="Budi")
    alerts.async_handle_finding(finding(FindingKind.TAMPER, 2))
    report = await call(hass, "report", hours=6)
    assert "EMERGENCY: Intruder at slot 1 (Pos kamling): was nothing, says Budi" in report["text"]
    assert "still open" in report["text"]
    assert "Slots dark now: slot 3." in report["text"]
    assert "Earlier incidents" not in report["text"]
    assert report["dark_slots"] == [3]


async def test_a_report_of_more_than_is_remembered_says_so(
    hass: HomeAssistant, alerts: Alerts
) -> None:
    for number in range(RECENT):
        raised = await call(hass, "raise_incident", text=f"Laporan {number}", severity="watch")
        await call(hass, "close", incident=raised["incident"])
    assert (await call(hass, "report"))["text"].count("Earlier incidents") == 1


async def test_two_recorders_have_to_be_told_apart(
    hass: HomeAssistant, alerts: Alerts, recorder_entry: MockConfigEntry
) -> None:
    other = MockConfigEntry(
        domain=DOMAIN,
        title="RT 06",
        unique_id="OTHER",
        data={**recorder_entry.data, "key": "OTHER", "host": "10.0.0.10"},
    )
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await call(hass, "raise_incident", text="x")
    assert raised.value.translation_key == "which_recorder"
    entry_id = alerts.entry.entry_id
    await call(hass, "raise_incident", text="x", config_entry_id=entry_id, severity="watch")
    assert only(alerts).severity is Severity.WATCH


async def test_the_kentongan_sounds_at_every_post_until_somebody_takes_it(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    calls: list[tuple[str, dict[str, Any]]] = []

    async def note(service: Any) -> None:
        calls.append((f"{service.domain}.{service.service}", dict(service.data)))

    for domain, service in (
        ("media_player", "play_media"),
        ("media_player", "volume_set"),
        ("siren", "turn_on"),
        ("siren", "turn_off"),
    ):
        hass.services.async_register(domain, service, note)
    post = {"media_players": ["media_player.pos"], "sirens": ["siren.pos"], "volume": 80}
    answer(hass, "media_player.pos", "siren.pos")
    alerts = await set_up(hass, recorder_entry, subentry("post", "Pos Mawar", post))
    assert await call(hass, "play_kentongan", code="doro_muluk") == {"code": "doro_muluk"}
    assert calls[-1][1]["media_content_id"].endswith("/kentongan/doro_muluk")
    calls.clear()
    intruder(alerts)
    await hass.async_block_till_done()
    said = dict(calls)
    assert said["media_player.volume_set"]["volume_level"] == 0.8
    assert said["media_player.play_media"]["media_content_id"].endswith("/kentongan/pencurian")
    assert said["siren.turn_on"]["entity_id"] == ["siren.pos"]
    await call(hass, "acknowledge", by="Budi")
    await hass.async_block_till_done()
    assert calls[-1][0] == "siren.turn_off"
    assert only(alerts).stage is Stage.ACKNOWLEDGED


async def test_a_siren_is_off_after_its_limit_although_the_alert_is_repeated(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    calls = [async_mock_service(hass, "siren", f"turn_{way}") for way in ("on", "off")]
    post = {"media_players": [], "sirens": ["siren.pos"]}
    answer(hass, "siren.pos")
    alerts = await set_up(hass, recorder_entry, subentry("post", "Pos Mawar", post))
    intruder(alerts)
    counts = []
    for seconds in (0, 125, SIREN_LIMIT - 120, 120):
        freezer.tick(seconds)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        counts.append([len(way) for way in calls])
    assert counts == [[1, 0], [2, 0], [2, 1], [3, 1]]


async def test_a_siren_that_is_slow_to_turn_on_is_off_after_all_once_somebody_takes_it(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    told: list[str] = []
    connected = asyncio.Event()

    async def turn(call: ServiceCall) -> None:
        if call.service == "turn_on":
            await connected.wait()
        told.append(call.service)

    for service in ("turn_on", "turn_off"):
        hass.services.async_register("siren", service, turn)
    post = {"media_players": [], "sirens": ["siren.pos"]}
    answer(hass, "siren.pos")
    alerts = await set_up(hass, recorder_entry, subentry("post", "Pos Mawar", post))
    intruder(alerts)
    await call(hass, "acknowledge", by="Budi")
    connected.set()
    await hass.async_block_till_done()
    assert told == ["turn_on", "turn_off"]


async def test_a_post_that_no_longer_is_or_has_nothing_to_sound_is_silent_for_no_trouble(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    post = {"media_players": ["media_player.gone"], "sirens": ["siren.gone"]}
    alerts = await set_up(
        hass, recorder_entry, subentry("post", "Pos Mawar", post), subentry("post", "Pos 2", post)
    )
    intruder(alerts)
    await hass.async_block_till_done()
    assert shown_keys(hass) == ["post_silent", "post_silent", "siren_silent", "siren_silent"]
    first, second = alerts.entry.subentries.values()
    manager = hass.config_entries
    less = {**first.data, "media_players": []}
    manager.async_update_subentry(alerts.entry, first, data=less)
    manager.async_remove_subentry(alerts.entry, second.subentry_id)
    alerts.process(Tick())
    assert shown_keys(hass) == ["siren_silent"]
    await manager.async_unload(alerts.entry.entry_id)
    assert shown_keys(hass) == []


def shown_keys(hass: HomeAssistant) -> list[str]:
    """Return the repairs that are open, by their texts' keys."""
    issues = ir.async_get(hass).issues.values()
    return sorted(str(i.translation_key) for i in issues if i.domain == DOMAIN)


def answer(hass: HomeAssistant, *entities: str) -> None:
    """Have players and sirens that answer."""
    for each in entities:
        hass.states.async_set(each, "off")


async def test_a_post_whose_speaker_and_siren_do_not_answer_is_said(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    """Home Assistant takes an action on what is unavailable, and does nothing."""
    played = async_mock_service(hass, "media_player", "play_media")
    howled = async_mock_service(hass, "siren", "turn_on")
    hass.states.async_set("siren.pos", "unavailable")
    post = {"media_players": ["media_player.gone"], "sirens": ["siren.pos"]}
    alerts = await set_up(hass, recorder_entry, subentry("post", "Pos Mawar", post))
    intruder(alerts)
    await hass.async_block_till_done()
    assert (played, howled) == ([], [])
    assert shown_keys(hass) == ["post_silent", "siren_silent"]


async def test_a_silent_post_is_said(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    async def fail(_: Any) -> None:
        raise RuntimeError("no speaker")

    hass.services.async_register("media_player", "play_media", fail)
    post = {"media_players": ["media_player.pos"], "sirens": []}
    answer(hass, "media_player.pos")
    await set_up(hass, recorder_entry, subentry("post", "Pos Mawar", post))
    with pytest.raises(HomeAssistantError) as raised:
        await call(hass, "play_kentongan", code="bencana")
    assert raised.value.translation_key == "not_drummed"
    assert shown_keys(hass) == ["post_silent"]
