"""Takes hubs' messages into the city's database: many messages, one transaction, then the answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from msgspec.structs import replace
from sqlalchemy import Connection, select

from . import tables
from .hub_rows import CHANGED, COLUMNS, HubRow, values
from .identity import HubId
from .intake import DAY_MS, EpochRow, Line, Taken, wib_day
from .messages import Ack, Hello, Life, Records, State, Up
from .store import Store

_LOAD: Final = (
    f"SELECT hub.id, {', '.join(f'hub.{name}' for name in COLUMNS)}, "  # noqa: S608 -- names are ours
    "epoch.epoch, epoch.base, epoch.acked, epoch.opened "
    "FROM hub LEFT JOIN epoch ON epoch.hub = hub.n WHERE hub.id"
)
_OF_HUB: Final = 1 + len(COLUMNS)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A hub's message, decoded."""

    hub: HubId
    message: Up


@dataclass(frozen=True, slots=True)
class Faulty:
    """A message that could not be taken: who sent it (as far as is known) and why not."""

    hub: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What to tell a hub after the commit; `greeted` when it said hello."""

    hub: HubId
    ack: Ack
    greeted: bool = False
    announcement: int = 0


class Ingest:
    """One transaction's work. Use `commit`."""

    def __init__(self, store: Store, db: Connection, now: int) -> None:
        self._store = store
        self._db = db
        self._now = now
        self._taken = Taken(now=now)
        self._hubs: dict[str, HubRow] = {}
        self._epochs: dict[tuple[int, int], EpochRow] = {}

    def take(self, messages: Sequence[Incoming], faulty: Iterable[Faulty]) -> list[Answer]:
        """Take messages in order and write what they change."""
        for fault in faulty:
            self._taken.fault(fault.hub, fault.reason)
        self._load({incoming.hub.text: incoming.hub for incoming in messages})
        answers = [answer for incoming in messages if (answer := self._take(incoming))]
        self._write()
        return answers

    def _load(self, hubs: Mapping[str, HubId]) -> None:
        # Two collectors of the same hubs take turns.
        self._store.lock(self._db, {int(hub.kecamatan) for hub in hubs.values()})
        for row in self._store.find(self._db, _LOAD, list(hubs)):
            if row[0] not in self._hubs:
                self._hubs[row[0]] = HubRow(*row[1:_OF_HUB])
            number, (epoch, base, acked, opened) = row[1], row[_OF_HUB:]
            if epoch is not None:
                known = EpochRow(number, epoch, base, acked, opened, dirty=False)
                self._epochs[number, epoch] = known

    def _take(self, incoming: Incoming) -> Answer | None:
        hub, message = incoming.hub, incoming.message
        row = self._hubs.get(hub.text)
        if row is None or row.status in {"revoked", "expected"}:
            self._taken.fault(hub.text, "unknown_hub")
            if isinstance(message, Hello | Records):
                hi = isinstance(message, Hello)
                return Answer(hub, _refusal(message.sid, message.e, "unknown", self._now, hi=hi))
            return None
        match message:
            case Hello():
                return self._hello(hub, row, message)
            case Life():
                if not row.life(message, self._now):
                    self._taken.fault(hub.text, "stale_death")
            case State():
                if row.state(message, self._now):
                    ack = Ack(v=1, sid=message.sid, e="0" * 15, s=0, t=self._now, rev=message.rev)
                    return Answer(hub, ack)
            case Records():
                return self._records(hub, row, message)
        return None

    def _hello(self, hub: HubId, row: HubRow, message: Hello) -> Answer | None:
        had_twin = row.twin
        if not row.hello(message, self._now):
            self._taken.fault(hub.text, "stale_hello")
            return None
        if row.twin != had_twin:
            self._taken.fault(hub.text, "twin")
        key = (row.n, int(message.e, 16))
        if (epoch := self._epochs.get(key)) is None:
            base = message.base
            epoch = self._epochs[key] = EpochRow(*key, base=base, acked=base, opened=self._now)
        ack = Ack(
            v=1,
            sid=message.sid,
            e=message.e,
            s=epoch.acked,
            t=self._now,
            hi=True,
            pend=row.status == "pending",
            twin=self._is_twin(row),
        )
        return Answer(hub, ack, greeted=True, announcement=message.ann)

    def _records(self, hub: HubId, row: HubRow, message: Records) -> Answer:
        epoch = self._epochs.get((row.n, int(message.e, 16)))
        if epoch is None:
            return Answer(hub, _refusal(message.sid, message.e, "hello", self._now))
        row.heard(message.sid, self._now)
        ack = self._taken.take(hub, epoch, message, self._stored)
        if row.status == "pending" or self._is_twin(row):
            ack = replace(ack, pend=row.status == "pending", twin=self._is_twin(row))
        return Answer(hub, ack)

    def _is_twin(self, row: HubRow) -> bool:
        return row.twin is not None and self._now - row.twin < DAY_MS

    def _stored(self, hub: int, epoch: int, first: int, last: int) -> dict[int, Line]:
        column = tables.record.c
        query = select(column.seq, column.ts, column.kind, column.body).where(
            column.hub == hub, column.epoch == epoch, column.seq.between(first, last)
        )
        return {row[0]: (row[1], row[2], row[3]) for row in self._db.execute(query)}

    def _write(self) -> None:
        store, db, taken = self._store, self._db, self._taken
        store.add_records(db, taken.records)
        changed = [values(row) for row in self._hubs.values() if row.dirty]
        store.update(db, tables.hub, changed, CHANGED)
        moved = [epoch.values() for epoch in self._epochs.values() if epoch.dirty]
        store.upsert(db, tables.epoch, moved, replace=("acked",))
        tally = [(*key, count) for key, count in taken.tally.items()]
        store.upsert(db, tables.tally, tally, add=("n",))
        store.upsert(
            db, tables.incident, taken.incidents.values(), replace=("phase", "severity", "at")
        )
        store.upsert(db, tables.gap, taken.gaps)
        store.upsert(db, tables.answer, taken.answers)
        today = wib_day(self._now)
        faults = [(hub, today, reason, count) for (hub, reason), count in taken.faults.items()]
        store.upsert(db, tables.fault, faults, add=("n",))


def commit(
    store: Store, messages: Sequence[Incoming], faulty: Iterable[Faulty], now: int
) -> list[Answer]:
    """Take messages in one transaction; when this returns, the answers may be sent.

    Raises StoreError: then nothing was taken, and everything may be given again.
    """
    with store.transaction() as db:
        return Ingest(store, db, now).take(messages, faulty)


def _refusal(
    sid: str, epoch: str, reason: Literal["hello", "unknown"], now: int, *, hi: bool = False
) -> Ack:
    return Ack(v=1, sid=sid, e=epoch, s=0, t=now, hi=hi, no=reason)
