"""What is said of and to one slot: its configuration, its state, and the worker's messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..model import Certainty, Finding, FindingKind, FindingSource, Target
from .confirm import Trouble
from .viewers import LiveStart
from .wire import Header


class NoPictureError(Exception):
    """There is no picture to give: the slot isn't live, or its worker didn't answer in time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotConfig:
    """What a slot's worker needs. `url` holds credentials; it never leaves the pipe.

    `settings` are vision settings as JSON; `saved` is what `on_saved` was given before.
    `model` has the paths of the confirmer's `param` and `weights`, None where there is none.
    `ring` seconds of pictures are remembered; `memory` bytes is the process's limit.
    """

    number: int
    url: str = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    saved: bytes | None = field(default=None, repr=False)
    model: Mapping[str, str] | None = None
    ring: float = 10.0
    memory: int = 1_500_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotState:
    """How a slot's reading goes. `since` and `last_picture` in Unix time.

    `fps` is the stream's, `looked_fps` how many of them were looked at a second. `broken` counts
    packets and pictures that couldn't be read.
    """

    link: str = "connecting"
    reason: str | None = None
    since: float = 0.0
    last_picture: float | None = None
    codec: str | None = None
    width: int = 0
    height: int = 0
    fps: float = 0.0
    looked_fps: float = 0.0
    keyframes_only: bool = False
    degraded: str | None = None
    ready: bool = False
    broken: int = 0
    sessions: int = 0
    restarts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotListener:
    """Whom a slot tells what it found, how it is, what to keep over a restart, and whether the confirmer answers."""

    finding: Callable[[Finding], None]
    state: Callable[[SlotState], None]
    saved: Callable[[bytes], None]
    confirmer: Callable[[Trouble | None], None]


def state_of(header: Header, before: SlotState, *, looked_fps: float, restarts: int) -> SlotState:
    """Read a worker's state; what it can't know any more is taken from the state before."""
    return SlotState(
        link=header["link"],
        reason=header["reason"],
        since=header["since"],
        last_picture=header["last_picture"] or before.last_picture,
        codec=header["codec"],
        width=header["width"],
        height=header["height"],
        fps=header["fps"],
        looked_fps=round(looked_fps, 1),
        keyframes_only=header["keyframes_only"],
        degraded=header["degraded"],
        ready=header["ready"],
        broken=header["broken"],
        sessions=header["sessions"],
        restarts=restarts,
    )


def start_of(header: Header, data: bytes) -> LiveStart:
    """Read an init segment."""
    return LiveStart(
        mime=header["mime"],
        codec=header["codec"],
        width=header["width"],
        height=header["height"],
        data=data,
    )


def finding_of(header: Header, evidence: bytes, number: int) -> Finding:
    """Read a finding of the slot with that number."""
    target = header["target"]
    return Finding(
        kind=FindingKind(header["kind"]),
        slot=number,
        active=bool(header["active"]),
        at=datetime.fromtimestamp(header["at"], UTC),
        source=FindingSource.HUB,
        target=Target(target) if target else None,
        zone=header["zone"],
        certainty=Certainty(header["certainty"]),
        detail=header["detail"],
        evidence=evidence or None,
    )


def ended_finding(kind: FindingKind, number: int) -> Finding:
    """Return the end, now, of what nobody looks for any more."""
    return Finding(
        kind=kind, slot=number, active=False, at=datetime.now(UTC), source=FindingSource.HUB
    )


def resumed_finding(kind: FindingKind, number: int) -> Finding:
    """Return what a worker still knows of after a restart; it was told when it began."""
    return Finding(
        kind=kind,
        slot=number,
        active=True,
        at=datetime.now(UTC),
        source=FindingSource.HUB,
        detail={"resumed": True},
    )
