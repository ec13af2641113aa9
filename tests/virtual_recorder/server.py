"""The HTTP door: lets requests in, writes them down, asks the face for an answer, spoils it on demand."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
import ssl
import time
from typing import NoReturn, Protocol

from aiohttp import web

from .auth import Gate, Outcome
from .faults import Answer, Fault, spoil
from .wire import Stream, Wire, Written, drop, huge, truncated
from .world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A line of the log. `at` is time.monotonic()."""

    at: float
    method: str
    path: str
    query: str
    outcome: Outcome
    alarm_stream: bool


class Face(Protocol):
    """What a brand answers."""

    realm: str
    server: str

    wires: set[Wire]
    """The alarm streams that are open."""

    def open_streams(self) -> int:
        """Return how many alarm streams (ONVIF: subscriptions) are open."""

    def forget(self) -> None:
        """Lose what a restart loses."""

    def name(self, request: web.BaseRequest, body: bytes) -> str:
        """Return what the log and the faults know a request by: its path, perhaps with more."""

    def is_alarm_stream(self, name: str) -> bool:
        """Return whether this is the long-lived one."""

    def judge(self, request: web.BaseRequest, body: bytes, gate: Gate) -> Outcome:
        """Decide whether a request is let in."""

    def refusal(self, request: web.BaseRequest, gate: Gate, outcome: Outcome) -> Answer:
        """Return the answer to a request that isn't let in; the door adds challenges to a 401."""

    async def answer(self, request: web.BaseRequest, body: bytes) -> Answer | Stream:
        """Return the answer to a request that is let in."""


@dataclass(kw_only=True, slots=True)
class HttpDoor:
    """A listening HTTP server in front of a face."""

    world: World
    face: Face
    gate: Gate
    requests: list[Request] = field(default_factory=list)
    in_flight: int = 0
    max_in_flight: int = 0
    """How many requests, alarm streams apart, were ever being answered at the same time."""
    tls: ssl.SSLContext | None = None
    _runner: web.ServerRunner | None = None
    _server: web.Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listen; return the port."""
        self._server = web.Server(
            self._handle, handler_cancellation=True, access_log=None, max_headers=64
        )
        self._runner = web.ServerRunner(self._server, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, reuse_address=True, ssl_context=self.tls)
        await site.start()
        return int(self._runner.addresses[0][1])

    def break_connections(self) -> None:
        """Break every open connection, as pulling the plug does."""
        for connection in self._server.connections if self._server else ():
            if connection.transport is not None:
                connection.transport.abort()

    async def close(self) -> None:
        """Stop listening and break what is open."""
        if self._runner is None:
            return
        for site in list(self._runner.sites):
            await site.stop()
        self.break_connections()
        await self._runner.cleanup()
        self._runner = self._server = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        name = self.face.name(request, body)
        stream = self.face.is_alarm_stream(name)
        if not stream:
            self.in_flight += 1
            self.max_in_flight = max(self.max_in_flight, self.in_flight)
        try:
            return await self._respond(request, name, body)
        finally:
            if not stream:
                self.in_flight -= 1

    async def _respond(
        self, request: web.BaseRequest, name: str, body: bytes
    ) -> web.StreamResponse:
        if self.world.half_open:
            await _silence()
        outcome = self.face.judge(request, body, self.gate)
        self.requests.append(
            Request(
                at=time.monotonic(),
                method=request.method,
                path=name,
                query=request.query_string,
                outcome=outcome,
                alarm_stream=self.face.is_alarm_stream(name),
            )
        )
        if outcome not in {Outcome.NONE, Outcome.ACCEPTED}:
            return self._refuse(request, outcome)
        fault = self.world.fault(request.method, name)
        if fault is None:
            answer = await self.face.answer(request, body)
        else:
            answer = await self._faulty(fault, request, body)
        if not isinstance(answer, Answer):
            wire = Wire(request)
            with suppress(ConnectionError):
                await answer(wire)
            wire.finish()
            return Written()
        if answer.status == 401:
            return self._refuse(request, Outcome.CHALLENGED)
        return self._response(answer)

    async def _faulty(self, fault: Fault, request: web.BaseRequest, body: bytes) -> Answer | Stream:
        if fault.kind == "hang":
            await _silence()
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "huge":
            return huge(fault.size)
        answer = await self.face.answer(request, body)
        if fault.kind == "drop":
            return drop
        if not isinstance(answer, Answer):
            return answer if fault.kind == "slow" else spoil(fault, Answer())
        return truncated(answer) if fault.kind == "truncated" else spoil(fault, answer)

    def _refuse(self, request: web.BaseRequest, outcome: Outcome) -> web.Response:
        answer = self.face.refusal(request, self.gate, outcome)
        response = self._response(answer)
        if answer.status == 401:
            for challenge in self.gate.challenges():
                response.headers.add("WWW-Authenticate", challenge)
        return response

    def _response(self, answer: Answer) -> web.Response:
        response = web.Response(
            status=answer.status,
            body=answer.body,
            headers={
                "Content-Type": answer.content_type,
                "Server": self.face.server,
                **(answer.headers or {}),
            },
        )
        if self.gate.policy.nonce == "rotate":
            response.force_close()
        return response


def judge_http(request: web.BaseRequest, gate: Gate) -> Outcome:
    """Decide by the Authorization header."""
    return gate.judge(request.method, request.raw_path, request.headers.get("Authorization"))


async def _silence() -> NoReturn:
    """Say nothing until the client gives up (aiohttp then cancels this)."""
    await asyncio.Event().wait()
    raise ConnectionResetError
