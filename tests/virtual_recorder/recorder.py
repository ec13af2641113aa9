"""The virtual recorder: its doors, and the controls that make things happen to it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal, Self

from .auth import Gate
from .commands import run_command
from .dahua import DahuaFace
from .faults import Fault, FaultKind
from .hikvision import HikvisionFace
from .onvif import OnvifFace
from .pictures import Pictures
from .rtsp import RtspDoor, RtspRequest, Session, VideoFault
from .scenario import Brand, Command, Scenario, Slot, SlotState
from .server import Face, HttpDoor, Request
from .world import Alarm, World


class VirtualRecorder:
    """A recorder that isn't there, on this machine's ports, for as long as the context lasts.

    `scenario` says what it is. Ports of 0 are chosen by the system and kept over reboots.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        host: str = "127.0.0.1",
        http_port: int = 0,
        rtsp_port: int = 0,
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
        self._rtsp = RtspDoor(
            world=self.world,
            gate=Gate(
                policy=replace(policy, nonce="static"), realm=realm, account=self.world.account
            ),
            pictures=self.pictures,
        )
        self._http = (
            HttpDoor(world=self.world, face=self.face, gate=self._gate) if self.face else None
        )
        self._tasks: set[asyncio.Task[None]] = set()

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
        if isinstance(self.face, OnvifFace):
            return len(self.face.points.open)
        return len(self.face.wires) if self.face else 0

    @property
    def sessions(self) -> list[Session]:
        """Every RTSP session so far."""
        return self._rtsp.sessions

    @property
    def rtsp_requests(self) -> list[RtspRequest]:
        """Every RTSP request so far."""
        return self._rtsp.requests

    def fire(
        self,
        slot: int | None,
        kind: str,
        *,
        target: str | None = None,
        seconds: float | None = None,
        pulse: bool = False,
    ) -> None:
        """Begin an alarm; it ends after `seconds`, by `clear`, or at once if a `pulse`."""
        alarm = Alarm(kind=str(kind), slot=slot, target=target, pulse=pulse, since=self.world.now())
        self.world.board.start(alarm)
        if seconds is not None:
            self._later(seconds, lambda: self.clear(slot, kind))

    def clear(self, slot: int | None, kind: str) -> None:
        """End an alarm."""
        self.world.board.stop(str(kind), slot)

    def set_slot(self, number: int, **changes: Any) -> None:
        """Change a slot: `state`, `name`, `camera`, `armed`, `clip`, `scene` …

        A picture that goes away or comes back raises and ends video loss, as on real recorders.
        """
        if "state" in changes:
            changes["state"] = SlotState(changes["state"])
        if "armed" in changes:
            changes["armed"] = tuple(changes["armed"])
        before = self.world.slots.get(number)
        slot = self.world.change_slot(number, **changes)
        if before != slot and not set(changes) <= {"name", "armed", "notify", "word"}:
            self.pictures.pull(number)
        self._video_loss(slot)

    def _video_loss(self, slot: Slot) -> None:
        """Raise or end video loss, where the recorder is armed for it."""
        dark = slot.state in {SlotState.OFFLINE, SlotState.WRONG_PASSWORD}
        on = any(key[:2] == ("video_loss", slot.number) for key in self.world.board.active)
        if dark and not on and "video_loss" in slot.armed:
            self.fire(slot.number, "video_loss")
        elif on and not dark:
            self.clear(slot.number, "video_loss")

    def act(self, slot: int, actor: str, *, on: bool = True) -> None:
        """Let an actor into a slot's picture, or out of it (see actors.py for who there is)."""
        self.pictures.scene(slot).act(actor, on=on)

    def video_fault(self, slot: int, kind: VideoFault | Literal["drop", "resize", "none"]) -> None:
        """Spoil a slot's stream: stall, broken or mute until `none`; drop or resize once."""
        if kind == "drop":
            self._rtsp.break_connections(slot)
        elif kind == "resize":
            spec = self.world.slots[slot].sub
            self.world.change_slot(
                slot, sub=replace(spec, width=spec.width // 2, height=spec.height // 2)
            )
            self.pictures.restart(slot)
        elif kind == "none":
            self._rtsp.faults.pop(slot, None)
        else:
            self._rtsp.faults[slot] = kind

    def set(self, **state: Any) -> None:
        """Change the recorder itself: encrypted, recording, stream_stalled, half_open, malformed_parts."""
        for name, value in state.items():
            if name not in {
                "encrypted",
                "recording",
                "stream_stalled",
                "half_open",
                "malformed_parts",
            }:
                raise KeyError(name)
            setattr(self.world, name, value)

    def fault(self, path: str, kind: FaultKind, **options: Any) -> Fault:
        """Spoil every answer whose path matches, until `heal`."""
        fault = Fault(path=path, kind=kind, **options)
        self.world.faults.append(fault)
        return fault

    def heal(self, path: str | None = None) -> None:
        """Take back the faults of a path, or every one, and stalls and half-open connections."""
        self.world.faults[:] = [f for f in self.world.faults if path not in {None, f.path}]
        if path is None:
            self.world.stream_stalled = self.world.half_open = False
            self.world.malformed_parts = 0

    def set_stream(self, **habits: Any) -> None:
        """Change habits of the alarm stream (fields of `AlarmStream`); framing from the next one on."""
        self.world.alarm_stream = replace(self.world.alarm_stream, **habits)

    def drop_stream(self) -> None:
        """Break the alarm streams that are open."""
        for wire in tuple(self.face.wires if self.face else ()):
            wire.abort()

    def set_auth(self, **policy: Any) -> None:
        """Change how people are let in (fields of `Auth`)."""
        self._gate.policy = replace(self._gate.policy, **policy)

    def set_password(self, password: str, *, drop: bool = True) -> None:
        """Change the password; `drop` breaks the connections that came in with the old one."""
        self.world.account.password = password
        if drop:
            self._gate.forget_nonces()
            self._break()

    def lock(self, seconds: float) -> None:
        """Refuse every login for so long; 0 unlocks."""
        self.world.account.lock(seconds)

    def jump_clock(self, seconds: float) -> None:
        """Move the recorder's clock."""
        self.world.clock_offset += seconds

    async def reboot(self, seconds: float = 5.0) -> None:
        """Break everything, refuse connections for so long, come back on the same ports."""
        await self._close()
        self.world.board.forget()
        self._gate.forget_nonces()
        if isinstance(self.face, OnvifFace | DahuaFace):
            self.face.forget()
        await asyncio.sleep(seconds)
        for slot in self.world.slots.values():
            self._video_loss(slot)
        await self._open()

    async def _open(self) -> None:
        if self._http:
            self.world.http_port = await self._http.open(self.host, self.world.http_port)
        self.world.rtsp_port = await self._rtsp.open(self.host, self.world.rtsp_port)

    async def _close(self) -> None:
        if self._http:
            await self._http.close()
        await self._rtsp.close()

    def _break(self) -> None:
        if self._http:
            self._http.break_connections()
        self._rtsp.break_connections()

    def _reboot_asked(self) -> None:
        """Restart a moment after the answer to the request that asks for it."""
        self._later(0.2, lambda: self._spawn(self.reboot(self.reboot_seconds)))

    reboot_seconds = 5.0
    """How long a restart takes that a client asked for."""

    async def _play(self, at: float, every: float | None, command: Command) -> None:
        await asyncio.sleep(at)
        await run_command(self, command)
        while every:
            await asyncio.sleep(every)
            await run_command(self, command)

    def _later(self, seconds: float, do: Callable[[], object]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            do()

        self._spawn(wait())

    def _spawn(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        with suppress(asyncio.CancelledError):
            task.result()
