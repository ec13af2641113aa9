"""Looks at a Dahua recorder: what is asked how often, and the state that makes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from ...model import (
    Brand,
    Disk,
    FindingKind,
    RecorderInfo,
    RecorderState,
    Slot,
    SlotStatus,
    Stream,
)
from ..agenda import Agenda, Chore
from ..base import BadAnswerError, NotARecorderError, NotSupportedError, PermissionDeniedError
from ..text import clean_name
from .client import DahuaClient
from .config import armed, disks, guess_offset, local_time, recording, streams, utc_offset
from .onvif_slots import OnvifSlots, needs_onvif
from .tables import MAX_SLOTS, Remote, Table, remotes, rows, status_of, whole

_ANALYTICS = ("MotionDetect", "VideoAnalyseRule", "SmartMotionDetect", "BlindDetect")
_FURTHER_ANALYTICS = ("LossDetect", "UnFocusDetect", "MovedDetect")
_MINUTE: Final = 60.0
_TEN_MINUTES: Final = 600.0
_HOUR: Final = 3600.0


class DahuaPoll:
    """What is known of one recorder, and how it is kept up."""

    def __init__(self, client: DahuaClient, onvif: OnvifSlots, clock: Callable[[], float]) -> None:
        """Know nothing yet. `clock` is monotonic, in seconds."""
        self._client = client
        self._onvif = onvif
        self._info: RecorderInfo | None = None
        self._version: str | None = None
        self._name = ""
        self._mac: str | None = None
        self._titles: dict[int, str] = {}
        self._remotes: dict[int, Remote] = {}
        self._words: dict[int, str] | None = None
        self._dark: frozenset[int] | None = None
        self._seen_online: set[int] = set()
        self._streams: dict[int, tuple[Stream, ...]] = {}
        self._analytics: dict[str, Table] = {}
        self._disks: tuple[Disk, ...] | None = None
        self._record_modes: Table = {}
        self._drift: timedelta | None = None
        self._zone: timedelta | None = None
        self.offset: timedelta | None = None
        """How far the recorder's zone is from UTC."""
        self.rtsp_port: int | None = None
        self.agenda = Agenda(clock)

    async def run(self) -> RecorderState:
        """Ask what is due and put together what is known."""
        before = self._calls()
        if self._info is None:
            await self.read_info()
        await self._read_states()
        # One call is left for the question that the event stream opens with.
        await self.agenda.work(self._chores(), lambda: self._calls() - before + 1)
        return self.state()

    def _calls(self) -> int:
        return self._client.http.calls + self._onvif.calls

    def _chores(self) -> Iterator[Chore]:
        """Yield what is to be known of a recorder, the most wanted first."""
        yield Chore(name="remotes", interval=_MINUTE, run=self._read_remotes)
        yield Chore(name="onvif", interval=0.0, run=self._look_through_onvif)
        yield Chore(name="titles", interval=_TEN_MINUTES, run=self._read_titles)
        yield Chore(name="rtsp", interval=_HOUR, run=self._read_rtsp)
        yield Chore(name="streams", interval=_HOUR, run=self._read_streams)
        yield Chore(name="disks", interval=_TEN_MINUTES, run=self._read_disks)
        for name in _ANALYTICS:
            run = partial(self._read_analytics, name)
            yield Chore(name=name, interval=_HOUR, run=run)
        yield Chore(name="zone", interval=_HOUR, run=self.read_zone)
        yield Chore(name="clock", interval=_TEN_MINUTES, run=self.read_clock)
        yield Chore(name="network", interval=_HOUR, run=self._read_network)
        yield Chore(name="version", interval=_HOUR, run=self._read_version)
        yield Chore(name="recording", interval=_TEN_MINUTES, run=self._read_recording)
        for name in _FURTHER_ANALYTICS:
            run = partial(self._read_analytics, name)
            yield Chore(name=name, interval=_HOUR, run=run)
        yield Chore(name="name", interval=_HOUR, run=self._read_name)
        yield Chore(name="info", interval=_HOUR, run=self.read_info)

    @property
    def info(self) -> RecorderInfo:
        """What the recorder is; read by `read_info` before."""
        if self._info is None:
            raise BadAnswerError("The recorder wasn't asked yet")
        return self._info

    @property
    def slot_count(self) -> int:
        """How many inputs it has, 0 where that isn't known yet."""
        named = set(self._titles) or {*self._remotes, *(self._words or ()), *self._streams}
        return min(max(named, default=-1) + 1, MAX_SLOTS)

    def is_filled(self, slot: int) -> bool:
        """Whether a camera is, or may be, in that slot."""
        if not 0 < slot <= self.slot_count:
            return False
        return self._status(slot - 1, self._remotes.get(slot - 1))[0] is not SlotStatus.EMPTY

    def through_onvif(self, slot: int) -> bool:
        """Whether the recorder took that slot's camera in over ONVIF."""
        remote = self._remotes.get(slot - 1)
        return remote is not None and remote.filled and remote.through_onvif

    async def read_info(self) -> None:
        """Ask who it is; raises NotARecorderError where it doesn't say."""
        try:
            table = await self._client.table("magicBox.cgi?action=getSystemInfo")
        except NotSupportedError as err:
            raise NotARecorderError("Nothing there speaks as Dahua's recorders do") from err
        serial = table.get("serialNumber") or table.get("sn")
        if not serial:
            sn = await self._client.table("magicBox.cgi?action=getSerialNo")
            serial = sn.get("sn")
        if not serial:
            raise NotARecorderError("It names no serial number")
        model = table.get("deviceType", "")
        if not model or model.isdigit():
            # Some firmwares put a number there and the model's name elsewhere.
            model = table.get("updateSerial") or model
        self._info = RecorderInfo(
            brand=Brand.DAHUA,
            serial=clean_name(serial),
            model=clean_name(model) or "Dahua",
            name=clean_name(model) or "Dahua",
        )

    async def _read_version(self) -> None:
        table = await self._client.table("magicBox.cgi?action=getSoftwareVersion")
        self._version = clean_name(table.get("version", "").partition(",")[0]) or None

    async def _read_name(self) -> None:
        table = await self._client.table("magicBox.cgi?action=getMachineName")
        self._name = clean_name(table.get("name", ""))

    async def _read_network(self) -> None:
        table = await self._client.config("Network")
        key = f"table.Network.{table.get('table.Network.DefaultInterface', 'eth0')}"
        self._mac = clean_name(table.get(key + ".PhysicalAddress", "")).lower() or None

    async def _read_rtsp(self) -> None:
        port = whole((await self._client.config("RTSP")).get("table.RTSP.Port"))
        self.rtsp_port = port if port and 0 < port < 65_536 else None

    async def _read_titles(self) -> None:
        titles = rows(await self._client.config("ChannelTitle"), "table.ChannelTitle")
        self._titles = {index: clean_name(row.get("Name", "")) for index, row in titles.items()}

    async def _read_remotes(self) -> None:
        try:
            self._remotes = remotes(await self._client.config("RemoteDevice"))
        except NotSupportedError, PermissionDeniedError:
            self._remotes = await self._client.camera_list()

    async def _read_states(self) -> None:
        before = self._words, self._dark
        try:
            self._words = await self._client.camera_states()
        except NotSupportedError, PermissionDeniedError:
            self._words = None
            await self._read_dark()
        except BadAnswerError:
            # Nothing is known of any slot, but the recorder itself is there.
            self._words = {}
        if before != (self._words, self._dark):
            self.agenda.hurry("remotes", "titles", "streams")

    async def _read_dark(self) -> None:
        """Ask for video loss, where the firmware doesn't tell its cameras' states."""
        try:
            self._dark = await self._client.event_channels("VideoLoss")
        except NotSupportedError, PermissionDeniedError, BadAnswerError:
            self._dark = None

    async def _look_through_onvif(self) -> None:
        slots = (self._slot(index, None) for index in range(self.slot_count))
        await self._onvif.look(slot.number for slot in slots if needs_onvif(slot))

    async def _read_streams(self) -> None:
        self._streams = streams(await self._client.config("Encode"))

    async def _read_analytics(self, name: str) -> None:
        self._analytics[name] = await self._client.config(name)

    async def _read_disks(self) -> None:
        self._disks = disks(await self._client.table("storageDevice.cgi?action=getDeviceAllInfo"))

    async def _read_recording(self) -> None:
        self._record_modes = await self._client.config("RecordMode")

    async def read_zone(self) -> None:
        """Ask for the recorder's time zone; many firmwares tell it."""
        try:
            self._zone = utc_offset(await self._client.config("NTP"))
        except NotSupportedError, PermissionDeniedError:
            self._zone = None
        self.offset = self._zone or self.offset

    async def read_clock(self) -> None:
        """Ask what the recorder's clock shows."""
        asked = datetime.now(UTC)
        table = await self._client.table("global.cgi?action=getCurrentTime")
        shown = local_time(table.get("result", ""))
        if shown is None:
            raise BadAnswerError("The recorder's clock can't be read")
        now = (asked + (datetime.now(UTC) - asked) / 2).replace(tzinfo=None)
        self.offset = self._zone if self._zone is not None else guess_offset(shown, now)
        self._drift = shown - self.offset - now

    def state(self) -> RecorderState:
        """Put together what is known."""
        kinds = armed(self._analytics)
        slots = tuple(self._slot(index, kinds.get(index)) for index in range(self.slot_count))
        filled = [slot.number - 1 for slot in slots if slot.status is not SlotStatus.EMPTY]
        state = RecorderState(
            info=self._complete_info(),
            slots=slots,
            disks=self._disks,
            clock_drift=self._drift,
            recording=recording(self._record_modes, filled),
            slot_states_known=self._words is not None or self._dark is not None,
        )
        return self._onvif.mend(state)

    def _complete_info(self) -> RecorderInfo:
        """Return who it is with what came after: version, name, address."""
        info = self.info
        return replace(
            info,
            name=self._name or info.model,
            firmware=self._version,
            mac=self._mac,
            slot_count=self.slot_count,
        )

    def _slot(self, index: int, kinds: frozenset[FindingKind] | None) -> Slot:
        remote = self._remotes.get(index)
        status, word = self._status(index, remote)
        if status is SlotStatus.ONLINE:
            self._seen_online.add(index)
        name = self._titles.get(index) or f"Slot {index + 1}"
        if status is SlotStatus.EMPTY:
            return Slot(number=index + 1, name=name, status=status, reason=word)
        return Slot(
            number=index + 1,
            name=name,
            status=status,
            reason=word,
            camera=remote.camera if remote is not None and remote.filled else None,
            streams=self._streams.get(index, ()),
            armed=(kinds or frozenset()) | self._always_told if self._analytics else None,
        )

    @property
    def _always_told(self) -> frozenset[FindingKind]:
        """Video loss, which most firmwares tell to whoever listens, and have no switch for."""
        known = "LossDetect" in self._analytics
        return frozenset() if known else frozenset({FindingKind.VIDEO_LOSS})

    def _status(self, index: int, remote: Remote | None) -> tuple[SlotStatus, str | None]:
        vacant = remote is not None and not remote.filled
        if self._words is not None:
            if word := self._words.get(index):
                return status_of(word, remote), word
            # A channel that a whole list leaves out has nobody in it.
            listed = bool(self._words)
            return (
                SlotStatus.EMPTY if vacant or (listed and remote is None) else SlotStatus.UNKNOWN
            ), None
        if vacant or (remote is None and self._remotes and not self._analogue):
            return SlotStatus.EMPTY, None
        if self._dark is None:
            return SlotStatus.UNKNOWN, None
        if index not in self._dark:
            return SlotStatus.ONLINE, None
        if remote is None and index not in self._seen_online:
            # An analogue input without a signal looks the same empty or dead.
            return SlotStatus.EMPTY, "VideoLoss"
        return SlotStatus.OFFLINE, "VideoLoss"

    @property
    def _analogue(self) -> bool:
        """Whether it has inputs for analogue cameras, which it keeps no address of."""
        return any(word in self.info.model.upper() for word in ("XVR", "HCVR", "DVR"))
