"""SQL that writes many rows with one statement: SQLite runs it once a row, PostgreSQL takes columns as arrays.

A statement a row costs PostgreSQL as much as all of a batch together.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

_POSTGRESQL: Final = postgresql.dialect()  # type: ignore[no-untyped-call]


@cache
def upsert_text(
    table: Table,
    names: tuple[str, ...],
    *,
    replace: tuple[str, ...],
    add: tuple[str, ...],
    is_sqlite: bool,
) -> str:
    """Return an INSERT of these columns that replaces and adds to others where the key is taken."""
    changes = [f"{name} = excluded.{name}" for name in replace]
    changes += [f"{name} = {table.name}.{name} + excluded.{name}" for name in add]
    then = f"UPDATE SET {', '.join(changes)}" if changes else "NOTHING"
    marks = ", ".join("?" * len(names))
    source = f"VALUES ({marks})" if is_sqlite else f"SELECT * FROM {_unnest(table, names)}"  # noqa: S608 -- names are ours
    keys = _listed([column.name for column in table.primary_key])
    return f"INSERT INTO {table.name} ({_listed(names)}) {source} ON CONFLICT ({keys}) DO {then}"


@cache
def update_text(table: Table, names: tuple[str, ...], *, is_sqlite: bool) -> str:
    """Return an UPDATE of these columns; the last of them is the key."""
    *changed, key = names
    if is_sqlite:
        changes = ", ".join(f"{name} = ?" for name in changed)
        return f"UPDATE {table.name} SET {changes} WHERE {key} = ?"  # noqa: S608 -- names are ours
    changes = ", ".join(f"{name} = v.{name}" for name in changed)
    rows = f"{_unnest(table, names)} AS v ({_listed(names)})"
    return f"UPDATE {table.name} SET {changes} FROM {rows} WHERE {table.name}.{key} = v.{key}"  # noqa: S608 -- names are ours


def _unnest(table: Table, names: Sequence[str]) -> str:
    types = [table.c[name].type.compile(_POSTGRESQL) for name in names]
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in types)})"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def array_text(values: Iterable[str | float | None]) -> str:
    """Return values as PostgreSQL reads an array's text: several times quicker than psycopg, one by one."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: str | float | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
