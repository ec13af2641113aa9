"""Looks at a Hikvision recorder: what is known of it, and which call is due."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from ...model import (
    Disk,
    DiskStatus,
    FindingKind,
    RecorderInfo,
    RecorderState,
    Slot,
    SlotStatus,
    Stream,
)
from ..agenda import Agenda, Chore
from ..base import BadAnswerError, NotARecorderError, NotSupportedError
from ..http import HttpClient
from . import read as reader
from .alerts import read_motion_targets, read_triggers
from .clock import Clock, read_clock
from .inputs import InputWatch
from .isapi import ROOT, document, read
from .parts import read_disks, read_recording, read_rtsp_port, read_streams
from .slots import Extras, SlotMap, build_slots, map_slots

_TEN_MINUTES: Final = 600.0
_HOUR: Final = 3600.0
_RTSP_PORT: Final = 554


class Look:
    """What is known of one recorder; `poll` brings it up to date."""

    def __init__(
        self, client: HttpClient, *, now: Callable[[], datetime], clock: Callable[[], float]
    ) -> None:
        """Know nothing yet. `now` is aware; `clock` is monotonic, in seconds."""
        self._client = client
        self._now = now
        self._agenda = Agenda(clock)
        self._inputs = InputWatch(client, clock)
        self.info: RecorderInfo | None = None
        self.slots = SlotMap()
        self.status: dict[int, SlotStatus] = {}
        self.clock: Clock | None = None
        self.rtsp_port = _RTSP_PORT
        self._streams: dict[int, Stream] = {}
        self._streams_listed = True
        self._armed: dict[int, frozenset[FindingKind]] | None = None
        self._targets: dict[int, frozenset[FindingKind]] = {}
        self._disks: tuple[Disk, ...] | None = None
        self._disks_seen: dict[str, Disk] = {}
        self._scheduled: bool | None = None
        self._encrypted: bool | None = None

    async def identify(self) -> RecorderInfo:
        """Ask the recorder who it is: one call."""
        busy = False
        try:
            answer = await self._client.get(ROOT + "System/deviceInfo")
            busy = answer.status >= 500
            info = reader.read_info(document(answer))
        except NotSupportedError, BadAnswerError:
            if busy:
                raise
            raise NotARecorderError("What answers there is no Hikvision recorder") from None
        self.info = info
        self._agenda.postpone("info", _HOUR)
        return info

    async def poll(self) -> RecorderState:
        """Bring the slots up to date, and as much of the rest as is due."""
        before = self._client.calls
        info = self.info or await self.identify()
        if await self._inputs.refresh():
            self._agenda.hurry("streams", "triggers")
            self._agenda.hurry(*(f"stream {number}" for number in self._stream_numbers()))
        self.slots = map_slots(self._inputs.inputs)
        self.status = {slot.number: slot.status for slot in self._build()}
        await self._agenda.work(self._chores(), lambda: self._client.calls - before)
        slots = self._build()
        return RecorderState(
            info=replace(self.info or info, slot_count=len(slots)),
            slots=slots,
            disks=self._disks,
            clock_drift=self.clock.drift if self.clock else None,
            recording=self._recording(),
            encrypted=self._encrypted,
            slot_states_known=self._inputs.states_known,
        )

    def storage_changed(self) -> None:
        """Make the next poll look at the disks."""
        self._agenda.hurry("storage")

    def stream_changed(self, number: int, stream: Stream) -> None:
        """Take in a stream that was just written and read back."""
        self._streams[number] = stream

    def dump_paths(self) -> list[str]:
        """Return what a dump should ask for besides the paths that every recorder has."""
        streams = [f"Streaming/channels/{number}" for number in self._stream_numbers()]
        return streams + [self._motion_path(slot) for slot in self._filled()]

    async def read_clock(self) -> Clock | None:
        """Read the recorder's clock now."""
        begun = self._now()
        node = await read(self._client, "System/time")
        self.clock = read_clock(node, begun + (self._now() - begun) / 2)
        return self.clock

    def _build(self) -> tuple[Slot, ...]:
        extras = Extras(
            streams=self._streams,
            armed=self._armed,
            targets=self._targets,
            seen=self._inputs.seen,
        )
        return build_slots(self._inputs.inputs, self.slots, extras)

    def _recording(self) -> bool | None:
        """Return whether anything is recorded, None where schedule and disks don't tell."""
        disks = {disk.status for disk in self._disks or ()}
        no_disk = self._disks is not None and not disks & {DiskStatus.OK, DiskStatus.UNKNOWN}
        if no_disk or self._scheduled is False:
            return False
        return True if self._scheduled and DiskStatus.OK in disks else None

    def _filled(self) -> list[int]:
        return [number for number, status in self.status.items() if status is not SlotStatus.EMPTY]

    def _stream_numbers(self) -> list[int]:
        """Return the streams of filled slots, sub-streams first: they are what is shown."""
        return [self.slots.stream(n, profile) for profile in (2, 1) for n in self._filled()]

    def _chores(self) -> Iterator[Chore]:
        """Yield what is to be known of a recorder, the most wanted first."""
        yield Chore(name="rtsp port", interval=_HOUR, run=self._read_rtsp_port)
        yield Chore(name="streams", interval=_HOUR, run=self._read_streams)
        yield Chore(name="storage", interval=_TEN_MINUTES, run=self._read_storage)
        yield Chore(name="triggers", interval=_HOUR, run=self._read_triggers)
        yield Chore(name="clock", interval=_TEN_MINUTES, run=self._read_clock)
        yield Chore(name="encryption", interval=_HOUR, run=self._read_encryption)
        yield Chore(name="tracks", interval=_HOUR, run=self._read_tracks)
        for number in self._stream_numbers():
            if not self._streams_listed or number not in self._streams:
                run = partial(self._read_stream, number)
                yield Chore(name=f"stream {number}", interval=_HOUR, run=run)
        for slot in self._filled():
            if FindingKind.MOTION in (self._armed or {}).get(slot, frozenset()):
                run = partial(self._read_motion, slot)
                yield Chore(name=f"motion {slot}", interval=_HOUR, run=run)
        yield Chore(name="info", interval=_HOUR, run=self._read_info)

    async def _read_info(self) -> None:
        try:
            await self.identify()
        except NotARecorderError as err:
            # It was one before, so its answer is bad.
            raise BadAnswerError(str(err)) from None

    async def _read_rtsp_port(self) -> None:
        node = await read(self._client, "Security/adminAccesses")
        self.rtsp_port = read_rtsp_port(node) or _RTSP_PORT

    async def _read_streams(self) -> None:
        self._streams_listed = False
        self._streams = read_streams(await read(self._client, "Streaming/channels"))
        self._streams_listed = True

    async def _read_stream(self, number: int) -> None:
        self._streams |= read_streams(await read(self._client, f"Streaming/channels/{number}"))

    async def _read_storage(self) -> None:
        node = await read(self._client, "ContentMgmt/Storage")
        self._disks = read_disks(node, self._disks_seen)
        self._disks_seen |= {
            disk.key: disk for disk in self._disks if disk.status is not DiskStatus.MISSING
        }

    async def _read_triggers(self) -> None:
        node = await read(self._client, "Event/triggers")
        reader.expect(node, "eventtriggerlist", "eventnotification")
        self._armed = read_triggers(node, self.slots)

    async def _read_motion(self, slot: int) -> None:
        node = await read(self._client, self._motion_path(slot))
        self._targets[slot] = read_motion_targets(reader.expect(node, "motiondetection"))

    def _motion_path(self, slot: int) -> str:
        for channel, number in self.slots.network.items():
            if number == slot:
                return f"ContentMgmt/InputProxy/channels/{channel}/video/motionDetection"
        return f"System/Video/inputs/channels/{slot}/motionDetection"

    async def _read_clock(self) -> None:
        await self.read_clock()

    async def _read_encryption(self) -> None:
        node = await read(self._client, "Security/videoEncryption")
        if "encrypt" not in node.name:
            raise BadAnswerError("The recorder answered with another document")
        self._encrypted = next(
            (found.text.lower() == "true" for found in node.all("enabled")), None
        )

    async def _read_tracks(self) -> None:
        node = await read(self._client, "ContentMgmt/record/tracks")
        self._scheduled = read_recording(node)
