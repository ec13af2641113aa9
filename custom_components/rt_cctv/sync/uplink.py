"""The hub's side of the link to the city: connects, talks (session.py), and connects again.

A broker's PUBACK proves nothing, so the ledger moves on only when the city says that it committed.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
import logging
import secrets
import ssl
import time
from typing import Final

import aiomqtt
from aiomqtt import ProtocolVersion

from .backoff import Backoff
from .broker import Broker, DisconnectedError, RefusedError, connection, tls_context
from .codec import encode
from .identity import EVERYBODY, HubId, down, public, up
from .ledger import LedgerError
from .messages import Hello, Life, State
from .outbox import Outbox
from .session import LinkStatus, OnCommand, Pace, Session

_LOGGER: Final = logging.getLogger(__name__)
_STABLE: Final = 90.0
"""A connection that held for so many seconds forgives the failures before it."""
_TAKEN_OVER: Final = 0x8E
_FAREWELL: Final = 2.0


class Uplink:
    """Runs the link of one hub.

    `snapshot` says the hub's state (sid, rev and times are filled in), `on_command` does what the
    city asks and answers, `on_change` is called after each change of `status` or of the ledger.
    """

    def __init__(
        self,
        *,
        hub: HubId,
        broker: Broker,
        outbox: Outbox,
        snapshot: Callable[[], State],
        on_command: OnCommand,
        on_change: Callable[[], None] = lambda: None,
        software: str = "",
        home_assistant: str = "",
        pace: Pace | None = None,
    ) -> None:
        self.hub = hub
        self.broker = broker
        self.outbox = outbox
        self.status = LinkStatus()
        self.last_sent: dict[str, bytes] = {}
        """By the topic's last level, exactly what was last sent."""
        self.sent_bytes = 0
        self._snapshot = snapshot
        self._on_command = on_command
        self._on_change = on_change
        self._pace = pace or Pace()
        self._hello = Hello(
            v=1, sid="", e="", base=0, head=0, sw=software[:40], ha=home_assistant[:40]
        )
        self._run_id = secrets.token_hex(6)
        self._connections = 0
        self._version = ProtocolVersion.V5
        self._attempt = 0
        self._session: Session | None = None

    def wake(self) -> None:
        """Send what is new in the ledger."""
        if self._session is not None:
            self._session.work.set()

    def state_changed(self) -> None:
        """Send the snapshot soon: it is another one now."""
        if self._session is not None:
            self._session.state_changed()

    async def run(self) -> None:
        """Keep the link until cancelled, or until the broker refuses our password (`status`).

        Raises ssl.SSLError when the city's CA can't be read.
        """
        context = await self.outbox.run(lambda: tls_context(self.broker))
        backoff = Backoff(self._pace.reconnect, self._pace.slowest)
        while True:
            began = time.monotonic()
            try:
                await self._connect(context)
            except RefusedError:
                self.status.refused = True
                return self._on_change()
            except DisconnectedError as error:
                _LOGGER.debug("The link to the city: %s", error)
            if time.monotonic() - began > _STABLE:
                backoff.reset()
            await asyncio.sleep(backoff.next())

    async def _connect(self, context: ssl.SSLContext | None) -> None:
        self._connections += 1
        sid = f"{self._run_id}-{self._connections}"
        life = up(self.hub, "life")
        reached = False
        try:
            async with connection(
                self.broker,
                version=self._version,
                context=context,
                keepalive=self._pace.keepalive,
                attempt=self._attempt,
                will=aiomqtt.Will(life, encode(Life(v=1, sid=sid)), qos=1),
            ) as client:
                reached = True
                await self._converse(client, sid)
        finally:
            if not reached:
                self._try_otherwise()
            self._session = None
            if self.status.connected:
                self.status.connected = self.status.greeted = False
                self._on_change()

    def _try_otherwise(self) -> None:
        """Try the other version of MQTT next (NATS just hangs up on a 5), then the next node."""
        if self._version is ProtocolVersion.V5:
            self._version = ProtocolVersion.V311
        else:
            self._version = ProtocolVersion.V5
            self._attempt += 1

    async def _converse(self, client: aiomqtt.Client, sid: str) -> None:
        async def publish(leaf: str, payload: bytes, qos: int) -> None:
            self.last_sent[leaf] = payload
            self.sent_bytes += len(payload)
            await client.publish(up(self.hub, leaf), payload, qos)

        areas = (EVERYBODY, self.hub.kecamatan)
        filters = [(down(self.hub, "+"), 0), *((public(area), 0) for area in areas)]
        session = Session(
            sid=sid,
            outbox=self.outbox,
            publish=publish,
            snapshot=self._snapshot,
            on_command=self._on_command,
            status=self.status,
            on_change=self._on_change,
            hello=_with_sid(self._hello, sid),
            pace=self._pace,
        )
        try:
            async with asyncio.TaskGroup() as group:
                await client.subscribe(filters)
                self.status.connected = True
                self._session = session
                self._on_change()
                group.create_task(session.tell_records())
                group.create_task(session.tell_states())
                async for message in client.messages:
                    if str(message.topic).endswith("/down/ack"):
                        session.receive_ack(message.payload)
                    else:
                        group.create_task(session.receive_command(message.payload))
        except* (aiomqtt.MqttError, LedgerError) as errors:
            self._note_takeover(errors)
            raise DisconnectedError(str(errors.exceptions[0])) from errors
        finally:
            with suppress(aiomqtt.MqttError, TimeoutError):
                payload = encode(Life(v=1, sid=sid, why="stop"))
                await client.publish(up(self.hub, "life"), payload, qos=1, timeout=_FAREWELL)

    def _note_takeover(self, errors: ExceptionGroup[Exception]) -> None:
        cause = errors.exceptions[0].__cause__
        code = getattr(getattr(cause, "rc", None), "value", None)
        if code == _TAKEN_OVER:
            self.status.twin = True
            self._on_change()


def _with_sid(hello: Hello, sid: str) -> Hello:
    return Hello(v=1, sid=sid, e="", base=0, head=0, sw=hello.sw, ha=hello.ha)
