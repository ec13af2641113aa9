"""A worker's thread that hangs in a C call: the process is started anew, the others aren't touched."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from custom_components.rt_cctv.video import program
from custom_components.rt_cctv.video.viewers import LiveState

from .video.conftest import WatchedHub, pictures, watched  # noqa: F401
from .virtual_recorder import Brand, Scenario, Slot, StreamSpec, VirtualRecorder

MOTION: dict[str, Any] = {"kinds": {"motion": {}}}

HANGING_WORKER = """
import ctypes, os, sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

package = ModuleType("rt_cctv_worker")
package.__path__ = [{room!r}]
sys.modules["rt_cctv_worker"] = package
decoder = import_module("rt_cctv_worker.video.decode").Decoder
decode = decoder.decode

def hanging(self, *packet, **how):
    if Path({folder!r}, str(os.getpid())).exists():
        ctypes.{library}(None).sleep(3600)
    return decode(self, *packet, **how)

decoder.decode = hanging
worker = import_module("rt_cctv_worker.video.worker")
import_module("rt_cctv_worker.video.fork_server").serve(worker.main)
"""
"""Like child.py, but the decoder of a process whose number lies in a folder sleeps in the C library."""


@pytest.fixture
async def recorder(socket_enabled: None) -> AsyncIterator[VirtualRecorder]:
    """Return a recorder with two small streams."""
    small = replace(StreamSpec(), width=320, height=180, gop_seconds=1.0)
    slots = tuple(Slot(number=number, sub=small) for number in (1, 2))
    async with VirtualRecorder(Scenario(brand=Brand.RTSP, slots=slots)) as running:
        yield running


@pytest.fixture(params=["CDLL", "PyDLL"], ids=["others may run", "nothing else may run"])
def hanging(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Have workers hang whose number is in the folder returned: with Python's lock free, or held."""
    child = tmp_path / "child.py"
    folder = tmp_path / "hanging"
    folder.mkdir()
    room = str(Path(program.__file__).parent.parent)
    source = HANGING_WORKER.format(room=room, folder=str(folder), library=request.param)
    child.write_text(source)
    monkeypatch.setattr(program, "CHILD", child)
    return folder


async def test_a_slot_whose_decoder_hangs_is_started_anew_and_its_neighbour_never_stops(
    recorder: VirtualRecorder,
    hanging: Path,
    watched: WatchedHub,  # noqa: F811
) -> None:
    await watched.read(
        1,
        2,
        url=lambda n: f"rtsp://admin:Ronda-2026%21@127.0.0.1:{recorder.rtsp_port}/slot/{n}/sub",
        settings=MOTION,
    )
    await watched.live("1", "2")
    before = watched.hub.pids()
    async with watched.watching("2") as neighbour:
        (hanging / str(before["1"])).touch()
        await watched.until(lambda: watched.hub.pids().get("1") not in {None, before["1"]})
        await watched.live("1")
    state = watched.hub.state("1")
    assert state is not None
    assert state.restarts == 1
    assert watched.hub.pids()["2"] == before["2"]
    assert {item.link for item in neighbour if isinstance(item, LiveState)} == {"live"}
    assert len(pictures(neighbour)) > 20
    assert not any(item.gap for item in pictures(neighbour))
    assert len([session for session in recorder.sessions if session.slot == 2]) == 1
