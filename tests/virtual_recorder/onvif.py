"""The ONVIF face: device, media, events, and a little of Profile G."""

from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote, urlsplit

from aiohttp import web

from . import onvif_media as media
from .auth import Gate, Outcome
from .faults import Answer
from .onvif_events import PullPoints
from .onvif_services import capabilities, event_properties, services
from .pictures import Jpeg
from .scenario import Brand
from .server import judge_http
from .soap import Call, envelope, fault, judge_call, parse_call
from .wire import Stream, Wire
from .world import World

_OPEN = frozenset(
    {"GetSystemDateAndTime", "GetCapabilities", "GetServices", "GetServiceCapabilities"}
)
_PICTURE = "/onvifsnapshot"


class OnvifFace:
    """Answers as an ONVIF recorder."""

    realm = "ONVIF"
    server = "gSOAP/2.8"

    def __init__(self, world: World, pictures: Jpeg) -> None:
        self._world = world
        self._pictures = pictures
        self.wires: set[Wire] = set()
        self.points = PullPoints(world)

    def open_streams(self) -> int:
        """Return how many subscriptions there are."""
        return len(self.points.open)

    def name(self, request: web.BaseRequest, body: bytes) -> str:
        """Return the path, with the operation after a `#`."""
        call = parse_call(body) if request.method == "POST" else None
        return f"{request.path}#{call.action}" if call else request.path

    def is_alarm_stream(self, name: str) -> bool:
        """Return whether this is a PullMessages, which may wait for a minute."""
        return name.endswith("#PullMessages")

    def judge(self, request: web.BaseRequest, body: bytes, gate: Gate) -> Outcome:
        """Services take a WS-UsernameToken, except for what anybody may ask; pictures HTTP digest."""
        if request.path.startswith(_PICTURE):
            return judge_http(request, gate)
        call = parse_call(body)
        if call is None or (call.action in _OPEN and call.user is None):
            return Outcome.NONE
        return judge_call(self._world, call, gate)

    def refusal(self, request: web.BaseRequest, gate: Gate, outcome: Outcome) -> Answer:
        """Return a fault, or for pictures a plain challenge."""
        if request.path.startswith(_PICTURE):
            return Answer(status=gate.policy.stale_status if gate.stale else 401)
        reason = "Account locked" if outcome is Outcome.LOCKED else "Sender not Authorized"
        return fault("ter:NotAuthorized", reason)

    async def answer(self, request: web.BaseRequest, body: bytes) -> Answer | Stream:
        """Answer one request."""
        if request.path.startswith(_PICTURE):
            return await self._picture(request)
        call = parse_call(body)
        if call is None:
            return fault("ter:WellFormed", "Not well-formed")
        if request.path == "/onvif/subscription":
            number = request.query.get("Idx", "")
            return await self.points.answer(
                int(number) if number.isdecimal() else 0, call.action, call.fields
            )
        base = f"{request.scheme}://{request.headers.get('Host', '127.0.0.1')}"
        return self._device(call, base) or self._media(call, base) or self._more(call, base)

    def forget(self) -> None:
        """Lose every subscription, as a restart does."""
        self.points.forget()

    def _device(self, call: Call, base: str) -> Answer | None:
        world = self._world
        simple = {
            "GetSystemDateAndTime": media.system_time,
            "GetDeviceInformation": media.device_information,
            "GetNetworkInterfaces": media.network_interfaces,
            "GetNetworkProtocols": media.network_protocols,
            "GetScopes": media.scopes,
            "GetVideoSources": media.video_sources,
            "GetProfiles": media.profiles,
        }
        if call.action in simple:
            return envelope(simple[call.action](world))
        match call.action:
            case "GetServices":
                return envelope(services(base))
            case "GetCapabilities":
                return envelope(capabilities(base))
            case "GetHostname":
                return envelope(
                    "<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP>"
                    "<tt:Name>perekam</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>"
                )
            case "SystemReboot":
                world.reboot_asked()
                return envelope(
                    "<tds:SystemRebootResponse><tds:Message>Rebooting</tds:Message></tds:SystemRebootResponse>"
                )
            case "SetSystemDateAndTime":
                return self._set_clock(call)
            case _:
                return None

    def _set_clock(self, call: Call) -> Answer:
        try:
            parts = [
                int(call.fields[k]) for k in ("Year", "Month", "Day", "Hour", "Minute", "Second")
            ]
            shown = datetime(*parts[:3], *parts[3:], tzinfo=UTC)  # type: ignore[misc,arg-type]
        except KeyError, ValueError:
            return fault("ter:InvalidDateTime", "Invalid date")
        self._world.set_clock(shown)
        return envelope("<tds:SetSystemDateAndTimeResponse/>")

    def _media(self, call: Call, base: str) -> Answer | None:
        if call.action not in {
            "GetStreamUri", "GetSnapshotUri", "GetVideoEncoderConfiguration",
            "SetVideoEncoderConfiguration",
        }:  # fmt: skip
            return None
        if call.action == "SetVideoEncoderConfiguration":
            return self._set_encoder(call)
        token = call.fields.get("ProfileToken") or call.fields.get("ConfigurationToken", "")
        found = media.profile_of(self._world, token)
        if found is None:
            return fault("ter:NoProfile", "Profile token does not exist")
        number, profile = found
        if call.action == "GetVideoEncoderConfiguration":
            inner = media.encoder(self._world, number, profile, "trt:Configuration")
            return envelope(
                f"<trt:GetVideoEncoderConfigurationResponse>{inner}</trt:GetVideoEncoderConfigurationResponse>"
            )
        if call.action == "GetSnapshotUri":
            uri = f"{base}{_PICTURE}/{number}/{profile}"
        else:
            uri = self._stream_uri(number, profile, base)
        return envelope(media.media_uri(call.action, uri))

    def _stream_uri(self, number: int, profile: str, base: str) -> str:
        host = urlsplit(base).hostname or "127.0.0.1"
        path = f"/slot/{number}/{profile}"
        if self._world.scenario.brand is Brand.DAHUA:
            kind = 0 if profile == "main" else 1
            path = f"/cam/realmonitor?channel={number}&subtype={kind}&unicast=true&proto=Onvif"
        return f"rtsp://{host}:{self._world.rtsp_port}{path}"

    def _set_encoder(self, call: Call) -> Answer:
        found = media.profile_of(self._world, call.fields.get("Configuration@token", ""))
        codec = call.fields.get("Encoding", "").lower()
        if found is None or codec not in {"h264", "h265"}:
            return fault("ter:NoConfig", "Configuration token does not exist")
        profile: Literal["main", "sub"] = "main" if found[1] == "main" else "sub"
        self._world.set_codec(found[0], profile, codec)
        return envelope("<trt:SetVideoEncoderConfigurationResponse/>")

    def _more(self, call: Call, base: str) -> Answer:
        search = self._world.scenario.quirks.recordings
        match call.action:
            case "CreatePullPointSubscription":
                return self.points.create(base, call.fields.get("InitialTerminationTime", ""))
            case "GetEventProperties":
                return envelope(event_properties(self._world))
            case "FindRecordings" if search:
                return envelope(
                    "<tse:FindRecordingsResponse><tse:SearchToken>Search_1</tse:SearchToken></tse:FindRecordingsResponse>"
                )
            case "GetRecordingSearchResults" if search:
                inner = media.recordings_found(self._world)
                return envelope(
                    f"<tse:GetRecordingSearchResultsResponse><tse:ResultList>{inner}"
                    "</tse:ResultList></tse:GetRecordingSearchResultsResponse>"
                )
            case "EndSearch" if search:
                return envelope(
                    f"<tse:EndSearchResponse><tse:Endpoint>{self._world.now().isoformat()}</tse:Endpoint></tse:EndSearchResponse>"
                )
            case "GetReplayUri" if search:
                number = call.fields.get("RecordingToken", "").rpartition("_")[2]
                uri = self._stream_uri(int(number) if number.isdecimal() else 0, "main", base)
                return envelope(
                    f"<trp:GetReplayUriResponse><trp:Uri>{uri.replace('&', '&amp;')}</trp:Uri></trp:GetReplayUriResponse>"
                )
            case _:
                return fault(
                    "ter:ActionNotSupported", "Optional Action Not Implemented", status=500
                )

    async def _picture(self, request: web.BaseRequest) -> Answer:
        _, _, rest = request.path.partition(f"{_PICTURE}/")
        number, _, profile = rest.partition("/")
        picture = await self._pictures(int(number) if number.isdecimal() else 0, profile)
        if picture is None:
            return Answer(status=503, content_type="text/plain", body=quote(rest).encode())
        return Answer(body=picture, content_type="image/jpeg")
