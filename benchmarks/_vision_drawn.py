"""The drawn scenes: every truth found in time, nothing said on any nuisance."""

from collections.abc import Iterator

from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.settings import HUB_KINDS
from custom_components.rt_cctv.vision.sighting import Sighting
from tests.drawn.scenes import SCENES, START, Scene, Truth
from tests.vision.watching import everything, show


def watch(scene: Scene, fps: float, seed: int = 7) -> list[Sighting]:
    """Show a scene to an analyser with everything on; return all it says."""
    return show(Analyser(everything(scene.minutes)), scene.frames(fps, seed))


def is_found(truth: Truth, said: list[Sighting]) -> bool:
    """Tell whether a truth was said while it was true, and ended when it ended (ten seconds of grace)."""
    times = [each.at - START for each in said if each.kind is truth.kind and each.active]
    if not any(truth.begins <= at <= truth.found_by for at in times):
        return False
    ends = [each.at - START for each in said if each.kind is truth.kind and not each.active]
    return truth.ends is None or any(truth.begins <= at <= truth.ends + 10 for at in ends)


def false_ones(scene: Scene, said: list[Sighting]) -> list[Sighting]:
    """Return what was said though no truth and no allowance covers it."""
    spans = {
        kind: [
            (t.begins - 1, (t.ends or scene.seconds) + 1) for t in scene.truths if t.kind is kind
        ]
        for kind in HUB_KINDS
    }
    return [
        each
        for each in said
        if each.active
        and each.kind not in scene.may
        and not any(begin <= each.at - START <= end for begin, end in spans[each.kind])
    ]


def all_scenes(fps: float) -> Iterator[tuple[Scene, int, int, list[Sighting]]]:
    """Yield each scene with how many truths it has, how many were found, and what was false."""
    for scene in SCENES:
        said = watch(scene, fps)
        found = sum(is_found(truth, said) for truth in scene.truths)
        yield scene, len(scene.truths), found, false_ones(scene, said)


def nuisances(fps: float, seeds: range) -> Iterator[tuple[Scene, int, list[Sighting]]]:
    """Yield each scene in which nothing may be said, drawn anew with each seed, and what was said all the same."""
    for scene in SCENES:
        if not scene.truths:
            for seed in seeds:
                yield scene, seed, false_ones(scene, watch(scene, fps, seed))
