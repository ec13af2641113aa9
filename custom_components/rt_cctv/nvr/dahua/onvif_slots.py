"""Pictures of cameras that a Dahua recorder took in over ONVIF.

Dahua's own way has none of them: the snapshot answers 400 and the RTSP path times out. ONVIF to the
recorder itself, with the same login, does.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from ...model import RecorderState, Slot, SlotStatus, StreamProfile
from ..base import NotSupportedError, RecorderError
from ..guard import LoginGuard

RETRY = 600.0
"""Seconds until ONVIF is tried again where it didn't answer."""


class OnvifFace(Protocol):
    """What is wanted of the recorder's ONVIF."""

    async def look_at_profiles(self) -> None:
        """Learn the slots and their addresses only."""

    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        """Return the RTSP address with credentials; None where there is none."""

    async def snapshot(self, slot: int, profile: StreamProfile) -> bytes:
        """Return a JPEG of now."""

    async def close(self) -> None:
        """Let go of everything."""


type OpenOnvif = Callable[[], Awaitable[OnvifFace]]


class OnvifSlots:
    """The recorder's ONVIF face, spoken to only where a slot needs it."""

    def __init__(
        self, open_onvif: OpenOnvif, guard: LoginGuard, clock: Callable[[], float]
    ) -> None:
        """Prepare; nothing is sent. `guard` is that of the recorder's own protocol."""
        self._open_onvif = open_onvif
        self._guard = guard
        self._clock = clock
        self._recorder: OnvifFace | None = None
        self._next = 0.0
        self._reachable = False

    async def mend(self, state: RecorderState) -> RecorderState:
        """Return the state with ONVIF's word on the slots that only it can show."""
        wanting = {s.number for s in state.slots if _needs_onvif(s)}
        if wanting and self._clock() >= self._next:
            self._next = self._clock() + RETRY
            self._reachable = await self._look()
        if not wanting:
            return state
        return replace(
            state, slots=tuple(self._mend(s) if s.number in wanting else s for s in state.slots)
        )

    def _mend(self, slot: Slot) -> Slot:
        if self._reachable and self.stream_url(slot.number, StreamProfile.MAIN):
            return slot
        return replace(slot, status=SlotStatus.UNSUPPORTED, reason="ONVIF")

    async def _look(self) -> bool:
        self._guard.check()
        if self._recorder is None:
            self._recorder = await self._open_onvif()
        try:
            await self._recorder.look_at_profiles()
        except RecorderError:
            # A refused login, too: its own guard keeps the password from being sent there again.
            return False
        return True

    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        """Return the address that ONVIF gave for a slot; None where it gave none."""
        return self._recorder.stream_url(slot, profile) if self._recorder else None

    async def snapshot(self, slot: int, profile: StreamProfile) -> bytes:
        """Return a JPEG by ONVIF."""
        if self._recorder is None or not self._reachable:
            raise NotSupportedError("The slot's camera can be seen over ONVIF only")
        return await self._recorder.snapshot(slot, profile)

    async def close(self) -> None:
        """Let go of the ONVIF side."""
        if self._recorder is not None:
            await self._recorder.close()


def _needs_onvif(slot: Slot) -> bool:
    protocol = slot.camera.protocol if slot.camera else None
    return slot.status is SlotStatus.ONLINE and (protocol or "").lower() == "onvif"
