"""The pictures of an ONVIF recorder: addresses of its streams, whether they are there, stills."""

from dataclasses import replace
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

import aiohttp

from ..model import SlotStatus
from .base import (
    BadAnswerError,
    CannotConnectError,
    InvalidAuthError,
    LockedError,
    NotSupportedError,
    PermissionDeniedError,
    RecorderConfig,
)
from .guard import LoginGuard
from .http import PICTURE_LIMIT, HttpClient
from .rtsp_client import RtspConnection, describe, parse_sdp, status_of_stream

if TYPE_CHECKING:
    from .onvif_soap import Soap

_JPEG = b"\xff\xd8\xff"


def own_address(config: RecorderConfig, address: str, schemes: frozenset[str]) -> str | None:
    """Return an address without login and at the recorder's own host; None where it is none.

    A recorder may tell the address that it has behind a router; and no password of ours goes to
    another host than the recorder's.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in schemes or not parts.hostname:
        return None
    if parts.scheme.startswith("rtsp") and config.rtsp_port:
        port = config.rtsp_port
    host = config.host.strip("[]")
    host = f"[{host}]" if ":" in host else host
    return urlunsplit(parts._replace(netloc=f"{host}:{port}" if port else host))


async def stream_address(soap: Soap, config: RecorderConfig, profile: str) -> str:
    """Ask for a profile's RTSP address; raises BadAnswerError where there is none."""
    answer = await soap.call(
        "media",
        "GetStreamUri",
        {
            "StreamSetup": {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}},
            "ProfileToken": profile,
        },
    )
    told = getattr(answer, "Uri", None)
    schemes = frozenset({"rtsp", "rtsps"})
    address = own_address(config, told, schemes) if isinstance(told, str) else None
    if address is None:
        raise BadAnswerError("The recorder gave no stream address")
    return address


class StreamLook:
    """Tells whether streams are there, by RTSP's DESCRIBE; for recorders that list dead sources."""

    def __init__(self, config: RecorderConfig) -> None:
        """Prepare; nothing is sent."""
        self._config = config
        # Other users may exist for RTSP than for ONVIF: its refusal stops this alone.
        self._guard = LoginGuard()
        self._connections: dict[tuple[str, int], RtspConnection] = {}
        self.calls = 0

    async def look(self, address: str, *, seen_before: bool) -> SlotStatus | None:
        """Return what a stream says of its slot and its codec; None where it can't be asked."""
        parts = urlsplit(address)
        if parts.scheme != "rtsp" or not parts.hostname or self._guard.refused:
            return None
        key = parts.hostname, parts.port or 554
        connection = self._connections.setdefault(key, RtspConnection(*key))
        self.calls += 1
        try:
            answer = await describe(
                connection, address, self._config.username, self._config.password, self._guard
            )
        except CannotConnectError:
            return SlotStatus.OFFLINE
        except InvalidAuthError, LockedError, BadAnswerError:
            return None
        video = parse_sdp(answer.body) if answer.status == 200 else None
        return status_of_stream(answer.status, video, seen_before=seen_before)

    def close(self) -> None:
        """Let go of the connections."""
        for connection in self._connections.values():
            connection.drop()
        self._connections.clear()


class Stills:
    """Snapshots by the addresses that the recorder gives."""

    def __init__(self, config: RecorderConfig, session: aiohttp.ClientSession) -> None:
        """Prepare; nothing is sent."""
        self._config = config
        self._session = session
        # On Hikvision, ONVIF's users may not fetch what ONVIF points them to.
        self._guard = LoginGuard()
        self._addresses: dict[str, str | None] = {}

    async def take(self, soap: Soap, profile: str) -> bytes | None:
        """Return a JPEG, None where the recorder gives none this way."""
        if profile not in self._addresses:
            self._addresses[profile] = await self._ask(soap, profile)
        address = self._addresses[profile]
        if address is None or self._guard.refused:
            return None
        try:
            answer = await self._client(address).get(_path(address), limit=PICTURE_LIMIT)
        except InvalidAuthError, PermissionDeniedError:
            return None
        return answer.body if answer.ok and answer.body.startswith(_JPEG) else None

    async def _ask(self, soap: Soap, profile: str) -> str | None:
        try:
            answer = await soap.call("media", "GetSnapshotUri", {"ProfileToken": profile})
        except BadAnswerError, NotSupportedError, PermissionDeniedError:
            return None
        told = getattr(answer, "Uri", None)
        schemes = frozenset({"http", "https"})
        return own_address(self._config, told, schemes) if isinstance(told, str) else None

    def _client(self, address: str) -> HttpClient:
        parts = urlsplit(address)
        tls = parts.scheme == "https"
        config = replace(self._config, port=parts.port or (443 if tls else 80), tls=tls)
        return HttpClient(config, self._session, guard=self._guard)


def _path(address: str) -> str:
    parts = urlsplit(address)
    path = re.sub(r"[^!-~]", lambda m: quote(m[0]), parts.path) or "/"
    query = re.sub(r"[^!-~]", lambda m: quote(m[0]), parts.query)
    return f"{path}?{query}" if query else path
