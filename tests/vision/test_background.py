"""Tests of the model of the empty scene."""

import numpy as np
import pytest

from custom_components.rt_cctv.vision.background import Background, empty_scene
from custom_components.rt_cctv.vision.grid import Grid
from custom_components.rt_cctv.vision.light import fit_light, same_view
from custom_components.rt_cctv.vision.shake import align
from tests.drawn import street


@pytest.fixture(name="rng")
def random_numbers() -> np.random.Generator:
    return np.random.default_rng(4)


def picture(rng: np.random.Generator, *, noise: float = 1.0) -> Grid:
    """Return the empty street as the grid sees it."""
    return street.develop(street.empty_street(), rng, noise).astype(np.float32)


def test_an_empty_scene_does_not_differ_from_itself(rng: np.random.Generator) -> None:
    assert not Background(picture(rng), tau=15).compare(picture(rng)).mask.any()


def test_what_passes_by_while_it_is_learned_leaves_no_trace(rng: np.random.Generator) -> None:
    frames = [street.develop(street.empty_street(), rng, 1) for _ in range(40)]
    for index, frame in enumerate(frames):
        frame[50:70, index * 4 : index * 4 + 12] = 250
    level, noise = empty_scene(frames)
    assert np.abs(level - picture(rng)).mean() < 1
    assert noise.max() < 8


def test_an_object_is_found_where_it_is(rng: np.random.Generator) -> None:
    frame = picture(rng)
    frame[40:60, 70:80] = 20
    mask = Background(picture(rng), tau=15).compare(frame).mask
    assert mask[42:58, 72:78].all()
    assert mask.sum() < 320


@pytest.mark.parametrize(("gain", "offset"), [(0.5, 30), (0.7, 0), (1.4, 0), (1, 40), (1, -40)])
def test_a_change_of_exposure_is_no_object(
    rng: np.random.Generator, gain: float, offset: float
) -> None:
    frame = np.clip(picture(rng) * gain + offset, 0, 255)
    assert Background(picture(rng), tau=15).compare(frame).mask.mean() < 0.01


def test_a_soft_shadow_is_no_object_but_somebody_in_it_is(rng: np.random.Generator) -> None:
    canvas = street.empty_street()
    street.shade(canvas, 160, 70, 0.4)
    background = Background(picture(rng), tau=15)
    shaded = street.develop(canvas, rng, 1).astype(np.float32)
    assert background.compare(shaded).mask.mean() < 0.01
    street.person(canvas, 160, 140, 50, 0, street.Look())
    assert background.compare(street.develop(canvas, rng, 1)).mask[50:68, 76:84].mean() > 0.5


def test_a_swaying_mast_is_no_object(rng: np.random.Generator) -> None:
    frame = np.roll(picture(rng), (1, -1), axis=(0, 1))
    assert Background(picture(rng), tau=15).compare(frame).mask.mean() < 0.03


def test_covered_cells_are_held_and_the_others_follow(rng: np.random.Generator) -> None:
    background = Background(np.full((90, 160), 100, np.float32), tau=2, held=0.0)
    covered = np.zeros((90, 160), bool)
    covered[30:60, 40:60] = True
    frame = np.full((90, 160), 100, np.float32)
    frame[30:60, 40:60] = frame[30:60, 100:120] = 200
    for _ in range(30):
        background.learn(background.compare(frame), covered, 1.0)
    assert background.level[45, 50] == pytest.approx(100, abs=3)
    assert background.level[45, 110] == pytest.approx(200, abs=3)


def test_a_larger_grid_is_modelled_alike(rng: np.random.Generator) -> None:
    level = np.kron(picture(rng, noise=0), np.ones((2, 2), np.float32))
    frame = level.copy()
    frame[80:120, 140:160] = 20
    background = Background(level, tau=15)
    mask = background.compare(frame).mask
    assert mask[84:116, 144:156].all()
    assert mask.sum() < 1200


def test_the_line_of_light_is_found_beside_what_stands_there(rng: np.random.Generator) -> None:
    then = picture(rng)
    now = then * 0.6 + 20
    now[30:70, 20:60] = 250
    assert fit_light(then, now) == pytest.approx((0.6, 20), abs=2)


def test_a_plain_picture_says_nothing_of_a_gain() -> None:
    plain = np.full((90, 160), 110, np.float32)
    assert fit_light(plain, plain + 12) == pytest.approx((1, 12))


def test_the_same_view_is_known_by_night_and_another_is_not(rng: np.random.Generator) -> None:
    dark = street.develop(street.night(street.empty_street()), rng, 2).astype(np.float32)
    assert same_view(picture(rng), dark)
    assert not same_view(picture(rng), picture(rng)[::-1])
    assert not same_view(picture(rng), np.full((90, 160), 20, np.float32))


@pytest.mark.parametrize("shift", [(1, 0), (0, 1), (-1, 1), (2, -1)])
def test_a_shifted_picture_is_moved_back(rng: np.random.Generator, shift: tuple[int, int]) -> None:
    level = picture(rng)
    moved = align(np.roll(level, shift, axis=(0, 1)), level)
    assert moved is not None
    assert np.abs(moved - level)[4:-4, 4:-4].mean() < 2
