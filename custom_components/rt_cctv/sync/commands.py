"""What the city asks of its hubs: kept until answered or expired, sent again at every hello."""

from collections.abc import Sequence
from dataclasses import dataclass
import secrets
from typing import Final, Literal

from msgspec import convert
from sqlalchemy import Connection, RowMapping, func, select

from . import tables
from .identity import EVERYBODY, HubId, NotAHubIdError, is_kecamatan
from .ingest import Answer
from .messages import Command
from .store import Store

_DAY_MS: Final = 86_400_000
MAX_TEXT: Final = 1_000

type Operation = Literal["announce", "state", "rotate"]
type Severity = Literal["info", "warning", "alarm"]


class BadCommandError(ValueError):
    """A command that can't be given. `reason` is one of target, text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Due:
    """A command that a hub has not answered."""

    hub: HubId
    command: Command


def give(
    store: Store,
    *,
    target: str,
    op: Operation,
    now: int,
    text: str = "",
    severity: Severity = "info",
    lasts_ms: int = _DAY_MS,
) -> Command:
    """Note a command to a hub, a kecamatan or `all`; blocks. It has yet to be sent.

    Raises BadCommandError, StoreError.
    """
    _check_target(target)
    text = text.strip()
    if len(text) > MAX_TEXT or (op == "announce" and not text):
        raise BadCommandError("text")
    with store.transaction() as db:
        number = _next_announcement(db) if op == "announce" else 0
        row = {
            "id": secrets.token_hex(8),
            "target": target,
            "op": op,
            "text": text,
            "severity": severity,
            "ann": number,
            "created": now,
            "expires": now + lasts_ms,
        }
        db.execute(tables.command.insert().values(row))
    return Command(
        v=1, id=str(row["id"]), op=op, exp=now + lasts_ms, text=text, ann=number, sev=severity
    )


def due_commands(store: Store, answers: Sequence[Answer], now: int) -> list[Due]:
    """Return what hubs that said hello have yet to answer; blocks. Raises StoreError."""
    greeted = [answer for answer in answers if answer.greeted]
    if not greeted:
        return []
    command, answer = tables.command, tables.answer
    with store.transaction() as db:
        query = select(command).where(command.c.expires > now).order_by(command.c.created)
        live = db.execute(query).mappings().all()
        if not live:
            return []
        ids = [hub.hub.text for hub in greeted]
        known = {
            (row.command, row.id)
            for row in db.execute(
                select(answer.c.command, tables.hub.c.id)
                .join(tables.hub, tables.hub.c.n == answer.c.hub)
                .where(answer.c.command.in_([row["id"] for row in live]))
                .where(tables.hub.c.id.in_(ids))
            )
        }
    return [
        Due(hub.hub, _command(row))
        for hub in greeted
        for row in live
        if row["target"] in {EVERYBODY, hub.hub.kecamatan, hub.hub.text}
        and (row["id"], hub.hub.text) not in known
        and row["op"] != "state"
    ]


def _command(row: RowMapping) -> Command:
    return convert(
        {
            "v": 1,
            "id": row["id"],
            "op": row["op"],
            "exp": row["expires"],
            "text": row["text"],
            "ann": row["ann"],
            "sev": row["severity"],
        },
        Command,
    )


def _check_target(target: str) -> None:
    if target == EVERYBODY or is_kecamatan(target):
        return
    try:
        HubId.parse(target)
    except NotAHubIdError as error:
        raise BadCommandError("target") from error


def _next_announcement(db: Connection) -> int:
    query = select(func.coalesce(func.max(tables.command.c.ann), 0))
    return int(db.execute(query).scalar_one()) + 1
