"""What an ONVIF recorder says of itself, its sources and its profiles."""

from datetime import UTC
from xml.sax.saxutils import escape, quoteattr

from .scenario import Slot, SlotState
from .soap import utc
from .world import World

PROFILES = ("main", "sub")


def sources(world: World) -> list[Slot]:
    """Return the slots that are told of: with a camera, and on some recorders only live ones."""
    only_live = world.scenario.quirks.only_online_sources
    return [s for s in world.filled() if world.watchable(s.number) or not only_live]


def source_token(number: int) -> str:
    """Return the token of a slot's video source."""
    return f"VideoSource_{number}"


def configuration_token(number: int) -> str:
    """Return the token of a slot's video source configuration."""
    return f"VideoSourceConfig_{number}"


def profile_of(world: World, token: str) -> tuple[int, str] | None:
    """Return slot and profile of a profile's (or encoder configuration's) token."""
    name, _, number = token.partition("_")
    profile = {
        "MainProfile": "main",
        "SubProfile": "sub",
        "MainEncoder": "main",
        "SubEncoder": "sub",
    }
    found = [s.number for s in sources(world)]
    if name not in profile or not number.isdecimal() or int(number) not in found:
        return None
    return int(number), profile[name]


def system_time(world: World) -> str:
    """GetSystemDateAndTime."""
    now = world.now()
    there = now.astimezone(UTC)

    def parts(when: object, name: str) -> str:
        moment = there if when == "utc" else now
        return (
            f"<tt:{name}><tt:Time><tt:Hour>{moment.hour}</tt:Hour>"
            f"<tt:Minute>{moment.minute}</tt:Minute><tt:Second>{moment.second}</tt:Second></tt:Time>"
            f"<tt:Date><tt:Year>{moment.year}</tt:Year><tt:Month>{moment.month}</tt:Month>"
            f"<tt:Day>{moment.day}</tt:Day></tt:Date></tt:{name}>"
        )

    return (
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime>"
        "<tt:DateTimeType>Manual</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>"
        "<tt:TimeZone><tt:TZ>WIB-7</tt:TZ></tt:TimeZone>"
        f"{parts('utc', 'UTCDateTime')}{parts('local', 'LocalDateTime')}"
        "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
    )


def device_information(world: World) -> str:
    """GetDeviceInformation."""
    who = world.scenario.identity
    return (
        "<tds:GetDeviceInformationResponse><tds:Manufacturer>Perekam</tds:Manufacturer>"
        f"<tds:Model>{escape(who.model)}</tds:Model>"
        f"<tds:FirmwareVersion>{escape(who.firmware)}</tds:FirmwareVersion>"
        f"<tds:SerialNumber>{escape(who.serial)}</tds:SerialNumber>"
        "<tds:HardwareId>1.0</tds:HardwareId></tds:GetDeviceInformationResponse>"
    )


def network_interfaces(world: World) -> str:
    """GetNetworkInterfaces."""
    return (
        '<tds:GetNetworkInterfacesResponse><tds:NetworkInterfaces token="eth0">'
        "<tt:Enabled>true</tt:Enabled><tt:Info><tt:Name>eth0</tt:Name>"
        f"<tt:HwAddress>{world.scenario.identity.mac}</tt:HwAddress><tt:MTU>1500</tt:MTU></tt:Info>"
        "</tds:NetworkInterfaces></tds:GetNetworkInterfacesResponse>"
    )


def network_protocols(world: World) -> str:
    """GetNetworkProtocols."""
    ports = (("HTTP", world.http_port), ("RTSP", world.rtsp_port))
    inner = "".join(
        f"<tds:NetworkProtocols><tt:Name>{name}</tt:Name><tt:Enabled>true</tt:Enabled>"
        f"<tt:Port>{port}</tt:Port></tds:NetworkProtocols>"
        for name, port in ports
    )
    return f"<tds:GetNetworkProtocolsResponse>{inner}</tds:GetNetworkProtocolsResponse>"


def scopes(world: World) -> str:
    """GetScopes."""
    who = world.scenario.identity
    items = ("type/video_encoder", "Profile/Streaming", "Profile/G", f"name/{escape(who.name)}")
    inner = "".join(
        "<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef>"
        f"<tt:ScopeItem>onvif://www.onvif.org/{item}</tt:ScopeItem></tds:Scopes>"
        for item in items
    )
    return f"<tds:GetScopesResponse>{inner}</tds:GetScopesResponse>"


def video_sources(world: World) -> str:
    """GetVideoSources."""
    inner = "".join(
        f'<trt:VideoSources token="{source_token(s.number)}">'
        f"<tt:Framerate>{s.main.fps}</tt:Framerate><tt:Resolution><tt:Width>{s.main.width}</tt:Width>"
        f"<tt:Height>{s.main.height}</tt:Height></tt:Resolution></trt:VideoSources>"
        for s in sources(world)
    )
    return f"<trt:GetVideoSourcesResponse>{inner}</trt:GetVideoSourcesResponse>"


def profiles(world: World) -> str:
    """GetProfiles: main and sub of each source."""
    inner = "".join(_profile(world, s, p) for s in sources(world) for p in PROFILES)
    return f"<trt:GetProfilesResponse>{inner}</trt:GetProfilesResponse>"


def _profile(world: World, slot: Slot, profile: str) -> str:
    number, label = slot.number, profile.capitalize()
    size = f'width="{slot.main.width}" height="{slot.main.height}"'
    return (
        f'<trt:Profiles token="{label}Profile_{number}" fixed="true">'
        f"<tt:Name>{escape(slot.name)} {label}</tt:Name>"
        f'<tt:VideoSourceConfiguration token="{configuration_token(number)}">'
        f"<tt:Name>{escape(slot.name)}</tt:Name><tt:UseCount>2</tt:UseCount>"
        f"<tt:SourceToken>{source_token(number)}</tt:SourceToken>"
        f'<tt:Bounds x="0" y="0" {size}/></tt:VideoSourceConfiguration>'
        f"{encoder(world, number, profile, 'tt:VideoEncoderConfiguration')}</trt:Profiles>"
    )


def encoder(world: World, number: int, profile: str, element: str) -> str:
    """One VideoEncoderConfiguration."""
    spec = world.stream(number, profile)
    token = f"{profile.capitalize()}Encoder_{number}"
    gop = f"<tt:GovLength>{int(spec.fps * spec.gop_seconds)}</tt:GovLength>"
    h264 = f"<tt:H264>{gop}<tt:H264Profile>Main</tt:H264Profile></tt:H264>"
    return (
        f"<{element} token={quoteattr(token)}><tt:Name>{token}</tt:Name><tt:UseCount>1</tt:UseCount>"
        f"<tt:Encoding>{spec.codec.upper()}</tt:Encoding>"
        f"<tt:Resolution><tt:Width>{spec.width}</tt:Width><tt:Height>{spec.height}</tt:Height></tt:Resolution>"
        f"<tt:Quality>4</tt:Quality><tt:RateControl><tt:FrameRateLimit>{spec.fps}</tt:FrameRateLimit>"
        "<tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>512</tt:BitrateLimit></tt:RateControl>"
        f"{h264 if spec.codec == 'h264' else ''}"
        "<tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0</tt:IPv4Address></tt:Address>"
        "<tt:Port>0</tt:Port><tt:TTL>1</tt:TTL><tt:AutoStart>false</tt:AutoStart></tt:Multicast>"
        f"<tt:SessionTimeout>PT60S</tt:SessionTimeout></{element}>"
    )


def media_uri(operation: str, uri: str) -> str:
    """GetStreamUri or GetSnapshotUri."""
    return (
        f"<trt:{operation}Response><trt:MediaUri><tt:Uri>{escape(uri)}</tt:Uri>"
        "<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>"
        "<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT60S</tt:Timeout>"
        f"</trt:MediaUri></trt:{operation}Response>"
    )


def recordings_found(world: World) -> str:
    """Return the ResultList of GetRecordingSearchResults: one recording per slot, of the last day."""
    now = world.now()
    inner = ""
    for slot in world.filled():
        if slot.state is SlotState.ONLINE:
            start, end = utc(now.replace(hour=0, minute=0, second=0)), utc(now)
            inner += (
                "<tt:RecordingInformation>"
                f"<tt:RecordingToken>Recording_{slot.number}</tt:RecordingToken><tt:Source>"
                f"<tt:SourceId>{source_token(slot.number)}</tt:SourceId>"
                f"<tt:Name>{escape(slot.name)}</tt:Name><tt:Location/><tt:Description/>"
                "<tt:Address/></tt:Source>"
                f"<tt:EarliestRecording>{start}</tt:EarliestRecording>"
                f"<tt:LatestRecording>{end}</tt:LatestRecording><tt:Content/>"
                f"<tt:Track><tt:TrackToken>VIDEO001</tt:TrackToken><tt:TrackType>Video</tt:TrackType>"
                f"<tt:Description/><tt:DataFrom>{start}</tt:DataFrom><tt:DataTo>{end}</tt:DataTo>"
                "</tt:Track><tt:RecordingStatus>Recording</tt:RecordingStatus>"
                "</tt:RecordingInformation>"
            )
    return f"<tt:SearchState>Completed</tt:SearchState>{inner}"
