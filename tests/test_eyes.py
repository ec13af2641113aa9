"""Tests of the hub's own eyes in Home Assistant, with a video hub that has no workers."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import time
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Context, HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_fire_time_changed,
)

from custom_components.rt_cctv import eyes as room, eyes_login, eyes_votes
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.eyes_memory import async_forget, folder
from custom_components.rt_cctv.eyes_options import STARTING_KINDS, with_watch
from custom_components.rt_cctv.eyes_viewers import KEEP_WARM
from custom_components.rt_cctv.model import FindingKind, FindingSource, SlotStatus
from custom_components.rt_cctv.video.hub import HubListener
from custom_components.rt_cctv.video.slot_words import SlotState
from custom_components.rt_cctv.vision.settings import HUB_KINDS

from .fake_hub import FakeHub
from .fake_recorder import SERIAL, FakeRecorder, finding, make_slot

ROAD = {"name": "jalan", "points": [[0, 0.5], [1, 0.5], [1, 1], [0, 1]], "kinds": ["flooding"]}


@pytest.fixture
def hubs() -> Iterator[list[FakeHub]]:
    """Put hubs without workers behind every entry; the last one is the one in use."""
    made: list[FakeHub] = []

    def make(listener: HubListener) -> FakeHub:
        made.append(FakeHub(listener))
        return made[-1]

    with patch.object(room, "VideoHub", make):
        yield made


@pytest.fixture(autouse=True)
def _own_folder(hass: HomeAssistant, tmp_path: Path) -> None:
    """Let nothing be found that another test has kept."""
    hass.config.config_dir = str(tmp_path)


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    hubs: list[FakeHub],
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
) -> MockConfigEntry:
    """Return a loaded entry whose slot 1 is watched for motion."""
    recorder_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        recorder_entry,
        options={**recorder_entry.options, "eyes": {"1": {"kinds": {"motion": {"on": True}}}}},
    )
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await hass.async_block_till_done()
    return recorder_entry


async def set_eyes(
    hass: HomeAssistant, entry: MockConfigEntry, number: int, **eyes: object
) -> None:
    """Set a slot's eyes anew."""
    options = {**entry.options, "eyes": {**entry.options.get("eyes", {}), str(number): eyes}}
    hass.config_entries.async_update_entry(entry, options=options)
    await entry.runtime_data.eyes.async_apply()


def entity(hass: HomeAssistant, domain: str, key: str) -> str:
    """Return an entity's id."""
    found = er.async_get(hass).async_get_entity_id(domain, DOMAIN, f"{SERIAL}_{key}")
    assert found is not None
    return found


def state(hass: HomeAssistant, domain: str, key: str) -> str:
    """Return an entity's state."""
    found = hass.states.get(entity(hass, domain, key))
    return found.state if found else "missing"


async def poll(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Look at the recorder now."""
    await entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()


async def test_only_slots_with_something_to_look_for_are_read(
    entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    assert list(hubs[-1].slots) == ["1"]
    config = hubs[-1].slots["1"]
    assert config.settings["kinds"] == {"motion": {"sensitivity": 50, "minutes": None}}
    assert "s3cret" not in repr(config)


async def test_the_entities_are_written_once_however_many_slots_change(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    told: list[None] = []
    entry.runtime_data.coordinator.async_add_listener(lambda: told.append(None))
    for number in "12":
        hubs[-1].states[number] = SlotState(link="live", ready=True)
    options = with_watch(entry.options, (1, 2))
    hass.config_entries.async_update_entry(entry, options=options)
    await entry.runtime_data.eyes.async_apply()
    assert state(hass, "binary_sensor", "slot_2_tamper") == "off"
    assert len(told) == 1
    await entry.runtime_data.eyes.async_apply()
    assert len(told) == 1


async def test_whoever_lets_the_hub_watch_when_adding_a_recorder_finds_its_switches_on(
    hass: HomeAssistant, hubs: list[FakeHub], fake_recorder: FakeRecorder
) -> None:
    flow = hass.config_entries.flow
    begun = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    await flow.async_configure(begun["flow_id"], {"next_step_id": "recorder"})
    advanced = {"port": 80, "tls": False, "verify_tls": True}
    form = {"host": "10.0.0.9", "username": "admin", "password": "s3cret", "advanced": advanced}
    await flow.async_configure(begun["flow_id"], form)
    slots: dict[str, object] = {"slot_1": {}, "slot_2": {}, "slot_3": {}}
    every = patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default", new=True)
    with every:
        added = await flow.async_configure(begun["flow_id"], {**slots, "watch": True})
        await hass.async_block_till_done()
    assert set(hubs[-1].slots) == {"1", "2"}, "slot 3 is offline: there is nothing to read"
    for kind in HUB_KINDS:
        watched = "on" if kind in STARTING_KINDS else "off"
        for number in (1, 2, 3):
            assert state(hass, "switch", f"slot_{number}_watch_{kind}") == watched
    await hass.config_entries.async_unload(added["result"].entry_id)


def test_what_a_slots_eyes_were_set_to_is_kept_when_the_hub_is_to_watch_it() -> None:
    tuned = {"on": False, "sensitivity": 80}
    flooding = {"on": True, "minutes": 4}
    mine = {"kinds": {"motion": tuned, "flooding": flooding}, "zones": [ROAD]}
    options = {"slots": {}, "eyes": {"1": mine, "2": {"zones": []}}}
    kept = with_watch(options, [1])
    assert kept["slots"] == {}
    assert kept["eyes"]["2"] == {"zones": []}
    assert kept["eyes"]["1"]["zones"] == [ROAD]
    kinds = kept["eyes"]["1"]["kinds"]
    assert kinds["motion"] == {"on": True, "sensitivity": 80}
    assert kinds["flooding"] == flooding
    assert set(kinds) == {*map(str, STARTING_KINDS), "flooding"}
    assert tuned["on"] is False


async def test_a_switch_sets_what_is_looked_for_and_is_kept(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    flooding = entity(hass, "switch", "slot_2_watch_flooding")
    assert state(hass, "switch", "slot_1_watch_motion") == "on"
    assert state(hass, "switch", "slot_2_watch_flooding") == "off"
    await hass.services.async_call("switch", "turn_on", {"entity_id": flooding}, blocking=True)
    assert set(hubs[-1].slots) == {"1", "2"}
    assert set(hubs[-1].slots["2"].settings["kinds"]) == {"flooding"}
    assert entry.options["eyes"]["2"]["kinds"]["flooding"]["on"] is True
    await hass.services.async_call("switch", "turn_off", {"entity_id": flooding}, blocking=True)
    assert set(hubs[-1].slots) == {"1"}


async def test_what_the_hub_finds_is_a_finding_like_any_other(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    hubs[-1].become("1")
    assert state(hass, "binary_sensor", "slot_1_motion") == "off"
    hubs[-1].find("1", FindingKind.MOTION, zone="jalan")
    await hass.async_block_till_done()
    shown = hass.states.get(entity(hass, "binary_sensor", "slot_1_motion"))
    assert shown is not None
    assert shown.state == "on"
    assert shown.attributes["source"] == "hub"
    event = hass.states.get(entity(hass, "event", "slot_1_finding"))
    assert event is not None
    assert (event.attributes["event_type"], event.attributes["source"]) == ("motion", "hub")
    hubs[-1].find("1", FindingKind.MOTION, active=False)
    assert state(hass, "binary_sensor", "slot_1_motion") == "off"


async def test_recorder_and_hub_that_see_the_same_make_one_finding(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    heard: list[FindingSource] = []
    coordinator = entry.runtime_data.coordinator
    coordinator.async_subscribe_findings(1, lambda f: heard.append(f.source))
    coordinator.async_handle_finding(finding())
    hubs[-1].find("1", FindingKind.MOTION)
    assert heard == [FindingSource.RECORDER]
    hubs[-1].find("1", FindingKind.MOTION, active=False)
    assert state(hass, "binary_sensor", "slot_1_motion") == "on"
    assert heard == [FindingSource.RECORDER]


async def test_without_pictures_the_hub_knows_nothing_of_a_kind(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    await set_eyes(hass, entry, 1, kinds={"flooding": {"on": True}, "video_loss": {"on": True}})
    hubs[-1].become("1")
    await hass.async_block_till_done()
    assert state(hass, "binary_sensor", "slot_1_flooding") == "off"
    hubs[-1].become("1", link="lost")
    await hass.async_block_till_done()
    assert state(hass, "binary_sensor", "slot_1_flooding") == "unknown"
    assert state(hass, "binary_sensor", "slot_1_video_loss") == "off"


async def test_a_dark_slot_is_left_alone_and_its_loss_stays_until_it_is_seen_again(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub], fake_recorder: FakeRecorder
) -> None:
    await set_eyes(hass, entry, 1, kinds={"video_loss": {"on": True}})
    hubs[-1].become("1", link="lost")
    hubs[-1].find("1", FindingKind.VIDEO_LOSS)
    before = fake_recorder.state
    fake_recorder.state = replace(
        before, slots=(make_slot(1, SlotStatus.OFFLINE), *before.slots[1:])
    )
    await poll(hass, entry)
    assert hubs[-1].removed == ["1"]
    hubs[-1].find("1", FindingKind.VIDEO_LOSS, active=False)
    board = entry.runtime_data.coordinator.board
    assert board.is_active(1, FindingKind.VIDEO_LOSS)
    fake_recorder.state = before
    await poll(hass, entry)
    assert "1" in hubs[-1].slots
    hubs[-1].become("1")
    assert not board.is_active(1, FindingKind.VIDEO_LOSS)


async def test_hours_switch_an_analytic_off_and_on_by_the_minute(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hubs: list[FakeHub],
    freezer: FrozenDateTimeFactory,
) -> None:
    await hass.config.async_set_time_zone("Asia/Jakarta")
    freezer.move_to("2031-11-24 05:59:30+07:00")
    await set_eyes(
        hass,
        entry,
        1,
        kinds={
            "motion": {"on": True, "hours": ["22:00:00", "06:00:00"]},
            "tamper": {"on": True},
        },
    )
    assert set(hubs[-1].slots["1"].settings["kinds"]) == {"motion", "tamper"}
    freezer.move_to("2031-11-24 06:00:01+07:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert set(hubs[-1].slots["1"].settings["kinds"]) == {"tamper"}


async def test_a_viewer_has_its_slot_read_and_kept_warm_for_the_next(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub], freezer: FrozenDateTimeFactory
) -> None:
    async with aclosing(entry.runtime_data.eyes.watch(2)) as stream:
        assert (await anext(stream))[0].link == "live"
        assert set(hubs[-1].slots) == {"1", "2"}
    await poll(hass, entry)
    assert "2" in hubs[-1].slots
    freezer.tick(timedelta(seconds=KEEP_WARM + 1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert "2" not in hubs[-1].slots


@pytest.mark.parametrize("number", [3, 4])
async def test_an_offline_and_an_empty_slot_have_nothing_to_watch(
    entry: MockConfigEntry, number: int
) -> None:
    assert [items async for items in entry.runtime_data.eyes.watch(number)] == []


async def test_a_refused_login_is_tried_again_rarely_while_the_recorder_takes_it(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub], freezer: FrozenDateTimeFactory
) -> None:
    hubs[-1].refused = True
    await poll(hass, entry)
    assert hubs[-1].reopened == 0
    with patch.object(eyes_login, "REOPEN_AFTER", (0.0, 1000.0)):
        await poll(hass, entry)
        assert hubs[-1].reopened == 1
        hubs[-1].refused = True
        await poll(hass, entry)
        await poll(hass, entry)
    assert hubs[-1].reopened == 1


@pytest.mark.parametrize(("held", "tries"), [(10.0, 1), (1000.0, 2)])
async def test_a_login_that_held_for_long_is_tried_again_as_soon_as_the_first_time(
    entry: MockConfigEntry, hubs: list[FakeHub], held: float, tries: int
) -> None:
    login = entry.runtime_data.eyes._login
    for begun in (0.0, 30.0 + held):
        hubs[-1].refused = True
        login.look(begun, accepted=True)
        login.look(begun + 30.0, accepted=True)
        hubs[-1].refused = False
        login.look(begun + 31.0, accepted=True)
    assert hubs[-1].reopened == tries


async def test_what_was_learnt_outlives_a_reload_and_goes_with_the_entry(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    hubs[-1].listener.saved("1", b"the empty street")
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert hubs[-2].closed
    assert hubs[-1].slots["1"].saved == b"the empty street"
    kept = folder(hass, entry.entry_id)
    modes = await hass.async_add_executor_job(
        lambda: [oct(path.stat().st_mode & 0o777) for path in kept.iterdir()]
    )
    assert modes == ["0o600"]
    await async_forget(hass, entry.entry_id)
    assert not await hass.async_add_executor_job(kept.exists)


async def test_what_was_learnt_last_is_kept_however_slow_the_disk_was_before(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    make_folder, slow = Path.mkdir, [0.3]

    def make_folder_slowly(path: Path, *how: Any, **more: Any) -> None:
        time.sleep(slow.pop() if slow else 0)
        make_folder(path, *how, **more)

    with patch.object(Path, "mkdir", make_folder_slowly):
        for saved in (b"the empty street", b"the street by night"):
            hubs[-1].listener.saved("1", saved)
        await entry.runtime_data.eyes._memory.async_flush()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert hubs[-1].slots["1"].saved == b"the street by night"


async def test_a_disk_that_takes_nothing_is_survived(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hubs: list[FakeHub],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with patch.object(Path, "replace", side_effect=OSError(28, "No space left on device")):
        hubs[-1].listener.saved("1", b"the empty street")
        await entry.runtime_data.eyes._memory.async_flush()
    assert "No space left" in caplog.text
    assert entry.state is ConfigEntryState.LOADED


async def test_home_assistants_end_closes_the_eyes(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert hubs[-1].closed


async def draw(hass: HomeAssistant, **zones: object) -> None:
    await hass.services.async_call(
        DOMAIN,
        "set_zones",
        {"entity_id": entity(hass, "camera", "slot_1_camera_sub"), **zones},
        blocking=True,
    )


async def test_zones_are_taken_over_at_once_and_kept(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    await draw(hass, zones=[ROAD], scale={"near": 0.5, "far": 0.2})
    assert hubs[-1].slots["1"].settings["zones"][0]["name"] == "jalan"
    assert hubs[-1].slots["1"].settings["scale"] == {"near": 0.5, "far": 0.2}
    await draw(hass, scale=None)
    assert entry.options["eyes"]["1"]["zones"]
    assert "scale" not in entry.options["eyes"]["1"]
    assert entry.options["eyes"]["1"]["kinds"] == {"motion": {"on": True}}


@pytest.mark.parametrize(
    ("zones", "key"),
    [
        ([{**ROAD, "points": ROAD["points"][:3]}], "zone_too_few_points"),
        ([{**ROAD, "points": [[0, 0], [1, 1], [1, 0], [0, 1]]}], "zone_crossing"),
        ([{**ROAD, "points": [[0, 0], [2, 0], [2, 1], [0, 1]]}], "zone_outside"),
        ([{**ROAD, "points": [[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01]]}], "zone_too_small"),
        ([{**ROAD, "points": [[0, 0]] * 40}], "zone_too_many_points"),
        ([ROAD, ROAD], "zone_names"),
        ([{**ROAD, "name": " "}], "zone_names"),
        ([{**ROAD, "name": str(n)} for n in range(17)], "zones_too_many"),
        ([{**ROAD, "kinds": ["burglary"]}], "zones_malformed"),
        ([{"name": "x"}], "zones_malformed"),
    ],
)
async def test_zones_that_cannot_be_used_are_refused_in_words(
    hass: HomeAssistant, entry: MockConfigEntry, zones: list[dict[str, Any]], key: str
) -> None:
    before = entry.options
    with pytest.raises(ServiceValidationError) as refused:
        await draw(hass, zones=zones)
    assert refused.value.translation_key == key
    assert entry.options == before


async def test_what_the_analytics_see_is_given_as_a_picture(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    hubs[-1].become("1")
    camera = entity(hass, "camera", "slot_1_camera_sub")

    async def explain(entity_id: str) -> dict[str, Any]:
        answer = await hass.services.async_call(
            DOMAIN, "explain", {"entity_id": entity_id}, blocking=True, return_response=True
        )
        assert answer is not None
        said = answer[entity_id]
        assert isinstance(said, dict)
        return said

    said = await explain(camera)
    assert said["content_type"] == "image/jpeg"
    assert said["ready"] is True
    with pytest.raises(HomeAssistantError) as nothing:
        await explain(entity(hass, "camera", "slot_2_camera_sub"))
    assert nothing.value.translation_key == "nothing_to_explain"


@pytest.mark.parametrize("action", ["explain", "set_zones"])
async def test_a_hidden_slot_is_neither_shown_nor_changed_by_a_volunteer(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub], action: str
) -> None:
    slots = dict(entry.options["slots"])
    slots["1"] = {**slots["1"], "visibility": "hidden"}
    hass.config_entries.async_update_entry(entry, options={**entry.options, "slots": slots})
    await hass.async_block_till_done()
    hubs[-1].become("1")
    user = MockUser(is_owner=False).add_to_hass(hass)
    user.mock_policy({"entities": True})
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            action,
            {"entity_id": entity(hass, "camera", "slot_1_camera_sub")},
            blocking=True,
            context=Context(user_id=user.id),
            return_response=action == "explain",
        )


@pytest.mark.parametrize(
    ("sensor", "wet", "dry"),
    [
        ("binary_sensor.rain", "on", "off"),
        ("sensor.rain_rate", "2.5", "0.0"),
        ("weather.semarang", "pouring", "sunny"),
    ],
)
async def test_a_rain_entity_gives_a_second_opinion_on_flooding(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hubs: list[FakeHub],
    sensor: str,
    wet: str,
    dry: str,
) -> None:
    await set_eyes(hass, entry, 1, kinds={"flooding": {"on": True}}, votes={"rain": sensor})
    hass.states.async_set(sensor, wet)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert hubs[-1].votes == [("1", "rain", True)]
    hass.states.async_set(sensor, dry)
    await hass.async_block_till_done()
    hass.states.async_set(sensor, "unavailable")
    await hass.async_block_till_done()
    assert hubs[-1].votes == [("1", "rain", True), ("1", "rain", False)]


async def test_a_flooded_neighbour_gives_a_second_opinion(
    hass: HomeAssistant, entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    await set_eyes(hass, entry, 1, kinds={"flooding": {"on": True}}, votes={"neighbour": 2})
    await set_eyes(hass, entry, 2, kinds={"flooding": {"on": True}})
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    hubs[-1].find("2", FindingKind.FLOODING)
    hubs[-1].find("2", FindingKind.FLOODING, active=False)
    assert hubs[-1].votes == [("1", "neighbour", True), ("1", "neighbour", False)]


@pytest.mark.parametrize("fails", [None, HomeAssistantError, TimeoutError])
async def test_an_ai_task_entity_is_asked_once_a_flood_is_suspected(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hubs: list[FakeHub],
    fails: type[Exception] | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[ServiceCall] = []
    answered = asyncio.Event()

    async def generate(call: ServiceCall) -> dict[str, Any]:
        asked.append(call)
        try:
            if fails is TimeoutError:
                await asyncio.sleep(60)
        finally:
            answered.set()
        if fails is not None:
            raise fails
        return {"data": {"flooded": True}}

    hass.services.async_register(
        "ai_task", "generate_data", generate, supports_response=SupportsResponse.ONLY
    )
    await set_eyes(
        hass, entry, 1, kinds={"flooding": {"on": True}}, votes={"ai_task": "ai_task.lokal"}
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    if fails is TimeoutError:
        monkeypatch.setattr(eyes_votes, "PATIENCE", 0.05)
    hubs[-1].find("1", FindingKind.FLOODING)
    await hass.async_block_till_done()
    async with asyncio.timeout(30):
        await answered.wait()
    await hass.async_block_till_done()
    assert asked[0].data["entity_id"] == "ai_task.lokal"
    assert asked[0].data["attachments"][0]["media_content_id"].startswith("media-source://camera/")
    assert hubs[-1].votes == ([] if fails else [("1", "ai_task", True)])
    assert ("gave no opinion on slot 1" in caplog.text) is (fails is not None)


async def test_applying_twice_at_once_is_done_one_after_the_other(
    entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    await asyncio.gather(*(entry.runtime_data.eyes.async_apply() for _ in range(3)))
    assert list(hubs[-1].slots) == ["1"]
