"""Hikvision's alarm stream and its many habits."""

import asyncio
from datetime import datetime
import json
import time
from xml.sax.saxutils import escape

from .hikvision_xml import EVENT_OF_KIND, ip_index, moment, tag, tags
from .scenario import AlarmStream
from .wire import Wire
from .world import Alarm, AlarmChange, World

_ISAPI = "http://www.isapi.org/ver20/XMLSchema"
_PSIA = "urn:psialliance-org"
_NESTED_TARGET = {"linedetection", "fielddetection", "regionEntrance", "regionExiting"}
_TARGET = {"person": "human", "vehicle": "vehicle", "animal": "pet"}
_RUBBISH = (
    b"\x00\xff<EventNotificationAlert><eventType>VMD</event--boundary?\r\n\r\nContent-Length: -3"
)


def stream_headers(habits: AlarmStream) -> dict[str, str]:
    """Return the headers of the stream's answer."""
    boundary = {
        "plain": "; boundary=boundary",
        "quoted": '; boundary="boundary"',
        "dashed": "; boundary=--boundary",
        "absent": "",
    }[habits.boundary_header]
    headers = {"MIME-Version": "1.0", "Content-Type": f"multipart/mixed{boundary}"}
    return headers if habits.framing == "chunked" else headers | {"Connection": "close"}


def part(body: bytes, content_type: str, habits: AlarmStream) -> bytes:
    """Return one part of the multipart stream, as correct as the habits allow."""
    length = {
        "right": str(len(body)),
        "short": str(len(body) // 2),
        "long": str(len(body) + 150),
        "garbage": "-1",
        "missing": "",
    }[habits.length]
    lines = ["--boundary", f"Content-Type: {content_type}"]
    lines += [f"Content-Length: {length}"] if length else []
    end = b"\r\n" if habits.newline == "crlf" else b"\n"
    data = end.join(line.encode() for line in lines) + end + (end if habits.blank_line else b"")
    return data + body + (end if habits.final_newline else b"")


def alert(world: World, alarm: Alarm, *, active: bool, count: int, at: datetime) -> bytes:
    """Return the message of one alarm, XML or JSON."""
    habits = world.alarm_stream
    event = EVENT_OF_KIND[alarm.kind]
    shown = "duration" if habits.duration and alarm.slot else event
    slot = world.slots.get(alarm.slot) if alarm.slot else None
    target = _TARGET.get(alarm.target or alarm.kind)
    state = "active" if active else "inactive"
    if habits.wrap_json:
        return json.dumps(
            {
                "ipAddress": "192.168.254.1",
                "macAddress": world.scenario.identity.mac,
                "channelID": alarm.slot or 0,
                "dateTime": _written(at, habits),
                "activePostCount": count,
                "eventType": event,
                "eventState": state,
                "eventDescription": f"{event} alarm",
                **({"targetType": target} if target else {}),
            }
        ).encode()
    inner = _channel(world, alarm.slot) + tags(dateTime=_written(at, habits))
    inner += tag("activePostCount", "" if habits.empty_count else count)
    inner += tags(eventType=shown, eventState=state, eventDescription=f"{shown} alarm")
    if shown == "duration":
        inner += f"<DurationList><Duration>{tags(relationEvent=event)}</Duration></DurationList>"
    if target and event in _NESTED_TARGET:
        inner += (
            "<DetectionRegionList><DetectionRegionEntry>"
            + tags(regionID=1, sensitivityLevel=50, detectionTarget=target)
            + "</DetectionRegionEntry></DetectionRegionList>"
        )
    elif target:
        inner += tags(targetType=target)
    name = slot.name if slot else ""
    inner += f"<channelName>{name if habits.bare_ampersand else escape(name)}</channelName>"
    return _envelope(world, inner)


def heartbeat(world: World) -> bytes:
    """Return the message by which a recorder says that it is still there."""
    inner = "<dynChannelID/><channelID/>" + tags(
        dateTime=_written(world.now(), world.alarm_stream),
        activePostCount="" if world.alarm_stream.empty_count else 0,
        eventType="videoloss",
        eventState="inactive",
        eventDescription="videoloss alarm",
    )
    return _envelope(world, inner)


def _envelope(world: World, inner: str) -> bytes:
    old = world.alarm_stream.channel == "old"
    version, space = ("1.0", _PSIA) if old else ("2.0", _ISAPI)
    who = tags(
        ipAddress="192.168.254.1",
        portNo=80,
        protocolType="HTTP",
        macAddress=world.scenario.identity.mac,
    )
    root = "EventNotificationAlert"
    return f'<{root} version="{version}" xmlns="{space}">\n{who}{inner}\n</{root}>\n'.encode()


def _channel(world: World, number: int | None) -> str:
    slot = world.slots.get(number or 0)
    if number is None or slot is None:
        return tags(channelID="")
    hybrid = any(s.input == "analogue" for s in world.slots.values())
    if slot.input == "ip" and (hybrid or world.alarm_stream.channel == "old"):
        return tags(channelID=32 + ip_index(world, number))
    if world.alarm_stream.channel == "dynamic":
        return tags(dynChannelID=number, channelID="")
    return tags(channelID=number)


def _written(at: datetime, habits: AlarmStream) -> str:
    if habits.clock == "zero":
        return "0000-00-00T00:00:00"
    if habits.clock == "malformed":
        return f"{at:%Y-%m-%dT%H:%M:%S}00:00"
    return moment(at)


class AlertSender:
    """One client's alarm stream, from its head to its end."""

    def __init__(self, world: World, wire: Wire, picture: bytes) -> None:
        self._world = world
        self._wire = wire
        self._picture = picture
        self._count = 0
        self._repeat_at: dict[tuple[str, int | None, str | None], float] = {}

    async def run(self) -> None:
        """Tell of everything until somebody hangs up."""
        world, habits = self._world, self._world.alarm_stream
        chunked = habits.framing == "chunked"
        self._wire.head("200 OK", stream_headers(habits), chunked=chunked)
        started = time.monotonic()
        world.board.listeners.add(self._changed)
        try:
            self._send(heartbeat(world))
            for alarm in world.board.past[-habits.backlog :] if habits.backlog else ():
                self._tell(alarm, active=True, at=alarm.since)
            beat = time.monotonic()
            while not self._wire.closing:
                now = time.monotonic()
                if habits.life is not None and now - started >= habits.life:
                    return
                if habits.heartbeat is not None and now - beat >= habits.heartbeat:
                    self._send(heartbeat(world))
                    beat = now
                self._repeat(now)
                await asyncio.sleep(0.05)
                habits = world.alarm_stream
        finally:
            world.board.listeners.discard(self._changed)

    def _repeat(self, now: float) -> None:
        """Say again what lasts."""
        for alarm in tuple(self._world.board.active.values()):
            told = alarm.kind in EVENT_OF_KIND and self._world.heard(alarm)
            if told and now >= self._repeat_at.get(alarm.key, 0.0):
                self._tell(alarm, active=True, at=self._world.now())

    def _changed(self, change: AlarmChange) -> None:
        alarm = change.alarm
        if alarm.kind not in EVENT_OF_KIND or not self._world.heard(alarm):
            return
        if change.active:
            self._tell(alarm, active=True, at=self._world.now())
            if self._world.alarm_stream.picture:
                self._send(self._picture, "image/jpeg")
        elif self._world.alarm_stream.ends:
            self._repeat_at.pop(alarm.key, None)
            self._tell(alarm, active=False, at=self._world.now())

    def _tell(self, alarm: Alarm, *, active: bool, at: datetime) -> None:
        self._count += 1
        if active:
            self._repeat_at[alarm.key] = time.monotonic() + self._world.alarm_stream.repeat
        kind = "application/json" if self._world.alarm_stream.wrap_json else "application/xml"
        message = alert(self._world, alarm, active=active, count=self._count, at=at)
        self._send(message, f'{kind}; charset="UTF-8"')

    def _send(self, body: bytes, content_type: str = 'application/xml; charset="UTF-8"') -> None:
        if self._world.stream_stalled or self._world.half_open or self._wire.closing:
            return
        if self._world.malformed_parts:
            self._world.malformed_parts -= 1
            body = _RUBBISH
        self._wire.send(part(body, content_type, self._world.alarm_stream))
