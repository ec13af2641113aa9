"""Shows scenes to an analyser."""

from collections.abc import Iterable, Mapping

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.settings import HUB_KINDS, KindSettings, SlotSettings
from custom_components.rt_cctv.vision.sighting import Frame, Sighting
from custom_components.rt_cctv.vision.zones import Gauge, Zone
from tests.drawn.scenes import SCENES, Scene


def scene(name: str) -> Scene:
    """Return a drawn scene by its name."""
    return next(each for each in SCENES if each.name == name)


def everything(
    minutes: Mapping[FindingKind, float] | None = None,
    *,
    zones: tuple[Zone, ...] = (),
    ignored: tuple[Zone, ...] = (),
    gauge: Gauge | None = None,
    confirmer: bool = False,
) -> SlotSettings:
    """Return settings with every analytic on."""
    kinds = {kind: KindSettings(minutes=(minutes or {}).get(kind)) for kind in HUB_KINDS}
    return SlotSettings(kinds=kinds, zones=zones, ignored=ignored, gauge=gauge, confirmer=confirmer)


def show(analyser: Analyser, frames: Iterable[Frame]) -> list[Sighting]:
    """Show frames, telling of gaps in between as the worker does; return all that was said."""
    said: list[Sighting] = []
    last: float | None = None
    for frame in frames:
        while last is not None and frame.at - last > 1.6:
            last += 1
            said += analyser.stream_gap(last)
        said += analyser.look(frame)
        last = frame.at
    return said


def begun(said: Iterable[Sighting], kind: FindingKind) -> list[Sighting]:
    """Return the sightings of a kind that say that it began."""
    return [each for each in said if each.kind is kind and each.active]


def ended(said: Iterable[Sighting], kind: FindingKind) -> list[Sighting]:
    """Return the sightings of a kind that say that it ended."""
    return [each for each in said if each.kind is kind and not each.active]
