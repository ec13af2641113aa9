"""What the RTSP door and its clients share."""

from dataclasses import dataclass, field
from typing import Literal

from .auth import Gate, Outcome
from .pictures import Pictures
from .world import World

type VideoFault = Literal["stall", "broken", "mute"]
"""stall: no more packets. broken: packets lost and spoilt. mute: RTSP requests get no answer."""


@dataclass(kw_only=True, slots=True)
class Session:
    """One client at one stream. Times are time.monotonic()."""

    at: float
    slot: int
    profile: str
    agent: str
    playing: bool = False
    ended: float | None = None
    packets: int = 0
    dropped: int = 0
    """Pictures not sent because the client didn't keep up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RtspRequest:
    """A line of the log. `url` holds no credentials: clients send those in a header."""

    at: float
    method: str
    url: str
    outcome: Outcome
    status: int


@dataclass(kw_only=True, slots=True)
class RtspState:
    """The door's state."""

    world: World
    gate: Gate
    pictures: Pictures
    sessions: list[Session] = field(default_factory=list)
    requests: list[RtspRequest] = field(default_factory=list)
    faults: dict[int, VideoFault] = field(default_factory=dict)
