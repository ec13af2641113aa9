"""What a resident is told where the link needs somebody, and what happens to records meanwhile."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.rt_cctv import link as link_module
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.link import Link
from custom_components.rt_cctv.link_entities import LINK_SENSORS
from custom_components.rt_cctv.link_repairs import LinkRepairs
from custom_components.rt_cctv.link_watch import worst
from custom_components.rt_cctv.model import Disk, DiskStatus
from custom_components.rt_cctv.sync.enrol import EnrolError
from custom_components.rt_cctv.sync.ledger import LedgerError
from custom_components.rt_cctv.sync.messages import Command, RecorderBody
from custom_components.rt_cctv.sync.session import LinkStatus

from .sync.stand import HUB


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return an entry whose broker nobody reaches."""
    made = MockConfigEntry(
        domain=DOMAIN,
        title="RT 02 RW 03, Miroto",
        unique_id="link",
        data={
            "kind": "link",
            "url": "https://127.0.0.1:1",
            "hub": HUB.text,
            "password": "s3cret",
            "broker": {"host": "127.0.0.1", "port": 1, "ca": None, "tls": False, "others": []},
        },
        options={"consent": []},
    )
    made.add_to_hass(hass)
    return made


@pytest.fixture
def offline() -> Iterator[None]:
    """Let the uplink wait for ever instead of looking for a broker."""

    async def wait(_: object) -> None:
        await asyncio.Event().wait()

    with patch.object(link_module.Uplink, "run", wait):
        yield


@pytest.fixture
async def link(hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Any, offline: None) -> Link:
    hass.config.config_dir = str(tmp_path)
    (tmp_path / ".storage").mkdir()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    made: Link = entry.runtime_data.link
    return made


def issues(hass: HomeAssistant) -> set[str]:
    return {issue.translation_key or "" for issue in ir.async_get(hass).issues.values()}


async def test_each_trouble_is_a_repair_while_it_lasts(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    repairs = LinkRepairs(hass, entry)
    for status, disk, key in (
        (LinkStatus(twin=True), False, "link_twin"),
        (LinkStatus(rejected="version"), False, "link_version"),
        (LinkStatus(rejected="unknown"), False, "link_unknown"),
        (LinkStatus(offset_ms=-400_000), False, "link_clock"),
        (LinkStatus(), True, "link_disk"),
    ):
        repairs.update(status, disk_refuses=disk)
        assert issues(hass) == {key}
    repairs.update(LinkStatus(), disk_refuses=False)
    assert issues(hass) == set()


async def test_a_link_has_no_address_to_be_changed(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await entry.start_reconfigure_flow(hass)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "link_has_no_address"


async def test_a_disk_that_refuses_is_told_and_nothing_held_is_lost(
    hass: HomeAssistant, link: Link
) -> None:
    with patch.object(link.outbox, "append_noting", side_effect=LedgerError("full")):
        link.feed.tell([RecorderBody(to="offline")])
        await hass.async_block_till_done()
        assert link.feed.disk_refuses
        link._handle_change()
        assert "link_disk" in issues(hass)
    await link.feed.async_write()
    link._handle_change()
    assert issues(hass) == set()
    assert (await link.outbox.waiting()).count == 1


async def test_what_memory_cannot_hold_either_is_stated(hass: HomeAssistant, link: Link) -> None:
    with (
        patch.object(link.outbox, "append_noting", side_effect=LedgerError("full")),
        patch("custom_components.rt_cctv.link_feed._MAX_HELD", 3),
    ):
        link.feed.tell([RecorderBody(to="offline")] * 5)
        await hass.async_block_till_done()
    await link.feed.async_write()
    batch = await link.outbox.batch("0a1b2c3d4e5f-1")
    assert batch is not None
    assert [record.kind for record in batch.r] == ["nvr", "nvr", "nvr", "gap"]
    assert b'"n":2' in bytes(batch.r[-1].body)


async def test_a_hub_without_a_recorder_shows_announcements_to_whoever_looks(
    hass: HomeAssistant, link: Link
) -> None:
    command = Command(v=1, id="a1", op="announce", exp=4_000_000_000_000, text="Banjir")
    with patch.object(link_module.persistent_notification, "async_create") as create:
        answer = await link._obey(command)
    assert answer.ok
    assert create.call_args.args[1] == "Banjir"


async def test_a_password_is_changed_when_the_city_asks(
    hass: HomeAssistant, link: Link, entry: MockConfigEntry
) -> None:
    command = Command(v=1, id="a2", op="rotate", exp=4_000_000_000_000)
    new = SimpleNamespace(password="next", host="b", port=2, ca=None, tls=True, others=())
    door = SimpleNamespace(rotate=AsyncMock(return_value=new), confirm=AsyncMock())
    with patch("custom_components.rt_cctv.link_password.city_door", return_value=door):
        assert (await link._obey(command)).ok
    assert entry.data["password"] == "next"
    assert entry.data["broker"]["host"] == "b"
    assert "next_password" not in entry.data


async def test_a_change_that_was_cut_short_leaves_both_passwords(
    hass: HomeAssistant, link: Link, entry: MockConfigEntry
) -> None:
    new = SimpleNamespace(password="next", host="b", port=2, ca=None, tls=True, others=())
    door = SimpleNamespace(
        rotate=AsyncMock(return_value=new),
        confirm=AsyncMock(side_effect=EnrolError("unreachable")),
    )
    command = Command(v=1, id="a3", op="rotate", exp=4_000_000_000_000)
    with patch("custom_components.rt_cctv.link_password.city_door", return_value=door):
        answer = await link._obey(command)
        assert (answer.ok, answer.why) == (False, "unreachable")
        assert (entry.data["password"], entry.data["next_password"]) == ("s3cret", "next")
        door.confirm.side_effect = None
        await link.password.confirm_rotation()
    assert entry.data["password"] == "next"


@pytest.mark.parametrize(
    ("confirm", "rotate", "known"),
    [
        (None, None, True),
        ("unreachable", None, True),
        ("revoked", None, False),
        ("password", None, True),
        ("password", "password", False),
        ("password", "unavailable", True),
    ],
)
async def test_a_refusal_is_final_only_where_the_city_says_so(
    hass: HomeAssistant, link: Link, confirm: str | None, rotate: str | None, known: bool
) -> None:
    new = SimpleNamespace(password="next", host="b", port=2, ca=None, tls=True, others=())
    door = SimpleNamespace(
        rotate=AsyncMock(return_value=new, side_effect=rotate and EnrolError(rotate)),
        confirm=AsyncMock(side_effect=[confirm and EnrolError(confirm), None]),
    )
    with patch("custom_components.rt_cctv.link_password.city_door", return_value=door):
        assert await link.password.is_still_known() is known


async def test_a_ledger_that_cannot_be_opened_is_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with patch.object(link_module.Outbox, "open", side_effect=LedgerError("read-only")):
        assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY


async def test_the_ledger_goes_with_its_entry(
    hass: HomeAssistant, link: Link, entry: MockConfigEntry
) -> None:
    path = link.outbox.ledger.path
    assert path.exists()
    await hass.config_entries.async_remove(entry.entry_id)
    assert not path.exists()


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (LinkStatus(refused=True), "refused"),
        (LinkStatus(rejected="version"), "rejected"),
        (LinkStatus(), "waiting"),
        (LinkStatus(greeted=True, pending=True), "pending"),
        (LinkStatus(greeted=True), "confirmed"),
    ],
)
def test_the_standing_says_what_to_wait_for(status: LinkStatus, standing: str) -> None:
    sensor = next(sensor for sensor in LINK_SENSORS if sensor.key == "link_standing")
    assert sensor.value_fn(cast("Link", SimpleNamespace(status=status))) == standing
    assert standing in (sensor.options or [])


def test_the_worst_disk_speaks_for_all() -> None:
    def disk(status: DiskStatus) -> Disk:
        return Disk(key="1", name="hdd", status=status)

    assert worst(None) is DiskStatus.UNKNOWN
    assert worst((disk(DiskStatus.OK),)) is DiskStatus.OK
    assert worst((disk(DiskStatus.OK), disk(DiskStatus.MISSING))) is DiskStatus.MISSING
    assert worst((disk(DiskStatus.ERROR), disk(DiskStatus.MISSING))) is DiskStatus.ERROR
