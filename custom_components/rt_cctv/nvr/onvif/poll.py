"""Looks at an ONVIF recorder: what is asked how often, and the state that makes."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta
import time
from typing import Final

from ...model import (
    RECORDER_KINDS,
    Finding,
    FindingKind,
    RecorderInfo,
    RecorderState,
    Slot,
    SlotStatus,
    StreamProfile,
)
from ..agenda import FIRST_CALLS, STEADY_CALLS, Agenda, Chore
from ..base import (
    BadAnswerError,
    CannotConnectError,
    RecorderConfig,
)
from .addresses import Addresses
from .events import kinds_of, topics_of
from .info import read_info
from .looks import StreamLooks
from .slots import (
    MAX_SLOTS,
    Numbering,
    Profile,
    Source,
    channel_of_address,
    name_of,
    read_sources,
    told_by_tokens,
)
from .soap import Soap

_FOR_EVENTS: Final = 2
_TEN_MINUTES: Final = 600.0
_HOUR: Final = 3600.0
_A_DAY: Final = 86_400.0
_LOOKS: Final = 2
_PROFILES_AGAIN: Final = 45.0
"""Seconds until the sources are asked for again: every second poll."""


class OnvifPoll:
    """What is known of one recorder, and how it is kept up."""

    def __init__(self, config: RecorderConfig, clock: Callable[[], float] = time.monotonic) -> None:
        """Know nothing yet but which source was which slot. `clock` is monotonic, in seconds."""
        self._info: RecorderInfo | None = None
        self.numbering = Numbering(known=config.sources)
        self.sources_now: dict[str, Source] = {}
        self.slot_by_token: dict[str, int] = {}
        self.drift: timedelta | None = None
        self._config = config
        self._addresses = Addresses(config)
        self._lost: set[int] = set()
        self._tells_loss: set[int] = set()
        self._kinds: frozenset[FindingKind] | None = None
        self._looks = StreamLooks(config, clock)
        self._soap: Soap | None = None
        self._calls_end = 0
        self._first = True
        self._opening = False
        self._listed = False
        self.agenda = Agenda(clock)

    def _chores(self) -> Iterator[Chore]:
        """Yield what is to be known of a recorder, the most wanted first."""
        yield Chore(name="profiles", interval=_PROFILES_AGAIN, run=self._read_profiles)
        yield Chore(name="addresses", interval=0.0, run=self._read_leading_addresses)
        yield Chore(name="looks", interval=0.0, run=self._read_looks)
        yield Chore(name="topics", interval=_A_DAY, run=self._read_topics)
        yield Chore(name="other addresses", interval=0.0, run=self._read_addresses)
        if self.drift is not None or self.soap.drift is None:
            # Else opening the way to the recorder has read both just before the first poll.
            yield Chore(name="clock", interval=_TEN_MINUTES, run=self._read_clock)
            yield Chore(name="info", interval=_HOUR, run=self._read_info)
        yield Chore(name="further looks", interval=0.0, run=self._read_further_looks)

    @property
    def soap(self) -> Soap:
        """The way to the recorder, while a poll runs."""
        if self._soap is None:
            raise CannotConnectError("Nothing is open")
        return self._soap

    def _calls(self) -> int:
        return (self._soap.calls if self._soap else 0) + self._looks.calls

    async def run(self, soap: Soap, spent: int = 0) -> RecorderState:
        """Ask what is due; `spent` calls were made for this poll already."""
        self._soap = soap
        first, self._first = self._first, False
        self._opening = first
        # Two calls are left for opening the event stream.
        before = self._calls() - spent - (_FOR_EVENTS if first else 0)
        self._calls_end = before + (FIRST_CALLS if first else STEADY_CALLS)
        answers, self._looks.answered = soap.answers, False
        if self._info is None:
            await self._read_info()
        await self.agenda.work(self._chores(), lambda: self._calls() - before)
        if self._looks.turns.doubted:
            # A look out of turn, or this poll's calls went elsewhere.
            self._calls_end = self._calls() + STEADY_CALLS
            await self._look_at(self._looks.turns.doubted, STEADY_CALLS)
        nobody_answered = soap.answers == answers and not self._looks.answered
        if nobody_answered or not self._listed:
            # A look out of turn, or nothing is known of the slots at all: then that is an error.
            await self._read_profiles()
        self._number()
        if first:
            self.drift = soap.drift
        return self.state()

    async def learn_slots(self, soap: Soap, only: Collection[int] = ()) -> None:
        """Ask for the slots and their addresses alone; for `only` these slots where tokens tell."""
        self._soap = soap
        self._calls_end = self._calls() + MAX_SLOTS
        await self._read_profiles()
        told = told_by_tokens(self.sources_now)
        wanted = {token: number for token, number in told.items() if number in only}
        if wanted:
            await self._ask_for_addresses([self.sources_now[t] for t in wanted], first_only=False)
            addresses = {t: self._addresses.of_source(self.sources_now[t]) or "" for t in wanted}
            if all(channel_of_address(a) in (None, wanted[t]) for t, a in addresses.items()):
                self._number()
                return
        await self._read_addresses()

    async def identify(self, soap: Soap) -> RecorderInfo:
        """Ask who it is."""
        self._soap = soap
        await self._read_info()
        return self._info or self._unknown()

    @staticmethod
    def _unknown() -> RecorderInfo:
        raise BadAnswerError("The recorder wasn't asked yet")

    async def _read_info(self) -> None:
        self._info = await read_info(self.soap)

    async def _read_profiles(self) -> None:
        self.sources_now = read_sources(await self.soap.call("media", "GetProfiles"))
        self._listed = True
        self._addresses.keep(self.sources_now.values())

    async def _read_leading_addresses(self) -> None:
        """Ask for one address of every slot: by it the slot is numbered and looked at."""
        await self._ask_for_addresses(self.sources_now.values(), first_only=True)
        self._number()

    async def _read_addresses(self) -> None:
        """Ask for the addresses that are missing."""
        await self._ask_for_addresses(self.sources_now.values(), first_only=False)
        self._number()

    async def _ask_for_addresses(self, sources: Iterable[Source], *, first_only: bool) -> None:
        await self._addresses.ask(
            self.soap, sources, lambda: self._calls() < self._calls_end, first_only=first_only
        )

    def _number(self) -> None:
        by_source = {
            s.token: a for s in self.sources_now.values() if (a := self._addresses.of_source(s))
        }
        self.numbering.number(self.sources_now, by_source)
        self.slot_by_token = {
            token: number
            for source in self.sources_now.values()
            if (number := self.numbering.by_token.get(source.token))
            for profile in source.profiles
            for token in (source.token, profile.configuration, profile.token, *profile.others)
        } | self.numbering.by_token

    async def _read_topics(self) -> None:
        self._kinds = kinds_of(topics_of(await self.soap.call("events", "GetEventProperties")))

    async def _read_clock(self) -> None:
        self.drift = await self.soap.read_clock()

    async def _read_looks(self) -> None:
        """Look at streams in turn, where the recorder lists a source whether it lives or not.

        Two in a poll are four slots a minute, and leave a call for something else now and then.
        """
        await self._take_turns(FIRST_CALLS if self._opening else _LOOKS)

    async def _read_further_looks(self) -> None:
        """Spend what is left of this poll's calls."""
        await self._take_turns(STEADY_CALLS)

    async def _take_turns(self, most: int) -> None:
        await self._look_at(
            (
                token
                for token, source in self.sources_now.items()
                if self.numbering.by_token.get(token) not in self._tells_loss
                and not self._addresses.in_doubt(source)
            ),
            most,
        )

    async def _look_at(self, tokens: Iterable[str], most: int) -> None:
        addresses = {
            token: address
            for token in tokens
            if (source := self.sources_now.get(token))
            and (address := self._addresses.of_source(source))
        }
        end = min(self._calls_end, self._calls() + most)
        for token in await self._looks.take_turns(addresses, lambda: end - self._calls()):
            # Its camera may be dead, or its address another since the recorder restarted.
            self._addresses.doubt(self.sources_now[token])

    def doubt(self, slot: int) -> None:
        """Look at a slot first in the next poll, if looking is how its state is known."""
        token = self.numbering.sources.get(slot)
        if token in self.sources_now and slot not in self._tells_loss:
            self._looks.turns.doubt(token)

    def note(self, finding: Finding) -> bool:
        """Take note of a slot's picture lost or found again; True where that is news."""
        if finding.kind is not FindingKind.VIDEO_LOSS or finding.slot is None:
            return False
        self._tells_loss.add(finding.slot)
        news = finding.active is not (finding.slot in self._lost)
        (self._lost.add if finding.active else self._lost.discard)(finding.slot)
        return news

    @property
    def may_look(self) -> bool:
        """Whether the recorder lets us at its streams, as far as is known."""
        return self._looks.possible

    def profile(self, slot: int, profile: StreamProfile) -> Profile | None:
        """Return a slot's profile, None where there is none now."""
        token = self.numbering.sources.get(slot)
        source = self.sources_now.get(token) if token else None
        return source.profile(profile) if source else None

    def address(self, slot: int, profile: StreamProfile) -> str | None:
        """Return a stream's address without login, None where none is known."""
        found = self.profile(slot, profile)
        return self._addresses.get(found) if found else None

    def state(self) -> RecorderState:
        """Put together what is known."""
        numbers = self.numbering.sources
        return RecorderState(
            info=self._info or self._unknown(),
            slots=tuple(
                self._slot(n, numbers.get(n)) for n in range(1, max(numbers, default=0) + 1)
            ),
            clock_drift=self.drift,
        )

    def _slot(self, number: int, token: str | None) -> Slot:
        source = self.sources_now.get(token) if token else None
        if token is None or source is None:
            # A number that nobody ever had is a free input; who was there before is away.
            status = SlotStatus.EMPTY if token is None else SlotStatus.OFFLINE
            return Slot(number=number, name=f"Slot {number}", status=status)
        if number in self._tells_loss:
            status = SlotStatus.OFFLINE if number in self._lost else SlotStatus.ONLINE
        else:
            status = self._looks.status(token)
        return Slot(
            number=number,
            name=name_of(source, number),
            status=status,
            reason="SignalLoss" if number in self._lost else None,
            streams=source.streams(),
            armed=self._kinds - RECORDER_KINDS if self._kinds is not None else None,
        )

    def close(self) -> None:
        """Let go of the RTSP connections."""
        self._looks.close()
