"""Sums over the 194 areas: the city, its kecamatan and its kelurahan.

While a hub is silent nothing is known of its slots: they count as unknown, not as dark or empty.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, Select, case, func, select

from . import tables
from .areas import areas
from .clock import now_ms
from .identity import CITY, SourceKind
from .intake import DAY_MS, wib_day
from .store import Store

WORDS: Final = (
    *("rt", "atcs", "korporasi", "expected", "pending", "online", "silent", "twins", "waiting"),
    *("slots_online", "slots_dark", "slots_unknown", "slots_empty"),
    *("slots_pemkot", "slots_swadaya", "slots_korporasi"),
    *("disk_bad", "recorder_offline", "incidents"),
    *("today_incidents", "today_illegal_parking", "today_flooding", "today_faults"),
)
"""What is summed. `today_*` are counts of the day in Semarang; the others are as of now.

`today_faults` are messages that were refused; those of nobody known count for the city alone.
"""

INCIDENTS: Final = "incidents"
"""The word under which an hour counts the incidents of all kinds."""
_TODAY: Final = {INCIDENTS, "illegal_parking", "flooding"}
_BAD_DISKS: Final = ("missing", "error", "unformatted")
_KINDS: Final = {SourceKind.RT: "rt", SourceKind.ATCS: "atcs", SourceKind.KORPORASI: "korporasi"}

type Sums = dict[str, int]


def aggregates(store: Store, scope: frozenset[str]) -> dict[str, Sums]:
    """Return the sums of every area in scope by its code; blocks.

    Raises StoreError.
    """
    sums = {
        code: dict.fromkeys(WORDS, 0)
        for code in areas()
        if not scope or code == CITY or code[:6] in scope
    }
    with store.transaction() as db:
        for kelurahan, found in _by_kelurahan(db):
            for code in (kelurahan, kelurahan[:6], CITY):
                if (target := sums.get(code)) is None:
                    continue
                for word, count in found.items():
                    target[word] += count
    return sums


def _by_kelurahan(db: Connection) -> list[tuple[str, Mapping[str, int]]]:
    hub, tally, incident = tables.hub.c, tables.tally.c, tables.incident.c
    found: list[tuple[str, Mapping[str, int]]] = []
    now = now_ms()
    today_is = wib_day(now)
    for row in db.execute(_hubs(now)).mappings():
        counts = {word: int(row[word] or 0) for word in row if word in WORDS}
        status, hubs = row["status"], int(row["hubs"])
        if status == "confirmed":
            counts[_KINDS[SourceKind(row["kind"])]] = hubs
        else:
            # Of hubs that nobody vouches for yet, only their number counts.
            counts = {status: hubs} if status in WORDS else {}
        found.append((row["kel"], counts))
    today = (
        select(hub.kel, tally.word, func.sum(tally.n))
        .join(tables.tally, tally.hub == hub.n)
        .where(tally.day == today_is, tally.word.in_(_TODAY), hub.status == "confirmed")
        .group_by(hub.kel, tally.word)
    )
    found += [(kel, {f"today_{word}": int(n)}) for kel, word, n in db.execute(today)]
    still_open = (
        select(hub.kel, func.count())
        .join(tables.incident, incident.hub == hub.n)
        .where(incident.phase != "closed", hub.status == "confirmed")
        .group_by(hub.kel)
    )
    found += [(kel, {"incidents": int(n)}) for kel, n in db.execute(still_open)]
    fault = tables.fault.c
    place = func.substr(fault.hub, 1, 10)
    refused = select(place, func.sum(fault.n)).where(fault.day == today_is).group_by(place)
    found += [(kel, {"today_faults": int(n)}) for kel, n in db.execute(refused)]
    return found


def _hubs(now: int) -> Select[tuple[str, str, str, int]]:
    column = tables.hub.c
    alive = column.online == 1
    filled = column.n_online + column.n_dark + column.n_unknown

    def total(value: object, label: str) -> object:
        return func.sum(value).label(label)

    return select(  # type: ignore[call-overload, no-any-return]
        column.kel,
        column.kind,
        column.status,
        func.count().label("hubs"),
        total(column.online, "online"),
        total(1 - column.online, "silent"),
        total(case((column.twin > now - DAY_MS, 1), else_=0), "twins"),
        total(column.wait, "waiting"),
        total(case((alive, column.n_online), else_=0), "slots_online"),
        total(case((alive, column.n_dark), else_=0), "slots_dark"),
        total(case((alive, column.n_unknown), else_=filled), "slots_unknown"),
        total(column.n_empty, "slots_empty"),
        total(column.n_pemkot, "slots_pemkot"),
        total(column.n_swadaya, "slots_swadaya"),
        total(column.n_korporasi, "slots_korporasi"),
        total(case((alive & column.disk.in_(_BAD_DISKS), 1), else_=0), "disk_bad"),
        total(case((alive & (column.nvr == "offline"), 1), else_=0), "recorder_offline"),
    ).group_by(column.kel, column.kind, column.status)
