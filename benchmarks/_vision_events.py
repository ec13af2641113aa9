"""What we said on the real clips: events scored, and what was asked of single clips."""

from collections.abc import Mapping

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.settings import HUB_KINDS, KindSettings, SlotSettings
from custom_components.rt_cctv.vision.sighting import Sighting
from custom_components.rt_cctv.vision.zones import Zone

from ._vision_clips import START, Clip, Looked
from ._vision_score import Alarm, Score, percentile, score, wilson
from .report import Metric

DWELL = 5.0
"""Seconds after which things that stand are said: the clips are short."""


def settings_for(clip: Clip) -> SlotSettings:
    """Return everything on, with a dwell of 5 s for things that stand, and the same mask as the peers get."""
    short = (FindingKind.LEFT_OBJECT, FindingKind.ILLEGAL_PARKING)
    kinds = {
        kind: KindSettings(minutes=DWELL / 60 if kind in short else None) for kind in HUB_KINDS
    }
    top = clip.masked_top
    ignored = (Zone(name="masked", points=((0, 0), (1, 0), (1, top), (0, top))),) if top else ()
    return SlotSettings(kinds=kinds, ignored=ignored)


def own_events(looked: dict[str, Looked]) -> tuple[dict[str, Score], dict[str, list[Sighting]]]:
    """Return our score and all we said, by clip."""
    scores: dict[str, Score] = {}
    said: dict[str, list[Sighting]] = {}
    for file, each in looked.items():
        analyser = Analyser(settings_for(each.clip))
        for frame in each.warm:
            analyser.look(frame)
        said[file] = [sighting for frame in each.body for sighting in analyser.look(frame)]
        if each.clip.counted:
            end = each.body[-1].at - START
            scores[file] = score(motion_alarms(said[file], end), each.clip.events, end)
    return scores, said


def motion_alarms(said: list[Sighting], end: float) -> list[Alarm]:
    """Return an alarm for each time motion was said, each until the next or its end."""
    mine = [each for each in said if each.kind is FindingKind.MOTION]
    ends = [*(each.at - START for each in mine[1:]), end]
    return [
        Alarm(each.at - START, until) for each, until in zip(mine, ends, strict=True) if each.active
    ]


def event_metrics(own: Mapping[str, Score], peers: Mapping[str, Score]) -> list[Metric]:
    total = Score()
    for each in own.values():
        total.add(each)
    metrics = score_metrics("ours", total)
    for name, each in peers.items():
        metrics += score_metrics(name, each)
    return metrics


def score_metrics(name: str, result: Score) -> list[Metric]:
    events, alarms = result.found + result.missed, result.found + result.false
    low, high = wilson(result.found, events)
    low_p, high_p = wilson(result.found, alarms)
    hours = result.seconds / 3600
    return [
        Metric(
            metric=f"events: recall, {name} ({result.found}/{events}, 95 %: {low:.2f} to {high:.2f})",
            value=result.recall,
            unit="share",
        ),
        Metric(
            metric=f"events: precision, {name} ({result.found}/{alarms}, 95 %: {low_p:.2f} to {high_p:.2f}; {result.repeated} repeats)",
            value=result.precision,
            unit="share",
        ),
        Metric(
            metric=f"events: false alarms, {name} (on {hours:.3f} h)",
            value=result.false_per_day,
            unit="per camera-day",
        ),
        Metric(
            metric=f"events: delay, {name}, median (p95 {percentile(result.delays, 0.95):.1f} s)",
            value=percentile(result.delays, 0.5),
            unit="s",
        ),
    ]


def clip_metrics(looked: dict[str, Looked], said: dict[str, list[Sighting]]) -> list[Metric]:
    """Return what was asked of single clips."""
    bags = [each for each in said["aboda-video4.avi"] if each.kind is FindingKind.LEFT_OBJECT]
    found = [each.at - START for each in bags if each.active]
    kept = bool(found) and not any(not each.active for each in bags)
    shop = [each.at - START for each in said["shop-front.mp4"] if each.active]
    cars = [each.at - START for each in said["car-detection.mp4"] if each.active]
    people = [
        each.at - START
        for each in said["one-by-one-person-detection.mp4"]
        if each.active and each.kind is FindingKind.MOTION
    ]
    entries = looked["one-by-one-person-detection.mp4"].clip.events
    tree = [each for each in said["tree.avi"] if each.active]
    quiet_car = [
        at
        for at in cars
        if any(a <= at <= b for a, b in ((0, 4.2), (9.8, 13.8), (20.2, 24.6), (29.0, 31.0)))
    ]
    once = sum(1 for a, b in entries if sum(a - 0.7 <= at <= b for at in people) == 1)
    early = [each for each in tree if each.at - START < 23]
    hand = [each for each in tree if each.kind is FindingKind.TAMPER and each.at - START >= 23]
    return [
        Metric(
            metric="aboda: the bag found, seconds of the clip (it lies still from 17 to 20)",
            value=found[0] if found else 999,
            unit="s",
            target=20 + DWELL + 5,
        ),
        Metric(
            metric="aboda: the bag kept until the end",
            value=float(kept),
            unit="yes",
            target=1,
            limit="at least",
        ),
        Metric(metric="aboda: ghosts", value=max(0, len(found) - 1), unit="findings", target=0),
        Metric(
            metric="shop-front: said between 25 and 54 s",
            value=sum(25 < at < 54 for at in shop),
            unit="findings",
            target=0,
        ),
        Metric(
            metric="shop-front: busy stretches found",
            value=sum(any(a <= at <= b for at in shop) for a, b in ((0, 16), (54, 65))),
            unit="of 2",
            target=2,
            limit="at least",
        ),
        Metric(
            metric="car-detection: said on empty stretches",
            value=len(quiet_car),
            unit="findings",
            target=0,
        ),
        Metric(
            metric="one-by-one: entries found once",
            value=once,
            unit="of 6",
            target=6,
            limit="at least",
        ),
        Metric(metric="tree: said of the tree", value=len(early), unit="findings", target=0),
        Metric(
            metric="tree: the hand is tamper",
            value=float(bool(hand)),
            unit="yes",
            target=1,
            limit="at least",
        ),
    ]
