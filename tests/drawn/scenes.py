"""The scenes: what is drawn when, and the truth about it. Every scene begins with a minute of empty street."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from custom_components.rt_cctv.model import FindingKind
from custom_components.rt_cctv.vision.sighting import Frame

from . import street
from .street import Canvas, Look

WARM = 60.0
START = 1_700_000_000.0
DAY_SATURATION = 9.0
NIGHT_SATURATION = 0.1

type Painter = Callable[[Canvas, float, np.random.Generator], Canvas | None]
"""Paints what there is at `t` seconds after the warm-up; may return another canvas."""


@dataclass(frozen=True, slots=True)
class Truth:
    """One thing that must be found: from `begins` it is there, by `found_by` it must have been said."""

    kind: FindingKind
    begins: float
    found_by: float
    ends: float | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """One drawn scene. `may` are kinds that may be said besides the truths (a parking car moves)."""

    name: str
    seconds: float
    paint: Painter
    truths: tuple[Truth, ...] = ()
    may: frozenset[FindingKind] = frozenset()
    dark: bool = False
    noise: float = 1.2
    saturation: Callable[[float], float] | None = None
    silent: tuple[float, float] | None = None
    minutes: dict[FindingKind, float] = field(default_factory=dict)

    def frames(self, fps: float, seed: int = 7) -> Iterator[Frame]:
        """Draw it; the warm-up has negative times. Frames inside `silent` never come."""
        rng = np.random.default_rng(seed)
        day = street.empty_street()
        base = street.night(day) if self.dark else day
        for index in range(round((WARM + self.seconds) * fps)):
            t = index / fps - WARM
            canvas = base.copy()
            painted = self.paint(canvas, t, rng)
            canvas = canvas if painted is None else painted
            street.clock(canvas, int(t + WARM))
            if self.silent is not None and self.silent[0] <= t < self.silent[1]:
                continue
            saturation = NIGHT_SATURATION if self.dark else DAY_SATURATION
            if self.saturation is not None:
                saturation = self.saturation(t)
            grey = street.develop(canvas, rng, self.noise)
            yield Frame(
                grey=grey,
                at=START + t,
                keyframe=index % 10 == 0,
                packet_size=2000,
                saturation=saturation,
            )


def _between(t: float, begin: float, end: float) -> float:
    """Return how far t is from begin to end, 0 to 1."""
    return min(1.0, max(0.0, (t - begin) / (end - begin)))


def _nothing(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    pass


def _walker(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    if 10 <= t <= 24:
        street.person(canvas, -10 + (t - 10) * 25, 140, 52, t, Look())
    if 40 <= t <= 56:
        street.person(canvas, 330 - (t - 40) * 22, 80, 20, t, Look(main=40, second=60))


def _night_walker(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    if 10 <= t <= 28:
        street.person(canvas, 20 + (t - 10) * 16, 128, 40, t, Look(main=60, second=150, light=0.75))


def _car(canvas: Canvas, t: float, arrives: float, leaves: float, *, light: float = 1.0) -> None:
    look = Look(main=40, second=215, light=light)
    stop = 150.0
    if arrives <= t < arrives + 5:
        street.car(canvas, -60 + _between(t, arrives, arrives + 5) * (stop + 60), 146, 96, look)
    elif arrives + 5 <= t < leaves:
        street.car(canvas, stop, 146, 96, look)
    elif leaves <= t < leaves + 8:
        street.car(canvas, stop + _between(t, leaves, leaves + 8) * 240, 146, 96, look)


def _parks(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    _car(canvas, t, 10, 110)
    for begin in (40, 70):
        if begin <= t <= begin + 10:
            street.person(canvas, 30 + (t - begin) * 26, 150, 50, t, Look(main=60, second=30))


def _ghost(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    _car(canvas, t, -1000, 20)


def _lorry(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    if t >= 10:
        street.lorry(canvas, -110 + _between(t, 10, 16) * 270, 148, 210, Look(main=50, second=205))


def _bag(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    look = Look(main=35, second=150)
    if t >= 18:
        street.bag(canvas, 168, 142, look)
    if 10 <= t < 16:
        street.person(canvas, -10 + (t - 10) * 29, 142, 52, t, look)
        street.bag(canvas, -2 + (t - 10) * 29, 138, look)
    elif 16 <= t < 20:
        street.person(canvas, 164, 142, 52, t, look)
        street.bag(canvas, 168, 142, look)
    elif 20 <= t < 27:
        street.person(canvas, 164 + (t - 20) * 25, 142, 52, t, look)


def _flood(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    street.water(canvas, 0.85 * _between(t, 10, 70) - 0.85 * _between(t, 240, 280), t)


def _wet(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    canvas[street.ROAD_TOP : street.KERB] *= 1 - 0.3 * _between(t, 5, 40)
    street.rain(canvas, rng, 25 if 0 < t < 40 else 0)


def _rain(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    street.rain(canvas, rng, 45 if t > 0 else 0)


def _night_rain(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    street.rain(canvas, rng, 70 if t > 0 else 0)


def _infrared(canvas: Canvas, t: float, rng: np.random.Generator) -> Canvas | None:
    return street.night(canvas) if 20 <= t < 110 else None


def _headlights(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    for begin, way in ((10, 1), (35, -1), (60, 1)):
        if begin <= t <= begin + 6:
            x = _between(t, begin, begin + 6) * 460 - 70
            street.glow(canvas, x if way > 0 else 320 - x, 125, 70, 1.4)


def _clouds(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    for begin in (5, 40, 70):
        street.shade(canvas, -170 + _between(t, begin, begin + 25) * 620, 90, 0.42)


def _insects(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    if t > 0 and rng.random() < 0.35:
        for _ in range(int(rng.integers(1, 3))):
            size = rng.uniform(3, 9)
            street.ellipse(
                canvas,
                rng.uniform(0, 320),
                rng.uniform(0, 180),
                size * rng.uniform(1, 2),
                size,
                215,
            )


def _walker_among_insects(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    _insects(canvas, t, rng)
    if 60 <= t <= 78:
        street.person(canvas, 20 + (t - 60) * 16, 128, 40, t, Look(main=60, second=150, light=0.75))


def _tree(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    wind = 1.0 + 5.0 * _between(t, 20, 30)
    street.tree(canvas, 235, wind * np.sin(t * 2.1) + 0.6 * wind * np.sin(t * 5.3))


def _exposure(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    canvas *= 1 - 0.45 * _between(t, 20, 20.4) + 0.45 * _between(t, 60, 60.4)
    if 40 <= t <= 90:
        canvas += 12 * np.sin((t - 40) / 8)


def _shake(canvas: Canvas, t: float, rng: np.random.Generator) -> Canvas:
    down, across = (int(rng.integers(0, 5)), int(rng.integers(0, 5))) if t > 0 else (2, 2)
    wide = np.pad(canvas, 2, mode="edge")
    return wide[down : down + street.HEIGHT, across : across + street.WIDTH].copy()


def _covered(canvas: Canvas, t: float, rng: np.random.Generator) -> Canvas | None:
    return np.full_like(canvas, 22) if 20 <= t < 60 else None


def _defocused(canvas: Canvas, t: float, rng: np.random.Generator) -> Canvas | None:
    return street.blur(canvas, 6.0) if 20 <= t < 60 else None


def _turned(canvas: Canvas, t: float, rng: np.random.Generator) -> Canvas | None:
    return np.roll(street.empty_street(), 60, axis=1) if 20 <= t < 60 else None


def _loiterer(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    if t >= 8:
        street.person(
            canvas,
            160 + 60 * np.sin((t - 8) * 0.35) - 170 * (1 - _between(t, 8, 14)),
            140,
            50,
            t,
            Look(),
        )


def _crowd(canvas: Canvas, t: float, rng: np.random.Generator) -> None:
    if t < 5:
        return
    for one in range(14):
        x = (
            12
            + one * 22
            + 12 * np.sin(t * (0.5 + one % 4 * 0.13) + one)
            - 340 * (1 - _between(t, 5, 11))
        )
        street.person(
            canvas, x, 126 + one % 3 * 9, 48, t, Look(main=40 + one * 9, second=200 - one * 11)
        )


K = FindingKind
_MOVES = frozenset({K.MOTION})
SCENES: tuple[Scene, ...] = (
    Scene("quiet", 120, _nothing),
    Scene("walkers", 70, _walker, (Truth(K.MOTION, 10, 14, 25), Truth(K.MOTION, 40, 46, 57))),
    Scene("night walker", 40, _night_walker, (Truth(K.MOTION, 10, 16, 28),), dark=True, noise=3.0),
    Scene(
        "car parks",
        150,
        _parks,
        (Truth(K.ILLEGAL_PARKING, 15, 51, 118),),
        _MOVES,
        minutes={K.ILLEGAL_PARKING: 0.5},
    ),
    Scene(
        "parked car leaves",
        120,
        _ghost,
        (Truth(K.MOTION, 20, 26, 30),),
        minutes={K.ILLEGAL_PARKING: 0.25},
    ),
    Scene(
        "lorry parks",
        150,
        _lorry,
        (Truth(K.ILLEGAL_PARKING, 16, 52),),
        _MOVES,
        minutes={K.ILLEGAL_PARKING: 0.5},
    ),
    Scene("bag", 120, _bag, (Truth(K.LEFT_OBJECT, 18, 58),), _MOVES, minutes={K.LEFT_OBJECT: 0.5}),
    Scene(
        "flood", 420, _flood, (Truth(K.FLOODING, 60, 160, 420),), _MOVES, minutes={K.FLOODING: 1.0}
    ),
    Scene("wet road", 240, _wet, minutes={K.FLOODING: 0.5}),
    Scene("rain", 90, _rain),
    Scene("night rain", 90, _night_rain, dark=True, noise=3.0),
    Scene(
        "infrared",
        150,
        _infrared,
        saturation=lambda t: NIGHT_SATURATION if 20 <= t < 110 else DAY_SATURATION,
    ),
    Scene("headlights", 80, _headlights, dark=True, noise=2.5),
    Scene("clouds", 110, _clouds),
    Scene("insects", 120, _insects, dark=True, noise=3.0),
    Scene(
        "walker among insects",
        100,
        _walker_among_insects,
        (Truth(K.MOTION, 60, 70, 79),),
        dark=True,
        noise=3.0,
    ),
    Scene("tree", 120, _tree),
    Scene("exposure", 110, _exposure),
    Scene("shake", 60, _shake),
    Scene("covered", 100, _covered, (Truth(K.TAMPER, 20, 30, 85),)),
    Scene("defocused", 100, _defocused, (Truth(K.DEFOCUS, 20, 33, 85),)),
    Scene("turned", 100, _turned, (Truth(K.SCENE_CHANGE, 20, 33, 85),)),
    Scene(
        "loiterer", 90, _loiterer, (Truth(K.LOITERING, 8, 60),), _MOVES, minutes={K.LOITERING: 0.5}
    ),
    Scene("crowd", 90, _crowd, (Truth(K.CROWD, 11, 60),), _MOVES, minutes={K.CROWD: 0.5}),
    Scene("video loss", 90, _nothing, (Truth(K.VIDEO_LOSS, 20, 38, 62),), silent=(20, 55)),
)
"""All scenes; those without truths are nuisances in which nothing at all may be said."""
