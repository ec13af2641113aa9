"""One watcher per analytic: from what a look measured to what is said."""

from dataclasses import dataclass

import numpy as np

from ..model import Certainty, FindingKind, Target
from .blobs import Blob
from .grid import Grid, Mask
from .motion import Moving
from .presence import Crowd, Loitering, is_textured, person_area
from .scene import Models, Scene
from .settings import SlotSettings
from .sighting import Question
from .standing import Seen, Standing, Thing
from .tracks import Track
from .voice import Voice
from .zones import rasterise

QUIET_SECONDS = 3.0
"""Seconds without anything moving after which motion ends."""
VEHICLE_SHARE = 0.01
"""Share of the picture from which a thing is vehicle-sized where nobody has set the scale."""
VEHICLE_PERSONS = 1.3
"""Persons' areas from which a thing is vehicle-sized: a motorcycle from the side is nearly two."""
SLIM = 0.55
"""Width against height under which a thing is as slim as somebody who waits: no vehicle, and no bag either."""
LEAST_PERSON = 0.005
"""The share of the picture from which that is judged: a far bag may look slim by a cell."""
VEHICLES = frozenset({"car", "motorcycle", "bus", "truck", "bicycle", "train"})
REPEAT_SECONDS = 5.0
"""Seconds for which arrivals are gathered before motion is said once more."""
ANSWERS = 3
ASK_EVERY = 5.0


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
    passed: float
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


class StandingWatch:
    """Says illegal parking and left objects."""

    def __init__(self, settings: SlotSettings, shape: tuple[int, int]) -> None:
        """Rasterise its zones."""
        self.settings = settings
        self.standing = Standing(shape)
        kinds = (FindingKind.ILLEGAL_PARKING, FindingKind.LEFT_OBJECT)
        self.areas = {kind: areas(settings, kind, shape) for kind in kinds}
        self.inside: dict[int, set[tuple[FindingKind, str | None]]] = {}

    def look(
        self, look: Look, model: Models, different: Mask, seconds: float, voice: Voice
    ) -> tuple[Question, ...]:
        """Take one look; return what the confirmer is to be asked."""
        view = Seen(look.scene.mode, model.reference, model.built)
        self.standing.look(look.picture, look.scene.stir, view, different, look.at, seconds)
        look.scene.stir[:] = 0
        questions: list[Question] = []
        for thing in self.standing.things:
            for kind, places in self.areas.items():
                for area in places:
                    if inside(thing.blob, area.mask) and self._is(kind, thing, look.mask.shape):
                        questions += self._judge(kind, area, thing, look, voice)
        self._end(look.at, voice)
        return tuple(questions[:1])

    def _is(self, kind: FindingKind, thing: Thing, shape: tuple[int, int]) -> bool:
        votes = sum(1 for labels in thing.answers if labels & VEHICLES)
        persons = sum(1 for labels in thing.answers if "person" in labels and not labels & VEHICLES)
        if persons >= 2:
            return False
        height, width = shape
        if (
            thing.blob.width < SLIM * thing.blob.height
            and thing.blob.area >= LEAST_PERSON * height * width
        ):
            return False
        if self.settings.scale is None:
            large = thing.blob.area >= VEHICLE_SHARE * height * width
        else:
            person = person_area(self.settings.scale, thing.blob.bottom / height, height)
            large = thing.blob.area >= VEHICLE_PERSONS * person
        return (large or votes >= 2) is (kind is FindingKind.ILLEGAL_PARKING)

    def _judge(
        self, kind: FindingKind, area: Area, thing: Thing, look: Look, voice: Voice
    ) -> list[Question]:
        box = thing.blob.box(*look.mask.shape)
        needed = self.settings.minutes(kind) * 60
        lasted = look.at - thing.since
        said = self.inside.setdefault(thing.key, set())
        confirmed = sum(1 for labels in thing.answers if labels & VEHICLES) >= 2
        if lasted >= needed and thing.gone == 0 and not look.holding:
            mark = (kind, area.name)
            news = confirmed and not thing.said_sure
            if mark not in said or (news and kind is FindingKind.ILLEGAL_PARKING):
                said.add(mark)
                thing.said, thing.said_sure = True, confirmed
                parking = kind is FindingKind.ILLEGAL_PARKING
                detail = {"since": round(thing.since), **({"size": "vehicle"} if parking else {})}
                sure = confirmed or not parking
                voice.begin(
                    kind,
                    look.at,
                    zone=area.name,
                    box=box,
                    certainty=Certainty.CONFIRMED if sure else Certainty.SUSPECTED,
                    target=Target.VEHICLE if confirmed else None,
                    detail=detail,
                )
        asking = self.settings.confirmer and len(thing.answers) < ANSWERS and lasted >= 0.5 * needed
        if asking and look.at - thing.asked >= ASK_EVERY:
            thing.asked = look.at
            return [Question(key=thing.key, kind=kind, box=box)]
        return []

    def _end(self, at: float, voice: Voice) -> None:
        alive = {thing.key for thing in self.standing.things}
        self.inside = {key: marks for key, marks in self.inside.items() if key in alive}
        still = {mark for marks in self.inside.values() for mark in marks}
        for kind, places in self.areas.items():
            for area in places:
                if (kind, area.name) not in still:
                    voice.end(kind, at, zone=area.name)

    def take_up(self) -> None:
        """Count what was said before a restart as said."""
        for thing in self.standing.things:
            if thing.said:
                self.inside[thing.key] = {
                    (kind, area.name)
                    for kind, places in self.areas.items()
                    for area in places
                    if inside(thing.blob, area.mask) and self._is(kind, thing, self.standing.shape)
                }

    def answer(self, key: int, labels: frozenset[str]) -> None:
        """Keep the confirmer's answer with the thing that it is about."""
        for thing in self.standing.things:
            if thing.key == key and len(thing.answers) < ANSWERS:
                thing.answers.append(labels)


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
