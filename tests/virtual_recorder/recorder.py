"""The virtual recorder: its doors, and the controls that make things happen to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Self

from .auth import Gate
from .commands import run_command
from .controls import Controls
from .dahua import DahuaFace
from .hikvision import HikvisionFace
from .onvif import OnvifFace
from .pictures import Pictures
from .rtsp import RtspDoor
from .rtsp_state import RtspRequest, RtspState, Session
from .scenario import Brand, Command, Scenario
from .server import Face, HttpDoor, Request
from .tls import self_signed
from .world import World


class VirtualRecorder(Controls):
    """A recorder that isn't there, on this machine's ports, for as long as the context lasts.

    `scenario` says what it is. Ports of 0 are chosen by the system and kept over reboots. With
    `tls` its HTTP is HTTPS, with a certificate that nobody vouches for.
    """

    reboot_seconds = 5.0
    """How long a restart takes that a client asked for."""

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        host: str = "127.0.0.1",
        http_port: int = 0,
        rtsp_port: int = 0,
        tls: bool = False,
    ) -> None:
        self.host = host
        self.scenario = scenario or Scenario()
        self.world = World.of(self.scenario)
        self.world.http_port, self.world.rtsp_port = http_port, rtsp_port
        self.world.reboot_asked = self._reboot_asked
        self.pictures = Pictures(self.world)
        self.face = self._face()
        policy = self.scenario.auth
        realm = policy.realm or (self.face.realm if self.face else "RTSP")
        self._gate = Gate(policy=policy, realm=realm, account=self.world.account)
        rtsp_gate = Gate(
            policy=replace(policy, nonce="static"), realm=realm, account=self.world.account
        )
        self._rtsp = RtspDoor(
            state=RtspState(world=self.world, gate=rtsp_gate, pictures=self.pictures)
        )
        self._http = (
            HttpDoor(
                world=self.world,
                face=self.face,
                gate=self._gate,
                tls=self_signed(host) if tls else None,
            )
            if self.face
            else None
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self.returns = 0
        """How often it was away and came back."""

    def _face(self) -> Face | None:
        match self.scenario.brand:
            case Brand.HIKVISION:
                return HikvisionFace(self.world, self.pictures.jpeg)
            case Brand.DAHUA:
                return DahuaFace(self.world, self.pictures.jpeg)
            case Brand.ONVIF:
                return OnvifFace(self.world, self.pictures.jpeg)
            case Brand.RTSP:
                return None

    async def __aenter__(self) -> Self:
        for command in self.scenario.faults:
            await run_command(self, command)
        for slot in self.scenario.slots:
            self._video_loss(slot)
        await self._open()
        for cue in self.scenario.timetable:
            self._spawn(self._play(cue.at, cue.every, cue.command))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._close()
        await self.pictures.close()

    @property
    def http_port(self) -> int:
        """Where HTTP is answered; 0 for a brand that has none."""
        return self.world.http_port

    @property
    def rtsp_port(self) -> int:
        """Where RTSP is answered."""
        return self.world.rtsp_port

    @property
    def requests(self) -> list[Request]:
        """Every HTTP request so far, in order of arrival."""
        return self._http.requests if self._http else []

    @property
    def max_in_flight(self) -> int:
        """The most requests, alarm streams apart, ever being answered at the same time."""
        return self._http.max_in_flight if self._http else 0

    @property
    def alarm_streams(self) -> int:
        """How many alarm streams (ONVIF: subscriptions) are open now."""
        return self.face.open_streams() if self.face else 0

    @property
    def sessions(self) -> list[Session]:
        """Every RTSP session so far."""
        return self._rtsp.state.sessions

    @property
    def rtsp_requests(self) -> list[RtspRequest]:
        """Every RTSP request so far."""
        return self._rtsp.state.requests

    async def move_rtsp(self) -> None:
        """Answer RTSP at another port from now on, as where somebody set the recorder so."""
        await self._rtsp.close()
        self.world.rtsp_port = await self._rtsp.open(self.host, 0)

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Break everything, refuse connections until this is left, come back on the same ports."""
        await self._close()
        self.world.board.forget()
        self._forget_nonces()
        if self.face:
            self.face.forget()
        yield
        for slot in self.world.slots.values():
            self._video_loss(slot)
        await self._open()
        self.returns += 1

    async def reboot(self, seconds: float = 5.0) -> None:
        """Be away for so long."""
        async with self.away():
            await asyncio.sleep(seconds)

    async def _open(self) -> None:
        if self._http:
            self.world.http_port = await self._http.open(self.host, self.world.http_port)
        self.world.rtsp_port = await self._rtsp.open(self.host, self.world.rtsp_port)

    async def _close(self) -> None:
        if self._http:
            await self._http.close()
        await self._rtsp.close()

    def _reboot_asked(self) -> None:
        """Restart a moment after the answer to the request that asks for it."""
        self._later(0.2, lambda: self._spawn(self.reboot(self.reboot_seconds)))

    async def _play(self, at: float, every: float | None, command: Command) -> None:
        await asyncio.sleep(at)
        await run_command(self, command)
        while every:
            await asyncio.sleep(every)
            await run_command(self, command)
