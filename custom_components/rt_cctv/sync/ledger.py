"""The hub's ledger: what the city has yet to be told, on disk until the city has committed it.

SQLite with a write-ahead log and synchronous=FULL, because power cuts are normal. One thread at a
time may use a Ledger; nothing in here waits for the network.

A ledger has an epoch (its life) and numbers its records; together they name a record for ever.
Confirmed records are kept for some days, so that a city restored from a backup can ask again.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
import secrets
import sqlite3
from typing import Final

import msgspec

from .codec import encode
from .messages import KINDS, MAX_BYTES, MAX_RECORDS, Body, HourBody, Record, Records

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS record(
    seq INTEGER PRIMARY KEY AUTOINCREMENT, ts INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counting(
    h INTEGER, r INTEGER, n INTEGER, word TEXT, count INTEGER NOT NULL, PRIMARY KEY(h, r, n, word))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_ENVELOPE: Final = 256
"""Bytes of a batch around its records, generously."""

DAY_MS: Final = 86_400_000
YEAR_MS: Final = 366 * DAY_MS
KEEP_CONFIRMED_MS: Final = 7 * DAY_MS
MAX_SIZE: Final = 64 * 1024 * 1024


class LedgerError(Exception):
    """The ledger can't be written or read just now: disk full, read-only, damaged."""


@contextmanager
def refusals() -> Iterator[None]:
    """Raise LedgerError for whatever SQLite says."""
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(str(error)) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where the ledger stands. `acked` is the last number that the city has committed."""

    epoch: str
    base: int
    head: int
    acked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """How many records the city hasn't confirmed, and when the oldest was written (ms)."""

    count: int
    oldest: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A record to be written: when (ms) and what."""

    ts: int
    body: Body


class Ledger:
    """An open ledger. Raises LedgerError from every method where the disk refuses."""

    def __init__(self, path: Path, *, max_size: int = MAX_SIZE) -> None:
        self.path = path
        self.max_size = max_size
        self.damaged = False
        """Whether a ledger was found that could not be read, and was put aside."""
        self._held: list[Callable[[], object]] | None = None
        self.db = self._open()
        self._meta = dict(self.db.execute("SELECT key, value FROM meta"))
        if "epoch" not in self._meta:
            self.new_epoch(behind=self._head())

    def _open(self) -> sqlite3.Connection:
        try:
            return _connect(self.path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise LedgerError(str(error)) from error
        self.damaged = True
        for suffix in ("", "-wal", "-shm"):
            broken = self.path.with_name(self.path.name + suffix)
            if broken.exists():
                broken.replace(self.path.with_name(f"{self.path.name}.broken{suffix}"))
        return _connect(self.path)

    def close(self) -> None:
        """Write down what was held back, and close."""
        self.release()
        self.db.close()

    def append(self, entries: Iterable[Entry]) -> None:
        """Write records down; they are on the disk when this returns (unless a backup holds it)."""
        rows = [
            (entry.ts, KINDS[type(entry.body)], encode(entry.body).decode()) for entry in entries
        ]
        self._write(
            lambda: self.db.executemany("INSERT INTO record(ts, kind, body) VALUES (?, ?, ?)", rows)
        )

    def count(self, counts: Iterable[tuple[int, int, int, str, int]]) -> None:
        """Add to hours that still run: rows of hour (since 1970), recorder, slot, word, how many."""
        rows = list(counts)
        self._write(
            lambda: self.db.executemany(
                "INSERT INTO counting VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET count = count + excluded.count",
                rows,
            )
        )

    def close_hours(self, before: int, now: int) -> None:
        """Turn the counts of hours before `before` into records, once each."""

        def close() -> None:
            hours: dict[tuple[int, int, int], dict[str, int]] = {}
            query = "SELECT h, r, n, word, count FROM counting WHERE h < ? ORDER BY h, r, n, word"
            for hour, recorder, slot, word, count in self.db.execute(query, (before,)):
                hours.setdefault((hour, recorder, slot), {})[word] = count
            self.db.executemany(
                "INSERT INTO record(ts, kind, body) VALUES (?, 'hour', ?)",
                [
                    (now, encode(HourBody(n=slot, h=hour, c=counts, r=recorder)).decode())
                    for (hour, recorder, slot), counts in hours.items()
                ],
            )
            self.db.execute("DELETE FROM counting WHERE h < ?", (before,))

        self._write(close)

    def place(self) -> Place:
        """Say where the ledger stands."""
        return Place(
            epoch=self._meta["epoch"],
            base=int(self._meta["base"]),
            head=self._head(),
            acked=int(self._meta["acked"]),
        )

    def waiting(self) -> Waiting:
        """Say what the city hasn't confirmed."""
        query = "SELECT count(*), min(ts) FROM record WHERE seq > ?"
        count, oldest = self._read(query, int(self._meta["acked"]))
        return Waiting(count=count, oldest=oldest)

    def batch(self, sid: str) -> Records | None:
        """Return the next records for the city, None when it has all. They count as sent from now."""
        place = self.place()
        room, records = MAX_BYTES - _ENVELOPE, []
        query = "SELECT seq, ts, kind, body FROM record WHERE seq > ? ORDER BY seq LIMIT ?"
        for seq, ts, kind, body in self._rows(query, place.acked, MAX_RECORDS):
            room -= len(body) + len(kind) + 40
            if room < 0:
                break
            records.append(Record(seq, ts, kind, msgspec.Raw(body.encode())))
        if not records:
            return None
        if records[-1].seq > int(self._meta["sent"]):
            self.remember(sent=str(records[-1].seq))
        forgotten = int(self._meta.get("forgotten", "0"))
        return Records(
            v=1,
            sid=sid,
            e=place.epoch,
            p=place.acked,
            f=forgotten if forgotten > place.acked else 0,
            r=tuple(records),
        )

    def confirm(self, seq: int, now: int) -> None:
        """Note that the city has committed all up to `seq`."""
        if int(self._meta["acked"]) < seq <= self._head():
            self.remember(acked=str(seq), confirmed=str(now))

    def rewind(self, seq: int) -> None:
        """Go back to `seq`: the city came back from a backup and misses what follows."""
        target = max(seq, int(self._meta["base"]))
        if target < int(self._meta["acked"]):
            self.remember(acked=str(target))

    def new_epoch(self, *, behind: int) -> None:
        """Begin a new life for the records behind that number: this ledger came back from a backup."""
        number = str(behind)
        self.remember(epoch=secrets.token_hex(8)[:15], base=number, acked=number, sent=number)

    def get(self, key: str) -> str | None:
        """Return a note of `remember`."""
        return self._meta.get(key)

    def remember(self, **notes: str) -> None:
        """Write notes down."""
        rows = list(notes.items())
        self._write(lambda: self.db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows))
        self._meta.update(notes)

    @property
    def sent(self) -> int:
        """The greatest number that may have reached the city."""
        return int(self._meta["sent"])

    def size(self) -> int:
        """Return the bytes in use."""
        pages, free, page = (self._read(f"PRAGMA {name}")[0] for name in _PAGES)
        return int((pages - free) * page)

    def hold(self) -> None:
        """Make the file complete and leave it alone until `release`: it is being copied."""
        with refusals():
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._held = []

    def release(self) -> None:
        """Write down what came during `hold`."""
        held, self._held = self._held, None
        for write in held or ():
            self._write(write)

    def transaction(self, write: Callable[[], object]) -> None:
        """Run several statements on `db` as one."""
        self._write(write)

    def _write(self, write: Callable[[], object]) -> None:
        if self._held is not None:
            self._held.append(write)
            return
        with refusals(), self.db:
            self.db.execute("BEGIN IMMEDIATE")
            write()

    def _rows(self, query: str, *values: int) -> list[tuple[int, int, str, str]]:
        with refusals():
            return self.db.execute(query, values).fetchall()

    def _read(self, query: str, *values: int) -> tuple[int, int | None]:
        with refusals():
            row: tuple[int, int | None] = self.db.execute(query, values).fetchone()
        return row

    def _head(self) -> int:
        with refusals():
            query = "SELECT seq FROM sqlite_sequence WHERE name = 'record'"
            row = self.db.execute(query).fetchone()
        return row[0] if row else 0


_PAGES: Final = ("page_count", "freelist_count", "page_size")


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("quick_check")
        db.executescript(_SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db
