"""One client of the RTSP door."""

import asyncio
from collections.abc import Callable
import random
import secrets
import time

from .auth import Outcome
from .encoder import AccessUnit
from .rtp import Packetizer, media_lines
from .rtsp_paths import Wanted, parse_address
from .rtsp_state import RtspRequest, RtspState, Session
from .scenario import SlotState

_REASONS = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 454: "Session Not Found", 461: "Unsupported Transport",
    503: "Service Unavailable",
}  # fmt: skip
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER"
_BUFFER_LIMIT = 2_000_000


class RtspClient:
    """One connection."""

    def __init__(
        self, state: RtspState, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._state = state
        self._reader = reader
        self._writer = writer
        self.session: Session | None = None
        self.done = asyncio.Event()
        self._id = secrets.token_hex(8)
        self._packetizer: Packetizer | None = None
        self._leave: Callable[[], None] | None = None
        self._report_at = 0.0
        self._wait_for_key = True
        self._task = asyncio.current_task()

    def abort(self) -> None:
        """Break the connection, even one whose request is being left without an answer."""
        self._writer.transport.abort()
        if self._task is not None:
            self._task.cancel()

    def end(self) -> None:
        """Let go of everything."""
        self._stop()
        self._writer.close()
        self.done.set()

    async def run(self) -> None:
        """Answer requests until the client hangs up; RTCP between them is read past."""
        while True:
            first = await self._reader.readexactly(1)
            if first == b"$":
                head = await self._reader.readexactly(3)
                await self._reader.readexactly(int.from_bytes(head[1:]))
                continue
            if first in b"\r\n":
                continue
            text = (first + await self._reader.readuntil(b"\r\n\r\n")).decode("utf-8", "replace")
            line, *rest = text.split("\r\n")
            headers = {k.strip().lower(): v.strip() for k, _, v in (h.partition(":") for h in rest)}
            if length := int(headers.get("content-length") or 0):
                await self._reader.readexactly(min(length, 100_000))
            method, url, _ = [*line.split(" ", 2), "", ""][:3]
            if not await self._request(method, url, headers):
                return

    async def _request(self, method: str, url: str, headers: dict[str, str]) -> bool:
        """Answer one request; returns False after the last."""
        state = self._state
        if state.world.half_open:
            await asyncio.Event().wait()
        outcome = Outcome.NONE
        if method != "OPTIONS":
            outcome = state.gate.judge(method, url, headers.get("authorization"))
        if outcome in {Outcome.NONE, Outcome.ACCEPTED}:
            status, more, body = await self._answer(method, url, headers)
        else:
            status, body = 401, ""
            more = [f"WWW-Authenticate: {c}" for c in state.gate.challenges()]
        state.requests.append(
            RtspRequest(at=time.monotonic(), method=method, url=url, outcome=outcome, status=status)
        )
        lines = [f"RTSP/1.0 {status} {_REASONS[status]}", f"CSeq: {headers.get('cseq', '0')}"]
        lines += more
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self._writer.write(("\r\n".join([*lines, "", ""]) + body).encode())
        if method == "PLAY" and status == 200:
            self._play()
        return method != "TEARDOWN" and outcome is not Outcome.LOCKED

    async def _answer(
        self, method: str, url: str, headers: dict[str, str]
    ) -> tuple[int, list[str], str]:
        session = f"Session: {self._id};timeout=60"
        match method:
            case "OPTIONS":
                return 200, [f"Public: {_METHODS}"], ""
            case "DESCRIBE":
                return await self._describe(url)
            case "SETUP":
                return await self._setup(url, headers, session)
            case "GET_PARAMETER" | "SET_PARAMETER":
                return 200, [session] if self.session else [], ""
            case "PLAY" | "PAUSE" | "TEARDOWN" if self.session is None or self._packetizer is None:
                return 454, [], ""
            case "PLAY":
                return 200, [session, "Range: npt=now-", self._info(url)], ""
            case "PAUSE" | "TEARDOWN":
                self._stop()
                return 200, [session], ""
            case _:
                return 405, [f"Allow: {_METHODS}"], ""

    def _info(self, url: str) -> str:
        if self._packetizer is None:
            raise ConnectionResetError
        stamp = self._packetizer.timestamp(time.time())
        track = f"{url.rstrip('/')}/trackID=1"
        return f"RTP-Info: url={track};seq={self._packetizer.sequence};rtptime={stamp}"

    async def _find(self, url: str) -> tuple[int, Wanted | None]:
        world = self._state.world
        wanted = parse_address(url, world.scenario.brand)
        slot = world.slots.get(wanted.slot) if wanted else None
        if wanted is None or slot is None or slot.state is SlotState.EMPTY:
            return 404, None
        if self._state.faults.get(wanted.slot) == "mute" or not wanted.reachable(slot.state):
            await asyncio.Event().wait()
        return (200, wanted) if world.watchable(wanted.slot) else (503, None)

    async def _describe(self, url: str) -> tuple[int, list[str], str]:
        status, wanted = await self._find(url)
        if wanted is None:
            return status, [], ""
        state = self._state
        codec = state.pictures.spec(wanted.slot, wanted.profile).codec
        sets: tuple[bytes, ...] = ()
        if not state.world.scenario.quirks.in_band_only:
            sets = await state.pictures.parameter_sets(wanted.slot, wanted.profile)
        lines = [
            "v=0", "o=- 1109162014219182 1109162014219192 IN IP4 127.0.0.1",
            "s=Media Presentation", "c=IN IP4 0.0.0.0", "t=0 0", "a=range:npt=now-", "a=control:*",
            "m=video 0 RTP/AVP 96", *media_lines(codec, sets), "a=control:trackID=1", "",
        ]  # fmt: skip
        base = url if url.endswith("/") else f"{url}/"
        return 200, ["Content-Type: application/sdp", f"Content-Base: {base}"], "\r\n".join(lines)

    async def _setup(
        self, url: str, headers: dict[str, str], session: str
    ) -> tuple[int, list[str], str]:
        transport = headers.get("transport", "")
        if "RTP/AVP/TCP" not in transport:
            return 461, [], ""
        status, wanted = await self._find(url)
        if wanted is None:
            return status, [], ""
        pair = transport.partition("interleaved=")[2].partition(";")[0] or "0-1"
        codec = self._state.pictures.spec(wanted.slot, wanted.profile).codec
        self._packetizer = Packetizer(codec, int(pair.partition("-")[0]))
        self.session = Session(
            at=time.monotonic(),
            slot=wanted.slot,
            profile=wanted.profile,
            agent=headers.get("user-agent", ""),
        )
        self._state.sessions.append(self.session)
        reply = f"Transport: RTP/AVP/TCP;unicast;interleaved={pair};mode=PLAY"
        return 200, [session, reply], ""

    def _play(self) -> None:
        if self.session is None or self.session.playing:
            return
        self.session.playing = True
        self._wait_for_key = True
        self._leave = self._state.pictures.watch(
            self.session.slot, self.session.profile, self._show
        )

    def _stop(self) -> None:
        if self._leave:
            self._leave()
            self._leave = None
        if self.session and self.session.ended is None:
            self.session.playing = False
            self.session.ended = time.monotonic()

    def _show(self, unit: AccessUnit | None) -> None:
        """Send one picture."""
        if unit is None:
            self._writer.close()
            return
        if self.session is None or self._packetizer is None:
            return
        fault = self._state.faults.get(self.session.slot)
        if fault in {"stall", "mute"} or self._state.world.half_open:
            return
        transport = self._writer.transport
        if transport.get_write_buffer_size() > _BUFFER_LIMIT:
            self._wait_for_key = True
            self.session.dropped += 1
        if self._wait_for_key and not unit.key:
            return
        self._wait_for_key = False
        packets = list(self._packetizer.unit(unit.nals, unit.at))
        if fault == "broken":
            packets = [_spoil(p) for p in packets if random.random() > 0.2]
        self.session.packets += len(packets)
        if time.monotonic() >= self._report_at:
            self._report_at = time.monotonic() + 5
            packets.append(self._packetizer.sender_report())
        transport.write(b"".join(packets))


def _spoil(packet: bytes) -> bytes:
    """Turn some bytes of a packet's payload over; the framing stays whole."""
    spoilt = bytearray(packet)
    for _ in range(3):
        if len(spoilt) > 20:
            spoilt[random.randrange(17, len(spoilt))] ^= 0xFF
    return bytes(spoilt)
