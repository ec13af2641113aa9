"""The pictures of an ONVIF recorder: addresses of its streams, whether they are there, stills."""

from dataclasses import replace
import re
from urllib.parse import quote, urlsplit, urlunsplit

import aiohttp

from ..base import (
    BadAnswerError,
    InvalidAuthError,
    NotSupportedError,
    PermissionDeniedError,
    RecorderConfig,
)
from ..guard import LoginGuard
from ..http import PICTURE_LIMIT, HttpClient
from .soap import Soap

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
