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
from ..turns import Turns

LOOK_AGAIN: Final = 25.0
"""Seconds until a stream is due again: in every poll, as far as its calls go."""

_TURN_OF_ONE: Final = 15.0
"""Seconds that each stream adds to a whole turn, at two looks every 30 s."""
_BELIEVED: Final = 60.0
"""Seconds for which what was seen is believed beyond two turns."""


class StreamLooks:
    """What was seen of every source's stream, and when."""

    def __init__(self, config: RecorderConfig, clock: Callable[[], float]) -> None:
        """Prepare; nothing is sent. `clock` is monotonic, in seconds."""
        self._config = config
        self._clock = clock
        # Other users may exist for RTSP than for ONVIF: its refusal stops this alone.
        self.guard = LoginGuard()
        self.turns: Turns[str] = Turns(clock)
        self._connections: dict[tuple[str, int], RtspConnection] = {}
        self._seen: dict[str, tuple[SlotStatus, float]] = {}
        self.calls = 0
        self.answered = False
        """Whether somebody answered since this was last set to False."""

    @property
    def possible(self) -> bool:
        """Whether the recorder lets us look, as far as is known."""
        return not self.guard.refused

    def status(self, token: str) -> SlotStatus:
        """Return what is known of a source; what was seen long ago is known no more."""
        if not self.possible:
            # Where nobody may look, being listed has to do.
            return SlotStatus.ONLINE
        status, at = self._seen.get(token, (SlotStatus.UNKNOWN, 0.0))
        believed = 2 * _TURN_OF_ONE * len(self._seen) + _BELIEVED
        return status if self._clock() - at <= believed else SlotStatus.UNKNOWN

    async def take_turns(self, addresses: Mapping[str, str], left: Callable[[], int]) -> list[str]:
        """Look at the streams (address by source) that are due, while calls are left.

        Return the sources that were there the last time and are no more.
        """
        gone: list[str] = []
        for token in self.turns.due(addresses, LOOK_AGAIN):
            if left() <= 0:
                break
            self.turns.looked(token)
            if (status := await self._look(token, addresses[token])) is not None:
                before = self._seen.get(token)
                if before and before[0] is SlotStatus.ONLINE is not status:
                    gone.append(token)
                self._seen[token] = status, self._clock()
        return gone

    async def _look(self, token: str, address: str) -> SlotStatus | None:
        """Return what a stream says of its slot; None where it can't be asked."""
        parts = urlsplit(address)
        if parts.scheme != "rtsp" or not parts.hostname or self.guard.refused:
            return None
        key = parts.hostname, parts.port or 554
        connection = self._connections.setdefault(key, RtspConnection(*key))
        self.calls += 1
        try:
            answer = await describe(
                connection, address, self._config.username, self._config.password, self.guard
            )
        except CannotConnectError:
            return SlotStatus.OFFLINE
        except InvalidAuthError, LockedError, BadAnswerError:
            return None
        self.answered = True
        seen_before = self._seen.get(token, (SlotStatus.EMPTY, 0.0))[0] is not SlotStatus.EMPTY
        video = parse_sdp(answer.body) if answer.status == 200 else None
        return status_of_stream(answer.status, video, seen_before=seen_before)

    def close(self) -> None:
        """Let go of the connections."""
        for connection in self._connections.values():
            connection.drop()
        self._connections.clear()
