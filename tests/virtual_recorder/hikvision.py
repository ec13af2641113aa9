"""The Hikvision face: ISAPI."""

from datetime import datetime
import re
from typing import Literal
from urllib.parse import unquote

from aiohttp import web

from . import hikvision_xml as xml
from .auth import Gate, Outcome
from .faults import Answer
from .hikvision_alerts import AlertSender
from .hikvision_search import search
from .hikvision_triggers import triggers
from .pictures import Jpeg
from .scenario import SlotState
from .server import judge_http
from .wire import Stream, Wire
from .world import World

_STREAMING = re.compile(
    r"/ISAPI/(?:ContentMgmt/)?(Streaming|StreamingProxy)/channels/(\d+)0([1-4])(/picture)?"
)
_PROXY = re.compile(r"/ISAPI/ContentMgmt/InputProxy/channels/(\d+)(/status)?")
_PROFILES: tuple[Literal[1, 2], ...] = (1, 2)
_ALERTS = "/ISAPI/Event/notification/alertStream"


class HikvisionFace:
    """Answers as a Hikvision recorder."""

    realm = "DVRNVRDVS"
    server = "webserver"

    def __init__(self, world: World, pictures: Jpeg) -> None:
        self._world = world
        self._pictures = pictures
        self.wires: set[Wire] = set()

    def open_streams(self) -> int:
        """Return how many alert streams are open."""
        return len(self.wires)

    def forget(self) -> None:
        """Nothing is lost by a restart."""

    def name(self, request: web.BaseRequest, body: bytes) -> str:
        """Return the path."""
        return request.path

    def is_alarm_stream(self, name: str) -> bool:
        """Return whether this is the alert stream."""
        return name == _ALERTS

    def judge(self, request: web.BaseRequest, body: bytes, gate: Gate) -> Outcome:
        """Everything needs a login."""
        return judge_http(request, gate)

    def refusal(self, request: web.BaseRequest, gate: Gate, outcome: Outcome) -> Answer:
        """Return the "userCheck" that tells of the lock."""
        locked = outcome is Outcome.LOCKED
        inner = xml.tags(
            statusValue=401,
            statusString="Unauthorized",
            isDefaultPassword="false",
            isActivated="true",
            lockStatus="lock" if locked else "unlock",
            unlockTime=int(gate.account.lock_left),
            retryLoginTime=0 if locked else gate.policy.lock_after - gate.account.refused,
        )
        status = gate.policy.stale_status if gate.stale else 401
        answer = xml.document(self._world, "userCheck", inner)
        return Answer(status=status, body=answer.body)

    async def answer(self, request: web.BaseRequest, body: bytes) -> Answer | Stream:
        """Answer one request."""
        path = unquote(request.path)
        if path == _ALERTS:
            return await self._alerts(path)
        if found := _STREAMING.fullmatch(path):
            number, profile = int(found[2]), int(found[3])
            if found[4]:
                return await self._picture(path, found[1], number, profile)
            return self._stream(request.method, path, number, profile, body)
        if request.method == "GET":
            return self._read(path)
        return self._write(request.method, path, body)

    def _read(self, path: str) -> Answer:
        world = self._world
        match path.removeprefix("/ISAPI/"):
            case "System/deviceInfo":
                return xml.device_info(world)
            case "System/capabilities":
                return xml.capabilities(world)
            case "System/Video/inputs/channels":
                return self._video_inputs(path)
            case "Streaming/channels":
                return self._streams()
            case "Event/triggers":
                return triggers(world)
            case "Security/adminAccesses":
                return self._ports()
            case "Security/videoEncryption":
                enabled = xml.tags(enabled=str(world.encrypted).lower())
                return xml.document(world, "VideoEncryption", enabled)
            case "ContentMgmt/Storage":
                return xml.storage(world)
            case "System/time":
                inner = xml.tags(
                    timeMode="manual",
                    localTime=xml.moment(world.now()),
                    timeZone="CST-7:00:00",
                )
                return xml.document(world, "Time", inner)
            case _:
                return self._proxy(path)

    def _proxy(self, path: str) -> Answer:
        world = self._world
        slots = xml.proxied_slots(world)
        if not any(s.input == "ip" for s in world.slots.values()):
            return xml.not_supported(path)
        if path == "/ISAPI/ContentMgmt/InputProxy/channels":
            inner = "".join(xml.input_channel(world, s) for s in slots)
            return xml.document(world, "InputProxyChannelList", inner, size=len(world.slots))
        if path == "/ISAPI/ContentMgmt/InputProxy/channels/status":
            if not world.scenario.quirks.status_list:
                return xml.not_supported(path)
            inner = "".join(xml.input_status(s) for s in slots)
            return xml.document(world, "InputProxyChannelStatusList", inner)
        if found := _PROXY.fullmatch(path):
            slot = next((s for s in slots if s.number == int(found[1])), None)
            if slot is None or (found[2] and not world.scenario.quirks.status_list):
                return xml.not_supported(path)
            text = xml.input_status(slot) if found[2] else xml.input_channel(world, slot)
            return Answer(body=(xml.HEAD + text).encode())
        return xml.response_status(path, 4, "Invalid Operation", "notSupport", status=404)

    def _video_inputs(self, path: str) -> Answer:
        slots = [s for _, s in sorted(self._world.slots.items()) if s.input == "analogue"]
        if not slots:
            return xml.not_supported(path)
        inner = "".join(xml.video_input(s) for s in slots)
        return xml.document(self._world, "VideoInputChannelList", inner)

    def _streams(self) -> Answer:
        inner = "".join(
            f"<StreamingChannel>{xml.stream(self._world, slot, profile)}</StreamingChannel>\n"
            for slot in self._world.slots.values()
            if self._has_streams(slot.number)
            for profile in _PROFILES
        )
        return xml.document(self._world, "StreamingChannelList", inner)

    def _has_streams(self, number: int) -> bool:
        """Analogue inputs always do; a digital one once its camera has been seen."""
        slot = self._world.slots.get(number)
        if slot is None:
            return False
        known = slot.state is not SlotState.EMPTY and slot.camera.model is not None
        return slot.input == "analogue" or known

    def _ports(self) -> Answer:
        world = self._world
        ports = (("HTTP", world.http_port), ("RTSP", world.rtsp_port), ("DEV_MANAGE", 8000))
        inner = "".join(
            "<AdminAccessProtocol>"
            + xml.tags(id=n, enabled="true", protocol=name, portNo=port)
            + "</AdminAccessProtocol>"
            for n, (name, port) in enumerate(ports, start=1)
        )
        return xml.document(world, "AdminAccessProtocolList", inner)

    def _stream(self, method: str, path: str, number: int, profile: int, body: bytes) -> Answer:
        if profile not in {1, 2} or not self._has_streams(number):
            return xml.not_supported(path)
        slot = self._world.slots[number]
        which: Literal[1, 2] = 1 if profile == 1 else 2
        if method == "GET":
            inner = xml.stream(self._world, slot, which)
            return xml.document(self._world, "StreamingChannel", inner)
        codec = re.search(rb"<videoCodecType>\s*H\.?(26[45])\s*</videoCodecType>", body)
        if method != "PUT" or codec is None:
            return xml.response_status(path, 6, "Invalid XML Content", "badXmlContent", status=400)
        self._world.set_codec(number, "main" if profile == 1 else "sub", f"h{codec[1].decode()}")
        return xml.response_status(path, 1, "OK", "ok")

    async def _picture(self, path: str, way: str, number: int, profile: int) -> Answer:
        proxied = self._world.scenario.quirks.picture_by_proxy and way == "Streaming"
        if number not in self._world.slots or proxied:
            return xml.response_status(path, 6, "Invalid XML Content", "badXmlContent", status=400)
        picture = await self._pictures(number, "main" if profile == 1 else "sub")
        if picture is None:
            return xml.response_status(path, 3, "Device Error", "deviceError", status=500)
        return Answer(body=picture, content_type="image/jpeg")

    def _write(self, method: str, path: str, body: bytes) -> Answer:
        if (method, path) == ("PUT", "/ISAPI/System/time"):
            shown = re.search(rb"<localTime>([^<]+)</localTime>", body)
            try:
                self._world.set_clock(datetime.fromisoformat(shown[1].decode() if shown else ""))
            except ValueError:
                return xml.response_status(
                    path, 6, "Invalid XML Content", "badXmlContent", status=400
                )
            return xml.response_status(path, 1, "OK", "ok")
        if (method, path) == ("PUT", "/ISAPI/System/reboot"):
            self._world.reboot_asked()
            return xml.response_status(path, 1, "OK", "ok")
        if (method, path) == ("POST", "/ISAPI/ContentMgmt/search"):
            return search(self._world, path, body)
        return xml.response_status(path, 4, "Invalid Operation", "methodNotAllowed", status=405)

    async def _alerts(self, path: str) -> Answer | Stream:
        if len(self.wires) >= self._world.alarm_stream.limit:
            return xml.response_status(path, 4, "Invalid Operation", "deployExceedMax", status=403)
        picture = await self._any_picture() if self._world.alarm_stream.picture else b""

        async def run(wire: Wire) -> None:
            self.wires.add(wire)
            try:
                await AlertSender(self._world, wire, picture).run()
            finally:
                self.wires.discard(wire)

        return run

    async def _any_picture(self) -> bytes:
        for number in self._world.slots:
            if picture := await self._pictures(number, "sub"):
                return picture
        return b""
