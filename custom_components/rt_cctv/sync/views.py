"""What the city's people look at: hubs by place and trouble, one hub, counts. All of it blocks."""

from collections.abc import Iterator
import csv
from datetime import date, timedelta
from enum import StrEnum
import io
import json
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, func, select

from . import tables
from .areas import areas
from .clock import now_ms
from .intake import DAY_MS
from .store import Store

PAGE: Final = 100
_EPOCH: Final = date(1970, 1, 1)
_MAX_RECORDS: Final = 50
_BAD_DISKS: Final = ("missing", "error", "unformatted")
_hub = tables.hub.c


class Trouble(StrEnum):
    """What hubs can be looked for by."""

    DARK = "dark"
    EMPTY = "empty"
    DISK = "disk"
    SILENT = "silent"
    PENDING = "pending"
    EXPECTED = "expected"
    TWIN = "twin"
    CLOCK = "clock"


_TROUBLES: Final[dict[Trouble, ColumnElement[bool]]] = {
    Trouble.DARK: (_hub.online == 1) & (_hub.n_dark > 0),
    Trouble.EMPTY: _hub.n_empty > 0,
    Trouble.DISK: _hub.disk.in_(_BAD_DISKS),
    Trouble.SILENT: (_hub.status == "confirmed") & (_hub.online == 0),
    Trouble.PENDING: _hub.status == "pending",
    Trouble.EXPECTED: _hub.status == "expected",
    Trouble.CLOCK: func.abs(_hub.clk) > 300,
}
_LISTED: Final = (
    *("id", "kec", "kel", "kind", "status", "online", "since", "seen", "nvr", "disk", "free"),
    *("clk", "wait", "slots", "n_online", "n_dark", "n_unknown", "n_empty", "sw", "twin"),
)

type Json = dict[str, Any]
"""Ready for JSON: rows as the database has them."""


def find_hubs(
    store: Store,
    scope: frozenset[str],
    *,
    area: str = "",
    text: str = "",
    trouble: Trouble | None = None,
    offset: int = 0,
) -> Json:
    """Return a page of hubs in an area (its code, empty for all), the longest in trouble first.

    `text` is part of a hub id, or of a kelurahan's name. Raises StoreError.
    """
    where: list[ColumnElement[bool]] = []
    if scope:
        where.append(_hub.kec.in_(sorted(scope)))
    if len(area) == 6:
        where.append(_hub.kec == area)
    elif len(area) == 10:
        where.append(_hub.kel == area)
    if text := text.strip().lower()[:40]:
        named = [code for code, known in areas().items() if text in known.name.lower()]
        where.append(
            _hub.id.contains(text, autoescape=True) | _hub.kel.in_(named) | _hub.kec.in_(named)
        )
    if trouble is Trouble.TWIN:
        where.append(_hub.twin > now_ms() - DAY_MS)
    elif trouble is not None:
        where.append(_TROUBLES[trouble])
    columns = [_hub[name] for name in _LISTED]
    # Left alone, SQLite puts who never spoke first and PostgreSQL last.
    order = (_hub.since.nulls_last(), _hub.id)
    query = select(*columns).where(*where).order_by(*order).limit(PAGE).offset(offset)
    with store.transaction() as db:
        total = db.execute(select(func.count()).select_from(tables.hub).where(*where)).scalar_one()
        rows = [_row(row) for row in db.execute(query).mappings()]
    return {"total": total, "offset": offset, "hubs": rows}


def look_at(store: Store, scope: frozenset[str], hub: str) -> Json | None:
    """Return all that is known of a hub, None where there is none. Raises StoreError."""
    record, gap, fault = tables.record.c, tables.gap.c, tables.fault.c
    with store.transaction() as db:
        columns = [_hub.n, *(_hub[name] for name in _LISTED), _hub.ha]
        found = db.execute(select(*columns).where(_hub.id == hub)).mappings().one_or_none()
        if found is None or (scope and found["kec"] not in scope):
            return None
        number = found["n"]
        newest = (
            select(record.ts, record.got, record.kind, record.body)
            .where(record.hub == number, record.kind != "hour")
            .order_by(record.got.desc(), record.seq.desc())
            .limit(_MAX_RECORDS)
        )
        gaps = select(gap.a, gap.z, gap.n, gap.why, gap.at).where(gap.hub == number)
        faults = select(fault.day, fault.reason, fault.n).where(fault.hub == hub)
        counts = (
            select(tables.tally.c.day, tables.tally.c.word, tables.tally.c.n)
            .where(tables.tally.c.hub == number)
            .order_by(tables.tally.c.day.desc())
            .limit(_MAX_RECORDS)
        )
        records = [
            {**row, "body": json.loads(row["body"])} for row in db.execute(newest).mappings()
        ]
        return {
            **_row(found),
            "records": records,
            "gaps": [dict(row) for row in db.execute(gaps).mappings()],
            "faults": [dict(row) for row in db.execute(faults).mappings()],
            "counts": [dict(row) for row in db.execute(counts).mappings()],
        }


def export_counts(store: Store, scope: frozenset[str], first: int, last: int) -> Iterator[str]:
    """Write the counts of these days (since 1970, in WIB) by kelurahan as CSV, part by part.

    Counts only: no hub, no slot, no time of day. Raises StoreError.
    """
    tally = tables.tally.c
    query = (
        select(tally.day, _hub.kel, tally.word, func.sum(tally.n), func.count(tally.hub.distinct()))
        .join(tables.hub, _hub.n == tally.hub)
        .where(tally.day.between(first, last), _hub.status == "confirmed")
        .group_by(tally.day, _hub.kel, tally.word)
        .order_by(tally.day, _hub.kel, tally.word)
    )
    if scope:
        query = query.where(_hub.kec.in_(sorted(scope)))
    with store.transaction() as db:
        rows = db.execute(query).all()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["date", "kecamatan", "kelurahan_code", "kelurahan", "kind", "count", "hubs"])
    for day, code, word, count, hubs in rows:
        area = areas()[code]
        on = _date(day)
        writer.writerow([on, areas()[area.parent or ""].name, code, area.name, word, count, hubs])
        if buffer.tell() > 65_536:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _date(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).isoformat()


def _row(row: RowMapping) -> Json:
    return {**row, "slots": json.loads(row["slots"])}
