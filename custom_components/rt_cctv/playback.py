"""Serves a recorder's own recordings to the browser: remuxed by a process, never re-encoded."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
import contextlib
from datetime import datetime, timedelta
from http import HTTPStatus
import json
import os
from pathlib import Path
import sys
from typing import Final

from aiohttp import web
from homeassistant.components.http import KEY_HASS, KEY_HASS_USER, HomeAssistantView
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .access import may_see
from .alerts_setup import loaded_entries
from .const import DOMAIN
from .coordinator import RtCctvConfigEntry
from .model import Recording
from .nvr.base import RecorderError

WORKER: Final = Path(__file__).with_name("playback_worker.py")
AT_ONCE: Final = 2
"""Playbacks of one recorder at the same time: it has little bandwidth to spare for them."""
FIRST_BYTES: Final = 20.0
SILENCE: Final = 20.0
"""Seconds that the worker may say nothing."""
_LIST_LIMIT: Final = 30.0
_CHUNK: Final = 65536
_END_LIMIT: Final = 2.0
_FORM: Final = "%Y%m%dT%H%M%SZ"


def playback_path(entry_id: str, recording: Recording) -> str:
    """Return where a recording is served; the recorder's own address of it stays here."""
    start = recording.start.astimezone(dt_util.UTC)
    return f"/api/{DOMAIN}/playback/{entry_id}/{recording.slot}/{start:{_FORM}}.mp4"


async def async_recordings(
    entry: RtCctvConfigEntry, slot: int, start: datetime, end: datetime
) -> tuple[Recording, ...]:
    """Return a slot's recordings that touch a stretch of time. Raises RecorderError, TimeoutError."""
    async with asyncio.timeout(_LIST_LIMIT):
        found = await entry.runtime_data.coordinator.recorder.recordings(slot, start, end)
    return tuple(r for r in found if r.end > start and r.start < end)


class PlaybackView(HomeAssistantView):
    """One recording as MP4, as fast as the recorder plays it."""

    url = f"/api/{DOMAIN}/playback/{{entry_id}}/{{slot}}/{{start}}.mp4"
    name = f"api:{DOMAIN}:playback"

    def __init__(self) -> None:
        """Begin with nothing played."""
        self._playing: Counter[str] = Counter()

    async def get(
        self, request: web.Request, entry_id: str, slot: str, start: str
    ) -> web.StreamResponse:
        """Play it."""
        hass = request.app[KEY_HASS]
        entry = next((e for e in loaded_entries(hass) if e.entry_id == entry_id), None)
        moment = _moment(start)
        if entry is None or moment is None or not slot.isdecimal():
            return web.Response(status=HTTPStatus.NOT_FOUND)
        if not may_see(hass, request[KEY_HASS_USER], entry, int(slot)):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        if self._playing[entry_id] >= AT_ONCE:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        self._playing[entry_id] += 1
        try:
            recording = await _find(entry, int(slot), moment)
            if recording is None:
                return web.Response(status=HTTPStatus.NOT_FOUND)
            return await _play(hass, request, entry, recording)
        except RecorderError, TimeoutError:
            return web.Response(status=HTTPStatus.BAD_GATEWAY)
        finally:
            self._playing[entry_id] -= 1


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=dt_util.UTC)
    except ValueError:
        return None


async def _find(entry: RtCctvConfigEntry, slot: int, start: datetime) -> Recording | None:
    """Return the recording that begins then: the recorder is asked, no address is taken on trust."""
    second = timedelta(seconds=1)
    found = await async_recordings(entry, slot, start - second, start + second)
    return next((r for r in found if abs(r.start - start) < second), None)


async def _play(
    hass: HomeAssistant, request: web.Request, entry: RtCctvConfigEntry, recording: Recording
) -> web.StreamResponse:
    url = entry.runtime_data.coordinator.recorder.playback_url(recording)
    seconds = (recording.end - recording.start).total_seconds()
    process = await _start({"url": url, "seconds": seconds})
    try:
        async with asyncio.timeout(FIRST_BYTES):
            chunk = await _read(process)
        if not chunk:
            return web.Response(status=HTTPStatus.BAD_GATEWAY)
        response = web.StreamResponse(
            headers={"Content-Type": "video/mp4", "Cache-Control": "private, no-store"}
        )
        await response.prepare(request)
        while chunk:
            await response.write(chunk)
            async with asyncio.timeout(SILENCE):
                chunk = await _read(process)
        await response.write_eof()
    except ConnectionResetError:
        return response
    finally:
        await _end(process)
    return response


async def _start(order: dict[str, object]) -> Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", str(WORKER)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
    )
    if process.stdin is not None:
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.close()
    return process


async def _read(process: Process) -> bytes:
    return b"" if process.stdout is None else await process.stdout.read(_CHUNK)


async def _end(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    if process.stdout is not None:
        # Its end is only seen when the pipe is empty.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_END_LIMIT):
                await process.stdout.read()
    await asyncio.shield(process.wait())
