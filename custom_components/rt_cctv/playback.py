"""Plays a recorder's own recordings in browsers: HTTP Live Streaming, remuxed by a process.

A browser of Apple's takes no MP4 whose length isn't known, and a recorder plays only as fast as
things happened. So a recording is served as RFC 8216 has it: a playlist that grows, and segments
from memory of which the oldest make room, so that the last minutes can be skipped about in.
"""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
import json
import os
from pathlib import Path
import secrets
import struct
import sys
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .coordinator import RtCctvConfigEntry
from .model import Recording

WORKER: Final = Path(__file__).with_name("playback_worker.py")
AT_ONCE: Final = 2
"""Playbacks of one recorder at the same time: it has little bandwidth to spare for them."""
LONGEST: Final = 6
"""Seconds that a segment lasts at most; at least as often a player asks for the playlist."""
FIRST_BYTES: Final = 20.0
SILENCE: Final = 20.0
"""Seconds that the worker may say nothing."""
LEFT: Final = 10.0
"""Seconds without a question after which a playback makes room for another."""
FORGOTTEN: Final = 60.0
"""Seconds without a question after which a playback ends."""
MAX_BYTES: Final = 48_000_000
"""Size of the segments of one playback that are kept."""
INIT: Final = "init.mp4"
_HEADER: Final = struct.Struct(">II")
_LIST_LIMIT: Final = 30.0
_END_LIMIT: Final = 2.0

_PLAYING: HassKey[dict[str, Playback]] = HassKey(f"{DOMAIN}_playing")


class TooManyError(Exception):
    """The recorder plays as many recordings as it should already."""


class NothingPlayedError(Exception):
    """The recorder gave no picture of the recording."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One media segment, and how many seconds of video it has."""

    seconds: float
    data: bytes


class Playback:
    """One recording that plays. `token` is the secret by which a player asks for its parts."""

    def __init__(self, entry_id: str, recording: Recording) -> None:
        """Prepare; `run` plays."""
        self.entry_id = entry_id
        self.recording = recording
        self.token = secrets.token_urlsafe(32)
        self.ready = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self._init = b""
        self._first = 0
        self._segments: deque[Segment] = deque()
        self._size = 0
        self._ended = False
        self._asked = 0.0
        self._patience: asyncio.Timeout | None = None

    @property
    def whole(self) -> bool:
        """Whether it can still be seen from its beginning."""
        return self._first == 0

    @property
    def leaving(self) -> bool:
        """Whether it was told to make room for another."""
        return self.task is not None and self.task.cancelling() > 0

    @property
    def left(self) -> bool:
        """Whether nobody seems to watch it any more."""
        return asyncio.get_running_loop().time() - self._asked > LEFT

    def touch(self) -> None:
        """Go on: somebody asked."""
        self._asked = asyncio.get_running_loop().time()
        if self._patience is not None and not self._patience.expired():
            self._patience.reschedule(self._asked + FORGOTTEN)

    def playlist(self) -> str:
        """Return the media playlist as it is now."""
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:7",
            f"#EXT-X-TARGETDURATION:{LONGEST}",
            f"#EXT-X-MEDIA-SEQUENCE:{self._first}",
            "#EXT-X-START:TIME-OFFSET=0",
            f'#EXT-X-MAP:URI="{INIT}"',
        ]
        for number, segment in enumerate(self._segments, self._first):
            lines += [f"#EXTINF:{segment.seconds:.3f},", f"{number}.m4s"]
        if self._ended:
            lines.append("#EXT-X-ENDLIST")
        return "\n".join(lines) + "\n"

    def master(self) -> str:
        """Return the multivariant playlist: this one variant, in a folder named by the token."""
        seconds = sum(segment.seconds for segment in self._segments) or 1.0
        rate = max(1, round(8 * self._size / seconds))
        return (
            f"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH={rate}\n"
            f"{self.token}/index.m3u8\n"
        )

    def part(self, name: str) -> bytes | None:
        """Return the initialization section or a segment by its name; None where it is gone."""
        if name == INIT:
            return self._init or None
        stem, _, form = name.partition(".")
        index = int(stem) - self._first if stem.isdecimal() and form == "m4s" else -1
        return self._segments[index].data if 0 <= index < len(self._segments) else None

    async def run(self, url: str) -> None:
        """Play until nobody asks any more."""
        try:
            async with asyncio.timeout(FORGOTTEN) as self._patience:
                try:
                    await self._take_all(url)
                finally:
                    self._ended = True
                    self.ready.set()
                if self._segments:
                    await asyncio.Event().wait()
        except TimeoutError:
            # Nobody asked.
            return
        finally:
            self._patience = None

    async def _take_all(self, url: str) -> None:
        seconds = (self.recording.end - self.recording.start).total_seconds()
        process = await _start({"url": url, "seconds": seconds, "longest": LONGEST})
        try:
            while (piece := await _read(process)) is not None:
                self._add(piece)
        finally:
            await _end(process)

    def _add(self, piece: Segment) -> None:
        if not self._init:
            self._init = piece.data
            return
        self._segments.append(piece)
        self._size += len(piece.data)
        while self._size > MAX_BYTES and len(self._segments) > 1:
            self._size -= len(self._segments.popleft().data)
            self._first += 1
        self.ready.set()


async def async_recordings(
    entry: RtCctvConfigEntry, slot: int, start: datetime, end: datetime
) -> tuple[Recording, ...]:
    """Return a slot's recordings that touch a stretch of time. Raises RecorderError, TimeoutError."""
    async with asyncio.timeout(_LIST_LIMIT):
        found = await entry.runtime_data.coordinator.recorder.recordings(slot, start, end)
    return tuple(r for r in found if r.end > start and r.start < end)


async def async_find(entry: RtCctvConfigEntry, slot: int, start: datetime) -> Recording | None:
    """Return the recording that begins then: the recorder is asked, no address is taken on trust."""
    second = timedelta(seconds=1)
    found = await async_recordings(entry, slot, start - second, start + second)
    return next((r for r in found if abs(r.start - start) < second), None)


async def async_play(
    hass: HomeAssistant, entry: RtCctvConfigEntry, recording: Recording
) -> Playback:
    """Return the recording's playback with its first segment, begun where it isn't there yet.

    Raises TooManyError, NothingPlayedError or RecorderError.
    """
    playing = hass.data.setdefault(_PLAYING, {})
    mine = [p for p in playing.values() if p.entry_id == entry.entry_id and not p.leaving]
    same = (p for p in mine if p.whole and p.recording == recording)
    if (playback := next(same, None)) is None:
        _make_room(mine)
        playback = Playback(entry.entry_id, recording)
        url = entry.runtime_data.coordinator.recorder.playback_url(recording)
        playing[playback.token] = playback
        playback.task = entry.async_create_background_task(
            hass, playback.run(url), f"{DOMAIN} playback"
        )
        playback.task.add_done_callback(lambda _: playing.pop(playback.token))
    playback.touch()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FIRST_BYTES):
            await playback.ready.wait()
    if playback.part("0.m4s") is None:
        raise NothingPlayedError
    return playback


def _make_room(playbacks: list[Playback]) -> None:
    if len(playbacks) < AT_ONCE:
        return
    left = next((p for p in playbacks if p.left and p.task is not None), None)
    if left is None or left.task is None:
        raise TooManyError
    left.task.cancel()


def playback_of(hass: HomeAssistant, token: str) -> Playback | None:
    """Return the playback with that secret, None where there is none any more."""
    return hass.data.get(_PLAYING, {}).get(token)


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


async def _read(process: Process) -> Segment | None:
    """Return the worker's next piece; None at its end, or where it is silent for too long."""
    if process.stdout is None:
        return None
    try:
        async with asyncio.timeout(SILENCE):
            size, milliseconds = _HEADER.unpack(await process.stdout.readexactly(_HEADER.size))
            return Segment(milliseconds / 1000, await process.stdout.readexactly(size))
    except asyncio.IncompleteReadError, TimeoutError:
        return None


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
