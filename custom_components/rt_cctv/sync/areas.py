"""The city, its 16 kecamatan and 177 kelurahan (data/wilayah.csv, ODbL: see data/LICENCE.txt)."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "data" / "wilayah.csv"


class Level(StrEnum):
    """How large an area is."""

    CITY = "kota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"


@dataclass(frozen=True, slots=True)
class Area:
    """An area: its code without dots, its level, its name, and the code of the area around it."""

    code: str
    level: Level
    name: str
    parent: str | None


@cache
def areas() -> dict[str, Area]:
    """Return the 194 areas by code, the city first. Reads a file the first time: use a thread."""
    found = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code, level = row["code"].replace(".", ""), Level(row["level"])
            parent = {Level.CITY: None, Level.KECAMATAN: code[:4], Level.KELURAHAN: code[:6]}[level]
            found[code] = Area(code, level, row["name"], parent)
    return found
