"""The city: 10,293 hubs, a broker, a collector and a database on this machine, loopback only."""

from collections.abc import Sequence
import resource

from benchmarks.report import CannotMeasureError, Metric
from city.engine import EngineError

from .one_hub import ledger_size, quiet_day, year_offline
from .stand import CITY
from .whole import cluster_with_a_node_killed, whole_city


async def measure() -> Sequence[Metric]:
    """Measure one hub, then the whole city on each engine."""
    _raise_file_limit(CITY + 1_000)
    try:
        return [
            *ledger_size(),
            *await quiet_day(),
            *await year_offline(),
            *await whole_city(database="sqlite"),
            *await whole_city(database="postgresql"),
            *await cluster_with_a_node_killed(),
        ]
    except EngineError as error:
        raise CannotMeasureError(str(error)) from error


def _raise_file_limit(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted <= hard or hard == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    elif hard < wanted:
        raise CannotMeasureError(f"{wanted} open files are needed, {hard} are allowed (ulimit -n)")
