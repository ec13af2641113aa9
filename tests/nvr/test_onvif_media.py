"""Addresses that an ONVIF recorder tells, and encoders that it sets: never another host's."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, override

import pytest

from custom_components.rt_cctv.model import Brand, SlotStatus, StreamProfile
from custom_components.rt_cctv.nvr.base import BadAnswerError, NotSupportedError, RecorderConfig
from custom_components.rt_cctv.nvr.onvif.encoder import set_h264
from custom_components.rt_cctv.nvr.onvif.media import own_address
from custom_components.rt_cctv.nvr.onvif.slots import Profile
from tests.virtual_recorder import Camera, Scenario

from .drivers import RT, running

CONFIG = RecorderConfig(brand=Brand.ONVIF, host="10.0.0.9", port=80, username="a", password="b")
RTSP = frozenset({"rtsp", "rtsps"})
PROFILE = Profile(token="p", name="", source="s", configuration="c", encoder="e")


@pytest.mark.parametrize(
    ("told", "own"),
    [
        ("rtsp://10.0.0.9:554/1", "rtsp://10.0.0.9:554/1"),
        ("rtsp://u:p@203.0.113.5:10554/1?x=2", "rtsp://10.0.0.9:10554/1?x=2"),
        ("rtsp://evil.example/1", "rtsp://10.0.0.9/1"),
        ("http://10.0.0.9/1", None),
        ("file:///etc/passwd", None),
        ("rtsp://10.0.0.9:port/1", None),
        ("rtsp://[broken/1", None),
        ("rtsp:///1", None),
        ("", None),
    ],
)
def test_a_stream_is_looked_for_at_the_recorder_whatever_it_says(
    told: str, own: str | None
) -> None:
    assert own_address(CONFIG, told, RTSP) == own


def test_the_users_own_port_for_streams_comes_before_the_recorders() -> None:
    config = replace(CONFIG, host="fe80::1", rtsp_port=8554)
    assert own_address(config, "rtsp://10.0.0.9:554/1", RTSP) == "rtsp://[fe80::1]:8554/1"


class _Encoder:
    """Stands for the recorder's services: answers with one configuration."""

    def __init__(self, configuration: object) -> None:
        self.configuration = configuration

    async def call(self, service: str, operation: str, params: object) -> Any:
        return self.configuration


async def test_a_slot_without_an_encoder_has_no_sub_stream_to_set() -> None:
    for profile in (None, replace(PROFILE, encoder=None)):
        with pytest.raises(NotSupportedError):
            await set_h264(_Encoder(None), profile)  # type: ignore[arg-type]


async def test_settings_that_cannot_be_read_are_a_bad_answer() -> None:
    with pytest.raises(BadAnswerError):
        await set_h264(_Encoder("h264"), PROFILE)  # type: ignore[arg-type]


async def test_an_encoder_that_stays_as_it_was_is_an_error() -> None:
    class Stubborn(SimpleNamespace):
        @override
        def __setattr__(self, name: str, value: object) -> None:
            """Take nothing in."""

    with pytest.raises(NotSupportedError):
        await set_h264(_Encoder(Stubborn(Encoding="JPEG")), PROFILE)  # type: ignore[arg-type]


@pytest.mark.usefixtures("socket_enabled")
async def test_addresses_that_contradict_the_tokens_are_all_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "custom_components.rt_cctv.nvr.onvif.poll.told_by_tokens",
        lambda tokens: {token: 5 - n for n, token in enumerate(sorted(tokens), 1)},
    )
    slots = tuple(replace(slot, camera=Camera(protocol="ONVIF")) for slot in RT[:2])
    async with running(Brand.DAHUA, Scenario(slots=(*slots, *RT[2:]))) as pair:
        for _ in range(3):
            state = await pair.poll()
        urls = [pair.seen.stream_url(n, StreamProfile.MAIN) for n in (1, 2)]

    assert [s.status for s in state.slots[:2]] == [SlotStatus.ONLINE] * 2
    assert ["channel=1" in (urls[0] or ""), "channel=2" in (urls[1] or "")] == [True, True]
