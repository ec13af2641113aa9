"""The eyes beside their peers: events, pixels, tampering, drawn scenes and cost.

Peers: frame difference, OpenCV's MOG2 and KNN, Frigate's motion algorithm (written afresh), all on the
same grey frames; Debian's motion, where installed, on the same films. Each with its default and with the
best of its settings, chosen on these very clips in its favour.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
import tempfile

import numpy as np
from PIL import Image

from custom_components.rt_cctv.vision.background import Background, empty_scene
from custom_components.rt_cctv.vision.sighting import Grey

from . import _vision_cost as cost, _vision_motion as debian, _vision_peers as peers
from ._vision_clips import CLIPS, START, Clock, Looked, decoded, look_at, needed
from ._vision_drawn import all_scenes, nuisances
from ._vision_events import clip_metrics, event_metrics, own_events, score_metrics
from ._vision_score import percentile, wilson
from ._vision_tamper import matrix
from .report import CannotMeasureError, Metric, of_runs

ROOT = Path(__file__).parent.parent
FIRST, LAST = 469, 1699
"""The frames of highway that its labels count, from 0."""
WARM_PIXELS = 60
"""Its frames of which the first background is the median."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--clips", type=Path, default=ROOT.parent / "shared" / "clips", help="the folder of clips"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="leave out Debian's motion, which plays films at their pace",
    )
    parser.add_argument(
        "--drawings",
        type=int,
        default=3,
        help="how often each drawn nuisance is drawn anew, at each rate",
    )


def measure(options: argparse.Namespace) -> Sequence[Metric]:
    looked = {clip.file: look_at(options.clips, clip) for clip in CLIPS}
    highway, truth = pictures_and_truth(options.clips)
    pixels = {"highway": np.stack(highway), "highway_truth": truth}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        results = peers.run(looked, pixels, FIRST, work)
        metrics = cost_metrics(options.clips, work)
        own, said = own_events(looked)
        metrics += pixel_metrics(highway, truth, results)
        metrics += event_metrics(own, peers.scores(looked, results))
        metrics += [*clip_metrics(looked, said), *tamper_metrics(looked), *drawn_metrics()]
        metrics += nuisance_metrics(options.drawings)
        if debian.is_installed() and not options.quick:
            metrics += motion_metrics(options.clips, looked, work)
    return metrics


def pictures_and_truth(folder: Path) -> tuple[list[Grey], Grey]:
    """Return highway's frames in grey at full size, and the labels of those that count."""
    frames = [
        np.asarray(each.to_ndarray(format="gray"), np.uint8)
        for each in decoded(needed(folder, "highway.avi"))
    ]
    labels = folder / "highway-groundtruth"
    files = [labels / f"gt{index + 1:06d}.png" for index in range(FIRST, min(LAST, len(frames)))]
    if not files[0].is_file():
        raise CannotMeasureError(f"{labels} has no labels")
    return frames, np.stack([np.asarray(Image.open(file).convert("L")) for file in files])


def pixel_metrics(highway: list[Grey], truth: Grey, results: peers.Results) -> list[Metric]:
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
    best = max(results, key=lambda name: results[name]["highway"].f)
    metrics = [
        of_runs(
            "highway: pixel F",
            "share",
            [f],
            at_least=0.90,
            peer=f"best of all: {best}",
            peer_values=[results[best]["highway"].f],
        ),
        of_runs(
            "highway: CPU",
            "ms/frame",
            [1000 * clock.seconds / len(highway)],
            at_most=0.5,
            peer=best,
            peer_values=[results[best]["highway"].ms],
        ),
    ]
    return metrics + [
        of_runs(
            f"highway: pixel F of {name}",
            "share",
            [each["highway"].f],
            peer="its ms/frame",
            peer_values=[each["highway"].ms],
        )
        for name, each in results.items()
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


def nuisance_metrics(drawings: int) -> list[Metric]:
    """Return how often something was said of drawn nuisances in other drawings than the tuned ones."""
    metrics = []
    for fps in (5.0, 2.0, 1.0):
        seconds, false = 0.0, 0
        for scene, seed, wrong in nuisances(fps, range(100, 100 + drawings)):
            seconds += scene.seconds
            false += len(wrong)
            for each in wrong:
                print(
                    f"{scene.name}, drawing {seed}, {fps:g} fps: {each.kind} at {each.at - START:.1f} s"
                )
        metrics.append(
            Metric(
                metric=f"drawn nuisances at {fps:g} fps, {seconds / 3600:.2f} h: false findings",
                value=false,
                unit="findings",
                target=0,
            )
        )
    return metrics


def cost_metrics(folder: Path, work: Path) -> list[Metric]:
    names = ("shop-front.mp4", "vtest.avi", "one-by-one-person-detection.mp4", "aboda-video4.avi")
    spent = {}
    for name in names:
        path = work / f"{Path(name).stem}.mp4"
        cost.stream(needed(folder, name), path)
        spent[path.name] = cost.compared(path)
    alone = sum(each.alone for each in spent.values())
    looking = sum(each.looking for each in spent.values())
    metrics = [
        Metric(
            metric="four 640x360 H.264 10 fps streams, everything on",
            value=100 * (alone + looking) / cost.STREAM_SECONDS,
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
            metric="reducing and looking",
            value=1000 * looking / sum(each.looks for each in spent.values()),
            unit="ms/look",
            runs=cost.RUNS,
        ),
    ]
    shares = {"everything on against decoding alone": 1 + looking / alone}
    shares |= {f"the same, {name}": each.times for name, each in spent.items()}
    return metrics + [
        Metric(metric=name, value=share, unit="times", target=2, runs=cost.RUNS)
        for name, share in shares.items()
    ]


def motion_metrics(folder: Path, looked: dict[str, Looked], work: Path) -> list[Metric]:
    clips = [clip for clip in CLIPS if clip.counted]
    results = debian.run_all(folder, clips, work)
    scores = {name: debian.total(runs, clips, looked) for name, runs in results.items()}
    best = max(scores, key=lambda name: scores[name].balance)
    metrics = score_metrics(debian.DEFAULT, scores[debian.DEFAULT])
    metrics += score_metrics(f"{best} (its best)", scores[best])
    for clip in clips:
        film = work / f"{Path(clip.file).stem}.avi"
        spent = cost.everything(film)
        run = results[debian.DEFAULT][clip.file]
        metrics.append(
            Metric(
                metric=f"CPU for {clip.file} with its warm-up, decoding included",
                value=spent,
                unit="s",
                target=run.cpu,
                peer=debian.DEFAULT,
                peer_value=run.cpu,
            )
        )
    return metrics
