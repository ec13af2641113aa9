"""The virtual recorder's pictures: clients that others wrote can play them, and every fault shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
import json
from pathlib import Path
import shutil
import threading
import time
from urllib.parse import quote

import av
import numpy as np
from PIL import Image
import pytest

from .virtual_recorder import (
    Brand,
    Outcome,
    Scenario,
    Slot,
    SlotState,
    StreamSpec,
    VirtualRecorder,
    read_clock,
)
from .virtual_recorder.session import log_in

pytestmark = pytest.mark.usefixtures("socket_enabled")

SMALL = StreamSpec(width=320, height=180, fps=15, gop_seconds=1.0)
SLOTS = (
    Slot(number=1, sub=SMALL),
    Slot(number=2, sub=SMALL, scene="pos"),
    Slot(number=3, sub=SMALL),
)
OPTIONS = {"rtsp_transport": "tcp", "analyzeduration": "100000", "probesize": "50000"}


def url(
    recorder: VirtualRecorder, path: str = "/Streaming/Channels/102", password: str = ""
) -> str:
    secret = quote(password or recorder.world.account.password, safe="")
    return f"rtsp://admin:{secret}@{recorder.host}:{recorder.rtsp_port}{path}"


def watch(address: str, seconds: float) -> list[tuple[int | None, int, float]]:
    """Return (clock read, width, when) of each picture that comes within a time."""
    seen: list[tuple[int | None, int, float]] = []
    end = time.monotonic() + seconds
    with av.open(address, options=OPTIONS, timeout=(5, 1)) as container:
        for frame in container.decode(video=0):
            luma = frame.to_ndarray(format="gray")
            seen.append((read_clock(luma), frame.width, time.time()))
            if time.monotonic() > end:
                break
    return seen


@asynccontextmanager
async def watching(
    address: str, seconds: float
) -> AsyncIterator[asyncio.Task[list[tuple[int | None, int, float]]]]:
    """Watch in a thread of its own, gone when this is left (Home Assistant's tests look for left ones)."""
    loop = asyncio.get_running_loop()
    result = loop.create_future()

    def run() -> None:
        try:
            outcome = watch(address, seconds)
        except av.error.FFmpegError as err:
            loop.call_soon_threadsafe(result.set_exception, err)
        else:
            loop.call_soon_threadsafe(result.set_result, outcome)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield asyncio.ensure_future(result)
    finally:
        await asyncio.wait([result])
        thread.join()


async def test_two_clients_watch_one_slot_from_one_encoder_and_the_clock_is_readable() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        address = url(recorder)
        async with watching(address, 1) as one, watching(address, 1) as two:
            await asyncio.sleep(0.7)
            encoders = [t for t in threading.enumerate() if t.name == "virtual-recorder-encoder"]
            assert len(encoders) == 1
            for seen in (await one, await two):
                clocks = [clock for clock, _, _ in seen if clock is not None]
                assert len(seen) == len(clocks) >= 10
                assert clocks == sorted(clocks)
                assert all(abs(when * 1000 - clock) < 5000 for clock, _, when in seen if clock)
        assert {(s.slot, s.profile) for s in recorder.sessions} == {(1, "sub")}
        await asyncio.sleep(0.1)
        assert not [t for t in threading.enumerate() if t.name == "virtual-recorder-encoder"]


@pytest.mark.parametrize(
    ("brand", "path"),
    [
        (Brand.HIKVISION, "/Streaming/Channels/202"),
        (Brand.HIKVISION, "/Streaming/tracks/201?starttime=20261124T010000Z"),
        (Brand.DAHUA, "/cam/realmonitor?channel=2&subtype=1"),
        (Brand.ONVIF, "/slot/2/sub"),
        (Brand.RTSP, "/slot/2/sub"),
    ],
)
async def test_each_brand_is_reached_by_its_own_form_of_address(brand: Brand, path: str) -> None:
    async with VirtualRecorder(Scenario(brand=brand, slots=SLOTS)) as recorder:
        async with watching(url(recorder, path), 0.1) as seen:
            assert (await seen)[0][0] is not None
        assert recorder.sessions[0].slot == 2


async def test_h265_is_offered_and_decodes() -> None:
    slots = (Slot(number=1, sub=replace(SMALL, codec="h265")),)
    async with (
        VirtualRecorder(Scenario(slots=slots)) as recorder,
        watching(url(recorder), 0.3) as seen,
    ):
        assert all(clock for clock, _, _ in await seen)


async def test_parameter_sets_may_come_in_band_only() -> None:
    scenario = Scenario(slots=SLOTS)
    scenario = replace(scenario, quirks=replace(scenario.quirks, in_band_only=True))
    async with VirtualRecorder(scenario) as recorder, watching(url(recorder), 0.2) as seen:
        assert (await seen)[0][0] is not None


async def test_a_wrong_password_is_refused_and_counted_with_those_of_http() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        async with watching(url(recorder, password="wrong"), 1) as seen:
            with pytest.raises(av.error.HTTPUnauthorizedError):
                await seen
        assert [r.outcome for r in recorder.rtsp_requests].count(Outcome.REFUSED) == 1
        assert recorder.world.account.refused == 1


@pytest.mark.parametrize(
    ("state", "error"),
    [(SlotState.EMPTY, av.error.HTTPNotFoundError), (SlotState.OFFLINE, av.error.HTTPServerError)],
)
async def test_a_slot_without_a_picture_has_no_stream(
    state: SlotState, error: type[Exception]
) -> None:
    slots = (Slot(number=1, state=state),)
    async with (
        VirtualRecorder(Scenario(slots=slots)) as recorder,
        watching(url(recorder), 1) as seen,
    ):
        with pytest.raises(error):
            await seen


async def test_a_camera_that_is_pulled_ends_its_stream() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        async with watching(url(recorder), 20) as seen:
            await asyncio.sleep(0.8)
            recorder.set_slot(1, state="offline")
            assert await seen
        assert recorder.sessions[0].ended is not None


async def test_a_stalled_stream_stays_open_and_sends_nothing() -> None:
    async with (
        VirtualRecorder(Scenario(slots=SLOTS)) as recorder,
        watching(url(recorder), 20) as seen,
    ):
        await asyncio.sleep(0.8)
        recorder.video_fault(1, "stall")
        await asyncio.sleep(0.1)
        sent = recorder.sessions[0].packets
        await asyncio.sleep(0.4)
        assert recorder.sessions[0].packets == sent
        assert recorder.sessions[0].playing
        recorder.video_fault(1, "drop")
        assert await seen


async def test_a_resized_stream_goes_on_in_the_same_session() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        async with watching(url(recorder), 2) as seen:
            await asyncio.sleep(1)
            recorder.video_fault(1, "resize")
            widths = [width for _, width, _ in await seen]
        assert (widths[0], widths[-1]) == (320, 160)
        assert len(recorder.sessions) == 1


async def test_a_broken_stream_loses_pictures_and_not_the_session() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        async with watching(url(recorder), 1.5) as seen:
            await asyncio.sleep(0.5)
            recorder.video_fault(1, "broken")
            await asyncio.sleep(0.5)
            recorder.video_fault(1, "none")
            clocks = [clock for clock, _, _ in await seen]
        assert clocks[-1] is not None


async def test_the_picture_over_http_shows_the_same_moment_and_actors() -> None:
    async with VirtualRecorder() as recorder, log_in(recorder) as session:
        recorder.act(1, "cover")
        await asyncio.sleep(1.1)
        async with session.get("/ISAPI/Streaming/channels/102/picture") as answer:
            body = await answer.read()
        image = np.asarray(Image.open(BytesIO(body)).convert("L"))
        clock = read_clock(image)
        assert clock is not None
        assert abs(time.time() * 1000 - clock) < 2000
        assert image[100:].std() < 10


async def test_ffprobe_reads_the_stream() -> None:
    if (ffprobe := shutil.which("ffprobe")) is None:
        pytest.skip("ffprobe isn't installed")
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        program = await asyncio.create_subprocess_exec(
            ffprobe, "-v", "error", "-rtsp_transport", "tcp", "-show_entries",
            "stream=codec_name,width,height", "-of", "json", url(recorder),
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        output, _ = await program.communicate()
    stream = json.loads(output)["streams"][0]
    assert stream == {"codec_name": "h264", "width": 320, "height": 180}


async def test_gstreamer_plays_the_stream(tmp_path: Path) -> None:
    launch = shutil.which("gst-launch-1.0")
    inspect = shutil.which("gst-inspect-1.0")
    for element in ("rtspsrc", "rtph264depay", "h264parse"):
        command = [inspect or "false", "--exists", element]
        if await (await asyncio.create_subprocess_exec(*command)).wait():
            pytest.skip(f"GStreamer's {element} isn't installed")
    file = tmp_path / "seen.h264"
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        program = await asyncio.create_subprocess_exec(
            launch or "false", "-q", "rtspsrc", f"location={url(recorder)}", "protocols=tcp",
            "latency=0", "!", "rtph264depay", "!", "h264parse", "!",
            "video/x-h264,stream-format=byte-stream", "!",
            "filesink", "buffer-mode=unbuffered", f"location={file}",
        )  # fmt: skip
        for _ in range(100):
            await asyncio.sleep(0.1)
            if recorder.sessions and recorder.sessions[0].packets > 60:
                break
        program.terminate()
        await program.wait()
    with av.open(file) as container:
        clocks = [read_clock(f.to_ndarray(format="gray")) for f in container.decode(video=0)]
    assert len(clocks) >= 10
    assert None not in clocks


async def test_a_clip_is_played_in_a_loop(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    with av.open(clip, "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for shade in (40, 200):
            for _ in range(5):
                picture = av.VideoFrame.from_ndarray(np.full((96, 64), shade, np.uint8), "yuv420p")
                container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    slots = (Slot(number=1, clip=str(clip), sub=SMALL),)
    async with VirtualRecorder(Scenario(slots=slots)) as recorder, log_in(recorder) as session:
        shades = set()
        for _ in range(14):
            async with session.get("/ISAPI/Streaming/channels/102/picture") as answer:
                image = Image.open(BytesIO(await answer.read())).convert("L")
            shades.add(round(np.asarray(image).mean() / 40))
            await asyncio.sleep(0.09)
        assert len(shades) == 2
