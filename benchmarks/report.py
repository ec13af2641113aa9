"""How a benchmark says what it measured."""

from collections.abc import Sequence
from dataclasses import dataclass
import json
from math import isfinite
from pathlib import Path
from statistics import median
from typing import Literal


class CannotMeasureError(Exception):
    """Something that the measurement stands on is missing; the message says what, and how to get it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """One measured figure, beside its target and beside somebody else's figure for the same thing.

    Raises CannotMeasureError for a value that is no finite number: that is no measurement.
    """

    metric: str
    value: float
    unit: str
    target: float | None = None
    limit: Literal["at most", "at least"] = "at most"
    peer: str | None = None
    peer_value: float | None = None
    runs: int = 1

    def __post_init__(self) -> None:
        for value in (self.value, self.peer_value):
            if value is not None and not isfinite(value):
                raise CannotMeasureError(f"{self.metric}: {value} is no measurement")

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.limit == "at most" else self.value >= self.target

    def as_json(self) -> dict[str, str | float | bool | None]:
        """Return what goes into the file of --json."""
        return {
            "metric": self.metric,
            "value": self.value,
            "unit": self.unit,
            "target": self.target,
            "met": self.met,
            "peer": self.peer,
            "peer_value": self.peer_value,
            "runs": self.runs,
        }


def of_runs(
    metric: str,
    unit: str,
    values: Sequence[float],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    peer: str | None = None,
    peer_values: Sequence[float] = (),
) -> Metric:
    """Make the metric whose value, and whose peer's, is the median of these runs.

    Raises CannotMeasureError when there was no run, and ValueError when two targets are given.
    """
    if not values:
        raise CannotMeasureError(f"{metric}: no run gave a value")
    if at_most is not None and at_least is not None:
        raise ValueError(f"{metric}: one target, not two")
    return Metric(
        metric=metric,
        value=median(values),
        unit=unit,
        target=at_most if at_least is None else at_least,
        limit="at most" if at_least is None else "at least",
        peer=peer,
        peer_value=median(peer_values) if peer_values else None,
        runs=len(values),
    )


def _number(value: float | None) -> str:
    """Write a figure with as many digits as say something."""
    if value is None:
        return ""
    if value == int(value):
        return f"{int(value)}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _cells(metric: Metric) -> list[str]:
    target = "" if metric.target is None else f"{metric.limit} {_number(metric.target)}"
    peer = "" if metric.peer is None else f"{metric.peer}: {_number(metric.peer_value) or 'none'}"
    met = {None: "", True: "yes", False: "NO"}[metric.met]
    return [
        metric.metric,
        _number(metric.value),
        metric.unit,
        target,
        met,
        peer,
        str(metric.runs),
    ]


def table(metrics: Sequence[Metric]) -> str:
    """Return the metrics as a table for a terminal, figures to the right."""
    rows = [["metric", "value", "unit", "target", "met", "peer", "runs"], *map(_cells, metrics)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    to_the_right = {1, 6}
    lines = [
        "  ".join(
            cell.rjust(width) if column in to_the_right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def write_json(metrics: Sequence[Metric], file: Path) -> None:
    """Write the list of metrics; raises OSError where the file can't be written."""
    text = json.dumps([metric.as_json() for metric in metrics], indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")
