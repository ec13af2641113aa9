"""NATS as the city's broker on three machines: MQTT over JetStream, every message in three copies.

It speaks MQTT 3.1.1 and knows no forced client ids, so ours can't be guessed (sync/broker.py).
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
import json
from pathlib import Path

from custom_components.rt_cctv.sync.identity import HubId
from custom_components.rt_cctv.sync.registry import Credential

from .engine import CityUser, Process, city_user, write_private
from .pki import Certificates

_QUORUM = 60.0
# What NATS itself does in the name of an MQTT client that subscribes with QoS 1.
_MQTT_SUBSCRIBE = ["$MQTT.sub.>"]


@dataclass(frozen=True, slots=True)
class Node:
    """One of the cluster's machines: its name, its address to the others, its ports."""

    name: str
    host: str
    mqtt: int
    client: int
    route: int
    monitor: int


class NatsNode:
    """One NATS server of a cluster, in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        node: Node,
        nodes: Sequence[Node],
        certificates: Certificates | None,
        users: Sequence[CityUser],
        cluster_password: str,
    ) -> None:
        """Without certificates it speaks plain MQTT: for tests on one machine."""
        self.node = node
        self._folder = folder
        self._users = list(users)
        folder.mkdir(parents=True, exist_ok=True)
        self._fixed = self._configuration(nodes, certificates, cluster_password)
        self.process = Process(
            "nats-server", ["-c", str(folder / "nats.conf")], folder / "nats.log"
        )
        self.admit([])

    def admit(self, credentials: Iterable[Credential]) -> None:
        """Let these hubs in, and nobody else."""
        users = [_collector(user) for user in self._users]
        users += [_hub(one.hub, one.bcrypt) for one in credentials]
        lines = ",\n".join(json.dumps(user) for user in users)
        write_private(self._folder / "users.conf", f"authorization {{ users = [\n{lines}\n] }}\n")
        write_private(self._folder / "nats.conf", self._fixed)
        self.process.read_again()

    async def start(self) -> None:
        """Start it; raises EngineError."""
        await self.process.start(self.node.mqtt)

    async def is_healthy(self) -> bool:
        """Whether it has found the others and takes messages."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.node.monitor)
            writer.write(b"GET /healthz HTTP/1.0\r\n\r\n")
            answer = await reader.read(4_096)
            writer.close()
        except OSError:
            return False
        return b'"status":"ok"' in answer.replace(b" ", b"")

    async def stop(self) -> None:
        """Stop it."""
        await self.process.stop()

    def _configuration(
        self, nodes: Sequence[Node], certificates: Certificates | None, password: str
    ) -> str:
        node = self.node
        routes = ", ".join(
            f'"nats-route://cluster:{password}@{other.host}:{other.route}"'
            for other in nodes
            if other is not node
        )
        tls = ""
        if certificates is not None:
            tls = (
                f'tls {{ cert_file: "{certificates.certificate}", key_file: "{certificates.key}" }}'
            )
        return f"""\
server_name: {node.name}
listen: 127.0.0.1:{node.client}
http: 127.0.0.1:{node.monitor}
pid_file: "{self._folder / "nats.pid"}"
max_payload: 65536
max_connections: 200000
write_deadline: "10s"
jetstream {{ store_dir: "{self._folder / "js"}", max_mem: 256M, max_file: 8G }}
mqtt {{
  listen: "{node.host}:{node.mqtt}"
  max_ack_pending: 10000
  stream_replicas: {len(nodes)}
  consumer_memory_storage: true
  {tls}
}}
cluster {{
  name: rtcctv
  listen: "{node.host}:{node.route}"
  authorization {{ user: cluster, password: "{password}" }}
  routes: [{routes}]
}}
include "users.conf"
"""


class NatsCluster:
    """The nodes of a cluster that are on this machine."""

    def __init__(
        self,
        folder: Path,
        *,
        nodes: Sequence[Node],
        here: Sequence[Node],
        certificates: Certificates | None,
        users: Sequence[CityUser],
    ) -> None:
        secret = city_user(folder, "cluster").password
        self.servers = [
            NatsNode(
                folder / node.name,
                node=node,
                nodes=nodes,
                certificates=certificates,
                users=users,
                cluster_password=secret,
            )
            for node in here
        ]

    def admit(self, credentials: Iterable[Credential]) -> None:
        """Let these hubs in, and nobody else."""
        listed = list(credentials)
        for server in self.servers:
            server.admit(listed)

    async def start(self) -> None:
        """Start them, and wait until the cluster has a leader; raises EngineError.

        Where other machines have yet to start theirs, that is left to them after a minute.
        """
        for server in self.servers:
            await server.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(_QUORUM):
                for server in self.servers:
                    while not await server.is_healthy():  # noqa: ASYNC110 -- it tells nobody
                        await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """Stop them."""
        for server in self.servers:
            await server.stop()


def _hub(hub: HubId, bcrypt: str) -> dict[str, object]:
    base = f"rtcctv.v1.{hub.kecamatan}.{hub.text}"
    hears = [f"{base}.down.*", "rtcctv.v1.pub.*", *_MQTT_SUBSCRIBE]
    return {
        "user": hub.text,
        "password": bcrypt,
        "permissions": {"publish": [f"{base}.up.*"], "subscribe": hears},
    }


def _collector(user: CityUser) -> dict[str, object]:
    base = "rtcctv.v1"
    return {
        "user": user.name,
        "password": user.verifiers.bcrypt,
        "permissions": {
            "publish": [f"{base}.*.*.down.*", f"{base}.pub.*", f"{base}.agg.*"],
            "subscribe": [f"{base}.*.*.up.*", f"{base}.agg.*", *_MQTT_SUBSCRIBE],
        },
    }
