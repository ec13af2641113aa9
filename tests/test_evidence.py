"""Pictures of incidents: kept under a limit, shown only to those who may see the slot."""

import asyncio
from dataclasses import replace
from datetime import timedelta
import errno
from http import HTTPStatus
import os
from pathlib import Path

from homeassistant.auth.const import GROUP_ID_READ_ONLY
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.rt_cctv import evidence
from custom_components.rt_cctv.alerts import Alerts
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.evidence import evidence_name, evidence_path, picture_of
from custom_components.rt_cctv.kentongan import BEATS, Code, sound
from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.nvr.base import TimedOutError

from .alert_home import only, set_up
from .fake_recorder import JPEG, FakeRecorder, finding


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    tmp_path: Path,
) -> Alerts:
    hass.config.config_dir = str(tmp_path)
    return await set_up(hass, recorder_entry)


async def seen(alerts: Alerts, slot: int = 1, jpeg: bytes | None = JPEG) -> evidence.EvidenceName:
    alerts.async_handle_finding(finding(FindingKind.INTRUSION, slot, evidence=jpeg))
    name = picture_of(next(i for i in alerts.state.incidents.values() if i.slot == slot))
    assert name
    await alerts.evidence.async_get(name)
    await done()
    return name


async def done() -> None:
    """Wait for what is written or removed."""
    await asyncio.gather(*(t for t in asyncio.all_tasks() if t.get_name() == f"{DOMAIN} evidence"))


def full(_path: Path, _data: bytes) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_name_says_what_it_is_of() -> None:
    name = evidence_name("20261124231500-12-s2-line_crossing.jpg")
    assert name
    assert (name.slot, name.kind, name.incident) == (2, "line_crossing", "20261124231500-12")
    assert str(name) == "20261124231500-12-s2-line_crossing.jpg"
    for other in ("../secrets.yaml", "20261124231500-12-s2-x.png", "a.jpg", "20261124231500-1.jpg"):
        assert evidence_name(other) is None


async def test_a_picture_outlives_a_restart(hass: HomeAssistant, alerts: Alerts) -> None:
    name = await seen(alerts)
    assert await hass.config_entries.async_reload(alerts.entry.entry_id)
    again: Alerts = alerts.entry.runtime_data.alerts
    assert await again.evidence.async_get(name) == JPEG
    assert await again.evidence.async_list() == [name]


async def test_a_findings_picture_is_of_its_own_slot_alone(alerts: Alerts) -> None:
    """Slot 3 was dark for so long that its incident is raised by the step that sees slot 1."""
    clock = alerts._clock
    alerts._clock = lambda: replace(clock(), ticks=clock().ticks + 61)
    other = JPEG + b"of slot 1"
    await seen(alerts, jpeg=other)
    pictures = {
        name.slot: await alerts.evidence.async_get(name)
        for name in await alerts.evidence.async_list()
    }
    assert pictures == {1: other, 3: JPEG}


async def test_no_picture_is_no_disaster(alerts: Alerts, fake_recorder: FakeRecorder) -> None:
    fake_recorder.error = TimedOutError()
    name = await seen(alerts, jpeg=None)
    assert await alerts.evidence.async_get(name) is None
    assert only(alerts).told


async def test_asking_for_the_picture_of_an_incident_that_has_none_is_no_error(
    alerts: Alerts, fake_recorder: FakeRecorder, hass_client: ClientSessionGenerator
) -> None:
    fake_recorder.error = TimedOutError()
    name = await seen(alerts, jpeg=None)
    answer = await (await hass_client()).get(evidence_path(alerts.entry.entry_id, name))
    assert answer.status == HTTPStatus.NO_CONTENT


async def test_a_full_disk_is_said_and_the_alert_still_goes_out(
    hass: HomeAssistant, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "write_bytes", full)
    await seen(alerts)
    assert only(alerts).told
    issue = (DOMAIN, f"evidence_disk_{alerts.entry.entry_id}")
    assert issue in ir.async_get(hass).issues
    monkeypatch.undo()
    await seen(alerts, slot=2)
    assert issue not in ir.async_get(hass).issues


async def test_who_asks_for_a_clip_on_a_full_disk_is_told(
    alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seen(alerts)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(HomeAssistantError) as raised:
        await alerts.evidence.async_keep_clip(only(alerts), b"clip")
    assert raised.value.translation_key == "not_kept"
    with pytest.raises(HomeAssistantError):
        await alerts.evidence.async_keep_snapshot(1)


async def test_the_oldest_go_when_there_is_too_much(
    alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await seen(alerts, jpeg=bytes(600))
    path = alerts.evidence._folder / str(first)
    os.utime(path, (path.stat().st_mtime - 10,) * 2)
    monkeypatch.setattr(evidence, "LIMIT_BYTES", 1000)
    second = await seen(alerts, slot=2, jpeg=bytes(600))
    assert await alerts.evidence.async_list() == [second]


async def test_what_is_too_old_goes(alerts: Alerts) -> None:
    age(alerts, await seen(alerts))
    second = await seen(alerts, slot=2)
    assert await alerts.evidence.async_list() == [second]


async def test_what_is_too_old_goes_although_nothing_new_comes(
    hass: HomeAssistant, alerts: Alerts
) -> None:
    age(alerts, await seen(alerts))
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=1))
    await done()
    assert await alerts.evidence.async_list() == []


def age(alerts: Alerts, name: evidence.EvidenceName) -> None:
    """Let a picture be older than pictures may become."""
    path = alerts.evidence._folder / str(name)
    os.utime(path, (path.stat().st_mtime - evidence.LIMIT_SECONDS - 10,) * 2)


async def test_removing_the_recorder_removes_its_pictures_and_what_was_said_of_them(
    hass: HomeAssistant, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seen(alerts)
    folder = alerts.evidence._folder
    assert folder.exists()
    monkeypatch.setattr(Path, "write_bytes", full)
    await seen(alerts, slot=2)
    await hass.config_entries.async_remove(alerts.entry.entry_id)
    assert not folder.exists()
    assert not ir.async_get(hass).issues


async def test_a_picture_is_shown_to_those_who_may_see_the_slot(
    hass: HomeAssistant,
    alerts: Alerts,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    hass_admin_user: MockUser,
) -> None:
    name = await seen(alerts)
    path = evidence_path(alerts.entry.entry_id, name)
    client, stranger = await hass_client(), await hass_client_no_auth()
    answer = await client.get(path)
    assert (answer.status, answer.content_type) == (HTTPStatus.OK, "image/jpeg")
    assert await answer.read() == JPEG
    assert (await stranger.get(path)).status == HTTPStatus.UNAUTHORIZED
    for wrong in (
        path.replace(name.incident, "20200101000000-1"),
        path.replace(alerts.entry.entry_id, "nobody"),
        path.replace(".jpg", ".png"),
    ):
        assert (await client.get(wrong)).status == HTTPStatus.NOT_FOUND
    outside = path.replace(str(name), "..%2f..%2fsecrets.yaml")
    assert (await client.get(outside)).status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
    group = await hass.auth.async_get_group(GROUP_ID_READ_ONLY)
    assert group
    hass_admin_user.groups = [group]
    hass_admin_user.invalidate_cache()
    assert (await client.get(path)).status == HTTPStatus.FORBIDDEN


async def test_a_clip_can_be_had_in_parts_as_safari_wants_it(
    alerts: Alerts, hass_client: ClientSessionGenerator
) -> None:
    await seen(alerts)
    name = await alerts.evidence.async_keep_clip(only(alerts), b"0123456789")
    assert name
    client = await hass_client()
    path = evidence_path(alerts.entry.entry_id, name)
    answer = await client.get(path, headers={"Range": "bytes=0-1"})
    assert (answer.status, answer.content_type) == (HTTPStatus.PARTIAL_CONTENT, "video/mp4")
    assert answer.headers["Content-Range"] == "bytes 0-1/10"
    assert await answer.read() == b"01"


async def test_the_kentongan_is_served_as_the_rt_beats_it(
    alerts: Alerts, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    base = f"/api/rt_cctv/kentongan/{alerts.entry.entry_id}"
    answer = await client.get(f"{base}/bencana.wav")
    assert (answer.status, answer.content_type) == (HTTPStatus.OK, "audio/wav")
    assert await answer.read() == sound(BEATS[Code.BENCANA])
    assert (await client.get(f"{base}/samba.wav")).status == HTTPStatus.NOT_FOUND
    assert (await client.get("/api/rt_cctv/kentongan/x/bencana.wav")).status == HTTPStatus.NOT_FOUND
