"""Many MQTT messages at a time over one connection: what 10,293 hubs say at once, and the answers.

paho reads a packet in three pieces and writes each by itself, and every touch of the socket lets another
thread have the interpreter. While the database's thread works, that is not given back for up to 5 ms
(sys.getswitchinterval): 16 messages could hold the event loop up for longer than a blink.
"""

from collections.abc import Callable, Iterable
import time
from typing import Final

import aiomqtt
from paho.mqtt.client import Client, MQTTMessageInfo
from paho.mqtt.enums import MQTTErrorCode

from .broker import DisconnectedError

_PUBLISH: Final = 0x30
"""The first byte of a PUBLISH; MQTT 3.1.1, section 3.3."""
_QOS: Final = 0x06
_KIND: Final = 0xF0
_AT_ONCE: Final = 65_536


def take_directly(client: aiomqtt.Client, receive: Callable[[str, bytes], None]) -> None:
    """Hand over topic and payload of every message that arrives with QoS 0, MQTT 3.1.1.

    aiomqtt's own `messages` give none of them any more; all other packets go to paho as ever.
    """
    paho = client._client  # noqa: SLF001 -- aiomqtt hides it
    arrived = bytearray()

    def read(_max_packets: int = 1) -> MQTTErrorCode:
        if paho._sock is None:  # noqa: SLF001 -- paho has no door for whole packets
            return MQTTErrorCode.MQTT_ERR_NO_CONN
        try:
            data = paho._sock_recv(_AT_ONCE)  # noqa: SLF001
        except BlockingIOError:
            return MQTTErrorCode.MQTT_ERR_SUCCESS
        except OSError:
            data = b""
        if not data:
            return paho._loop_rc_handle(MQTTErrorCode.MQTT_ERR_CONN_LOST)  # noqa: SLF001
        paho._last_msg_in = time.monotonic()  # noqa: SLF001
        arrived.extend(data)
        for head, body in take_packets(arrived):
            if head & _KIND == _PUBLISH and not head & _QOS:
                size = 2 + int.from_bytes(body[:2])
                receive(body[2:size].decode(errors="replace"), body[size:])
            elif (result := _handle(paho, head, body)) is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                return paho._loop_rc_handle(result)  # noqa: SLF001
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    paho.loop_read = read  # type: ignore[assignment, method-assign]


def send_directly(
    client: aiomqtt.Client, messages: Iterable[tuple[str, bytes]], *, retain: bool = False
) -> None:
    """Send topics and payloads with QoS 0, MQTT 3.1.1: nobody has to wait. Raises DisconnectedError."""
    packets = b"".join(publish_packet(*message, retain=retain) for message in messages)
    if not packets:
        return
    paho = client._client  # noqa: SLF001 -- aiomqtt hides it
    if paho._sock is None:  # noqa: SLF001
        raise DisconnectedError("no connection to answer on")
    # To paho they are one packet: it writes bytes and doesn't look at them again.
    paho._packet_queue(_PUBLISH, packets, 0, 0, MQTTMessageInfo(0))  # noqa: SLF001


def take_packets(arrived: bytearray) -> list[tuple[int, bytes]]:
    """Take the whole packets out of what arrived: each one's first byte and its body.

    Raises ValueError where a length has more than four bytes (MQTT 3.1.1, section 2.2.3).
    """
    packets, begin, end = [], 0, len(arrived)
    while begin + 1 < end:
        at, size, shift = begin + 1, 0, 0
        while at < end:
            digit = arrived[at]
            size |= (digit & 127) << shift
            at, shift = at + 1, shift + 7
            if digit < 128:
                break
            if shift > 21:
                raise ValueError("a packet's length has more than four bytes")
        else:
            break
        if at + size > end:
            break
        packets.append((arrived[begin], bytes(arrived[at : at + size])))
        begin = at + size
    del arrived[:begin]
    return packets


def publish_packet(topic: str, payload: bytes, *, retain: bool = False) -> bytes:
    """Return a PUBLISH with QoS 0."""
    name = topic.encode()
    size = 2 + len(name) + len(payload)
    head = bytearray([_PUBLISH | retain])
    while size > 127:
        head.append(size & 127 | 128)
        size >>= 7
    head.append(size)
    return bytes(head) + len(name).to_bytes(2) + name + payload


def _handle(paho: Client, head: int, body: bytes) -> MQTTErrorCode:
    """Let paho take a whole packet that it didn't read itself."""
    paho._in_packet = {  # noqa: SLF001
        "command": head,
        "have_remaining": 1,
        "remaining_count": [],
        "remaining_mult": 1,
        "remaining_length": len(body),
        "packet": bytearray(body),
        "to_process": 0,
        "pos": 0,
    }
    return paho._packet_handle()  # noqa: SLF001
