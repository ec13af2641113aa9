"""The city's tables, the same on SQLite and PostgreSQL. Times are UTC in milliseconds since 1970."""

from typing import Final

from sqlalchemy import DDL, BigInteger, Column, Index, Integer, MetaData, Table, Text, event

SCHEMA_VERSION: Final = 1

metadata: Final = MetaData()

hub: Final = Table(
    "hub",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("kec", Text, nullable=False),
    Column("kel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False, comment="expected, pending, confirmed, revoked"),
    Column("online", Integer, nullable=False, server_default="0"),
    Column("since", BigInteger, comment="since when it is online or silent"),
    Column("seen", BigInteger, comment="when it last said anything"),
    Column("run", Text, nullable=False, server_default="", comment="the run that speaks now"),
    Column("conn", Integer, nullable=False, server_default="0"),
    Column("rev", BigInteger, nullable=False, server_default="0"),
    Column("runs", Text, nullable=False, server_default="", comment="the last runs, by spaces"),
    Column("twin", BigInteger, comment="when two hubs of this identity were last seen"),
    Column("sw", Text, nullable=False, server_default=""),
    Column("ha", Text, nullable=False, server_default=""),
    Column("nvr", Text, nullable=False, server_default="unknown"),
    Column("disk", Text, nullable=False, server_default="unknown"),
    Column("free", Integer),
    Column("clk", BigInteger),
    Column("wait", BigInteger, nullable=False, server_default="0"),
    Column(
        "slots", Text, nullable=False, server_default="[]", comment="JSON: n, r, st, own, since"
    ),
    Column("n_online", Integer, nullable=False, server_default="0"),
    Column("n_dark", Integer, nullable=False, server_default="0"),
    Column("n_unknown", Integer, nullable=False, server_default="0"),
    Column("n_empty", Integer, nullable=False, server_default="0"),
    Column("n_pemkot", Integer, nullable=False, server_default="0"),
    Column("n_swadaya", Integer, nullable=False, server_default="0"),
    Column("n_korporasi", Integer, nullable=False, server_default="0"),
    Index("hub_kel", "kel"),
)

member: Final = Table(
    "member",
    metadata,
    Column("hub", Integer, primary_key=True, autoincrement=False),
    Column("claim", Text, comment="hash of the claim code"),
    Column("claim_until", BigInteger),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("claimed", BigInteger),
    Column("confirmed", BigInteger),
    Column("door", Text, comment="hash that HTTPS checks"),
    Column("mosquitto", Text, comment="the same secret as Mosquitto wants it"),
    Column("bcrypt", Text, comment="the same secret as NATS wants it"),
    Column("next_door", Text, comment="a secret that was handed out and not yet confirmed"),
    Column("next_mosquitto", Text),
    Column("next_bcrypt", Text),
    Column("old_door", Text, comment="the secret before this one, good for HTTPS until old_until"),
    Column("old_until", BigInteger),
)

epoch: Final = Table(
    "epoch",
    metadata,
    Column("hub", Integer, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, primary_key=True, autoincrement=False),
    Column("base", BigInteger, nullable=False),
    Column("acked", BigInteger, nullable=False),
    Column("opened", BigInteger, nullable=False),
)

record: Final = Table(
    "record",
    metadata,
    Column("hub", Integer, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("ts", BigInteger, nullable=False, comment="by the hub's clock"),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("got", BigInteger, nullable=False, comment="by the city's clock"),
    sqlite_with_rowid=False,
)

tally: Final = Table(
    "tally",
    metadata,
    Column("hub", Integer, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False, comment="WIB days since 1970"),
    Column("word", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
    Index("tally_day", "day"),
    sqlite_with_rowid=False,
)

incident: Final = Table(
    "incident",
    metadata,
    Column("hub", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("word", Text, nullable=False),
    Column("slot", Integer),
    Column("severity", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("incident_phase", "phase"),
)

gap: Final = Table(
    "gap",
    metadata,
    Column("hub", Integer, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, primary_key=True, autoincrement=False),
    Column("a", BigInteger, primary_key=True, autoincrement=False),
    Column("z", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

fault: Final = Table(
    "fault",
    metadata,
    Column("hub", Text, primary_key=True, comment="as the topic says, empty where it says none"),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("reason", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

command: Final = Table(
    "command",
    metadata,
    Column("id", Text, primary_key=True),
    Column("target", Text, nullable=False, comment="a hub id, a kecamatan, or all"),
    Column("op", Text, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("severity", Text, nullable=False, server_default="info"),
    Column("ann", BigInteger, nullable=False, server_default="0"),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
)

answer: Final = Table(
    "answer",
    metadata,
    Column("command", Text, primary_key=True),
    Column("hub", Integer, primary_key=True, autoincrement=False),
    Column("ok", Integer, nullable=False),
    Column("why", Text),
    Column("at", BigInteger, nullable=False),
)

meta: Final = Table(
    "meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False)
)

# PostgreSQL changes a row within its page where there is room, and then leaves the indexes alone.
_MAKE_ROOM: Final = DDL("ALTER TABLE %(table)s SET (fillfactor = 70)")  # type: ignore[no-untyped-call]
for _changing in (hub, epoch, tally):
    event.listen(_changing, "after_create", _MAKE_ROOM.execute_if(dialect="postgresql"))
