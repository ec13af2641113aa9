"""The controls: what makes things happen to a virtual recorder. Tests call them, commands name them."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal

from .auth import Gate
from .faults import Fault, FaultKind
from .pictures import Pictures
from .rtsp import RtspDoor
from .rtsp_state import VideoFault
from .scenario import Slot, SlotState
from .server import Face, HttpDoor
from .world import Alarm, World

_SETTABLE = frozenset({"encrypted", "recording", "stream_stalled", "half_open", "malformed_parts"})


class Controls:
    """The half of a recorder that is controlled; `VirtualRecorder` is the whole."""

    world: World
    pictures: Pictures
    face: Face | None
    _gate: Gate
    _rtsp: RtspDoor
    _http: HttpDoor | None
    _tasks: set[asyncio.Task[None]]

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
        """Change a slot's fields: state, name, camera, armed, clip, scene.

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
            self._rtsp.state.faults.pop(slot, None)
        else:
            self._rtsp.state.faults[slot] = kind

    def set(self, **state: Any) -> None:
        """Change the recorder itself: what `_SETTABLE` names."""
        for name, value in state.items():
            if name not in _SETTABLE:
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
            self._forget_nonces()
            self._break()

    def set_rtsp_password(self, password: str) -> None:
        """Give the RTSP door a password of its own, as where ONVIF's users are a list apart."""
        self._rtsp.state.gate.account = replace(self.world.account, password=password)

    def lock(self, seconds: float) -> None:
        """Refuse every login for so long; 0 unlocks."""
        self.world.account.lock(seconds)

    def jump_clock(self, seconds: float) -> None:
        """Move the recorder's clock."""
        self.world.clock_offset += seconds

    def _forget_nonces(self) -> None:
        self._gate.forget_nonces()
        self._rtsp.state.gate.forget_nonces()

    def _break(self) -> None:
        if self._http:
            self._http.break_connections()
        self._rtsp.break_connections()

    def _later(self, seconds: float, do: Callable[[], object]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            do()

        self._spawn(wait())

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        with suppress(asyncio.CancelledError):
            task.result()
