"""Any server of RTSP streams: cameras, and recorders of which nothing else is known.

All it can say of a slot is whether its stream is there. Alarms come from the hub's own eyes.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace
from datetime import datetime
import hashlib
import json
import ssl
import time
from typing import NoReturn, override

from ...model import (
    RecorderInfo,
    RecorderState,
    Recording,
    Slot,
    SlotStatus,
    Stream,
    StreamProfile,
)
from ..agenda import Allowance
from ..base import (
    AlarmEvent,
    AlarmSignal,
    BadAnswerError,
    CannotConnectError,
    Capability,
    InvalidAuthError,
    NotARecorderError,
    NotSupportedError,
    Recorder,
    RecorderConfig,
    RecorderError,
)
from ..guard import LoginGuard
from ..rtsp_client import (
    RtspConnection,
    Video,
    describe,
    parse_sdp,
    split_address,
    status_of_stream,
    with_login,
    without_login,
)
from ..rtsp_picture import take_still
from ..turns import Turns

MOST_IN_DUMP = 14

type _Stream = tuple[int, StreamProfile]
type _Server = tuple[str, int, bool]


class RtspRecorder(Recorder):
    """Slots given by their addresses alone."""

    def __init__(
        self,
        config: RecorderConfig,
        *,
        guard: LoginGuard | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember the addresses; raises NotARecorderError where one is no RTSP address.

        `guard` is that of the one server, where there is but one. `clock` counts seconds.
        """
        self._config = config
        self._addresses = {n: dict(t) for n, t in sorted(config.templates.items()) if t}
        try:
            self._servers = {
                (n, profile): split_address(url)
                for n, urls in self._addresses.items()
                for profile, url in urls.items()
            }
        except ValueError as err:
            raise NotARecorderError("Not an RTSP address") from err
        self._connections: dict[_Server, RtspConnection] = {}
        self._guards = {server: LoginGuard() for server in self._servers.values()}
        if guard is not None and len(self._guards) == 1:
            self._guards = dict.fromkeys(self._guards, guard)
        self._still_guards: defaultdict[_Server, LoginGuard] = defaultdict(LoginGuard)
        self._slots = {
            n: Slot(number=n, name=f"Slot {n}", status=SlotStatus.UNKNOWN) for n in self._addresses
        }
        self._turns: Turns[_Stream] = Turns(clock)
        self._allowance = Allowance(clock)
        self._identified = 0

    @property
    @override
    def capabilities(self) -> frozenset[Capability]:
        return frozenset()

    def _info(self) -> RecorderInfo:
        # No serial exists: the addresses are the only thing that tells one from another.
        text = json.dumps([[n, sorted(urls.items())] for n, urls in self._addresses.items()])
        return RecorderInfo(
            brand=self._config.brand,
            serial="rtsp-" + hashlib.sha256(text.encode()).hexdigest()[:16],
            model="RTSP",
            name="RTSP",
            slot_count=len(self._addresses),
        )

    @override
    async def identify(self) -> RecorderInfo:
        if not self._addresses:
            raise NotARecorderError("No address is given")
        failure: RecorderError | None = None
        seen: set[_Server] = set()
        for number, profile in map(self._leading, self._addresses):
            server = self._servers[number, profile]
            if server in seen:
                continue
            seen.add(server)
            self._identified += 1
            try:
                await self._describe(number, profile)
            except InvalidAuthError:
                raise
            except RecorderError as err:
                failure = failure or err
            else:
                return self._info()
        raise failure or CannotConnectError("No RTSP server answers")

    @override
    async def poll(self) -> RecorderState:
        # Out of turn, one look shows whether the server is there at all.
        budget = max(self._allowance.take() - self._identified, len(self._turns.doubted), 1)
        self._identified = 0
        due = self._turns.due(self._wanted())[:budget]
        failures = [error for stream in due if (error := await self._look(*stream))]
        if failures and len(failures) == len(due) and self._one_server():
            # Some let nobody know of a dead camera, and look as if they were gone themselves.
            alive = next((n for n, s in self._slots.items() if s.status is SlotStatus.ONLINE), None)
            if alive is None or await self._look(*self._leading(alive)):
                raise failures[0]
        return RecorderState(info=self._info(), slots=tuple(self._slots.values()))

    @override
    def doubt(self, slot: int) -> None:
        if slot in self._addresses:
            self._turns.doubt(self._leading(slot))

    def _wanted(self) -> list[_Stream]:
        """Return what to look at: a slot's leading stream again and again, the other once."""
        leading = [self._leading(n) for n in self._addresses]
        return leading + [s for s in self._others() if not self._turns.was_looked_at(s)]

    def _leading(self, number: int) -> _Stream:
        """Return the stream by which a slot is judged."""
        return number, self._profiles(number)[0]

    def _others(self) -> list[_Stream]:
        return [(n, p) for n in self._addresses for p in self._profiles(n)[1:]]

    def _profiles(self, number: int) -> list[StreamProfile]:
        urls = self._addresses[number]
        return [p for p in (StreamProfile.SUB, StreamProfile.MAIN) if p in urls]

    def _one_server(self) -> bool:
        """Whether there is but one server, so that all slots go with it."""
        return len(set(self._servers.values())) == 1

    async def _look(self, number: int, profile: StreamProfile) -> RecorderError | None:
        """Look at one stream and note what it says of its slot; return what the server did."""
        slot = self._slots[number]
        self._turns.looked((number, profile))
        failure: RecorderError | None = None
        try:
            code, video = await self._describe(number, profile)
        except InvalidAuthError as err:
            if self._one_server():
                raise
            failure, status, reason = err, SlotStatus.WRONG_PASSWORD, "401"
        except BadAnswerError as err:
            failure, status, reason = err, SlotStatus.UNKNOWN, None
        except CannotConnectError as err:
            failure, status, reason = err, SlotStatus.OFFLINE, None
        else:
            seen = slot.status in {SlotStatus.ONLINE, SlotStatus.OFFLINE}
            status = status_of_stream(code, video, seen_before=seen)
            reason = None if code == 200 else f"{code}"
            slot = replace(slot, streams=_streams(slot, profile, video))
        if (number, profile) == self._leading(number):
            slot = replace(slot, status=status, reason=reason)
        self._slots[number] = slot
        return failure

    async def _describe(self, number: int, profile: StreamProfile) -> tuple[int, Video | None]:
        server = self._servers[number, profile]
        answer = await describe(
            await self._connection(server),
            without_login(self._addresses[number][profile]),
            self._config.username,
            self._config.password,
            self._guards[server],
        )
        if answer.status == 401:
            raise InvalidAuthError("The RTSP server wants a login")
        return answer.status, parse_sdp(answer.body) if answer.status == 200 else None

    async def _connection(self, server: _Server) -> RtspConnection:
        if server not in self._connections:
            host, port, tls = server
            context = await asyncio.to_thread(self._tls_context) if tls else None
            self._connections[server] = RtspConnection(host, port, context)
        return self._connections[server]

    def _tls_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self._config.verify_tls:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    @override
    async def alarms(self) -> AsyncGenerator[AlarmEvent]:
        yield AlarmSignal.OPEN
        await asyncio.Event().wait()

    @override
    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        url = self._addresses.get(slot, {}).get(profile)
        if url is None:
            return None
        return with_login(url, self._config.username, self._config.password)

    @override
    async def snapshot(self, slot: int, profile: StreamProfile = StreamProfile.SUB) -> bytes:
        url = self.stream_url(slot, profile) or self.stream_url(slot, StreamProfile.MAIN)
        if url is None:
            raise NotSupportedError("The slot has no such stream")
        server = self._servers[self._leading(slot)]
        self._guards[server].check()
        return await take_still(url, self._still_guards[server])

    @override
    async def recordings(self, slot: int, start: datetime, end: datetime) -> tuple[Recording, ...]:
        raise NotSupportedError("RTSP lists no recordings")

    @override
    def playback_url(self, recording: Recording) -> str:
        raise NotSupportedError("RTSP lists no recordings")

    async def _no(self) -> NoReturn:
        raise NotSupportedError("RTSP has no such function")

    @override
    async def reboot(self) -> None:
        await self._no()

    @override
    async def set_clock(self, now: datetime) -> None:
        await self._no()

    @override
    async def set_sub_stream_h264(self, slot: int) -> None:
        await self._no()

    @override
    async def dump(self) -> Mapping[str, object]:
        found: dict[str, object] = {}
        for number, profile in [*map(self._leading, self._addresses), *self._others()][
            :MOST_IN_DUMP
        ]:
            try:
                status, video = await self._describe(number, profile)
                answer: object = {"status": status, "codec": video.codec if video else None}
            except RecorderError as err:
                answer = type(err).__name__
            found[f"DESCRIBE slot {number} {profile}"] = answer
        return found

    @override
    async def close(self) -> None:
        for connection in self._connections.values():
            connection.drop()
        self._connections.clear()


def _streams(slot: Slot, profile: StreamProfile, video: Video | None) -> tuple[Stream, ...]:
    """Return a slot's streams with one of them as it is now, None where it is none."""
    others = tuple(stream for stream in slot.streams if stream.profile is not profile)
    if video is None:
        return others
    size = {"width": video.width, "height": video.height}
    return (*others, Stream(profile=profile, codec=video.codec, fps=video.fps, **size))
