"""The program that plays a recording: copies pictures, never decodes them, and knows when to end."""

import io
import json
from pathlib import Path
import subprocess
import sys

import av
import numpy as np
import pytest

from custom_components.rt_cctv.playback import WORKER
from custom_components.rt_cctv.playback_worker import remux

FPS = 10


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 4 s of H.264 that begin at 100 s, as a recorder's clock would have it."""
    path = tmp_path_factory.mktemp("movie") / "movie.ts"
    with av.open(str(path), "w", format="mpegts") as out:
        video = out.add_stream("libx264", rate=FPS, options={"g": "10", "bf": "0"})
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for number in range(4 * FPS):
            grey = np.full((48, 64, 3), number * 5, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, "rgb24")
            frame.pts = 100 * FPS + number
            out.mux(video.encode(frame))
        out.mux(video.encode())
    return path


def frames(data: bytes) -> list[float]:
    with av.open(io.BytesIO(data), "r") as copy:
        assert copy.streams.video[0].codec_context.name == "h264"
        return [float(frame.time or 0) for frame in copy.decode(video=0)]


def test_every_picture_is_copied_and_time_begins_at_nothing(movie: Path) -> None:
    sink = io.BytesIO()
    with av.open(str(movie)) as source:
        assert remux(source, sink, 60) == 0
    times = frames(sink.getvalue())
    assert len(times) == 4 * FPS
    assert times[0] < 0.2
    assert sink.getvalue().count(b"moof") >= 3


def test_it_ends_when_the_recording_should_although_the_recorder_plays_on(movie: Path) -> None:
    sink = io.BytesIO()
    with av.open(str(movie)) as source:
        assert remux(source, sink, 0.5) == 0
    assert 2 * FPS <= len(frames(sink.getvalue())) <= 3 * FPS


def test_what_has_no_picture_is_said(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as out:
        sound = out.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        frame.rate = 8000
        out.mux(sound.encode(frame))
        out.mux(sound.encode())
    with av.open(str(path)) as source:
        assert remux(source, io.BytesIO(), 60) == 1


def test_it_runs_as_a_program(movie: Path) -> None:
    order = json.dumps({"url": str(movie), "seconds": 60}) + "\n"
    done = subprocess.run(
        [sys.executable, "-P", str(WORKER)],
        input=order.encode(),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0
    assert len(frames(done.stdout)) == 4 * FPS


def test_a_recorder_that_is_not_there_is_an_exit_status_and_no_output() -> None:
    order = json.dumps({"url": "rtsp://user:s3cret@127.0.0.1:9/x", "seconds": 1}) + "\n"
    done = subprocess.run(
        [sys.executable, "-P", str(WORKER)],
        input=order.encode(),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"s3cret" not in done.stderr
