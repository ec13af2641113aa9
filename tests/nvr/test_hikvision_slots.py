"""Which input is which slot, how it is, and what else a Hikvision recorder says of itself."""

import pytest

from custom_components.rt_cctv.model import Disk, DiskStatus, FindingKind, SlotStatus, StreamProfile
from custom_components.rt_cctv.nvr.base import BadAnswerError, NotARecorderError
from custom_components.rt_cctv.nvr.hikvision.parts import (
    read_disks,
    read_recording,
    read_rtsp_port,
    read_streams,
)
from custom_components.rt_cctv.nvr.hikvision.read import (
    Input,
    InputState,
    Sizes,
    read_analogue_inputs,
    read_info,
    read_input_states,
    read_network_inputs,
    read_sizes,
)
from custom_components.rt_cctv.nvr.hikvision.slots import (
    Extras,
    Inputs,
    SlotMap,
    build_slots,
    map_slots,
)
from custom_components.rt_cctv.nvr.xml_nodes import Node, parse_xml

_SIZES = Sizes(analogue=0, network=4)


def _node(text: str) -> Node:
    return parse_xml(text.encode())


def _state(inner: str) -> InputState:
    root = "InputProxyChannelStatusList"
    text = f"<{root}><InputProxyChannelStatus><id>1</id>{inner}</InputProxyChannelStatus></{root}>"
    return read_input_states(_node(text))[1]


@pytest.mark.parametrize(
    ("online", "word", "status"),
    [
        ("true", "connect", SlotStatus.ONLINE),
        ("true", "", SlotStatus.ONLINE),
        ("true", "someNewWord", SlotStatus.ONLINE),
        ("false", "netUnreachable", SlotStatus.OFFLINE),
        ("false", "ipConflict", SlotStatus.OFFLINE),
        ("false", "streamLimit", SlotStatus.OFFLINE),
        ("false", "connect", SlotStatus.OFFLINE),
        ("false", "someNewWord", SlotStatus.OFFLINE),
        ("false", "", SlotStatus.OFFLINE),
        ("false", "notExist", SlotStatus.EMPTY),
        ("false", "userPwError", SlotStatus.WRONG_PASSWORD),
        ("false", "loginFailed", SlotStatus.WRONG_PASSWORD),
        ("false", "userLocked", SlotStatus.WRONG_PASSWORD),
        ("false", "notSupport", SlotStatus.UNSUPPORTED),
        ("", "connect", SlotStatus.ONLINE),
        ("", "offline", SlotStatus.OFFLINE),
        ("", "notExist", SlotStatus.EMPTY),
        ("", "someNewWord", SlotStatus.UNKNOWN),
        ("", "", SlotStatus.UNKNOWN),
        ("perhaps", "", SlotStatus.UNKNOWN),
    ],
)
def test_the_recorders_words_for_a_slot(online: str, word: str, status: SlotStatus) -> None:
    inner = f"<chanDetectResult>{word}</chanDetectResult>"
    inner += f"<online>{online}</online>" if online else ""
    state = _state(inner)
    assert state.status is status
    assert state.reason == (None if status is SlotStatus.ONLINE else word or None)


def test_online_may_stand_with_the_source() -> None:
    inner = "<sourceInputPortDescriptor><online>true</online></sourceInputPortDescriptor>"
    assert _state(inner).status is SlotStatus.ONLINE


@pytest.mark.parametrize(
    ("ids", "streams"), [(["501", "502"], 5), (["1", "2"], None), (["x", ""], None), ([], None)]
)
def test_a_slots_streams_may_go_by_another_number(ids: list[str], streams: int | None) -> None:
    inner = "".join(f"<streamingProxyChannelId>{i}</streamingProxyChannelId>" for i in ids)
    assert _state(f"<list>{inner}</list><online>true</online>").streams == streams


def test_a_single_item_does_for_a_list() -> None:
    assert read_input_states(
        _node("<InputProxyChannelStatus><id>3</id><online>true</online></InputProxyChannelStatus>")
    ).keys() == {3}
    (item,) = read_network_inputs(
        _node("<InputProxyChannel><id>2</id><name>a</name></InputProxyChannel>")
    )
    assert (item.id, item.name, item.camera) == (2, "a", None)
    (item,) = read_analogue_inputs(_node("<VideoInputChannel><id>2</id></VideoInputChannel>"))
    assert item.status is SlotStatus.UNKNOWN


def test_items_without_a_sensible_number_and_doubles_are_left_out() -> None:
    items = read_network_inputs(
        _node(
            "<InputProxyChannelList>"
            + "".join(
                f"<InputProxyChannel><id>{i}</id><name>{n}</name></InputProxyChannel>"
                for i, n in [
                    ("2", "b"),
                    ("", "?"),
                    ("0", "?"),
                    ("9999", "?"),
                    ("2", "c"),
                    ("1", "a"),
                ]
            )
            + "</InputProxyChannelList>"
        )
    )
    assert [(item.id, item.name) for item in items] == [(1, "a"), (2, "b")]


@pytest.mark.parametrize(
    ("inner", "status", "reason"),
    [
        ("<resDesc>2560*1440(4MP)P30</resDesc>", SlotStatus.ONLINE, None),
        ("<resDesc>NO VIDEO</resDesc>", SlotStatus.EMPTY, "NO VIDEO"),
        ("<resDesc>no video</resDesc>", SlotStatus.EMPTY, "no video"),
        ("", SlotStatus.UNKNOWN, None),
        (
            "<videoInputEnabled>false</videoInputEnabled><resDesc>x</resDesc>",
            SlotStatus.EMPTY,
            "disabled",
        ),
    ],
)
def test_a_socket_shows_a_picture_or_none(
    inner: str, status: SlotStatus, reason: str | None
) -> None:
    text = f"<VideoInputChannelList><VideoInputChannel><id>1</id>{inner}</VideoInputChannel>"
    (item,) = read_analogue_inputs(_node(text + "</VideoInputChannelList>"))
    assert (item.status, item.reason) == (status, reason)


@pytest.mark.parametrize(
    "reader",
    [read_sizes, read_network_inputs, read_analogue_inputs, read_input_states, read_streams,
     read_rtsp_port, lambda node: read_disks(node, {}), read_recording],
)  # fmt: skip
def test_another_document_is_no_answer(reader: object) -> None:
    with pytest.raises(BadAnswerError):
        reader(_node("<html><body>Login</body></html>"))  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    [
        "<html/>",
        "<DeviceInfo><model>x</model></DeviceInfo>",
        "<DeviceInfo><deviceType>IPCamera</deviceType><serialNumber>1</serialNumber></DeviceInfo>",
    ],
)
def test_what_is_no_recorder_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(NotARecorderError):
        read_info(_node(text))


def test_a_recorder_is_known_by_what_it_has() -> None:
    info = read_info(
        _node(
            "<DeviceInfo><macAddress>44-19-B6-00-00-01</macAddress>"
            "<firmwareVersion>V4</firmwareVersion></DeviceInfo>"
        )
    )
    assert (info.serial, info.mac) == ("44:19:b6:00:00:01",) * 2
    assert (info.model, info.name, info.firmware) == ("Hikvision", "Hikvision", "V4")
    info = read_info(
        _node(
            "<DeviceInfo><deviceID>7</deviceID><macAddress>00:00:00:00:00:00</macAddress></DeviceInfo>"
        )
    )
    assert (info.serial, info.mac, info.firmware) == ("7", None, None)


def test_a_network_recorder_has_as_many_slots_as_it_can_take_cameras() -> None:
    network = tuple(Input(id=n, name=f"k{n}") for n in (1, 3))
    states = {
        1: InputState(status=SlotStatus.ONLINE, reason=None, streams=None),
        3: InputState(status=SlotStatus.OFFLINE, reason="offline", streams=None),
    }
    inputs = Inputs(sizes=_SIZES, network=network, states=states)
    slots = map_slots(inputs)
    built = build_slots(inputs, slots, Extras())
    assert [(s.number, s.status) for s in built] == [
        (1, SlotStatus.ONLINE),
        (2, SlotStatus.EMPTY),
        (3, SlotStatus.OFFLINE),
        (4, SlotStatus.EMPTY),
    ]
    assert [s.name for s in built] == ["k1", "Slot 2", "k3", "Slot 4"]
    assert built[0].armed is None


def test_a_camera_whose_state_is_not_named_is_unknown_not_offline() -> None:
    inputs = Inputs(sizes=_SIZES, network=(Input(id=1, name="a"),), states={})
    assert build_slots(inputs, map_slots(inputs), Extras())[0].status is SlotStatus.UNKNOWN


def test_free_slots_of_a_list_that_was_never_had_are_unknown() -> None:
    inputs = Inputs(sizes=Sizes(analogue=0, network=2))
    built = build_slots(inputs, map_slots(inputs), Extras())
    assert [s.status for s in built] == [SlotStatus.UNKNOWN] * 2


def test_a_recorder_that_claims_a_million_inputs_gets_no_million_slots() -> None:
    inputs = Inputs(sizes=Sizes(analogue=0, network=10**9), network=())
    assert len(build_slots(inputs, map_slots(inputs), Extras())) == 256


_HYBRID = Inputs(
    sizes=Sizes(analogue=4, network=2),
    analogue=tuple(
        Input(id=n, name=f"a{n}", status=SlotStatus.ONLINE if n < 3 else SlotStatus.EMPTY)
        for n in range(1, 5)
    ),
    network=(Input(id=5, name="ip"), Input(id=6, name="")),
    states={5: InputState(status=SlotStatus.ONLINE, reason=None, streams=None)},
)


def test_a_hybrid_recorder_has_its_sockets_and_what_was_added() -> None:
    slots = map_slots(_HYBRID)
    built = build_slots(_HYBRID, slots, Extras(seen=frozenset({3})))
    assert [(s.number, s.status) for s in built] == [
        (1, SlotStatus.ONLINE),
        (2, SlotStatus.ONLINE),
        # It showed a picture before: something is plugged in.
        (3, SlotStatus.OFFLINE),
        (4, SlotStatus.EMPTY),
        (5, SlotStatus.ONLINE),
        (6, SlotStatus.UNKNOWN),
    ]


def test_network_inputs_that_count_from_one_again_come_after_the_sockets() -> None:
    inputs = Inputs(
        sizes=Sizes(analogue=2, network=2),
        analogue=(Input(id=1, name=""), Input(id=2, name="")),
        network=(Input(id=1, name=""),),
        states={1: InputState(status=SlotStatus.ONLINE, reason=None, streams=3)},
    )
    slots = map_slots(inputs)
    assert slots.network == {1: 3}
    assert slots.stream(3, 2) == 302
    assert slots.stream(1, 1) == 101


@pytest.mark.parametrize(
    ("channel", "dynamic", "slot"),
    [(1, None, 1), (5, None, 5), (33, None, 5), (34, None, 6), (35, None, None), (None, 6, 6),
     (0, 5, 5), (None, None, None), (0, 0, None), (7, None, None)],
)  # fmt: skip
def test_alarms_of_a_hybrid_find_their_slot(
    channel: int | None, dynamic: int | None, slot: int | None
) -> None:
    assert map_slots(_HYBRID).resolve(channel, dynamic) == slot


@pytest.mark.parametrize(
    ("channel", "slot"), [(1, 1), (33, 1), (34, 2), (36, 4), (37, None), (4, 4), (5, None)]
)
def test_alarms_of_a_network_recorder_may_count_from_33(channel: int, slot: int | None) -> None:
    inputs = Inputs(sizes=_SIZES, network=(Input(id=1, name=""), Input(id=2, name="")), states={})
    assert map_slots(inputs).resolve(channel) == slot


def test_a_recorder_with_64_channels_means_the_34th_by_34() -> None:
    network = tuple(Input(id=n, name="") for n in range(1, 65))
    inputs = Inputs(sizes=Sizes(analogue=0, network=64), network=network, states={})
    assert map_slots(inputs).resolve(34) == 34


def test_before_the_first_look_alarms_are_taken_at_their_word() -> None:
    assert SlotMap().resolve(2) == 2
    assert SlotMap().resolve(34) == 2


def test_streams_are_read_with_their_codec_and_rate() -> None:
    streams = read_streams(
        _node(
            "<StreamingChannelList>"
            "<StreamingChannel><id>101</id><Video><videoCodecType>H.265</videoCodecType>"
            "<videoResolutionWidth>3840</videoResolutionWidth><maxFrameRate>0</maxFrameRate>"
            "</Video></StreamingChannel>"
            "<StreamingChannel><id>102</id><Video><videoCodecType>MJPEG</videoCodecType>"
            "<maxFrameRate>1250</maxFrameRate></Video></StreamingChannel>"
            "<StreamingChannel><id>103</id></StreamingChannel>"
            "<StreamingChannel><id>1</id></StreamingChannel>"
            "<StreamingChannel><id>201</id></StreamingChannel>"
            "</StreamingChannelList>"
        )
    )
    assert streams.keys() == {101, 102, 201}
    assert (streams[101].codec, streams[101].width, streams[101].fps) == ("h265", 3840, None)
    assert (streams[102].codec, streams[102].fps) == ("mjpeg", 12.5)
    assert streams[102].profile is StreamProfile.SUB
    assert streams[201].codec is None


@pytest.mark.parametrize(
    ("inner", "port"),
    [
        ("<protocol>RTSP</protocol><portNo>10554</portNo>", 10554),
        ("<protocol>rtsp</protocol><portNo>99999</portNo>", None),
        ("<protocol>HTTP</protocol><portNo>80</portNo>", None),
    ],
)
def test_the_rtsp_port_is_found(inner: str, port: int | None) -> None:
    root = "AdminAccessProtocolList"
    text = f"<{root}><AdminAccessProtocol>{inner}</AdminAccessProtocol></{root}>"
    assert read_rtsp_port(_node(text)) == port


def _disks(before: dict[str, Disk], **statuses: str) -> dict[str, DiskStatus]:
    inner = "".join(
        f"<hdd><id>{key[1:]}</id><status>{status}</status><capacity>10</capacity>"
        f"<freeSpace>0</freeSpace></hdd>"
        for key, status in statuses.items()
    )
    disks = read_disks(_node(f"<storage><hddList>{inner}</hddList><nasList/></storage>"), before)
    return {disk.key: disk.status for disk in disks}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("ok", DiskStatus.OK),
        ("idle", DiskStatus.OK),
        ("notexist", DiskStatus.MISSING),
        ("unformatted", DiskStatus.UNFORMATTED),
        ("error", DiskStatus.ERROR),
        ("smartFailed", DiskStatus.ERROR),
        ("formating", DiskStatus.UNKNOWN),
        ("", DiskStatus.UNKNOWN),
    ],
)
def test_a_disks_words(word: str, status: DiskStatus) -> None:
    assert _disks({}, d1=word) == {"hdd1": status}


def test_a_bay_that_never_held_a_disk_is_none_and_a_lost_disk_is_missing() -> None:
    assert _disks({}, d1="ok", d2="notexist") == {"hdd1": DiskStatus.OK}
    (old,) = read_disks(_node("<storage><hdd><id>2</id><status>ok</status></hdd></storage>"), {})
    before = {"hdd2": old}
    both = {"hdd1": DiskStatus.OK, "hdd2": DiskStatus.MISSING}
    assert _disks(before, d1="ok", d2="notexist") == both
    assert _disks(before, d1="ok") == both
    assert _disks(before) == {"hdd2": DiskStatus.MISSING}
    assert _disks({}) == {}


@pytest.mark.parametrize(
    ("tracks", "recording"),
    [
        (["<Enable>true</Enable>", "<Enable>false</Enable>"], True),
        (["<Enable>false</Enable>"] * 2, False),
        (["<Enable>true</Enable><e><enableSchedule>false</enableSchedule></e>"], False),
        (["<id>101</id>"], None),
        ([], None),
    ],
)
def test_what_is_to_be_recorded(tracks: list[str], recording: bool | None) -> None:
    inner = "".join(f"<Track>{track}</Track>" for track in tracks)
    assert read_recording(_node(f"<TrackList>{inner}</TrackList>")) is recording


def test_people_and_vehicles_are_armed_only_where_motion_is() -> None:
    inputs = Inputs(
        sizes=_SIZES,
        network=(Input(id=1, name=""), Input(id=2, name="")),
        states={n: InputState(status=SlotStatus.ONLINE, reason=None, streams=None) for n in (1, 2)},
    )
    person = frozenset({FindingKind.PERSON})
    extras = Extras(armed={1: frozenset({FindingKind.MOTION})}, targets={1: person, 2: person})
    built = build_slots(inputs, map_slots(inputs), extras)
    assert built[0].armed == frozenset({FindingKind.MOTION, FindingKind.PERSON})
    assert built[1].armed == frozenset()


@pytest.mark.parametrize("tag", ["deviceName", "model", "serialNumber", "firmwareVersion"])
def test_what_a_recorder_calls_itself_is_one_short_line(tag: str) -> None:
    fields = {"serialNumber": "S1", tag: "\N{RIGHT-TO-LEFT OVERRIDE}Gang\n1" + "x" * 5000}
    tags = "".join(f"<{k}>{v}</{k}>" for k, v in fields.items())
    info = read_info(_node(f"<DeviceInfo>{tags}</DeviceInfo>"))
    for text in (info.name, info.model, info.serial, info.firmware or ""):
        assert len(text) <= 64
        assert text.isprintable()


def test_what_is_said_of_a_camera_is_one_short_line() -> None:
    long = "\N{RIGHT-TO-LEFT OVERRIDE}a\n" + "b" * 5000
    channel = (
        f"<InputProxyChannel><id>1</id><name>K</name><sourceInputPortDescriptor><model>{long}</model>"
        f"<serialNumber>{long}</serialNumber><ipAddress>{long}</ipAddress>"
        "</sourceInputPortDescriptor></InputProxyChannel>"
    )
    status = (
        "<InputProxyChannelStatus><id>1</id><online>false</online>"
        f"<chanDetectResult>{long}</chanDetectResult></InputProxyChannelStatus>"
    )
    camera = read_network_inputs(_node(channel))[0].camera
    state = read_input_states(_node(status))[1]
    assert camera is not None
    for text in (camera.model, camera.serial, camera.address, state.reason):
        assert text is not None
        assert len(text) <= 64
        assert text.isprintable()
