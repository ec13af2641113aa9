"""The eyes beside their peers: events, pixels, tampering, drawn scenes and cost.

Peers: frame difference, OpenCV's MOG2 and KNN, Frigate's motion algorithm (written afresh), all on the
same grey frames; Debian's motion, where installed, on the same films. Each with its default and with the
best of its settings, chosen on these very clips in its favour.
"""

import argparse
from collections.abc import Sequence
import json
from pathlib import Path
import subprocess
import tempfile

import numpy as np
from PIL import Image

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.background import Background, empty_scene
from custom_components.rt_cctv.vision.settings import HUB_KINDS, KindSettings, SlotSettings
from custom_components.rt_cctv.vision.sighting import Grey, Sighting
from custom_components.rt_cctv.vision.zones import Zone

from . import _vision_cost as cost, _vision_motion as debian
from ._vision_clips import CLIPS, START, Clip, Clock, Looked, decoded, look_at, needed
from ._vision_drawn import all_scenes
from ._vision_score import Alarm, Score, alarms_of, percentile, score, wilson
from ._vision_tamper import matrix
from .report import CannotMeasureError, Metric, of_runs

ROOT = Path(__file__).parent.parent
FIRST, LAST = 469, 1699
"""The frames of highway that its labels count, from 0."""
DWELL = 5.0
GAP = 2.0
"""Seconds without anything after which a peer's alarm ends: as short as the shortest pause between two events."""
DEFAULT_AREA, AREAS = 10, (10, 20, 40, 80)
WARM_PIXELS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--clips", type=Path, default=ROOT.parent / "shared" / "clips", help="the folder of clips"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="leave out Debian's motion, which plays films at their pace",
    )


def measure(options: argparse.Namespace) -> Sequence[Metric]:
    looked = {clip.file: look_at(options.clips, clip) for clip in CLIPS}
    highway, truth = pictures_and_truth(options.clips)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        peers = run_peers(looked, highway, truth, work)
        streams = cost_metrics(options.clips, work)
        own, said = own_events(looked)
        metrics = [
            *pixel_metrics(highway, truth, peers),
            *event_metrics(own, peer_scores(looked, peers)),
        ]
        metrics += [
            *clip_metrics(looked, said),
            *tamper_metrics(looked),
            *drawn_metrics(),
            *streams,
        ]
        if debian.is_installed() and not options.quick:
            metrics += motion_metrics(options.clips, looked, own, work)
    return metrics


def pictures_and_truth(folder: Path) -> tuple[list[Grey], Grey]:
    """Return highway's frames in grey at full size, and the labels of those that count."""
    frames = [each.to_ndarray(format="gray") for each in decoded(needed(folder, "highway.avi"))]
    labels = folder / "highway-groundtruth"
    files = [labels / f"gt{index + 1:06d}.png" for index in range(FIRST, min(LAST, len(frames)))]
    if not files[0].is_file():
        raise CannotMeasureError(f"{labels} has no labels")
    return frames, np.stack([np.asarray(Image.open(file).convert("L")) for file in files])


def run_peers(
    looked: dict[str, Looked], highway: list[Grey], truth: Grey, work: Path
) -> dict[str, dict[str, dict[str, object]]]:
    """Run OpenCV and Frigate's algorithm in the peers' environment, on the same frames."""
    python = subprocess.run(
        [ROOT / "scripts" / "peer-env", "opencv"], check=True, capture_output=True, text=True
    ).stdout.strip()
    arrays = {file: each.greys() for file, each in looked.items() if each.clip.counted}
    np.savez(
        work / "in.npz",
        highway=np.stack(highway),
        highway_truth=truth,
        highway_first=np.array(FIRST),
        **arrays,
    )
    script = Path(__file__).with_name("_vision_peer_opencv.py")
    subprocess.run([python, script, work / "in.npz", work / "out.json"], check=True)
    answer: dict[str, dict[str, dict[str, object]]] = json.loads((work / "out.json").read_text())
    return answer


def pixel_metrics(
    highway: list[Grey], truth: Grey, peers: dict[str, dict[str, dict[str, object]]]
) -> list[Metric]:
    level, _ = empty_scene(highway[:WARM_PIXELS])
    background, clock = Background(level, tau=2.0), Clock()
    hit = false = missed = 0
    for index, frame in enumerate(highway):
        with clock:
            difference = background.compare(frame)
            mask = difference.mask
            background.learn(difference, mask, 1 / 30)
        if FIRST <= index < FIRST + len(truth):
            label = truth[index - FIRST]
            moving, still = label == 255, (label == 0) | (label == 50)
            hit += int((mask & moving).sum())
            false += int((mask & still).sum())
            missed += int((~mask & moving).sum())
    precision, recall = hit / (hit + false), hit / (hit + missed)
    f = 2 * precision * recall / (precision + recall)
    best = max(peers, key=lambda name: float(str(peers[name]["highway"]["f"])))
    metrics = [
        of_runs(
            "highway: pixel F",
            "share",
            [f],
            at_least=0.90,
            peer=f"best of all: {best}",
            peer_values=[float(str(peers[best]["highway"]["f"]))],
        ),
        of_runs(
            "highway: CPU",
            "ms/frame",
            [1000 * clock.seconds / len(highway)],
            at_most=0.5,
            peer=best,
            peer_values=[float(str(peers[best]["highway"]["ms"]))],
        ),
    ]
    return metrics + [
        of_runs(
            f"highway: pixel F of {name}",
            "share",
            [float(str(each["highway"]["f"]))],
            peer="its ms/frame",
            peer_values=[float(str(each["highway"]["ms"]))],
        )
        for name, each in peers.items()
    ]


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
    scores, said = {}, {}
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


def peer_scores(
    looked: dict[str, Looked], peers: dict[str, dict[str, dict[str, object]]]
) -> dict[str, Score]:
    """Return for each family of peers the score of its default and of its best setting."""
    scores: dict[str, Score] = {}
    for family, default in (
        ("frame difference", "20"),
        ("MOG2", "default, 16"),
        ("KNN", "default, 400"),
        ("Frigate", "30"),
    ):
        tried: dict[str, Score] = {}
        for name, clips in peers.items():
            if not name.startswith(family):
                continue
            for area in AREAS:
                for votes in (1, 3):
                    tried[f"{name}, area {area}, {votes} of 4"] = _peer_score(
                        looked, clips, area, votes
                    )
        plain = next(
            key for key in tried if default in key and f"area {DEFAULT_AREA}, 1 of 4" in key
        )
        best = max(tried, key=lambda key: tried[key].balance)
        scores[f"{family} default ({plain})"] = tried[plain]
        scores[f"{family} best ({best})"] = tried[best]
    return scores


def _peer_score(
    looked: dict[str, Looked], clips: dict[str, dict[str, object]], area: int, votes: int
) -> Score:
    total = Score()
    for file, each in looked.items():
        if not each.clip.counted:
            continue
        areas = clips[file]["areas"]
        assert isinstance(areas, list)
        times = [frame.at - START for frame in each.frames]
        alarms = alarms_of([found >= area for found in areas], times, votes=votes, quiet=GAP)
        end = times[-1]
        total.add(score([alarm for alarm in alarms if alarm.end >= 0], each.clip.events, end))
    return total


def event_metrics(own: dict[str, Score], peers: dict[str, Score]) -> list[Metric]:
    total = Score()
    for each in own.values():
        total.add(each)
    metrics = _score_metrics("ours", total)
    for name, each in peers.items():
        metrics += _score_metrics(name, each)
    return metrics


def _score_metrics(name: str, result: Score) -> list[Metric]:
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


def tamper_metrics(looked: dict[str, Looked]) -> list[Metric]:
    right, cases, wrong, delays = 0, 0, [], []
    for file, each in looked.items():
        for name, well, words, delay in matrix(each):
            cases += 1
            right += well
            delays += [] if delay is None else [delay]
            if not well:
                wrong.append(f"{file}, {name}: {words}")
    low, high = wilson(right, cases)
    for each_wrong in wrong:
        print(f"tamper matrix: {each_wrong}")
    return [
        Metric(
            metric=f"tamper matrix: right ({right}/{cases}, 95 %: {low:.3f} to {high:.3f})",
            value=right / cases,
            unit="share",
            target=1,
            limit="at least",
        ),
        Metric(
            metric=f"tamper matrix: delay, median (p95 {percentile(delays, 0.95):.1f} s)",
            value=percentile(delays, 0.5),
            unit="s",
            target=15,
        ),
    ]


def drawn_metrics() -> list[Metric]:
    metrics = []
    for fps in (5.0, 2.0, 1.0):
        truths = found = false = 0
        for scene, count, hits, wrong in all_scenes(fps):
            truths, found, false = truths + count, found + hits, false + len(wrong)
            for each in wrong:
                print(
                    f"drawn scenes at {fps:g} fps: {scene.name}: false {each.kind} at {each.at - START:.1f} s"
                )
            if hits < count:
                print(
                    f"drawn scenes at {fps:g} fps: {scene.name}: {count - hits} of {count} missed"
                )
        low, high = wilson(found, truths)
        metrics += [
            Metric(
                metric=f"drawn scenes at {fps:g} fps: recall ({found}/{truths}, 95 %: {low:.2f} to {high:.2f})",
                value=found / truths,
                unit="share",
                target=1,
                limit="at least",
            ),
            Metric(
                metric=f"drawn scenes at {fps:g} fps: false findings",
                value=false,
                unit="findings",
                target=0,
            ),
        ]
    return metrics


def cost_metrics(folder: Path, work: Path) -> list[Metric]:
    names = ("shop-front.mp4", "vtest.avi", "one-by-one-person-detection.mp4", "aboda-video4.avi")
    paths = []
    for name in names:
        paths.append(work / f"{Path(name).stem}.mp4")
        cost.stream(needed(folder, name), paths[-1])
    results = cost.compared(paths)
    alone, whole = (sum(each[index] for each in results.values()) for index in (0, 1))
    looks = sum(each[3] for each in results.values())
    metrics = [
        Metric(
            metric="four 640x360 H.264 10 fps streams, everything on",
            value=100 * whole / cost.STREAM_SECONDS,
            unit="% of a core",
            target=8,
            runs=cost.RUNS,
        ),
        Metric(
            metric="the same, decoding alone",
            value=100 * alone / cost.STREAM_SECONDS,
            unit="% of a core",
            runs=cost.RUNS,
        ),
        Metric(
            metric="everything on against decoding alone",
            value=whole / alone,
            unit="times",
            target=2,
            runs=cost.RUNS,
        ),
        Metric(
            metric="reducing and looking",
            value=1000 * (whole - alone) / looks,
            unit="ms/look",
            runs=cost.RUNS,
        ),
    ]
    return metrics + [
        Metric(
            metric=f"everything on against decoding alone, {name}",
            value=each[1] / each[0],
            unit="times",
            target=2,
            runs=cost.RUNS,
        )
        for name, each in results.items()
    ]


def motion_metrics(
    folder: Path, looked: dict[str, Looked], own: dict[str, Score], work: Path
) -> list[Metric]:
    clips = [clip for clip in CLIPS if clip.counted]
    results = debian.run_all(folder, clips, work)
    metrics = []
    for name, runs in results.items():
        total = Score()
        for clip in clips:
            total.add(
                score(
                    [each for each in runs[clip.file].alarms if each.end >= 0],
                    clip.events,
                    looked[clip.file].body[-1].at - START,
                )
            )
        metrics += _score_metrics(name, total)
    for clip in clips:
        film = work / f"{Path(clip.file).stem}.avi"
        spent, _ = cost.everything(film)
        run = results["motion default"][clip.file]
        metrics.append(
            Metric(
                metric=f"CPU for {clip.file} with its warm-up, decoding included",
                value=spent,
                unit="s",
                target=run.cpu,
                peer="motion default",
                peer_value=run.cpu,
            )
        )
    return metrics
