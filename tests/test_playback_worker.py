"""The program that plays a recording: copies pictures, never decodes them, and knows when to end."""

import io
import json
from pathlib import Path
import subprocess
import sys

import av
import numpy as np
import pytest

from custom_components.rt_cctv.playback import LONGEST, WORKER, Segment
from custom_components.rt_cctv.playback_worker import HEADER, remux

FPS = 10


def draw(path: Path, *, every: int) -> Path:
    """Make 4 s of H.264 that begin at 100 s, as a recorder's clock would have it.

    `every` so many pictures there is a key frame.
    """
    with av.open(str(path), "w", format="mpegts") as out:
        options = {"g": str(every), "bf": "0", "sc_threshold": "0"}
        video = out.add_stream("libx264", rate=FPS, options=options)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for number in range(4 * FPS):
            grey = np.full((48, 64, 3), number * 5, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, "rgb24")
            frame.pts = 100 * FPS + number
            out.mux(video.encode(frame))
        out.mux(video.encode())
    return path


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a recording with a key frame each second."""
    return draw(tmp_path_factory.mktemp("movie") / "movie.ts", every=FPS)


def pieces(data: bytes) -> list[Segment]:
    """Take apart what the program wrote."""
    found = []
    while data:
        size, milliseconds = HEADER.unpack_from(data)
        found.append(Segment(milliseconds / 1000, data[HEADER.size : HEADER.size + size]))
        data = data[HEADER.size + size :]
    return found


def frames(data: bytes) -> list[float]:
    with av.open(io.BytesIO(b"".join(piece.data for piece in pieces(data))), "r") as copy:
        assert copy.streams.video[0].codec_context.name == "h264"
        return [float(frame.time or 0) for frame in copy.decode(video=0)]


def test_every_picture_is_copied_and_time_begins_at_nothing(movie: Path) -> None:
    sink = io.BytesIO()
    with av.open(str(movie)) as source:
        assert remux(source, sink, 60, LONGEST) == 0
    times = frames(sink.getvalue())
    assert len(times) == 4 * FPS
    assert times[0] < 0.2


def test_segments_are_told_apart_and_know_how_long_they_are(movie: Path) -> None:
    sink = io.BytesIO()
    with av.open(str(movie)) as source:
        remux(source, sink, 60, LONGEST)
    assert [piece.seconds for piece in pieces(sink.getvalue())] == [0, 1, 1, 1, 1]


def test_key_frames_that_are_rare_make_no_segment_too_long(tmp_path: Path) -> None:
    sink = io.BytesIO()
    with av.open(str(draw(tmp_path / "rare.ts", every=1000))) as source:
        remux(source, sink, 60, 2)
    assert [piece.seconds for piece in pieces(sink.getvalue())] == [0, 2, 2]


def test_it_ends_when_the_recording_should_although_the_recorder_plays_on(movie: Path) -> None:
    sink = io.BytesIO()
    with av.open(str(movie)) as source:
        assert remux(source, sink, 0.5, LONGEST) == 0
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
        assert remux(source, io.BytesIO(), 60, LONGEST) == 1


def run(url: str) -> subprocess.CompletedProcess[bytes]:
    order = json.dumps({"url": url, "seconds": 60, "longest": LONGEST}) + "\n"
    return subprocess.run(
        [sys.executable, "-P", str(WORKER)],
        input=order.encode(),
        capture_output=True,
        timeout=30,
        check=False,
    )


def test_it_runs_as_a_program(movie: Path) -> None:
    done = run(str(movie))
    assert done.returncode == 0
    assert len(frames(done.stdout)) == 4 * FPS


def test_a_recorder_that_is_not_there_is_an_exit_status_and_no_output() -> None:
    done = run("rtsp://user:s3cret@127.0.0.1:9/x")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"s3cret" not in done.stderr
