"""Many MQTT messages at a time over one connection."""

import asyncio
from itertools import batched
import random

from aiomqtt import ProtocolVersion
import pytest

from custom_components.rt_cctv.sync.broker import connection, tls_context
from custom_components.rt_cctv.sync.bulk import (
    publish_packet,
    send_directly,
    take_directly,
    take_packets,
)
from custom_components.rt_cctv.sync.identity import down, up

from .stand import HUB, City, until

PINGRESP = bytes([0xD0, 0])


@pytest.mark.parametrize("at_once", [1, 2, 3, 127, 10_000])
def test_packets_come_out_whole_however_they_arrive(at_once: int) -> None:
    chance = random.Random(at_once)
    payloads = [chance.randbytes(size) for size in (0, 1, 100, 127, 128, 5_000, 20_000)]
    stream = b"".join(publish_packet("a/b", payload) + PINGRESP for payload in payloads)
    arrived, found = bytearray(), []
    for piece in batched(stream, at_once, strict=False):
        arrived += bytes(piece)
        found += take_packets(arrived)
    expected = [(0x30, b"\0\3a/b" + payload) for payload in payloads]
    assert [packet for packet in found if packet[0] == 0x30] == expected
    assert found[1::2] == [(0xD0, b"")] * len(payloads)
    assert not arrived


def test_a_length_that_never_ends_is_refused() -> None:
    with pytest.raises(ValueError, match="four bytes"):
        take_packets(bytearray([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]))


async def test_thousands_of_messages_pass_a_real_broker_in_order(city: City) -> None:
    await city.stop_collector()
    hub = city.enrol(HUB)
    ours = city.way_in("collector", city.user.password)
    context = tls_context(hub)
    heard: list[tuple[str, bytes]] = []
    sent = [(up(HUB, "rec"), str(number).encode() * 40) for number in range(3_000)]
    async with (
        connection(ours, version=ProtocolVersion.V311, context=context, keepalive=3) as collector,
        connection(hub, version=ProtocolVersion.V311, context=context, keepalive=30) as speaker,
    ):
        take_directly(collector, lambda topic, payload: heard.append((topic, payload)))
        await collector.subscribe(up(HUB, "+"))
        send_directly(speaker, sent)
        await until(lambda: len(heard) == len(sent))
        assert heard == sent
        # Pings are still paho's, and answered for longer than the broker waits for one.
        await asyncio.sleep(5)
        await speaker.subscribe(down(HUB, "+"))
        send_directly(collector, [(down(HUB, "ack"), b"1"), (down(HUB, "cmd"), b"2")])
        answers = [await anext(speaker.messages) for _ in range(2)]
        assert [answer.payload for answer in answers] == [b"1", b"2"]
