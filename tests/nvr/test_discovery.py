"""Finding recorders on the network, and knowing makers by their cards."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import re
from typing import override

from hypothesis import given, strategies as st
import pytest

from custom_components.rt_cctv.model import Brand
from custom_components.rt_cctv.nvr.discovery import Discovered, discover, parse_matches
from custom_components.rt_cctv.nvr.makers import BRAND_BY_BLOCK, brand_of_mac

pytestmark = pytest.mark.usefixtures("socket_enabled")


def match(
    message: str,
    endpoint: str = "urn:uuid:1",
    addresses: str = "http://192.168.1.9/onvif/device_service",
    scopes: str = "onvif://www.onvif.org/name/NVR%20RT onvif://www.onvif.org/hardware/DS-7604",
) -> bytes:
    return f"""<?xml version="1.0"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header><a:RelatesTo>{message}</a:RelatesTo></s:Header>
<s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>{endpoint}</a:Address></a:EndpointReference>
<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>{scopes}</d:Scopes><d:XAddrs>{addresses}</d:XAddrs>
</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>""".encode()


class _Device(asyncio.DatagramProtocol):
    def __init__(self, reply: Callable[[str], list[bytes]]) -> None:
        self._reply = reply

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = re.search(rb"MessageID>([^<]+)<", data)
        assert message
        assert isinstance(self._transport, asyncio.DatagramTransport)
        for said in self._reply(message[1].decode()):
            self._transport.sendto(said, addr)


@asynccontextmanager
async def device(reply: Callable[[str], list[bytes]]) -> AsyncIterator[tuple[str, int]]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Device(reply), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")
    finally:
        transport.close()


async def test_a_device_that_answers_is_found_once() -> None:
    async with device(
        lambda m: [match(m), match(m), b"rubbish", match("urn:uuid:other")]
    ) as target:
        found = await discover(("127.0.0.1",), seconds=1.0, target=target)

    assert found == (
        Discovered(
            host="127.0.0.1",
            port=80,
            tls=False,
            endpoint="urn:uuid:1",
            name="NVR RT",
            hardware="DS-7604",
        ),
    )


async def test_an_interface_that_cannot_be_used_is_passed_over() -> None:
    async with device(lambda m: [match(m)]) as target:
        found = await discover(("203.0.113.1", "127.0.0.1"), seconds=1.0, target=target)

    assert len(found) == 1


async def test_nobody_is_nobody() -> None:
    assert await discover((), seconds=0.1) == ()


async def test_a_flood_of_answers_ends() -> None:
    def flood(message: str) -> list[bytes]:
        return [match(message, endpoint=f"urn:uuid:{n}") for n in range(300)]

    async with device(flood) as target:
        found = await discover(("127.0.0.1",), seconds=0.3, target=target)

    assert len(found) <= 256


def test_what_a_device_says_of_another_host_is_not_believed() -> None:
    found = parse_matches(match("m", addresses="https://evil.example:8443/onvif"), "10.0.0.7", "m")
    assert [(d.host, d.port, d.tls) for d in found] == [("10.0.0.7", 8443, True)]


def test_of_several_addresses_the_one_it_answered_from_is_taken() -> None:
    addresses = "http://169.254.1.1:80/x http://10.0.0.7:8899/onvif/device_service"
    assert parse_matches(match("m", addresses=addresses), "10.0.0.7", "m")[0].port == 8899


@pytest.mark.parametrize(
    "data",
    [
        match("another question"),
        match("m", addresses=""),
        match("m", addresses="ftp://10.0.0.7/ http://[bad/"),
        match("m", endpoint=""),
        match("m", endpoint="u" * 1000),
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<a>" * 10_000,
        b"x" * 70_000,
        b"",
    ],
)
def test_what_answers_no_question_of_ours_is_passed_over(data: bytes) -> None:
    assert parse_matches(data, "10.0.0.7", "m") == []


@given(st.binary(max_size=300))
def test_no_datagram_raises(data: bytes) -> None:
    parse_matches(data, "10.0.0.7", "m")


@pytest.mark.parametrize(
    ("mac", "brand"),
    [
        ("44:19:b6:00:00:01", Brand.HIKVISION),
        ("3CEF8C000001", Brand.DAHUA),
        ("48-EA-63-00-00-01", Brand.ONVIF),
        ("00:11:22:33:44:55", None),
        ("", None),
    ],
)
def test_a_maker_is_known_by_its_card(mac: str, brand: Brand | None) -> None:
    assert brand_of_mac(mac) is brand


def test_blocks_are_six_capital_digits() -> None:
    assert all(re.fullmatch(r"[0-9A-F]{6}", block) for block in BRAND_BY_BLOCK)
    assert len(BRAND_BY_BLOCK) > 100
