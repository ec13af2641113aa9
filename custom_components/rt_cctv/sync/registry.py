"""Who may speak: hubs, their claim codes, their passwords, their standing. All of it blocks.

A hub is expected (in the list, with a claim code), pending (it has claimed), confirmed (the
kelurahan vouches for it), or revoked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, Row, func, select, update

from . import tables
from .clock import now_ms
from .identity import HubId
from .secret import Verifiers, hashed, matches, new_code, new_password, plain_code, verifiers
from .store import Store, Value

MAX_TRIES: Final = 5
CLAIM_LASTS_MS: Final = 30 * 86_400_000
OVERLAP_MS: Final = 86_400_000

_hub, _member = tables.hub, tables.member


class RegistryError(Exception):
    """The registry says no. `reason` is one of unknown, code, expired, locked, used, password, revoked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Grant:
    """What a hub is given: its user name and password."""

    hub: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Credential:
    """A user of the broker, with the password as the engines check it."""

    hub: HubId
    mosquitto: str
    bcrypt: str


class Registry:
    """The registry in the city's database. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def expect(self, hubs: Iterable[HubId]) -> dict[str, str]:
        """Add hubs and return a new claim code for each; a hub that is in the list gets a new one.

        What a hub that is already in use has stays valid until the new code is claimed.
        """
        codes = {}
        with self._store.transaction() as db:
            number = int(db.execute(select(func.coalesce(func.max(_hub.c.n), 0))).scalar_one())
            known = dict(db.execute(select(_hub.c.id, _hub.c.n)).tuples().all())
            rows, members = [], []
            for hub in dict.fromkeys(hubs):
                codes[hub.text] = code = new_code()
                if (mine := known.get(hub.text)) is None:
                    number += 1
                    known[hub.text] = mine = number
                    rows.append(_new_row(hub, number))
                members.append((mine, hashed(code.replace("-", "")), now_ms() + CLAIM_LASTS_MS, 0))
            if rows:
                db.execute(_hub.insert(), rows)
            changed = ("claim", "claim_until", "tries")
            self._store.upsert(db, _member, members, ("hub", *changed), replace=changed)
        return codes

    def claim(self, hub: HubId, code: str) -> Grant:
        """Trade a claim code for a password; five wrong ones lock it. Raises RegistryError."""
        reason = None
        grant = Grant(hub.text, new_password())
        with self._store.transaction() as db:
            row = self._member(db, hub)
            if row.status == "revoked":
                raise RegistryError("revoked")
            if row.claim is None:
                raise RegistryError("used")
            if row.tries >= MAX_TRIES:
                raise RegistryError("locked")
            if row.claim_until < now_ms():
                raise RegistryError("expired")
            if not matches(plain_code(code) or "", row.claim):
                # This has to be committed, so it is raised after the transaction.
                reason = "code" if row.tries + 1 < MAX_TRIES else "locked"
                self._set(db, row.n, tries=row.tries + 1)
            else:
                self._take_into_use(db, row.n, verifiers(grant.password))
                self._set(db, row.n, claim=None, tries=0, claimed=now_ms(), old_door=None)
                standing = update(_hub).where(_hub.c.n == row.n)
                db.execute(standing.values(status="pending", run="", conn=0, runs="", twin=None))
        if reason is not None:
            raise RegistryError(reason)
        return grant

    def rotate(self, hub: HubId, password: str) -> Grant:
        """Hand out the next password; the present one works until the next one is first used here.

        The one before is good for this for 24 hours more, so that a hub that came back from a
        backup isn't locked out. Raises RegistryError.
        """
        grant = Grant(hub.text, new_password())
        with self._store.transaction() as db:
            row = self._member(db, hub)
            if row.status == "revoked":
                raise RegistryError("revoked")
            is_old = matches(password, row.old_door) and (row.old_until or 0) > now_ms()
            if not (matches(password, row.door) or is_old):
                raise RegistryError("password")
            following = verifiers(grant.password)
            self._set(
                db,
                row.n,
                next_door=following.door,
                next_mosquitto=following.mosquitto,
                next_bcrypt=following.bcrypt,
            )
        return grant

    def confirm_rotation(self, hub: HubId, password: str) -> None:
        """Take the next password into use, as proven by it; again and again is fine.

        Raises RegistryError.
        """
        with self._store.transaction() as db:
            row = self._member(db, hub)
            if row.status == "revoked":
                raise RegistryError("revoked")
            if matches(password, row.next_door):
                following = Verifiers(row.next_door, row.next_mosquitto, row.next_bcrypt)
                self._take_into_use(db, row.n, following)
                self._set(db, row.n, old_door=row.door, old_until=now_ms() + OVERLAP_MS)
            elif not matches(password, row.door):
                raise RegistryError("password")

    def vouch(self, hubs: Iterable[HubId], status: str) -> int:
        """Confirm pending hubs, or set them back to pending; return how many changed."""
        return self._change(hubs, {"pending", "confirmed"} - {status}, status)

    def revoke(self, hubs: Iterable[HubId]) -> int:
        """Take hubs' right to speak away; the broker cuts them off when it reads the registry again."""
        return self._change(hubs, {"expected", "pending", "confirmed"}, "revoked")

    def reinstate(self, hubs: Iterable[HubId]) -> dict[str, str]:
        """Expect revoked hubs anew; return their claim codes."""
        listed = list(hubs)
        self._change(listed, {"revoked"}, "expected")
        return self.expect(listed)

    def credentials(self) -> list[Credential]:
        """Return whom the broker should let in."""
        query = (
            select(_hub.c.id, _member.c.mosquitto, _member.c.bcrypt)
            .join(_member, _member.c.hub == _hub.c.n)
            .where(_hub.c.status.in_(["pending", "confirmed"]), _member.c.mosquitto.is_not(None))
            .order_by(_hub.c.id)
        )
        with self._store.transaction() as db:
            return [Credential(HubId.parse(row[0]), row[1], row[2]) for row in db.execute(query)]

    def revision(self) -> str:
        """Return a mark that changes whenever `credentials` would."""
        with self._store.transaction() as db:
            return _revision(db)

    def _change(self, hubs: Iterable[HubId], before: set[str], after: str) -> int:
        changed = 0
        with self._store.transaction() as db:
            for hub in hubs:
                statement = update(_hub).where(_hub.c.id == hub.text, _hub.c.status.in_(before))
                changed += db.execute(statement.values(status=after)).rowcount
            self._bump(db)
        return changed

    def _member(self, db: Connection, hub: HubId) -> Row[tuple[Value, ...]]:
        query = (
            select(_hub.c.n, _hub.c.status, _member)
            .join(_member, _member.c.hub == _hub.c.n)
            .where(_hub.c.id == hub.text)
            .with_for_update()
        )
        row: Row[tuple[Value, ...]] | None = db.execute(query).one_or_none()
        if row is None:
            raise RegistryError("unknown")
        return row

    def _take_into_use(self, db: Connection, number: int, secret: Verifiers) -> None:
        self._set(
            db,
            number,
            door=secret.door,
            mosquitto=secret.mosquitto,
            bcrypt=secret.bcrypt,
            next_door=None,
            next_mosquitto=None,
            next_bcrypt=None,
        )
        self._bump(db)

    def _set(self, db: Connection, number: int, **values: Value) -> None:
        db.execute(update(_member).where(_member.c.hub == number).values(**values))

    def _bump(self, db: Connection) -> None:
        row = ("revision", str(int(_revision(db)) + 1))
        self._store.upsert(db, tables.meta, [row], replace=("value",))


def _revision(db: Connection) -> str:
    query = select(tables.meta.c.value).where(tables.meta.c.key == "revision")
    return db.execute(query).scalar() or "0"


def _new_row(hub: HubId, number: int) -> dict[str, Value]:
    return {
        "n": number,
        "id": hub.text,
        "kec": hub.kecamatan,
        "kel": hub.kelurahan,
        "kind": hub.kind.value,
        "status": "expected",
    }
