"""The virtual recorder's drawn streets, and how pictures are put into packets."""

import time

import numpy as np
import pytest

from .virtual_recorder import Scenario
from .virtual_recorder.rtp import payloads
from .virtual_recorder.scenes import Scene
from .virtual_recorder.world import World


def test_every_actor_comes_and_goes() -> None:
    scene = Scene(World.of(Scenario()), 1)
    for actor in ("walker", "parker", "water", "cover", "blur"):
        before = scene.draw(320, 180, time.time()).y
        scene.act(actor, on=True)
        since = time.time()
        assert actor in scene.truth(since + 5)
        assert np.abs(scene.draw(320, 180, since + 5).y.astype(int) - before).max() > 60
        scene.act(actor, on=False)
        assert actor not in scene.truth(time.time() + 25)
    scene.act("night", on=True)
    assert (scene.draw(320, 180, time.time() + 1).u == 128).all()
    with pytest.raises(KeyError):
        scene.act("elephant", on=True)


def test_a_frozen_picture_stays_the_same() -> None:
    scene = Scene(World.of(Scenario()), 1)
    scene.act("freeze", on=True)
    one, two = (scene.draw(320, 180, time.time() + n).data for n in (1, 2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("codec", ["h264", "h265"])
@pytest.mark.parametrize("size", [10, 1400, 1401, 5000])
def test_a_nal_unit_in_fragments_is_whole_again_put_together(codec: str, size: int) -> None:
    head = b"\x65" if codec == "h264" else b"\x26\x01"
    nal = head + bytes(n % 251 for n in range(size - len(head)))
    pieces = list(payloads(nal, codec))
    if size <= 1400:
        assert pieces == [nal]
        return
    skip = 2 if codec == "h264" else 3
    flags = [piece[skip - 1] >> 6 for piece in pieces]
    assert flags == [2, *(0 for _ in flags[2:]), 1]
    assert max(map(len, pieces)) <= 1400
    assert head + b"".join(piece[skip:] for piece in pieces) == nal
