"""Our drivers with cameras and servers that somebody else wrote."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from custom_components.rt_cctv.model import Brand, SlotStatus, StreamProfile
from custom_components.rt_cctv.nvr.base import InvalidAuthError, RecorderConfig
from custom_components.rt_cctv.nvr.onvif.recorder import OnvifRecorder
from custom_components.rt_cctv.nvr.probe import probe
from custom_components.rt_cctv.nvr.rtsp.recorder import RtspRecorder
from tests.peers import gstreamer, virtual_camera
from tests.shared_material import SHARED, needs

from .peer import session

pytestmark = pytest.mark.usefixtures("socket_enabled")

CLIP = SHARED / "clips" / "vtest.avi"
PATH = "/stream"

with_gstreamer = pytest.mark.skipif(
    gstreamer.missing() is not None, reason=str(gstreamer.missing())
)
with_ipycam = pytest.mark.skipif(
    virtual_camera.missing() is not None, reason=str(virtual_camera.missing())
)


@pytest.fixture
async def gstreamer_port() -> AsyncIterator[int]:
    async with gstreamer.gstreamer(CLIP, PATH) as port:
        yield port


@pytest.fixture
async def ipycam_ports(tmp_path: Path) -> AsyncIterator[tuple[int, int]]:
    async with virtual_camera.ipycam(tmp_path) as ports:
        yield ports


def _rtsp(port: int, password: str = gstreamer.PASSWORD, path: str = PATH) -> RtspRecorder:
    return RtspRecorder(
        RecorderConfig(
            brand=Brand.RTSP,
            host="127.0.0.1",
            port=80,
            username=gstreamer.USER,
            password=password,
            templates={1: {StreamProfile.MAIN: f"rtsp://127.0.0.1:{port}{path}"}},
        )
    )


@with_gstreamer
@needs("clips/vtest.avi")
async def test_gstreamers_stream_is_seen_and_its_picture_taken(gstreamer_port: int) -> None:
    recorder = _rtsp(gstreamer_port)
    for _ in range(2):
        state = await recorder.poll()
    picture = await recorder.snapshot(1)
    await recorder.close()

    assert state.slots[0].status is SlotStatus.ONLINE
    assert state.slots[0].streams[0].codec == "h264"
    assert picture.startswith(b"\xff\xd8\xff")


@with_gstreamer
@needs("clips/vtest.avi")
async def test_gstreamers_other_addresses_and_passwords_are_told_apart(gstreamer_port: int) -> None:
    elsewhere = _rtsp(gstreamer_port, path="/nothing")
    state = await elsewhere.poll()
    await elsewhere.close()
    assert state.slots[0].status is SlotStatus.EMPTY

    wrong = _rtsp(gstreamer_port, password="salah")
    with pytest.raises(InvalidAuthError):
        await wrong.poll()
    await wrong.close()


@with_gstreamer
@needs("clips/vtest.avi")
async def test_gstreamer_is_found_to_speak_rtsp(gstreamer_port: int) -> None:
    async with session() as made:
        found = await probe(made, "127.0.0.1", 1, rtsp_port=gstreamer_port, other_doors=False)
    assert found.brand is Brand.RTSP


def _onvif(port: int, password: str = virtual_camera.PASSWORD) -> RecorderConfig:
    return RecorderConfig(
        brand=Brand.ONVIF,
        host="127.0.0.1",
        port=port,
        username=virtual_camera.USER,
        password=password,
    )


@with_ipycam
async def test_ipycam_is_found_seen_and_shown(ipycam_ports: tuple[int, int]) -> None:
    onvif, rtsp = ipycam_ports
    async with session() as made:
        assert (await probe(made, "127.0.0.1", onvif, other_doors=False)).brand is Brand.ONVIF
        recorder = OnvifRecorder(_onvif(onvif), made)
        state = await recorder.poll()
        url = recorder.stream_url(1, StreamProfile.SUB)
        picture = await recorder.snapshot(1)
        await recorder.close()

    assert state.info.serial == "PY-000042"
    assert [s.status for s in state.slots] == [SlotStatus.ONLINE]
    assert {s.profile for s in state.slots[0].streams} == {StreamProfile.MAIN, StreamProfile.SUB}
    assert state.clock_drift is not None
    assert abs(state.clock_drift.total_seconds()) < 60
    assert url == f"rtsp://admin:Ronda-2026%21@127.0.0.1:{rtsp}/video_sub"
    assert picture.startswith(b"\xff\xd8\xff")


@with_ipycam
async def test_ipycam_refuses_a_wrong_password_and_is_not_asked_again(
    ipycam_ports: tuple[int, int],
) -> None:
    async with session() as made:
        recorder = OnvifRecorder(_onvif(ipycam_ports[0], "salah"), made)
        for _ in range(2):
            with pytest.raises(InvalidAuthError):
                await recorder.poll()
        await recorder.close()
