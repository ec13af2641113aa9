"""The wire contract between a hub and the city, version 1 (docs/protocol.md binds both sides).

Every message is a JSON object with `v`; `v` changes only when a field changes its meaning. Fields
that a reader doesn't know are ignored. Times are UTC in milliseconds since 1970.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from ..model import DiskStatus, SlotOwner, SlotStatus

VERSION: Final = 1
MAX_RECORDS: Final = 256
MAX_BYTES: Final = 32_768
MAX_BODY: Final = 1_024
"""Bytes of one record's body."""

WIB_HOURS: Final = 7
"""Semarang's days begin so many hours before UTC's."""

type V1 = Literal[1]
type Milliseconds = Annotated[
    int, Meta(ge=0, le=4_102_444_800_000, description="UTC, ms since 1970")
]
type Seq = Annotated[int, Meta(ge=0, le=2**53, description="sequence number of a ledger record")]
type Epoch = Annotated[
    str, Meta(pattern="^[0-9a-f]{15}$", description="the life of a ledger: 60 random bits")
]
type Sid = Annotated[
    str,
    Meta(
        pattern="^[0-9a-f]{12}-[0-9]{1,9}$",
        description="a run of the link (random) and the number of its connection",
    ),
]
type Word = Annotated[str, Meta(pattern="^[a-z][a-z_]{0,31}$")]
type Text = Annotated[str, Meta(max_length=1_000)]
type Short = Annotated[
    str,
    Meta(
        max_length=40, pattern=r"^[^\x00]*$", description="without NUL, which PostgreSQL can't keep"
    ),
]
type SlotNumber = Annotated[int, Meta(ge=1, le=64)]
type RecorderNumber = Annotated[int, Meta(ge=1, le=16)]
type Count = Annotated[int, Meta(ge=0, le=1_000_000)]
type Counts = Annotated[dict[Word, Count], Meta(max_length=32)]
type RecorderStatus = Literal["online", "offline", "unknown", "none"]
type Percent = Annotated[int, Meta(ge=0, le=100)]


class _Message(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What all messages share: unknown fields are ignored, defaults are not sent.

    None can be part of a cycle, so the garbage collector needn't look at a million of them.
    """


# Hub to city.


class Hello(_Message, frozen=True, kw_only=True):
    """The first message of a connection, repeated until acknowledged."""

    v: V1
    sid: Sid
    e: Epoch
    base: Seq
    """The records of this epoch have greater numbers than this."""
    head: Seq
    """The newest record's number."""
    sw: Short = ""
    ha: Short = ""
    ann: Seq = 0
    """The newest announcement that this hub has shown."""
    at: Milliseconds = 0


class Life(_Message, frozen=True, kw_only=True):
    """The last will, and the farewell of a clean stop; the city ignores another connection's."""

    v: V1
    sid: Sid
    on: Literal[0] = 0
    why: Literal["", "stop"] = ""


class SlotState(_Message, frozen=True, kw_only=True):
    """One slot now."""

    n: SlotNumber
    st: SlotStatus
    own: SlotOwner | None = None
    r: RecorderNumber = 1


class State(_Message, frozen=True, kw_only=True):
    """All of a hub now; of two, the one with the later (sid, rev) counts."""

    v: V1
    sid: Sid
    rev: Seq
    at: Milliseconds
    slots: Annotated[tuple[SlotState, ...], Meta(max_length=64)] = ()
    nvr: RecorderStatus = "unknown"
    disk: DiskStatus = DiskStatus.UNKNOWN
    free: Percent | None = None
    clk: Annotated[int, Meta(ge=-(10**10), le=10**10)] | None = None
    """The hub's clock less the city's, in seconds."""
    wait: Seq = 0
    """How many records wait."""


class Record(Struct, frozen=True, array_like=True, gc=False):
    """One line of the ledger: `[seq, ts, kind, body]`; BODIES says what a kind's body is."""

    seq: Seq
    ts: Milliseconds
    kind: Word
    body: msgspec.Raw


class Records(_Message, frozen=True, kw_only=True):
    """Up to 256 records in rising order. `p` is the last number that the hub knows to be committed."""

    v: V1
    sid: Sid
    e: Epoch
    p: Seq
    f: Seq = 0
    """Where greater than `p`: records up to this one were confirmed once and are forgotten by now."""
    r: Annotated[tuple[Record, ...], Meta(min_length=1, max_length=MAX_RECORDS)]


# The bodies of records.


class SlotBody(_Message, frozen=True, kw_only=True):
    """A slot's camera changed (kind `slot`)."""

    n: SlotNumber
    to: SlotStatus
    was: SlotStatus | None = None
    own: SlotOwner | None = None
    r: RecorderNumber = 1


class RecorderBody(_Message, frozen=True, kw_only=True):
    """The recorder came or went (kind `nvr`)."""

    to: RecorderStatus
    r: RecorderNumber = 1


class DiskBody(_Message, frozen=True, kw_only=True):
    """The recorder's disks together: the worst of them (kind `disk`)."""

    to: DiskStatus
    was: DiskStatus | None = None
    r: RecorderNumber = 1


class HourBody(_Message, frozen=True, kw_only=True):
    """What a slot saw in one whole hour, `h` hours since 1970 in UTC (kind `hour`); 0 is not sent."""

    n: SlotNumber
    h: Annotated[int, Meta(ge=0, le=2_000_000)]
    c: Counts
    r: RecorderNumber = 1


class DayBody(_Message, frozen=True, kw_only=True):
    """Hours rolled together where the ledger got full, `d` days since 1970 in WIB (kind `day`)."""

    n: SlotNumber
    d: Annotated[int, Meta(ge=0, le=100_000)]
    c: Counts
    r: RecorderNumber = 1


class IncidentBody(_Message, frozen=True, kw_only=True):
    """An incident's turn (kind `incident`)."""

    id: Annotated[str, Meta(pattern="^[0-9a-zA-Z-]{4,40}$")]
    k: Word
    ph: Literal["raised", "acknowledged", "closed"]
    n: SlotNumber | None = None
    sev: Word = "warning"
    by: Literal["", "hub", "person"] = ""
    """Never a name."""
    r: RecorderNumber = 1


class CommandBody(_Message, frozen=True, kw_only=True):
    """The answer to a command (kind `cmd`)."""

    id: Short
    ok: bool
    why: Word | None = None


class GapBody(_Message, frozen=True, kw_only=True):
    """Records that will never come, and why (kind `gap`)."""

    why: Literal["full", "consent", "damaged"]
    n: Seq
    """How many."""
    a: Seq
    """The first of their numbers."""
    z: Seq
    """The last of their numbers."""


type Body = (
    SlotBody | RecorderBody | DiskBody | HourBody | DayBody | IncidentBody | CommandBody | GapBody
)

BODIES: Final[Mapping[str, type[Body]]] = {
    "slot": SlotBody,
    "nvr": RecorderBody,
    "disk": DiskBody,
    "hour": HourBody,
    "day": DayBody,
    "incident": IncidentBody,
    "cmd": CommandBody,
    "gap": GapBody,
}
KINDS: Final[Mapping[type[Body], str]] = {body: kind for kind, body in BODIES.items()}


# City to hub.


class Ack(_Message, frozen=True, kw_only=True):
    """What the city has committed: all records up to `s`. Sent after the commit, to `sid` alone.

    `s` of a hello's answer may be smaller than what was confirmed: the city came back from a backup.
    `fork`: the record after `s` differs from the one that the city has: begin a new epoch behind `s`.
    """

    v: V1
    sid: Sid
    e: Epoch
    s: Seq
    t: Milliseconds
    """The city's time."""
    hi: bool = False
    """This answers a hello."""
    rev: Seq | None = None
    """This answers the state of that revision."""
    fork: bool = False
    no: Literal["", "hello", "version", "damaged", "unknown"] = ""
    """Why nothing was taken: say hello first, a contract too new for this city, damaged, no such hub."""
    pend: bool = False
    """The kelurahan has yet to confirm this hub: it is counted apart."""
    twin: bool = False
    """Two hubs use this identity."""
    bad: tuple[Seq, ...] = ()
    """Records whose body could not be understood: they are counted, not kept."""
    pause: Annotated[int, Meta(ge=0, le=3_600)] = 0
    """Send nothing for so many seconds."""


class Command(_Message, frozen=True, kw_only=True):
    """Something the city asks of a hub, sent again at each hello until answered or expired."""

    v: V1
    id: Short
    op: Literal["announce", "state", "rotate"]
    exp: Milliseconds
    text: Text = ""
    ann: Seq = 0
    """The number of the announcement, for `announce`."""
    sev: Literal["info", "warning", "alarm"] = "info"


class Aggregate(_Message, frozen=True, kw_only=True):
    """The sum over one area, retained on the broker."""

    v: V1
    at: Milliseconds
    n: dict[Word, int]


type Up = Hello | Life | State | Records
UP: Final[Mapping[str, type[Up]]] = {"hello": Hello, "life": Life, "state": State, "rec": Records}
DOWN: Final = {"ack": Ack, "cmd": Command}
