"""scripts/cluster: NATS for the city; on three machines one node each, or three on this one to try it."""

import argparse
import asyncio
from pathlib import Path
import sys

from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store

from .engine import EngineError, city_user
from .follow import admit_changes, follow
from .nats import NatsCluster, NatsNode, Node
from .pki import certificates
from .stopping import run

_NODES = 3


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/cluster", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder for certificates, passwords and settings"
    )
    parser.add_argument(
        "--db", required=True, help="the city's database: postgresql://… or sqlite:////path/city.db"
    )
    parser.add_argument(
        "--node",
        action="append",
        metavar="HOST",
        help="a machine of the cluster (three times, the same on each); three on this one when left out",
    )
    parser.add_argument(
        "--here",
        type=int,
        metavar="N",
        help="which of them is this machine, from 1; all when left out",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8883,
        help="of MQTT; the next two ports for a second and third node here",
    )
    parser.add_argument(
        "--host", action="append", help="a name under which hubs find it (again for more)"
    )
    parser.add_argument(
        "--collector", action="append", help="a collector's user name (again for more)"
    )
    parser.add_argument(
        "--plain", action="store_true", help="without TLS, for tests on one machine"
    )
    return parser.parse_args()


def nodes_on(hosts: list[str], port: int) -> list[Node]:
    """Return the cluster's nodes; those on one host get ports of their own."""
    made = []
    for index, host in enumerate(hosts):
        step = hosts[:index].count(host)
        made.append(
            Node(
                name=f"node{index + 1}",
                host=host,
                mqtt=port + step,
                client=4222 + step,
                route=6222 + step,
                monitor=8222 + step,
            )
        )
    return made


async def serve(options: argparse.Namespace) -> None:
    """Run the nodes of this machine until stopped."""
    hosts = options.node or ["127.0.0.1"] * _NODES
    if len(hosts) != _NODES:
        raise EngineError("a cluster has three nodes: give --node three times")
    nodes = nodes_on(hosts, options.port)
    names = options.host or [*dict.fromkeys(hosts), "localhost"]
    cluster = NatsCluster(
        options.data,
        nodes=nodes,
        here=[node for index, node in enumerate(nodes, 1) if options.here in {None, index}],
        certificates=None if options.plain else certificates(options.data, names),
        users=[city_user(options.data, name) for name in options.collector or ["collector"]],
    )
    store = Store(options.db)

    try:
        told = admit_changes(Registry(store), cluster.admit, "")
        async with asyncio.TaskGroup() as group:
            await cluster.start()
            for server in cluster.servers:
                print(f"{server.node.name} listens on port {server.node.mqtt}", flush=True)
                group.create_task(_watch(server))
            group.create_task(follow(store, cluster.admit, told))
    finally:
        await cluster.stop()
        store.close()


async def _watch(server: NatsNode) -> None:
    status = await server.process.wait()
    raise EngineError(f"{server.node.name} ended with status {status}: see {server.process.log}")


if __name__ == "__main__":
    sys.exit(run(serve(arguments())))
