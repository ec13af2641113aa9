"""Recorders (and cameras) that speak ONVIF, whoever made them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
import time
from typing import Any, override

import aiohttp

from ...model import (
    FindingKind,
    RecorderInfo,
    RecorderState,
    Recording,
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
from ..rtsp_client import with_login, without_login
from ..rtsp_picture import take_still
from .dump import dump
from .encoder import set_h264
from .events import read_notice, to_finding
from .find import REPLAY, SEARCH, find_recordings
from .media import Stills
from .poll import OnvifPoll
from .pull import PullPoint
from .soap import Soap

_EVENTS = "http://www.onvif.org/ver10/events/wsdl"


class OnvifRecorder(Recorder):
    """One recorder over ONVIF."""

    def __init__(
        self,
        config: RecorderConfig,
        session: aiohttp.ClientSession,
        *,
        guard: LoginGuard | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is sent. The session stays the caller's. `clock` counts seconds."""
        self._config = config
        self._session = session
        self._guard = guard or LoginGuard()
        self._opening = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._soap: Soap | None = None
        self._poll = OnvifPoll(config, clock)
        self._pull = PullPoint()
        self._stills = Stills(config, session)
        self._still_guard = LoginGuard()
        self._unpolled = True

    async def _open(self) -> Soap:
        """Return the way to the recorder, opening it where needed."""
        async with self._opening:
            if self._soap is None:
                soap = Soap(self._config, self._session, self._guard)
                try:
                    await soap.connect()
                except BaseException:
                    await soap.close()
                    raise
                self._soap = soap
            return self._soap

    @property
    @override
    def sources(self) -> Mapping[int, str]:
        return self._poll.numbering.sources

    @property
    @override
    def capabilities(self) -> frozenset[Capability]:
        found = {Capability.REBOOT, Capability.SET_CLOCK, Capability.SET_SUB_STREAM}
        services = self._soap.services if self._soap else {}
        if _EVENTS in services:
            found.add(Capability.ALARMS)
        if SEARCH in services and REPLAY in services:
            found.add(Capability.RECORDINGS)
        return frozenset(found)

    @override
    async def identify(self) -> RecorderInfo:
        return await self._poll.identify(await self._open())

    @override
    async def poll(self) -> RecorderState:
        async with self._looking:
            soap = await self._open()
            # What opening took counts among the first poll's calls.
            spent, self._unpolled = soap.calls if self._unpolled else 0, False
            return await self._poll.run(soap, spent)

    @override
    def doubt(self, slot: int) -> None:
        self._poll.doubt(slot)

    @property
    def calls(self) -> int:
        """How many calls were sent."""
        return self._soap.calls if self._soap else 0

    async def look_at_profiles(self, only: Collection[int] = ()) -> None:
        """Learn the slots and their addresses alone; of `only` these slots where that can be."""
        async with self._looking:
            await self._poll.learn_slots(await self._open(), only)

    @override
    async def alarms(self) -> AsyncGenerator[AlarmEvent]:
        soap = await self._open()
        if not self._poll.sources_now:
            await self.look_at_profiles()
        opened = False
        async with aclosing(self._pull.messages(soap)) as pulls:
            async for messages in pulls:
                if not opened:
                    opened = True
                    yield AlarmSignal.OPEN
                if not messages:
                    yield AlarmSignal.ALIVE
                for message in messages:
                    for event in await self._events(message):
                        yield event

    async def _events(self, message: object) -> list[AlarmEvent]:
        notice = read_notice(message)
        if notice is None:
            return [AlarmSignal.ALIVE]
        finding = await to_finding(
            notice, self._poll.slot_by_token, datetime.now(UTC), self._config.hold
        )
        if finding is None:
            return [AlarmSignal.ALIVE]
        events: list[AlarmEvent] = [finding]
        if self._poll.note(finding) or finding.kind is FindingKind.DISK_PROBLEM:
            events.append(AlarmSignal.LOOK)
        return events

    @override
    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        address = self._poll.address(slot, profile)
        if address is None or not self._poll.may_look:
            # Whoever played it would send a login that was refused there before.
            return None
        return with_login(address, self._config.username, self._config.password)

    @override
    async def snapshot(self, slot: int, profile: StreamProfile = StreamProfile.SUB) -> bytes:
        soap = await self._open()
        if not self._poll.sources_now:
            await self.look_at_profiles()
        wanted = self._poll.profile(slot, profile) or self._poll.profile(slot, StreamProfile.MAIN)
        if wanted is None:
            raise NotSupportedError("The slot has no picture")
        if picture := await self._stills.take(soap, wanted.token):
            return picture
        url = self.stream_url(slot, profile) or self.stream_url(slot, StreamProfile.MAIN)
        if url is None:
            raise NotSupportedError("The slot has no picture")
        return await take_still(url, self._still_guard)

    @override
    async def recordings(self, slot: int, start: datetime, end: datetime) -> tuple[Recording, ...]:
        soap = await self._open()
        tokens = frozenset(t for t, n in self._poll.slot_by_token.items() if n == slot)
        return await find_recordings(soap, slot, tokens, start, end, self._config)

    @override
    def playback_url(self, recording: Recording) -> str:
        if not recording.locator.startswith(("rtsp://", "rtsps://")):
            raise BadAnswerError("Not a recording of this recorder")
        return with_login(
            without_login(recording.locator), self._config.username, self._config.password
        )

    @override
    async def reboot(self) -> None:
        await (await self._open()).call("devicemgmt", "SystemReboot")

    @override
    async def set_clock(self, now: datetime) -> None:
        soap = await self._open()
        await soap.read_clock()
        utc = now.astimezone(UTC)
        zone = getattr(getattr(soap.clock, "TimeZone", None), "TZ", None)
        params: dict[str, Any] = {
            "DateTimeType": "Manual",
            "DaylightSavings": bool(getattr(soap.clock, "DaylightSavings", False)),
            "UTCDateTime": {
                "Time": {"Hour": utc.hour, "Minute": utc.minute, "Second": utc.second},
                "Date": {"Year": utc.year, "Month": utc.month, "Day": utc.day},
            },
        }
        if zone:
            params["TimeZone"] = {"TZ": zone}
        await soap.call("devicemgmt", "SetSystemDateAndTime", params)
        drift = await soap.read_clock()
        self._poll.drift = drift
        if abs(drift - (utc - datetime.now(UTC))) > timedelta(seconds=30):
            raise NotSupportedError("The recorder kept its clock as it was")

    @override
    async def set_sub_stream_h264(self, slot: int) -> None:
        soap = await self._open()
        await set_h264(soap, self._poll.profile(slot, StreamProfile.SUB))
        await self.look_at_profiles()

    @override
    async def dump(self) -> Mapping[str, object]:
        config = self._config
        return await dump(await self._open(), (config.password, config.username, config.host))

    @override
    async def close(self) -> None:
        self._poll.close()
        if self._soap is not None:
            await self._soap.close()
            self._soap = None
