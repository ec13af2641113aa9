"""The few RTSP requests that tell whether a stream is there (RFC 2326), without playing it.

One connection per server is kept open between two looks, for recorders write down every new one.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
import re
import socket
import ssl
from urllib.parse import quote, urlsplit, urlunsplit

from ..model import SlotStatus
from .base import BadAnswerError, CannotConnectError, HostNotFoundError, TimedOutError
from .digest import basic_authorization, digest_authorization, read_challenges
from .guard import LoginGuard

TIMEOUT = 8.0
"""Seconds for one answer, connecting included."""

_MAX_HEADERS = 100
_MAX_LINE = 16_384
_MAX_BODY = 65_536


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An RTSP answer; header names in lower case, of several alike the last."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    challenges: tuple[str, ...] = ()
    body: bytes = b""


class RtspConnection:
    """One connection to one RTSP server; opened when needed, again when it broke."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None = None) -> None:
        """Remember where to connect; nothing is opened yet."""
        self._host, self._port, self._context = host, port, context
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._number = 0

    async def request(
        self, method: str, url: str, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request and read its answer.

        A kept connection that the server closed meanwhile is opened again, once.
        Raises CannotConnectError (TimedOutError, HostNotFoundError) or BadAnswerError.
        """
        kept = self._streams is not None
        try:
            async with asyncio.timeout(TIMEOUT):
                try:
                    return await self._exchange(method, url, headers or {})
                except ConnectionError, asyncio.IncompleteReadError:
                    if not kept:
                        raise
                    return await self._exchange(method, url, headers or {})
        except TimeoutError as err:
            raise TimedOutError("The RTSP server took too long") from err
        except socket.gaierror as err:
            raise HostNotFoundError("The host has no address") from err
        except (OSError, asyncio.IncompleteReadError) as err:
            raise CannotConnectError("No RTSP server answers") from err
        except (ValueError, asyncio.LimitOverrunError) as err:
            raise BadAnswerError("Not an RTSP answer") from err

    async def _exchange(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
        self._number += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self._number}", "User-Agent: rt_cctv"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection(
                    self._host, self._port, ssl=self._context, limit=_MAX_LINE
                )
            reader, writer = self._streams
            writer.write("\r\n".join([*lines, "", ""]).encode())
            await writer.drain()
            answer = await _read_answer(reader)
        except BaseException:
            # Half an answer may still be on its way: what comes next can't be told apart from it.
            self.drop()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            self.drop()
        return answer

    def drop(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None


async def _read_answer(reader: asyncio.StreamReader) -> Answer:
    first = await reader.readuntil(b"\n")
    match = re.match(rb"RTSP/1\.\d (\d{3})", first)
    if match is None:
        raise ValueError("no status line")
    headers: dict[str, str] = {}
    challenges: list[str] = []
    for _ in range(_MAX_HEADERS):
        line = (await reader.readuntil(b"\n")).decode("utf-8", "replace").strip()
        if not line:
            break
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
        if name.strip().lower() == "www-authenticate":
            challenges.append(value.strip())
    else:
        raise ValueError("too many headers")
    length = int(headers.get("content-length") or 0)
    if not 0 <= length <= _MAX_BODY:
        raise ValueError("too long")
    body = await reader.readexactly(length)
    return Answer(status=int(match[1]), headers=headers, challenges=tuple(challenges), body=body)


async def describe(
    connection: RtspConnection, url: str, username: str, password: str, guard: LoginGuard
) -> Answer:
    """Ask what a stream is, logging in where asked; `url` holds no login.

    The challenge always comes first, so no nonce is used twice and a refusal is a refusal.
    Besides `request`'s errors raises InvalidAuthError and LockedError.
    """
    async with guard.turn:
        guard.check()
        headers = {"Accept": "application/sdp"}
        answer = await connection.request("DESCRIBE", url, headers)
        if answer.status != 401 or not username:
            return answer
        offered = read_challenges(answer.challenges)
        if offered.digest is not None:
            login = digest_authorization(
                offered.digest, method="DESCRIBE", uri=url, username=username, password=password
            )
        elif offered.basic:
            login = basic_authorization(username, password)
        else:
            raise BadAnswerError("The server asks for a login of an unknown kind")
        answer = await connection.request("DESCRIBE", url, headers | {"Authorization": login})
        if answer.status == 401:
            raise guard.refuse()
        guard.accept()
        return answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Video:
    """The first video of a session description; `codec` in the model's words."""

    codec: str | None
    fps: float | None = None
    width: int | None = None
    height: int | None = None


_SDP_CODECS = {"jpeg": "mjpeg", "mp4v-es": "mpeg4", "hevc": "h265"}


def parse_sdp(body: bytes) -> Video | None:
    """Read a session description (RFC 4566); None where it has no video."""
    video, found = False, False
    codec: str | None = None
    fps: float | None = None
    size: tuple[int | None, int | None] = (None, None)
    for line in body.decode("utf-8", "replace").splitlines():
        if line.startswith("m="):
            if found:
                break
            video = found = line.startswith("m=video")
            if video and line.split()[-1:] == ["26"]:
                codec = "mjpeg"
        elif video and (match := re.match(r"a=rtpmap:\d+ ([^/\s]+)/", line)):
            name = match[1].lower()
            codec = codec or _SDP_CODECS.get(name, name)
        elif video and (match := re.match(r"a=framerate:\s*(\d{1,3}(?:\.\d+)?)", line)):
            fps = float(match[1])
        elif video and (
            match := re.match(r"a=(?:framesize:\d+|x-dimensions:)\s*(\d{1,5})[-,](\d{1,5})", line)
        ):
            size = int(match[1]), int(match[2])
    return Video(codec=codec, fps=fps, width=size[0], height=size[1]) if found else None


def split_address(url: str) -> tuple[str, int, bool]:
    """Return host, port and whether TLS is wanted; raises ValueError where it is no RTSP address."""
    parts = urlsplit(url)
    if parts.scheme not in {"rtsp", "rtsps"} or not parts.hostname:
        raise ValueError("no RTSP address")
    tls = parts.scheme == "rtsps"
    return parts.hostname, parts.port or (322 if tls else 554), tls


def status_of_stream(status: int, video: Video | None, *, seen_before: bool) -> SlotStatus:
    """Say what the answer to DESCRIBE means for a slot."""
    if status == 200:
        return SlotStatus.ONLINE if video is not None else SlotStatus.UNSUPPORTED
    if status in {404, 454}:
        # The server knows no such stream: nobody is plugged in, unless somebody was.
        return SlotStatus.OFFLINE if seen_before else SlotStatus.EMPTY
    return SlotStatus.OFFLINE if status >= 500 else SlotStatus.UNKNOWN


def without_login(address: str) -> str:
    """Take a login out of an address."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def with_login(address: str, username: str, password: str) -> str:
    """Put a login into an address, percent-encoded, in place of any that was there."""
    parts = urlsplit(without_login(address))
    if not username:
        return urlunsplit(parts)
    login = f"{quote(username, safe='')}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}"))
