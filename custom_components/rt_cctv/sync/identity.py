"""Who sends, and on which topic: hub ids, kecamatan and kelurahan codes, MQTT topics.

Codes are Kemendagri's without dots (`3374011001`), because some engines map the dot to the slash.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
import re
from typing import Final

ROOT: Final = "rtcctv/v1"
CITY: Final = "3374"
EVERYBODY: Final = "all"

_HUB: Final = re.compile(r"(?P<kelurahan>3374\d{6})-(?P<first>\d{3}|atcs|korp)-(?P<second>\d{3})")
_KECAMATAN: Final = re.compile(r"3374\d{2}")


class SourceKind(StrEnum):
    """What stands behind a hub id: a neighbourhood, a traffic junction, a company."""

    RT = "rt"
    ATCS = "atcs"
    KORPORASI = "korporasi"


class NotAHubIdError(ValueError):
    """This text is no hub id."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """An RT: its kelurahan's ten digits and the numbers of its RW and itself (1 to 999)."""

    kelurahan: str
    rw: int
    rt: int


@dataclass(frozen=True, slots=True)
class HubId:
    """A hub's identity, which is also its user name and its MQTT client id.

    `<kelurahan>-<RW>-<RT>` for a neighbourhood, `<kelurahan>-atcs-<n>` for a junction of the traffic
    control system, `<kelurahan>-korp-<n>` for a company; numbers have three digits.
    """

    text: str
    kelurahan: str
    kind: SourceKind
    rw: int | None
    number: int

    @classmethod
    @lru_cache(16_384)
    def parse(cls, text: str) -> HubId:
        """Read a hub id; raises NotAHubIdError."""
        if (match := _HUB.fullmatch(text)) is None:
            raise NotAHubIdError(text[:40])
        first = match["first"]
        kind = {"atcs": SourceKind.ATCS, "korp": SourceKind.KORPORASI}.get(first, SourceKind.RT)
        rw = int(first) if kind is SourceKind.RT else None
        return cls(text, match["kelurahan"], kind, rw, int(match["second"]))

    @classmethod
    def of(cls, place: Neighbourhood) -> HubId:
        """Return the hub id of a neighbourhood; raises NotAHubIdError."""
        return cls.parse(f"{place.kelurahan}-{place.rw:03}-{place.rt:03}")

    @property
    def kecamatan(self) -> str:
        """The six digits of the kecamatan."""
        return self.kelurahan[:6]


def is_kecamatan(code: str) -> bool:
    """Say whether this is the code of a kecamatan of Kota Semarang."""
    return _KECAMATAN.fullmatch(code) is not None


def up(hub: HubId, leaf: str) -> str:
    """Return the topic on which a hub sends `hello`, `life`, `state` or `rec`."""
    return f"{ROOT}/{hub.kecamatan}/{hub.text}/up/{leaf}"


def down(hub: HubId, leaf: str) -> str:
    """Return the topic on which a hub is sent `ack` or `cmd` (`+` for all of them)."""
    return f"{ROOT}/{hub.kecamatan}/{hub.text}/down/{leaf}"


def public(area: str) -> str:
    """Return the topic of announcements to a kecamatan, or to `all`."""
    return f"{ROOT}/pub/{area}"


def aggregate(code: str) -> str:
    """Return the (retained) topic of the aggregate of a kelurahan, kecamatan or the city."""
    return f"{ROOT}/agg/{code}"


def up_filters(scope: frozenset[str]) -> list[str]:
    """Return what a collector subscribes to: the whole city for an empty scope."""
    return [f"{ROOT}/{code}/+/up/+" for code in sorted(scope)] or [f"{ROOT}/+/+/up/+"]


def sender(topic: str) -> tuple[HubId, str]:
    """Return who sent on this `up` topic and its last level.

    Raises NotAHubIdError for anything else, also for a hub below another kecamatan's level.
    """
    match topic.split("/"):
        case ["rtcctv", "v1", kecamatan, text, "up", leaf]:
            hub = HubId.parse(text)
            if hub.kecamatan == kecamatan:
                return hub, leaf
    raise NotAHubIdError(topic[:80])
