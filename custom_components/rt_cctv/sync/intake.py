"""Takes batches of records: in order, once, and never a clone's for the original's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from .codec import BadMessageError, body_of, encode
from .identity import HubId
from .messages import (
    WIB_HOURS,
    Ack,
    Body,
    CommandBody,
    DayBody,
    GapBody,
    HourBody,
    IncidentBody,
    Record,
    Records,
)
from .store import Row

DAY_MS: Final = 86_400_000

KEEP_HOURS_MS: Final = 35 * DAY_MS
KEEP_OTHERS_MS: Final = 400 * DAY_MS

type Kept = tuple[int, int, int, int, str, str, int]
"""A row of `record`: hub, epoch, seq, ts, kind, body, got."""
type Line = tuple[int, str, str]
"""A record as it is kept: ts, kind, body."""
type Stored = Callable[[int, int, int, int], dict[int, Line]]
"""Reads a hub's kept records by hub, epoch, first and last number."""


def wib_day(ms: int) -> int:
    """Return the day in Semarang (WIB, UTC+7) as days since 1970."""
    return (ms // 3_600_000 + WIB_HOURS) // 24


def kept_for_ms(kind: str) -> int:
    """Return for how long records of a kind are kept; hours live on in the tally by day."""
    return KEEP_HOURS_MS if kind == "hour" else KEEP_OTHERS_MS


@dataclass(slots=True)
class EpochRow:
    """How far the city has got in one life of a ledger."""

    hub: int
    epoch: int
    base: int
    acked: int
    opened: int
    dirty: bool = True

    def values(self) -> Row:
        """Return the row for the database."""
        return self.hub, self.epoch, self.base, self.acked, self.opened


@dataclass(kw_only=True, slots=True)
class Taken:
    """What a transaction is going to write."""

    now: int
    records: list[Kept] = field(default_factory=list)
    tally: dict[tuple[int, int, str], int] = field(default_factory=dict)
    incidents: dict[tuple[int, str], Row] = field(default_factory=dict)
    gaps: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    faults: dict[tuple[str, str], int] = field(default_factory=dict)
    fresh: dict[tuple[int, int], list[range]] = field(default_factory=dict)
    """By hub and epoch, where in `records` is what this transaction adds and a SELECT doesn't see yet."""

    def fault(self, hub: str, reason: str, count: int = 1) -> None:
        """Count what should not happen."""
        self.faults[hub, reason] = self.faults.get((hub, reason), 0) + count

    def take(self, hub: HubId, epoch: EpochRow, batch: Records, stored: Stored) -> Ack:
        """Take a batch; the answer is not to be sent before the commit."""
        answer = Ack(v=1, sid=batch.sid, e=batch.e, s=epoch.acked, t=self.now)
        if batch.p > epoch.acked:
            return replace(answer, no="hello")
        numbers = [record.seq for record in batch.r]
        if numbers[0] <= batch.p or any(b <= a for a, b in pairwise(numbers)):
            self.fault(hub.text, "malformed")
            return replace(answer, no="damaged")
        if batch.f > epoch.acked:
            self._gap(epoch, epoch.acked + 1, batch.f, batch.f - epoch.acked, "city")
            epoch.acked, epoch.dirty = batch.f, True
        known = sum(number <= epoch.acked for number in numbers)
        if known:
            self.fault(hub.text, "replayed", known)
            agreed = self._agreed(epoch, batch.r[:known], stored)
            if agreed < known:
                self.fault(hub.text, "forked")
                return replace(answer, fork=True, s=numbers[agreed - 1] if agreed else batch.p)
        bad = self._keep(hub, epoch, batch.r[known:])
        epoch.acked, epoch.dirty = max(epoch.acked, numbers[-1]), True
        return replace(answer, s=epoch.acked, bad=tuple(bad))

    def _agreed(self, epoch: EpochRow, known: tuple[Record, ...], stored: Stored) -> int:
        """Count how many of the numbers we have name the very records we have."""
        have = stored(epoch.hub, epoch.epoch, known[0].seq, known[-1].seq)
        for added in self.fresh.get((epoch.hub, epoch.epoch), ()):
            have |= {self.records[index][2]: self.records[index][3:6] for index in added}
        for index, record in enumerate(known):
            mine = have.get(record.seq)
            if mine is None and record.ts < self.now - kept_for_ms(record.kind):
                continue
            kind, text, _ = _read(record)
            if mine != (record.ts, kind, text):
                return index
        return len(known)

    def _keep(self, hub: HubId, epoch: EpochRow, records: tuple[Record, ...]) -> list[int]:
        number, life, now, bad = epoch.hub, epoch.epoch, self.now, []
        first = len(self.records)
        for record in records:
            kind, text, body = _read(record)
            # The only thing of a record that stays: a million of them must not tire the collector.
            self.records.append((number, life, record.seq, record.ts, kind, text, now))
            if body is not None:
                self._note(epoch, record, body)
            elif kind == _BAD:
                bad.append(record.seq)
            else:
                self.fault(hub.text, "unknown_kind")
        self.fresh.setdefault((number, life), []).append(range(first, len(self.records)))
        if bad:
            self.fault(hub.text, "malformed_record", len(bad))
        return bad

    def _note(self, epoch: EpochRow, record: Record, body: Body) -> None:
        """Note what a record means besides being kept."""
        match body:
            case HourBody():
                self._count(epoch.hub, (body.h + WIB_HOURS) // 24, body.c)
            case DayBody():
                self._count(epoch.hub, body.d, body.c)
            case IncidentBody():
                key = (epoch.hub, body.id)
                self.incidents[key] = (*key, body.k, body.n, body.sev, body.ph, record.ts)
            case GapBody():
                self._gap(epoch, body.a, body.z, body.n, body.why)
            case CommandBody():
                self.answers.append((body.id, epoch.hub, int(body.ok), body.why, record.ts))

    def _count(self, hub: int, day: int, counts: dict[str, int]) -> None:
        for word, count in counts.items():
            key = (hub, day, word)
            self.tally[key] = self.tally.get(key, 0) + count

    def _gap(self, epoch: EpochRow, first: int, last: int, count: int, why: str) -> None:
        self.gaps.append((epoch.hub, epoch.epoch, first, last, count, why, self.now))


_BAD: Final = "bad"


def _read(record: Record) -> tuple[str, str, Body | None]:
    """Return the kind and the body as they are kept, without any field that the contract doesn't know."""
    try:
        body = body_of(record)
        text = bytes(record.body).decode() if body is None else encode(body).decode()
    except BadMessageError, UnicodeDecodeError:
        return _BAD, "{}", None
    return record.kind, text, body
