"""The wire under onvif-zeep-async: the library's services on our own HTTP, within our limits.

One refused login at most, a limit on an answer's size, no document types, no other host than the
recorder's.
"""

import asyncio
import re
from typing import Any, override
from urllib.parse import urlsplit

import aiohttp
from onvif import ONVIFCamera, ONVIFService
from onvif.client import AsyncTransportProtocolErrorHandler
from onvif.util import replace_host_port
from zeep.settings import Settings

from ..base import NotSupportedError, RecorderConfig, RecorderError
from ..guard import LoginGuard, read_lock
from ..http import ANSWER_LIMIT, CALL_LIMIT, read_body
from ..xml_nodes import well_formed

_NOT_AUTHORIZED = re.compile(
    rb"NotAuthorized|FailedAuthentication|InvalidSecurity|FailedCheck", re.IGNORECASE
)
_READ = re.compile(rb"<(?:[\w.-]+:)?Body[^>]*>\s*<(?:[\w.-]+:)?Get\w+", re.IGNORECASE)
_DEVICE = b"/device/wsdl"
_DEVICE_LIMIT = 128 * 1024
"""Bytes of an answer that the library reads in the event loop."""
LARGE = 8_000
"""Bytes from which on reading an answer would hold up the event loop."""
_LONG_LIMIT = 90.0
"""Seconds for PullMessages, which waits for up to a minute by design."""


class NotAuthorizedError(RecorderError):
    """The recorder didn't take the login of one call; what that means is for the caller."""


class Transport(AsyncTransportProtocolErrorHandler):
    """zeep's way to the wire, guarded. Its base tries again where a kept connection was closed."""

    def __init__(
        self, session: aiohttp.ClientSession, config: RecorderConfig, guard: LoginGuard
    ) -> None:
        super().__init__(session=session, verify_ssl=config.verify_tls)
        self._http = session
        self._config = config
        self._guard = guard
        self.calls = 0
        self.last_body = b""

    @override
    async def _post_internal(
        self, address: str, message: str | bytes, headers: dict[str, str]
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        data = message.encode() if isinstance(message, str) else message
        long = b"PullMessages" in data
        self._guard.check()
        self.calls += not long
        async with asyncio.timeout(_LONG_LIMIT if long else CALL_LIMIT):
            try:
                response = await self._send(address, data, headers)
            except aiohttp.ClientConnectorError:
                raise
            except aiohttp.ClientOSError:
                if not _READ.search(data):
                    raise
                # A kept connection was broken: what only reads may be sent again.
                response = await self._send(address, data, headers)
            try:
                limit = _DEVICE_LIMIT if _DEVICE in data else ANSWER_LIMIT
                body = await read_body(response, limit)
            finally:
                response.release()
        self.last_body = body
        self._judge(response.status, body)
        if response.status == 200 and body:
            # zeep would make do with the half of an answer, and take the other for gone.
            large = len(body) > LARGE
            body = await asyncio.to_thread(well_formed, body) if large else well_formed(body)
        return response, body

    async def _send(
        self, address: str, data: bytes, headers: dict[str, str]
    ) -> aiohttp.ClientResponse:
        return await self._http.post(
            address,
            data=data,
            headers={**headers, "Accept-Encoding": "identity"},
            allow_redirects=False,
            ssl=self._config.verify_tls,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CALL_LIMIT),
        )

    def _judge(self, status: int, body: bytes) -> None:
        if status in (401, 403):
            seconds = read_lock(body[:65_536].decode("utf-8", "replace"))
            if seconds is not None:
                raise self._guard.lock(seconds)
        if status == 401 or (status != 200 and _NOT_AUTHORIZED.search(body)):
            raise NotAuthorizedError("The recorder took no login for this")
        if status == 404:
            raise NotSupportedError("The recorder has no such service")


class Camera(ONVIFCamera):
    """The library's device, with our transport under every service."""

    def __init__(self, config: RecorderConfig, transport: Transport) -> None:
        scheme = "https" if config.tls else "http"
        host = config.host.strip("[]")
        shown = f"[{host}]" if ":" in host else host
        super().__init__(
            f"{scheme}://{shown}", config.port, config.username, config.password, no_cache=True
        )
        self._own = host
        self._transport = transport

    @override
    def rewrite_url(self, url: str | None) -> str | None:
        # A recorder behind another address tells its own; and a password goes nowhere else.
        if not url or urlsplit(url).hostname == self._own:
            return url
        return replace_host_port(url, self._own, self.port)

    @override
    async def create_onvif_service(self, name: str, *args: Any, **kwargs: Any) -> ONVIFService:
        service = await super().create_onvif_service(name, *args, **kwargs)
        for client in (service.zeep_client, service.zeep_client_authless):
            if client is not None and client.transport is not self._transport:
                client.transport = service.transport = self._transport
                # A tree without limits is the library's choice for its WSDL, not ours for answers.
                # The library itself reads the device service's answers; the others we read.
                raw = name != "devicemgmt"
                client.settings = Settings(
                    strict=False, xml_huge_tree=False, forbid_dtd=True, raw_response=raw
                )
        return service
