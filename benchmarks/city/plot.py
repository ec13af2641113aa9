"""A small plot as SVG, and the page that holds it."""

from collections.abc import Sequence
import math
from pathlib import Path
import re

_WIDTH, _HEIGHT, _MARGIN = 640, 320, 56
_BETWEEN = r"<!-- measured -->.*<!-- /measured -->"


def svg(points: Sequence[tuple[int, float]], unit: str) -> str:
    """Return a plot of positive values over sizes, both axes logarithmic."""
    xs = [math.log10(size) for size, _ in points]
    top = math.ceil(math.log10(max(value for _, value in points)) + 0.01)
    bottom = math.floor(math.log10(min(value for _, value in points)))
    span_x, span_y = (xs[-1] - xs[0]) or 1, (top - bottom) or 1

    def place(size: int, value: float) -> tuple[float, float]:
        x = _MARGIN + (math.log10(size) - xs[0]) / span_x * (_WIDTH - 2 * _MARGIN)
        y = _HEIGHT - _MARGIN - (math.log10(value) - bottom) / span_y * (_HEIGHT - 2 * _MARGIN)
        return round(x, 1), round(y, 1)

    places = [place(size, value) for size, value in points]
    line = " ".join(f"{x},{y}" for x, y in places)
    marks = "".join(
        f'<circle cx="{x}" cy="{y}" r="4"/><text x="{x}" y="{y - 10}">{value:.3g} {unit}</text>'
        f'<text x="{x}" y="{_HEIGHT - 24}">{size:,}</text>'
        for (x, y), (size, value) in zip(places, points, strict=True)
    )
    base = _HEIGHT - _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12" text-anchor="middle">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'<path d="M{_MARGIN},{base}H{_WIDTH - _MARGIN}" stroke="#888"/>'
        f'<polyline points="{line}" fill="none" stroke="#1565c0" stroke-width="2"/>{marks}'
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 6}">hubs</text></svg>\n'
    )


def write_page(page: Path, table: str, points: Sequence[tuple[int, float]]) -> None:
    """Put the table into the page, and the plot beside it."""
    (page.parent / "scale.svg").write_text(svg(points, "ms"), encoding="utf-8")
    measured = f"<!-- measured -->\n{table}<!-- /measured -->"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        re.sub(_BETWEEN, lambda _: measured, text, count=1, flags=re.DOTALL), encoding="utf-8"
    )
