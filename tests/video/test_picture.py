"""Tests of stills and evidence."""

import io

import av
import numpy as np
from PIL import Image
import pytest

from custom_components.rt_cctv.video.picture import (
    crop,
    draw_evidence,
    explained,
    jpeg,
    last_picture,
    reduce,
    saturation,
    to_image,
)
from custom_components.rt_cctv.vision.sighting import Box

from .drawing import encode, remux


def frame(width: int, height: int, colour: tuple[int, int, int]) -> av.VideoFrame:
    """Return a decoded frame of one colour."""
    picture = np.full((height, width, 3), colour, np.uint8)
    return av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")


def colour(image: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    """Return a pixel of a picture."""
    red, green, blue = np.asarray(image)[y, x]
    return int(red), int(green), int(blue)


def test_the_last_of_a_group_of_pictures_is_decoded() -> None:
    image = last_picture(remux(encode(count=10)))
    assert image is not None
    assert image.size == (320, 180)
    red, _, blue = colour(image, 9 * 7 + 20, 90)
    assert red > blue + 80


def test_no_pictures_and_broken_pictures_give_none() -> None:
    pieces = remux(encode(count=1))
    spoilt = type(pieces[0])(b"\0" * 50, True, 0, 0, pieces[0].init)
    assert last_picture([]) is None
    assert last_picture([spoilt]) is None


def test_evidence_shows_the_object_and_the_zone() -> None:
    image = Image.new("RGB", (640, 360), (90, 90, 90))
    zone = ((0.1, 0.5), (0.9, 0.5), (0.9, 0.95), (0.1, 0.95))
    drawn = draw_evidence(image, Box(left=0.4, top=0.6, right=0.6, bottom=0.8), [zone])
    red, green, blue = colour(drawn, 320, round(0.6 * 359) + 1)
    assert red > 200
    assert max(green, blue) < 100
    red, green, blue = colour(drawn, 200, round(0.5 * 359))
    assert min(red, green) > 180
    assert blue < 100
    assert Image.open(io.BytesIO(jpeg(drawn))).format == "JPEG"


def test_a_box_that_leaves_the_picture_or_stands_on_its_head_is_drawn_all_the_same() -> None:
    image = Image.new("RGB", (64, 36))
    draw_evidence(image, Box(left=1.4, top=0.6, right=-0.6, bottom=0.2), [])
    assert crop(image, Box(left=1.0, top=1.0, right=1.0, bottom=1.0)).size >= (1, 1)


@pytest.mark.parametrize(
    ("width", "height", "rows"),
    [(640, 360, 90), (704, 576, 131), (3840, 2160, 90), (352, 288, 131)],
)
def test_pictures_are_reduced_to_the_grid(width: int, height: int, rows: int) -> None:
    grey = reduce(frame(width, height, (120, 120, 120)))
    assert grey.shape == (rows, 160)
    assert abs(float(grey.mean()) - 120) < 20


def test_infrared_pictures_have_no_saturation() -> None:
    grey, red = saturation(frame(64, 36, (99, 99, 99))), saturation(frame(64, 36, (220, 20, 20)))
    assert grey is not None
    assert red is not None
    assert grey < 1
    assert red > 30
    assert saturation(frame(64, 36, (9, 9, 9)).reformat(format="gray")) is None


@pytest.mark.parametrize(("chroma", "apart"), [(0, 128), (28, 100), (128, 0), (255, 127)])
def test_saturation_is_the_distance_from_grey_either_way(chroma: int, apart: float) -> None:
    planes = np.full((54, 64), chroma, np.uint8)
    assert saturation(av.VideoFrame.from_ndarray(planes, format="yuv420p")) == apart


def test_chroma_of_ten_bits_is_not_read_as_bytes() -> None:
    assert saturation(frame(64, 36, (99, 99, 99)).reformat(format="yuv420p10le")) is None


def test_a_large_picture_is_made_smaller_and_an_explanation_larger() -> None:
    assert to_image(frame(3840, 2160, (9, 9, 9))).size == (1280, 720)
    assert Image.open(io.BytesIO(explained(np.zeros((180, 320, 3), np.uint8)))).size == (640, 360)
