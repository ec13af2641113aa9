"""Keeps a ledger within its bounds: one year, 64 MB. What must go is stated in a gap record.

Order of sacrifice: confirmed records, then hours become days, then days' counts, then changes of
state, and incidents last.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from .codec import encode
from .ledger import KEEP_CONFIRMED_MS, YEAR_MS, Ledger, refusals
from .messages import WIB_HOURS, DayBody, GapBody, HourBody

_SACRIFICE: Final = (("day",), ("slot", "nvr", "disk"), ("cmd",), ("incident",))
_STEP: Final = 2_000
"""Records given up at a time."""


@refusals()
def keep_within_bounds(ledger: Ledger, now: int) -> None:
    """Forget what was confirmed long ago, and shrink a ledger that is too old or too large.

    Raises LedgerError.
    """
    _forget_confirmed(ledger, now - KEEP_CONFIRMED_MS)
    while _give_up(ledger, now, "ts < ? AND kind <> 'gap'", now - YEAR_MS):
        pass
    if ledger.size() <= ledger.max_size:
        return
    _forget_confirmed(ledger, now)
    if ledger.size() > ledger.max_size:
        ledger.transaction(lambda: _roll_hours_into_days(ledger, now))
    for kinds in _SACRIFICE:
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        while ledger.size() > ledger.max_size and _give_up(
            ledger, now, f"? > 0 AND kind IN ({listed})", 1
        ):
            pass


@refusals()
def forget_slot(ledger: Ledger, slot: int, recorder: int, now: int) -> None:
    """Take back what a resident no longer consents to, as far as it was never sent.

    Raises LedgerError.
    """
    where = (
        "kind IN ('hour', 'day', 'incident') AND json_extract(body, '$.n') = ?"
        f" AND coalesce(json_extract(body, '$.r'), 1) = {int(recorder)}"
    )
    while _give_up(ledger, now, where, slot, why="consent"):
        pass
    ledger.transaction(
        lambda: ledger.db.execute("DELETE FROM counting WHERE n = ? AND r = ?", (slot, recorder))
    )


def _forget_confirmed(ledger: Ledger, before: int) -> None:
    """Delete what the city had confirmed; note up to where, should it ever ask again."""
    query = "SELECT max(seq) FROM record WHERE seq <= ? AND ts < ?"
    limits = (ledger.place().acked, before)
    if (last := ledger.db.execute(query, limits).fetchone()[0]) is None:
        return
    ledger.remember(forgotten=str(last))
    ledger.transaction(lambda: ledger.db.execute("DELETE FROM record WHERE seq <= ?", (last,)))


def _give_up(ledger: Ledger, now: int, where: str, value: int, *, why: str = "full") -> bool:
    """Delete the oldest unsent records of that sort and say so; False when there was none."""
    query = f"SELECT seq FROM record WHERE seq > ? AND {where} ORDER BY seq LIMIT {_STEP}"  # noqa: S608 -- no input in it
    numbers = [row[0] for row in ledger.db.execute(query, (ledger.sent, value))]
    if not numbers:
        return False
    gap = msgspec.convert(
        {"why": why, "n": len(numbers), "a": numbers[0], "z": numbers[-1]}, GapBody
    )

    def give_up() -> None:
        ledger.db.executemany("DELETE FROM record WHERE seq = ?", [(number,) for number in numbers])
        ledger.db.execute(
            "INSERT INTO record(ts, kind, body) VALUES (?, 'gap', ?)", (now, encode(gap).decode())
        )

    ledger.transaction(give_up)
    return True


def _roll_hours_into_days(ledger: Ledger, now: int) -> None:
    days: dict[tuple[int, int, int], dict[str, int]] = {}
    first = ledger.sent
    for body in _hours(ledger, first):
        counts = days.setdefault(((body.h + WIB_HOURS) // 24, body.r, body.n), {})
        for word, count in body.c.items():
            counts[word] = counts.get(word, 0) + count
    ledger.db.execute("DELETE FROM record WHERE seq > ? AND kind = 'hour'", (first,))
    ledger.db.executemany(
        "INSERT INTO record(ts, kind, body) VALUES (?, 'day', ?)",
        [
            (now, encode(DayBody(n=slot, d=day, c=counts, r=recorder)).decode())
            for (day, recorder, slot), counts in days.items()
        ],
    )


def _hours(ledger: Ledger, behind: int) -> Iterator[HourBody]:
    decoder = msgspec.json.Decoder(HourBody)
    query = "SELECT body FROM record WHERE seq > ? AND kind = 'hour'"
    for (body,) in ledger.db.execute(query, (behind,)):
        yield decoder.decode(body)
