"""Says illegal parking and left objects, and asks the confirmer what they are."""

from ..model import Certainty, Detail, FindingKind, Target
from .grid import Mask
from .presence import person_area
from .scene import Models
from .settings import SlotSettings
from .sighting import Box, Question
from .standing import Seen, Standing, Thing
from .voice import Key, Voice
from .watchers import Area, Look, areas, inside

VEHICLE_SHARE = 0.01
"""Share of the picture from which a thing is vehicle-sized where nobody has set the scale."""
VEHICLE_PERSONS = 1.3
"""Persons' areas from which a thing is vehicle-sized: a motorcycle from the side is nearly two."""
SLIM = 0.55
"""Width against height under which a thing is as slim as somebody who waits: no vehicle, and no bag either."""
LEAST_PERSON = 0.005
"""The share of the picture from which that is judged: a far bag may look slim by a cell."""
VEHICLES = frozenset({"car", "motorcycle", "bus", "truck", "bicycle"})
ANSWERS = 3
ASK_EVERY = 5.0


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
        confirmed = is_vehicle(thing)
        if lasted >= needed and thing.gone == 0 and not look.holding:
            mark = (kind, area.name)
            news = confirmed and not thing.said_sure
            if mark not in said or (news and kind is FindingKind.ILLEGAL_PARKING):
                said.add(mark)
                thing.said, thing.said_sure = True, confirmed
                _say(voice, mark, thing, box, look.at)
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


def is_vehicle(thing: Thing) -> bool:
    """Tell whether the confirmer saw a vehicle in it twice."""
    return sum(1 for labels in thing.answers if labels & VEHICLES) >= 2


def _say(voice: Voice, mark: Key, thing: Thing, box: Box, at: float) -> None:
    kind, zone = mark
    detail: Detail = {"since": round(thing.since)}
    sure = confirmed = is_vehicle(thing)
    if kind is FindingKind.ILLEGAL_PARKING:
        detail = {**detail, "size": "vehicle"}
    else:
        sure = True
    voice.begin(
        kind,
        at,
        zone=zone,
        box=box,
        certainty=Certainty.CONFIRMED if sure else Certainty.SUSPECTED,
        target=Target.VEHICLE if confirmed else None,
        detail=detail,
    )
