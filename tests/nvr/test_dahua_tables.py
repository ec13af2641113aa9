"""What Dahua's recorders write in lines of text."""

from datetime import datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.rt_cctv.model import DiskStatus, FindingKind, SlotStatus, StreamProfile
from custom_components.rt_cctv.nvr.dahua import config, tables
from custom_components.rt_cctv.nvr.dahua.dump import redact
from custom_components.rt_cctv.nvr.text import clean_name


def _table(text: str) -> dict[str, str]:
    return tables.parse_table(text)


def test_lines_that_are_no_assignment_are_passed_over() -> None:
    table = _table("a=1\r\n\r\nnonsense\n=empty key\nb=x=y\na=2")
    assert table == {"a": "1", "b": "x=y"}


def test_a_remote_device_is_found_by_its_uuid_key_or_by_its_index() -> None:
    text = """
table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_2.Address=192.168.1.30
table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_2.Enable=true
table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_2.ProtocolType=Onvif
table.RemoteDevice[0].Address=192.168.1.31
table.RemoteDevice[0].Enable=false
"""
    found = tables.remotes(_table(text))
    assert found[2].filled
    assert found[2].through_onvif
    assert not found[0].filled


def test_the_recorders_own_channel_number_counts_not_the_cameras() -> None:
    text = """
camera[0].UniqueChannel=3
camera[0].Channel=0
camera[0].Enable=true
camera[0].DeviceInfo.Address=192.168.1.40
camera[0].DeviceInfo.Enable=true
"""
    assert list(tables.cameras(_table(text))) == [3]


@pytest.mark.parametrize(
    ("word", "filled", "status"),
    [
        ("Connected", True, SlotStatus.ONLINE),
        ("Unconnect", True, SlotStatus.OFFLINE),
        ("Unconnect", False, SlotStatus.EMPTY),
        ("Disconnect", True, SlotStatus.OFFLINE),
        ("Empty", True, SlotStatus.EMPTY),
        ("PasswordError", True, SlotStatus.WRONG_PASSWORD),
        ("AccountLocked", True, SlotStatus.WRONG_PASSWORD),
        ("Dancing", True, SlotStatus.UNKNOWN),
    ],
)
def test_a_word_for_a_connection_is_understood_or_said_to_be_unknown(
    word: str, filled: bool, status: SlotStatus
) -> None:
    camera = tables.remotes({"table.RemoteDevice[0].Address": "10.1.1.2" if filled else "0.0.0.0"})
    assert tables.status_of(word, camera[0]) is status


@pytest.mark.parametrize(
    "document",
    [None, [], 3, "states", {"states": None}, {"states": {"channel": 0}}, {"other": []}],
)
def test_states_of_another_form_are_refused(document: object) -> None:
    assert tables.camera_states(document) is None


def test_states_with_wrong_types_are_passed_over() -> None:
    document = {
        "states": [
            {"channel": True, "connectionState": "Connected"},
            {"channel": "0", "connectionState": "Connected"},
            {"channel": -1, "connectionState": "Connected"},
            {"channel": 1, "connectionState": 5},
            "Connected",
            {"channel": 2, "connectionState": "Empty"},
        ]
    }
    assert tables.camera_states(document) == {2: "Empty"}


def test_disks_come_in_floats_and_a_full_one_is_healthy() -> None:
    text = """
list.info[0].Name=/dev/sda
list.info[0].State=Success
list.info[0].Detail[0].TotalBytes=1000204140544.000000
list.info[0].Detail[0].UsedBytes=1000204140544.000000
list.info[0].Detail[0].IsError=false
list.info[1].Name=/dev/sdb
list.info[1].State=Success
list.info[1].Detail[0].IsError=true
list.info[2].State=NotExist
list.info[3].State=Success
list.info[3].Detail[0].TotalBytes=nan
list.info[3].Detail[0].UsedBytes=inf
"""
    disks = config.disks(_table(text))
    assert [d.status for d in disks] == [
        DiskStatus.OK,
        DiskStatus.ERROR,
        DiskStatus.MISSING,
        DiskStatus.OK,
    ]
    assert (disks[0].capacity, disks[0].free) == (1000204140544, 0)
    assert disks[3].capacity is None


def test_streams_name_their_codec_in_the_models_words() -> None:
    text = """
table.Encode[1].MainFormat[0].Video.Compression=H.265
table.Encode[1].MainFormat[0].Video.resolution=3840x2160
table.Encode[1].MainFormat[0].Video.FPS=25
table.Encode[1].MainFormat[1].Video.Compression=MJPG
table.Encode[1].ExtraFormat[0].Video.Compression=H.264H
table.Encode[1].ExtraFormat[0].Video.Width=704
table.Encode[1].ExtraFormat[0].Video.Height=576
table.Encode[1].ExtraFormat[0].VideoEnable=true
table.Encode[2].ExtraFormat[0].Video.Compression=H.264
table.Encode[2].ExtraFormat[0].VideoEnable=false
"""
    streams = config.streams(_table(text))
    main, sub = streams[1]
    assert (main.profile, main.codec, main.width, main.fps) == (
        StreamProfile.MAIN,
        "h265",
        3840,
        25,
    )
    assert (sub.profile, sub.codec, sub.height) == (StreamProfile.SUB, "h264", 576)
    assert streams[2] == ()


def test_only_rules_that_are_on_are_armed() -> None:
    text = """
table.VideoAnalyseRule[0][0].Type=CrossLineDetection
table.VideoAnalyseRule[0][0].Enable=true
table.VideoAnalyseRule[0][1].Type=ParkingDetection
table.VideoAnalyseRule[0][1].Enable=false
table.VideoAnalyseRule[0][2].Type=FaceDetection
table.VideoAnalyseRule[0][2].Enable=true
"""
    armed = config.armed(
        {
            "VideoAnalyseRule": _table(text),
            "SmartMotionDetect": _table(
                "table.SmartMotionDetect[0].Enable=true\n"
                "table.SmartMotionDetect[0].ObjectTypes.Vehicle=false"
            ),
        }
    )
    assert armed == {0: {FindingKind.LINE_CROSSING, FindingKind.PERSON}}


def test_recording_is_off_only_where_every_filled_channel_says_so() -> None:
    table = _table("table.RecordMode[0].Mode=2\ntable.RecordMode[1].Mode=0")
    assert config.recording(table, [0, 1]) is True
    assert config.recording(table, [0]) is False
    assert config.recording(table, []) is None
    assert config.recording({}, [0]) is None


def test_the_zone_is_read_from_its_index() -> None:
    assert config.utc_offset(_table("table.NTP.TimeZone=12")) == timedelta(hours=7)
    assert config.utc_offset(_table("table.NTP.TimeZone=99")) is None
    assert config.utc_offset(_table("table.NTP.TimeZone=x")) is None


@pytest.mark.parametrize(
    ("minutes_off", "guess"),
    [(420, timedelta(hours=7)), (424, timedelta(hours=7)), (345, timedelta(hours=5, minutes=45))],
)
def test_an_untold_zone_is_the_nearest_quarter_of_an_hour(
    minutes_off: int, guess: timedelta
) -> None:
    now = datetime(2026, 11, 24, 6, 0)  # noqa: DTZ001
    assert config.guess_offset(now + timedelta(minutes=minutes_off), now) == guess


def test_a_clock_that_is_days_off_is_not_taken_for_a_zone() -> None:
    now = datetime(2026, 11, 24, 6, 0)  # noqa: DTZ001
    assert config.guess_offset(datetime(2000, 1, 1), now) == timedelta(hours=-12)  # noqa: DTZ001


@given(st.text(max_size=400))
def test_no_text_breaks_any_reader(text: str) -> None:
    table = _table(text)
    tables.remotes(table)
    tables.cameras(table)
    tables.channel_list(table)
    tables.camera_states_of_table(table)
    config.disks(table)
    config.streams(table)
    config.utc_offset(table)
    config.armed({"MotionDetect": table, "VideoAnalyseRule": table})


_KEY = st.sampled_from(
    [
        "table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_0.",
        "table.Encode[0].MainFormat[0].Video.",
        "list.info[0].Detail[0].",
        "camera[1].",
        "table.ChannelTitle[9999999].",
        "states[0].",
    ]
)
_FIELD = st.sampled_from(
    ["Enable", "Width", "TotalBytes", "UniqueChannel", "channel", "FPS", "Name"]
)
_VALUE = st.one_of(
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["true", "1e999", "-1", "٣", "nan", ""]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)


@given(st.lists(st.tuples(_KEY, _FIELD, _VALUE), max_size=30))
def test_no_value_breaks_any_reader(lines: list[tuple[str, str, str]]) -> None:
    table = _table("\n".join(f"{key}{field}={value}" for key, field, value in lines))
    tables.remotes(table)
    tables.camera_states_of_table(table)
    assert all(0 <= n < tables.MAX_SLOTS for n in tables.cameras(table))
    assert all(0 <= n < tables.MAX_SLOTS for n in tables.rows(table, "table.ChannelTitle"))
    config.disks(table)
    config.streams(table)


def test_a_dump_hides_whatever_names_a_person_a_place_or_a_secret() -> None:
    text = """serialNumber=4A0123
updateSerial=DHI-NVR1104HS
table.Network.eth0.IPAddress=192.168.1.9
table.RemoteDevice[0].Password=rahasia
table.Note=admin at 10.0.0.7
"""
    shown = redact(text, ("rahasia",))
    assert "4A0123" not in shown
    assert "DHI-NVR1104HS" in shown
    assert "192.168" not in shown
    assert "rahasia" not in shown
    assert "10.0.0.7" not in shown


def test_names_lose_what_would_break_a_page_but_keep_their_emoji() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}"
    assert clean_name(f" Pos\r\n\x00 {family} \N{RIGHT-TO-LEFT OVERRIDE}<b>") == f"Pos {family} <b>"
    assert len(clean_name("x" * 10_000)) == 64
