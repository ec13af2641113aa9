"""Dahua's event stream."""

import asyncio
import json
import time

from .scenario import AlarmStream
from .wire import Wire
from .world import Alarm, AlarmChange, World

CODE_OF_KIND = {
    "motion": "VideoMotion",
    "person": "SmartMotionHuman",
    "vehicle": "SmartMotionVehicle",
    "line_crossing": "CrossLineDetection",
    "intrusion": "CrossRegionDetection",
    "region_entered": "CrossRegionDetection",
    "region_left": "CrossRegionDetection",
    "loitering": "WanderDetection",
    "crowd": "RioterDetection",
    "illegal_parking": "ParkingDetection",
    "left_object": "LeftDetection",
    "taken_object": "TakenAwayDetection",
    "tamper": "VideoBlind",
    "scene_change": "VideoAbnormalDetection",
    "defocus": "VideoUnFocus",
    "video_loss": "VideoLoss",
    "disk_problem": "StorageFailure",
    "network_problem": "NetAbort",
    "illegal_access": "LoginFailure",
}
"""Kind of finding to event code; kinds absent here no Dahua recorder tells."""

_OBJECT = {"person": "Human", "vehicle": "Vehicle", "animal": "Animal"}
_REGION = {
    "intrusion": {"Action": "Appear"},
    "region_entered": {"Action": "Cross", "Direction": "Enter"},
    "region_left": {"Action": "Cross", "Direction": "Leave"},
}
_RUBBISH = b'Code=;action=St\x00\xff--myboundary?;index=x;data={"Id":[0;}'


def part(body: bytes, habits: AlarmStream) -> bytes:
    """Return one part of the stream, as correct as the habits allow."""
    length = {
        "right": str(len(body)),
        "short": str(len(body) // 2),
        "long": str(len(body) + 150),
        "garbage": "-1",
        "missing": "",
    }[habits.length]
    lines = ["--myboundary", "Content-Type: text/plain"]
    lines += [f"Content-Length:{length}"] if length else []
    end = b"\r\n" if habits.newline == "crlf" else b"\n"
    data = end.join(line.encode() for line in lines) + end + (end if habits.blank_line else b"")
    return data + body + (end if habits.final_newline else b"")


def event(alarm: Alarm, action: str) -> bytes:
    """Return the line of one event."""
    data: dict[str, object] = {"Name": "IVS-1", "RegionName": ["Daerah 1; gang"]}
    data |= _REGION.get(alarm.kind, {})
    if target := _OBJECT.get(alarm.target or ""):
        data["Object"] = {"ObjectType": target, "BoundingBox": [2048, 2048, 4096, 6144]}
    index = (alarm.slot or 1) - 1
    code = CODE_OF_KIND[alarm.kind]
    said = json.dumps(data, indent=1).replace("\n", "\r\n")
    return f"Code={code};action={action};index={index};data={said}\r\n".encode()


class EventSender:
    """One client's event stream: codes asked for (`All` for every one), heartbeat in seconds."""

    def __init__(
        self, world: World, wire: Wire, codes: frozenset[str], heartbeat: float | None
    ) -> None:
        self._world = world
        self._wire = wire
        self._codes = codes
        self._heartbeat = heartbeat

    async def run(self) -> None:
        """Tell of everything until somebody hangs up."""
        world, habits = self._world, self._world.alarm_stream
        boundary = {
            "plain": "; boundary=myboundary",
            "quoted": '; boundary="myboundary"',
            "dashed": "; boundary=--myboundary",
            "absent": "",
        }[habits.boundary_header]
        headers = {"Content-Type": f"multipart/x-mixed-replace{boundary}", "Connection": "close"}
        self._wire.head("200 OK", headers, chunked=habits.framing == "chunked")
        world.board.listeners.add(self._changed)
        started = beat = time.monotonic()
        try:
            while not self._wire.closing:
                now = time.monotonic()
                if world.alarm_stream.life is not None and now - started >= world.alarm_stream.life:
                    return
                if self._heartbeat is not None and now - beat >= self._heartbeat:
                    self._send(b"Heartbeat")
                    beat = now
                await asyncio.sleep(0.05)
        finally:
            world.board.listeners.discard(self._changed)

    def _changed(self, change: AlarmChange) -> None:
        alarm = change.alarm
        code = CODE_OF_KIND.get(alarm.kind)
        wanted = code is not None and bool({code, "All"} & self._codes)
        if not wanted or not self._world.heard(alarm):
            return
        if change.active:
            self._send(event(alarm, "Pulse" if alarm.pulse else "Start"))
        elif self._world.alarm_stream.ends:
            self._send(event(alarm, "Stop"))

    def _send(self, body: bytes) -> None:
        if self._world.stream_stalled or self._world.half_open or self._wire.closing:
            return
        if self._world.malformed_parts:
            self._world.malformed_parts -= 1
            body = _RUBBISH
        self._wire.send(part(body, self._world.alarm_stream))
