"""A Hikvision recorder's clock: pure.

`System/time` says a local time and a POSIX zone (CST-7:00:00 is UTC+7). Recordings and searches
carry the local time with a Z behind it that means nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
import re
from xml.sax.saxutils import escape

from ..xml_nodes import Node
from .read import expect

_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?(?:(Z)|([+-])(\d\d):?(\d\d))?",
    re.ASCII,
)
_ZONE = re.compile(r"[A-Za-z]{3,}([+-]?)(\d{1,2})(?::(\d\d))?(?::(\d\d))?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A time as written: the wall clock, its offset where one is said, or a Z."""

    wall: datetime
    offset: timedelta | None = None
    zulu: bool = False


def read_moment(text: str | None) -> Moment | None:
    """Read a time strictly; None for what is malformed, 0000-00-00 included."""
    match = _TIME.fullmatch(text or "")
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    if not 1970 <= year < 2200:
        return None
    try:
        wall = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None
    if match[8] is None:
        return Moment(wall=wall, zulu=match[7] is not None)
    offset = timedelta(hours=int(match[9]), minutes=int(match[10]))
    if offset >= timedelta(hours=24):
        return None
    return Moment(wall=wall, offset=-offset if match[8] == "-" else offset)


def read_zone(text: str | None) -> timedelta | None:
    """Return what a POSIX zone adds to UTC (without summer time), None where it can't be read."""
    match = _ZONE.match(text or "")
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0), seconds=int(match[4] or 0))
    if offset > timedelta(hours=14):
        return None
    return offset if match[1] == "-" else -offset


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """How a recorder's clock stands: its offset from UTC, and how far it is ahead of the hub's."""

    offset: timedelta
    drift: timedelta
    zone: str | None
    mode: str | None

    def to_device(self, moment: datetime) -> datetime:
        """Return what the recorder's own clock shows (naive) at an aware moment."""
        return (moment.astimezone(UTC) + self.offset + self._whole).replace(tzinfo=None)

    @property
    def _whole(self) -> timedelta:
        """The drift in whole seconds: the recorder writes no less, and 1 s is the call's own."""
        seconds = round(self.drift.total_seconds())
        return timedelta(seconds=seconds if abs(seconds) > 1 else 0)

    def from_device(self, moment: Moment) -> datetime:
        """Return the moment (UTC) at which the recorder's own clock showed `moment`."""
        offset = self.offset if moment.offset is None else moment.offset
        return (moment.wall - offset - self._whole).replace(tzinfo=UTC)


def read_clock(node: Node, now: datetime) -> Clock | None:
    """Read `System/time` as it was at `now` (aware, the hub's); None where it makes no sense."""
    expect(node, "time")
    moment = read_moment(node.get("localTime"))
    zone = node.get("timeZone")
    if moment is None:
        return None
    offset = moment.offset
    if offset is None:
        offset = read_zone(zone)
    if offset is None:
        offset = now.astimezone().utcoffset() or timedelta()
    if moment.zulu and abs(_drift(moment, timedelta(), now)) < abs(_drift(moment, offset, now)):
        # This firmware means the Z that it writes; the others write it behind local time.
        moment = Moment(wall=moment.wall + offset)
    return Clock(
        offset=offset,
        drift=_drift(moment, offset, now),
        zone=zone,
        mode=node.get("timeMode"),
    )


def _drift(moment: Moment, offset: timedelta, now: datetime) -> timedelta:
    # Recorders cut their seconds off: half of one is what is lost on average.
    return (moment.wall - offset).replace(tzinfo=UTC) + timedelta(seconds=0.5) - now


def time_document(moment: datetime, clock: Clock) -> bytes:
    """Return the `System/time` that sets a recorder's clock to an aware moment in its zone."""
    local = moment.astimezone(timezone(clock.offset)).isoformat(timespec="seconds")
    zone = f"<timeZone>{escape(clock.zone)}</timeZone>" if clock.zone else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Time version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema">'
        f"<timeMode>manual</timeMode><localTime>{local}</localTime>{zone}</Time>"
    ).encode()
