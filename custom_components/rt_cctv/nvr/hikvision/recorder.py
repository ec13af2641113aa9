"""The driver for Hikvision recorders and their relabels, over ISAPI."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
import re
import time
from typing import Final, override

import aiohttp

from ...model import (
    RECORDER_KINDS,
    Finding,
    FindingKind,
    RecorderInfo,
    RecorderState,
    Recording,
    SlotStatus,
    StreamProfile,
)
from ..base import (
    AlarmEvent,
    AlarmSignal,
    BadAnswerError,
    Capability,
    NotSupportedError,
    Recorder,
    RecorderConfig,
)
from ..guard import LoginGuard
from ..http import HttpClient, rtsp_url
from ..multipart import MultipartParser
from ..xml_nodes import parse_xml
from .alerts import AlertReader
from .clock import Clock, time_document
from .dump import dump
from .isapi import ROOT, read, refusal, write
from .look import Look
from .media import Camera, search
from .parts import read_streams

_PROFILES: Final = {StreamProfile.MAIN: 1, StreamProfile.SUB: 2}
_CLOCK_TOLERANCE: Final = timedelta(seconds=10)
_CODEC = re.compile(rb"(<(?:\w+:)?videoCodecType\b[^>]*>)[^<]*(<)")
_SMART = re.compile(rb"(<(?:\w+:)?SmartCodec\b[^>]*>\s*<(?:\w+:)?enabled\b[^>]*>)\s*true\s*(<)")


def _utcnow() -> datetime:
    return datetime.now(UTC)


class HikvisionRecorder(Recorder):
    """One recorder over ISAPI.

    `now` is the hub's clock (aware), `clock` a monotonic one in seconds; tests replace both, and
    `sleep`.
    """

    def __init__(
        self,
        config: RecorderConfig,
        session: aiohttp.ClientSession,
        *,
        guard: LoginGuard | None = None,
        now: Callable[[], datetime] = _utcnow,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Prepare; nothing is sent. The session stays the caller's."""
        self.client = HttpClient(config, session, guard=guard)
        self._config = config
        self._now = now
        self._look = Look(self.client, now=now, clock=clock)
        self._camera = Camera(self.client, sleep=sleep)
        self._alerts = AlertReader(config.hold, now=now, clock=clock)

    @property
    @override
    def capabilities(self) -> frozenset[Capability]:
        return frozenset(Capability)

    @override
    async def identify(self) -> RecorderInfo:
        return await self._look.identify()

    @override
    async def poll(self) -> RecorderState:
        return await self._look.poll()

    @override
    async def alarms(self) -> AsyncGenerator[AlarmEvent]:
        async with self.client.stream(ROOT + "Event/notification/alertStream") as stream:
            if "html" in stream.content_type.lower():
                raise NotSupportedError("The recorder has no alarm stream")
            parser = MultipartParser(stream.content_type)
            self._alerts.opened()
            last: FindingKind | None = None
            yield AlarmSignal.OPEN
            async with aclosing(stream.chunks()) as chunks:
                async for chunk in chunks:
                    said = False
                    for part in parser.feed(chunk):
                        for event in self._alerts.read(part, self._look.slots, self._look.clock):
                            said = True
                            if isinstance(event, Finding):
                                last = event.kind
                            elif event is AlarmSignal.LOOK and last in RECORDER_KINDS:
                                self._look.storage_changed()
                            yield event
                    if not said:
                        yield AlarmSignal.ALIVE

    @override
    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        if self._look.status.get(slot, SlotStatus.EMPTY) is SlotStatus.EMPTY:
            return None
        number = self._look.slots.stream(slot, _PROFILES[profile])
        return rtsp_url(self._config, self._rtsp_port, f"/Streaming/Channels/{number}")

    @property
    def _rtsp_port(self) -> int:
        return self._config.rtsp_port or self._look.rtsp_port

    @override
    async def snapshot(self, slot: int, profile: StreamProfile = StreamProfile.SUB) -> bytes:
        if self._look.status.get(slot) is SlotStatus.EMPTY:
            raise NotSupportedError("There is no camera in this slot")
        return await self._camera.picture(self._look.slots.stream(slot, _PROFILES[profile]))

    @override
    async def recordings(self, slot: int, start: datetime, end: datetime) -> tuple[Recording, ...]:
        clock = self._look.clock or await self._clock_or_hubs()
        track = self._look.slots.stream(slot, _PROFILES[StreamProfile.MAIN])
        return await search(self.client, slot, track, start, end, clock)

    @override
    def playback_url(self, recording: Recording) -> str:
        return rtsp_url(self._config, self._rtsp_port, recording.locator)

    @override
    async def reboot(self) -> None:
        await write(self.client, "System/reboot")

    @override
    async def set_clock(self, now: datetime) -> None:
        """Set the recorder's clock, keeping its zone, and read it back.

        Raises `BadAnswerError` where it didn't hold.
        """
        begun = self._now()
        clock = await self._read_clock()
        passed = self._now() - begun
        await write(self.client, "System/time", time_document(now + passed, clock))
        written = await self._read_clock()
        expected = now + (self._now() - begun)
        if abs(self._now() + written.drift - expected) > _CLOCK_TOLERANCE:
            raise BadAnswerError("The recorder's clock didn't take the time")

    async def _clock_or_hubs(self) -> Clock:
        """Return the recorder's clock; one that can't be read is taken to go like the hub's."""
        try:
            return await self._read_clock()
        except NotSupportedError, BadAnswerError:
            offset = self._now().astimezone().utcoffset() or timedelta()
            return Clock(offset=offset, drift=timedelta(), zone=None, mode=None)

    async def _read_clock(self) -> Clock:
        clock = await self._look.read_clock()
        if clock is None:
            raise BadAnswerError("The recorder's clock can't be read")
        return clock

    @override
    async def set_sub_stream_h264(self, slot: int) -> None:
        """Make a slot's sub-stream H.264 and read it back.

        The document goes back as it came, but for the codec: recorders refuse what lacks a field.
        Raises `BadAnswerError` where it didn't hold.
        """
        number = self._look.slots.stream(slot, _PROFILES[StreamProfile.SUB])
        path = f"Streaming/channels/{number}"
        answer = await self.client.get(ROOT + path)
        if not answer.ok or parse_xml(answer.body).name != "streamingchannel":
            raise refusal(answer)
        body = _SMART.sub(rb"\1false\2", _CODEC.sub(rb"\1H.264\2", answer.body))
        await write(self.client, path, body)
        stream = read_streams(await read(self.client, path)).get(number)
        if stream is None or stream.codec != "h264":
            raise BadAnswerError("The recorder's stream didn't take H.264")
        self._look.stream_changed(number, stream)

    @override
    async def dump(self) -> Mapping[str, object]:
        config = self._config
        secrets = (config.password, config.username, config.host)
        return await dump(self.client, self._look.dump_paths(), secrets)

    @override
    async def close(self) -> None:
        """Do nothing: nothing is held open between calls."""
