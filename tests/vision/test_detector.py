"""Tests of the optional confirmer: files, crops, and the two families of models."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from custom_components.rt_cctv.vision.detector import (
    Detector,
    ModelError,
    ModelFiles,
    check,
    cut_out,
    is_understood,
)
from custom_components.rt_cctv.vision.sighting import Box
from tests.shared_material import SHARED, needs

WHOLE = Box(left=0, top=0, right=1, bottom=1)


@pytest.fixture(name="files")
def model_files(tmp_path: Path) -> ModelFiles:
    """Return two files that are no model."""
    (tmp_path / "m.param").write_text("7767517\n")
    (tmp_path / "m.bin").write_bytes(b"weights")
    return ModelFiles(param=tmp_path / "m.param", weights=tmp_path / "m.bin")


def test_the_pinned_weights_are_taken_and_others_are_not(files: ModelFiles) -> None:
    pinned = hashlib.sha256(b"weights").hexdigest()
    check(ModelFiles(param=files.param, weights=files.weights, sha256=pinned.upper()))
    with pytest.raises(ModelError, match="pinned"):
        check(ModelFiles(param=files.param, weights=files.weights, sha256="0" * 64))


def test_a_missing_file_is_named(files: ModelFiles) -> None:
    with pytest.raises(ModelError, match=r"gone\.bin is missing"):
        check(ModelFiles(param=files.param, weights=files.weights.with_name("gone.bin")))


def test_files_that_are_no_model_are_refused(files: ModelFiles) -> None:
    pytest.importorskip("ncnn")
    with pytest.raises(ModelError):
        Detector(files)


def test_a_crop_has_surroundings_and_knows_where_the_box_is() -> None:
    picture = np.zeros((100, 200, 3), np.uint8)
    crop, inside = cut_out(picture, Box(left=0.4, top=0.4, right=0.6, bottom=0.6))
    assert crop.shape == (36, 72, 3)
    assert (inside.left, inside.right) == pytest.approx((0.222, 0.778), abs=0.01)
    corner, inside = cut_out(picture, Box(left=0, top=0, right=0.1, bottom=0.1))
    assert corner.shape == (14, 28, 3)
    assert (inside.left, inside.top) == (0, 0)


@pytest.mark.parametrize(
    "param",
    [
        "",
        "7767517\n",
        "<html>",
        "7767517\n1 1\nInput data 0 x data\n",
        "7767517\n2 3\nInput data 0 1 data\nConvolution find 1 2 data a b 0=9\n",
        "7767517\n2 2\nMemoryData data 0 1 data\nConvolution find 1 1 data out\n",
    ],
)
def test_networks_of_other_shapes_are_known_by_their_text(param: str) -> None:
    assert not is_understood(param)


@needs("models/FastestDet.param")
@pytest.mark.parametrize("name", ["FastestDet", "nanodet_m"])
def test_both_families_are_known_by_their_text(name: str) -> None:
    assert is_understood((SHARED / "models" / f"{name}.param").read_text())


@needs("models/FastestDet.bin")
@needs("clips/vtest.avi")
@pytest.mark.parametrize("name", ["FastestDet", "nanodet_m"])
def test_people_are_seen_in_the_street_and_none_in_the_sky(name: str) -> None:
    av = pytest.importorskip("av")
    pytest.importorskip("ncnn")
    models = SHARED / "models"
    detector = Detector(ModelFiles(param=models / f"{name}.param", weights=models / f"{name}.bin"))
    with av.open(str(SHARED / "clips" / "vtest.avi")) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert "person" in detector.see(picture, WHOLE)
    assert detector.see(np.full((200, 300, 3), 128, np.uint8), WHOLE) == frozenset()
