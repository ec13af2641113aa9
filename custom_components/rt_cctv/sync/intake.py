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
from .store import Value

DAY_MS: Final = 86_400_000

KEEP_HOURS_MS: Final = 35 * DAY_MS
KEEP_OTHERS_MS: Final = 400 * DAY_MS

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


@dataclass(kw_only=True, slots=True)
class Taken:
    """What a transaction is going to write."""

    now: int
    records: list[tuple[Value, ...]] = field(default_factory=list)
    tally: dict[tuple[int, int, str], int] = field(default_factory=dict)
    incidents: dict[tuple[int, str], dict[str, Value]] = field(default_factory=dict)
    gaps: list[dict[str, Value]] = field(default_factory=list)
    answers: list[dict[str, Value]] = field(default_factory=list)
    faults: dict[tuple[str, str], int] = field(default_factory=dict)
    fresh: dict[tuple[int, int], dict[int, Line]] = field(default_factory=dict)
    """By hub and epoch, what this transaction adds and a SELECT doesn't see yet."""

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
        lines = [_line(record) for record in batch.r]
        known = sum(number <= epoch.acked for number in numbers)
        if known:
            self.fault(hub.text, "replayed", known)
            agreed = self._agreed(epoch, batch, lines, known, stored)
            if agreed < known:
                self.fault(hub.text, "forked")
                return replace(answer, fork=True, s=numbers[agreed - 1] if agreed else batch.p)
        bad = self._keep(hub, epoch, batch.r[known:], lines[known:])
        epoch.acked, epoch.dirty = max(epoch.acked, numbers[-1]), True
        return replace(answer, s=epoch.acked, bad=tuple(bad))

    def _agreed(
        self, epoch: EpochRow, batch: Records, lines: list[_Read], known: int, stored: Stored
    ) -> int:
        """Count how many of the numbers we have name the very records we have."""
        have = stored(epoch.hub, epoch.epoch, batch.r[0].seq, batch.r[known - 1].seq)
        have |= self.fresh.get((epoch.hub, epoch.epoch), {})
        for index, (record, (line, _)) in enumerate(zip(batch.r[:known], lines, strict=False)):
            mine = have.get(record.seq)
            if mine is None and record.ts < self.now - kept_for_ms(record.kind):
                continue
            if mine != line:
                return index
        return known

    def _keep(
        self, hub: HubId, epoch: EpochRow, records: tuple[Record, ...], lines: list[_Read]
    ) -> list[int]:
        fresh = self.fresh.setdefault((epoch.hub, epoch.epoch), {})
        bad = []
        for record, (line, body) in zip(records, lines, strict=True):
            self.records.append((epoch.hub, epoch.epoch, record.seq, *line, self.now))
            fresh[record.seq] = line
            if line[1] == _BAD:
                bad.append(record.seq)
            elif body is None:
                self.fault(hub.text, "unknown_kind")
            else:
                self._note(epoch, record, body)
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
                self.incidents[epoch.hub, body.id] = {
                    "hub": epoch.hub,
                    "id": body.id,
                    "word": body.k,
                    "slot": body.n,
                    "severity": body.sev,
                    "phase": body.ph,
                    "at": record.ts,
                }
            case GapBody():
                self._gap(epoch, body.a, body.z, body.n, body.why)
            case CommandBody():
                self.answers.append(
                    {
                        "command": body.id,
                        "hub": epoch.hub,
                        "ok": int(body.ok),
                        "why": body.why,
                        "at": record.ts,
                    }
                )

    def _count(self, hub: int, day: int, counts: dict[str, int]) -> None:
        for word, count in counts.items():
            key = (hub, day, word)
            self.tally[key] = self.tally.get(key, 0) + count

    def _gap(self, epoch: EpochRow, first: int, last: int, count: int, why: str) -> None:
        place = {"hub": epoch.hub, "epoch": epoch.epoch, "a": first, "z": last}
        self.gaps.append({**place, "n": count, "why": why, "at": self.now})


type _Read = tuple[Line, Body | None]
_BAD: Final = "bad"


def _line(record: Record) -> _Read:
    """Read a record; what is kept of it holds no field that the contract doesn't know."""
    try:
        body = body_of(record)
    except BadMessageError:
        return (record.ts, _BAD, "{}"), None
    text = bytes(record.body).decode() if body is None else encode(body).decode()
    return (record.ts, record.kind, text), body
