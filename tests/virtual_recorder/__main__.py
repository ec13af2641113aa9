"""Run a virtual recorder as a program: `python -m tests.virtual_recorder --scenario FILE`.

Prints one line of JSON with its ports, then runs until SIGTERM, SIGINT or the end of `--seconds`.
"""

from argparse import ArgumentParser, Namespace
import asyncio
from contextlib import suppress
from dataclasses import replace
import json
from pathlib import Path
import signal
import sys

from .control import ControlDoor
from .loading import ScenarioError
from .recorder import VirtualRecorder
from .scenario import Brand, Scenario

RT = Path(__file__).parent / "scenarios" / "rt.json"


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="virtual_recorder", description=__doc__)
    parser.add_argument("--scenario", type=Path, default=RT, help="default: the RT of the demo")
    parser.add_argument(
        "--brand", choices=[str(b) for b in Brand], help="in place of the scenario's"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--rtsp-port", type=int, default=0)
    parser.add_argument("--control-port", type=int, default=0, help="always on 127.0.0.1")
    parser.add_argument("--seconds", type=float, help="end by itself after so long")
    return parser.parse_args()


async def _run(arguments: Namespace, scenario: Scenario) -> None:
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, done.set)
    recorder = VirtualRecorder(
        scenario,
        host=arguments.host,
        http_port=arguments.http_port,
        rtsp_port=arguments.rtsp_port,
    )
    async with recorder, ControlDoor(recorder, arguments.control_port) as control:
        ports = {
            "brand": scenario.brand,
            "host": recorder.host,
            "http_port": recorder.http_port,
            "rtsp_port": recorder.rtsp_port,
            "control_port": control.port,
            "user": scenario.identity.user,
        }
        print(json.dumps(ports), flush=True)  # noqa: T201
        with suppress(TimeoutError):
            async with asyncio.timeout(arguments.seconds):
                await done.wait()


def main() -> int:
    """Return the exit status: 2 where the scenario can't be used, 1 where a port can't."""
    arguments = _arguments()
    try:
        scenario = Scenario.load(arguments.scenario)
        if arguments.brand:
            scenario = replace(scenario, brand=Brand(arguments.brand))
        asyncio.run(_run(arguments, scenario))
    except ScenarioError as err:
        sys.stderr.write(f"virtual_recorder: {err}\n")
        return 2
    except OSError as err:
        sys.stderr.write(f"virtual_recorder: {err}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
