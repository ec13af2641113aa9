"""Tests of the confirmer in the worker."""

import hashlib
from pathlib import Path

import av
from PIL import Image
import pytest

from custom_components.rt_cctv.video.confirm import Confirmer
from custom_components.rt_cctv.video.picture import to_image
from custom_components.rt_cctv.vision.sighting import Box

from ..shared_material import SHARED, needs

EVERYTHING = Box(left=0, top=0, right=1, bottom=1)


def test_a_model_that_is_not_there_is_complained_of_once_and_nobody_tells(tmp_path: Path) -> None:
    complaints: list[str] = []
    model = {"param": str(tmp_path / "x.param"), "weights": str(tmp_path / "x.bin")}
    confirmer = Confirmer(model, complaints.append)
    picture = Image.new("RGB", (64, 36))
    assert [confirmer.ask(picture, EVERYTHING) for _ in range(3)] == [None] * 3
    assert complaints == ["ModelError"]


@needs("models/FastestDet.bin")
@needs("clips/vtest.avi")
@pytest.mark.parametrize("pinned", [True, False])
def test_a_real_model_sees_people_if_it_is_the_pinned_one(pinned: bool) -> None:
    pytest.importorskip("ncnn")
    weights = SHARED / "models" / "FastestDet.bin"
    pin = hashlib.sha256(weights.read_bytes()).hexdigest() if pinned else "0" * 64
    complaints: list[str] = []
    confirmer = Confirmer(
        {
            "param": str(SHARED / "models" / "FastestDet.param"),
            "weights": str(weights),
            "sha256": pin,
        },
        complaints.append,
    )
    with av.open(str(SHARED / "clips" / "vtest.avi"), "r") as container:
        image = to_image(next(iter(container.decode(video=0))))
    labels = confirmer.ask(image, EVERYTHING)
    if pinned:
        assert labels is not None
        assert "person" in labels
    else:
        assert labels is None
        assert complaints == ["ModelError"]
