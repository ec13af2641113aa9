"""The entry that scripts/bench starts: finds a benchmark by its name, runs it and reports."""

import argparse
import asyncio
from collections.abc import Awaitable, Sequence
from importlib import import_module
import inspect
from pathlib import Path
import sys
import traceback

from .report import CannotMeasureError, Metric, table, write_json

FOLDER = Path(__file__).parent
NOT_BENCHMARKS = {"__init__", "__main__", "report"}
CANNOT_MEASURE = 2


def names() -> list[str]:
    """Return the benchmarks there are: every module here without an underscore before its name."""
    found = {path.stem for path in FOLDER.glob("*.py")} | {
        path.parent.name for path in FOLDER.glob("*/__init__.py")
    }
    return sorted(name for name in found - NOT_BENCHMARKS if not name.startswith("_"))


def measure(name: str) -> Sequence[Metric]:
    """Run the benchmark of this name: the function `measure` of its module, async or not.

    Raises CannotMeasureError when nothing came of it.
    """
    result: Sequence[Metric] | Awaitable[Sequence[Metric]]
    result = import_module(f"benchmarks.{name}").measure()
    metrics = asyncio.run(_wait_for(result)) if inspect.isawaitable(result) else result
    if not metrics:
        raise CannotMeasureError("it measured nothing")
    return metrics


async def _wait_for(result: Awaitable[Sequence[Metric]]) -> Sequence[Metric]:
    return await result


def main(arguments: Sequence[str]) -> int:
    """Run one benchmark; return 0 when it measured, whatever the targets say, and 2 when it could not."""
    there_are = "the benchmarks there are: " + (", ".join(names()) or "none yet")
    parser = argparse.ArgumentParser(prog="scripts/bench", epilog=there_are)
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    parser.add_argument("--relative-to", type=Path, default=Path(), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.name not in names():
        print(f"no benchmark {options.name}" if options.name else "which one?", file=sys.stderr)
        print(there_are, file=sys.stderr)
        return CANNOT_MEASURE
    try:
        metrics = measure(options.name)
        print(table(metrics))
        if options.json:
            write_json(metrics, options.relative_to / options.json)
    except (CannotMeasureError, OSError) as error:
        print(f"{options.name} could not measure: {error}", file=sys.stderr)
        return CANNOT_MEASURE
    except Exception:  # noqa: BLE001 - whatever it is, it could not measure
        traceback.print_exc()
        print(f"{options.name} could not measure: see above", file=sys.stderr)
        return CANNOT_MEASURE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
