"""Tests of how regions of a mask are found."""

from collections import deque

from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays
import numpy as np
import pytest

from custom_components.rt_cctv.vision.blobs import Blob, find_blobs
from custom_components.rt_cctv.vision.grid import Mask


def slowly(mask: Mask) -> list[tuple[int, int, int, int, int]]:
    """Find the regions by walking, cell by cell: area and box of each, the largest first."""
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(mask), strict=True)}
    found = []
    while left:
        todo, cells = deque([left.pop()]), []
        while todo:
            y, x = todo.popleft()
            cells.append((y, x))
            for near in ((y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)):
                if near in left:
                    left.remove(near)
                    todo.append(near)
        ys, xs = [y for y, _ in cells], [x for _, x in cells]
        found.append((len(cells), min(xs), min(ys), max(xs) + 1, max(ys) + 1))
    return sorted(found, reverse=True)


@given(arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 14))))
def test_regions_are_those_that_walking_finds(mask: Mask) -> None:
    found = [(b.area, b.left, b.top, b.right, b.bottom) for b in find_blobs(mask)]
    assert sorted(found, reverse=True) == slowly(mask)
    assert [b[0] for b in found] == sorted((b[0] for b in found), reverse=True)


def test_the_centre_is_the_mean_of_the_cells() -> None:
    mask = np.zeros((20, 30), bool)
    mask[4:8, 10:20] = True
    (blob,) = find_blobs(mask)
    assert (blob.x, blob.y, blob.area) == (15, 6, 40)


def test_small_regions_are_left_out() -> None:
    mask = np.zeros((20, 30), bool)
    mask[2, 2] = mask[5:9, 5:9] = True
    assert [blob.area for blob in find_blobs(mask, 2)] == [16]


def test_a_mask_of_pure_noise_gives_nothing() -> None:
    noise = np.zeros((120, 160), bool)
    noise[::2, ::2] = True
    assert find_blobs(noise) == []


def test_a_box_is_given_in_shares_of_the_picture() -> None:
    box = Blob(4, 3, 3, 2, 2, 4, 4).box(10, 20)
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((0.1, 0.2, 0.2, 0.4))
