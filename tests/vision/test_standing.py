"""Tests of what stands: parked cars, bags, ghosts, restarts and the confirmer."""

from dataclasses import replace

import pytest

from custom_components.rt_cctv.model import Certainty, FindingKind, Target
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.sighting import Frame, Sighting
from custom_components.rt_cctv.vision.zones import Zone
from tests.drawn import street
from tests.drawn.scenes import START, Scene

from .watching import begun, ended, everything, scene, show

PARKING = FindingKind.ILLEGAL_PARKING
FPS = 2.0
ROAD = Zone(
    name="road", points=((0, 0.45), (1, 0.45), (1, 0.86), (0, 0.86)), kinds=frozenset({PARKING})
)
SKY = Zone(name="sky", points=((0, 0), (1, 0), (1, 0.2), (0, 0.2)), kinds=frozenset({PARKING}))


def parked(**settings: object) -> list[Sighting]:
    parks = scene("car parks")
    return show(Analyser(everything(parks.minutes, **settings)), parks.frames(FPS))  # type: ignore[arg-type]


@pytest.fixture(name="said", scope="module")
def what_is_said_of_a_parked_car() -> list[Sighting]:
    return parked()


def test_a_parked_car_is_suspected_as_vehicle_sized_and_never_called_a_vehicle(
    said: list[Sighting],
) -> None:
    (found,) = begun(said, PARKING)
    assert found.certainty is Certainty.SUSPECTED
    assert found.target is None
    assert found.detail["size"] == "vehicle"
    assert abs(float(found.detail["since"]) - START - 15) < 5


def test_its_box_is_where_it_stands(said: list[Sighting]) -> None:
    box = begun(said, PARKING)[0].box
    assert box is not None
    assert (box.left, box.right) == pytest.approx((0.32, 0.62), abs=0.04)
    assert (box.top, box.bottom) == pytest.approx((0.65, 0.84), abs=0.05)


def test_people_who_pass_before_it_do_not_end_it(said: list[Sighting]) -> None:
    assert len(begun(said, PARKING)) == 1
    (end,) = ended(said, PARKING)
    assert 110 < end.at - START < 122


def test_a_zone_is_named_and_outside_it_nothing_is_found() -> None:
    assert [each.zone for each in begun(parked(zones=(ROAD,)), PARKING)] == ["road"]
    assert not begun(parked(zones=(SKY,)), PARKING)


def test_a_place_that_is_ignored_has_no_findings() -> None:
    everywhere = replace(ROAD, points=((0, 0), (1, 0), (1, 1), (0, 1)))
    said = parked(ignored=(everywhere,))
    assert not begun(said, PARKING)
    assert not begun(said, FindingKind.MOTION)


def answered(labels: frozenset[str]) -> list[Sighting]:
    """Show the parked car to an analyser whose questions are all answered alike."""
    parks = scene("car parks")
    analyser = Analyser(everything(parks.minutes, confirmer=True))
    said: list[Sighting] = []
    asked = 0
    for frame in parks.frames(FPS):
        said += analyser.look(frame)
        for question in analyser.questions:
            asked += 1
            assert question.kind is PARKING
            analyser.answer(question.key, labels)
    assert 0 < asked <= 3
    return said


def test_a_confirmed_car_is_a_vehicle() -> None:
    found = begun(answered(frozenset({"car"})), PARKING)
    assert found[-1].certainty is Certainty.CONFIRMED
    assert found[-1].target is Target.VEHICLE


def test_what_the_confirmer_does_not_know_stays_suspected() -> None:
    (found,) = begun(answered(frozenset()), PARKING)
    assert found.certainty is Certainty.SUSPECTED


def test_a_person_who_stands_there_is_no_parked_car() -> None:
    assert not begun(answered(frozenset({"person"})), PARKING)


def test_without_a_confirmer_nothing_is_asked() -> None:
    parks = scene("car parks")
    analyser = Analyser(everything(parks.minutes))
    for frame in parks.frames(FPS):
        analyser.look(frame)
        assert not analyser.questions


def restarted(parks: Scene, at: float) -> tuple[list[Sighting], list[Sighting]]:
    """Show a scene, with a restart at a moment and two minutes of darkness between; return what was said each time."""
    before: list[Frame] = []
    after: list[Frame] = []
    for frame in parks.frames(FPS):
        (before if frame.at - START < at else after).append(frame)
    first = Analyser(everything(parks.minutes))
    said = show(first, before)
    later: list[Frame] = [replace(frame, at=frame.at + 120) for frame in after]
    return said, show(Analyser(everything(parks.minutes), first.save()), later)


def test_a_car_found_before_a_restart_is_not_found_again_but_ends() -> None:
    said, later = restarted(scene("car parks"), 60)
    assert len(begun(said, PARKING)) == 1
    assert not begun(later, PARKING)
    assert len(ended(later, PARKING)) == 1


def test_minutes_that_began_before_a_restart_count() -> None:
    said, later = restarted(scene("car parks"), 30)
    assert not begun(said, PARKING)
    (found,) = begun(later, PARKING)
    assert abs(float(found.detail["since"]) - START - 15) < 5


def test_a_car_parked_by_day_is_still_there_in_infrared() -> None:
    def paint(canvas: street.Canvas, t: float, rng: object) -> street.Canvas | None:
        look = street.Look(main=40, second=215)
        if 5 <= t < 10:
            street.car(canvas, -60 + (t - 5) * 42, 146, 96, look)
        elif t >= 10:
            street.car(canvas, 150, 146, 96, look)
        return street.night(canvas) if t >= 60 else None

    dusk = Scene("dusk", 160, paint, saturation=lambda t: 0.1 if t >= 60 else 9.0)
    said = show(Analyser(everything({PARKING: 0.5})), dusk.frames(FPS))
    assert len(begun(said, PARKING)) == 1
    assert not ended(said, PARKING)
