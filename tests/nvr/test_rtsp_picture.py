"""A picture taken off a stream by a process of its own."""

import asyncio
import json
from pathlib import Path
import subprocess
import sys

import pytest

from custom_components.rt_cctv.model import Brand
from custom_components.rt_cctv.nvr import rtsp_picture, rtsp_still
from custom_components.rt_cctv.nvr.base import (
    BadAnswerError,
    CannotConnectError,
    InvalidAuthError,
    TimedOutError,
)
from custom_components.rt_cctv.nvr.guard import LoginGuard

from .drivers import running

pytestmark = pytest.mark.usefixtures("socket_enabled")


def _program(monkeypatch: pytest.MonkeyPatch, folder: Path, source: str) -> None:
    """Let another program stand in the place of the one that takes pictures."""
    (folder / "rtsp_still.py").write_text(source)
    monkeypatch.setattr(rtsp_picture, "__file__", str(folder / "rtsp_picture.py"))


async def test_a_process_that_hangs_is_killed_in_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rtsp_picture, "STILL_SECONDS", 0.5)
    _program(monkeypatch, tmp_path, "import time; time.sleep(60)")
    with pytest.raises(TimedOutError):
        await rtsp_picture.take_still("rtsp://u:p@h/x", LoginGuard())


@pytest.mark.parametrize(
    "source", ["print('no picture')", "import sys; sys.exit(2)", "import sys; sys.exit(7)"]
)
async def test_what_is_no_picture_is_a_bad_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str
) -> None:
    _program(monkeypatch, tmp_path, source)
    with pytest.raises(BadAnswerError):
        await rtsp_picture.take_still("rtsp://u:p@h/x", LoginGuard())


async def test_a_refused_login_is_sent_no_second_time() -> None:
    async with running(Brand.RTSP, password="salah") as pair:
        for _ in range(3):
            with pytest.raises(InvalidAuthError):
                await pair.seen.snapshot(1)
        refused = pair.refused()

    assert refused == 1


async def test_a_caller_that_gives_up_leaves_no_process_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()
    start = asyncio.create_subprocess_exec

    async def note(*arguments: str, **options: object) -> asyncio.subprocess.Process:
        process = await start(*arguments, **options)  # type: ignore[arg-type]
        started.put_nowait(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", note)
    _program(monkeypatch, tmp_path, "import time; time.sleep(60)")
    caller = asyncio.create_task(rtsp_picture.take_still("rtsp://u:p@h/x", LoginGuard()))
    async with asyncio.timeout(30):
        process = await started.get()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert process.returncode is not None


async def test_a_stream_that_does_not_open_is_told_apart_from_one_without_a_picture(
    unused_tcp_port: int,
) -> None:
    with pytest.raises(CannotConnectError):
        await rtsp_picture.take_still(f"rtsp://u:p@127.0.0.1:{unused_tcp_port}/x", LoginGuard())


async def test_the_program_says_nothing_of_the_address_it_was_given(unused_tcp_port: int) -> None:
    order = {
        "url": f"rtsp://u:s3cret@127.0.0.1:{unused_tcp_port}/x",
        "seconds": 1,
        "path": sys.path,
    }
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, rtsp_still.__file__],
        input=json.dumps(order).encode(),
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    assert b"s3cret" not in ended.stdout + ended.stderr


async def test_a_picture_is_a_jpeg_of_the_streams_size() -> None:
    async with running(Brand.RTSP) as pair:
        address = f"rtsp://admin:Ronda-2026%21@127.0.0.1:{pair.played.rtsp_port}/slot/1/sub"
        picture = await asyncio.to_thread(rtsp_still.take, address, 10.0)

    assert picture is not None
    assert picture.startswith(b"\xff\xd8\xff")
