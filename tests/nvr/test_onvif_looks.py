"""What ONVIF's streams say of their slots, and for how long that is believed."""

import pytest

from custom_components.rt_cctv.model import Brand, SlotStatus
from custom_components.rt_cctv.nvr.base import RecorderConfig
from custom_components.rt_cctv.nvr.onvif.looks import StreamLooks

from .rtsp_peer import ok, server

pytestmark = pytest.mark.usefixtures("socket_enabled")

CONFIG = RecorderConfig(
    brand=Brand.ONVIF, host="127.0.0.1", port=80, username="admin", password="Ronda"
)
REFUSAL = b'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="r"\r\n\r\n'


async def test_what_was_seen_long_ago_is_known_no_more() -> None:
    moment = [0.0]
    answer = ok()
    looks = StreamLooks(CONFIG, lambda: moment[0])
    async with server(lambda _: answer) as (port, _):
        address = {"one": f"rtsp://127.0.0.1:{port}/1"}
        assert looks.status("one") is SlotStatus.UNKNOWN
        await looks.take_turns(address, lambda: 1)
        assert looks.status("one") is SlotStatus.ONLINE
        answer = b"HTTP/1.1 200 OK\r\n\r\n"
        moment[0] += 30.0
        await looks.take_turns(address, lambda: 1)
        assert looks.status("one") is SlotStatus.ONLINE
        moment[0] += 90.0
        await looks.take_turns(address, lambda: 1)
        assert looks.status("one") is SlotStatus.UNKNOWN
        looks.close()


async def test_where_nobody_may_look_being_listed_has_to_do() -> None:
    looks = StreamLooks(CONFIG, lambda: 0.0)
    async with server(lambda _: REFUSAL) as (port, heard):
        address = {n: f"rtsp://127.0.0.1:{port}/{n}" for n in ("one", "other")}
        await looks.take_turns(address, lambda: 2)
        assert {looks.status(n) for n in address} == {SlotStatus.ONLINE}
        looks.close()

    assert sum(b"Authorization" in request for request in heard) == 1
