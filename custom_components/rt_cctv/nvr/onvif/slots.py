"""Makes slots of ONVIF's profiles: one video source is one slot, whatever profiles show it.

ONVIF numbers nothing, and most recorders leave out sources whose camera is dead. So which source
is which slot is told, in this order, by what was known before, by the channel in the stream's
address, by the source's token, and at last by the next number that is free.
"""

# ruff: noqa: ANN401 # what zeep makes of an answer has a type only at run time

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ...model import Stream, StreamProfile
from ..text import clean_name

MAX_PROFILES = 512
MAX_SLOTS = 256

_PATHS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"/channels/(\d{1,3})0\d(?:\D|$)",
        r"/unicast/c(\d{1,3})/",
        r"/(?:channel|cam|ch|slot)[/_-]?(\d{1,3})(?:[/_-]|$)",
    )
)
"""Hikvision's `/Streaming/Channels/301`, Uniview's `/unicast/c3/s0/live`, and plain numbers."""

_DAHUA_TOKEN = re.compile(r"(\d{3})00$")
_NUMBERED_TOKEN = re.compile(r"[A-Za-z][A-Za-z_ -]*?[_-]?([1-9]\d{0,2})$")
_GENERIC_NAME = re.compile(
    r"(?:v(?:ideo)?[ _-]?s(?:ou)?rc?e?|vsc|media|profile|user|default)", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """One media profile that has a picture."""

    token: str
    name: str
    source: str
    configuration: str
    source_name: str = ""
    encoder: str | None = None
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    others: tuple[str, ...] = ()
    """Further tokens by which events name this source: analytics, encoder."""

    @property
    def pixels(self) -> int:
        """How large the picture is, 0 where that isn't told."""
        return (self.width or 0) * (self.height or 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One video source with its profiles, the largest picture first."""

    token: str
    profiles: tuple[Profile, ...] = ()

    def profile(self, profile: StreamProfile) -> Profile | None:
        """Return the main or the sub profile; with one profile there is no sub."""
        if profile is StreamProfile.MAIN:
            return self.profiles[0] if self.profiles else None
        others = self.profiles[1:]
        # A sub-stream that every browser plays is worth more than a small one that none does.
        return next(
            (p for p in reversed(others) if p.codec == "h264"), others[-1] if others else None
        )

    def streams(self) -> tuple[Stream, ...]:
        """Return the streams as the model has them."""
        return tuple(
            Stream(profile=which, codec=p.codec, width=p.width, height=p.height, fps=p.fps)
            for which in (StreamProfile.MAIN, StreamProfile.SUB)
            if (p := self.profile(which))
        )


def _text(value: object) -> str:
    return value[:256] if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 < value < 20_000 else None


def _rate(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 < value < 1000 else None


def read_profile(raw: Any) -> Profile | None:
    """Read one profile as zeep has it; None where it shows no video source."""
    configuration = getattr(raw, "VideoSourceConfiguration", None)
    token, source = (
        _text(getattr(raw, "token", None)),
        _text(getattr(configuration, "SourceToken", None)),
    )
    if not token or not source:
        return None
    encoder = getattr(raw, "VideoEncoderConfiguration", None)
    resolution = getattr(encoder, "Resolution", None)
    analytics = getattr(raw, "VideoAnalyticsConfiguration", None)
    codec = re.sub(r"[^a-z0-9]", "", _text(getattr(encoder, "Encoding", None)).lower())
    return Profile(
        token=token,
        name=clean_name(_text(getattr(raw, "Name", None))),
        source=source,
        source_name=clean_name(_text(getattr(configuration, "Name", None))),
        configuration=_text(getattr(configuration, "token", None)),
        encoder=_text(getattr(encoder, "token", None)) or None,
        codec={"jpeg": "mjpeg", "hevc": "h265"}.get(codec, codec) or None,
        width=_count(getattr(resolution, "Width", None)),
        height=_count(getattr(resolution, "Height", None)),
        fps=_rate(getattr(getattr(encoder, "RateControl", None), "FrameRateLimit", None)),
        others=tuple(t for t in (_text(getattr(analytics, "token", None)),) if t),
    )


def read_sources(raw_profiles: object) -> dict[str, Source]:
    """Group profiles by video source, in the order in which the recorder names them."""
    grouped: dict[str, list[Profile]] = {}
    listed = raw_profiles if isinstance(raw_profiles, list) else []
    for raw in listed[:MAX_PROFILES]:
        if (profile := read_profile(raw)) and len(grouped) < MAX_SLOTS:
            grouped.setdefault(profile.source, []).append(profile)
    return {
        token: Source(
            token=token, profiles=tuple(sorted(profiles, key=lambda p: p.pixels, reverse=True))
        )
        for token, profiles in grouped.items()
    }


def channel_of_address(url: str) -> int | None:
    """Return the channel (from 1) that a stream's address names in its maker's way."""
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return None
    for key in ("channel", "ch"):
        for value in query.get(key, ()):
            if re.fullmatch(r"[1-9]\d{0,2}", value):
                return int(value)
    for pattern in _PATHS:
        if (match := pattern.search(parts.path)) and int(match[1]):
            return int(match[1])
    return None


def channel_of_token(token: str) -> int | None:
    """Return the channel (from 1) that a source's token names: `VideoSource_3`, Dahua's `00200`."""
    if match := _DAHUA_TOKEN.fullmatch(token):
        return int(match[1]) + 1
    match = _NUMBERED_TOKEN.fullmatch(token)
    return int(match[1]) if match else None


@dataclass(slots=True)
class Numbering:
    """Which source is which slot; once given, a number stays.

    `known` is what was learnt before: slot number to source token.
    """

    known: Mapping[int, str] = field(default_factory=dict)
    by_token: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what was known."""
        for number, token in self.known.items():
            if 0 < number <= MAX_SLOTS and token not in self.by_token:
                self.by_token[token] = number

    @property
    def sources(self) -> dict[int, str]:
        """Slot number to source token, to be remembered."""
        return {
            number: token for token, number in sorted(self.by_token.items(), key=lambda i: i[1])
        }

    def number(self, tokens: Iterable[str], addresses: Mapping[str, str]) -> None:
        """Give every source a number; `addresses` is a stream's address by source token."""
        new = [t for t in tokens if t not in self.by_token]
        told = _told({t: channel_of_address(addresses.get(t, "")) for t in new}) or told_by_tokens(
            new
        )
        for token in new:
            number = told.get(token)
            taken = set(self.by_token.values())
            if number is None or number in taken or number > MAX_SLOTS:
                number = next(
                    (
                        n
                        for n in range(1, MAX_SLOTS + 1)
                        if n not in taken and n not in told.values()
                    ),
                    None,
                )
            if number is not None:
                self.by_token[token] = number


def _told(said: Mapping[str, int | None]) -> dict[str, int]:
    """Believe what addresses or tokens say only where every one says something of its own."""
    numbers = {t: n for t, n in said.items() if n}
    return numbers if len(set(numbers.values())) == len(said) else {}


def told_by_tokens(tokens: Iterable[str]) -> dict[str, int]:
    """Return the slots that sources' tokens name; empty where not every one names its own."""
    return _told({token: channel_of_token(token) for token in tokens})


def name_of(source: Source, number: int) -> str:
    """Return what the recorder calls a source, its number where that is no name."""
    for profile in source.profiles:
        if profile.source_name and not _GENERIC_NAME.match(profile.source_name):
            return profile.source_name
    return f"Slot {number}"
