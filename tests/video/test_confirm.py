"""Tests of the confirmer in the worker."""

import hashlib
from pathlib import Path
from unittest.mock import Mock

import av
from PIL import Image
import pytest

from custom_components.rt_cctv.video import confirm
from custom_components.rt_cctv.video.confirm import Confirmer, Trouble
from custom_components.rt_cctv.video.picture import to_image
from custom_components.rt_cctv.vision.detector import ModelError
from custom_components.rt_cctv.vision.sighting import Box

from ..shared_material import SHARED, needs

EVERYTHING = Box(left=0, top=0, right=1, bottom=1)


@pytest.mark.parametrize(
    ("failure", "trouble"),
    [
        (ImportError(), Trouble.LIBRARY),
        (ModuleNotFoundError(), Trouble.LIBRARY),
        (ModelError(), Trouble.MODEL),
        (OSError(), Trouble.MODEL),
    ],
)
def test_it_says_once_whether_the_library_or_the_model_is_at_fault(
    failure: Exception, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Trouble | None] = []
    monkeypatch.setattr(confirm, "Detector", Mock(side_effect=failure))
    confirmer = Confirmer({"param": "x.param", "weights": "x.bin"}, told.append)
    picture = Image.new("RGB", (64, 36))
    assert [confirmer.ask(picture, EVERYTHING) for _ in range(3)] == [None] * 3
    assert told == [trouble]


def test_it_says_once_that_it_answers_and_again_where_it_no_longer_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Trouble | None] = []
    see = Mock(side_effect=[frozenset({"car"}), frozenset(), ModelError()])
    monkeypatch.setattr(confirm, "Detector", lambda _files: Mock(see=see))
    confirmer = Confirmer({"param": "x.param", "weights": "x.bin"}, told.append)
    picture = Image.new("RGB", (64, 36))
    answers = [confirmer.ask(picture, EVERYTHING) for _ in range(3)]
    assert answers == [frozenset({"car"}), frozenset(), None]
    assert told == [None, Trouble.MODEL]


def test_a_model_that_is_not_there_is_complained_of_once_and_nobody_tells(tmp_path: Path) -> None:
    complaints: list[Trouble | None] = []
    model = {"param": str(tmp_path / "x.param"), "weights": str(tmp_path / "x.bin")}
    confirmer = Confirmer(model, complaints.append)
    picture = Image.new("RGB", (64, 36))
    assert [confirmer.ask(picture, EVERYTHING) for _ in range(3)] == [None] * 3
    assert complaints == [Trouble.MODEL]


@needs("models/FastestDet.bin")
@needs("clips/vtest.avi")
@pytest.mark.parametrize("pinned", [True, False])
def test_a_real_model_sees_people_if_it_is_the_pinned_one(pinned: bool) -> None:
    pytest.importorskip("ncnn")
    weights = SHARED / "models" / "FastestDet.bin"
    pin = hashlib.sha256(weights.read_bytes()).hexdigest() if pinned else "0" * 64
    complaints: list[Trouble | None] = []
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
        assert complaints == [None]
    else:
        assert labels is None
        assert complaints == [Trouble.MODEL]
