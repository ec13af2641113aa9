"""Pictures of cameras that a Dahua recorder took in over ONVIF.

Dahua's own way has none of them: the snapshot answers 400 and the RTSP path times out. ONVIF to the
recorder itself, with the same login, does.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import replace
from typing import Protocol

from ...model import RecorderState, Slot, SlotStatus, StreamProfile
from ..base import NotSupportedError, RecorderError
from ..guard import LoginGuard

RETRY = 600.0
"""Seconds until ONVIF is asked for the same slot again."""


class OnvifFace(Protocol):
    """What is wanted of the recorder's ONVIF."""

    @property
    def calls(self) -> int:
        """How many calls were sent."""

    async def look_at_profiles(self, only: Collection[int]) -> None:
        """Learn the addresses of these slots."""

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
        self._next: dict[int, float] = {}
        self._reachable = False

    @property
    def calls(self) -> int:
        """How many calls were sent."""
        return self._recorder.calls if self._recorder else 0

    async def look(self, slots: Iterable[int]) -> None:
        """Ask ONVIF for the addresses of those of these slots that it wasn't asked for of late."""
        now = self._clock()
        due = {slot for slot in slots if now >= self._next.get(slot, now)}
        if due:
            self._next |= dict.fromkeys(due, now + RETRY)
            self._reachable = await self._ask(due)

    def mend(self, state: RecorderState) -> RecorderState:
        """Return the state with ONVIF's word on the slots that only it can show."""
        return replace(
            state, slots=tuple(self._mend(s) if needs_onvif(s) else s for s in state.slots)
        )

    def _mend(self, slot: Slot) -> Slot:
        seen = self._reachable and self.stream_url(slot.number, StreamProfile.MAIN)
        if seen or slot.number not in self._next:
            return slot
        return replace(slot, status=SlotStatus.UNSUPPORTED, reason="ONVIF")

    async def _ask(self, slots: Collection[int]) -> bool:
        self._guard.check()
        if self._recorder is None:
            self._recorder = await self._open_onvif()
        try:
            await self._recorder.look_at_profiles(slots)
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


def needs_onvif(slot: Slot) -> bool:
    """Whether a live slot's camera was taken in over ONVIF."""
    protocol = slot.camera.protocol if slot.camera else None
    return slot.status is SlotStatus.ONLINE and (protocol or "").lower() == "onvif"
