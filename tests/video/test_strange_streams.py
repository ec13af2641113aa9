"""Streams that somebody else's server makes: very slow, very fast, very large, with B pictures, MJPEG."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import io
import itertools
from pathlib import Path

from PIL import Image
import pytest

from custom_components.rt_cctv.video.viewers import LiveMedia, LiveStart

from ..peers.gstreamer import SYSTEM_PYTHON, missing
from .conftest import WatchedHub
from .drawing import decode
from .test_hub import MOTION, ONE_STEP_UP

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))

_SOURCE = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width={w},height={h},framerate={fps}/1"
_H264 = "x264enc tune=zerolatency sliced-threads=false speed-preset=ultrafast key-int-max={gop} bitrate=800 ! rtph264pay name=pay0 pt=96 config-interval=1"
_B_PICTURES = "x264enc speed-preset=ultrafast bframes=2 b-adapt=false rc-lookahead=4 key-int-max={gop} ! rtph264pay name=pay0 pt=96 config-interval=-1"
_MJPEG = "jpegenc ! rtpjpegpay name=pay0 pt=26"
_TALK = "audiotestsrc is-live=true ! mulawenc ! rtppcmupay name=pay1 pt=0"


@asynccontextmanager
async def served(
    encoder: str, *, width: int = 320, height: int = 180, fps: int = 10, gop: int = 10
) -> AsyncIterator[str]:
    """Serve a stream; yield its address."""
    source = _SOURCE.format(w=width, h=height, fps=fps)
    launch = f"( {source} ! {encoder.format(gop=gop)} )"
    program = str(Path(__file__).with_name("gst_program.py"))
    process = await asyncio.create_subprocess_exec(
        SYSTEM_PYTHON, program, launch, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            port = int(await process.stdout.readline())
        yield f"rtsp://127.0.0.1:{port}/live"
    finally:
        process.stdin.close()
        await process.communicate()


@pytest.mark.parametrize(("fps", "looked"), [(1, 1.0), (60, 5.0)])
async def test_one_and_sixty_pictures_a_second_are_read_and_looked_at(
    watched: WatchedHub, fps: int, looked: float
) -> None:
    async with served(_H264, fps=fps, gop=max(2, fps)) as url:
        await watched.read(1, url=lambda _: url, settings=MOTION)
        await watched.live("1")

        def as_it_should_be() -> bool:
            state = watched.hub.state("1")
            return (
                state is not None
                and state.fps == pytest.approx(fps, rel=0.25)
                and state.looked_fps == pytest.approx(looked, rel=0.35)
            )

        await watched.until(as_it_should_be, ONE_STEP_UP)
        items = await watched.watch("1", 3 if fps == 1 else 60)
        media = [item for item in items if isinstance(item, LiveMedia)]
        assert all(a.media < b.media for a, b in itertools.pairwise(media))
        await watched.hub.close()


async def test_a_main_stream_by_mistake_is_looked_at_in_key_frames_and_says_so(
    watched: WatchedHub,
) -> None:
    async with served(_H264, width=3840, height=2160, fps=5, gop=5) as url:
        await watched.read(1, url=lambda _: url, settings=MOTION)
        await watched.live("1")
        await watched.until(lambda: watched.hub.state("1").degraded)  # type: ignore[union-attr]
        state = watched.hub.state("1")
        assert state is not None
        assert state.degraded == "too_large"
        assert state.keyframes_only
        await watched.watch("1", 3)
        assert Image.open(io.BytesIO(await watched.hub.still("1"))).size == (1280, 720)
        await watched.hub.close()


async def test_b_pictures_keep_their_order(watched: WatchedHub) -> None:
    async with served(_B_PICTURES, fps=15, gop=15) as url:
        await watched.read(1, url=lambda _: url)
        await watched.live("1")
        items = await watched.watch("1", 40)
        start = next(item for item in items if isinstance(item, LiveStart))
        media = [item for item in items if isinstance(item, LiveMedia)]
        frames = decode(start.data + b"".join(item.data for item in media))
        shown = [float(frame.pts * frame.time_base) for frame in frames if frame.pts is not None]
        assert len(frames) >= 38
        steps = [b - a for a, b in itertools.pairwise(shown)]
        assert min(steps) > 0
        await watched.hub.close()


async def test_what_a_browser_cannot_carry_is_looked_at_all_the_same(watched: WatchedHub) -> None:
    async with served(_MJPEG, height=192) as url:
        await watched.read(1, url=lambda _: url, settings=MOTION)
        await watched.live("1")
        await watched.until(lambda: watched.hub.state("1").looked_fps > 1)  # type: ignore[union-attr]
        state = watched.hub.state("1")
        assert state is not None
        assert (state.codec, state.reason) == ("mjpeg", "codec")
        assert Image.open(io.BytesIO(await watched.hub.still("1"))).size == (320, 192)
        await watched.hub.close()


async def test_the_sound_of_a_stream_is_left_alone(watched: WatchedHub) -> None:
    async with served(f"{_H264} {_TALK}") as url:
        await watched.read(1, url=lambda _: url)
        await watched.live("1")
        assert await watched.watch("1", 12)
        await watched.hub.close()
