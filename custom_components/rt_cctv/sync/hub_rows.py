"""One hub's row of the database while messages change it: who speaks, and how it is."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
import json
from operator import attrgetter
from typing import Final

from ..model import SlotOwner, SlotStatus
from .messages import Hello, Life, SlotState, State

_RUNS_KEPT: Final = 6
_SEEN_STEP_MS: Final = 60_000
"""`seen` is written at most once a minute."""


@dataclass(slots=True)
class HubRow:
    """The columns of `hub` that messages change (tables.py says what they mean), in the order of COLUMNS."""

    n: int
    status: str
    online: int
    since: int | None
    seen: int | None
    run: str
    conn: int
    rev: int
    runs: str
    twin: int | None
    sw: str
    ha: str
    nvr: str
    disk: str
    free: int | None
    clk: int | None
    wait: int
    slots: str
    n_online: int
    n_dark: int
    n_unknown: int
    n_empty: int
    n_pemkot: int
    n_swadaya: int
    n_korporasi: int
    dirty: bool = field(default=False, compare=False)

    def hello(self, message: Hello, now: int) -> bool:
        """Take a hello; False when it is that of an older connection."""
        run, conn = _split(message.sid)
        if run == self.run and conn < self.conn:
            return False
        if run != self.run:
            runs = self.runs.split()
            if run in runs:
                # A run that was replaced never speaks again, unless two of them live.
                self.twin = now
                runs.remove(run)
            self.runs = " ".join([*runs, run][-_RUNS_KEPT:])
        if (run, conn) != (self.run, self.conn):
            self.rev = 0
        self.run, self.conn = run, conn
        self.sw, self.ha = message.sw, message.ha
        self._set_online(1, now)
        self.seen, self.dirty = now, True
        return True

    def life(self, message: Life, now: int) -> bool:
        """Take a death; False when it is that of another connection than the one that speaks."""
        if _split(message.sid) != (self.run, self.conn):
            return False
        self._set_online(0, now)
        self.dirty = True
        return True

    def heard(self, sid: str, now: int) -> bool:
        """Note a sign of life; False when it is that of another connection."""
        if _split(sid) != (self.run, self.conn):
            return False
        if self.online and self.seen is not None and now - self.seen < _SEEN_STEP_MS:
            return True
        self._set_online(1, now)
        self.seen, self.dirty = now, True
        return True

    def state(self, message: State, now: int) -> bool:
        """Take a state; False when a later one is known."""
        if not self.heard(message.sid, now) or message.rev <= self.rev:
            return False
        self.rev, self.nvr, self.disk = message.rev, message.nvr, message.disk.value
        self.free, self.clk, self.wait = message.free, message.clk, message.wait
        self._set_slots(message.slots, now)
        self.dirty = True
        return True

    def _set_online(self, online: int, now: int) -> None:
        if self.online != online or self.since is None:
            self.online, self.since = online, now

    def _set_slots(self, slots: tuple[SlotState, ...], now: int) -> None:
        before = {(slot["r"], slot["n"]): slot for slot in json.loads(self.slots)}
        rows = []
        for slot in slots:
            old = before.get((slot.r, slot.n))
            same = old is not None and old["st"] == slot.st
            rows.append(
                {
                    "r": slot.r,
                    "n": slot.n,
                    "st": slot.st.value,
                    "own": slot.own.value if slot.own else None,
                    "since": old["since"] if same and old is not None else now,
                }
            )
        self.slots = json.dumps(rows, separators=(",", ":"))
        filled = [slot for slot in slots if slot.st is not SlotStatus.EMPTY]
        self.n_empty = len(slots) - len(filled)
        self.n_online = sum(slot.st is SlotStatus.ONLINE for slot in filled)
        self.n_unknown = sum(slot.st is SlotStatus.UNKNOWN for slot in filled)
        self.n_dark = len(filled) - self.n_online - self.n_unknown
        self.n_pemkot = sum(slot.own is SlotOwner.PEMKOT for slot in filled)
        self.n_swadaya = sum(slot.own is SlotOwner.SWADAYA for slot in filled)
        self.n_korporasi = sum(slot.own is SlotOwner.KORPORASI for slot in filled)


COLUMNS: Final = tuple(one.name for one in fields(HubRow) if one.name != "dirty")
CHANGED: Final = (*(name for name in COLUMNS if name not in {"n", "status"}), "n")
"""What messages change, and the key."""
values: Final[Callable[[HubRow], tuple[str | int | None, ...]]] = attrgetter(*CHANGED)


def _split(sid: str) -> tuple[str, int]:
    run, _, conn = sid.partition("-")
    return run, int(conn)
