"""The slit drum says its codes so that an ear can count them."""

import io
import wave

import numpy as np
from numpy.typing import NDArray
import pytest

from custom_components.rt_cctv.kentongan import BEATS, CODE_OF, LONGEST, RATE, Code, beats, sound
from custom_components.rt_cctv.model import FindingKind


def samples(wav: bytes) -> NDArray[np.float64]:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


def heard(wav: bytes) -> list[int]:
    """Count the strokes by ear: a sharp rise of loudness is one, a rest over 0.4 s parts groups."""
    loudness = np.abs(samples(wav))
    frame = RATE // 100
    level = loudness[: len(loudness) // frame * frame].reshape(-1, frame).max(axis=1)
    onsets = [n for n in range(len(level)) if level[n] > 3 * max(level[n - 2] if n > 1 else 0, 600)]
    strokes = [n for i, n in enumerate(onsets) if i == 0 or n - onsets[i - 1] > 4]
    groups: list[int] = []
    for i, n in enumerate(strokes):
        if i and n - strokes[i - 1] < 40:
            groups[-1] += 1
        else:
            groups.append(1)
    return groups


@pytest.mark.parametrize("code", list(Code))
def test_every_code_can_be_counted_by_ear(code: Code) -> None:
    assert tuple(heard(sound(BEATS[code]))) == beats(BEATS[code])


@pytest.mark.parametrize("code", list(Code))
def test_a_code_is_loud_unclipped_and_small(code: Code) -> None:
    wav = sound(BEATS[code])
    loudest = np.abs(samples(wav)).max()
    assert 16_000 < loudest < 32_767
    assert len(wav) < 256 * 1024


def test_a_stroke_is_wood_low_and_short() -> None:
    """Most of its energy is below 1 kHz, and it is gone within a quarter of a second."""
    stroke = samples(sound("1"))
    power = np.abs(np.fft.rfft(stroke)) ** 2
    pitch = np.fft.rfftfreq(len(stroke), 1 / RATE)
    assert power[pitch < 1000].sum() > 0.8 * power.sum()
    assert 240 < pitch[power.argmax()] < 300
    assert np.abs(stroke[RATE // 4 :]).max() < 0.03 * np.abs(stroke).max()


def test_the_same_pattern_gives_the_same_sound() -> None:
    first = sound("2-2")
    sound.cache_clear()
    assert sound("2-2") == first


@pytest.mark.parametrize(
    "pattern", ["", "0", "10", "2--2", "-2", "2-", "dua", "2-2\x00", "9-" * 30 + "9"]
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"beats|long"):
        sound(pattern)


def test_spaces_do_not_matter() -> None:
    assert beats(" 1 - 7 - 1 ") == (1, 7, 1)


def test_the_default_codes_fit_the_limit() -> None:
    assert all(len(samples(sound(pattern))) / RATE < LONGEST for pattern in BEATS.values())


def test_thieves_and_floods_have_their_codes_and_a_dead_disk_has_none() -> None:
    assert CODE_OF[FindingKind.INTRUSION] is Code.PENCURIAN
    assert CODE_OF[FindingKind.FLOODING] is Code.BENCANA
    assert FindingKind.DISK_PROBLEM not in CODE_OF
