"""One connection to the city's broker: aiomqtt, with what it leaves open on failure closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import hashlib
import ssl
from typing import TYPE_CHECKING, Final
import zlib

import aiomqtt
from aiomqtt import ProtocolVersion
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.client import MQTT_CLEAN_START_FIRST_ONLY, Client

if TYPE_CHECKING:
    from paho.mqtt.client import SocketLike

_PATIENCE: Final = 10.0
"""Seconds for one answer of the broker."""
_FAREWELL: Final = 1.0
_REFUSED: Final = frozenset({4, 5, 0x86, 0x87, 0x8A})
"""CONNACK: bad user name or password, not authorised, banned (MQTT 3.1.1 and 5)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Broker:
    """Where the broker is, and who we are to it. `ca` is PEM; without TLS only for tests.

    `others` are further addresses of the same broker: the other nodes of a cluster.
    """

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    ca: str | None = None
    tls: bool = True
    others: tuple[tuple[str, int], ...] = ()

    def address(self, attempt: int) -> tuple[str, int]:
        """Return the address for this attempt: hubs spread over the nodes, and move on after failures."""
        every = ((self.host, self.port), *self.others)
        return every[(attempt + zlib.crc32(self.username.encode())) % len(every)]


class RefusedError(Exception):
    """The broker doesn't accept this user name and password."""


class DisconnectedError(Exception):
    """There is no connection, or it is gone; the message says why and holds no secret."""


def tls_context(broker: Broker) -> ssl.SSLContext | None:
    """Build the TLS context (reads files: not for the event loop). Raises ssl.SSLError for a bad CA."""
    if not broker.tls:
        return None
    return ssl.create_default_context(cadata=broker.ca)


def client_id(broker: Broker) -> str:
    """Return a client id that nobody else can guess.

    Mosquitto is told to use the user name instead; on an engine that can't, a neighbour who knew the
    client id could push us off.
    """
    digest = hashlib.sha256(f"{broker.username}:{broker.password}".encode()).hexdigest()
    return f"{broker.username}-{digest[:16]}"


@asynccontextmanager
async def connection(
    broker: Broker,
    *,
    version: ProtocolVersion,
    context: ssl.SSLContext | None,
    keepalive: int,
    attempt: int = 0,
    will: aiomqtt.Will | None = None,
) -> AsyncIterator[aiomqtt.Client]:
    """Connect with a clean session.

    Raises RefusedError, DisconnectedError.
    """
    is_5 = version is ProtocolVersion.V5
    host, port = broker.address(attempt)
    client = aiomqtt.Client(
        host,
        port,
        username=broker.username,
        password=broker.password,
        identifier=client_id(broker),
        protocol=version,
        will=will,
        clean_session=None if is_5 else True,
        clean_start=True if is_5 else MQTT_CLEAN_START_FIRST_ONLY,
        keepalive=keepalive,
        timeout=_PATIENCE,
        tls_context=context,
    )
    _guard_writer(client)
    try:
        await _enter(client)
        try:
            yield client
        finally:
            with suppress(aiomqtt.MqttError, OSError, ValueError):
                await client.__aexit__(None, None, None)
            _forget_disconnection(client)
    except MqttConnectError as error:
        code = getattr(error.rc, "value", error.rc)
        if code in _REFUSED:
            raise RefusedError from error
        raise DisconnectedError(f"CONNACK {code}") from error
    except (aiomqtt.MqttError, OSError, ValueError) as error:
        raise DisconnectedError(str(error) or type(error).__name__) from error


def _forget_disconnection(client: aiomqtt.Client) -> None:
    """Look at how the connection ended, or asyncio complains that nobody did."""
    ended = client._disconnected  # noqa: SLF001 -- aiomqtt tells only who waits for messages
    if ended.done() and not ended.cancelled():
        ended.exception()


def _guard_writer(client: aiomqtt.Client) -> None:
    """Watch a socket for room to write only while it is open.

    aiomqtt asks the event loop for that a moment later than it is asked itself; where the broker
    has hung up meanwhile, the loop complains of a bad file descriptor.
    """
    paho, loop = client._client, asyncio.get_running_loop()  # noqa: SLF001 -- there is no other door

    def add_writer(sock: SocketLike) -> None:
        if sock.fileno() >= 0:
            with suppress(OSError):
                loop.add_writer(sock.fileno(), write)

    def write() -> None:
        # What goes wrong here shows as a lost connection when paho next reads.
        with suppress(OSError, ValueError):
            paho.loop_write()

    def register(_client: Client, _userdata: object, sock: SocketLike) -> None:
        loop.call_soon_threadsafe(add_writer, sock)

    paho.on_socket_register_write = register


async def _enter(client: aiomqtt.Client) -> None:
    """Enter the client; where that fails or is cancelled, close the socket that aiomqtt leaves open."""
    entering = asyncio.ensure_future(client.__aenter__())
    entered = False
    try:
        await asyncio.shield(entering)
        entered = True
    finally:
        if not entered:
            await asyncio.wait({entering}, timeout=_FAREWELL)
            _give_up(client._client, entering)  # noqa: SLF001 -- aiomqtt has no door to it


def _give_up(paho: Client, entering: asyncio.Future[aiomqtt.Client]) -> None:
    if not entering.done():
        # The thread that connects can't be cancelled: what it opens later is closed at once.
        paho.on_socket_open = lambda _client, _userdata, sock: sock.close()
        entering.cancel()
    elif not entering.cancelled():
        entering.exception()
    paho.disconnect()
