"""What a Dahua recorder's settings say: streams, analytics, disks, recording, clock.

Pure functions over tables as `dahua_tables.parse_table` makes them; channels count from 0.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
import re

from ...model import Disk, DiskStatus, FindingKind, Stream, StreamProfile
from ..text import shown
from .events import KIND_BY_CODE
from .tables import MAX_SLOTS, Table, rows, truth, whole

_DISK = re.compile(r"list\.info\[(\d{1,4})\]\.(?:Detail\[(\d{1,4})\]\.)?(\w+)$")
_CODECS = {"hevc": "h265", "mjpg": "mjpeg"}

_TIME_ZONES = (
    0, 60, 120, 180, 210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 540, 570, 600, 660, 720, 780,
    -60, -120, -180, -210, -240, -300, -360, -420, -480, -540, -600, -660, -720,
)  # fmt: skip
"""Minutes east of UTC by the index that `NTP.TimeZone` holds."""


def codec_name(text: str | None) -> str | None:
    """Write a codec's name as the model has it: `H.265` is `h265`."""
    lowered = re.sub(r"[^a-z0-9]", "", (text or "").lower())
    for known in ("h264", "h265", "mpeg4", "mjpeg"):
        if lowered.startswith(known):
            return known
    return _CODECS.get(lowered, lowered or None)


def _stream(row: Mapping[str, str], prefix: str, profile: StreamProfile) -> Stream | None:
    codec = codec_name(row.get(prefix + "Video.Compression"))
    if codec is None or truth(row.get(prefix + "VideoEnable")) is False:
        return None
    width, height = (whole(row.get(prefix + f"Video.{side}")) for side in ("Width", "Height"))
    if not (width and height):
        sides = re.fullmatch(r"(\d{1,5})x(\d{1,5})", row.get(prefix + "Video.resolution", ""))
        width, height = (int(sides[1]), int(sides[2])) if sides else (None, None)
    fps = row.get(prefix + "Video.FPS", "")
    rate = float(fps) if re.fullmatch(r"\d{1,3}(\.\d+)?", fps) else None
    return Stream(profile=profile, codec=codec, width=width, height=height, fps=rate)


def streams(table: Table) -> dict[int, tuple[Stream, ...]]:
    """Read `Encode`: the first main and the first extra format of every channel."""
    wanted = (("MainFormat[0].", StreamProfile.MAIN), ("ExtraFormat[0].", StreamProfile.SUB))
    return {
        index: tuple(
            stream for prefix, profile in wanted if (stream := _stream(row, prefix, profile))
        )
        for index, row in rows(table, "table.Encode").items()
    }


def _rules(row: Mapping[str, str]) -> Iterator[str]:
    for key, value in row.items():
        if key.endswith("].Type") and truth(row.get(key.removesuffix("Type") + "Enable")):
            yield value


def armed(tables: Mapping[str, Table]) -> dict[int, frozenset[FindingKind]]:
    """Read which analytics are on, from the configurations of that name."""
    found: dict[int, set[FindingKind]] = {}
    switches = {
        "MotionDetect": (FindingKind.MOTION,),
        "BlindDetect": (FindingKind.TAMPER,),
        "LossDetect": (FindingKind.VIDEO_LOSS,),
        "UnFocusDetect": (FindingKind.DEFOCUS,),
        "MovedDetect": (FindingKind.SCENE_CHANGE,),
    }
    for name, kinds in switches.items():
        for index, row in rows(tables.get(name, {}), f"table.{name}").items():
            found.setdefault(index, set()).update(kinds if truth(row.get("Enable")) else ())
    for index, row in rows(tables.get("SmartMotionDetect", {}), "table.SmartMotionDetect").items():
        if truth(row.get("Enable")):
            types = ((FindingKind.PERSON, "Human"), (FindingKind.VEHICLE, "Vehicle"))
            found.setdefault(index, set()).update(
                kind for kind, word in types if truth(row.get(f"ObjectTypes.{word}")) is not False
            )
    for index, row in rows(tables.get("VideoAnalyseRule", {}), "table.VideoAnalyseRule").items():
        found.setdefault(index, set()).update(
            KIND_BY_CODE[rule] for rule in _rules(row) if rule in KIND_BY_CODE
        )
    return {index: frozenset(kinds) for index, kinds in found.items()}


def disks(table: Table) -> tuple[Disk, ...]:
    """Read `getDeviceAllInfo`; sizes come as floats, and a full disk is a healthy one."""
    found: dict[int, dict[str, str]] = {}
    details: dict[int, dict[int, dict[str, str]]] = {}
    for key, value in table.items():
        if match := _DISK.match(key):
            index = int(match[1])
            if match[2] is None:
                found.setdefault(index, {})[match[3]] = value
            else:
                details.setdefault(index, {}).setdefault(int(match[2]), {})[match[3]] = value
    return tuple(
        _disk(index, found.get(index, {}), tuple(details.get(index, {}).values()))
        for index in sorted(found.keys() | details.keys())[:MAX_SLOTS]
    )


def _disk(index: int, row: Mapping[str, str], parts: tuple[Mapping[str, str], ...]) -> Disk:
    states = {
        **dict.fromkeys(("success", "running", "runing", "normal"), DiskStatus.OK),
        **dict.fromkeys(("failure", "error", "failed"), DiskStatus.ERROR),
        **dict.fromkeys(("absent", "notexist", "offline"), DiskStatus.MISSING),
        "initializing": DiskStatus.UNFORMATTED,
    }
    status = states.get(row.get("State", "").lower(), DiskStatus.UNKNOWN)
    if any(truth(part.get("IsError")) for part in parts):
        status = DiskStatus.ERROR
    total = [n for part in parts if (n := whole(part.get("TotalBytes"))) is not None]
    used = [n for part in parts if (n := whole(part.get("UsedBytes"))) is not None]
    capacity = sum(total) if total else None
    return Disk(
        key=str(index + 1),
        name=shown(row.get("Name")) or f"{index + 1}",
        status=status,
        capacity=capacity,
        free=max(0, capacity - sum(used)) if capacity is not None and used else None,
    )


def recording(table: Table, filled: Iterable[int]) -> bool | None:
    """Read `RecordMode`: False where every filled channel's recording is switched off (2)."""
    modes = rows(table, "table.RecordMode")
    known = [
        mode for index in filled if (mode := whole(modes.get(index, {}).get("Mode"))) is not None
    ]
    return any(mode != 2 for mode in known) if known else None


def local_time(text: str) -> datetime | None:
    """Read a recorder's local time, which names no zone; None where it is none."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 # the recorder names no zone
    except ValueError:
        return None


def utc_offset(table: Table) -> timedelta | None:
    """Read the zone's offset from UTC out of the `NTP` configuration."""
    index = whole(table.get("table.NTP.TimeZone"))
    if index is None or not 0 <= index < len(_TIME_ZONES):
        return None
    return timedelta(minutes=_TIME_ZONES[index])


def guess_offset(local: datetime, utc: datetime) -> timedelta:
    """Take the quarter of an hour nearest to the difference for the zone, where none is told.

    Both without zone. A clock that is off by days is not excused by this: zones end at 14 h.
    """
    quarter = timedelta(minutes=15)
    nearest = round((local - utc) / quarter) * quarter
    return min(max(nearest, timedelta(hours=-12)), timedelta(hours=14))
