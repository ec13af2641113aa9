"""`scripts/demo`: see the integration work, or with --check have it looked at."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
import sys
import tempfile

from tests.virtual_recorder import VirtualRecorder
from tests.virtual_recorder.scenario import Brand, Scenario

from .alerts import narrate, neighbours
from .api import Api
from .check import Look, run_checks
from .city import PANEL, pemkot_around
from .eyes import plain_recorder
from .home import DASHBOARD, Home, free_port
from .stage import SCENARIO, add_recorder, dashboard, key_of


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="look by itself, print, exit 0 or 1")
    parser.add_argument("--port", type=int, default=0, help="Home Assistant's port (default: free)")
    parser.add_argument(
        "--brand",
        choices=[str(brand) for brand in Brand],
        default=str(Brand.HIKVISION),
        help="what the recorder speaks (default: hikvision)",
    )
    return parser.parse_args()


async def _run(arguments: argparse.Namespace, folder: Path) -> int:
    async with AsyncExitStack() as stack:
        scenario = replace(Scenario.load(SCENARIO), brand=Brand(arguments.brand))
        recorder = await stack.enter_async_context(VirtualRecorder(scenario))
        print("Starting Home Assistant …", flush=True)
        home = await stack.enter_async_context(Home(folder, arguments.port or free_port()))
        api = await stack.enter_async_context(Api(home.url, home.token))
        await add_recorder(api, recorder)
        people = await stack.enter_async_context(neighbours(api, home.token))
        city = await stack.enter_async_context(pemkot_around(folder, api))
        entities = await api.entity_ids()
        serial = key_of(entities)
        home.write_dashboard(dashboard(entities, serial))
        eyes = await stack.enter_async_context(plain_recorder(home, api))
        look = Look(
            api=api,
            eyes=eyes,
            recorder=recorder,
            people=people,
            city=city,
            serial=serial,
            entities=entities,
            log=home.log,
        )
        if arguments.check:
            return 0 if await run_checks(look) else 1
        print(f"\nThe wall: {home.url}/rt-wall", flush=True)
        print(f"The dashboard: {home.url}/rt-cctv\nAll entities: {home.url}/{DASHBOARD}")
        print(f"The Pemkot's side: {city.home.url}/{PANEL}\nCtrl-C ends it.\n", flush=True)
        await narrate(people)
    return 0


def main() -> int:
    """Run the demo in a folder that goes away with it."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="rt_cctv-demo-") as folder:
        try:
            return asyncio.run(_run(arguments, Path(folder)))
        except KeyboardInterrupt:
            return 0


sys.exit(main())
