"""The RTSP addresses of an ONVIF recorder's profiles: each costs a call, so each is asked for once."""

from collections.abc import Callable, Iterable

from ...model import StreamProfile
from ..base import BadAnswerError, NotSupportedError, PermissionDeniedError, RecorderConfig
from .media import stream_address
from .slots import Profile, Source
from .soap import Soap

_ORDER = (StreamProfile.SUB, StreamProfile.MAIN)
_PATIENCE = 20
"""Rounds (ten minutes of polls) until an address is asked for again that the recorder didn't give."""


class Addresses:
    """What is known of the addresses, by profile."""

    def __init__(self, config: RecorderConfig) -> None:
        """Know none yet."""
        self._config = config
        self._known: dict[str, str] = {}
        self._silent: dict[str, int] = {}
        self._doubted: set[str] = set()
        self._asked: dict[str, int] = {}
        self._count = self._changed = 0

    def get(self, profile: Profile) -> str | None:
        """Return a profile's address without login, None where none is known."""
        return self._known.get(profile.token)

    def of_source(self, source: Source) -> str | None:
        """Return an address of a source, of its smallest picture that has one."""
        known = (self.get(profile) for profile in reversed(source.profiles))
        return next((address for address in known if address), None)

    def keep(self, sources: Iterable[Source]) -> None:
        """Forget the addresses of profiles that are no more."""
        tokens = {profile.token for source in sources for profile in source.profiles}
        self._known = {t: a for t, a in self._known.items() if t in tokens}

    def doubt(self, source: Source) -> None:
        """Ask for a source's first address again; if it is another now, for all."""
        self._doubted |= {p.token for p in _profiles(source)[:1] if p.token in self._known}

    def in_doubt(self, source: Source) -> bool:
        """Whether a source's first address may be another by now."""
        return any(self._is_doubted(p.token) for p in _profiles(source)[:1])

    def _is_doubted(self, token: str) -> bool:
        return token in self._doubted or self._is_old(token)

    def _is_old(self, token: str) -> bool:
        """Whether an address was told before another was found to have changed."""
        return token in self._known and self._asked[token] < self._changed

    async def ask(
        self, soap: Soap, sources: Iterable[Source], go_on: Callable[[], bool], *, first_only: bool
    ) -> None:
        """Ask for the addresses that are missing, every source's first before any other.

        `first_only` asks for no other, nor for those in doubt: one is enough to number a slot and
        look at it.
        """
        found = [_profiles(source) for source in sources]
        wanted = [profiles[0] for profiles in found if profiles]
        if not first_only:
            wanted += [profile for profiles in found for profile in profiles[1:]]
        for token in (profile.token for profile in wanted):
            if not go_on():
                return
            if token not in self._known:
                due = not self._rests(token)
            else:
                due = not first_only and self._is_doubted(token)
            if due:
                self._doubted.discard(token)
                await self._ask_for(soap, token)

    async def _ask_for(self, soap: Soap, token: str) -> None:
        before, expected = self._known.get(token), self._is_old(token)
        self._count += 1
        self._asked[token] = self._count
        try:
            address = await stream_address(soap, self._config, token)
        except BadAnswerError, NotSupportedError, PermissionDeniedError:
            # Some recorders answer a fault for single profiles.
            self._silent[token] = _PATIENCE
            return
        self._known[token] = address
        if before is not None and address != before and not expected:
            self._changed = self._count

    def _rests(self, token: str) -> bool:
        left = self._silent.get(token, 0)
        self._silent[token] = max(0, left - 1)
        return left > 0


def _profiles(source: Source) -> list[Profile]:
    """Return the profiles that are used, the first to be looked at first."""
    return [profile for which in _ORDER if (profile := source.profile(which))]
