"""Pictures of cameras that a Dahua recorder took in over ONVIF.

Dahua's own way has none of them: the snapshot answers 400 and the RTSP path times out. ONVIF to the
recorder itself, with the same login, does.
"""

from dataclasses import replace
import time

import aiohttp

from ...model import Brand, RecorderState, Slot, SlotStatus, StreamProfile
from ..base import InvalidAuthError, NotSupportedError, RecorderConfig, RecorderError
from ..guard import LoginGuard
from ..onvif.recorder import OnvifRecorder

RETRY = 600.0
"""Seconds until ONVIF is tried again where it didn't answer."""


class OnvifSlots:
    """The recorder's ONVIF face, spoken to only where a slot needs it."""

    def __init__(
        self, config: RecorderConfig, session: aiohttp.ClientSession, guard: LoginGuard
    ) -> None:
        """Prepare; nothing is sent. `guard` is that of the recorder's own protocol."""
        # ONVIF may have users of its own: its refusal says nothing of the recorder's login.
        self._config = replace(config, brand=Brand.ONVIF)
        self._session = session
        self._guard = guard
        self._recorder: OnvifRecorder | None = None
        self._next = 0.0
        self._reachable = False

    async def mend(self, state: RecorderState) -> RecorderState:
        """Return the state with ONVIF's word on the slots that only it can show."""
        wanting = {s.number for s in state.slots if _needs_onvif(s)}
        if wanting and time.monotonic() >= self._next:
            self._next = time.monotonic() + RETRY
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
        try:
            await self._open().look_at_profiles()
        except InvalidAuthError:
            # Its own guard keeps the password from being sent there again.
            return False
        except RecorderError:
            return False
        return True

    def _open(self) -> OnvifRecorder:
        if self._recorder is None:
            self._recorder = OnvifRecorder(self._config, self._session)
        return self._recorder

    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        """Return the address that ONVIF gave for a slot; None where it gave none."""
        return self._recorder.stream_url(slot, profile) if self._recorder else None

    async def snapshot(self, slot: int, profile: StreamProfile) -> bytes:
        """Return a JPEG by ONVIF."""
        if not self._reachable:
            raise NotSupportedError("The slot's camera can be seen over ONVIF only")
        return await self._open().snapshot(slot, profile)

    async def close(self) -> None:
        """Let go of the ONVIF side."""
        if self._recorder is not None:
            await self._recorder.close()


def _needs_onvif(slot: Slot) -> bool:
    protocol = slot.camera.protocol if slot.camera else None
    return slot.status is SlotStatus.ONLINE and (protocol or "").lower() == "onvif"
