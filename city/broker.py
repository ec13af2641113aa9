"""scripts/broker: Mosquitto for the city on one machine."""

import argparse
import asyncio
from contextlib import suppress
from pathlib import Path
import socket
import sys

from custom_components.rt_cctv.sync.backoff import Backoff
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store

from .engine import city_user
from .follow import admit_changes, follow
from .mosquitto import Mosquitto
from .pki import certificates
from .stopping import run


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/broker", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder for certificates, passwords and settings"
    )
    parser.add_argument(
        "--db", required=True, help="the city's database: sqlite:////path/city.db or postgresql://…"
    )
    parser.add_argument(
        "--host",
        action="append",
        help="a name or address under which hubs find it (again for more)",
    )
    parser.add_argument("--port", type=int, default=8883)
    parser.add_argument("--bind", default="0.0.0.0", help="address to listen on")  # noqa: S104
    parser.add_argument(
        "--collector", action="append", help="a collector's user name (again for more)"
    )
    parser.add_argument(
        "--plain", action="store_true", help="without TLS, for tests on one machine"
    )
    return parser.parse_args()


async def serve(options: argparse.Namespace) -> None:
    """Run the broker, and again should it ever end by itself, until stopped."""
    names = options.collector or ["collector"]
    hosts = options.host or [socket.getfqdn(), "localhost", "127.0.0.1"]
    store = Store(options.db)
    following: asyncio.Task[None] | None = None
    backoff = Backoff(1, 60)
    broker = Mosquitto(
        options.data,
        port=options.port,
        bind=options.bind,
        certificates=None if options.plain else certificates(options.data, hosts),
        users=[city_user(options.data, name) for name in names],
    )
    try:
        told = admit_changes(Registry(store), broker.admit, "")
        following = asyncio.create_task(follow(store, broker.admit, told))
        while True:
            await broker.start()
            print(f"mosquitto listens on {options.bind}:{options.port}", flush=True)
            print(f"status {await broker.process.wait()}: starting again", file=sys.stderr)
            await asyncio.sleep(backoff.next())
    finally:
        if following is not None:
            following.cancel()
        with suppress(asyncio.CancelledError):
            await broker.stop()
        store.close()


if __name__ == "__main__":
    sys.exit(run(serve(arguments())))
