"""The virtual recorder's pictures: clients that others wrote can play them, and every fault shows."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
import json
from pathlib import Path
import shutil
import threading
import time
from typing import Self
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


type Picture = tuple[int | None, int, float]
"""The clock that is read in a picture, its width, and when it came."""


class Viewer:
    """Watches in a thread of its own, gone when this is left (Home Assistant's tests look for left ones)."""

    def __init__(self, address: str) -> None:
        self.pictures: list[Picture] = []
        self.error: av.error.FFmpegError | None = None
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(address,))

    async def __aenter__(self) -> Self:
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._enough.set()
        await self.ended()

    def _run(self, address: str) -> None:
        try:
            with av.open(address, options=OPTIONS, timeout=(30, 30)) as container:
                for packet in container.demux(video=0):
                    with suppress(av.error.InvalidDataError):
                        self._take(packet)
                    if self._enough.is_set():
                        return
        except av.error.FFmpegError as err:
            self.error = err

    def _take(self, packet: av.Packet[av.VideoStream]) -> None:
        for frame in packet.decode():
            luma = frame.to_ndarray(format="gray")
            self.pictures.append((read_clock(luma), frame.width, time.time()))

    async def until(self, so: Callable[[list[Picture]], object]) -> list[Picture]:
        """Wait until something can be said of the pictures; return them."""
        await until(lambda: so(self.pictures) or not self._thread.is_alive())
        assert so(self.pictures), self.error
        return list(self.pictures)

    async def ended(self) -> None:
        """Wait until the stream has ended, or was watched long enough."""
        await until(lambda: not self._thread.is_alive())
        self._thread.join()


async def until(so: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(40):
        while not so():  # noqa: ASYNC110 -- neither threads nor recorders tell
            await asyncio.sleep(0.02)


def encoders() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "virtual-recorder-encoder"]


async def test_two_clients_watch_one_slot_from_one_encoder_and_the_clock_is_readable() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        address = url(recorder)
        async with Viewer(address) as one, Viewer(address) as two:
            both = [await viewer.until(lambda seen: len(seen) >= 10) for viewer in (one, two)]
            assert len(encoders()) == 1
        for seen in both:
            clocks = [clock for clock, _, _ in seen if clock is not None]
            assert len(seen) == len(clocks)
            assert clocks == sorted(clocks)
            assert all(abs(when * 1000 - clock) < 30_000 for clock, _, when in seen if clock)
        assert {(s.slot, s.profile) for s in recorder.sessions} == {(1, "sub")}
        await until(lambda: not encoders())


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
        async with Viewer(url(recorder, path)) as viewer:
            assert (await viewer.until(bool))[0][0] is not None
        assert recorder.sessions[0].slot == 2


async def test_h265_is_offered_and_decodes() -> None:
    slots = (Slot(number=1, sub=replace(SMALL, codec="h265")),)
    async with (
        VirtualRecorder(Scenario(slots=slots)) as recorder,
        Viewer(url(recorder)) as viewer,
    ):
        seen = await viewer.until(lambda seen: len(seen) >= 5)
        assert all(clock for clock, _, _ in seen)


async def test_parameter_sets_may_come_in_band_only() -> None:
    scenario = Scenario(slots=SLOTS)
    scenario = replace(scenario, quirks=replace(scenario.quirks, in_band_only=True))
    async with VirtualRecorder(scenario) as recorder, Viewer(url(recorder)) as viewer:
        assert (await viewer.until(bool))[0][0] is not None


async def test_a_wrong_password_is_refused_and_counted_with_those_of_http() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        async with Viewer(url(recorder, password="wrong")) as viewer:
            await viewer.ended()
        assert isinstance(viewer.error, av.error.HTTPUnauthorizedError)
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
    async with VirtualRecorder(Scenario(slots=slots)) as recorder:
        async with Viewer(url(recorder)) as viewer:
            await viewer.ended()
        assert isinstance(viewer.error, error)


async def test_a_camera_that_is_pulled_ends_its_stream() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        async with Viewer(url(recorder)) as viewer:
            await viewer.until(bool)
            recorder.set_slot(1, state="offline")
            await viewer.ended()
        await until(lambda: recorder.sessions[0].ended is not None)


async def test_a_stalled_stream_stays_open_and_sends_nothing() -> None:
    async with (
        VirtualRecorder(Scenario(slots=SLOTS)) as recorder,
        Viewer(url(recorder)) as viewer,
    ):
        await viewer.until(bool)
        recorder.video_fault(1, "stall")
        sent = recorder.sessions[0].packets
        await asyncio.sleep(0.4)
        assert recorder.sessions[0].packets == sent
        assert recorder.sessions[0].playing
        recorder.video_fault(1, "drop")
        await viewer.ended()


async def test_a_resized_stream_goes_on_in_the_same_session() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        async with Viewer(url(recorder)) as viewer:
            assert (await viewer.until(bool))[0][1] == 320
            recorder.video_fault(1, "resize")
            await viewer.until(lambda seen: seen[-1][1] == 160)
        assert len(recorder.sessions) == 1


async def test_a_broken_stream_loses_pictures_and_not_the_session() -> None:
    async with VirtualRecorder(Scenario(slots=SLOTS)) as recorder:
        async with Viewer(url(recorder)) as viewer:
            await viewer.until(bool)
            (session,) = recorder.sessions
            recorder.video_fault(1, "broken")
            before = session.packets
            await until(lambda: session.packets > before + 8)
            recorder.video_fault(1, "none")
            healed = time.time() * 1000
            await viewer.until(lambda seen: (seen[-1][0] or 0) > healed)
        assert len(recorder.sessions) == 1


async def test_the_picture_over_http_shows_the_same_moment_and_actors() -> None:
    async with VirtualRecorder() as recorder, log_in(recorder) as session:
        recorder.act(1, "cover")
        await asyncio.sleep(1.1)
        asked = time.time() * 1000
        async with session.get("/ISAPI/Streaming/channels/102/picture") as answer:
            body = await answer.read()
        image = np.asarray(Image.open(BytesIO(body)).convert("L"))
        clock = read_clock(image)
        assert clock is not None
        assert asked - 100 < clock < time.time() * 1000 + 100
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
        # Each picture has a beginning of its own, some those of parameter sets besides.
        await until(lambda: file.exists() and file.read_bytes().count(b"\0\0\1") > 60)
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
        shades: list[int] = []
        async with asyncio.timeout(40):
            while len(set(shades)) < 2 or shades[-1] != shades[0]:
                async with session.get("/ISAPI/Streaming/channels/102/picture") as answer:
                    image = Image.open(BytesIO(await answer.read())).convert("L")
                shades.append(round(np.asarray(image).mean() / 40))
                await asyncio.sleep(0.09)
        assert len(set(shades)) == 2
