"""Enrolment over HTTPS: the city's side, the same inside Home Assistant and beside the collector."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
import logging
import time
from typing import Final

from aiohttp import StreamReader, web
import msgspec
from msgspec import Struct

from .identity import HubId, NotAHubIdError
from .registry import Grant, Registry, RegistryError
from .store import StoreError

_LOGGER: Final = logging.getLogger(__name__)
MAX_REQUEST: Final = 4_096
CLAIM, ROTATE, CONFIRM = "claim", "rotate", "confirm"
PATH: Final = "/api/rt_cctv/door"
_WINDOW: Final = 60.0
_FAILURES: Final = 30
"""From one address within a minute; a whole kelurahan may sit behind one."""
_ADDRESSES: Final = 10_000

_STATUS: Final[Mapping[str, int]] = {
    "unknown": 404,
    "code": 403,
    "expired": 410,
    "used": 410,
    "locked": 423,
    "password": 403,
    "revoked": 403,
    "busy": 429,
    "malformed": 400,
    "unavailable": 503,
}


class BrokerAddress(Struct, frozen=True, kw_only=True):
    """Where hubs find the broker; `ca` is the PEM of the authority that signed its certificate."""

    host: str
    port: int
    ca: str | None = None
    tls: bool = True
    others: tuple[tuple[str, int], ...] = ()
    """Further nodes of the same broker."""


class DoorRequest(Struct, frozen=True, kw_only=True):
    """What a hub asks: with its claim code, or with its password."""

    hub: str
    code: str = ""
    password: str = ""


class DoorAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What it is told; `error` says why not, in the words of RegistryError."""

    error: str = ""
    hub: str = ""
    password: str = ""
    broker: BrokerAddress | None = None


@dataclass(slots=True)
class _Failures:
    count: int
    since: float


class Door:
    """Answers hubs that want in. Wrong codes are counted by hub in the registry, and here by address."""

    def __init__(self, registry: Registry, address: BrokerAddress, thread: Executor | None) -> None:
        self._registry = registry
        self._address = address
        self._thread = thread
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    async def answer(self, what: str, body: bytes, peer: str) -> tuple[int, bytes]:
        """Answer a request: the HTTP status and the JSON."""
        try:
            answer = await self._answer(what, body, peer)
        except RegistryError as error:
            answer = DoorAnswer(error=error.reason)
        except StoreError as error:
            _LOGGER.warning("The city's database: %s", error)
            answer = DoorAnswer(error="unavailable")
        if answer.error and answer.error != "unavailable":
            self._note_failure(peer)
        return _STATUS.get(answer.error, 200), msgspec.json.encode(answer)

    async def _answer(self, what: str, body: bytes, peer: str) -> DoorAnswer:
        if self._is_busy(peer):
            return DoorAnswer(error="busy")
        try:
            if len(body) > MAX_REQUEST:
                return DoorAnswer(error="malformed")
            request = msgspec.json.decode(body, type=DoorRequest)
            hub = HubId.parse(request.hub)
        except msgspec.DecodeError, UnicodeDecodeError, RecursionError:
            return DoorAnswer(error="malformed")
        except NotAHubIdError:
            return DoorAnswer(error="unknown")
        registry = self._registry
        if what == CLAIM:
            return self._granted(await self._run(partial(registry.claim, hub, request.code)))
        if what == ROTATE:
            return self._granted(await self._run(partial(registry.rotate, hub, request.password)))
        if what == CONFIRM:
            await self._run(partial(registry.confirm_rotation, hub, request.password))
            return DoorAnswer(hub=hub.text)
        return DoorAnswer(error="malformed")

    def _granted(self, grant: Grant) -> DoorAnswer:
        return DoorAnswer(hub=grant.hub, password=grant.password, broker=self._address)

    async def _run[T](self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _is_busy(self, peer: str) -> bool:
        failures = self._failures.get(peer)
        if failures is None or time.monotonic() - failures.since > _WINDOW:
            self._failures.pop(peer, None)
            return False
        return failures.count >= _FAILURES

    def _note_failure(self, peer: str) -> None:
        failures = self._failures.setdefault(peer, _Failures(0, time.monotonic()))
        failures.count += 1
        while len(self._failures) > _ADDRESSES:
            self._failures.popitem(last=False)


async def read_limited(stream: StreamReader, limit: int) -> bytes:
    """Read a body, but no more than one byte beyond `limit`."""
    body = b""
    while len(body) <= limit and (part := await stream.read(limit + 1 - len(body))):
        body += part
    return body


def application(door: Door) -> web.Application:
    """Return the door as a web application of its own."""

    async def answer(request: web.Request) -> web.Response:
        body = await read_limited(request.content, MAX_REQUEST)
        peer = request.remote or ""
        status, text = await door.answer(request.match_info["what"], body, peer)
        return web.Response(status=status, body=text, content_type="application/json")

    app = web.Application(client_max_size=MAX_REQUEST)
    app.router.add_post(f"{PATH}/{{what}}", answer)
    return app
