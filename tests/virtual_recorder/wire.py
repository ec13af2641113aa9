"""Answers that aiohttp would not send: the bare connection, and what can be wrong on it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, override

from aiohttp import web

from .faults import Answer


class Wire:
    """The bare connection, for answers that aiohttp would not send."""

    def __init__(self, request: web.BaseRequest) -> None:
        transport = request.transport
        if transport is None:
            raise ConnectionResetError
        self._transport: asyncio.Transport = transport
        self._chunked = False

    @property
    def closing(self) -> bool:
        """Whether the other side is gone."""
        return self._transport.is_closing()

    def head(self, status: str, headers: dict[str, str], *, chunked: bool = False) -> None:
        """Send the status line and headers; `chunked` frames everything after them."""
        self._chunked = chunked
        if chunked:
            headers = headers | {"Transfer-Encoding": "chunked"}
        lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
        self._transport.write("\r\n".join(lines).encode())

    def send(self, data: bytes) -> None:
        """Send bytes at once, as a chunk of their own where the answer is chunked."""
        if self._chunked:
            data = b"%X\r\n%b\r\n" % (len(data), data)
        self._transport.write(data)

    def abort(self) -> None:
        """Break the connection."""
        self._transport.abort()

    def finish(self) -> None:
        """End the answer and hang up."""
        if self._chunked and not self.closing:
            self._transport.write(b"0\r\n\r\n")
        self._transport.close()


type Stream = Callable[[Wire], Awaitable[None]]


class Written(web.StreamResponse):
    """Stands for an answer that went over the wire already."""

    @override
    async def prepare(self, request: web.BaseRequest) -> NoReturn:
        raise ConnectionResetError


async def drop(wire: Wire) -> None:
    wire.abort()


def truncated(answer: Answer) -> Stream:
    async def send(wire: Wire) -> None:
        wire.head(
            f"{answer.status} OK",
            {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))},
        )
        wire.send(answer.body[: len(answer.body) // 2])

    return send


def huge(size: int) -> Stream:
    async def send(wire: Wire) -> None:
        wire.head("200 OK", {"Content-Type": "application/xml"}, chunked=True)
        wire.send(b'<?xml version="1.0" encoding="UTF-8"?>\n<DeviceInfo><deviceName>')
        block = b"x" * 65_536
        for _ in range(0, size, len(block)):
            if wire.closing:
                return
            wire.send(block)
            await asyncio.sleep(0)

    return send
