"""Draws a street: what stands always, what moves, and what light and weather do to it.

Drawn at 320 x 180 in grey levels and reduced to the grid by averaging, as a camera's picture is.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type Canvas = npt.NDArray[np.float32]

WIDTH, HEIGHT = 320, 180
ROAD_TOP, KERB = 84, 150
"""The road's far edge and the near kerb, in canvas rows."""


def empty_street(seed: int = 1) -> Canvas:
    """Return the street by day: sky, houses with windows, pavement, a road with dashes, kerb and drains."""
    rng = np.random.default_rng(seed)
    canvas = np.empty((HEIGHT, WIDTH), np.float32)
    canvas[:30] = 190
    canvas[30:ROAD_TOP] = 120
    x = 0
    while x < WIDTH:
        wide = int(rng.integers(38, 62))
        shade = float(rng.uniform(85, 150))
        roof = int(rng.integers(18, 34))
        canvas[roof:70, x : x + wide] = shade
        canvas[roof : roof + 4, x : x + wide] = shade - 35
        for window in range(x + 6, min(x + wide, WIDTH) - 8, 16):
            canvas[42:54, window : window + 9] = shade - 45
            canvas[42:54, window + 4] = shade + 20
        canvas[52:70, x + wide // 2 : x + wide // 2 + 8] = shade - 55
        x += wide
    canvas[70:ROAD_TOP] = 138
    canvas[70:ROAD_TOP, ::14] -= 18
    canvas[ROAD_TOP:KERB] = 92
    canvas[ROAD_TOP : ROAD_TOP + 2] = 165
    for dash in range(0, WIDTH, 40):
        canvas[114:118, dash : dash + 22] = 190
    for patch in range(9):
        left, top = int(rng.integers(0, WIDTH - 40)), int(rng.integers(ROAD_TOP + 4, KERB - 14))
        canvas[top : top + 8, left : left + int(rng.integers(12, 36))] += 14 if patch % 2 else -14
    canvas[KERB : KERB + 4] = 175
    canvas[KERB + 4 :] = 130
    canvas[KERB + 4 :, ::18] -= 22
    canvas[KERB + 16, :] -= 22
    for drain in (60, 190, 290):
        canvas[KERB - 5 : KERB - 1, drain : drain + 10] = 40
    canvas += rng.normal(0, 5, canvas.shape).astype(np.float32)
    return canvas


def night(canvas: Canvas) -> Canvas:
    """Return the same view in infrared: a cone of light, and surfaces that reflect otherwise than by day."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    cone = np.exp(-(((columns - WIDTH / 2) / 150) ** 2) - ((rows - 125) / 75) ** 2)
    surface = np.where(
        rows < 30, 5, np.where(rows < ROAD_TOP, 200 - 0.6 * canvas, 0.55 * canvas + 40)
    )
    dark: Canvas = (surface * (0.12 + 0.75 * cone) + 6).astype(np.float32)
    return dark


def ellipse(
    canvas: Canvas, x: float, y: float, half_width: float, half_height: float, level: float
) -> None:
    """Paint an ellipse, clipped at the border."""
    top, bottom = max(0, int(y - half_height)), min(HEIGHT, int(y + half_height) + 2)
    left, right = max(0, int(x - half_width)), min(WIDTH, int(x + half_width) + 2)
    if top >= bottom or left >= right:
        return
    rows, columns = np.mgrid[top:bottom, left:right]
    inside = ((columns - x) / half_width) ** 2 + ((rows - y) / half_height) ** 2 <= 1
    canvas[top:bottom, left:right][inside] = level


def block(
    canvas: Canvas, left: float, top: float, right: float, bottom: float, level: float
) -> None:
    """Paint a rectangle, clipped at the border."""
    window = (
        slice(max(0, round(top)), max(0, min(HEIGHT, round(bottom)))),
        slice(max(0, round(left)), max(0, min(WIDTH, round(right)))),
    )
    canvas[window] = level


@dataclass(frozen=True, slots=True)
class Look:
    """How an object is painted: its main and its second grey level, and how much light falls on it (1 by day)."""

    main: float = 45
    second: float = 205
    light: float = 1.0


def person(canvas: Canvas, x: float, foot: float, tall: float, at: float, look: Look) -> None:
    """Paint somebody whose legs walk while x moves: head, jacket, trousers."""
    main, second = look.main * look.light, look.second * look.light
    stride = np.sin(x * 18 / max(tall, 8)) * tall * 0.09
    for side in (-1, 1):
        block(
            canvas,
            x + side * stride - tall * 0.07,
            foot - tall * 0.45,
            x + side * stride + tall * 0.07,
            foot,
            main,
        )
    ellipse(
        canvas,
        x,
        foot - tall * 0.62,
        tall * 0.18,
        tall * 0.25,
        (main + second) / 2 if at < 0 else second,
    )
    ellipse(canvas, x, foot - tall * 0.92, tall * 0.07, tall * 0.08, main + 20)


def car(canvas: Canvas, x: float, foot: float, long: float, look: Look) -> None:
    """Paint a car from the side: shadow, body, cabin with windows, wheels. `x` is its middle."""
    main, second = look.main * look.light, look.second * look.light
    high = long * 0.32
    block(canvas, x - long * 0.5, foot - 2, x + long * 0.5, foot + 2, 25 * look.light)
    block(canvas, x - long * 0.5, foot - high * 0.62, x + long * 0.5, foot - 2, second)
    block(canvas, x - long * 0.3, foot - high, x + long * 0.28, foot - high * 0.6, second)
    block(canvas, x - long * 0.26, foot - high * 0.94, x - long * 0.03, foot - high * 0.64, main)
    block(canvas, x + long * 0.02, foot - high * 0.94, x + long * 0.24, foot - high * 0.64, main)
    for wheel in (-0.32, 0.32):
        ellipse(canvas, x + wheel * long, foot - 2, long * 0.08, long * 0.08, 20 * look.light)


def lorry(canvas: Canvas, x: float, foot: float, long: float, look: Look) -> None:
    """Paint a lorry with writing on its side."""
    main, second = look.main * look.light, look.second * look.light
    high = long * 0.45
    block(canvas, x - long * 0.5, foot - high, x + long * 0.3, foot - 4, second)
    block(canvas, x + long * 0.32, foot - high * 0.8, x + long * 0.5, foot - 4, main + 40)
    for line in range(3):
        for letter in range(9):
            left = x - long * 0.44 + letter * long * 0.08
            block(
                canvas,
                left,
                foot - high * (0.85 - line * 0.25),
                left + long * 0.05,
                foot - high * (0.72 - line * 0.25),
                main,
            )
    for wheel in (-0.35, -0.2, 0.4):
        ellipse(canvas, x + wheel * long, foot - 3, long * 0.06, long * 0.06, 20 * look.light)


def bag(canvas: Canvas, x: float, foot: float, look: Look) -> None:
    """Paint a bag on the ground."""
    block(canvas, x - 7, foot - 11, x + 7, foot, look.main * look.light)
    block(canvas, x - 3, foot - 14, x + 3, foot - 11, look.main * look.light + 15)


def water(canvas: Canvas, depth: float, at: float) -> None:
    """Flood the road from the near kerb upwards: `depth` 0 to 1 of its width; dull sky and house reflections."""
    top = KERB - depth * (KERB - ROAD_TOP)
    first = round(top)
    if depth <= 0 or first >= KERB + 4:
        return
    rows, columns = np.mgrid[first : KERB + 4, 0:WIDTH].astype(np.float32)
    ripple = 4 * np.sin(columns * 0.11 + at * 1.7) * np.sin(rows * 0.35 - at * 1.1)
    canvas[first : KERB + 4] = 148 - 0.15 * (rows - ROAD_TOP) + ripple


def tree(canvas: Canvas, x: float, sway: float, seed: int = 5) -> None:
    """Paint a tree whose leaves sway by `sway` canvas cells."""
    rng = np.random.default_rng(seed)
    block(canvas, x - 3, 60, x + 3, 112, 60)
    for _ in range(90):
        dx, dy = rng.normal(0, 15), rng.normal(0, 13)
        lag = rng.uniform(0.4, 1.4)
        ellipse(
            canvas,
            x + dx + sway * lag * (1 - dy / 40),
            46 + dy,
            3.2,
            2.4,
            float(rng.uniform(40, 135)),
        )


def glow(canvas: Canvas, x: float, y: float, radius: float, strength: float) -> None:
    """Let soft light fall on what is there: it multiplies, and has no border."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    fall = np.exp(-(((columns - x) / radius) ** 2) - ((rows - y) / (radius * 0.45)) ** 2)
    canvas *= 1 + strength * fall


def shade(canvas: Canvas, x: float, wide: float, strength: float) -> None:
    """Let a cloud's shadow, with a soft border, lie over the columns around `x`."""
    columns = np.arange(WIDTH, dtype=np.float32)
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
    edge = 1 / (1 + np.exp((np.abs(columns - x - 0.3 * rows) - wide) / 14))
    canvas *= 1 - strength * edge


def rain(canvas: Canvas, rng: np.random.Generator, streaks: int) -> None:
    """Draw thin bright streaks, others in every frame."""
    for _ in range(streaks):
        x, y, long = (int(rng.integers(*span)) for span in ((0, WIDTH), (0, HEIGHT), (8, 24)))
        rows = np.arange(y, min(HEIGHT, y + long))
        columns = np.clip(x + (rows - y) // 5, 0, WIDTH - 1)
        canvas[rows, columns] += 38


def clock(canvas: Canvas, second: int) -> None:
    """Burn in a clock whose digits change every second."""
    rng = np.random.default_rng(second)
    for digit in range(8):
        left = 8 + digit * 8
        canvas[6:16, left : left + 6] = 20
        lines = (
            rng.integers(0, 2, (5, 3))
            if digit >= 6
            else np.array([[1, 1, 1], [1, 0, 1], [1, 0, 1], [1, 0, 1], [1, 1, 1]])
        )
        canvas[6:16, left : left + 6][np.repeat(np.repeat(lines, 2, 0), 2, 1) > 0] = 235


def blur(canvas: Canvas, sigma: float) -> Canvas:
    """Return the canvas out of focus."""
    reach = int(3 * sigma) + 1
    kernel = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma * sigma))
    kernel = (kernel / kernel.sum()).astype(np.float32)
    padded = np.pad(canvas, reach, mode="edge")
    tall = np.sum([padded[i : i + HEIGHT] * k for i, k in enumerate(kernel)], axis=0)
    wide: Canvas = np.sum(
        [tall[:, i : i + WIDTH] * k for i, k in enumerate(kernel)], axis=0, dtype=np.float32
    )
    return wide


def develop(canvas: Canvas, rng: np.random.Generator, noise: float) -> npt.NDArray[np.uint8]:
    """Return the grid's picture, 160 x 90: reduced by averaging, with the sensor's noise."""
    small = canvas.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean(axis=(1, 3))
    small += rng.normal(0, noise, small.shape).astype(np.float32)
    grey: npt.NDArray[np.uint8] = np.clip(np.round(small), 0, 255).astype(np.uint8)
    return grey
