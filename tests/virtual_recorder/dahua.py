"""The Dahua face: CGI. Its ONVIF service stands beside it, as on real recorders."""

from datetime import datetime
import json
import re
from urllib.parse import unquote

from aiohttp import web

from . import dahua_tables as tables
from .auth import Gate, Outcome
from .dahua_events import CODE_OF_KIND, EventSender
from .dahua_find import MediaFinder
from .faults import Answer
from .onvif import OnvifFace
from .pictures import Jpeg
from .scenario import SlotState
from .server import judge_http
from .wire import Stream, Wire
from .world import World

_ATTACH = "/cgi-bin/eventManager.cgi#attach"
_STATE = "/cgi-bin/api/LogicDeviceManager/getCameraState"
_CODEC = re.compile(r"Encode\[(\d+)\]\.(Main|Extra)Format\[0\]\.Video\.Compression")


class DahuaFace:
    """Answers as a Dahua recorder."""

    server = "Webs"

    def __init__(self, world: World, pictures: Jpeg) -> None:
        self._world = world
        self._pictures = pictures
        self._onvif = OnvifFace(world, pictures)
        self._finder = MediaFinder(world)
        self.realm = f"Login to {world.scenario.identity.serial[-15:]}"
        self.wires: set[Wire] = set()

    def open_streams(self) -> int:
        """Return how many event streams are open."""
        return len(self.wires)

    def name(self, request: web.BaseRequest, body: bytes) -> str:
        """Return the path, with the action after a `#`."""
        if request.path.startswith("/onvif"):
            return self._onvif.name(request, body)
        action = request.query.get("action")
        return f"{request.path}#{action}" if action else request.path

    def is_alarm_stream(self, name: str) -> bool:
        """Return whether this is the event stream."""
        return name == _ATTACH or self._onvif.is_alarm_stream(name)

    def judge(self, request: web.BaseRequest, body: bytes, gate: Gate) -> Outcome:
        """Everything but ONVIF's services needs an HTTP login."""
        if request.path.startswith("/onvif"):
            return self._onvif.judge(request, body, gate)
        return judge_http(request, gate)

    def refusal(self, request: web.BaseRequest, gate: Gate, outcome: Outcome) -> Answer:
        """Return a challenge; a login while locked gets 403 and how long the lock lasts."""
        if request.path.startswith("/onvif"):
            return self._onvif.refusal(request, gate, outcome)
        if outcome is Outcome.LOCKED and "Authorization" in request.headers:
            said = {
                "ErrorCode": 268632081,
                "Result": False,
                "RmLock": int(gate.account.lock_left),
                "RmLogin": 0,
            }
            return Answer(
                status=403, body=json.dumps(said).encode(), content_type="application/json"
            )
        status = gate.policy.stale_status if gate.stale else 401
        return Answer(status=status, body=b"Invalid Authority!\r\n", content_type="text/plain")

    async def answer(self, request: web.BaseRequest, body: bytes) -> Answer | Stream:
        """Answer one request."""
        if request.path.startswith("/onvif"):
            return await self._onvif.answer(request, body)
        query = dict(request.query)
        name = self.name(request, body)
        if name == _ATTACH:
            return self._attach(query)
        if name == "/cgi-bin/snapshot.cgi":
            return await self._snapshot(query)
        if name == _STATE:
            return self._camera_state(request.method, body)
        return self._lines(name.removeprefix("/cgi-bin/"), query, unquote(request.query_string))

    def _lines(self, name: str, query: dict[str, str], sent: str) -> Answer:
        """Answer what is answered in lines of text."""
        match name:
            case "eventManager.cgi#getEventIndexes":
                return self._indexes(query)
            case "LogicDeviceManager.cgi#getCameraState":
                known = self._world.scenario.quirks.status_list
                return _text(tables.camera_state(self._world)) if known else _not_implemented()
            case "configManager.cgi#getConfig":
                lines = tables.config(self._world, query.get("name", ""))
                return _bad_request() if lines is None else _text(lines)
            case "configManager.cgi#setConfig":
                return self._set_config(sent)
            case "global.cgi#setCurrentTime":
                return self._set_clock(query)
            case "magicBox.cgi#reboot":
                self._world.reboot_asked()
                return _text(["OK"])
            case other if other.startswith("mediaFileFind.cgi#"):
                lines = self._finder.answer(query)
                return _bad_request() if lines is None else _text(lines)
            case other:
                lines = tables.read(self._world, other, query)
                return _bad_request() if lines is None else _text(lines)

    def forget(self) -> None:
        """Lose what a restart loses."""
        self._onvif.forget()
        self._finder.open.clear()

    def _attach(self, query: dict[str, str]) -> Answer | Stream:
        habits = self._world.alarm_stream
        if len(self.wires) >= habits.limit:
            return Answer(status=401)
        codes = frozenset(query.get("codes", "[All]").strip("[]").split(","))
        heartbeat = query.get("heartbeat", "")
        every = float(heartbeat) if heartbeat.isdecimal() and int(heartbeat) else None

        async def run(wire: Wire) -> None:
            self.wires.add(wire)
            try:
                await EventSender(self._world, wire, codes, every).run()
            finally:
                self.wires.discard(wire)

        return run

    def _indexes(self, query: dict[str, str]) -> Answer:
        """Tell which channels have an event on, from 0."""
        on = sorted(
            alarm.slot - 1
            for alarm in self._world.board.active.values()
            if alarm.slot and CODE_OF_KIND.get(alarm.kind) == query.get("code")
        )
        if query.get("code") == "VideoLoss":
            dark = [
                s.number - 1 for s in self._world.filled() if not self._world.watchable(s.number)
            ]
            on = sorted({*on, *dark})
        return _text([f"channels[{n}]={c}" for n, c in enumerate(on)] or ["Error", "No Events"])

    async def _snapshot(self, query: dict[str, str]) -> Answer:
        channel = query.get("channel", "1")
        number = int(channel) if channel.isdecimal() else 0
        slot = self._world.slots.get(number)
        if slot is None or slot.state is SlotState.UNSUPPORTED:
            return _bad_request()
        picture = await self._pictures(number, "main" if query.get("type") == "0" else "sub")
        if picture is None:
            return Answer(status=500, body=b"Error\r\nNo Video\r\n", content_type="text/plain")
        return Answer(body=picture, content_type="image/jpeg")

    def _camera_state(self, method: str, body: bytes) -> Answer:
        quirks = self._world.scenario.quirks
        if method != "POST" or not quirks.status_list or quirks.camera_state_get_only:
            return _not_implemented()
        try:
            wanted = json.loads(body)["uniqueChannels"]
        except KeyError, TypeError, ValueError:
            return _bad_request()
        states = [
            {"channel": channel, "connectionState": word}
            for channel, word in tables.states(self._world)
            if wanted == [-1] or channel in wanted
        ]
        said = json.dumps({"states": states}).encode()
        return Answer(body=said, content_type="application/json")

    def _set_config(self, query: str) -> Answer:
        pairs = [p.partition("=") for p in query.split("&") if not p.startswith("action=")]
        found = [(m, value) for key, _, value in pairs if (m := _CODEC.fullmatch(key))]
        if not found or any(int(m[1]) + 1 not in self._world.slots for m, _ in found):
            return _bad_request()
        for match, value in found:
            codec = value.lower().replace(".", "")
            self._world.set_codec(int(match[1]) + 1, "main" if match[2] == "Main" else "sub", codec)
        return _text(["OK"])

    def _set_clock(self, query: dict[str, str]) -> Answer:
        try:
            shown = datetime.strptime(query.get("time", ""), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
        except ValueError:
            return _bad_request()
        self._world.set_clock(shown)
        return _text(["OK"])


def _text(lines: list[str]) -> Answer:
    body = "".join(f"{line}\r\n" for line in lines).encode()
    return Answer(body=body, content_type="text/plain;charset=utf-8")


def _bad_request() -> Answer:
    return Answer(status=400, body=b"Error\r\nBad Request!\r\n", content_type="text/plain")


def _not_implemented() -> Answer:
    return Answer(status=501, body=b"Error\r\nNot Implemented!\r\n", content_type="text/plain")
