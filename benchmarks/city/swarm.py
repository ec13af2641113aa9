"""Thousands of hubs in one process: bare MQTT 3.1.1 on asyncio's protocols, so that the city is what is measured.

It is told what to do by lines of JSON on stdin and answers each with one on stdout.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import json
import random
import secrets
import sys
import time
from typing import override

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK, PING = 1, 2, 3, 4, 8, 9, 12
RETRY = 30.0
CONNECTING = 250


def packet(kind: int, body: bytes, flags: int = 0) -> bytes:
    """Frame an MQTT packet."""
    head, size = bytearray([kind << 4 | flags]), len(body)
    while True:
        size, digit = divmod(size, 128)
        head.append(digit | (0x80 if size else 0))
        if not size:
            return bytes(head) + body


def text(value: str | bytes) -> bytes:
    """Write a string with its length."""
    raw = value.encode() if isinstance(value, str) else value
    return len(raw).to_bytes(2) + raw


@dataclass(slots=True, eq=False)
class Hub(asyncio.Protocol):
    """One simulated hub: it says hello until answered and sends one batch at a time."""

    name: str
    swarm: Swarm
    number: int = 0
    buffer: bytearray = field(default_factory=bytearray)
    transport: asyncio.Transport | None = None
    subscribed: bool = False
    greeted: asyncio.Future[None] | None = None
    confirmed: asyncio.Future[None] | None = None
    acked: int = 0
    pending: bytes = b""
    connections: int = 0
    run: str = field(default_factory=lambda: secrets.token_hex(6))
    epoch: str = field(default_factory=lambda: secrets.token_hex(8)[:15])
    failures: int = 0
    deaf: bool = False

    @property
    def sid(self) -> str:
        return f"{self.run}-{self.connections}"

    @property
    def base(self) -> str:
        return f"rtcctv/v1/{self.name[:6]}/{self.name}"

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.connections += 1
        self.subscribed = False
        self.buffer.clear()
        will = json.dumps({"v": 1, "sid": self.sid}).encode()
        body = text("MQTT") + bytes([4, 0xCE | 0x00]) + (120).to_bytes(2)
        body += text(f"{self.name}-{self.run}") + text(f"{self.base}/up/life") + text(will)
        body += text(self.name) + text(self.swarm.password)
        transport.write(packet(CONNECT, body))

    @override
    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if not self.deaf:
            self.swarm.lost += 1
            self.swarm.later(self)

    @override
    def data_received(self, data: bytes) -> None:
        buffer = self.buffer
        buffer += data
        while len(buffer) >= 2:
            size, shift, at = 0, 0, 1
            while True:
                if at >= len(buffer):
                    return
                digit = buffer[at]
                size |= (digit & 127) << shift
                at, shift = at + 1, shift + 7
                if digit < 128:
                    break
            if len(buffer) < at + size:
                return
            kind, flags, body = buffer[0] >> 4, buffer[0] & 15, bytes(buffer[at : at + size])
            del buffer[: at + size]
            self.take(kind, flags, body)

    def take(self, kind: int, flags: int, body: bytes) -> None:
        assert self.transport is not None
        if kind == CONNACK:
            if body[1]:
                self.swarm.refused += 1
                self.transport.abort()
                return
            filters = b"".join(
                text(topic) + b"\0" for topic in (f"{self.base}/down/+", "rtcctv/v1/pub/all")
            )
            self.transport.write(packet(SUBSCRIBE, b"\0\1" + filters, 2))
        elif kind == SUBACK:
            self.subscribed = True
            self.hello()
        elif kind == PUBLISH:
            size = int.from_bytes(body[:2])
            if body[2 : 2 + size].endswith(b"/down/ack"):
                self.answer(json.loads(body[2 + size + (2 if flags & 6 else 0) :]))

    def hello(self) -> None:
        if self.greeted is None or self.greeted.done() or not self.subscribed:
            return
        self.publish(
            "hello",
            json.dumps({"v": 1, "sid": self.sid, "e": self.epoch, "base": 0, "head": 0}).encode(),
        )
        asyncio.get_running_loop().call_later(RETRY, self.hello)

    def send(self, qos: int = 0) -> None:
        if self.confirmed is None or self.confirmed.done():
            return
        if self.transport is not None and self.greeted is not None and self.greeted.done():
            head = f'{{"v":1,"sid":"{self.sid}","e":"{self.epoch}","p":{self.acked},"r":'
            self.publish("rec", head.encode() + self.pending + b"}", qos)
        asyncio.get_running_loop().call_later(RETRY, self.send, 1)

    def publish(self, leaf: str, payload: bytes, qos: int = 1) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        body = text(f"{self.base}/up/{leaf}")
        if qos:
            self.number = self.number % 65_535 + 1
            body += self.number.to_bytes(2)
        body += payload
        self.swarm.sent += len(body)
        self.transport.write(packet(PUBLISH, body, qos << 1))

    def answer(self, ack: dict[str, object]) -> None:
        if ack.get("sid") != self.sid:
            return
        if ack.get("no") or ack.get("fork"):
            self.swarm.rejected += 1
            return
        if ack.get("hi"):
            if self.greeted is not None and not self.greeted.done():
                self.greeted.set_result(None)
                self.failures = 0
            return
        seq = ack["s"]
        assert isinstance(seq, int)
        if self.confirmed is not None and not self.confirmed.done() and seq > self.acked:
            self.acked = seq
            self.confirmed.set_result(None)


class Swarm:
    """All hubs of this process."""

    def __init__(self, names: list[str], ports: list[int], password: str) -> None:
        self.hubs = [Hub(name, self) for name in names]
        self.ports = ports
        self.password = password
        self.lost = self.refused = self.rejected = self.sent = 0
        self.limit = asyncio.Semaphore(CONNECTING)
        self.tasks: set[asyncio.Task[None]] = set()

    def again(self, hub: Hub) -> None:
        task = asyncio.create_task(self.link(hub))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def later(self, hub: Hub) -> None:
        """Connect again, with the waits of real hubs: 1 s doubling to 300 s, half of it by chance."""
        wait = min(300.0, 2.0 ** min(hub.failures, 9)) * random.uniform(0.5, 1)
        hub.failures += 1
        asyncio.get_running_loop().call_later(wait, self.again, hub)

    async def link(self, hub: Hub) -> None:
        if hub.greeted is None or hub.greeted.done():
            hub.greeted = asyncio.get_running_loop().create_future()
        async with self.limit:
            port = self.ports[(hash(hub.name) + hub.connections) % len(self.ports)]
            try:
                await asyncio.get_running_loop().create_connection(lambda: hub, "127.0.0.1", port)
            except OSError:
                hub.connections += 1
                self.later(hub)

    async def timed(
        self, act: Callable[[Hub], Awaitable[None]], within: float
    ) -> dict[str, float | int]:
        """Let all hubs do something at once; say how long it took them."""
        began, took = time.monotonic(), []

        async def one(hub: Hub) -> None:
            await act(hub)
            took.append(time.monotonic() - began)

        tasks = [asyncio.create_task(one(hub)) for hub in self.hubs]
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        took.sort()
        return {
            "done": len(took),
            "of": len(self.hubs),
            "seconds": round(took[-1], 3) if took else 0.0,
            "p99": round(took[int(len(took) * 0.99) - 1], 3) if took else 0.0,
            "lost": self.lost,
            "refused": self.refused,
            "rejected": self.rejected,
            "sent": self.sent,
        }

    async def connect(self, within: float) -> dict[str, float | int]:
        """Connect all and wait until the city has answered every hello."""

        async def act(hub: Hub) -> None:
            await self.link(hub)
            assert hub.greeted is not None
            await hub.greeted

        return await self.timed(act, within)

    async def send(self, batches: list[str], within: float) -> dict[str, float | int]:
        """Send these batches (JSON arrays of records), each after the one before was confirmed."""

        async def act(hub: Hub) -> None:
            for batch in batches:
                hub.pending = batch.encode()
                hub.confirmed = asyncio.get_running_loop().create_future()
                hub.send()
                await hub.confirmed

        return await self.timed(act, within)

    async def replay(self, batch: str, previous: int, count: int) -> dict[str, float | int]:
        """Send a batch again that was confirmed long ago; there is nothing to wait for."""
        for hub in self.hubs[:count]:
            head = f'{{"v":1,"sid":"{hub.sid}","e":"{hub.epoch}","p":{previous},"r":'
            hub.publish("rec", head.encode() + batch.encode() + b"}")
        return {"done": min(count, len(self.hubs))}

    async def die(self, count: int) -> dict[str, float | int]:
        """Reset so many hubs' connections."""
        for hub in self.hubs[:count]:
            hub.deaf = True
            if hub.transport is not None:
                hub.transport.abort()
        return {"done": count, "at": time.time()}


async def main() -> None:
    """Obey until stdin ends."""
    loop = asyncio.get_running_loop()
    order = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    swarm = Swarm(order["names"], order["ports"], order["password"])
    acts: dict[str, Callable[..., Awaitable[dict[str, float | int]]]] = {
        "connect": swarm.connect,
        "send": swarm.send,
        "replay": swarm.replay,
        "die": swarm.die,
    }
    print("{}", flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        print(json.dumps(await acts[order.pop("do")](**order)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
