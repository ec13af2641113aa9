"""The Dahua driver against the virtual recorder and its bad habits."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import override

import pytest

from custom_components.rt_cctv.model import (
    Brand,
    Finding,
    FindingKind,
    Recording,
    SlotStatus,
    StreamProfile,
)
from custom_components.rt_cctv.nvr.base import (
    AlarmSignal,
    BadAnswerError,
    NotARecorderError,
    NotSupportedError,
    RecorderConfig,
    RecorderError,
)
from custom_components.rt_cctv.nvr.create import make_recorder
from custom_components.rt_cctv.nvr.dahua.alarms import DahuaAlarms
from custom_components.rt_cctv.nvr.dahua.client import DahuaClient
from custom_components.rt_cctv.nvr.http import HttpClient
from tests.virtual_recorder import Camera, Outcome, Quirks, Scenario, SlotState

from .drivers import RT, findings, listen, running
from .peer import Request, answer, peer, session

pytestmark = pytest.mark.usefixtures("socket_enabled")

JPEG = b"\xff\xd8\xff\xe0picture"


async def test_camera_states_by_get_do_where_post_is_unknown() -> None:
    scenario = Scenario(slots=RT, quirks=Quirks(camera_state_get_only=True))
    async with running(Brand.DAHUA, scenario) as pair:
        state = await pair.seen.poll()
        before = len(pair.played.requests)
        await pair.seen.poll()
        asked = [r for r in pair.played.requests[before:] if "getCameraState" in r.path]

    assert [s.status for s in state.slots] == [
        SlotStatus.ONLINE,
        SlotStatus.ONLINE,
        SlotStatus.OFFLINE,
        SlotStatus.EMPTY,
    ]
    assert {r.method for r in asked} == {"GET"}, "what isn't known is not asked again"


async def test_video_loss_does_where_no_camera_states_are_told() -> None:
    scenario = Scenario(slots=RT, quirks=Quirks(status_list=False))
    async with running(Brand.DAHUA, scenario) as pair:
        state = await pair.seen.poll()

    assert [s.status for s in state.slots] == [
        SlotStatus.ONLINE,
        SlotStatus.ONLINE,
        SlotStatus.OFFLINE,
        SlotStatus.EMPTY,
    ]
    assert state.slot_states_known


async def test_a_firmware_that_tells_nothing_of_its_slots_is_said_to() -> None:
    scenario = Scenario(slots=RT, quirks=Quirks(status_list=False))
    async with running(Brand.DAHUA, scenario) as pair:
        pair.played.fault("*getEventIndexes*", "status", status=404)
        state = await pair.seen.poll()

    assert not state.slot_states_known
    assert state.slots[0].status is SlotStatus.UNKNOWN
    assert state.slots[3].status is SlotStatus.EMPTY


async def test_rubbish_for_states_leaves_the_slots_unknown_and_the_rest_whole() -> None:
    async with running(Brand.DAHUA) as pair:
        pair.played.fault("*getCameraState*", "body", body=b'{"states": 7}')
        state = await pair.seen.poll()

    assert {s.status for s in state.slots[:3]} == {SlotStatus.UNKNOWN}
    assert state.disks


@pytest.mark.parametrize("path", ["*getConfig*", "*storageDevice*", "*getCurrentTime*"])
@pytest.mark.parametrize("kind", ["html", "status", "empty", "truncated"])
async def test_one_bad_answer_costs_only_what_it_would_have_told(path: str, kind: str) -> None:
    async with running(Brand.DAHUA) as pair:
        pair.played.fault(path, kind)  # type: ignore[arg-type]
        state = await pair.seen.poll()

    assert state.slots[0].status is SlotStatus.ONLINE


ONVIF_SLOT = (RT[0], replace(RT[1], camera=Camera(protocol="ONVIF")), *RT[2:])


async def test_a_camera_taken_in_over_onvif_is_seen_over_onvif() -> None:
    async with running(Brand.DAHUA, Scenario(slots=ONVIF_SLOT)) as pair:
        state = await pair.seen.poll()
        picture = await pair.seen.snapshot(2)
        url = pair.seen.stream_url(2, StreamProfile.SUB)
        own = pair.seen.stream_url(1, StreamProfile.SUB)

    slot = state.slot(2)
    assert slot is not None
    assert slot.status is SlotStatus.ONLINE
    assert picture.startswith(b"\xff\xd8\xff")
    assert url is not None
    assert "proto=Onvif" in url
    assert own is not None
    assert "proto=Onvif" not in own


async def test_what_only_onvif_shows_costs_no_call_beyond_the_limit_and_is_soon_noticed() -> None:
    mixed = tuple(replace(slot, camera=Camera(protocol="ONVIF")) for slot in RT)
    async with running(Brand.DAHUA, Scenario(slots=mixed)) as pair:
        state = await pair.seen.poll()
        await listen(pair.seen, lambda events: AlarmSignal.OPEN in events)
        assert pair.calls() <= 15
        assert [s.status for s in state.slots[:2]] == [SlotStatus.ONLINE] * 2
        pair.played.set_slot(3, state=SlotState.ONLINE)
        for _ in range(2):
            state = await pair.poll()
        assert pair.seen.stream_url(3, StreamProfile.SUB) is not None

    assert state.slots[2].status is SlotStatus.ONLINE


async def test_without_onvif_such_a_slot_is_unsupported_and_says_so() -> None:
    async with running(Brand.DAHUA, Scenario(slots=ONVIF_SLOT)) as pair:
        pair.played.fault("/onvif*", "status", status=404)
        state = await pair.seen.poll()
        with pytest.raises(NotSupportedError):
            await pair.seen.snapshot(2)
        before = [r for r in pair.played.requests if r.path.startswith("/onvif")]
        await pair.seen.poll()
        after = [r for r in pair.played.requests if r.path.startswith("/onvif")]

    slot = state.slot(2)
    assert slot is not None
    assert (slot.status, slot.reason) == (SlotStatus.UNSUPPORTED, "ONVIF")
    assert len(before) == len(after), "it is tried again in ten minutes, not at once"


async def test_onvifs_own_refusal_is_sent_once_and_leaves_the_recorder_alone() -> None:
    async with running(Brand.DAHUA, Scenario(slots=ONVIF_SLOT)) as pair:
        pair.played.fault("/onvif/device_service#GetServices", "status", status=401)
        for _ in range(3):
            state = await pair.seen.poll()
        with_login = [
            r for r in pair.played.requests if "GetServices" in r.path or "GetProfiles" in r.path
        ]

    assert len(with_login) == 1
    assert state.slots[0].status is SlotStatus.ONLINE


async def test_what_ended_while_nobody_listened_is_ended_and_what_goes_on_stays() -> None:
    async with running(Brand.DAHUA) as pair:
        await pair.seen.poll()
        pair.played.set_slot(3, state=SlotState.ONLINE)
        async with aclosing(pair.seen.alarms()) as alarms:
            await anext(alarms)
            pair.played.fire(1, "motion")
            pair.played.fire(2, "motion")
            async with asyncio.timeout(30):
                seen = 0
                while seen < 2:
                    event = await anext(alarms)
                    seen += not isinstance(event, AlarmSignal)
        pair.played.clear(1, "motion")
        again = await listen(pair.seen, lambda events: len(findings(events)) >= 2)

    told = {(f.slot, f.active) for f in findings(again) if f.kind is FindingKind.MOTION}
    assert told == {(1, False), (2, True)}


async def test_the_stream_that_is_full_or_gone_raises_what_the_caller_knows() -> None:
    async with running(Brand.DAHUA) as pair:
        await pair.seen.poll()
        pair.played.fault("*eventManager*", "status", status=503)
        with pytest.raises(RecorderError):
            await listen(pair.seen, lambda _: False)


async def test_names_version_and_address_come_with_time() -> None:
    async with running(Brand.DAHUA) as pair:
        for _ in range(12):
            state = await pair.poll()
        identity = pair.played.scenario.identity

    assert state.info.name == identity.name
    assert state.info.firmware == identity.firmware
    assert state.info.mac == identity.mac
    assert state.recording is True
    armed = state.slots[0].armed
    assert armed is not None
    assert {FindingKind.TAMPER, FindingKind.VIDEO_LOSS} <= armed


async def test_recording_switched_off_is_told() -> None:
    async with running(Brand.DAHUA) as pair:
        pair.played.set(recording=False)
        for _ in range(12):
            state = await pair.poll()

    assert state.recording is False


async def test_a_foreign_recording_is_not_played() -> None:
    async with running(Brand.DAHUA) as pair:
        now = pair.played.world.now()
        foreign = Recording(slot=1, start=now, end=now + timedelta(1), locator="../../secret")
        with pytest.raises(BadAnswerError):
            pair.seen.playback_url(foreign)


async def _numbered_from(first: int, count: int, request: Request) -> bytes:
    if "snapshot.cgi" in request.target:
        channel = int(request.target.partition("channel=")[2])
        if first <= channel < first + count:
            return answer(body=JPEG + str(channel - first + 1).encode())
        return answer("400 Bad Request", b"Error\r\nBad Request!\r\n")
    if "getSystemInfo" in request.target:
        return answer(body=b"serialNumber=X1\r\ndeviceType=NVR\r\n")
    if "ChannelTitle" in request.target:
        titles = "".join(f"table.ChannelTitle[{n}].Name=K\r\n" for n in range(count))
        return answer(body=titles.encode())
    if "getCameraState" in request.target:
        states = ",".join(f'{{"channel":{n},"connectionState":"Connected"}}' for n in range(count))
        return answer(body=f'{{"states":[{states}]}}'.encode())
    return answer("400 Bad Request", b"Error\r\nBad Request!\r\n")


@pytest.mark.parametrize("first", [0, 1])
async def test_snapshots_show_the_right_slot_from_whatever_number_they_are_counted(
    first: int,
) -> None:
    async def reply(request: Request) -> bytes:
        return await _numbered_from(first, 4, request)

    async with peer(reply) as here, session() as made:
        recorder = make_recorder(here.config(brand=Brand.DAHUA), made)
        await recorder.poll()
        pictures = [await recorder.snapshot(n) for n in range(1, 5)]
        with pytest.raises(RecorderError):
            await recorder.snapshot(5)

    assert [p.removeprefix(JPEG) for p in pictures] == [b"1", b"2", b"3", b"4"]


async def test_a_time_out_decides_nothing_about_the_count() -> None:
    broken = True

    async def reply(request: Request) -> bytes:
        if broken and request.target.endswith("channel=0"):
            return b""
        return await _numbered_from(0, 4, request)

    async with peer(reply) as here, session() as made:
        recorder = make_recorder(here.config(brand=Brand.DAHUA), made)
        await recorder.poll()
        with pytest.raises(RecorderError):
            await recorder.snapshot(1)
        broken = False
        assert (await recorder.snapshot(1)).endswith(b"1")


@pytest.mark.parametrize("body", [b"", b"name=x\r\n", b"<html>serialNumber=1</html>"])
async def test_what_names_no_serial_is_no_recorder(body: bytes) -> None:
    async def reply(request: Request) -> bytes:
        return answer(body=body)

    async with peer(reply) as here, session() as made:
        recorder = make_recorder(here.config(brand=Brand.DAHUA), made)
        with pytest.raises((NotARecorderError, BadAnswerError)):
            await recorder.identify()


async def test_a_sub_stream_that_stays_as_it_was_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sub = replace(RT[0].sub, codec="h265")
    async with running(Brand.DAHUA, Scenario(slots=(replace(RT[0], sub=sub),))) as pair:
        await pair.seen.poll()
        monkeypatch.setattr(type(pair.played.world), "set_codec", lambda *_: None)
        with pytest.raises(NotSupportedError):
            await pair.seen.set_sub_stream_h264(1)


async def test_reboot_is_asked_once_and_answered_by_ok() -> None:
    async with running(Brand.DAHUA) as pair:
        await pair.seen.poll()
        await pair.seen.reboot()
        asked = [
            r for r in pair.played.requests if "reboot" in r.query and r.outcome is Outcome.ACCEPTED
        ]

    assert len(asked) == 1


async def test_a_recorders_own_trouble_belongs_to_no_slot_after_a_break_either() -> None:
    """It is told with an index, too, which would be taken for that of slot 1."""
    going_on = {"StorageFailure"}

    class Told(DahuaClient):
        @override
        async def event_channels(self, code: str) -> frozenset[int]:
            return frozenset({0}) if code in going_on else frozenset()

    async with session() as made:
        http = HttpClient(
            RecorderConfig(brand=Brand.DAHUA, host="x", port=80, username="u", password="p"), made
        )
        alarms = DahuaAlarms(Told(http), hold=15.0)
        alarms._read(b"Code=StorageFailure;action=Start;index=0")
        alarms._read(b"Code=NetAbort;action=Start;index=0")
        missed = await alarms._missed()
    assert {(f.kind, f.slot, f.active) for f in missed if isinstance(f, Finding)} == {
        (FindingKind.DISK_PROBLEM, None, True),
        (FindingKind.NETWORK_PROBLEM, None, False),
    }
