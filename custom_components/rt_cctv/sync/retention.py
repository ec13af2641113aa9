"""What the city forgets, hub by hub so that nothing waits long, and who counts as silent."""

from typing import Final

from sqlalchemy import delete, select, update

from . import tables
from .clock import now_ms
from .intake import DAY_MS, KEEP_HOURS_MS, KEEP_OTHERS_MS, wib_day
from .store import Store

SILENT_AFTER_MS: Final = 3 * 3_600_000
"""A hub says its state every hour; so long without a word is silence, whatever the broker said."""
_KEEP_TALLY_DAYS: Final = 5 * 366
_KEEP_FAULT_DAYS: Final = 90


def silence_unheard(store: Store, scope: frozenset[str], since: int) -> int:
    """Note as silent who was not heard since; return how many. Blocks.

    For deaths that the broker told while nobody listened. Raises StoreError.
    """
    column = tables.hub.c
    where = [column.online == 1, column.seen < since]
    if scope:
        where.append(column.kec.in_(scope))
    with store.transaction() as db:
        return db.execute(
            update(tables.hub).where(*where).values(online=0, since=now_ms())
        ).rowcount


def hubs(store: Store) -> list[int]:
    """Return the numbers of all hubs, for `forget`; blocks. Raises StoreError."""
    with store.transaction() as db:
        return list(db.execute(select(tables.hub.c.n).order_by(tables.hub.c.n)).scalars())


def forget(store: Store, hub: int) -> int:
    """Delete one hub's records that are too old, return how many; blocks. Raises StoreError."""
    now = now_ms()
    column = tables.record.c
    hours = delete(tables.record).where(
        column.hub == hub, column.kind == "hour", column.got < now - KEEP_HOURS_MS
    )
    others = delete(tables.record).where(column.hub == hub, column.got < now - KEEP_OTHERS_MS)
    closed = delete(tables.incident).where(
        tables.incident.c.hub == hub, tables.incident.c.at < now - KEEP_OTHERS_MS
    )
    with store.transaction() as db:
        return sum(db.execute(statement).rowcount for statement in (hours, others, closed))


def begin_cleaning(store: Store) -> bool:
    """Delete counts, faults and commands that are too old, once a day; blocks.

    False when this day's was done, by this collector or another. Raises StoreError.
    """
    now = now_ms()
    today = wib_day(now)
    with store.transaction() as db:
        done = db.execute(
            select(tables.meta.c.value).where(tables.meta.c.key == "cleaned")
        ).scalar()
        if done == str(today):
            return False
        row = ("cleaned", str(today))
        store.upsert(db, tables.meta, [row], replace=("value",))
        db.execute(delete(tables.tally).where(tables.tally.c.day < today - _KEEP_TALLY_DAYS))
        db.execute(delete(tables.fault).where(tables.fault.c.day < today - _KEEP_FAULT_DAYS))
        expired = tables.command.c.expires < now - 90 * DAY_MS
        old = select(tables.command.c.id).where(expired)
        db.execute(delete(tables.answer).where(tables.answer.c.command.in_(old)))
        db.execute(delete(tables.command).where(expired))
    return True
