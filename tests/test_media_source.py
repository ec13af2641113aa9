"""Media by slot and day: pictures of incidents, and the recorder's own recordings."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homeassistant.auth.const import GROUP_ID_READ_ONLY
from homeassistant.components.media_source import (
    BrowseMediaSource,
    Unresolvable,
    async_browse_media,
    async_resolve_media,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import (
    WebSocketGenerator,
)

from custom_components.rt_cctv.alerts import Alerts
from custom_components.rt_cctv.model import FindingKind, Recording
from custom_components.rt_cctv.nvr.base import TimedOutError

from .alert_home import set_up
from .fake_recorder import JPEG, FakeRecorder, finding

ROOT = "media-source://rt_cctv"


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    tmp_path: Path,
) -> Alerts:
    hass.config.config_dir = str(tmp_path)
    await hass.config.async_set_time_zone("Asia/Jakarta")
    assert await async_setup_component(hass, "media_source", {})
    return await set_up(hass, recorder_entry)


def identifiers(folder: BrowseMediaSource) -> list[str]:
    return [
        f"{ROOT}/{c.identifier}" for c in folder.children or () if isinstance(c, BrowseMediaSource)
    ]


def titles(folder: Any) -> list[str]:
    assert isinstance(folder, BrowseMediaSource)
    return [child.title for child in folder.children or ()]


async def browse(hass: HomeAssistant, *path: str) -> BrowseMediaSource:
    found = await async_browse_media(hass, "/".join([ROOT, *path]))
    assert isinstance(found, BrowseMediaSource)
    return found


def recorded(monkeypatch: pytest.MonkeyPatch, fake: FakeRecorder, *spans: str) -> None:
    """Have slot 1's disk hold these stretches, given in UTC as "start/end"."""
    found = []
    for number, span in enumerate(spans):
        start, end = (datetime.fromisoformat(at).replace(tzinfo=UTC) for at in span.split("/"))
        found.append(Recording(slot=1, start=start, end=end, locator=str(number)))

    async def recordings(slot: int, start: datetime, end: datetime) -> tuple[Recording, ...]:
        assert start.tzinfo is not None
        return tuple(r for r in found if r.slot == slot and r.end > start and r.start < end)

    monkeypatch.setattr(fake, "recordings", recordings)


async def test_incidents_are_found_by_slot_and_day(hass: HomeAssistant, alerts: Alerts) -> None:
    alerts.async_handle_finding(finding(FindingKind.INTRUSION, evidence=JPEG))
    await hass.async_block_till_done()
    assert titles(await browse(hass)) == ["RT 05"]
    entry_id = alerts.entry.entry_id
    assert titles(await browse(hass, entry_id)) == [
        "Slot 1 (Pos kamling)",
        "Slot 2 (Gang Mawar)",
        "Slot 3",
        "Slot 4",
        "Kentongan",
    ]
    days = await browse(hass, entry_id, "slot", "1")
    assert len(titles(days)) == 14
    day = await browse(hass, entry_id, "slot", "1", titles(days)[0])
    (picture,) = day.children or ()
    assert picture.title.endswith(" Intruder")
    assert picture.thumbnail
    assert picture.thumbnail.startswith("/api/rt_cctv/evidence/")
    played = await async_resolve_media(hass, identifiers(day)[0], None)
    assert (played.url, played.mime_type) == (picture.thumbnail, "image/jpeg")


async def test_a_day_is_that_of_the_rt_across_midnight(
    hass: HomeAssistant,
    alerts: Alerts,
    fake_recorder: FakeRecorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """17:00 UTC is midnight in Semarang."""
    recorded(
        monkeypatch,
        fake_recorder,
        "2026-11-23T16:00:00/2026-11-23T16:59:59",
        "2026-11-23T16:59:59/2026-11-23T17:30:00",
        "2026-11-24T10:00:00/2026-11-24T11:00:00",
        "2026-11-24T17:00:00/2026-11-24T18:00:00",
    )
    here = (alerts.entry.entry_id, "slot", "1")
    assert titles(await browse(hass, *here, "2026-11-23")) == [
        "23:00:00 - 23:59:59",
        "23:59:59 - 00:30:00",
    ]
    assert titles(await browse(hass, *here, "2026-11-24")) == [
        "23:59:59 - 00:30:00",
        "17:00:00 - 18:00:00",
    ]
    assert titles(await browse(hass, *here, "2026-11-25")) == ["00:00:00 - 01:00:00"]


async def test_a_recorder_that_does_not_answer_leaves_the_pictures(
    hass: HomeAssistant, alerts: Alerts, fake_recorder: FakeRecorder
) -> None:
    alerts.async_handle_finding(finding(FindingKind.INTRUSION, evidence=JPEG))
    fake_recorder.error = TimedOutError()
    days = await browse(hass, alerts.entry.entry_id, "slot", "1")
    day = await browse(hass, alerts.entry.entry_id, "slot", "1", titles(days)[0])
    assert len(titles(day)) == 1


async def test_the_kentongan_can_be_heard(hass: HomeAssistant, alerts: Alerts) -> None:
    drum = await browse(hass, alerts.entry.entry_id, "kentongan")
    assert "Kebakaran (fire)" in titles(drum)
    played = await async_resolve_media(hass, identifiers(drum)[0], None)
    assert played.url.endswith("/rajapati.wav")
    assert played.mime_type == "audio/wav"


@pytest.mark.parametrize(
    "path",
    [
        "nobody",
        "{entry}/slot/x",
        "{entry}/slot/1/yesterday",
        "{entry}/cellar",
        "{entry}/slot/1/2026-11-24/more",
    ],
)
async def test_what_is_not_there_is_said(hass: HomeAssistant, alerts: Alerts, path: str) -> None:
    with pytest.raises(Exception, match=r".+") as raised:
        await browse(hass, path.format(entry=alerts.entry.entry_id))
    assert "no such recording or picture" in str(raised.value)
    with pytest.raises(Unresolvable):
        await async_resolve_media(hass, f"{ROOT}/{path.format(entry=alerts.entry.entry_id)}", None)


async def test_slots_that_somebody_may_not_see_are_not_listed(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
) -> None:
    client = await hass_ws_client(hass)
    asked = {
        "type": "media_source/browse_media",
        "media_content_id": f"{ROOT}/{alerts.entry.entry_id}",
    }
    await client.send_json_auto_id(asked)
    assert len((await client.receive_json())["result"]["children"]) == 5
    group = await hass.auth.async_get_group(GROUP_ID_READ_ONLY)
    assert group
    hass_admin_user.groups = [group]
    hass_admin_user.invalidate_cache()
    await client.send_json_auto_id(asked)
    children = (await client.receive_json())["result"]["children"]
    assert [child["title"] for child in children] == ["Kentongan"]
    asked["media_content_id"] += "/slot/1"
    await client.send_json_auto_id(asked)
    assert (await client.receive_json())["success"] is False
