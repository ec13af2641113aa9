"""From a finding to a phone and back, in a real Home Assistant with phones that the tests play."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
import logging
from typing import Any
from unittest.mock import patch

from aiohttp import ClientError
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
    async_mock_service,
)
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.rt_cctv import alerts_absent, alerts_send, delivery
from custom_components.rt_cctv.alerts import Alerts
from custom_components.rt_cctv.alerts_phone import tag
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.incidents import (
    Acknowledge,
    Part,
    Raise,
    Severity,
    Stage,
    Tick,
    Topic,
)
from custom_components.rt_cctv.model import (
    Certainty,
    Finding,
    FindingKind,
    FindingSource,
    SlotStatus,
    Target,
)
from custom_components.rt_cctv.nvr.base import InvalidAuthError, RecorderError, TimedOutError

from .alert_home import (
    entity,
    fail_notify,
    only,
    person,
    phone_device,
    record_notify,
    set_up,
)
from .fake_recorder import JPEG, FakeRecorder, finding
from .played_phone import PlayedPhone, Shown

type MakePhone = Callable[..., Awaitable[PlayedPhone]]


@pytest.fixture
async def make_phone(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    hass_access_token: str,
) -> AsyncGenerator[MakePhone]:
    """Return a function that registers a phone and, unless told otherwise, puts it online."""
    # Whatever serves something has to be there before the first request.
    for component in (DOMAIN, "camera", "image", "notify", "mobile_app"):
        assert await async_setup_component(hass, component, {})
    client = await hass_client_no_auth()
    phones: list[PlayedPhone] = []

    async def make(name: str, *, push_url: str | None = None, online: bool = True) -> PlayedPhone:
        phone = PlayedPhone(str(client.make_url("")), hass_access_token, name)
        await phone.__aenter__()
        phones.append(phone)
        await phone.register(push_url)
        await hass.async_block_till_done()
        if online:
            await phone.go_online()
        return phone

    yield make
    for phone in phones:
        await phone.__aexit__()


@pytest.fixture
async def phone(make_phone: MakePhone) -> PlayedPhone:
    """Return Budi's phone, online."""
    return await make_phone("Ponsel Budi")


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    phone: PlayedPhone,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> Alerts:
    """Return the alerts of a recorder of which Budi is told."""
    return await set_up(hass, recorder_entry, person("Budi", phones=(phone_device(hass, phone),)))


def intrusion(slot: int = 1, **changes: Any) -> Finding:
    return finding(FindingKind.INTRUSION, slot, expires_after=None, **changes)


async def raised(alerts: Alerts, *phones: PlayedPhone) -> list[Shown]:
    """Let an intruder be found; return what the phones then show, one each."""
    alerts.async_handle_finding(intrusion())
    return [await each.first() for each in phones]


async def in_line(hass: HomeAssistant, entry: MockConfigEntry, **phones: PlayedPhone) -> Alerts:
    """Return the alerts of a recorder of which these people are told one after the other."""
    people = [
        person(name, phones=(phone_device(hass, phone),), order=order)
        for order, (name, phone) in enumerate(phones.items(), 1)
    ]
    return await set_up(hass, entry, *people)


def issues(hass: HomeAssistant) -> list[str | None]:
    return [i.translation_key for i in ir.async_get(hass).issues.values() if i.domain == DOMAIN]


def notes(hass: HomeAssistant) -> Mapping[str, Any]:
    """Return what lies on Home Assistant's own notice board."""
    return persistent_notification._async_get_or_create_notifications(hass)


async def test_a_phone_gets_the_alarm_with_the_picture_of_the_moment(
    alerts: Alerts,
    phone: PlayedPhone,
) -> None:
    moment = JPEG + b"moment"
    alerts.entry.runtime_data.coordinator.async_handle_finding(intrusion(evidence=moment))
    shown = await phone.first()
    assert shown.title == "DARURAT: Penyusup di slot 1 (Pos kamling)"
    assert shown.message.startswith("Sejak ")
    assert shown.image == moment
    assert shown.data["tag"] == tag(only(alerts).id)
    assert shown.data["channel"] == "alarm_stream"
    assert shown.data["push"]["sound"]["critical"] == 1
    assert shown.data["clickAction"].startswith("entityId:camera.")
    assert [a["title"] for a in shown.data["actions"]] == [
        "Saya tangani",
        "Bukan apa-apa",
        "Panggil bantuan",
    ]


async def test_without_a_picture_of_its_own_the_recorder_is_asked_at_once(
    alerts: Alerts,
    phone: PlayedPhone,
    fake_recorder: FakeRecorder,
) -> None:
    (shown,) = await raised(alerts, phone)
    assert shown.image == JPEG
    assert fake_recorder.snapshots == 1


async def test_whoever_takes_it_silences_every_phone(
    hass: HomeAssistant,
    make_phone: MakePhone,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    budi, siti = await make_phone("Ponsel Budi"), await make_phone("Ponsel Siti")
    chat = record_notify(hass, "telegram_rt")
    alerts = await set_up(
        hass,
        recorder_entry,
        person("Budi", phones=(phone_device(hass, budi),)),
        person(
            "Siti",
            phones=(phone_device(hass, siti),),
            services=("notify.telegram_rt",),
            language="en",
        ),
    )
    _, hers = await raised(alerts, budi, siti)
    assert hers.title == "EMERGENCY: Intruder at slot 1 (Pos kamling)"
    await siti.press(hers.action("I will handle it"))
    await budi.wait_until(lambda: not budi.screen)
    await siti.wait_until(lambda: not siti.screen)
    assert only(alerts).acknowledged_by == "Siti"
    await hass.async_block_till_done()
    assert [call["message"] for call in chat][-1] == "Siti handles it."
    state = hass.states.get(entity(hass, "sensor", "open_incidents"))
    assert state
    assert state.attributes["incidents"][0]["acknowledged_by"] == "Siti"


async def test_the_second_to_press_is_told_who_was_first(
    hass: HomeAssistant,
    make_phone: MakePhone,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    budi, siti = await make_phone("Ponsel Budi"), await make_phone("Ponsel Siti")
    alerts = await set_up(
        hass,
        recorder_entry,
        person("Budi", phones=(phone_device(hass, budi),)),
        person("Siti", phones=(phone_device(hass, siti),)),
    )
    mine, hers = await raised(alerts, budi, siti)
    take = "Saya tangani"
    await asyncio.gather(budi.press(mine.action(take)), siti.press(hers.action(take)))
    late = siti if only(alerts).acknowledged_by == "Budi" else budi
    first = only(alerts).acknowledged_by
    await late.wait_until(lambda: late.history[-1].message == f"Ditangani {first}.")


async def test_a_forged_button_does_nothing_and_is_shown(
    hass: HomeAssistant,
    alerts: Alerts,
    phone: PlayedPhone,
) -> None:
    (shown,) = await raised(alerts, phone)
    real = shown.action("Saya tangani")
    head = real.rpartition(".")[0]
    for forged in (
        f"{head}.{'0' * 32}",
        real.replace(".take.", ".nothing."),
        real.replace(".take.", ".fly."),
        head,
        f"{real}x",
    ):
        await phone.press(forged)
    await hass.async_block_till_done()
    assert only(alerts).stage is Stage.OPEN
    assert alerts.reports.forged == 5
    assert f"{DOMAIN}_forged_{alerts.entry.entry_id}" in notes(hass)


async def test_a_button_of_an_older_incident_is_answered(
    alerts: Alerts,
    phone: PlayedPhone,
) -> None:
    (old,) = await raised(alerts, phone)
    await phone.press(old.action("Bukan apa-apa"))
    await phone.wait_until(lambda: not phone.screen)
    await phone.press(old.action("Saya tangani"))
    await phone.wait_until(lambda: phone.history[-1].message == "Kejadian ini sudah selesai.")


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        (lambda: asyncio.sleep(60), "too_slow"),
        (lambda: _raise(RuntimeError("429 Too Many Requests")), "refused"),
        (lambda: _raise(OSError("no route")), "refused"),
    ],
    ids=["hangs", "429", "raises"],
)
async def test_one_bad_target_never_holds_up_another(
    hass: HomeAssistant,
    make_phone: MakePhone,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[[], Awaitable[None]],
    reason: str,
) -> None:
    monkeypatch.setattr(alerts_send, "SEND_LIMIT", 2.0)
    phone = await make_phone("Ponsel Siti")
    fail_notify(hass, "rusak", fail)
    alerts = await set_up(
        hass,
        recorder_entry,
        person("Budi", services=("notify.rusak",)),
        person("Siti", phones=(phone_device(hass, phone),)),
    )
    await raised(alerts, phone)
    await _answered(alerts)
    assert alerts.reports.failing == {"Budi": reason}
    assert issues(hass) == [f"unreachable_{reason}"]
    assert len(only(alerts).failed) == 1


PUSH_URL = "https://push.example.org/send"


def push_service(mock: AiohttpClientMocker, **answer: Any) -> None:
    """Have the push service answer so."""
    mock.post(PUSH_URL, **answer)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"status": 429, "json": {"message": "Too many"}}, "rationed"),
        ({"status": 500, "json": {"errorMessage": "broken"}}, "push_service"),
        ({"exc": ClientError()}, "push_service"),
        ({"exc": TimeoutError()}, "push_service"),
    ],
    ids=["429", "500", "no Internet", "hangs"],
)
async def test_who_the_push_service_refuses_is_followed_by_the_next_and_shown(
    hass: HomeAssistant,
    aioclient_mock: AiohttpClientMocker,
    make_phone: MakePhone,
    phone: PlayedPhone,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    answer: dict[str, Any],
    reason: str,
) -> None:
    push_service(aioclient_mock, **answer)
    far = await make_phone("Ponsel Rudi", push_url=PUSH_URL, online=False)
    alerts = await in_line(hass, recorder_entry, Rudi=far, Budi=phone)
    (his,) = await raised(alerts, phone)
    assert "Yang lain belum menjawab" in his.message
    assert alerts.reports.failing == {"Rudi": reason}
    assert issues(hass) == [f"unreachable_{reason}"]


async def test_who_is_online_in_name_only_and_refused_by_the_push_service_is_noticed(
    hass: HomeAssistant,
    aioclient_mock: AiohttpClientMocker,
    make_phone: MakePhone,
    phone: PlayedPhone,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    """Home Assistant tries the push service once the phone hasn't confirmed for ten seconds."""
    push_service(aioclient_mock, exc=ClientError())
    far = await make_phone("Ponsel Rudi", push_url=PUSH_URL)
    far.confirms = False
    alerts = await in_line(hass, recorder_entry, Rudi=far, Budi=phone)
    await raised(alerts, far)
    await _answered(alerts)
    assert alerts.reports.failing == {}
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=11))
    await phone.first()
    assert alerts.reports.failing == {"Rudi": "push_service"}


async def test_a_push_service_that_takes_the_message_is_no_failure(
    hass: HomeAssistant,
    aioclient_mock: AiohttpClientMocker,
    make_phone: MakePhone,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    push_service(aioclient_mock, status=201, json={})
    far = await make_phone("Ponsel Rudi", push_url=PUSH_URL, online=False)
    alerts = await set_up(hass, recorder_entry, person("Rudi", phones=(phone_device(hass, far),)))
    alerts.async_handle_finding(intrusion())
    await _answered(alerts)
    assert len(aioclient_mock.mock_calls) == 1
    assert alerts.reports.failing == {}
    assert only(alerts).failed == ()


async def test_nobody_listens_to_the_push_service_once_the_recorder_is_unloaded(
    hass: HomeAssistant, alerts: Alerts
) -> None:
    log = logging.getLogger("homeassistant.components.mobile_app.notify")
    assert len(log.handlers) == 1
    await hass.config_entries.async_unload(alerts.entry.entry_id)
    assert log.handlers == []


async def _answered(alerts: Alerts) -> None:
    """Wait until delivery has answered for everybody."""

    def pending() -> bool:
        return any(incident.pending for incident in alerts.state.incidents.values())

    answered = asyncio.Event()
    cancel = alerts.async_listen(lambda _: None if pending() else answered.set())
    async with asyncio.timeout(30):
        if pending():
            await answered.wait()
    cancel()


async def _raise(err: Exception) -> None:
    raise err


async def test_a_phone_that_was_removed_is_said_and_the_next_in_line_is_told(
    hass: HomeAssistant,
    make_phone: MakePhone,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> None:
    budi, siti = await make_phone("Ponsel Budi"), await make_phone("Ponsel Siti")
    alerts = await in_line(hass, recorder_entry, Budi=budi, Siti=siti)
    (gone,) = (
        e
        for e in hass.config_entries.async_entries("mobile_app")
        if e.data["webhook_id"] == budi.webhook_id
    )
    await hass.config_entries.async_remove(gone.entry_id)
    (hers,) = await raised(alerts, siti)
    assert "Yang lain belum menjawab" in hers.message
    assert alerts.reports.failing == {"Budi": "gone"}


async def test_a_chat_that_is_unavailable_is_not_taken_for_told(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    hass.states.async_set("notify.chat", "unavailable")
    sent = async_mock_service(hass, "notify", "send_message")
    alerts = await set_up(hass, recorder_entry, person("Budi", services=("notify.chat",)))
    alerts.async_handle_finding(intrusion())
    await _answered(alerts)
    assert sent == []
    assert alerts.reports.failing == {"Budi": "refused"}


async def test_without_people_the_notice_board_tells_and_is_cleared(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    alerts = await set_up(hass, recorder_entry)
    alerts.async_handle_finding(intrusion())
    await hass.async_block_till_done()
    note = tag(only(alerts).id)
    assert str(notes(hass)[note]["title"]).startswith("EMERGENCY: Intruder")
    alerts.process(Acknowledge(incident=only(alerts).id, by="Budi"))
    assert note not in notes(hass)


async def test_a_restart_between_raise_and_send_sends_it_once(
    hass: HomeAssistant,
    alerts: Alerts,
    phone: PlayedPhone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery.Delivery, "async_tell", lambda _self, _effect: None)
    alerts.async_handle_finding(intrusion())
    monkeypatch.undo()
    assert await hass.config_entries.async_reload(alerts.entry.entry_id)
    await phone.wait_until(lambda: phone.screen)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_reload(alerts.entry.entry_id)
    await hass.async_block_till_done()
    assert len(phone.history) == 1
    old = phone.screen[0].action("Saya tangani")
    await phone.press(old)
    await phone.wait_until(lambda: not phone.screen)


async def test_a_phone_is_not_sent_more_than_its_ration_but_always_emergencies(
    hass: HomeAssistant,
    alerts: Alerts,
    phone: PlayedPhone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alerts_send, "DAILY_LIMIT", 1)
    for text in ("satu", "dua"):
        alerts.process(Raise(by="Siti", severity=Severity.WATCH, text=text))
    await phone.wait_until(lambda: phone.screen)
    await hass.async_block_till_done()
    assert [shown.message.split()[0] for shown in phone.history] == ["satu"]
    assert alerts.reports.failing == {"Budi": "rationed"}
    alerts.process(Raise(by="Siti", text="tiga"))
    await phone.wait_until(lambda: len(phone.screen) == 2)
    assert phone.history[-1].message.startswith("tiga")


async def test_a_dead_recorder_is_one_message_and_says_what_is_dead(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    chat = record_notify(hass, "chat")
    for number in (1, 2):
        fake_recorder.set_status(number, SlotStatus.OFFLINE)
    alerts = await set_up(hass, recorder_entry, person("Budi", services=("notify.chat",)))
    alerts._clock = _later(alerts._clock)
    alerts.process(Tick())
    await _answered(alerts)
    (call,) = chat
    assert call["title"] == "Gangguan perekam"
    assert "Tidak ada gambar dari slot 1 (Pos kamling)." in call["message"]
    assert "Tidak ada gambar dari slot 2 (Gang Mawar)." in call["message"]


def _later(clock: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: replace(clock(), ticks=clock().ticks + 61)


async def test_a_recorder_that_stays_away_is_said_to_be_away_until_it_is_back(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The coordinator tells of the first failure alone, and no word is believed for ever."""
    alerts = await set_up(hass, recorder_entry)
    coordinator = alerts.entry.runtime_data.coordinator
    fake_recorder.error = TimedOutError()
    await coordinator.async_refresh()
    await _a_day_goes_by(hass, freezer)
    assert _still_said(alerts, Part.RECORDER_DOWN)
    fake_recorder.error = None
    await coordinator.async_refresh()
    assert not _still_said(alerts, Part.RECORDER_DOWN)


async def test_a_flood_that_stays_is_one_incident_all_day(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    freezer: FrozenDateTimeFactory,
) -> None:
    alerts = await set_up(hass, recorder_entry)
    coordinator = alerts.entry.runtime_data.coordinator
    flood = finding(FindingKind.FLOODING, source=FindingSource.HUB, expires_after=None)
    coordinator.async_handle_finding(flood)
    began = only(alerts).id
    await _a_day_goes_by(hass, freezer)
    (incident,) = (i for i in alerts.state.incidents.values() if i.kind is FindingKind.FLOODING)
    assert (incident.id, incident.ended, incident.count) == (began, False, 1)


async def _a_day_goes_by(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    for hours in (0.1, 5, 5, 5, 5):
        freezer.tick(timedelta(hours=hours))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=False)


def _still_said(alerts: Alerts, part: Part) -> bool:
    """Whether the digest of the recorder's trouble is told that this goes on."""
    (digest,) = (i for i in alerts.state.incidents.values() if i.kind is Topic.RECORDER_TROUBLE)
    return any(who.startswith(part) for who in digest.live)


async def test_an_empty_slot_raises_nothing(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    alerts = await set_up(hass, recorder_entry)
    coordinator = alerts.entry.runtime_data.coordinator
    coordinator.async_handle_finding(finding(FindingKind.TAMPER, 4))
    assert [i for i in alerts.state.incidents.values() if i.slot == 4] == []


async def test_a_suspected_flood_that_is_confirmed_becomes_an_emergency(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    alerts = await set_up(hass, recorder_entry)
    coordinator = alerts.entry.runtime_data.coordinator
    sure = finding(FindingKind.FLOODING, source=FindingSource.HUB, expires_after=None)
    suspected = replace(sure, certainty=Certainty.SUSPECTED)
    coordinator.async_handle_finding(suspected)
    coordinator.async_handle_finding(suspected)
    await hass.async_block_till_done()
    assert (only(alerts).severity, only(alerts).count) == (Severity.WATCH, 1)
    coordinator.async_handle_finding(sure)
    await hass.async_block_till_done()
    assert (only(alerts).severity, only(alerts).stage) == (Severity.EMERGENCY, Stage.OPEN)
    sensor = entity(hass, "binary_sensor", "slot_1_flooding")
    assert _attributes(hass, sensor)["certainty"] == "confirmed"


async def test_events_counts_and_states_follow_an_incident(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    alerts = await set_up(hass, recorder_entry)
    event = entity(hass, "event", "slot_1_incident")
    is_open = entity(hass, "binary_sensor", "slot_1_incident")
    picture = entity(hass, "image", "last_incident")
    assert "entity_picture" not in _attributes(hass, picture)
    changes = async_capture_events(hass, "state_changed")
    alerts.async_handle_finding(intrusion())
    await hass.async_block_till_done()
    assert _state(hass, is_open) == "on"
    assert _state(hass, entity(hass, "sensor", "open_incidents")) == "1"
    assert _state(hass, picture) != "unknown"
    assert "entity_picture" in _attributes(hass, picture)
    alerts.process(Acknowledge(incident=only(alerts).id, by="Budi"))
    await hass.async_block_till_done()
    turns = [c.data["new_state"] for c in changes if c.data["entity_id"] == event]
    assert [state.attributes["event_type"] for state in turns] == ["raised", "acknowledged"]
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": entity(hass, "select", "mode"), "option": "siaga"},
        blocking=True,
    )
    assert _state(hass, entity(hass, "select", "mode")) == "siaga"


async def test_the_last_picture_stays_while_a_later_incident_has_none(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    alerts = await set_up(hass, recorder_entry)
    picture = entity(hass, "image", "last_incident")
    alerts.async_handle_finding(intrusion(evidence=JPEG))
    await hass.async_block_till_done()
    first = only(alerts).id
    assert _attributes(hass, picture)["incident"] == first
    fake_recorder.error = TimedOutError()
    alerts.async_handle_finding(intrusion(2))
    await hass.async_block_till_done()
    assert _attributes(hass, picture)["incident"] == first
    fake_recorder.error = None
    assert await hass.config_entries.async_reload(alerts.entry.entry_id)
    assert _attributes(hass, picture)["incident"] == first


def _state(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state
    return state.state


def _attributes(hass: HomeAssistant, entity_id: str) -> Mapping[str, Any]:
    state = hass.states.get(entity_id)
    assert state is not None
    return state.attributes


async def test_what_was_kept_and_is_damaged_is_said_and_begun_anew(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    hass_storage: dict[str, Any],
) -> None:
    alerts = await set_up(hass, recorder_entry)
    alerts.async_handle_finding(intrusion())
    await hass.config_entries.async_unload(alerts.entry.entry_id)
    key = f"{DOMAIN}.alerts.{alerts.entry.entry_id}"
    secret = hass_storage[key]["data"]["secret"]
    hass_storage[key]["data"]["state"]["version"] = 99
    assert await hass.config_entries.async_setup(alerts.entry.entry_id)
    again = alerts.entry.runtime_data.alerts
    assert not [i for i in again.state.incidents.values() if i.slot == 1]
    assert again._memory.secret == secret
    assert issues(hass) == ["alerts_forgotten"]
    await hass.config_entries.async_remove(alerts.entry.entry_id)
    assert key not in hass_storage


@pytest.mark.parametrize("error", [TimedOutError(), InvalidAuthError()])
async def test_a_recorder_that_is_dead_from_the_start_is_told_and_handed_over(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    monkeypatch: pytest.MonkeyPatch,
    error: RecorderError,
) -> None:
    """After a power cut the hub comes up and the recorder doesn't: nothing of the entry is loaded."""
    chat = record_notify(hass, "chat")
    monkeypatch.setattr(alerts_absent, "GRACE", -1)
    fake_recorder.error = error
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="RT 05",
        data=recorder_entry.data,
        subentries_data=[person("Budi", services=("notify.chat",))],
    )
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert not await hass.config_entries.async_reload(entry.entry_id)
    (absent,) = hass.data[alerts_absent._ABSENT].values()
    alerts = absent._alerts
    absent._say(dt_util.utcnow())
    alerts._clock = _later(alerts._clock)
    alerts.process(Tick())
    await _answered(alerts)
    (call,) = chat
    assert call["message"].startswith("Perekam tidak menjawab.")
    fake_recorder.error = None
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert not hass.data[alerts_absent._ABSENT]
    again: Alerts = entry.runtime_data.alerts
    (incident,) = (i for i in again.state.incidents.values() if i.slot is None)
    assert incident.ended
    assert len(chat) == 1


async def test_a_recorder_that_is_turned_off_is_not_told_of(
    hass: HomeAssistant, recorder_entry: MockConfigEntry, fake_recorder: FakeRecorder
) -> None:
    fake_recorder.error = TimedOutError()
    recorder_entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(recorder_entry.entry_id)
    assert hass.data[alerts_absent._ABSENT]
    await hass.config_entries.async_unload(recorder_entry.entry_id)
    await hass.async_block_till_done()
    assert not hass.data[alerts_absent._ABSENT]


async def test_a_recorder_that_never_answered_leaves_nothing_behind_when_it_is_removed(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    hass_storage: dict[str, Any],
) -> None:
    fake_recorder.error = TimedOutError()
    recorder_entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(recorder_entry.entry_id)
    write = Store._async_write_data

    async def write_slowly(store: Store[Any], *args: Any) -> None:
        await asyncio.sleep(0)
        await write(store, *args)

    with patch.object(Store, "_async_write_data", write_slowly):
        await hass.config_entries.async_remove(recorder_entry.entry_id)
        await hass.async_block_till_done()
    assert not [key for key in hass_storage if recorder_entry.entry_id in key]


@pytest.mark.parametrize("kind", [FindingKind.MOTION, FindingKind.LINE_CROSSING])
async def test_one_person_in_the_street_is_one_message(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    kind: FindingKind,
) -> None:
    """The recorder says motion or a line crossed, by a person: the person is found beside it."""
    chat = record_notify(hass, "chat")
    alerts = await set_up(hass, recorder_entry, person("Budi", services=("notify.chat",)))
    coordinator = alerts.entry.runtime_data.coordinator
    coordinator.async_handle_finding(finding(kind, 1, target=Target.PERSON))
    await _answered(alerts)
    assert len(chat) == 1
