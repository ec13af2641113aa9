"""The Hikvision driver against a recorder that isn't there, and what breaks it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import json

import pytest

from custom_components.rt_cctv.model import (
    Brand,
    DiskStatus,
    Finding,
    FindingKind,
    RecorderState,
    SlotStatus,
    StreamProfile,
    Target,
)
from custom_components.rt_cctv.nvr.base import (
    AlarmEvent,
    AlarmSignal,
    BadAnswerError,
    CannotConnectError,
    Capability,
    InvalidAuthError,
    NotARecorderError,
    NotSupportedError,
    PermissionDeniedError,
    RecorderError,
    StreamBusyError,
    TimedOutError,
)
from custom_components.rt_cctv.nvr.guard import LoginGuard
from custom_components.rt_cctv.nvr.hikvision.recorder import HikvisionRecorder
from tests.virtual_recorder.auth import Outcome
from tests.virtual_recorder.faults import FaultKind
from tests.virtual_recorder.recorder import VirtualRecorder
from tests.virtual_recorder.scenario import (
    AlarmStream,
    Auth,
    Camera,
    Disk,
    Quirks,
    Scenario,
    Slot,
    SlotState,
    StreamSpec,
)

from .peer import config_for, session

pytestmark = pytest.mark.usefixtures("socket_enabled")

_STATUS = "/ISAPI/ContentMgmt/InputProxy/channels/status"
_CHANNELS = "/ISAPI/ContentMgmt/InputProxy/channels"


@dataclass(kw_only=True)
class Pair:
    """A recorder that isn't there, and the driver that looks at it; `moment` is its clock."""

    played: VirtualRecorder
    seen: HikvisionRecorder
    moment: list[float]
    slept: list[float]

    async def poll(self, *, after: float = 30.0) -> RecorderState:
        self.moment[0] += after
        return await self.seen.poll()

    def asked(self, since: int = 0) -> list[str]:
        """Return the paths of the accepted requests."""
        return [r.path for r in self.played.requests[since:] if r.outcome is Outcome.ACCEPTED]


def _slots(*states: str) -> tuple[Slot, ...]:
    return tuple(
        Slot(number=n, name=f"Kamera {n}", state=SlotState(state))
        for n, state in enumerate(states, start=1)
    )


_FOUR = _slots("online", "online", "offline", "empty")
_LIVE = _slots("online", "online")


@asynccontextmanager
async def _pair(guard: LoginGuard | None = None, **scenario: object) -> AsyncIterator[Pair]:
    values: dict[str, object] = {"slots": _FOUR} | scenario
    played = VirtualRecorder(Scenario(**values))  # type: ignore[arg-type]
    async with played, session() as made:
        moment: list[float] = [0.0]
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        seen = HikvisionRecorder(
            config_for(played), made, guard=guard, clock=lambda: moment[0], sleep=sleep
        )
        yield Pair(played=played, seen=seen, moment=moment, slept=slept)
        await seen.close()


def _statuses(state: RecorderState) -> list[SlotStatus]:
    return [slot.status for slot in state.slots]


# --- Looking ---


@pytest.mark.parametrize("listed", [True, False])
async def test_empty_offline_and_wrong_password_are_different_states(listed: bool) -> None:
    slots = _slots("online", "offline", "wrong_password", "empty")
    async with _pair(slots=slots, quirks=Quirks(lists_empty_slots=listed)) as pair:
        state = await pair.poll()
    assert _statuses(state) == [
        SlotStatus.ONLINE,
        SlotStatus.OFFLINE,
        SlotStatus.WRONG_PASSWORD,
        SlotStatus.EMPTY,
    ]
    assert [slot.reason for slot in state.slots[:3]] == [None, "netUnreachable", "userPwError"]
    assert state.slots[3].camera is None
    assert state.slot_states_known


async def test_identifying_is_one_call_and_one_login() -> None:
    async with _pair() as pair:
        info = await pair.seen.identify()
        assert pair.seen.client.calls == 1
        assert pair.asked() == ["/ISAPI/System/deviceInfo"]
    assert info.brand is Brand.HIKVISION
    assert info.serial == pair.played.scenario.identity.serial
    assert info.mac == "44:19:b6:00:00:01"
    assert info.firmware == "V4.62.210 build 230619"


async def test_the_first_look_costs_at_most_15_calls_and_the_steady_state_6_a_minute() -> None:
    async with _pair() as pair:
        state = await pair.seen.poll()
        assert pair.seen.client.calls <= 15
        assert pair.played.max_in_flight == 1
        # One look knows all that matters.
        assert state.disks is not None
        assert state.clock_drift is not None
        assert state.encrypted is False
        assert state.slots[0].armed is not None
        assert state.slots[0].stream(StreamProfile.SUB) is not None
        calls = []
        for _ in range(2 * 60 * 4):
            before = pair.seen.client.calls
            await pair.poll()
            calls.append(pair.seen.client.calls - before)
    assert max(a + b for a, b in pairwise(calls)) <= 6
    assert sum(calls) / len(calls) < 1.5


async def test_looking_more_often_than_usual_asks_for_the_slots_only() -> None:
    async with _pair() as pair:
        await pair.seen.poll()
        for _ in range(5):
            since = len(pair.played.requests)
            await pair.poll(after=2)
            assert pair.asked(since) == [_STATUS]


async def test_a_camera_plugged_in_is_shown_with_all_that_is_known_of_it_within_a_minute() -> None:
    async with _pair() as pair:
        await pair.poll()
        pair.played.set_slot(
            4, state="online", name="Baru", camera=Camera(model="DS-NEW", address="192.168.254.9")
        )
        state = await pair.poll()
        assert _statuses(state)[3] is SlotStatus.ONLINE
        assert state.slots[3].name == "Baru"
        assert state.slots[3].camera is not None
        assert state.slots[3].camera.model == "DS-NEW"
        state = await pair.poll()
        assert state.slots[3].stream(StreamProfile.SUB) is not None
        pair.played.set_slot(4, state="empty")
        state = await pair.poll()
        assert _statuses(state)[3] is SlotStatus.EMPTY


async def test_a_camera_that_comes_back_is_asked_for_anew() -> None:
    async with _pair() as pair:
        for _ in range(4):
            await pair.poll()
        pair.played.set_slot(3, state="online", sub=StreamSpec(codec="h265"))
        await pair.poll()
        state = await pair.poll()
    sub = state.slots[2].stream(StreamProfile.SUB)
    assert sub is not None
    assert sub.codec == "h265"


async def test_a_slot_going_dark_is_seen_by_the_next_look() -> None:
    async with _pair() as pair:
        assert _statuses(await pair.poll())[0] is SlotStatus.ONLINE
        pair.played.set_slot(1, state="offline")
        assert _statuses(await pair.poll())[0] is SlotStatus.OFFLINE


async def test_a_hybrid_recorder_shows_sockets_and_cameras_in_one_row() -> None:
    slots = (
        *(replace(s, input="analogue") for s in _slots("online", "empty")),
        Slot(number=3, name="IP", state=SlotState.OFFLINE),
    )
    async with _pair(slots=slots) as pair:
        state = await pair.poll()
        assert _statuses(state) == [SlotStatus.ONLINE, SlotStatus.EMPTY, SlotStatus.OFFLINE]
        assert state.slots[1].reason == "NO VIDEO"
        pair.played.set_slot(1, state="offline")
        # A socket can't tell; but this one showed a picture before.
        assert _statuses(await pair.poll())[0] is SlotStatus.OFFLINE
        before = pair.seen.client.calls
        for _ in range(20):
            await pair.poll()
        assert pair.seen.client.calls - before <= 60


async def test_a_firmware_without_slot_states_is_said_to_be_one() -> None:
    async with _pair(quirks=Quirks(status_list=False)) as pair:
        state = await pair.poll()
        assert _statuses(state) == [SlotStatus.UNKNOWN] * 3 + [SlotStatus.EMPTY]
        assert not state.slot_states_known
        pair.played.set_slot(4, state="online")
        state = await pair.poll()
    assert _statuses(state)[3] is SlotStatus.UNKNOWN


@pytest.mark.parametrize(
    "namespace",
    ["http://www.hikvision.com/ver20/XMLSchema", "http://www.std-cgi.com/ver20/XMLSchema", "urn:x"],
)
async def test_the_namespace_does_not_matter(namespace: str) -> None:
    async with _pair(quirks=Quirks(namespace=namespace)) as pair:
        assert _statuses(await pair.poll())[0] is SlotStatus.ONLINE


async def test_disks_encryption_and_clock_are_told() -> None:
    disks = (Disk(), Disk(name="hdd2", status="error"), Disk(name="nas", nas=True, free=5))
    async with _pair(disks=disks, encrypted=True, clock_offset=-90.0) as pair:
        state = await pair.poll()
    assert state.encrypted is True
    assert state.disks is not None
    assert [disk.status for disk in state.disks] == [
        DiskStatus.OK,
        DiskStatus.ERROR,
        DiskStatus.OK,
    ]
    assert state.clock_drift is not None
    assert abs(state.clock_drift + timedelta(seconds=90)) < timedelta(seconds=30)
    assert state.recording is None


@pytest.mark.parametrize("disks", [(), (Disk(status="notexist"),), (Disk(status="unformatted"),)])
async def test_a_recorder_without_a_usable_disk_records_nothing(disks: tuple[Disk, ...]) -> None:
    async with _pair(disks=disks) as pair:
        state = await pair.poll()
    assert state.recording is False


async def test_what_is_to_be_recorded_is_asked_where_the_recorder_says() -> None:
    body = b"<TrackList><Track><id>101</id><Enable>%b</Enable></Track></TrackList>"
    for said, recording in ((b"true", True), (b"false", False)):
        async with _pair() as pair:
            pair.played.fault("*/record/tracks", "body", body=body % said)
            assert (await pair.poll()).recording is recording


async def test_the_recorders_own_description_is_read_again_after_hours() -> None:
    async with _pair() as pair:
        for _ in range(6):
            await pair.poll()
        pair.played.fault(
            "*/deviceInfo",
            "body",
            body=b"<DeviceInfo><serialNumber>other</serialNumber></DeviceInfo>",
        )
        pair.moment[0] += 3600
        for _ in range(8):
            state = await pair.poll()
    assert state.info.serial == "other"


async def test_a_bad_description_later_on_changes_nothing() -> None:
    async with _pair() as pair:
        before = await pair.poll()
        pair.played.fault("*/deviceInfo", "html")
        pair.moment[0] += 3600
        for _ in range(8):
            state = await pair.poll()
    assert state.info == before.info


async def test_whether_streams_are_encrypted_is_left_open_where_nothing_is_said() -> None:
    for body in (b"<html/>", b"<VideoEncryption/>"):
        async with _pair() as pair:
            pair.played.fault("*/videoEncryption", "body", body=body)
            assert (await pair.poll()).encrypted is None


# --- Bad answers ---

_FAULTS: list[FaultKind] = [
    "status", "html", "truncated", "namespace", "single", "content_type", "empty", "drop", "deep",
    "entities",
]  # fmt: skip
_READ = [
    "/ISAPI/System/capabilities",
    "/ISAPI/System/Video/inputs/channels",
    _CHANNELS,
    _STATUS,
    "/ISAPI/Security/adminAccesses",
    "/ISAPI/Streaming/channels",
    "/ISAPI/Streaming/channels/*",
    "/ISAPI/ContentMgmt/Storage",
    "/ISAPI/Event/triggers",
    "/ISAPI/System/time",
    "/ISAPI/Security/videoEncryption",
    "/ISAPI/ContentMgmt/record/tracks",
    "*/motionDetection",
]


@pytest.mark.parametrize("kind", _FAULTS)
@pytest.mark.parametrize("path", _READ)
async def test_one_bad_answer_costs_what_it_was_about_and_nothing_else(
    path: str, kind: FaultKind
) -> None:
    about_slots = path in (_STATUS, _CHANNELS)
    async with _pair() as pair:
        pair.played.fault(path, kind)
        if kind == "drop" and path in (*_READ[:2], _STATUS, _CHANNELS):
            with pytest.raises(CannotConnectError):
                await pair.poll()
        else:
            for _ in range(3):
                state = await pair.poll()
            statuses = _statuses(state)
            if not about_slots:
                assert statuses[:3] == [SlotStatus.ONLINE, SlotStatus.ONLINE, SlotStatus.OFFLINE]
            if path == _STATUS and kind not in ("namespace", "content_type", "single"):
                assert set(statuses[:3]) == {SlotStatus.UNKNOWN}
        pair.played.heal()
        pair.moment[0] += 7 * 3600
        for _ in range(10):
            state = await pair.poll()
    assert _statuses(state) == [
        SlotStatus.ONLINE,
        SlotStatus.ONLINE,
        SlotStatus.OFFLINE,
        SlotStatus.EMPTY,
    ]
    assert state.disks is not None
    assert state.slots[0].armed
    assert state.slots[0].stream(StreamProfile.SUB) is not None
    assert state.encrypted is False
    assert state.clock_drift is not None


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 503])
@pytest.mark.parametrize("path", [_STATUS, _CHANNELS, "/ISAPI/Streaming/channels", "*"])
async def test_refusals_of_every_status_are_borne(path: str, status: int) -> None:
    async with _pair() as pair:
        await pair.poll()
        pair.played.fault(path, "status", status=status)
        for _ in range(3):
            state = await pair.poll()
        assert len(state.slots) == 4
        pair.played.heal()
        pair.moment[0] += 3600
        for _ in range(3):
            state = await pair.poll()
    assert _statuses(state)[0] is SlotStatus.ONLINE


async def test_one_slots_bad_answer_leaves_the_others_whole() -> None:
    body = (
        b"<InputProxyChannelStatusList>"
        b"<InputProxyChannelStatus><id>1</id><online>true</online></InputProxyChannelStatus>"
        b"<InputProxyChannelStatus><id>x</id><online>true</online></InputProxyChannelStatus>"
        b"<InputProxyChannelStatus><id>3</id></InputProxyChannelStatus>"
        b"</InputProxyChannelStatusList>"
    )
    async with _pair() as pair:
        pair.played.fault(_STATUS, "body", body=body)
        state = await pair.poll()
    assert _statuses(state) == [
        SlotStatus.ONLINE,
        SlotStatus.UNKNOWN,
        SlotStatus.UNKNOWN,
        SlotStatus.EMPTY,
    ]


async def test_an_answer_without_end_is_cut_off() -> None:
    async with _pair() as pair:
        pair.played.fault("/ISAPI/Event/triggers", "huge", size=3_000_000)
        state = await pair.poll()
    assert state.slots[0].armed is None
    assert _statuses(state)[0] is SlotStatus.ONLINE


async def test_a_call_that_hangs_holds_up_neither_the_slots_nor_the_next_look() -> None:
    async with _pair() as pair:
        pair.seen.client._limit = 0.2
        pair.played.fault("/ISAPI/Event/triggers", "hang")
        assert _statuses(await pair.poll())[0] is SlotStatus.ONLINE
        since = len(pair.played.requests)
        state = await pair.poll()
        assert not any("triggers" in request.path for request in pair.played.requests[since:])
    assert state.encrypted is False


async def test_a_recorder_that_hangs_altogether_is_given_up() -> None:
    async with _pair() as pair:
        pair.seen.client._limit = 0.1
        pair.played.fault("*", "hang")
        with pytest.raises(TimedOutError):
            await pair.poll()


@pytest.mark.parametrize("kind", ["html", "truncated", "empty", "deep", "entities"])
async def test_what_answers_otherwise_is_no_recorder(kind: FaultKind) -> None:
    async with _pair() as pair:
        pair.played.fault("*/deviceInfo", kind)
        with pytest.raises(NotARecorderError):
            await pair.seen.identify()
        pair.played.heal()
        assert (await pair.seen.identify()).serial


async def test_a_recorder_that_is_too_busy_to_say_who_it_is_is_still_one() -> None:
    async with _pair() as pair:
        pair.played.fault("*/deviceInfo", "status", status=503)
        with pytest.raises(BadAnswerError):
            await pair.seen.identify()


async def test_a_recorder_that_names_no_input_is_a_bad_answer_and_may_recover() -> None:
    async with _pair() as pair:
        pair.played.fault("*/InputProxy/*", "html")
        with pytest.raises(BadAnswerError):
            await pair.poll()
        pair.played.heal()
        assert _statuses(await pair.poll())[0] is SlotStatus.ONLINE


async def test_a_user_who_may_see_nothing_is_told_so() -> None:
    body = b"<ResponseStatus><subStatusCode>lowPrivilege</subStatusCode></ResponseStatus>"
    async with _pair() as pair:
        pair.played.fault("*/channels*", "body", body=body)
        with pytest.raises(PermissionDeniedError):
            await pair.poll()


# --- Logging in ---


async def test_a_wrong_password_is_sent_once() -> None:
    async with _pair() as pair:
        pair.played.set_password("other")
        for _ in range(4):
            with pytest.raises(InvalidAuthError):
                await pair.poll()
        with pytest.raises(InvalidAuthError):
            async with aclosing(pair.seen.alarms()) as alarms:
                await anext(alarms)
        with pytest.raises(InvalidAuthError):
            await pair.seen.snapshot(1)
        outcomes = [request.outcome for request in pair.played.requests]
    assert outcomes == [Outcome.CHALLENGED, Outcome.REFUSED]


async def test_a_password_changed_while_listening_costs_one_refused_login() -> None:
    async with _pair() as pair:
        await pair.poll()
        async with aclosing(pair.seen.alarms()) as alarms:
            await anext(alarms)
            pair.played.set_password("other")
            with pytest.raises(CannotConnectError):
                async for _ in alarms:
                    pass
        results = await asyncio.gather(
            pair.poll(), anext(pair.seen.alarms()), pair.poll(), return_exceptions=True
        )
        assert all(isinstance(result, InvalidAuthError) for result in results)
        outcomes = [request.outcome for request in pair.played.requests]
    assert outcomes.count(Outcome.REFUSED) == 1


@pytest.mark.parametrize("nonce", ["static", "rotate", "single"])
async def test_polls_alarms_and_pictures_share_the_nonces_in_peace(nonce: str) -> None:
    async with _pair(auth=Auth(nonce=nonce)) as pair:  # type: ignore[arg-type]
        async with aclosing(pair.seen.alarms()) as alarms:
            assert await anext(alarms) is AlarmSignal.OPEN
            await asyncio.gather(pair.poll(), pair.seen.snapshot(1), pair.seen.snapshot(2))
        assert Outcome.REFUSED not in {r.outcome for r in pair.played.requests}
        assert pair.played.max_in_flight == 1


# --- Pictures ---


@pytest.mark.parametrize("profile", list(StreamProfile))
async def test_a_picture_is_a_jpeg(profile: StreamProfile) -> None:
    async with _pair() as pair:
        await pair.poll()
        assert (await pair.seen.snapshot(1, profile)).startswith(b"\xff\xd8\xff")


async def test_the_other_way_to_a_picture_is_found_once_and_remembered() -> None:
    async with _pair(quirks=Quirks(picture_by_proxy=True)) as pair:
        for _ in range(2):
            since = len(pair.played.requests)
            assert (await pair.seen.snapshot(1)).startswith(b"\xff\xd8\xff")
    assert pair.asked(since) == ["/ISAPI/ContentMgmt/StreamingProxy/channels/102/picture"]


async def test_a_device_error_is_tried_again() -> None:
    body = b"<ResponseStatus><subStatusCode>deviceError</subStatusCode></ResponseStatus>"
    async with _pair() as pair:
        pair.played.fault("*/102/picture", "body", body=body, times=2)
        assert (await pair.seen.snapshot(1)).startswith(b"\xff\xd8\xff")
        assert pair.slept == [0.5, 0.5]


async def test_a_sub_stream_without_picture_falls_back_to_the_main_one() -> None:
    async with _pair() as pair:
        pair.played.fault("*/102/picture", "status", status=404)
        assert (await pair.seen.snapshot(1)).startswith(b"\xff\xd8\xff")
        assert pair.asked()[-1] == "/ISAPI/Streaming/channels/101/picture"
        # And where that way closes, the others are tried again.
        pair.played.heal()
        pair.played.fault("*/Streaming/channels/101/picture", "status", status=404)
        with pytest.raises(NotSupportedError):
            await pair.seen.snapshot(1)
        assert (await pair.seen.snapshot(1)).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("kind", "error"),
    [("html", BadAnswerError), ("empty", BadAnswerError), ("status", BadAnswerError)],
)
async def test_what_is_no_picture_is_never_handed_on(
    kind: FaultKind, error: type[RecorderError]
) -> None:
    async with _pair() as pair:
        pair.played.fault("*/picture", kind)
        with pytest.raises(error):
            await pair.seen.snapshot(1)


async def test_an_empty_slot_has_neither_picture_nor_stream() -> None:
    async with _pair() as pair:
        await pair.poll()
        since = len(pair.played.requests)
        with pytest.raises(NotSupportedError):
            await pair.seen.snapshot(4)
        assert len(pair.played.requests) == since
        assert pair.seen.stream_url(4, StreamProfile.SUB) is None
        assert pair.seen.stream_url(9, StreamProfile.SUB) is None
        port = pair.played.rtsp_port
        assert pair.seen.stream_url(1, StreamProfile.MAIN) == (
            f"rtsp://admin:Ronda-2026%21@127.0.0.1:{port}/Streaming/Channels/101"
        )
        assert pair.seen.stream_url(3, StreamProfile.SUB) is not None


# --- Commands ---


def _refusal(code: str, word: str) -> bytes:
    inner = f"<statusCode>{code}</statusCode><subStatusCode>{word}</subStatusCode>"
    return f"<ResponseStatus>{inner}</ResponseStatus>".encode()


async def test_recordings_are_listed_in_true_time_and_can_be_played() -> None:
    async with _pair(clock_offset=120.0) as pair:
        await pair.poll()
        end = datetime.now(UTC)
        found = await pair.seen.recordings(1, end - timedelta(hours=3), end)
        assert found
        assert [r.start for r in found] == sorted(r.start for r in found)
        for recording in found:
            assert recording.slot == 1
            assert recording.end > end - timedelta(hours=3, minutes=1)
            assert recording.start < end
            assert recording.start.tzinfo is UTC
            assert recording.size
            assert "admin" not in recording.locator
        url = pair.seen.playback_url(found[0])
    assert url.startswith(f"rtsp://admin:Ronda-2026%21@127.0.0.1:{pair.played.rtsp_port}/Streaming")
    # The recorder's clock is 7 hours from UTC and 2 minutes ahead.
    told = datetime.strptime(url.partition("starttime=")[2][:16], "%Y%m%dT%H%M%S%z")
    ahead = told - found[0].start - timedelta(hours=7, minutes=2)
    assert abs(ahead) < timedelta(seconds=30)


async def test_a_recording_without_an_address_gets_one_and_rubbish_is_left_out() -> None:
    def item(start: str, end: str, address: str = "") -> str:
        return (
            f"<searchMatchItem><timeSpan><startTime>{start}</startTime><endTime>{end}</endTime>"
            f"</timeSpan><mediaSegmentDescriptor><playbackURI>{address}</playbackURI>"
            "</mediaSegmentDescriptor></searchMatchItem>"
        )

    day = "2026-11-24T"
    body = "".join(
        [
            item(f"{day}10:00:00Z", f"{day}11:00:00Z", "rtsp://u:p@h/x?starttime=1&amp;size=7"),
            item(f"{day}08:00:00Z", f"{day}09:00:00Z"),
            item(f"{day}07:00:00+08:00", f"{day}08:00:00+08:00", "gopher://x"),
            item(f"{day}12:00:00Z", f"{day}12:00:00Z"),
            item("0000-00-00T00:00:00Z", f"{day}12:00:00Z"),
            item("", ""),
        ]
    )
    body = f"<CMSearchResult><matchList>{body}</matchList></CMSearchResult>"
    async with _pair() as pair:
        await pair.poll()
        pair.played.fault("*/search", "body", body=body.encode())
        end = datetime(2026, 11, 24, 5, tzinfo=UTC)
        found = await pair.seen.recordings(1, end - timedelta(hours=12), end)
    assert [(r.start.hour, r.end.hour) for r in found] == [(23, 0), (1, 2), (3, 4)]
    assert [r.locator for r in found] == [
        "/Streaming/tracks/101/?starttime=20261124T070000Z&endtime=20261124T080000Z",
        "/Streaming/tracks/101/?starttime=20261124T080000Z&endtime=20261124T090000Z",
        "/x?starttime=1&size=7",
    ]
    assert [r.size for r in found] == [None, None, 7]


async def test_many_recordings_come_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _pair() as pair:
        # The recording that goes on now is longer with every second.
        end = datetime.now(UTC) - timedelta(hours=1)
        at_once = await pair.seen.recordings(2, end - timedelta(hours=20), end)
        monkeypatch.setattr("custom_components.rt_cctv.nvr.hikvision.media._PAGE", 3)
        since = len(pair.played.requests)
        found = await pair.seen.recordings(2, end - timedelta(hours=20), end)
        searches = [path for path in pair.asked(since) if path.endswith("/search")]
    assert len(at_once) > 9
    assert found == at_once
    assert len(searches) > 3


@pytest.mark.parametrize("kind", ["html", "status"])
async def test_recordings_of_a_recorder_whose_clock_cannot_be_read_go_by_the_hubs(
    kind: FaultKind,
) -> None:
    zone = datetime.now(UTC).astimezone().utcoffset() or timedelta()
    async with _pair(utc_offset=zone.total_seconds()) as pair:
        pair.played.fault("*/System/time", kind, status=404)
        end = datetime.now(UTC)
        assert await pair.seen.recordings(1, end - timedelta(hours=3), end)


async def test_no_recordings_are_an_empty_list() -> None:
    async with _pair(quirks=Quirks(recordings=False)) as pair:
        end = datetime.now(UTC)
        assert await pair.seen.recordings(1, end - timedelta(hours=1), end) == ()


@pytest.mark.parametrize("kind", ["status", "html", "truncated", "empty"])
async def test_a_search_that_fails_says_so(kind: FaultKind) -> None:
    async with _pair() as pair:
        pair.played.fault("*/search", kind)
        end = datetime.now(UTC)
        with pytest.raises(BadAnswerError):
            await pair.seen.recordings(1, end - timedelta(hours=1), end)


async def test_the_clock_is_set_and_read_back() -> None:
    async with _pair(clock_offset=3600.0) as pair:
        await pair.poll()
        await pair.seen.set_clock(datetime.now(UTC))
        state = await pair.poll()
    assert state.clock_drift is not None
    assert abs(state.clock_drift) < timedelta(seconds=60)


async def test_a_clock_that_does_not_take_the_time_is_an_error() -> None:
    stuck = b"<Time><localTime>2020-01-01T00:00:00+07:00</localTime></Time>"
    async with _pair() as pair:
        pair.played.fault("*/System/time", "body", method="GET", body=stuck)
        with pytest.raises(BadAnswerError):
            await pair.seen.set_clock(datetime.now(UTC))
        pair.played.heal()
        pair.played.fault("*/System/time", "body", method="GET", body=b"<Time/>")
        with pytest.raises(BadAnswerError):
            await pair.seen.set_clock(datetime.now(UTC))


async def test_a_sub_stream_is_made_h264_and_read_back() -> None:
    slots = tuple(replace(slot, sub=StreamSpec(codec="h265")) for slot in _FOUR)
    async with _pair(slots=slots) as pair:
        state = await pair.poll()
        assert (sub := state.slots[0].stream(StreamProfile.SUB))
        assert sub.codec == "h265"
        await pair.seen.set_sub_stream_h264(1)
        state = await pair.poll()
    assert (sub := state.slots[0].stream(StreamProfile.SUB))
    assert sub.codec == "h264"
    assert (other := state.slots[1].stream(StreamProfile.SUB))
    assert other.codec == "h265"


async def test_a_sub_stream_that_stays_h265_is_an_error() -> None:
    slots = tuple(replace(slot, sub=StreamSpec(codec="h265")) for slot in _FOUR)
    stuck = (
        b"<StreamingChannel><id>102</id><Video><videoCodecType>H.265</videoCodecType></Video>"
        b"</StreamingChannel>"
    )
    async with _pair(slots=slots) as pair:
        pair.played.fault("*/102", "body", method="GET", body=stuck)
        with pytest.raises(BadAnswerError):
            await pair.seen.set_sub_stream_h264(1)
        with pytest.raises(NotSupportedError):
            await pair.seen.set_sub_stream_h264(4)


async def test_a_restart_is_asked_for() -> None:
    async with _pair() as pair:
        pair.played.reboot_seconds = 0.1
        await pair.seen.reboot()
        assert pair.asked() == ["/ISAPI/System/reboot"]
        await _until(lambda: pair.played.returns == 1)
        assert _statuses(await pair.poll())[0] is SlotStatus.ONLINE


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (403, b"", PermissionDeniedError),
        (200, _refusal("4", "notSupport"), NotSupportedError),
        (200, _refusal("3", "deviceError"), BadAnswerError),
        (500, b"", BadAnswerError),
        (404, b"", NotSupportedError),
    ],
)  # fmt: skip
async def test_a_refused_command_says_why(
    status: int, body: bytes, error: type[RecorderError]
) -> None:
    async with _pair() as pair:
        if body:
            pair.played.fault("*/reboot", "body", body=body)
        else:
            pair.played.fault("*/reboot", "status", status=status)
        with pytest.raises(error):
            await pair.seen.reboot()


async def test_a_command_answered_with_nothing_is_done() -> None:
    async with _pair() as pair:
        pair.played.fault("*/reboot", "empty")
        await pair.seen.reboot()


async def test_a_dump_has_every_read_endpoint_and_nothing_private() -> None:
    async with _pair() as pair:
        await pair.poll()
        shown = json.dumps(await pair.seen.dump())
    identity = pair.played.scenario.identity
    for secret in (identity.serial, identity.password, identity.mac, identity.name, "192.168.254"):
        assert secret not in shown
    assert "Kamera 1" not in shown
    assert identity.model in shown
    for path in ("System/deviceInfo", "Event/triggers", "Streaming/channels/102"):
        assert path in shown


async def test_a_dump_bears_what_does_not_answer() -> None:
    async with _pair() as pair:
        pair.played.fault("*/capabilities", "huge", size=3_000_000)
        pair.played.fault("*/deviceInfo", "html")
        pair.played.fault("*/triggers", "drop")
        shown = await pair.seen.dump()
    assert shown["System/capabilities"] == "BadAnswerError"
    assert shown["Event/triggers"] == "CannotConnectError"
    assert "Event/notification/httpHosts" not in shown


def test_the_driver_can_do_everything() -> None:
    assert HikvisionRecorder.capabilities.fget(None) == frozenset(Capability)  # type: ignore[attr-defined]


# --- Alarms ---


@asynccontextmanager
async def _listening(pair: Pair) -> AsyncIterator[list[AlarmEvent]]:
    heard: list[AlarmEvent] = []

    async def hear() -> None:
        async with aclosing(pair.seen.alarms()) as alarms:
            async for event in alarms:
                heard.append(event)  # noqa: PERF401 # the test looks at them as they come

    task = asyncio.create_task(hear())
    try:
        await _until(lambda: len(heard) > 1 or task.done())
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 # the recorder has no event to wait for
            await asyncio.sleep(0.005)


def _findings(heard: list[AlarmEvent]) -> list[Finding]:
    return [event for event in heard if isinstance(event, Finding)]


_HABITS = {
    "well-behaved": AlarmStream(),
    "not chunked": AlarmStream(framing="close"),
    "line feeds": AlarmStream(newline="lf"),
    "no length": AlarmStream(length="missing"),
    "short length": AlarmStream(length="short"),
    "long length": AlarmStream(length="long"),
    "garbled length": AlarmStream(length="garbage"),
    "quoted boundary": AlarmStream(boundary_header="quoted"),
    "dashed boundary": AlarmStream(boundary_header="dashed"),
    "no boundary": AlarmStream(boundary_header="absent"),
    "no blank line": AlarmStream(blank_line=False),
    "no line before the boundary": AlarmStream(final_newline=False),
    "old channels": AlarmStream(channel="old"),
    "dynamic channels": AlarmStream(channel="dynamic"),
    "duration": AlarmStream(duration=True),
    "json": AlarmStream(wrap_json=True),
    "bare ampersand": AlarmStream(bare_ampersand=True),
    "empty count": AlarmStream(empty_count=True),
    "malformed clock": AlarmStream(clock="malformed"),
    "zero clock": AlarmStream(clock="zero"),
    "everything at once": AlarmStream(
        framing="close", newline="lf", length="short", boundary_header="absent", blank_line=False,
        final_newline=False, channel="old", bare_ampersand=True, empty_count=True,
        clock="malformed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("habits", _HABITS.values(), ids=_HABITS)
async def test_an_alarm_is_heard_at_once_and_its_end_too(habits: AlarmStream) -> None:
    slots = tuple(replace(slot, name=f"Pos & Gang {slot.number}") for slot in _LIVE)
    # Neither a heartbeat nor a repeat comes to push the alarm through.
    quiet = replace(habits, heartbeat=None, repeat=60.0)
    async with _pair(slots=slots, alarm_stream=quiet) as pair:
        await pair.poll()
        async with _listening(pair) as heard:
            assert heard[0] is AlarmSignal.OPEN
            pair.played.fire(2, "motion", target="person")
            await _until(lambda: bool(_findings(heard)))
            pair.played.clear(2, "motion")
            await _until(lambda: len(_findings(heard)) > 1)
        begun, ended = _findings(heard)
    assert (begun.kind, begun.slot, begun.active) == (FindingKind.MOTION, 2, True)
    assert begun.target is Target.PERSON
    assert begun.expires_after == 15.0
    assert (ended.kind, ended.slot, ended.active) == (FindingKind.MOTION, 2, False)


async def test_alarms_are_heard_without_any_look_before() -> None:
    async with _pair(slots=_LIVE) as pair, _listening(pair) as heard:
        pair.played.fire(2, "line_crossing", target="vehicle")
        await _until(lambda: bool(_findings(heard)))
        finding = _findings(heard)[0]
    assert (finding.slot, finding.kind) == (2, FindingKind.LINE_CROSSING)
    assert (finding.target, finding.zone) == (Target.VEHICLE, "1")


async def test_an_alarm_of_a_hybrids_network_camera_finds_its_slot() -> None:
    slots = (
        *(replace(s, input="analogue") for s in _slots("online", "online")),
        Slot(number=3, name="IP"),
    )
    async with _pair(slots=slots) as pair:
        await pair.poll()
        async with _listening(pair) as heard:
            pair.played.fire(3, "intrusion")
            await _until(lambda: bool(_findings(heard)))
            assert _findings(heard)[0].slot == 3


async def test_what_lasts_is_said_again_so_that_it_stays_on() -> None:
    async with _pair(slots=_LIVE, alarm_stream=AlarmStream(repeat=0.05, ends=False)) as pair:
        await pair.poll()
        async with _listening(pair) as heard:
            pair.played.fire(1, "motion")
            await _until(lambda: len(_findings(heard)) > 3)
            pair.played.clear(1, "motion")
        assert all(f.active and f.expires_after == 15.0 for f in _findings(heard))


async def test_heartbeats_are_signs_of_life_and_no_more() -> None:
    async with _pair(slots=_LIVE, alarm_stream=AlarmStream(heartbeat=0.05)) as pair:
        async with _listening(pair) as heard:
            await _until(lambda: heard.count(AlarmSignal.ALIVE) > 3)
        assert _findings(heard) == []


async def test_a_slot_going_dark_asks_for_a_look_at_once() -> None:
    async with _pair(slots=_slots("online", "online")) as pair:
        await pair.poll()
        async with _listening(pair) as heard:
            pair.played.set_slot(1, state="offline")
            await _until(lambda: AlarmSignal.LOOK in heard)
            (finding, *_) = _findings(heard)
            assert (finding.kind, finding.slot) == (FindingKind.VIDEO_LOSS, 1)
            assert _statuses(await pair.poll(after=1))[0] is SlotStatus.OFFLINE
            heard.clear()
            pair.played.set_slot(1, state="online")
            await _until(lambda: any(not finding.active for finding in _findings(heard)))
            await _until(lambda: AlarmSignal.LOOK in heard)


async def test_trouble_with_a_disk_has_the_disks_looked_at() -> None:
    async with _pair(slots=_LIVE) as pair:
        await pair.poll()
        async with _listening(pair) as heard:
            pair.played.fire(None, "disk_problem")
            await _until(lambda: AlarmSignal.LOOK in heard)
        since = len(pair.played.requests)
        await pair.poll()
        assert "/ISAPI/ContentMgmt/Storage" in pair.asked(since)


async def test_a_backlog_told_again_after_connecting_is_dropped() -> None:
    async with _pair(slots=_slots("online"), alarm_stream=AlarmStream(backlog=5)) as pair:
        await pair.poll()
        pair.played.jump_clock(-600)
        pair.played.fire(1, "motion")
        pair.played.clear(1, "motion")
        pair.played.jump_clock(600)
        async with _listening(pair) as heard:
            pair.played.fire(1, "intrusion")
            await _until(lambda: bool(_findings(heard)))
        assert {f.kind for f in _findings(heard)} == {FindingKind.INTRUSION}


async def test_the_picture_of_the_moment_is_the_evidence() -> None:
    async with _pair(slots=_LIVE, alarm_stream=AlarmStream(picture=True)) as pair:
        await pair.poll()
        async with _listening(pair) as heard:
            pair.played.fire(1, "motion")
            await _until(lambda: any(f.evidence for f in _findings(heard)))
        first, *later = [f.evidence for f in _findings(heard) if f.slot == 1]
    assert first is None
    assert next(filter(None, later)).startswith(b"\xff\xd8\xff")


async def test_malformed_parts_are_passed_over() -> None:
    async with _pair(slots=_LIVE) as pair:
        await pair.poll()
        async with _listening(pair) as heard:
            pair.played.set(malformed_parts=2)
            pair.played.fire(2, "tamper", pulse=True)
            pair.played.fire(1, "motion")
            await _until(lambda: any(f.slot == 1 for f in _findings(heard)))


async def test_a_stream_that_is_one_too_many_is_told_as_busy() -> None:
    async with _pair(slots=_LIVE, alarm_stream=AlarmStream(limit=0)) as pair:
        with pytest.raises(StreamBusyError):
            await anext(pair.seen.alarms())


async def test_a_web_page_is_no_alarm_stream() -> None:
    async with _pair(slots=_LIVE) as pair:
        pair.played.fault("*/alertStream", "html")
        with pytest.raises(NotSupportedError):
            await anext(pair.seen.alarms())


async def test_a_stream_that_breaks_raises() -> None:
    async with _pair(slots=_LIVE) as pair, aclosing(pair.seen.alarms()) as alarms:
        assert await anext(alarms) is AlarmSignal.OPEN
        assert await anext(alarms) is AlarmSignal.ALIVE
        pair.played.drop_stream()
        with pytest.raises(CannotConnectError):
            await anext(alarms)


async def test_a_stream_that_the_recorder_ends_ends() -> None:
    async with _pair(slots=_LIVE, alarm_stream=AlarmStream(life=0.1)) as pair:
        heard = [event async for event in pair.seen.alarms()]
    assert heard[0] is AlarmSignal.OPEN
