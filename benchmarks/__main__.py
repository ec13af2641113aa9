"""The entry that scripts/bench starts: finds a benchmark by its name, runs it and reports."""

import argparse
import asyncio
from collections.abc import Awaitable, Sequence
from importlib import import_module
import inspect
from pathlib import Path
import sys
import traceback
from types import ModuleType

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


def measure(benchmark: ModuleType, options: argparse.Namespace) -> Sequence[Metric]:
    """Run the function `measure` of a benchmark, async or not.

    Raises CannotMeasureError when nothing came of it.
    """
    result: Sequence[Metric] | Awaitable[Sequence[Metric]]
    takes_options = hasattr(benchmark, "add_arguments")
    result = benchmark.measure(options) if takes_options else benchmark.measure()
    metrics = asyncio.run(_wait_for(result)) if inspect.isawaitable(result) else result
    if not metrics:
        raise CannotMeasureError("it measured nothing")
    return metrics


async def _wait_for(result: Awaitable[Sequence[Metric]]) -> Sequence[Metric]:
    return await result


def main(arguments: Sequence[str]) -> int:
    """Run one benchmark; return 0 when it measured, whatever the targets say, and 2 when it could not."""
    name = arguments[0] if arguments else ""
    if name not in names():
        print("usage: scripts/bench NAME [--json FILE] [what NAME takes]", file=sys.stderr)
        print(f"the benchmarks there are: {', '.join(names()) or 'none yet'}", file=sys.stderr)
        return CANNOT_MEASURE
    try:
        benchmark = import_module(f"benchmarks.{name}")
        parser = argparse.ArgumentParser(
            prog=f"scripts/bench {name}", description=benchmark.__doc__
        )
        parser.add_argument(
            "--json", type=Path, metavar="FILE", help="also write the figures there"
        )
        if hasattr(benchmark, "add_arguments"):
            benchmark.add_arguments(parser)
        options = parser.parse_args(arguments[1:])
        metrics = measure(benchmark, options)
        print(table(metrics))
        if options.json:
            write_json(metrics, options.json)
    except (CannotMeasureError, OSError) as error:
        print(f"{name} could not measure: {error}", file=sys.stderr)
        return CANNOT_MEASURE
    except Exception:  # noqa: BLE001 - whatever it is, it could not measure
        traceback.print_exc()
        print(f"{name} could not measure: see above", file=sys.stderr)
        return CANNOT_MEASURE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
