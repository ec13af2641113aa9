"""Looks whether an ONVIF recorder's streams are there, by RTSP's DESCRIBE, one after another.

For recorders that list a source whether its camera lives or not, and tell of no lost signal.
"""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from ...model import SlotStatus
from ..base import BadAnswerError, CannotConnectError, InvalidAuthError, LockedError, RecorderConfig
from ..guard import LoginGuard
from ..rtsp_client import RtspConnection, describe, parse_sdp, status_of_stream

LOOK_AGAIN: Final = 25.0
"""Seconds until a stream is due again: in every poll, as far as its calls go."""


class StreamLooks:
    """What was seen of every source's stream, and when."""

    def __init__(self, config: RecorderConfig, clock: Callable[[], float]) -> None:
        """Prepare; nothing is sent. `clock` is monotonic, in seconds."""
        self._config = config
        self._clock = clock
        # Other users may exist for RTSP than for ONVIF: its refusal stops this alone.
        self._guard = LoginGuard()
        self._connections: dict[tuple[str, int], RtspConnection] = {}
        self._at: dict[str, float] = {}
        self.seen: dict[str, SlotStatus] = {}
        self.calls = 0
        self.answered = False
        """Whether somebody answered since this was last set to False."""

    @property
    def possible(self) -> bool:
        """Whether the recorder lets us look, as far as is known."""
        return not self._guard.refused

    async def take_turns(self, addresses: Mapping[str, str], left: Callable[[], int]) -> None:
        """Look at the streams (address by source) that are due, while calls are left."""
        now = self._clock()
        due = [t for t in addresses if now - self._at.get(t, -LOOK_AGAIN) >= LOOK_AGAIN]
        for token in sorted(due, key=lambda t: self._at.get(t, -LOOK_AGAIN)):
            if left() <= 0:
                return
            self._at[token] = now
            if (status := await self._look(token, addresses[token])) is not None:
                self.seen[token] = status

    async def _look(self, token: str, address: str) -> SlotStatus | None:
        """Return what a stream says of its slot; None where it can't be asked."""
        parts = urlsplit(address)
        if parts.scheme != "rtsp" or not parts.hostname or self._guard.refused:
            return None
        key = parts.hostname, parts.port or 554
        connection = self._connections.setdefault(key, RtspConnection(*key))
        self.calls += 1
        try:
            answer = await describe(
                connection, address, self._config.username, self._config.password, self._guard
            )
        except CannotConnectError:
            return SlotStatus.OFFLINE
        except InvalidAuthError, LockedError, BadAnswerError:
            return None
        self.answered = True
        seen_before = self.seen.get(token, SlotStatus.EMPTY) is not SlotStatus.EMPTY
        video = parse_sdp(answer.body) if answer.status == 200 else None
        return status_of_stream(answer.status, video, seen_before=seen_before)

    def close(self) -> None:
        """Let go of the connections."""
        for connection in self._connections.values():
            connection.drop()
        self._connections.clear()
