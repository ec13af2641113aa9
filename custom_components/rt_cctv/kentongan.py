"""The kentongan, the slit drum of the pos kamling: its beat codes, and their sound as WAV.

The codes are those commonly painted on the post's wall in Central Java; regions differ, so an RT
may set its own. No Home Assistant and no numpy here: a few strokes are soon made.
"""

from array import array
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
import io
import math
import random
import re
import sys
import wave

from .model import FindingKind

RATE = 16_000
"""Samples per second; one channel of 16 bits."""

LONGEST = 20.0
"""Seconds that a code may take to be played."""


class Code(StrEnum):
    """What a watch tells by drum."""

    RAJAPATI = "rajapati"
    PENCURIAN = "pencurian"
    KEBAKARAN = "kebakaran"
    BENCANA = "bencana"
    RAJA_KAYA = "raja_kaya"
    DORO_MULUK = "doro_muluk"


BEATS: Mapping[Code, str] = {
    Code.RAJAPATI: "1-1-1-1-1-1",
    Code.PENCURIAN: "2-2-2-2-2",
    Code.KEBAKARAN: "3-3-3-3",
    Code.BENCANA: "4-4-4-4",
    Code.RAJA_KAYA: "5-5-5",
    Code.DORO_MULUK: "1-7-1",
}
"""Groups of beats with a rest between them, as a hub has them that set no others."""

CODE_OF: Mapping[str, Code] = {
    FindingKind.PERSON: Code.PENCURIAN,
    FindingKind.LINE_CROSSING: Code.PENCURIAN,
    FindingKind.INTRUSION: Code.PENCURIAN,
    FindingKind.REGION_ENTERED: Code.PENCURIAN,
    FindingKind.LOITERING: Code.PENCURIAN,
    FindingKind.TAKEN_OBJECT: Code.PENCURIAN,
    FindingKind.TAMPER: Code.PENCURIAN,
    FindingKind.ILLEGAL_ACCESS: Code.PENCURIAN,
    FindingKind.FLOODING: Code.BENCANA,
}
"""The code for each kind of incident; trouble of the equipment is not drummed."""

_PATTERN = re.compile(r"[1-9](-[1-9])*")
_BEAT = 0.2
_REST = 0.65
_TAIL = 0.5
_STROKE = 0.34

# Frequency (Hz), loudness and decay (1/s) of a hollow block's lowest modes: what makes it "tok", not "ting".
_MODES = ((268.0, 1.0, 17.0), (561.0, 0.55, 30.0), (1043.0, 0.32, 52.0), (1874.0, 0.16, 95.0))
_CLICK = 0.004


def beats(pattern: str) -> tuple[int, ...]:
    """Return the groups of a pattern such as "1-7-1".

    Raises ValueError for one that isn't groups of 1 to 9 beats, or takes longer than `LONGEST`.
    """
    pattern = re.sub(r"\s+", "", pattern)
    if not _PATTERN.fullmatch(pattern):
        raise ValueError(f"not groups of beats: {pattern[:40]!r}")
    groups = tuple(int(group) for group in pattern.split("-"))
    if _length(groups) > LONGEST:
        raise ValueError("too long")
    return groups


@lru_cache(maxsize=16)
def sound(pattern: str) -> bytes:
    """Return the pattern as a WAV file. Takes some 50 ms: not for the event loop. Raises ValueError."""
    groups = beats(pattern)
    samples = array("h", bytes(2 * round(_length(groups) * RATE)))
    first, following = _stroke(1.0), _stroke(0.8)
    at = 0.0
    for group in groups:
        for beat in range(group):
            _mix(samples, first if beat == 0 else following, round(at * RATE))
            at += _BEAT
        at += _REST - _BEAT
    if sys.byteorder == "big":
        samples.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def _length(groups: tuple[int, ...]) -> float:
    return sum(groups) * _BEAT + (len(groups) - 1) * (_REST - _BEAT) + _TAIL


def _stroke(strength: float) -> array[int]:
    """Return one stroke: modes that decay at once, bent down as wood does, and the stick's click."""
    stick = random.Random(f"{strength}")
    peak = 14_500 * strength
    samples = array("h")
    for n in range(round(_STROKE * RATE)):
        t = n / RATE
        bend = 1.0 + 0.035 * math.exp(-t * 60)
        value = sum(
            loud * math.exp(-decay * t) * math.sin(2 * math.pi * pitch * bend * t)
            for pitch, loud, decay in _MODES
        )
        if t < _CLICK:
            value += 0.5 * (1 - t / _CLICK) * stick.uniform(-1, 1)
        samples.append(round(peak * value * min(1.0, t * 2500)))
    return samples


def _mix(samples: array[int], stroke: array[int], at: int) -> None:
    for n, value in enumerate(stroke, at):
        samples[n] = max(-32768, min(32767, samples[n] + value))
