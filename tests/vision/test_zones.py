"""Tests of zones: what is refused, and what is inside."""

from math import isclose

from hypothesis import given, strategies as st
import pytest

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.zones import (
    Gauge,
    Point,
    Scale,
    Zone,
    ZoneError,
    ZoneProblem,
    crosses_itself,
    rasterise,
    signed_area,
    union,
    zone_problem,
)

SQUARE: tuple[Point, ...] = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        ((), ZoneProblem.TOO_FEW_POINTS),
        (((0.1, 0.1), (0.9, 0.1), (0.5, 0.9)), ZoneProblem.TOO_FEW_POINTS),
        (tuple((i / 40, (i * 7 % 40) / 40) for i in range(33)), ZoneProblem.TOO_MANY_POINTS),
        (((-0.1, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)), ZoneProblem.OUTSIDE),
        (((0.2, 0.2), (0.8, 1.01), (0.8, 0.8), (0.2, 0.8)), ZoneProblem.OUTSIDE),
        (((float("nan"), 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)), ZoneProblem.OUTSIDE),
        (((0.2, 0.2), (0.8, 0.8), (0.8, 0.2), (0.2, 0.8)), ZoneProblem.CROSSING),
        (((0.2, 0.2), (0.2, 0.2), (0.8, 0.8), (0.2, 0.8)), ZoneProblem.CROSSING),
        (((0.2, 0.2), (0.8, 0.2), (0.5, 0.2), (0.2, 0.8)), ZoneProblem.CROSSING),
        (((0.1, 0.1), (0.13, 0.1), (0.13, 0.13), (0.1, 0.13)), ZoneProblem.TOO_SMALL),
        (SQUARE, None),
    ],
)
def test_a_zone_is_refused_for_what_is_wrong_with_it(
    points: tuple[Point, ...], problem: ZoneProblem | None
) -> None:
    assert zone_problem(points) is problem


def test_a_zone_says_which_one_is_wrong_and_why() -> None:
    with pytest.raises(ZoneError, match="gate") as error:
        Zone(name="gate", points=SQUARE[:3])
    assert (error.value.zone, error.value.problem) == ("gate", ZoneProblem.TOO_FEW_POINTS)


def test_a_square_covers_its_share_of_the_grid() -> None:
    inside = rasterise(SQUARE, 90, 160)
    assert isclose(inside.mean(), 0.36, abs_tol=0.01)
    assert inside[45, 80]
    assert not inside[5, 5]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=4, max_size=7))
def test_the_grid_agrees_with_the_area_of_whatever_is_not_refused(points: list[Point]) -> None:
    if zone_problem(points) is None:
        assert not crosses_itself(points)
        assert isclose(rasterise(points, 90, 160).mean(), abs(signed_area(points)), abs_tol=0.03)


def test_the_union_is_all_that_any_zone_covers() -> None:
    left = Zone(name="a", points=((0, 0), (0.5, 0), (0.5, 1), (0, 1)))
    low = Zone(name="b", points=((0, 0.5), (1, 0.5), (1, 1), (0, 1)), kinds=frozenset(FindingKind))
    assert isclose(union((left, low), 90, 160).mean(), 0.75, abs_tol=0.01)
    assert not union((), 90, 160).any()


def test_a_person_is_taller_near_than_far() -> None:
    scale = Scale(near=0.5, far=0.1)
    assert scale.height(0) == pytest.approx(0.1)
    assert scale.height(0.5) == pytest.approx(0.3)
    assert scale.height(7) == pytest.approx(0.5)


@pytest.mark.parametrize(("near", "far"), [(0.1, 0.5), (0, 0), (0.5, -0.1), (3, 0.1)])
def test_an_impossible_scale_is_refused(near: float, far: float) -> None:
    with pytest.raises(ValueError, match="person"):
        Scale(near=near, far=far)


def test_a_gauge_outside_the_picture_or_of_no_length_is_refused() -> None:
    with pytest.raises(ZoneError):
        Gauge(foot=(0.5, 1.2), top=(0.5, 0.2))
    with pytest.raises(ZoneError):
        Gauge(foot=(0.5, 0.5), top=(0.51, 0.49))
    with pytest.raises(ValueError, match="alarm"):
        Gauge(foot=(0.5, 0.9), top=(0.5, 0.2), alarm_cm=150)
