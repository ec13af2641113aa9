"""Dahua's recorders, and those that others sell under their own names (Intelbras, EmpireTech, Lorex)."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
import time
from typing import override

import aiohttp

from ...model import (
    RecorderInfo,
    RecorderState,
    Recording,
    StreamProfile,
)
from ..base import (
    AlarmEvent,
    Capability,
    NotSupportedError,
    Recorder,
    RecorderConfig,
)
from ..guard import LoginGuard
from ..http import HttpClient, rtsp_url
from .alarms import DahuaAlarms
from .client import DahuaClient
from .config import streams
from .dump import dump
from .find import find_recordings, playback_path
from .onvif_slots import OnvifSlots, OpenOnvif
from .poll import DahuaPoll
from .still import DahuaStill

_TIME = "%Y-%m-%d %H:%M:%S"
_SUBTYPE = {StreamProfile.MAIN: 0, StreamProfile.SUB: 1}


class DahuaRecorder(Recorder):
    """One recorder over Dahua's CGI."""

    def __init__(
        self,
        config: RecorderConfig,
        session: aiohttp.ClientSession,
        *,
        guard: LoginGuard | None = None,
        clock: Callable[[], float] = time.monotonic,
        open_onvif: OpenOnvif,
    ) -> None:
        """Prepare; nothing is sent. The session stays the caller's. `clock` counts seconds.

        `open_onvif` makes a driver for the same recorder's ONVIF, where a slot needs it.
        """
        self._config = config
        self.http = HttpClient(config, session, guard=guard)
        self._client = DahuaClient(self.http)
        self._onvif = OnvifSlots(open_onvif, self.http.guard, clock)
        self._poll = DahuaPoll(self._client, self._onvif, clock)
        self._alarms = DahuaAlarms(self._client, config.hold)
        self._still = DahuaStill(self.http)
        self._looking = asyncio.Lock()

    @property
    @override
    def capabilities(self) -> frozenset[Capability]:
        return frozenset(Capability)

    @override
    async def identify(self) -> RecorderInfo:
        await self._poll.read_info()
        return self._poll.info

    @override
    async def poll(self) -> RecorderState:
        async with self._looking:
            return await self._poll.run()

    @override
    async def alarms(self) -> AsyncGenerator[AlarmEvent]:
        async with aclosing(self._alarms.listen()) as events:
            async for event in events:
                yield event

    @override
    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        if self._poll.through_onvif(slot):
            return self._onvif.stream_url(slot, profile)
        if not self._poll.is_filled(slot):
            return None
        path = f"/cam/realmonitor?channel={slot}&subtype={_SUBTYPE[profile]}"
        return rtsp_url(self._config, self._rtsp_port, path)

    @property
    def _rtsp_port(self) -> int:
        return self._config.rtsp_port or self._poll.rtsp_port or 554

    @override
    async def snapshot(self, slot: int, profile: StreamProfile = StreamProfile.SUB) -> bytes:
        if self._poll.through_onvif(slot):
            return await self._onvif.snapshot(slot, profile)
        return await self._still.take(slot, self._poll.slot_count)

    @override
    async def recordings(self, slot: int, start: datetime, end: datetime) -> tuple[Recording, ...]:
        return await find_recordings(self._client, slot, start, end, await self._offset())

    @override
    def playback_url(self, recording: Recording) -> str:
        return rtsp_url(self._config, self._rtsp_port, playback_path(recording))

    @override
    async def reboot(self) -> None:
        await self._client.command("magicBox.cgi?action=reboot")

    @override
    async def set_clock(self, now: datetime) -> None:
        local = (now.astimezone(UTC) + await self._offset()).strftime(_TIME).replace(" ", "%20")
        await self._client.command(f"global.cgi?action=setCurrentTime&time={local}")
        self._poll.agenda.hurry("clock")

    async def _offset(self) -> timedelta:
        """Return how far the recorder's zone is from UTC, asking where it isn't known yet."""
        if self._poll.offset is None:
            await self._poll.read_zone()
        if self._poll.offset is None:
            await self._poll.read_clock()
        return self._poll.offset or timedelta(0)

    @override
    async def set_sub_stream_h264(self, slot: int) -> None:
        key = f"Encode[{slot - 1}].ExtraFormat[0].Video.Compression"
        await self._client.command(f"configManager.cgi?action=setConfig&{key}=H.264")
        now = streams(await self._client.config("Encode")).get(slot - 1, ())
        self._poll.agenda.hurry("streams")
        if not any(s.profile is StreamProfile.SUB and s.codec == "h264" for s in now):
            raise NotSupportedError("The recorder kept its sub-stream as it was")

    @override
    async def dump(self) -> Mapping[str, object]:
        config = self._config
        return await dump(self._client, (config.password, config.username, config.host))

    @override
    async def close(self) -> None:
        await self._onvif.close()
