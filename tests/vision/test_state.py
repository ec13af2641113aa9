"""Tests of what outlives a restart, and of states that can't be read."""

import io

from hypothesis import given, settings as hypothesis_settings, strategies as st
import numpy as np
import pytest

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.analyse import Analyser
from custom_components.rt_cctv.vision.sighting import Frame
from tests.drawn.scenes import START

from .watching import begun, everything, scene, show

FPS = 1.0


@pytest.fixture(name="state", scope="module")
def learned_state() -> bytes:
    """Return the state of an analyser that has watched a quiet minute."""
    analyser = Analyser(everything())
    for frame in scene("quiet").frames(FPS):
        analyser.look(frame)
        if frame.at - START > 5:
            break
    assert analyser.ready
    return analyser.save()


def first_frame(name: str) -> Frame:
    return next(iter(scene(name).frames(FPS)))


def test_a_known_scene_is_ready_with_the_first_frame(state: bytes) -> None:
    analyser = Analyser(everything(), state)
    assert not analyser.ready
    analyser.look(first_frame("quiet"))
    assert analyser.ready


def test_a_state_is_small(state: bytes) -> None:
    assert len(state) < 120_000


def test_a_camera_covered_over_a_restart_is_found(state: bytes) -> None:
    frame = first_frame("quiet")
    dark = np.full_like(frame.grey, 15)
    analyser = Analyser(everything(), state)
    said = [
        sighting
        for index in range(20)
        for sighting in analyser.look(Frame(grey=dark, at=frame.at + index, saturation=0.0))
    ]
    assert begun(said, FindingKind.TAMPER)


def test_a_tampered_view_over_a_restart_is_not_said_twice() -> None:
    covered = scene("covered")
    frames = list(covered.frames(FPS))
    first = Analyser(everything())
    show(first, [frame for frame in frames if frame.at - START < 40])
    assert (FindingKind.TAMPER, None) in first.active
    second = Analyser(everything(), first.save())
    said = show(second, [frame for frame in frames if frame.at - START >= 40])
    assert not begun(said, FindingKind.TAMPER)
    assert [each.active for each in said if each.kind is FindingKind.TAMPER] == [False]


def test_another_shape_of_picture_starts_anew(state: bytes) -> None:
    analyser = Analyser(everything(), state)
    analyser.look(Frame(grey=np.full((120, 160), 90, np.uint8), at=START))
    assert not analyser.ready


def test_a_change_of_shape_ends_what_was_active() -> None:
    covered = scene("covered")
    analyser = Analyser(everything())
    show(analyser, [frame for frame in covered.frames(FPS) if frame.at - START < 40])
    said = analyser.look(Frame(grey=np.full((120, 160), 90, np.uint8), at=START + 41))
    assert [(each.kind, each.active) for each in said] == [(FindingKind.TAMPER, False)]
    assert not analyser.active


@given(damage=st.binary(max_size=400))
@hypothesis_settings(max_examples=30, deadline=None)
def test_a_damaged_state_is_dropped(damage: bytes) -> None:
    analyser = Analyser(everything(), damage)
    analyser.look(first_frame("quiet"))
    assert not analyser.ready


def test_a_state_with_flipped_bytes_never_raises(state: bytes) -> None:
    rng = np.random.default_rng(8)
    frame = first_frame("quiet")
    for _ in range(150):
        flipped = bytearray(state)
        for place in rng.integers(0, len(flipped), 4):
            flipped[place] ^= int(rng.integers(1, 255))
        Analyser(everything(), bytes(flipped)).look(frame)
    for length in range(0, len(state), 977):
        Analyser(everything(), state[:length]).look(frame)


def test_arrays_of_another_shape_than_the_header_says_are_dropped(state: bytes) -> None:
    with np.load(io.BytesIO(state)) as archive:
        arrays = {name: archive[name] for name in archive.files}
    arrays["day_level"] = arrays["day_level"][:5]
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    analyser = Analyser(everything(), written.getvalue())
    analyser.look(first_frame("quiet"))
    assert not analyser.ready
