"""One watcher per analytic: from what a look measured to what is said."""

from dataclasses import dataclass

import numpy as np

from ..model import FindingKind
from .blobs import Blob
from .grid import Grid, Mask
from .motion import Moving
from .presence import Crowd, Loitering, is_textured, person_area
from .scene import Scene
from .settings import SlotSettings
from .tracks import Track
from .voice import Voice
from .zones import rasterise

QUIET_SECONDS = 3.0
"""Seconds without anything moving after which motion ends."""
REPEAT_SECONDS = 5.0
"""Seconds for which arrivals are gathered before motion is said once more."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where a kind is looked for: a zone's name (None for the whole picture) and its cells."""

    name: str | None
    mask: Mask


@dataclass(frozen=True, slots=True)
class Look:
    """All that one look measured. `holding` says that nothing new may begin: the light has just changed."""

    picture: Grid
    at: float
    mask: Mask
    moving: Moving
    scene: Scene
    holding: bool


def areas(settings: SlotSettings, kind: FindingKind, shape: tuple[int, int]) -> tuple[Area, ...]:
    """Return where a kind is looked for, none where it is off."""
    if kind not in settings.kinds:
        return ()
    chosen = [zone for zone in settings.zones if kind in zone.kinds]
    if not chosen:
        return (Area(None, np.ones(shape, bool)),)
    return tuple(Area(zone.name, rasterise(zone.points, *shape)) for zone in chosen)


def factor(settings: SlotSettings, kind: FindingKind) -> float:
    """Return a kind's sensitivity as a factor: 1 at 50, a half at 1, 2 at 100."""
    given = settings.kinds[kind].sensitivity if kind in settings.kinds else 50
    return float(2 ** ((min(max(given, 1), 100) - 50) / 50))


def inside(blob: Blob, area: Mask) -> bool:
    """Tell whether a thing stands in an area: its foot, or half of its box, does."""
    foot = area[min(blob.bottom, area.shape[0]) - 1, min(int(blob.x), area.shape[1] - 1)]
    return bool(foot) or float(np.mean(area[blob.window])) >= 0.5


class MotionWatch:
    """Says motion, once more for arrivals."""

    def __init__(self, settings: SlotSettings, shape: tuple[int, int]) -> None:
        """Rasterise its zones."""
        self.areas = areas(settings, FindingKind.MOTION, shape)
        self.seen: dict[str | None, float] = {}
        self.said: dict[str | None, float] = {}
        self.arrived: dict[str | None, int] = {}

    def look(self, look: Look, voice: Voice) -> None:
        """Take one look."""
        for area in self.areas:
            here = [track for track in look.moving.present if inside(track.blob, area.mask)]
            arrived = [track for track in look.moving.entered if inside(track.blob, area.mask)]
            self.arrived[area.name] = self.arrived.get(area.name, 0) + len(arrived)
            if here:
                self.seen[area.name] = look.at
                if not look.holding:
                    self._say(area.name, (arrived or here)[0], look, voice)
            elif look.at - self.seen.get(area.name, -np.inf) >= QUIET_SECONDS:
                voice.end(FindingKind.MOTION, look.at, zone=area.name)

    def _say(self, zone: str | None, track: Track, look: Look, voice: Voice) -> None:
        recent = look.at - self.said.get(zone, -np.inf) < REPEAT_SECONDS
        if voice.is_active(FindingKind.MOTION, zone) and (recent or not self.arrived[zone]):
            return
        detail = {"arrivals": max(1, self.arrived[zone])}
        self.arrived[zone] = 0
        self.said[zone] = look.at
        voice.begin(
            FindingKind.MOTION,
            look.at,
            zone=zone,
            box=track.blob.box(*look.mask.shape),
            detail=detail,
        )


class PresenceWatch:
    """Says loitering and crowds."""

    def __init__(self, settings: SlotSettings, shape: tuple[int, int]) -> None:
        """Rasterise its zones."""
        self.scale = settings.scale
        self.loitering = {
            area.name: (area, Loitering(settings.minutes(FindingKind.LOITERING) * 60))
            for area in areas(settings, FindingKind.LOITERING, shape)
        }
        self.crowds = {
            area.name: (
                area,
                Crowd(
                    settings.minutes(FindingKind.CROWD) * 60, factor(settings, FindingKind.CROWD)
                ),
            )
            for area in areas(settings, FindingKind.CROWD, shape)
        }

    def look(self, look: Look, others: Mask, seconds: float, voice: Voice) -> None:
        """Take one look; `others` are the cells that aren't the scene's, and neither things that stand nor water."""
        shape, present = look.mask.shape, look.moving.present
        people = self._people(look) & others
        for name, (area, loitering) in self.loitering.items():
            blob = loitering.look(present, area.mask, self.scale, look.at)
            if (
                blob is not None
                and not voice.is_active(FindingKind.LOITERING, name)
                and not look.holding
            ):
                voice.begin(FindingKind.LOITERING, look.at, zone=name, box=blob.box(*shape))
            elif blob is None:
                voice.end(FindingKind.LOITERING, look.at, zone=name)
        for name, (area, crowd) in self.crowds.items():
            crowd.look(people, area.mask, self.scale, look.at, seconds)
            if crowd.active and not voice.is_active(FindingKind.CROWD, name) and not look.holding:
                voice.begin(
                    FindingKind.CROWD, look.at, zone=name, detail={"level": str(crowd.level)}
                )
            elif not crowd.active:
                voice.end(FindingKind.CROWD, look.at, zone=name)

    def _people(self, look: Look) -> Mask:
        """Return the cells of what may be people: what travels, and isn't as smooth as water or a sheet."""
        people = np.zeros_like(look.mask)
        height = people.shape[0]
        for track in look.moving.present:
            window = track.blob.window
            inside = look.mask[window]
            several = track.blob.area > 4 * person_area(
                self.scale, track.blob.bottom / height, height
            )
            if not several or is_textured(look.picture[window], inside):
                people[window] |= inside
        return people
