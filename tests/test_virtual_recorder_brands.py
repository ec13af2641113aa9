"""The virtual recorder's Dahua and ONVIF faces, asked over plain HTTP and with somebody else's ONVIF client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
import re

from aiohttp import ClientSession
from onvif import ONVIFCamera
from onvif.exceptions import ONVIFError
import pytest
from yarl import URL
from zeep.exceptions import Fault

from .virtual_recorder import (
    AlarmStream,
    Auth,
    Brand,
    Outcome,
    Quirks,
    Scenario,
    Slot,
    SlotState,
    VirtualRecorder,
)
from .virtual_recorder.session import NO_LIMIT, log_in, read_until

pytestmark = pytest.mark.usefixtures("socket_enabled")

SLOTS = (
    Slot(number=1, name="Gang"),
    Slot(number=2, state=SlotState.UNSUPPORTED),
    Slot(number=3, state=SlotState.OFFLINE),
    Slot(number=4, state=SlotState.EMPTY),
)
DAHUA = Scenario(brand=Brand.DAHUA, slots=SLOTS)
ONVIF = Scenario(brand=Brand.ONVIF, slots=SLOTS)
STATE = "/cgi-bin/api/LogicDeviceManager/getCameraState"


async def text(session: ClientSession, path: str) -> tuple[int, str]:
    async with session.get(URL(f"/cgi-bin/{path}", encoded=True)) as answer:
        return answer.status, await answer.text()


async def test_dahua_tells_camera_states_in_both_forms_or_neither() -> None:
    async with VirtualRecorder(DAHUA) as recorder, log_in(recorder) as session:
        async with session.post(STATE, json={"uniqueChannels": [-1]}) as answer:
            words = [s["connectionState"] for s in (await answer.json())["states"]]
        assert words == ["Connected", "Connected", "Unconnect", "Empty"]
        get = "LogicDeviceManager.cgi?action=getCameraState&uniqueChannels[0]=-1"
        assert "states[2].connectionState=Unconnect" in (await text(session, get))[1]
    old = replace(DAHUA, quirks=Quirks(status_list=False))
    async with VirtualRecorder(old) as recorder, log_in(recorder) as session:
        assert (await text(session, get))[0] == 501
        _, lines = await text(session, "LogicDeviceManager.cgi?action=getCameraAll")
        assert "camera[3].DeviceInfo.Enable=false" in lines


async def test_dahua_snapshots_are_counted_from_1_and_refused_for_a_camera_over_onvif() -> None:
    async with VirtualRecorder(DAHUA) as recorder, log_in(recorder) as session:
        statuses = []
        for channel in range(4):
            async with session.get(f"/cgi-bin/snapshot.cgi?channel={channel}") as answer:
                statuses.append(answer.status)
        assert statuses == [400, 200, 400, 500]


async def test_dahua_titles_and_event_indexes_are_counted_from_0() -> None:
    async with VirtualRecorder(DAHUA) as recorder, log_in(recorder) as session:
        _, titles = await text(session, "configManager.cgi?action=getConfig&name=ChannelTitle")
        assert "table.ChannelTitle[0].Name=Gang\r\n" in titles
        assert await text(session, "eventManager.cgi?action=getEventIndexes&code=VideoLoss") == (
            200,
            "channels[0]=2\r\n",
        )


async def test_dahua_events_start_stop_and_pulse_for_the_codes_asked_for() -> None:
    async with VirtualRecorder(DAHUA) as recorder, log_in(recorder) as session:
        attach = "/cgi-bin/eventManager.cgi?action=attach&codes=[VideoMotion,CrossLineDetection]&heartbeat=1"
        async with session.get(URL(attach, encoded=True), timeout=NO_LIMIT) as stream:
            recorder.fire(1, "tamper")
            recorder.fire(1, "motion")
            recorder.clear(1, "motion")
            recorder.fire(2, "line_crossing", target="vehicle", pulse=True)
            said = await read_until(stream.content, "CrossLineDetection.*Vehicle.*Heartbeat")
        assert re.findall(r"Code=(\w+);action=(\w+);index=(\d)", said) == [
            ("VideoMotion", "Start", "0"),
            ("VideoMotion", "Stop", "0"),
            ("CrossLineDetection", "Pulse", "1"),
        ]


async def test_dahua_is_out_of_connections_with_401_and_locked_with_403() -> None:
    scenario = replace(DAHUA, alarm_stream=AlarmStream(limit=0), auth=Auth(lock_after=1))
    async with VirtualRecorder(scenario) as recorder:
        async with log_in(recorder) as session:
            assert (await text(session, "eventManager.cgi?action=attach&codes=[All]"))[0] == 401
            assert recorder.requests[-1].outcome is Outcome.ACCEPTED
        async with log_in(recorder, "wrong") as session:
            assert (await text(session, "magicBox.cgi?action=getSystemInfo"))[0] == 401
        async with log_in(recorder) as session:
            status, said = await text(session, "magicBox.cgi?action=getSystemInfo")
        assert (status, '"RmLock": 1' in said) == (403, True)


async def test_dahua_finds_recordings_in_its_four_steps() -> None:
    async with VirtualRecorder(DAHUA) as recorder, log_in(recorder) as session:
        find = "mediaFileFind.cgi?action="
        _, made = await text(session, f"{find}factory.create")
        finder = made.strip().partition("=")[2]
        now = recorder.world.now()
        span = (
            f"condition.StartTime={now - timedelta(hours=3):%Y-%m-%d%%20%H:%M:%S}"
            f"&condition.EndTime={now:%Y-%m-%d%%20%H:%M:%S}"
        )
        started = f"{find}findFile&object={finder}&condition.Channel="
        assert (await text(session, f"{started}4&{span}"))[0] == 400
        assert (await text(session, f"{started}1&{span}"))[0] == 200
        _, page = await text(session, f"{find}findNextFile&object={finder}&count=2")
        assert "found=2" in page
        assert "items[1].Channel=0" in page
        assert (await text(session, f"{find}destroy&object={finder}"))[1] == "OK\r\n"
        assert (await text(session, f"{find}findNextFile&object={finder}&count=2"))[0] == 400


async def test_dahua_settings_are_written_and_read_back() -> None:
    async with VirtualRecorder(DAHUA) as recorder, log_in(recorder) as session:
        write = (
            "configManager.cgi?action=setConfig&Encode[0].ExtraFormat[0].Video.Compression=H.265"
        )
        assert await text(session, write) == (200, "OK\r\n")
        _, lines = await text(session, "configManager.cgi?action=getConfig&name=Encode")
        assert "table.Encode[0].ExtraFormat[0].Video.Compression=H.265" in lines
        assert await text(
            session, "global.cgi?action=setCurrentTime&time=2026-01-02%2003:04:05"
        ) == (
            200,
            "OK\r\n",
        )
        assert f"{recorder.world.now():%Y-%m-%d %H:%M}" == "2026-01-02 03:04"


@asynccontextmanager
async def camera(recorder: VirtualRecorder, password: str = "") -> AsyncIterator[ONVIFCamera]:
    """Give somebody else's client, connected."""
    secret = password or recorder.world.account.password
    device = ONVIFCamera(recorder.host, recorder.http_port, "admin", secret, adjust_time=True)
    try:
        await device.update_xaddrs()  # type: ignore[no-untyped-call]
        yield device
    finally:
        await device.close()


async def test_onvif_has_profiles_by_source_even_with_a_clock_that_is_off() -> None:
    async with (
        VirtualRecorder(replace(ONVIF, clock_offset=86_400)) as recorder,
        camera(recorder) as device,
    ):
        info = await (await device.create_devicemgmt_service()).GetDeviceInformation()
        assert info.SerialNumber == recorder.scenario.identity.serial
        media = await device.create_media_service()
        profiles = await media.GetProfiles()
        assert [p.VideoSourceConfiguration.SourceToken for p in profiles] == [
            f"VideoSource_{n}" for n in (1, 1, 2, 2, 3, 3)
        ]
        assert [str(p.VideoEncoderConfiguration.Encoding) for p in profiles[:4:2]] == [
            "H264",
            "H265",
        ]
        uri = await media.GetStreamUri(
            {
                "StreamSetup": {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}},
                "ProfileToken": profiles[1].token,
            }
        )
        assert uri.Uri == f"rtsp://127.0.0.1:{recorder.rtsp_port}/slot/1/sub"
        assert (await device.get_snapshot(profiles[1].token) or b"").startswith(b"\xff\xd8\xff")
        assert Outcome.REFUSED not in {r.outcome for r in recorder.requests}


async def test_onvif_may_list_live_sources_only() -> None:
    scenario = replace(ONVIF, quirks=Quirks(only_online_sources=True))
    async with VirtualRecorder(scenario) as recorder, camera(recorder) as device:
        media = await device.create_media_service()
        assert [s.token for s in await media.GetVideoSources()] == [
            "VideoSource_1",
            "VideoSource_2",
        ]
        recorder.set_slot(1, state="offline")
        assert [s.token for s in await media.GetVideoSources()] == ["VideoSource_2"]


async def test_onvif_refuses_a_wrong_password_and_a_digest_of_another_time() -> None:
    async with VirtualRecorder(ONVIF) as recorder:
        with pytest.raises((ONVIFError, Fault)):
            async with camera(recorder, "wrong") as device:
                await (await device.create_devicemgmt_service()).GetDeviceInformation()
        async with camera(recorder) as device:
            recorder.jump_clock(3600)
            with pytest.raises(Fault, match="not Authorized"):
                await (await device.create_devicemgmt_service()).GetDeviceInformation()


async def test_onvif_pull_point_tells_states_at_first_and_changes_at_once() -> None:
    async with VirtualRecorder(ONVIF) as recorder, camera(recorder) as device:
        lost: list[str] = []
        manager = await device.create_pullpoint_manager(
            timedelta(minutes=10), lambda: lost.append("x")
        )
        assert recorder.alarm_streams == 1
        service = manager.get_service()
        pull = {"MessageLimit": 100, "Timeout": timedelta(seconds=5)}
        first = await service.PullMessages(pull)
        assert len(first.NotificationMessage) > 5
        waiting = asyncio.create_task(service.PullMessages(pull))
        await asyncio.sleep(0.2)
        recorder.fire(1, "motion")
        news = (await waiting).NotificationMessage
        assert [m.Topic._value_1 for m in news] == ["tns1:VideoSource/MotionAlarm"]
        await manager.shutdown()
        assert recorder.alarm_streams == 0
        with pytest.raises(Fault, match="unknown"):
            await service.PullMessages(pull)


async def test_onvif_may_create_pull_points_that_it_then_does_not_know() -> None:
    scenario = replace(ONVIF, quirks=Quirks(lost_subscription=True))
    async with VirtualRecorder(scenario) as recorder, camera(recorder) as device:
        manager = await device.create_pullpoint_manager(timedelta(minutes=10), lambda: None)
        with pytest.raises(Fault, match="unknown"):
            await manager.get_service().PullMessages({"MessageLimit": 1, "Timeout": timedelta(1)})
        await manager.shutdown()


async def test_onvif_finds_recordings_sets_its_clock_and_restarts() -> None:
    async with (
        VirtualRecorder(replace(ONVIF, clock_offset=500)) as recorder,
        camera(recorder) as device,
    ):
        search = await device.create_search_service()
        token = await search.FindRecordings({"Scope": {}, "KeepAliveTime": timedelta(seconds=9)})
        found = await search.GetRecordingSearchResults({"SearchToken": token})
        assert [r.RecordingToken for r in found.RecordingInformation] == ["Recording_1"]
        management = await device.create_devicemgmt_service()
        recorder.reboot_seconds = 0.3
        await management.SystemReboot()
        async with asyncio.timeout(30):
            while not recorder.returns:  # noqa: ASYNC110 -- a restart tells nobody
                await asyncio.sleep(0.02)


async def test_a_brand_without_http_has_only_rtsp() -> None:
    async with VirtualRecorder(Scenario(brand=Brand.RTSP)) as recorder:
        assert (recorder.http_port, recorder.requests) == (0, [])
        _, writer = await asyncio.open_connection(recorder.host, recorder.rtsp_port)
        writer.close()


async def test_a_dahua_stands_beside_its_own_onvif_service() -> None:
    async with VirtualRecorder(DAHUA) as recorder, camera(recorder) as device:
        profiles = await (await device.create_media_service()).GetProfiles()
        assert "SubProfile_2" in [p.token for p in profiles]
