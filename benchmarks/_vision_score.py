"""Scores alarms against events: one alarm an event, intervals for the shares, delays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

SLACK = 0.7
"""Seconds by which an alarm may begin before its event was written down to begin."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm, in seconds of the clip."""

    begin: float
    end: float


@dataclass(slots=True)
class Score:
    """What came of one or several clips."""

    found: int = 0
    missed: int = 0
    false: int = 0
    repeated: int = 0
    seconds: float = 0.0
    delays: list[float] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add another clip's score."""
        self.found += other.found
        self.missed += other.missed
        self.false += other.false
        self.repeated += other.repeated
        self.seconds += other.seconds
        self.delays += other.delays

    @property
    def recall(self) -> float:
        """Return the share of events found."""
        return self.found / max(self.found + self.missed, 1)

    @property
    def precision(self) -> float:
        """Return the share of alarms that were about an event (repeats left out)."""
        return self.found / max(self.found + self.false, 1)

    @property
    def balance(self) -> float:
        """Return F1 of the two, less a little for repeats: what settings are chosen by."""
        both = self.recall + self.precision
        return (2 * self.recall * self.precision / both if both else 0.0) - 0.001 * self.repeated

    @property
    def false_per_day(self) -> float:
        """Return false alarms per camera-day of what was watched."""
        return self.false * 86400 / max(self.seconds, 1.0)


def score(alarms: Sequence[Alarm], events: Sequence[tuple[float, float]], seconds: float) -> Score:
    """Match alarms to events in order of time: each event takes the first free alarm that overlaps it.

    Further alarms about an event already found are repeats, the rest are false.
    """
    result = Score(seconds=seconds)
    free = sorted(alarms, key=lambda alarm: alarm.begin)
    used: set[int] = set()
    for begin, end in events:
        hits = [
            i
            for i, each in enumerate(free)
            if i not in used and each.begin <= end and each.end >= begin - SLACK
        ]
        fresh = [i for i in hits if free[i].begin >= begin - SLACK] or hits
        if not fresh:
            result.missed += 1
            continue
        used.add(fresh[0])
        result.found += 1
        result.delays.append(max(0.0, free[fresh[0]].begin - begin))
    for index, each in enumerate(free):
        if index in used:
            continue
        if any(each.begin <= end and each.end >= begin - SLACK for begin, end in events):
            result.repeated += 1
        else:
            result.false += 1
    return result


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value at a share of the sorted values, 0 where there are none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def alarms_of(
    flags: Sequence[bool], times: Sequence[float], *, votes: int, quiet: float
) -> list[Alarm]:
    """Turn a flag per frame into alarms: on after `votes` of 4 frames, off after `quiet` seconds without."""
    alarms: list[Alarm] = []
    recent: list[bool] = []
    begin: float | None = None
    last = 0.0
    for flag, at in zip(flags, times, strict=True):
        recent = [*recent[-3:], flag]
        if flag:
            last = at
        if begin is None and flag and sum(recent) >= votes:
            begin = at
        elif begin is not None and at - last >= quiet:
            alarms.append(Alarm(begin, last))
            begin = None
    if begin is not None:
        alarms.append(Alarm(begin, last))
    return alarms
