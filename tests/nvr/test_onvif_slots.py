"""Which ONVIF source is which slot."""

from types import SimpleNamespace as Raw

from hypothesis import given, strategies as st
import pytest

from custom_components.rt_cctv.model import StreamProfile
from custom_components.rt_cctv.nvr.onvif.slots import (
    Numbering,
    channel_of_address,
    channel_of_token,
    name_of,
    read_profile,
    read_sources,
)


def _raw(token: str, source: str, width: int = 640, codec: str = "H264", name: str = "") -> Raw:
    return Raw(
        token=token,
        Name=token,
        VideoSourceConfiguration=Raw(token=f"vsc_{source}", SourceToken=source, Name=name),
        VideoEncoderConfiguration=Raw(
            token=f"enc_{token}",
            Encoding=codec,
            Resolution=Raw(Width=width, Height=width * 9 // 16),
            RateControl=Raw(FrameRateLimit=10),
        ),
        VideoAnalyticsConfiguration=None,
    )


@pytest.mark.parametrize(
    ("address", "channel"),
    [
        ("rtsp://h/cam/realmonitor?channel=3&subtype=0&unicast=true&proto=Onvif", 3),
        ("rtsp://h/Streaming/Channels/302?transportmode=unicast", 3),
        ("rtsp://h/Streaming/Unicast/channels/1201", 12),
        ("rtsp://h/unicast/c4/s1/live", 4),
        ("rtsp://h/slot/2/main", 2),
        ("rtsp://h/stream1", None),
        ("rtsp://h/cam/realmonitor?channel=0", None),
        ("rtsp://h/cam/realmonitor?channel=999999", None),
        ("", None),
        ("rtsp://[broken", None),
    ],
)
def test_the_address_tells_the_channel_in_its_makers_way(address: str, channel: int | None) -> None:
    assert channel_of_address(address) == channel


@pytest.mark.parametrize(
    ("token", "channel"),
    [
        ("00000", 1),
        ("00200", 3),
        ("VideoSource_4", 4),
        ("VideoSourceToken", None),
        ("V_SRC_0", None),
        ("uuid-9f", None),
    ],
)
def test_the_token_tells_the_channel_where_it_counts(token: str, channel: int | None) -> None:
    assert channel_of_token(token) == channel


def test_the_larger_picture_is_main_and_the_playable_one_sub() -> None:
    raws = [
        _raw("p2", "s", 640),
        _raw("p1", "s", 1920, "H265"),
        _raw("p3", "s", 320, "JPEG"),
    ]
    source = read_sources(raws)["s"]
    main, sub = source.profile(StreamProfile.MAIN), source.profile(StreamProfile.SUB)
    assert main is not None
    assert sub is not None
    assert (main.token, sub.token) == ("p1", "p2")


def test_one_profile_is_main_and_there_is_no_sub() -> None:
    source = read_sources([_raw("p1", "s")])["s"]
    assert source.profile(StreamProfile.SUB) is None
    assert len(source.streams()) == 1


def test_a_source_that_left_keeps_its_number_for_when_it_comes_back() -> None:
    numbering = Numbering()
    numbering.number(["a", "b", "c"], {})
    numbering.number(["a", "c"], {})
    numbering.number(["a", "b", "c", "d"], {})
    assert numbering.sources == {1: "a", 2: "b", 3: "c", 4: "d"}


def test_numbers_of_before_a_restart_hold_though_the_first_camera_is_dead() -> None:
    numbering = Numbering(known={1: "a", 2: "b"})
    numbering.number(["b"], {"b": "rtsp://h/whatever"})
    assert numbering.by_token["b"] == 2


def test_addresses_are_believed_over_the_order_of_listing() -> None:
    numbering = Numbering()
    numbering.number(["x", "y"], {"x": "rtsp://h/a?channel=4", "y": "rtsp://h/a?channel=2"})
    assert numbering.sources == {2: "y", 4: "x"}


def test_two_sources_that_claim_one_channel_are_both_not_believed() -> None:
    numbering = Numbering()
    numbering.number(["x", "y"], {"x": "rtsp://h/a?channel=1", "y": "rtsp://h/a?channel=1"})
    assert numbering.sources == {1: "x", 2: "y"}


@given(
    st.dictionaries(st.integers(-3, 300), st.sampled_from("abcdef"), max_size=6),
    st.lists(st.lists(st.sampled_from("abcdef"), unique=True), max_size=5),
    st.dictionaries(
        st.sampled_from("abcdef"), st.integers(0, 400).map(lambda n: f"rtsp://h/?channel={n}")
    ),
)
def test_no_two_sources_ever_share_a_number_and_none_ever_changes(
    known: dict[int, str], listings: list[list[str]], addresses: dict[str, str]
) -> None:
    numbering = Numbering(known=known)
    before: dict[str, int] = {}
    for tokens in listings:
        numbering.number(tokens, addresses)
        now = dict(numbering.by_token)
        assert len(set(now.values())) == len(now)
        assert all(now[token] == number for token, number in before.items())
        assert all(0 < number <= 256 for number in now.values())
        before = now


@pytest.mark.parametrize(
    "raw",
    [
        None,
        Raw(),
        Raw(token=None, VideoSourceConfiguration=None),
        Raw(token=4, VideoSourceConfiguration=Raw(SourceToken="s")),
        Raw(token="p", VideoSourceConfiguration=Raw(SourceToken=None)),
    ],
)
def test_a_profile_without_a_source_is_passed_over(raw: object) -> None:
    assert read_profile(raw) is None


def test_wrong_types_in_a_profile_are_not_believed() -> None:
    raw = _raw("p", "s")
    raw.VideoEncoderConfiguration.Resolution = Raw(Width="wide", Height=-1)
    raw.VideoEncoderConfiguration.RateControl = Raw(FrameRateLimit="often")
    raw.VideoEncoderConfiguration.Encoding = None
    profile = read_profile(raw)
    assert profile is not None
    assert (profile.width, profile.height, profile.fps, profile.codec) == (None, None, None, None)


def test_thousands_of_profiles_are_capped() -> None:
    assert len(read_sources([_raw(f"p{n}", f"s{n}") for n in range(5000)])) <= 256
    assert read_sources("no list") == {}


def test_a_name_that_says_nothing_is_the_slots_number() -> None:
    assert name_of(read_sources([_raw("p", "s", name="VideoSourceConfig")])["s"], 3) == "Slot 3"
    assert name_of(read_sources([_raw("p", "s", name="Gang <b>7</b>")])["s"], 3) == "Gang <b>7</b>"
