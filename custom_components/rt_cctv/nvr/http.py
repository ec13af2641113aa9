"""Talks HTTP with one recorder: logs in, one request at a time, limits on time and size."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import quote

import aiohttp
from yarl import URL

from .base import (
    BadAnswerError,
    HostNotFoundError,
    PermissionDeniedError,
    RecorderConfig,
    StreamBusyError,
    UnsafeLoginError,
)
from .digest import Challenges, basic_authorization, digest_authorization, read_challenges
from .guard import LoginGuard, read_lock
from .http_answer import Answer, read_body, translated

CALL_LIMIT: Final = 10.0
"""Seconds that one call may take, login included."""
ANSWER_LIMIT: Final = 2 * 1024 * 1024
PICTURE_LIMIT: Final = 8 * 1024 * 1024
IDLE_LIMIT: Final = 60.0
"""Seconds without a byte after which an alarm stream is taken for dead."""

_REFUSAL_LIMIT: Final = 64 * 1024
_STALE_RETRIES: Final = 2
_UNPERMITTED = ("lowprivilege", "notsupport", "insufficientpermission", "nopermission")


class HttpStream:
    """An answer that goes on. `content_type` is the header as sent, with its boundary."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        """Wrap an answer whose headers are here."""
        self._response = response
        self.content_type = response.headers.get("Content-Type", "")

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield bytes as they come until the recorder ends the stream.

        Raises `CannotConnectError` where it breaks or stays silent too long.
        """
        with translated():
            async for chunk in self._response.content.iter_any():
                yield chunk


class HttpClient:
    """One recorder over HTTP; `calls` counts what was asked (a stream is one)."""

    def __init__(
        self,
        config: RecorderConfig,
        session: aiohttp.ClientSession,
        *,
        guard: LoginGuard | None = None,
        limit: float = CALL_LIMIT,
    ) -> None:
        """Prepare; nothing is sent. The session stays the caller's."""
        self.guard = guard or LoginGuard()
        self.calls = 0
        self._config = config
        self._session = session
        self._limit = limit
        self._base = _base(config)

    async def get(
        self, path: str, *, limit: int = ANSWER_LIMIT, seconds: float | None = None
    ) -> Answer:
        """GET `path`; see `request`."""
        return await self.request("GET", path, limit=limit, seconds=seconds)

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        content_type: str = "application/xml",
        limit: int = ANSWER_LIMIT,
        seconds: float | None = None,
    ) -> Answer:
        """Send one request, logging in as asked, and return the answer whatever its status.

        `path` begins with / and is percent-encoded already; it goes out as it is. `limit` is the
        greatest answer in bytes, `seconds` the longest time from this request's turn on. Raises
        CannotConnectError, CertificateError, InvalidAuthError, LockedError, BadAnswerError,
        UnsafeLoginError where only Basic is asked for though Digest is known or demanded, and
        PermissionDeniedError where a 401 says that only this is forbidden.
        """
        async with self.guard.turn:
            with translated():
                async with asyncio.timeout(self._limit if seconds is None else seconds):
                    response = await self._exchange(method, path, body, content_type, None)
                    try:
                        data = await read_body(response, limit)
                    finally:
                        response.release()
        self._look_for_lock(response.status, data)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(status=response.status, content_type=kind, body=data)

    @asynccontextmanager
    async def stream(self, path: str, *, idle: float = IDLE_LIMIT) -> AsyncGenerator[HttpStream]:
        """Open an answer without end, dead after `idle` seconds of silence.

        Besides `request`'s errors raises `StreamBusyError`, `NotSupportedError` and
        `PermissionDeniedError` where the recorder doesn't open it.
        """
        async with self.guard.turn:
            with translated():
                async with asyncio.timeout(self._limit):
                    response = await self._exchange("GET", path, None, "", idle)
        try:
            if response.status != 200:
                await self._explain(response)
            yield HttpStream(response)
        finally:
            response.close()

    async def _explain(self, response: aiohttp.ClientResponse) -> None:
        """Raise why a stream wasn't opened."""
        with translated():
            async with asyncio.timeout(self._limit):
                data = await read_body(response, _REFUSAL_LIMIT)
        self._look_for_lock(response.status, data)
        if response.status in (429, 503) or b"exceedmax" in data.lower():
            raise StreamBusyError("The recorder serves no further stream")
        Answer(status=response.status, content_type="", body=data).expect()
        raise BadAnswerError("The recorder opened no stream")

    def _look_for_lock(self, status: int, data: bytes) -> None:
        if status in (401, 403):
            seconds = read_lock(data[:_REFUSAL_LIMIT].decode("utf-8", "replace"))
            if seconds is not None:
                raise self.guard.lock(seconds)

    async def _exchange(
        self, method: str, path: str, body: bytes | None, content_type: str, idle: float | None
    ) -> aiohttp.ClientResponse:
        """Send a request and log in where asked: challenge first, so no nonce is used twice."""
        self.guard.check()
        self.calls += 1
        authorization: str | None = None
        stale = 0
        while True:
            response = await self._send(method, path, body, content_type, authorization, idle)
            if response.status != 401:
                if authorization is not None:
                    self.guard.accept()
                return response
            try:
                data = await read_body(response, _REFUSAL_LIMIT)
            finally:
                response.release()
            self._look_for_lock(401, data)
            challenges = read_challenges(response.headers.getall("WWW-Authenticate", ()))
            if authorization is not None:
                stale += 1
                digest = challenges.digest
                if digest is None or not digest.stale or stale > _STALE_RETRIES:
                    self._refuse(data)
            authorization = self._answer(challenges, method, response.url, body)

    def _refuse(self, data: bytes) -> None:
        lower = data.lower()
        if b"<substatuscode>" in lower and any(w.encode() in lower for w in _UNPERMITTED):
            # Seen on cut-down firmwares: the login is good, this function isn't for it.
            raise PermissionDeniedError("The recorder forbids this")
        raise self.guard.refuse()

    def _answer(self, challenges: Challenges, method: str, url: URL, body: bytes | None) -> str:
        name, password = self._config.username, self._config.password
        if challenges.digest is not None:
            self.guard.digest_seen = True
            return digest_authorization(
                challenges.digest,
                method=method,
                uri=url.raw_path_qs,
                username=name,
                password=password,
                body=body or b"",
            )
        if not challenges.basic:
            raise BadAnswerError("The recorder asks for a login of an unknown kind")
        if self._config.digest_only or self.guard.digest_seen:
            raise UnsafeLoginError("The recorder asks for the password in the clear")
        return basic_authorization(name, password)

    async def _send(
        self,
        method: str,
        path: str,
        body: bytes | None,
        content_type: str,
        authorization: str | None,
        idle: float | None,
    ) -> aiohttp.ClientResponse:
        headers = {"Accept-Encoding": "identity"}
        if body is not None:
            headers["Content-Type"] = content_type
        if authorization is not None:
            headers["Authorization"] = authorization
        if self._base is None:
            raise HostNotFoundError("The recorder's name is no name")
        return await self._session.request(
            method,
            self._base.join(URL(path, encoded=True)),
            data=body,
            headers=headers,
            allow_redirects=False,
            ssl=self._config.verify_tls,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CALL_LIMIT, sock_read=idle),
        )


def _base(config: RecorderConfig) -> URL | None:
    """Return the recorder's root; None where no address can be made of what the user typed."""
    try:
        return URL.build(
            scheme="https" if config.tls else "http",
            host=config.host.strip("[]"),
            port=config.port,
            path="/",
        )
    except ValueError:
        return None


def rtsp_url(config: RecorderConfig, port: int, path: str) -> str:
    """Return an RTSP address with percent-encoded credentials; `path` is encoded already."""
    host = config.host.strip("[]")
    if ":" in host:
        host = f"[{host}]"
    name, password = quote(config.username, safe=""), quote(config.password, safe="")
    return f"rtsp://{name}:{password}@{host}:{port}{path}"
