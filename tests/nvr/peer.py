"""A peer that answers exactly what a test says, byte for byte."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import hashlib
import re
import ssl

import aiohttp

from custom_components.rt_cctv.model import Brand
from custom_components.rt_cctv.nvr.base import RecorderConfig
from tests.virtual_recorder.recorder import VirtualRecorder

USER, PASSWORD = "admin", 'Ronda "2026": é\\'


@dataclass(kw_only=True)
class Request:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def authorization(self) -> str:
        return self.headers.get("authorization", "")


type Reply = Callable[[Request], bytes | Awaitable[bytes]]


@dataclass(kw_only=True)
class Peer:
    """Where it listens, and all that reached it."""

    port: int
    requests: list[Request] = field(default_factory=list)
    most_at_once: int = 0
    logins: int = 0

    def config(self, **changes: object) -> RecorderConfig:
        values: dict[str, object] = {
            "brand": Brand.HIKVISION,
            "host": "127.0.0.1",
            "port": self.port,
            "username": USER,
            "password": PASSWORD,
        }
        return RecorderConfig(**(values | changes))  # type: ignore[arg-type]


def config_for(recorder: VirtualRecorder, **changes: object) -> RecorderConfig:
    """Return how to reach a virtual recorder."""
    who = recorder.scenario.identity
    login = {"username": who.user, "password": who.password}
    return Peer(port=recorder.http_port).config(**(login | changes))


def answer(
    status: str = "200 OK", body: bytes = b"", *headers: str, length: int | None = None
) -> bytes:
    """Return a whole answer."""
    size = len(body) if length is None else length
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {size}", *headers])
    return head.encode("latin-1") + b"\r\n\r\n" + body


def challenge(*schemes: str, body: bytes = b"") -> bytes:
    """Return a 401 with these challenges, one header each."""
    return answer("401 Unauthorized", body, *(f"WWW-Authenticate: {s}" for s in schemes))


DIGEST = 'Digest realm="DVR", nonce="n1", qop="auth", algorithm=MD5'


def digest_is_right(request: Request, password: str = PASSWORD, user: str = USER) -> bool:
    """Check an MD5 qop=auth login by RFC 7616, apart from the code under test."""
    fields = {
        k: plain or re.sub(r"\\(.)", r"\1", quoted)
        for k, quoted, plain in re.findall(
            r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))', request.authorization
        )
    }
    if fields.get("username") != user or fields.get("uri") != request.target:
        return False

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    first = md5(f"{user}:{fields['realm']}:{password}")
    second = md5(f"{request.method}:{request.target}")
    middle = f"{fields['nonce']}:{fields['nc']}:{fields['cnonce']}:{fields['qop']}"
    return fields["response"] == md5(f"{first}:{middle}:{second}")


@asynccontextmanager
async def peer(reply: Reply, tls: ssl.SSLContext | None = None) -> AsyncIterator[Peer]:
    """Answer every request with what `reply` returns; an empty reply hangs up."""
    here = Peer(port=0)
    busy = 0
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal busy
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while request := await _read(reader):
                here.requests.append(request)
                here.logins += bool(request.authorization)
                busy += 1
                here.most_at_once = max(here.most_at_once, busy)
                data = reply(request)
                data = data if isinstance(data, bytes) else await data
                busy -= 1
                if not data:
                    break
                writer.write(data)
                await writer.drain()
        writer.close()
        serving.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        server.close_clients()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await server.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("utf-8").strip().split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    method, target, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method=method, target=target, headers=headers, body=body)


@asynccontextmanager
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as made:
        yield made
