"""Finds ONVIF recorders on the local network by WS-Discovery: one question, a few seconds' wait."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
import re
import socket
from typing import override
from urllib.parse import unquote, urlsplit
import uuid

from .base import BadAnswerError
from .text import clean_name
from .xml_nodes import Node, parse_xml

GROUP = "239.255.255.250"
PORT = 3702
SECONDS = 4.0
REPEATS = 2
"""The question is asked twice: datagrams get lost."""

MAX_ANSWERS = 256
_MAX_DATAGRAM = 65_535
_EVERYWHERE = "0.0.0.0"  # noqa: S104 # the system chooses the interface
_PROBE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
    ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl">'
    "<e:Header><w:MessageID>{message}</w:MessageID>"
    "<w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>"
    "<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>"
    "<e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body>"
    "</e:Envelope>"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovered:
    """One device that answered; `host` is where the answer came from."""

    host: str
    port: int
    tls: bool
    endpoint: str
    """The device's own lasting name (`urn:uuid:…`)."""
    name: str
    hardware: str


def _scope(scopes: str, key: str) -> str:
    match = re.search(rf"onvif://www\.onvif\.org/{key}/(\S+)", scopes)
    return clean_name(unquote(match[1])) if match else ""


def _match(node: Node, host: str) -> Discovered | None:
    endpoint = node.get("EndpointReference/Address") or ""
    if not endpoint or len(endpoint) > 256:
        return None
    addresses = []
    for text in (node.get("XAddrs") or "").split()[:16]:
        try:
            parts = urlsplit(text)
            found = parts.scheme, parts.hostname, parts.port
        except ValueError:
            continue
        if found[0] in {"http", "https"} and found[1]:
            addresses.append(found)
    if not addresses:
        return None
    # The sender is where it lives; what it says of itself may be another network, or a lie.
    scheme, _, port = next((a for a in addresses if a[1] == host), addresses[0])
    scopes = (node.get("Scopes") or "")[:4096]
    return Discovered(
        host=host,
        port=port or (443 if scheme == "https" else 80),
        tls=scheme == "https",
        endpoint=endpoint,
        name=_scope(scopes, "name"),
        hardware=_scope(scopes, "hardware"),
    )


def parse_matches(data: bytes, host: str, message: str) -> list[Discovered]:
    """Read one datagram from `host`; empty where it doesn't answer `message`."""
    if len(data) > _MAX_DATAGRAM:
        return []
    try:
        root = parse_xml(data)
    except BadAnswerError:
        return []
    if root.get("Header/RelatesTo") != message:
        return []
    matches = root.find("Body/ProbeMatches")
    found = [_match(m, host) for m in matches if m.name == "probematch"] if matches else []
    return [match for match in found[:4] if match is not None]


class _Listener(asyncio.DatagramProtocol):
    """Collects the answers to one question."""

    def __init__(self, message: str) -> None:
        self._message = message
        self.found: dict[str, Discovered] = {}
        self._heard = 0

    @override
    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        self._heard += 1
        if self._heard > MAX_ANSWERS:
            return
        for match in parse_matches(data, str(addr[0]), self._message):
            self.found.setdefault(match.endpoint, match)


async def discover(
    interfaces: Iterable[str] = (_EVERYWHERE,),
    *,
    seconds: float = SECONDS,
    target: tuple[str, int] = (GROUP, PORT),
) -> tuple[Discovered, ...]:
    """Ask on the interfaces of these IPv4 addresses who is there; answers by address.

    An interface that can't be used is passed over. `target` is for tests.
    """
    message = f"urn:uuid:{uuid.uuid4()}"
    probe = _PROBE.format(message=message).encode()
    loop = asyncio.get_running_loop()
    found: dict[str, Discovered] = {}
    transports = []
    listener = _Listener(message)
    try:
        for interface in interfaces:
            try:
                transport, _ = await loop.create_datagram_endpoint(
                    lambda: listener, sock=_socket(interface)
                )
            except OSError:
                continue
            transports.append(transport)
        for _ in range(REPEATS):
            for transport in transports:
                transport.sendto(probe, target)
            await asyncio.sleep(seconds / REPEATS if transports else 0)
        found = listener.found
    finally:
        for transport in transports:
            transport.close()
    return tuple(sorted(found.values(), key=lambda d: (d.host, d.port)))


def _socket(interface: str) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        if interface != _EVERYWHERE:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        sock.bind((interface, 0))
    except OSError:
        sock.close()
        raise
    return sock
