"""scripts/collector: the city's collector and enrolment door, outside Home Assistant."""

import argparse
from concurrent.futures import ThreadPoolExecutor
import gc
from pathlib import Path
import ssl
import sys

from aiohttp import web

from custom_components.rt_cctv.sync.broker import Broker
from custom_components.rt_cctv.sync.collector import Collector
from custom_components.rt_cctv.sync.door import BrokerAddress, Door, application
from custom_components.rt_cctv.sync.identity import is_kecamatan
from custom_components.rt_cctv.sync.registry import Registry
from custom_components.rt_cctv.sync.store import Store

from .stopping import run


def _kecamatan(text: str) -> str:
    if not is_kecamatan(text):
        raise argparse.ArgumentTypeError(
            f"{text} is not a kecamatan of Semarang: six digits, 3374…"
        )
    return text


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/collector", description=__doc__)
    parser.add_argument("--db", required=True, help="sqlite:////path/city.db or postgresql://…")
    parser.add_argument("--broker", required=True, metavar="HOST:PORT")
    parser.add_argument("--ca", type=Path, help="the authority of the broker's certificate")
    parser.add_argument(
        "--plain", action="store_true", help="without TLS, for tests on one machine"
    )
    parser.add_argument("--user", default="collector")
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument(
        "--scope", type=_kecamatan, nargs="*", default=[], help="kecamatan; all when left out"
    )
    parser.add_argument(
        "--door", type=int, metavar="PORT", help="also answer hubs that enrol, on this port"
    )
    parser.add_argument("--door-bind", default="0.0.0.0", metavar="ADDRESS")  # noqa: S104
    parser.add_argument("--door-cert", type=Path, help="certificate of the door")
    parser.add_argument("--door-key", type=Path, help="its key")
    parser.add_argument(
        "--hubs-broker", metavar="HOST:PORT", help="where hubs find the broker, if elsewhere"
    )
    return parser.parse_args()


async def serve(options: argparse.Namespace) -> None:
    """Collect until stopped; raises StoreError, OSError."""
    host, port = _address(options.broker)
    ca = options.ca.read_text(encoding="ascii") if options.ca else None
    broker = Broker(
        host=host,
        port=port,
        username=options.user,
        password=options.password_file.read_text(encoding="ascii").strip(),
        ca=ca,
        tls=not options.plain,
    )
    store = Store(options.db)
    thread = ThreadPoolExecutor(1, "door")
    runner: web.AppRunner | None = None
    try:
        if options.door is not None:
            public_host, public_port = _address(options.hubs_broker or options.broker)
            address = BrokerAddress(host=public_host, port=public_port, ca=ca, tls=broker.tls)
            runner = web.AppRunner(application(Door(Registry(store), address, thread)))
            await _open(runner, options)

        def on_change() -> None:
            if collector.status.refused:
                print("the broker refuses this user name and password", file=sys.stderr)

        collector = Collector(
            broker=broker, store=store, scope=frozenset(options.scope), on_change=on_change
        )
        # What is loaded by now stays: the garbage collector needn't look at it in every storm.
        gc.freeze()
        print("collecting", flush=True)
        await collector.run()
    finally:
        if runner is not None:
            await runner.cleanup()
        thread.shutdown(wait=False)
        store.close()


async def _open(runner: web.AppRunner, options: argparse.Namespace) -> None:
    context = None
    if options.door_cert:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.door_cert, options.door_key)
    await runner.setup()
    await web.TCPSite(runner, options.door_bind, options.door, ssl_context=context).start()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


if __name__ == "__main__":
    sys.exit(run(serve(arguments())))
