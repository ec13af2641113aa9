"""What every recorder driver offers, and how it fails."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Protocol

from ..model import Brand, Finding, RecorderInfo, RecorderState, Recording, StreamProfile


class RecorderError(Exception):
    """Anything that goes wrong with a recorder. Texts never hold a secret or an address."""


class CannotConnectError(RecorderError):
    """Nobody answers there, or the connection broke or took too long."""


class HostNotFoundError(CannotConnectError):
    """The host name has no address."""


class TimedOutError(CannotConnectError):
    """The recorder took longer than the limit of the call."""


class CertificateError(CannotConnectError):
    """The recorder's TLS certificate isn't trusted."""


class InvalidAuthError(RecorderError):
    """The recorder refused the user name or password. Nothing more is sent with them."""


class UnsafeLoginError(InvalidAuthError):
    """Whoever answers takes the password only in the clear, so it isn't sent."""


class PermissionDeniedError(RecorderError):
    """The user may log in but not do this."""


class LockedError(RecorderError):
    """The recorder refuses every login for a time; `seconds` until then, None where unknown."""

    def __init__(self, seconds: float | None = None) -> None:
        """Remember how long the recorder stays locked."""
        super().__init__("The recorder is locked")
        self.seconds = seconds


class NotARecorderError(RecorderError):
    """Something answers there, but it is no recorder of this kind."""


class NotSupportedError(RecorderError):
    """This recorder has no such function."""


class BadAnswerError(RecorderError):
    """The recorder's answer can't be understood, or is over its limit."""


class StreamBusyError(RecorderError):
    """The recorder serves no further alarm stream at the moment."""


class Capability(StrEnum):
    """What a driver can do with this recorder beyond looking."""

    ALARMS = "alarms"
    RECORDINGS = "recordings"
    REBOOT = "reboot"
    SET_CLOCK = "set_clock"
    SET_SUB_STREAM = "set_sub_stream"


class AlarmSignal(Enum):
    """What an alarm stream says besides findings."""

    OPEN = auto()
    """The recorder accepted the stream; nothing that was active before is known to be now."""
    ALIVE = auto()
    """Bytes came that were no finding (a heartbeat)."""
    LOOK = auto()
    """Something about the slots or disks changed: a poll is worth its call now."""


type AlarmEvent = Finding | AlarmSignal


@dataclass(frozen=True, kw_only=True, slots=True)
class RecorderConfig:
    """How to reach a recorder.

    `rtsp_port` overrides what the recorder says. `hold` is for how many seconds an alarm
    stays on that the recorder repeats while it lasts but never ends.
    `templates` is for brand RTSP only: slot number to {main, sub} addresses without credentials.
    `sources` is for brand ONVIF only: slot number to video source, as `Recorder.sources` said.
    `digest_only` never answers HTTP's Basic, which sends the password in the clear; it makes no
    other login of it, so it isn't compared.
    """

    brand: Brand
    host: str
    port: int
    username: str
    password: str = field(repr=False)
    tls: bool = False
    verify_tls: bool = True
    rtsp_port: int | None = None
    hold: float = 15.0
    templates: Mapping[int, Mapping[StreamProfile, str]] = field(default_factory=dict, repr=False)
    sources: Mapping[int, str] = field(default_factory=dict)
    digest_only: bool = field(default=False, compare=False)


class Recorder(Protocol):
    """A recorder as the rest of the house sees it.

    A driver sends one request at a time (the alarm stream apart), remembers a refused login
    and raises `InvalidAuthError` from then on without sending anything, and raises only
    `RecorderError`s. Nothing but `identify` and `poll` needs to have been called before.
    """

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this recorder can do; complete after the first poll."""

    @property
    def sources(self) -> Mapping[int, str]:
        """Slot number to video source, to be given back as `RecorderConfig.sources`.

        Empty for brands that number their slots themselves.
        """
        return {}

    async def identify(self) -> RecorderInfo:
        """Log in and say what recorder this is: one call where the protocol allows."""

    async def poll(self) -> RecorderState:
        """Look at the recorder: everything at first, then only what is due.

        At most 15 calls the first time for four slots, at most 6 a minute when polled every
        30 s. One slot's bad answer leaves that slot `unknown` and the others whole.
        """

    def doubt(self, slot: int) -> None:
        """Have the next poll look at a slot first, whose picture was seen to come or go.

        Recorders that tell of all their slots at once need no such hint.
        """
        return

    def alarms(self) -> AsyncGenerator[AlarmEvent]:
        """Open the alarm stream once and yield what it says until it ends or breaks (raises).

        The first item is `AlarmSignal.OPEN`. The caller reconnects (`nvr.listen`).
        """

    def stream_url(self, slot: int, profile: StreamProfile) -> str | None:
        """Return the RTSP address with credentials, percent-encoded; None where there is none."""

    async def snapshot(self, slot: int, profile: StreamProfile = StreamProfile.SUB) -> bytes:
        """Return a JPEG of now."""

    async def recordings(self, slot: int, start: datetime, end: datetime) -> tuple[Recording, ...]:
        """List what the disk holds between two moments (aware), oldest first."""

    def playback_url(self, recording: Recording) -> str:
        """Return the RTSP address with credentials that plays it."""

    async def reboot(self) -> None:
        """Restart the recorder."""

    async def set_clock(self, now: datetime) -> None:
        """Set the recorder's clock to an aware moment, keeping its time zone."""

    async def set_sub_stream_h264(self, slot: int) -> None:
        """Make a slot's sub-stream H.264 and read it back; raises where it didn't hold."""

    async def dump(self) -> Mapping[str, object]:
        """Answer of every read endpoint by its path, secrets, serials and addresses redacted."""

    async def close(self) -> None:
        """Let go of everything; the session given at the start stays open."""
