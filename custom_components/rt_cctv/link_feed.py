"""Gathers what the hub's recorders show into the ledger: no more than consent allows.

Of a slot that residents filled, the city learns only whether it works, unless they opted in.
Nothing that identifies a person is ever among it (docs/protocol.md lists all fields).
"""

import asyncio
from collections import Counter
from collections.abc import Callable
import json
import logging
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .alerts_setup import loaded_entries
from .const import CONF_CONSENT, CONF_KEY, DOMAIN, Kind
from .coordinator import RtCctvConfigEntry
from .kinds import entries_of
from .link_watch import AbsentRecorder, RecorderWatch, Told
from .model import DiskStatus
from .sync.clock import now_ms
from .sync.ledger import Entry, LedgerError
from .sync.messages import Body, GapBody, RecorderBody, RecorderStatus, State
from .sync.outbox import Outbox

_LOGGER: Final = logging.getLogger(__name__)
_HOUR_MS: Final = 3_600_000
_MAX_HELD: Final = 20_000
"""Records that wait in memory while the disk refuses them."""
_NUMBERS, _TOLD = "recorders", "told"
_WORST_FIRST: Final[tuple[RecorderStatus, ...]] = ("offline", "unknown", "online")


def consent_key(recorder: str, slot: int) -> str:
    """Return how a slot is named in the link's list of consents."""
    return f"{recorder}:{slot}"


class LinkFeed:
    """Feeds one ledger from all recorders that are loaded, as they come and go."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        outbox: Outbox,
        *,
        on_record: Callable[[], None],
        on_state: Callable[[], None],
    ) -> None:
        """`on_record` is called when there is something to send, `on_state` when the state is another."""
        self._hass = hass
        self._entry = entry
        self._outbox = outbox
        self._on_record = on_record
        self._on_state = on_state
        self._watches: dict[str, RecorderWatch] = {}
        self.numbers: dict[str, int] = json.loads(outbox.note(_NUMBERS) or "{}")
        self._told: dict[str, dict[str, object]] = json.loads(outbox.note(_TOLD) or "{}")
        self._held: list[Entry] = []
        self._counts: Counter[tuple[int, int, int, str]] = Counter()
        self._writing = asyncio.Lock()
        self._lost = 0
        self._ours: set[str] = set()
        self.announcing = False
        """Set while the city's own announcement is raised as an incident."""
        self.disk_refuses = False

    @callback
    def async_start(self) -> None:
        """Watch the recorders there are, and those that come."""
        self._entry.async_on_unload(
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._handle_entry_change
            )
        )
        self._entry.async_on_unload(self._close)
        self._look()

    @callback
    def _close(self) -> None:
        for watch in self._watches.values():
            watch.close()
        self._watches.clear()

    @callback
    def _handle_entry_change(self, _change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN and entry is not self._entry:
            self._look()
            self._on_state()

    @callback
    def _look(self) -> None:
        loaded = {entry.entry_id: entry for entry in loaded_entries(self._hass)}
        for entry_id in self._watches.keys() - loaded.keys():
            self._watches.pop(entry_id).close()
        for entry_id, entry in loaded.items():
            watch = self._watches.get(entry_id)
            if watch is not None and watch.coordinator is entry.runtime_data.coordinator:
                continue
            if watch is not None:
                watch.close()
            self._watches[entry_id] = self._watch(entry)
            self._watches[entry_id].look()
        for absent in self._absent():
            if absent.is_retrying and absent.told.nvr == "online":
                absent.told.nvr = "offline"
                self._told[str(absent.number)] = absent.told.as_json()
                self.tell([RecorderBody(to="offline", r=absent.number)])

    def _absent(self) -> list[AbsentRecorder]:
        """Return the recorders that the city was told of and that aren't set up just now."""
        return [
            AbsentRecorder(
                number=number,
                told=self._told_of(number),
                is_retrying=entry.state is ConfigEntryState.SETUP_RETRY,
            )
            for entry in entries_of(self._hass, Kind.RECORDER)
            if entry.disabled_by is None
            and entry.entry_id not in self._watches
            and (number := self.numbers.get(entry.data[CONF_KEY])) is not None
        ]

    def _told_of(self, number: int) -> Told:
        told = self._told.get(str(number))
        return Told.from_json(told) if told else Told()

    def _watch(self, entry: RtCctvConfigEntry) -> RecorderWatch:
        key: str = entry.data[CONF_KEY]
        number = self.numbers.setdefault(key, min(len(self.numbers) + 1, 16))
        consents = self._entry.options.get(CONF_CONSENT, [])
        prefix = consent_key(key, 0).removesuffix("0")
        return RecorderWatch(
            entry,
            number=number,
            told=self._told_of(number),
            consents=frozenset(
                int(one.removeprefix(prefix)) for one in consents if one.startswith(prefix)
            ),
            tell=self.tell,
            count=self._count,
            is_ours=self._is_ours,
        )

    def snapshot(self) -> State:
        """Return the state of all slots."""
        watches = list(self._watches.values())
        recorders: list[RecorderWatch | AbsentRecorder] = [*watches, *self._absent()]
        slots = tuple(slot for recorder in recorders for slot in recorder.slots())
        disks = {watch.disk() for watch in watches if watch.is_online}
        bad = disks - {DiskStatus.OK, DiskStatus.UNKNOWN}
        good = DiskStatus.OK if DiskStatus.OK in disks else DiskStatus.UNKNOWN
        states = {recorder.nvr for recorder in recorders}
        return State(
            v=1,
            sid="",
            rev=0,
            at=0,
            slots=slots[:64],
            nvr=next((state for state in _WORST_FIRST if state in states), "none"),
            disk=min(bad) if bad else good,
            free=min((f for watch in watches if (f := watch.free()) is not None), default=None),
        )

    def _is_ours(self, incident: str) -> bool:
        if self.announcing:
            self._ours.add(incident)
        return incident in self._ours

    @callback
    def _count(self, recorder: int, slot: int, word: str) -> None:
        self._counts[now_ms() // _HOUR_MS, recorder, slot, word] += 1

    @callback
    def tell(self, bodies: list[Body]) -> None:
        """Write records down soon."""
        now = now_ms()
        self._held += [Entry(now, body) for body in bodies]
        if (excess := len(self._held) - _MAX_HELD) > 0:
            del self._held[:excess]
            self._lost += excess
        self._on_state()
        if not self._writing.locked():
            self._entry.async_create_task(self._hass, self.async_write(), "rt_cctv ledger")

    async def async_write(self) -> None:
        """Write what is held and counted; what the disk refuses waits for the next time."""
        async with self._writing:
            try:
                while True:
                    while self._held or self._counts:
                        await self._write_once()
                    await self._outbox.close_hours()
                    # What was told meanwhile is ours to write too.
                    if not self._held:
                        break
                self.disk_refuses = False
            except LedgerError as error:
                if not self.disk_refuses:
                    _LOGGER.warning("The ledger for the city can't be written: %s", error)
                self.disk_refuses = True
        self._on_record()

    async def _write_once(self) -> None:
        if self._lost:
            # Whatever is lost is said.
            gap = GapBody(why="full", n=self._lost, a=0, z=0)
            self._held.append(Entry(now_ms(), gap))
            self._lost = 0
        held, counts = self._held[:], self._counts.copy()
        for watch in self._watches.values():
            self._told[str(watch.number)] = watch.told.as_json()
        await self._outbox.append_noting(
            held, **{_NUMBERS: json.dumps(self.numbers), _TOLD: json.dumps(self._told)}
        )
        del self._held[: len(held)]
        if counts:
            await self._outbox.count((*key, count) for key, count in counts.items())
            self._counts -= counts
