"""The city's database: SQLite in a folder, or PostgreSQL by URL. All of it blocks: use a thread."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
import json
from sqlite3 import Connection as _SqliteConnection, Error as SqliteError
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row as Found, Table, create_engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from . import tables
from .statements import array_text, update_text, upsert_text

type Value = str | int | float | None
type Row = tuple[Value, ...]

_RECORD_COLUMNS: Final = "hub, epoch, seq, ts, kind, body, got"


class StoreError(Exception):
    """The database can't be used; the message holds no password."""


class Store:
    """An open database of the city."""

    def __init__(self, url: str) -> None:
        """Open the database of this URL and make its tables; raises StoreError."""
        try:
            parsed = make_url(url)
            if parsed.drivername in {"postgresql", "postgres"}:
                parsed = parsed.set(drivername="postgresql+psycopg")
            self.is_sqlite = parsed.get_backend_name() == "sqlite"
            self.engine = _engine(parsed.render_as_string(hide_password=False), self.is_sqlite)
        except (ArgumentError, ModuleNotFoundError) as error:
            raise StoreError(type(error).__name__) from error
        self._held: PoolProxiedConnection | None = None
        try:
            self._prepare()
        except StoreError:
            self.engine.dispose()
            raise

    def _prepare(self) -> None:
        with self.transaction() as db:
            if not self.is_sqlite:
                # Two collectors that start together must not make the tables together.
                db.execute(text("SELECT pg_advisory_xact_lock(3374)"))
            tables.metadata.create_all(db)
            key = tables.meta.c.key
            found = db.execute(select(tables.meta.c.value).where(key == "schema")).scalar()
            if found is None:
                row = {"key": "schema", "value": str(tables.SCHEMA_VERSION)}
                db.execute(tables.meta.insert().values(row))
            elif int(found) > tables.SCHEMA_VERSION:
                raise StoreError("the database was made by a newer version")

    def close(self) -> None:
        """Close all connections."""
        self.release()
        self.engine.dispose()

    def hold(self) -> None:
        """Make SQLite's file complete and let nobody write to it: it is being copied.

        Writers wait for half a minute, fail, and try again. Raises StoreError.
        """
        if not self.is_sqlite or self._held is not None:
            return
        held = self.engine.raw_connection()
        try:
            cursor = held.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("BEGIN IMMEDIATE")
        except SqliteError as error:
            held.close()
            raise StoreError(str(error)) from error
        self._held = held

    def release(self) -> None:
        """Let writers write again."""
        if self._held is not None:
            self._held.rollback()
            self._held.close()
            self._held = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run one transaction; on PostgreSQL and SQLite alike it holds when this returns.

        Raises StoreError.
        """
        try:
            with self.engine.begin() as db:
                yield db
        except DBAPIError as error:
            raise StoreError(f"{type(error.orig).__name__}: {error.orig}") from error

    def lock(self, db: Connection, numbers: Iterable[int]) -> None:
        """Keep others who lock one of these numbers waiting until this transaction ends.

        On SQLite every transaction waits for every other. On PostgreSQL a lock costs nothing, where locked
        rows would each be written.
        """
        if not self.is_sqlite:
            # In order, or two that lock several could wait for each other.
            query = "SELECT pg_advisory_xact_lock(one) FROM unnest(%s::bigint[]) AS one"
            db.exec_driver_sql(query, (sorted(numbers),))

    def find(self, db: Connection, query: str, values: Sequence[str]) -> Sequence[Found[Any]]:
        """Return the rows of a query that ends in the column which has to have one of these values."""
        # One text, however many values: neither SQLAlchemy nor the driver reads it again.
        if self.is_sqlite:
            one_of = f"{query} IN (SELECT value FROM json_each(?))"  # noqa: S608 -- values are bound
            return db.exec_driver_sql(one_of, (json.dumps(values),)).all()
        return db.exec_driver_sql(f"{query} = ANY(%s)", (values,)).all()

    def add_records(self, db: Connection, rows: Sequence[Row]) -> None:
        """Add records as fast as this database can: hub, epoch, seq, ts, kind, body, got."""
        if not rows:
            return
        if self.is_sqlite:
            statement = f"INSERT INTO record({_RECORD_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
            db.exec_driver_sql(statement, list(rows))
            return
        raw = db.connection.cursor()
        with raw, raw.copy(f"COPY record({_RECORD_COLUMNS}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)

    def upsert(
        self,
        db: Connection,
        table: Table,
        rows: Collection[Row],
        names: tuple[str, ...] = (),
        *,
        replace: tuple[str, ...] = (),
        add: tuple[str, ...] = (),
    ) -> None:
        """Insert rows of different keys; where one is taken, replace these columns and add to those.

        Without either, what is there stays. `names` are the rows' columns, all of the table's when left out.
        """
        if rows:
            names = names or tuple(table.columns.keys())
            text = upsert_text(table, names, replace=replace, add=add, is_sqlite=self.is_sqlite)
            self._write(db, text, rows)

    def update(
        self,
        db: Connection,
        table: Table,
        rows: Collection[Row],
        names: tuple[str, ...],
    ) -> None:
        """Write these rows' columns where the last of them, the key, is theirs."""
        if rows:
            self._write(db, update_text(table, names, is_sqlite=self.is_sqlite), rows)

    def _write(self, db: Connection, text: str, rows: Collection[Row]) -> None:
        if self.is_sqlite:
            db.exec_driver_sql(text, list(rows))
        else:
            columns = zip(*rows, strict=True)
            db.exec_driver_sql(text, tuple(array_text(column) for column in columns))


def _engine(url: str, is_sqlite: bool) -> Engine:  # noqa: FBT001
    if not is_sqlite:
        return create_engine(
            url,
            pool_size=2,
            max_overflow=4,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10},
        )
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    def on_connect(raw: _SqliteConnection, _: ConnectionPoolEntry) -> None:
        # SQLAlchemy itself begins transactions (below); the driver must not.
        raw.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "cache_size=-65536",
            # 64 MB of log before it goes into the file: in a storm the same pages change again and again.
            "wal_autocheckpoint=16000",
        ):
            raw.execute(f"PRAGMA {pragma}")

    def on_begin(db: Connection) -> None:
        db.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine
